"""The workspace's pipeline: stages added, renamed, put in order, archived."""

from django.db import IntegrityError, transaction
from django.db.models import Max

from groundswell.kernel.clock import now
from groundswell.kernel.errors import Conflict, Invalid, Missing
from groundswell.relationships import places, rules
from groundswell.relationships.errors import NameTaken, WrongState
from groundswell.relationships.models import ListEntry, Stage, StageKind
from groundswell.workspaces.audit import record
from groundswell.workspaces.models import Workspace
from groundswell.workspaces.scope import Right, Scope


def found_pipeline(scope: Scope) -> list[Stage]:
    """Give a workspace that has no stages the first ones; those it has otherwise."""
    scope.require(Right.WRITE)
    with transaction.atomic():
        _lock(scope)
        there = list(Stage.objects.filter(workspace_id=scope.workspace).order_by("rank"))
        return there or Stage.objects.bulk_create(
            Stage(
                workspace_id=scope.workspace,
                name=name,
                key=rules.name_key(name),
                kind=kind,
                rank=rank,
                initial=rank == 0,
            )
            for rank, (name, kind) in enumerate(rules.FIRST_STAGES)
        )


def add_stage(scope: Scope, name: str, *, kind: str = StageKind.OPEN) -> Stage:
    """A new stage at the end of the pipeline, before the closed ones if it is none; needs ADMIN.

    Raises:
        BadText, NameTaken: the name.
        Invalid: no such kind.
        Conflict: there are too many stages.
    """
    scope.require(Right.ADMIN)
    clean = rules.check_label(name, "stage")
    if kind not in StageKind.values:
        raise Invalid(f"There is no kind of stage “{kind}”.", field="kind")
    with transaction.atomic():
        _lock(scope)
        there = _open(scope)
        if len(there) >= rules.MOST_STAGES:
            raise Conflict(f"A pipeline has at most {rules.MOST_STAGES} stages.")
        last = Stage.objects.filter(workspace_id=scope.workspace).aggregate(n=Max("rank"))["n"] or 0
        row = Stage(
            workspace_id=scope.workspace,
            name=clean,
            key=rules.name_key(clean),
            kind=kind,
            rank=last + 1,
            initial=not there,
        )
        _save(row)
        closed = next((one.uid for one in there if one.kind == StageKind.CLOSED), None)
        if kind != StageKind.CLOSED and closed:
            _rank(places.reordered([*(one.uid for one in there), row.uid], row.uid, closed))
        record(scope, "stage.added", row.uid)
    row.refresh_from_db()
    return row


def change_stage(
    scope: Scope, uid: str, *, name: str | None = None, kind: str | None = None
) -> Stage:
    """Rename a stage, or say what standing in it means; needs ADMIN. Raises as `add_stage`."""
    scope.require(Right.ADMIN)
    if kind is not None and kind not in StageKind.values:
        raise Invalid(f"There is no kind of stage “{kind}”.", field="kind")
    with transaction.atomic():
        row = _own(scope, uid)
        before = (row.name, row.kind)
        if name is not None:
            row.name = rules.check_label(name, "stage")
            row.key = rules.name_key(row.name)
        row.kind = kind or row.kind
        if before != (row.name, row.kind):
            _save(row)
            record(scope, "stage.changed", row.uid)
    return row


def reorder_stage(scope: Scope, uid: str, *, before: str | None = None) -> list[Stage]:
    """Put a stage in front of another (None: at the end); gives the new order. Needs ADMIN.

    Raises:
        Missing: no such stage.
        WrongState: the initial stage stays in front.
    """
    scope.require(Right.ADMIN)
    with transaction.atomic():
        _lock(scope)
        row, there = _own(scope, uid), _open(scope)
        order = [one.uid for one in there]
        if before is not None and before not in order:
            raise Missing("There is no such stage.", field="before")
        if row.initial or (before is not None and before == order[0]):
            raise WrongState(
                f"“{there[0].name}” stays in front: what is added to a list begins there.",
                field="stage",
            )
        _rank(places.reordered(order, uid, before))
        record(scope, "stage.reordered", uid)
    return _open(scope)


def archive_stage(scope: Scope, uid: str, *, into: str | None = None) -> int:
    """Take a stage out of the pipeline; needs ADMIN. Its entries move on; gives how many.

    Args:
        scope: who acts.
        uid: the stage.
        into: where its entries go; None is the initial stage.

    Raises:
        WrongState: the initial stage cannot be archived.
    """
    scope.require(Right.ADMIN)
    with transaction.atomic():
        _lock(scope)
        row = _own(scope, uid)
        if row.initial:
            raise WrongState(
                f"“{row.name}” cannot be archived: what is added to a list begins there.",
                field="stage",
            )
        target = _own(scope, into) if into else None
        if target is not None and target.pk == row.pk:
            raise Invalid("Choose another stage for what stands in this one.", field="into")
        key = None if target is None or target.initial else target.pk
        moved = ListEntry.objects.filter(stage=row).update(stage=key)
        Stage.objects.filter(pk=row.pk).update(archived_at=now())
        record(scope, "stage.archived", row.uid, moved=moved)
    return moved


def unarchive_stage(scope: Scope, uid: str) -> Stage:
    """Put an archived stage back at the end of the pipeline, empty; needs ADMIN."""
    scope.require(Right.ADMIN)
    with transaction.atomic():
        _lock(scope)
        row = Stage.objects.filter(
            workspace_id=scope.workspace, uid=uid, archived_at__isnull=False
        ).first()
        if row is None:
            raise Missing("There is no such archived stage.", field="stage")
        last = Stage.objects.filter(workspace_id=scope.workspace).aggregate(n=Max("rank"))["n"] or 0
        row.archived_at, row.rank = None, last + 1
        _save(row)
        record(scope, "stage.unarchived", row.uid)
    return row


def _lock(scope: Scope) -> None:
    Workspace.objects.select_for_update().get(pk=scope.workspace)


def _open(scope: Scope) -> list[Stage]:
    rows = Stage.objects.filter(workspace_id=scope.workspace, archived_at=None)
    return list(rows.order_by("-initial", "rank"))


def _own(scope: Scope, uid: str) -> Stage:
    rows = Stage.objects.select_for_update().filter(workspace_id=scope.workspace)
    row = rows.filter(uid=uid, archived_at=None).first()
    if row is None:
        raise Missing("There is no such stage.", field="stage")
    return row


def _rank(order: list[str]) -> None:
    for rank, uid in enumerate(order):
        Stage.objects.filter(uid=uid).update(rank=rank)


def _save(row: Stage) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise NameTaken(f"There is a stage “{row.name}” already.", field="name") from None
