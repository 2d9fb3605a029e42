"""Inviting people by e-mail, and accepting."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from groundswell.kernel.clock import now
from groundswell.kernel.errors import Missing
from groundswell.kernel.secrets import encrypt, keyed_hash
from groundswell.tasks.queue import enqueue
from groundswell.workspaces import queries, rules
from groundswell.workspaces.actions.workspaces import add_member, lock
from groundswell.workspaces.audit import record
from groundswell.workspaces.errors import AlreadyMember, BadValue, NotForYou
from groundswell.workspaces.models import (
    Invitation,
    InvitationState,
    Member,
    Person,
    Role,
    normal_email,
)
from groundswell.workspaces.queries import INVITATION_PURPOSE, actor_of, person_behind
from groundswell.workspaces.scope import Right, Scope

MAIL_JOB = "workspaces.mail_invitation"
LINK_PURPOSE = "workspaces.invitation-link"


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation; ``link`` is shown this once and travels in the mail."""

    invitation: Invitation
    link: str


def invite(scope: Scope, email: str, role: str, *, link_for: Callable[[str], str]) -> Invited:
    """Invite an e-mail address into the workspace; needs ADMIN. Its mail is a job.

    An earlier invitation of the same address that is still open is withdrawn.

    Args:
        scope: who invites, and where to.
        email: whom.
        role: what they will be.
        link_for: makes the address of the accepting page from the token.

    Raises:
        BadValue: no e-mail address, or no such role.
        TooMuchRight: the role can do more than who invites.
        AlreadyMember: the person is here already.
    """
    scope.require(Right.ADMIN)
    as_role, address = rules.role_named(role), checked_email(email)
    rules.check_may_give(scope.rights, as_role)
    token, moment = secrets.token_urlsafe(32), now()
    with transaction.atomic():
        lock(scope.workspace)
        if Member.objects.filter(workspace_id=scope.workspace, person__email=address).exists():
            raise AlreadyMember(f"{address} is a member already.", field="email")
        _withdraw(scope, email=address)
        row = Invitation.objects.create(
            workspace_id=scope.workspace,
            email=address,
            role=as_role,
            token_hash=keyed_hash(INVITATION_PURPOSE, token),
            invited_by=person_behind(scope),
            created_at=moment,
            expires_at=moment + rules.INVITATION_LIFE,
        )
        record(scope, "invitation.sent", row.uid, role=as_role)
        link = link_for(token)
        enqueue(
            MAIL_JOB,
            {"invitation": row.uid, "link": encrypt(LINK_PURPOSE, link)},
            workspace=scope.workspace,
        )
    return Invited(row, link)


def revoke_invitation(scope: Scope, uid: str) -> None:
    """Withdraw an open invitation; needs ADMIN. Missing where there is no such open one here."""
    scope.require(Right.ADMIN)
    with transaction.atomic():
        if not _withdraw(scope, uid=uid):
            raise Missing("There is no such open invitation.")


def accept_invitation(person: Person, token: str) -> Member:
    """Join the workspace that this token invites to. A token works once.

    Raises:
        Missing: there is no such token.
        NotForYou: it names another e-mail address than the person's.
        InvitationClosed: it was used or withdrawn, or is past its time.
        AlreadyMember: the person is in the workspace already.
    """
    moment = now()
    with transaction.atomic():
        row = Invitation.objects.filter(token_hash=keyed_hash(INVITATION_PURPOSE, token)).first()
        if row is None:
            raise Missing("There is no such invitation.", hint="Ask for a new one.")
        if person.email != row.email:
            raise NotForYou(
                f"This invitation is for {row.email}; you are signed in as {person.email}.",
                hint="Sign out, then open the link again.",
            )
        workspace = lock(row.workspace_id)
        claimed = Invitation.objects.filter(
            pk=row.pk, state=InvitationState.OPEN, expires_at__gt=moment
        ).update(state=InvitationState.ACCEPTED, closed_at=moment, accepted_by=person)
        if not claimed:
            row.refresh_from_db()
            raise queries.closed(row.state)
        if Member.objects.filter(workspace=workspace, person=person).exists():
            raise AlreadyMember(f"You are a member of {workspace.name} already.")
        scope = Scope(workspace.pk, actor_of(person), frozenset())
        record(scope, "invitation.accepted", row.uid)
        return add_member(scope, workspace, person, Role(row.role))


def checked_email(email: str) -> str:
    """An e-mail address in the spelling that is stored, or BadValue."""
    address = normal_email(email)
    try:
        validate_email(address)
    except ValidationError:
        raise BadValue(f'"{email}" is not an e-mail address.', field="email") from None
    return address


def _withdraw(scope: Scope, **which: str) -> int:
    """Close the open invitations that match, with their audit lines; gives how many."""
    rows = Invitation.objects.filter(
        workspace_id=scope.workspace, state=InvitationState.OPEN, **which
    )
    uids = list(rows.values_list("uid", flat=True))
    changed = rows.update(state=InvitationState.REVOKED, closed_at=now())
    for uid in uids:
        record(scope, "invitation.revoked", uid)
    return changed
