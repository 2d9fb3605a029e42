"""All lists side by side, with what stands where on each and who touched it last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Count, Max

from groundswell.relationships.models import Deed, List, ListEntry, Stage
from groundswell.relationships.queries.lists import deleted_lists, lists_of
from groundswell.relationships.queries.people import actor_names
from groundswell.relationships.queries.stages import stages
from groundswell.workspaces.models import Brand
from groundswell.workspaces.scope import Right, Scope

State = Literal["active", "archived", "deleted"]


@dataclass(frozen=True, slots=True)
class Shelved:
    """A list among the others.

    Attributes:
        list: the list.
        brand: name of the brand it is for; empty for none.
        standing: how many profiles stand in each stage of the pipeline, in its order.
        changed_at: when something was last done to it.
        changed_by: who did that.
    """

    list: List
    brand: str
    standing: tuple[tuple[Stage, int], ...]
    changed_at: datetime
    changed_by: str


def shelf(scope: Scope, state: State = "active", *, brand: str = "") -> list[Shelved]:
    """The lists in use, those put aside, or those that can be restored; by name.

    Args:
        scope: who looks.
        state: which of them.
        brand: uid of a brand, to see only its lists.
    """
    rows = (
        deleted_lists(scope)
        if state == "deleted"
        else lists_of(scope, archived=state == "archived")
    )
    brands = {one.pk: one for one in Brand.objects.filter(workspace_id=scope.workspace)}
    if brand:
        rows = [row for row in rows if row.brand_id and brands[row.brand_id].uid == brand]
    pipeline = stages(scope)
    standing = _standing(pipeline, rows)
    last = _last(scope, rows)
    names = actor_names(scope, [row.created_by for row in rows] + [who for _, who in last.values()])
    shown = []
    for row in rows:
        when, who = last.get(row.pk, (row.created_at, row.created_by))
        called = brands[row.brand_id].name if row.brand_id else ""
        shown.append(Shelved(row, called, standing[row.pk], when, names[who]))
    return shown


def _standing(
    pipeline: Sequence[Stage], rows: Sequence[List]
) -> dict[int, tuple[tuple[Stage, int], ...]]:
    found = ListEntry.objects.filter(list__in=rows).order_by().values_list("list", "stage")
    counts: dict[int, dict[int | None, int]] = {row.pk: {} for row in rows}
    for row, stage, many in found.annotate(n=Count("pk")):
        counts[row][stage] = many
    known = {one.pk for one in pipeline if not one.initial}
    shown = {}
    for row, here in counts.items():
        first = sum(many for stage, many in here.items() if stage not in known)
        shown[row] = tuple((one, first if one.initial else here.get(one.pk, 0)) for one in pipeline)
    return shown


def _last(scope: Scope, rows: Sequence[List]) -> dict[int, tuple[datetime, str]]:
    """When and by whom the newest deed on each list was done."""
    scope.require(Right.READ)
    newest = (
        Deed.objects.filter(workspace_id=scope.workspace, list__in=rows)
        .order_by()
        .values("list")
        .annotate(last=Max("pk"))
        .values_list("last", flat=True)
    )
    deeds = Deed.objects.filter(pk__in=list(newest))
    return {row: (at, actor) for row, at, actor in deeds.values_list("list", "at", "actor")}
