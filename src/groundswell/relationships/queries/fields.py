"""Fields of the workspace's own, and what they say of the profiles on a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, Sum

from groundswell.kernel.errors import Invalid
from groundswell.relationships import entering, layers, rules
from groundswell.relationships.models import Field, List, ListEntry, Value
from groundswell.relationships.queries.lists import list_named
from groundswell.relationships.queries.people import member_names
from groundswell.workspaces.scope import Right, Scope


@dataclass(frozen=True, slots=True)
class Cell:
    """What a field says of a profile: ``data`` as in `models.Value`, ``text`` to copy and edit."""

    data: Any
    text: str


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands at the foot of a column.

    ``filled`` cells say something; ``sums`` by currency or unit ("" where there is none), of
    numbers and money (minor units); ``first`` is the earliest date (ISO).
    """

    filled: int
    sums: Mapping[str, float]
    first: str = ""


def fields_of(scope: Scope, name: str = "") -> list[Field]:
    """The fields that a list shows: those of every list, then its own; without a name the former."""
    scope.require(Right.READ)
    row = list_named(scope, name) if name else None
    found = _open(scope, row).order_by("rank", "pk")
    return sorted(found, key=lambda one: one.list_id is not None)


def field_on(scope: Scope, row: List, word: str) -> Field:
    """The field of this uid or name on a list; Invalid where it has none."""
    scope.require(Right.READ)
    meant = Q(uid=word) | Q(key=rules.name_key(word))
    found: Field | None = _open(scope, row).filter(meant).first()
    if found is None:
        raise Invalid(f"There is no column “{word}” on {row.name}.", field="columns")
    return found


def values_of(scope: Scope, name: str, profiles: Sequence[int]) -> dict[int, dict[str, Cell]]:
    """What the fields say of these profiles (any layer): by row asked for and uid of the field."""
    row = list_named(scope, name)
    fields = {one.pk: one for one in _open(scope, row)}
    if not fields or not len(profiles):
        return {}
    kept = dict(layers.kept_rows(scope, list(profiles)).iter_rows())
    names = member_names(scope)
    said: dict[int, dict[str, Cell]] = {}
    values = Value.objects.filter(list=row, field__in=list(fields), profile__in=set(kept.values()))
    for one in values:
        field = fields[one.field_id]
        cell = Cell(one.data, entering.plain(field.kind, one.data, names))
        said.setdefault(one.profile, {})[field.uid] = cell
    return {asked: said[row] for asked, row in kept.items() if row in said}


def feet_of(scope: Scope, name: str) -> dict[str, Foot]:
    """The foot of each field's column on a list, by uid: only of profiles that are on it."""
    row = list_named(scope, name)
    on = ListEntry.objects.filter(list=row).values("profile")
    feet = {}
    for field in _open(scope, row):
        values = Value.objects.filter(list=row, field=field, profile__in=on)
        filled = values.count()
        sums: dict[str, float] = {}
        first = ""
        if field.kind == "money":
            rows = values.order_by().values("word").annotate(total=Sum("number"))
            sums = {one["word"]: int(one["total"]) for one in rows}
        elif field.kind == "number" and filled:
            sums = {field.unit: values.aggregate(n=Sum("number"))["n"]}
        elif field.kind == "date" and filled:
            earliest = values.aggregate(n=Min("number"))["n"]
            first = str(values.filter(number=earliest).values_list("data", flat=True)[0])
        feet[field.uid] = Foot(filled, sums, first)
    return feet


def fields_used(scope: Scope) -> dict[str, int]:
    """How many values each field has, by uid; for the settings page."""
    scope.require(Right.READ)
    rows = Value.objects.filter(field__workspace=scope.workspace).order_by()
    return dict(rows.values_list("field__uid").annotate(n=Count("pk")))


def _open(scope: Scope, row: List | None) -> Any:
    mine = Q(list=None) if row is None else Q(list=None) | Q(list=row)
    return Field.objects.filter(mine, workspace_id=scope.workspace, archived_at=None)
