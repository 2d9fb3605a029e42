"""Changing what members are, and letting them go. At least one owner always stays."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from groundswell.kernel.errors import Conflict, Missing, Refused
from groundswell.tasks.events import announce
from groundswell.workspaces import reversals, rules
from groundswell.workspaces.actions.keys import revoke_keys_of
from groundswell.workspaces.actions.workspaces import lock
from groundswell.workspaces.audit import record
from groundswell.workspaces.errors import LastOwner
from groundswell.workspaces.events import MemberLeft, RoleChanged
from groundswell.workspaces.models import Member, Role, Workspace
from groundswell.workspaces.queries import person_behind
from groundswell.workspaces.reversals import reverses
from groundswell.workspaces.scope import Right, Scope


@dataclass(frozen=True, slots=True)
class Changed:
    """A member after a change of role; ``undo`` is the uid that takes it back, empty for none."""

    member: Member
    undo: str


def change_role(scope: Scope, member: str, role: str) -> Changed:
    """Give a member another role; needs ADMIN.

    Raises:
        Missing: no such member here.
        TooMuchRight: the old or the new role can do more than who acts.
        LastOwner: it would leave the workspace without an owner.
    """
    scope.require(Right.ADMIN)
    new = rules.role_named(role)
    with transaction.atomic():
        workspace = lock(scope.workspace)
        row = _member(scope, member)
        old = Role(row.role)
        if new == old:
            return Changed(row, "")
        rules.check_may_give(scope.rights, old)
        rules.check_may_give(scope.rights, new)
        _check_owner_stays(workspace, row)
        row.role = new
        row.save(update_fields=["role"])
        record(scope, "member.role_changed", row.uid, person=row.person.uid, before=old, after=new)
        announce(RoleChanged(workspace.pk, row.person_id, new), workspace=workspace.pk)
        before = {"member": row.uid, "before": old, "after": new}
        return Changed(row, reversals.offer(scope, "members.role", before))


@reverses("members.role")
def _take_role_back(scope: Scope, payload: dict[str, Any]) -> str:
    row = _member(scope, payload["member"])
    if row.role != payload["after"]:
        raise Conflict("The role was changed again since.")
    back = change_role(scope, row.uid, payload["before"]).member
    return f"{back.person.get_full_name()} is {back.get_role_display().lower()} again."


def remove_member(scope: Scope, member: str) -> None:
    """Take a member out; needs ADMIN. The API keys they made here are revoked with them.

    Raises:
        Missing: no such member here.
        TooMuchRight: the member can do more than who acts.
        LastOwner: it would leave the workspace without an owner.
    """
    scope.require(Right.ADMIN)
    with transaction.atomic():
        workspace = lock(scope.workspace)
        row = _member(scope, member)
        rules.check_may_give(scope.rights, Role(row.role))
        let_go(scope, workspace, row)


def leave(scope: Scope) -> None:
    """Leave the workspace of the scope; only a person can.

    Raises:
        LastOwner: it would leave the workspace without an owner.
    """
    person = person_behind(scope) if scope.actor.startswith("person:") else None
    if person is None:
        raise Refused("Only a person can leave a workspace.")
    with transaction.atomic():
        workspace = lock(scope.workspace)
        row = Member.objects.filter(workspace=workspace, person=person).first()
        if row is None:
            raise Missing("You are not a member of this workspace.")
        let_go(scope, workspace, row)


def let_go(scope: Scope, workspace: Workspace, row: Member) -> None:
    """End a membership; the caller is inside a transaction that holds the workspace."""
    _check_owner_stays(workspace, row)
    keys = revoke_keys_of(scope, row.person_id)
    uid, person = row.uid, row.person
    row.delete()
    record(scope, "member.left", uid, person=person.uid, keys_revoked=keys)
    announce(MemberLeft(workspace.pk, person.pk), workspace=workspace.pk)


def _member(scope: Scope, uid: str) -> Member:
    row = (
        Member.objects.filter(workspace_id=scope.workspace, uid=uid)
        .select_related("person")
        .first()
    )
    if row is None:
        raise Missing("There is no such member.")
    return row


def _check_owner_stays(workspace: Workspace, leaving: Member) -> None:
    owners = Member.objects.filter(workspace=workspace, role=Role.OWNER)
    if leaving.role == Role.OWNER and not owners.exclude(pk=leaving.pk).exists():
        raise LastOwner(workspace.name)
