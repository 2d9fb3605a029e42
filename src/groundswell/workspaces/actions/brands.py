"""The brands that a workspace works for."""

from typing import Any

from django.db import IntegrityError, transaction

from groundswell.kernel.clock import now
from groundswell.kernel.errors import Missing
from groundswell.kernel.text import fold
from groundswell.workspaces import reversals, rules
from groundswell.workspaces.audit import record
from groundswell.workspaces.errors import Taken
from groundswell.workspaces.models import Brand
from groundswell.workspaces.reversals import reverses
from groundswell.workspaces.scope import Right, Scope


def create_brand(scope: Scope, name: str) -> Brand:
    """Add a brand; needs ADMIN.

    Raises:
        BadValue: no name, or one that is too long.
        Taken: the workspace has a brand of this name, archived ones too.
    """
    scope.require(Right.ADMIN)
    called = rules.check_name(name)
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = Brand.objects.create(
                    workspace_id=scope.workspace, name=called, key=fold(called)
                )
        except IntegrityError:
            raise _taken(called) from None
        record(scope, "brand.created", row.uid)
    return row


def rename_brand(scope: Scope, uid: str, name: str) -> Brand:
    """Give a brand another name; needs ADMIN. Raises as `create_brand`, and Missing."""
    scope.require(Right.ADMIN)
    called = rules.check_name(name)
    with transaction.atomic():
        row = _brand(scope, uid)
        if row.name == called:
            return row
        before, row.name, row.key = row.name, called, fold(called)
        try:
            with transaction.atomic():
                row.save(update_fields=["name", "key"])
        except IntegrityError:
            raise _taken(called) from None
        record(scope, "brand.renamed", row.uid, before=before, after=called)
    return row


def archive_brand(scope: Scope, uid: str) -> str:
    """Put a brand away: it stays on what it was used for; needs ADMIN.

    Gives the uid with which that can be undone; Missing where there is no such brand in use.
    """
    scope.require(Right.ADMIN)
    with transaction.atomic():
        mine = Brand.objects.filter(workspace_id=scope.workspace, uid=uid, archived_at=None)
        if not mine.update(archived_at=now()):
            raise Missing("There is no such brand, or it is archived already.")
        record(scope, "brand.archived", uid)
        return reversals.offer(scope, "brands.archive", {"brand": uid})


def restore_brand(scope: Scope, uid: str) -> Brand:
    """Bring an archived brand back; needs ADMIN. Missing where there is no such one."""
    scope.require(Right.ADMIN)
    with transaction.atomic():
        row = _brand(scope, uid)
        if row.archived_at is not None:
            row.archived_at = None
            row.save(update_fields=["archived_at"])
            record(scope, "brand.restored", row.uid)
    return row


@reverses("brands.archive")
def _unarchive(scope: Scope, payload: dict[str, Any]) -> str:
    return f"{restore_brand(scope, payload['brand']).name} is in use again."


def _brand(scope: Scope, uid: str) -> Brand:
    row = Brand.objects.filter(workspace_id=scope.workspace, uid=uid).select_for_update().first()
    if row is None:
        raise Missing("There is no such brand.")
    return row


def _taken(name: str) -> Taken:
    return Taken(f'There is a brand called "{name}" already.', field="name")
