"""What people do to their own accounts, written to the audit trail.

allauth reports these deeds after the fact through signals, so unlike all others these lines are
not in the transaction of the deed.
"""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as second_factor
from django.dispatch import Signal

from groundswell.workspaces.actions import record_own_deed

_DEEDS: tuple[tuple[Signal, str], ...] = (
    (account.user_logged_in, "person.signed_in"),
    (account.password_changed, "person.password_changed"),
    (account.password_set, "person.password_changed"),
    (account.password_reset, "person.password_reset"),
    (account.email_changed, "person.email_changed"),
    (second_factor.authenticator_added, "person.second_factor_added"),
    (second_factor.authenticator_removed, "person.second_factor_removed"),
    (second_factor.authenticator_reset, "person.second_factor_renewed"),
)


def listen() -> None:
    """Connect each report to its verb."""
    for signal, verb in _DEEDS:

        def note(user: Any, verb: str = verb, **_rest: Any) -> None:
            record_own_deed(user, verb)

        signal.connect(note, weak=False, dispatch_uid=f"trail:{verb}:{id(signal)}")
