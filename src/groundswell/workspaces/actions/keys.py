"""Making, using and revoking API keys."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from groundswell.kernel.clock import now
from groundswell.kernel.errors import Missing
from groundswell.kernel.secrets import keyed_hash
from groundswell.workspaces import rules
from groundswell.workspaces.audit import record
from groundswell.workspaces.models import ApiKey
from groundswell.workspaces.queries import KEY_PREFIX, KEY_PURPOSE, person_behind
from groundswell.workspaces.scope import Right, Scope


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A new key; ``raw`` is shown this once and kept nowhere."""

    key: ApiKey
    raw: str


def make_key(scope: Scope, name: str, rights: Iterable[str], *, days: int | None = None) -> MadeKey:
    """Make an API key for programs; needs ADMIN.

    Later it can never do more than its maker may do at that time.

    Args:
        scope: who makes it, and for which workspace.
        name: what it is for.
        rights: words of `Right`, a subset of the scope's own.
        days: how long it lasts; None is until it is revoked.

    Raises:
        BadValue: no or unknown rights, no name, or a life that makes no sense.
        TooMuchRight: a right that the maker does not have.
    """
    scope.require(Right.ADMIN)
    allowed = rules.rights_for_key(rights, scope.rights)
    moment = now()
    raw = KEY_PREFIX + secrets.token_hex(20)
    with transaction.atomic():
        row = ApiKey.objects.create(
            workspace_id=scope.workspace,
            name=rules.check_name(name),
            hint=raw[: len(KEY_PREFIX) + 6],
            key_hash=keyed_hash(KEY_PURPOSE, raw),
            rights=rules.rights_to_text(allowed),
            made_by=person_behind(scope),
            created_at=moment,
            expires_at=rules.key_expiry(days, moment),
        )
        record(scope, "key.made", row.uid, rights=row.rights, days=days)
    return MadeKey(row, raw)


def revoke_key(scope: Scope, uid: str) -> None:
    """Revoke a key for good; needs ADMIN. Missing where there is no such valid key here."""
    scope.require(Right.ADMIN)
    with transaction.atomic():
        revoked = ApiKey.objects.filter(
            workspace_id=scope.workspace, uid=uid, revoked_at__isnull=True
        ).update(revoked_at=now())
        if not revoked:
            raise Missing("There is no such key, or it was revoked before.")
        record(scope, "key.revoked", uid)


def note_key_use(scope: Scope) -> bool:
    """Write when the key behind this scope was last used, at most once a minute.

    Returns whether it wrote. Busy keys cost one read and no write; two requests at the same moment
    write once.
    """
    kind, _, number = scope.actor.partition(":")
    if kind != "key":
        return False
    moment = now()
    row = ApiKey.objects.filter(pk=int(number))
    if not rules.use_is_due(row.values_list("last_used_at", flat=True).first(), moment):
        return False
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=moment - rules.USE_NOTED_EVERY)
    return bool(row.filter(stale).update(last_used_at=moment))


def revoke_keys_of(scope: Scope, person: int) -> list[str]:
    """Revoke the keys that a person made in this workspace; gives their uids. Inside a transaction."""
    rows = ApiKey.objects.filter(
        workspace_id=scope.workspace, made_by_id=person, revoked_at__isnull=True
    )
    uids = list(rows.values_list("uid", flat=True))
    rows.update(revoked_at=now())
    return uids
