"""Stages of the pipeline, and what stands in them: the board and the table of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from groundswell.kernel.errors import Invalid, Missing
from groundswell.relationships import layers, rules
from groundswell.relationships.layers import Rows
from groundswell.relationships.models import PLACE, Field, List, ListEntry, Stage, StageKind, Value
from groundswell.relationships.queries.lists import MOST_PER_PAGE, list_named
from groundswell.workspaces.scope import Right, Scope


@dataclass(frozen=True, slots=True)
class Placed:
    """A profile on a list, where it stands and whose it is.

    ``profile`` is the row that lists keep, ``shown`` the one that discovery shows (None: gone from
    the catalog); ``stage`` is the uid of the stage, ``owner`` that of the member ("": nobody).
    """

    profile: int
    shown: int | None
    stage: str
    owner: str
    added_at: datetime
    added_by: str
    note: str


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with the first of its entries; ``more`` stand below them."""

    stage: Stage
    count: int
    entries: tuple[Placed, ...]

    @property
    def more(self) -> int:
        """How many stand below those shown."""
        return max(0, self.count - len(self.entries))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the table; ``count`` entries pass the filter."""

    list: List
    entries: tuple[Placed, ...]
    count: int


def stages(scope: Scope, *, archived: bool = False) -> list[Stage]:
    """The pipeline in its order, the initial stage first; with ``archived`` what was taken out."""
    scope.require(Right.READ)
    rows = Stage.objects.filter(workspace_id=scope.workspace, archived_at__isnull=not archived)
    return list(rows.order_by("-initial", "rank"))


def stage_named(scope: Scope, word: str) -> Stage:
    """The stage of this uid or name; Missing where there is none."""
    scope.require(Right.READ)
    key = word if word.startswith("stg_") else rules.name_key(word)
    rows = Stage.objects.filter(workspace_id=scope.workspace, archived_at=None)
    found = rows.filter(Q(uid=key) | Q(key=key)).first()
    if found is None:
        known = ", ".join(one.name for one in stages(scope))
        raise Missing(f"There is no stage “{word}”.", field="stage", hint=f"There is {known}.")
    return found


def stage_counts(scope: Scope, name: str) -> dict[str, int]:
    """How many profiles of a list stand in each stage, by uid, in order of the pipeline."""
    found = list_named(scope, name)
    return _counts(stages(scope), ListEntry.objects.filter(list=found))


def board(scope: Scope, name: str, *, per: int = 50, owner: str = "") -> list[Column]:
    """The stages of a list with the first entries of each.

    Args:
        scope: who looks.
        name: name or uid of the list.
        per: entries per stage.
        owner: uid of a member, to see only theirs.
    """
    found, steps = list_named(scope, name), stages(scope)
    entries = _owned(ListEntry.objects.filter(list=found), owner)
    counts = _counts(steps, entries)
    return [
        Column(
            stage,
            counts[stage.uid],
            _placed(scope, list(_standing(entries, stage)[:per]), steps)
            if counts[stage.uid]
            else (),
        )
        for stage in steps
    ]


def column(
    scope: Scope, name: str, stage: str, *, offset: int = 0, limit: int = 50, owner: str = ""
) -> Column:
    """More of one stage of a list: entries ``offset`` to ``offset + limit``."""
    found, one = list_named(scope, name), stage_named(scope, stage)
    entries = _standing(_owned(ListEntry.objects.filter(list=found), owner), one)
    size = max(1, min(limit, MOST_PER_PAGE))
    page = list(entries[offset : offset + size])
    return Column(one, entries.count(), _placed(scope, page, stages(scope)))


def sheet(
    scope: Scope,
    name: str,
    *,
    stage: str = "",
    owner: str = "",
    sort: str = "stage",
    descending: bool = False,
    offset: int = 0,
    limit: int = 100,
) -> Sheet:
    """A page of a list as a table.

    Args:
        scope: who looks.
        name: name or uid of the list.
        stage: uid of a stage, to see only that.
        owner: uid of a member, to see only theirs.
        sort: ``stage`` (pipeline and place), ``added``, ``owner`` or the uid of a field.
        descending: the other way round; what has no value stands last either way.
        offset: entries to pass over.
        limit: at most `MOST_PER_PAGE`.
    """
    found, steps = list_named(scope, name), stages(scope)
    entries = _owned(ListEntry.objects.filter(list=found), owner)
    if stage:
        one = stage_named(scope, stage)
        entries = entries.filter(_in(one))
    in_order = _ordered(scope, found, entries, sort, descending=descending)
    size = max(1, min(limit, MOST_PER_PAGE))
    page = list(in_order[offset : offset + size])
    return Sheet(found, _placed(scope, page, steps), entries.count())


def order_of(
    scope: Scope,
    name: str,
    *,
    stage: str = "",
    owner: str = "",
    sort: str = "stage",
    descending: bool = False,
) -> Rows:
    """All profiles of a list (kept rows) in the order of `sheet`, with its filters."""
    found = list_named(scope, name)
    entries = _owned(ListEntry.objects.filter(list=found), owner)
    if stage:
        entries = entries.filter(_in(stage_named(scope, stage)))
    in_order = _ordered(scope, found, entries, sort, descending=descending)
    profiles = in_order.values_list("profile", flat=True).iterator(chunk_size=50_000)
    return np.fromiter(profiles, dtype=np.int64)


def placed(scope: Scope, name: str, profiles: Sequence[int]) -> dict[int, Placed]:
    """Where these profiles (any layer) stand on a list, by the row asked for."""
    found = list_named(scope, name)
    kept = dict(layers.kept_rows(scope, list(profiles)).iter_rows())
    rows = list(ListEntry.objects.filter(list=found, profile__in=set(kept.values())))
    known = {one.profile: one for one in _placed(scope, rows, stages(scope))}
    return {row: known[one] for row, one in kept.items() if one in known}


def agreed_elsewhere(scope: Scope, name: str, profiles: Sequence[int]) -> dict[int, str]:
    """Which of these profiles (kept rows) have agreed on another list of the workspace: its name."""
    row = list_named(scope, name)
    entries = ListEntry.objects.filter(
        list__workspace=scope.workspace,
        list__deleted_at=None,
        list__archived_at=None,
        stage__kind=StageKind.AGREED,
        profile__in=list(profiles),
    ).exclude(list=row)
    return dict(entries.order_by("-list__key").values_list("profile", "list__name"))


# ---------------------------------------------------------------- below


def _in(stage: Stage) -> Q:
    return Q(stage=None) if stage.initial else Q(stage=stage)


def _standing(entries: "QuerySet[ListEntry]", stage: Stage) -> "QuerySet[ListEntry]":
    return entries.filter(_in(stage)).order_by(PLACE, "-pk")


def _owned(entries: "QuerySet[ListEntry]", owner: str) -> "QuerySet[ListEntry]":
    return entries.filter(owner__uid=owner) if owner else entries


def _counts(steps: Sequence[Stage], entries: "QuerySet[ListEntry]") -> dict[str, int]:
    found = dict(entries.order_by().values_list("stage").annotate(n=Count("pk")))
    return {one.uid: found.get(None if one.initial else one.pk, 0) for one in steps}


def _ordered(
    scope: Scope, row: List, entries: "QuerySet[ListEntry]", sort: str, *, descending: bool
) -> "QuerySet[ListEntry]":
    if sort == "stage":
        step = (
            F("stage__rank").desc(nulls_last=True)
            if descending
            else F("stage__rank").asc(nulls_first=True)
        )
        return entries.order_by(step, PLACE, "-pk")
    if sort == "added":
        return entries.order_by("pk" if descending else "-pk")
    if sort == "owner":
        return entries.order_by(_way(F("owner__person__name"), descending=descending), PLACE, "-pk")
    mine = Q(list=row) | Q(list=None)
    field = Field.objects.filter(mine, workspace_id=scope.workspace, uid=sort).first()
    if field is None:
        raise Invalid(f"A list cannot be sorted by “{sort}”.", field="sort")
    by = "word" if field.kind in {"text", "person"} else "number"
    value = Value.objects.filter(field=field, list=row, profile=OuterRef("profile"))
    asked = entries.annotate(sorted=Subquery(value.values(by)[:1]))
    return asked.order_by(_way(F("sorted"), descending=descending), PLACE, "-pk")


def _way(value: F, *, descending: bool) -> Any:
    return value.desc(nulls_last=True) if descending else value.asc(nulls_last=True)


def _placed(scope: Scope, page: Sequence[ListEntry], steps: Sequence[Stage]) -> tuple[Placed, ...]:
    from groundswell.relationships.queries.people import member_uids

    shown = layers.shown_rows(scope, [row.profile for row in page]) if page else {}
    names = {one.pk: one.uid for one in steps}
    first = steps[0].uid if steps else ""
    owners = member_uids(scope, {row.owner_id for row in page if row.owner_id})
    return tuple(
        Placed(
            row.profile,
            shown.get(row.profile),
            names.get(row.stage_id or 0, first),
            owners.get(row.owner_id or 0, ""),
            row.added_at,
            row.added_by,
            row.note,
        )
        for row in page
    )
