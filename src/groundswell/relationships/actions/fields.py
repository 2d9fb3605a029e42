"""Fields of the workspace's own: made, changed, put in order, archived."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet

from groundswell.kernel import money
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Conflict, Invalid, Missing
from groundswell.kernel.text import fold, tidy
from groundswell.relationships import places, queries, rules
from groundswell.relationships.actions.deeds import tell
from groundswell.relationships.errors import NameTaken
from groundswell.relationships.models import Field, FieldKind, List, Value
from groundswell.workspaces.audit import record
from groundswell.workspaces.models import Workspace
from groundswell.workspaces.reversals import offer, reverses
from groundswell.workspaces.scope import Right, Scope


def add_field(
    scope: Scope,
    label: str,
    kind: str,
    *,
    name: str = "",
    unit: str = "",
    currency: str = "",
    choices: Iterable[str] = (),
) -> Field:
    """A new field of one list, or of all lists of the workspace.

    Args:
        scope: who acts.
        label: what the field is called.
        kind: a word of `models.FieldKind`.
        name: name or uid of the list; empty makes it a field of every list (needs ADMIN).
        unit: what a number counts, for example ``ml``.
        currency: of amounts typed without one; empty is the workspace's.
        choices: the words of a choice, in their order.

    Raises:
        BadText, NameTaken, Invalid, Missing: as the words say.
        Conflict: there are too many fields.
    """
    scope.require(Right.WRITE if name else Right.ADMIN)
    clean = rules.check_label(label, "field")
    if kind not in FieldKind.values:
        known = ", ".join(FieldKind.values)
        raise Invalid(f"There is no kind of field “{kind}”.", field="kind", hint=f"One of {known}.")
    with transaction.atomic():
        row = queries.list_named(scope, name) if name else None
        there = _open(scope, row)
        if there.count() >= rules.MOST_FIELDS:
            raise Conflict(f"A list has at most {rules.MOST_FIELDS} fields.")
        if any(one.key == rules.name_key(clean) for one in there):
            raise _taken(clean)
        field = Field(
            workspace_id=scope.workspace,
            list=row,
            name=clean,
            key=rules.name_key(clean),
            kind=kind,
            unit=tidy(unit)[:20] if kind == FieldKind.NUMBER else "",
            currency=_currency(scope, currency) if kind == FieldKind.MONEY else "",
            choices=rules.check_choices(choices) if kind == FieldKind.CHOICE else [],
            rank=(there.aggregate(n=Max("rank"))["n"] or 0) + 1,
        )
        _save(field)
        record(scope, "field.added", field.uid)
        if row is not None:
            tell(scope, "field.added", row, field=clean)
    return field


def change_field(
    scope: Scope,
    uid: str,
    *,
    label: str | None = None,
    unit: str | None = None,
    currency: str | None = None,
    choices: Iterable[str] | None = None,
) -> Field:
    """Rename a field, or change what it takes; its kind stays, as do values written before.

    Raises:
        Conflict: a choice that is in use would go.
    """
    with transaction.atomic():
        field = _own(scope, uid)
        if label is not None:
            field.name = rules.check_label(label, "field")
            field.key = rules.name_key(field.name)
        if unit is not None and field.kind == FieldKind.NUMBER:
            field.unit = tidy(unit)[:20]
        if currency is not None and field.kind == FieldKind.MONEY:
            field.currency = _currency(scope, currency)
        if choices is not None and field.kind == FieldKind.CHOICE:
            field.choices = _choices(field, choices)
        _save(field)
        record(scope, "field.changed", field.uid)
    return field


def reorder_field(scope: Scope, uid: str, *, before: str | None = None) -> list[Field]:
    """Put a field in front of another one of its list (None: at the end); gives the new order."""
    with transaction.atomic():
        field = _own(scope, uid)
        mine = list(_open(scope, field.list).filter(list=field.list).order_by("rank", "pk"))
        order = [one.uid for one in mine]
        if before is not None and before not in order:
            raise Missing("There is no such field.", field="before")
        for rank, one in enumerate(places.reordered(order, uid, before)):
            Field.objects.filter(uid=one).update(rank=rank)
        record(scope, "field.reordered", uid)
    return list(_open(scope, field.list).filter(list=field.list).order_by("rank", "pk"))


def archive_field(scope: Scope, uid: str) -> Field:
    """Take a field off its list; what is written in it is kept and comes back with Undo."""
    with transaction.atomic():
        field = _own(scope, uid)
        field.archived_at = now()
        field.save(update_fields=["archived_at"])
        record(scope, "field.archived", field.uid)
        if field.list is not None:
            tell(scope, "field.archived", field.list, field=field.name)
        field.undo = offer(scope, "fields.archive", {"field": field.uid})
    return field


@reverses("fields.archive")
def unarchive_field(scope: Scope, payload: dict[str, str]) -> str:
    """Undo `archive_field`; NameTaken where another field has its name by now."""
    rows = Field.objects.select_for_update().filter(workspace_id=scope.workspace)
    field = rows.filter(uid=payload["field"]).first()
    if field is None:
        raise Missing("The field is gone for good.", field="field")
    scope.require(Right.WRITE if field.list_id else Right.ADMIN)
    field.archived_at = None
    _save(field)
    record(scope, "field.unarchived", field.uid)
    return f"{field.name} is back"


def _open(scope: Scope, row: List | None) -> "QuerySet[Field]":
    mine = Q(list=None) | Q(list=row) if row is not None else Q(list=None)
    return Field.objects.filter(mine, workspace_id=scope.workspace, archived_at=None)


def _own(scope: Scope, uid: str) -> Field:
    rows = Field.objects.select_for_update(of=("self",)).select_related("list")
    field = rows.filter(workspace_id=scope.workspace, uid=uid, archived_at=None).first()
    if field is None:
        scope.require(Right.WRITE)
        raise Missing("There is no such field.", field="field")
    scope.require(Right.WRITE if field.list_id else Right.ADMIN)
    return field


def _choices(field: Field, choices: Iterable[str]) -> list[str]:
    words = rules.check_choices(choices)
    used = set(Value.objects.filter(field=field).values_list("word", flat=True))
    if gone := sorted(used - {fold(word)[:100] for word in words}):
        raise Conflict(f"“{gone[0]}” is in use; change those entries first.", field="choices")
    return words


def _currency(scope: Scope, code: str) -> str:
    return money.currency(code) if code else Workspace.objects.get(pk=scope.workspace).currency


def _save(field: Field) -> None:
    try:
        with transaction.atomic():
            field.save()
    except IntegrityError:
        raise _taken(field.name) from None


def _taken(name: str) -> NameTaken:
    return NameTaken(f"There is a field “{name}” already.", field="name")
