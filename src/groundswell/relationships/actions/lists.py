"""Lists: made, renamed, put aside, deleted, brought back."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from groundswell.kernel.clock import now
from groundswell.kernel.errors import Missing
from groundswell.relationships import queries, rules
from groundswell.relationships.actions.deeds import tell
from groundswell.relationships.errors import NameTaken, WrongState
from groundswell.relationships.events import (
    ListArchived,
    ListCreated,
    ListDeleted,
    ListRenamed,
    ListRestored,
    ListUnarchived,
)
from groundswell.relationships.models import List, ListEntry
from groundswell.tasks.events import announce
from groundswell.workspaces.audit import record
from groundswell.workspaces.models import Brand
from groundswell.workspaces.reversals import offer, reverses
from groundswell.workspaces.scope import Right, Scope


def create_list(scope: Scope, name: str, *, note: str = "", brand: str = "") -> List:
    """A new, empty list; ``brand`` is the uid of the brand that it is for, if any.

    Raises:
        BadText: the name is empty or too long.
        NameTaken: another list of the workspace has it (whatever its case or accents).
        Missing: the workspace has no such brand.
    """
    scope.require(Right.WRITE)
    clean = rules.check_name(name)
    text = rules.check_text(note, "note", empty=True)
    with transaction.atomic():
        row = List(
            workspace_id=scope.workspace,
            name=clean,
            key=rules.name_key(clean),
            note=text,
            brand=_brand(scope, brand),
            created_by=scope.actor,
        )
        _claim_name(row.save, clean)
        record(scope, "list.created", row.uid)
        tell(scope, "list.created", row)
        announce(ListCreated(scope.workspace, row.uid), workspace=scope.workspace)
    return row


def rename_list(scope: Scope, name: str, new: str) -> List:
    """Give a list another name; raises as `create_list`, and Missing."""
    scope.require(Right.WRITE)
    clean = rules.check_name(new)
    with transaction.atomic():
        row = queries.list_named(scope, name)
        if row.name == clean:
            return row
        before, row.name, row.key = row.name, clean, rules.name_key(clean)
        _claim_name(lambda: row.save(update_fields=["name", "key"]), clean)
        record(scope, "list.renamed", row.uid)
        tell(scope, "list.renamed", row, before=before)
        announce(ListRenamed(scope.workspace, row.uid), workspace=scope.workspace)
    return row


def describe_list(scope: Scope, name: str, note: str) -> List:
    """Write what a list is for."""
    scope.require(Right.WRITE)
    text = rules.check_text(note, "note", empty=True)
    with transaction.atomic():
        row = queries.list_named(scope, name)
        if row.note != text:
            row.note = text
            row.save(update_fields=["note"])
            record(scope, "list.described", row.uid)
    return row


def brand_list(scope: Scope, name: str, brand: str) -> List:
    """Say for which brand (its uid) a list is; an empty one takes it off all brands."""
    scope.require(Right.WRITE)
    with transaction.atomic():
        row = queries.list_named(scope, name)
        chosen = _brand(scope, brand)
        if row.brand_id != (chosen.pk if chosen else None):
            row.brand = chosen
            row.save(update_fields=["brand"])
            record(scope, "list.branded", row.uid)
    return row


def archive_list(scope: Scope, name: str) -> List:
    """Put a list aside: it no longer stands among the others, but can be searched by name."""
    return _move(scope, name, "archived", ListArchived, archived_at=now())


def unarchive_list(scope: Scope, name: str) -> List:
    """Undo `archive_list`."""
    return _move(scope, name, "unarchived", ListUnarchived, archived_at=None)


def delete_list(scope: Scope, name: str) -> List:
    """Delete a list; its name is free again, and for `rules.KEPT_DAYS` it can be restored."""
    return _move(scope, name, "deleted", ListDeleted, deleted_at=now())


def restore_list(scope: Scope, uid: str) -> List:
    """Undo `delete_list`.

    Raises:
        Missing: the workspace has no such deleted list.
        NameTaken: another list has its name by now; rename that one first.
    """
    scope.require(Right.WRITE)
    with transaction.atomic():
        row = List.objects.filter(
            workspace_id=scope.workspace, uid=uid, deleted_at__isnull=False
        ).first()
        if row is None:
            raise Missing("There is no such deleted list.", field="list")
        row.deleted_at = None
        _claim_name(lambda: row.save(update_fields=["deleted_at"]), row.name)
        record(scope, "list.restored", row.uid)
        tell(scope, "list.restored", row)
        announce(ListRestored(scope.workspace, row.uid), workspace=scope.workspace)
    return row


def purge_lists(scope: Scope, *, days: int = rules.KEPT_DAYS) -> int:
    """Remove for good the workspace's lists that were deleted so many days ago; how many."""
    scope.require(Right.WRITE)
    with transaction.atomic():
        gone = List.objects.filter(
            workspace_id=scope.workspace, deleted_at__lt=now() - timedelta(days=days)
        )
        uids = list(gone.values_list("uid", flat=True))
        # Straight from the table: entries have no one who must hear of each.
        ListEntry.objects.filter(list__in=gone)._raw_delete("default")  # noqa: SLF001
        gone.delete()
        for uid in uids:
            record(scope, "list.purged", uid)
    return len(uids)


def _move(scope: Scope, name: str, verb: str, event: Any, **change: Any) -> List:
    """Change one time stamp of a list, if it still is what it was when it was read."""
    scope.require(Right.WRITE)
    ((field, value),) = change.items()
    with transaction.atomic():
        row = queries.list_named(scope, name)
        claimed = List.objects.filter(
            pk=row.pk, deleted_at=None, **{f"{field}__isnull": value is not None}
        ).update(**change)
        if not claimed:
            raise WrongState(f"The list “{row.name}” is {verb} already.", field="list")
        record(scope, f"list.{verb}", row.uid)
        tell(scope, f"list.{verb}", row)
        announce(event(scope.workspace, row.uid), workspace=scope.workspace)
        row.undo = offer(scope, f"lists.{field}", {"list": row.uid, "back": value is None})
    setattr(row, field, value)
    return row


@reverses("lists.deleted_at")
def undelete(scope: Scope, payload: dict[str, Any]) -> str:
    """Undo `delete_list`."""
    return f"{restore_list(scope, payload['list']).name} is back"


@reverses("lists.archived_at")
def put_aside_or_back(scope: Scope, payload: dict[str, Any]) -> str:
    """Undo `archive_list` and `unarchive_list`."""
    if payload["back"]:
        return f"{archive_list(scope, payload['list']).name} is archived again"
    return f"{unarchive_list(scope, payload['list']).name} is among your lists again"


def _brand(scope: Scope, uid: str) -> Brand | None:
    if not uid:
        return None
    row = Brand.objects.filter(workspace_id=scope.workspace, uid=uid).first()
    if row is None:
        raise Missing("There is no such brand.", field="brand")
    return row


def _claim_name(save: Any, name: str) -> None:
    try:
        with transaction.atomic():
            save()
    except IntegrityError:
        raise NameTaken(f"There is a list “{name}” already.", field="name") from None
