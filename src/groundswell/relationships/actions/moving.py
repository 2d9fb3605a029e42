"""Entries moved from stage to stage and within one, and given to an owner."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from django.db import transaction
from django.db.models import Q, QuerySet

from groundswell.creators import bulk
from groundswell.kernel.errors import Missing
from groundswell.relationships import places, queries
from groundswell.relationships.actions.deeds import (
    Changed,
    hold,
    hold_own,
    kept,
    member_called,
    tell,
    touch,
)
from groundswell.relationships.errors import MovedOn, WrongState
from groundswell.relationships.events import EntriesMoved
from groundswell.relationships.models import PLACE, List, ListEntry, Stage
from groundswell.tasks.events import announce
from groundswell.workspaces.audit import record
from groundswell.workspaces.models import Member
from groundswell.workspaces.reversals import offer, reverses
from groundswell.workspaces.scope import Right, Scope

WINDOW = 32
_TYPES = (("stage_id", "bigint"), ("rank", "bigint"))
_Column: TypeAlias = "QuerySet[Any]"
"""Entries of a stage, each with its ``place``."""

_Row = tuple[int, int | None, int | None, int | None, int]
"""Entry, stage and rank before, stage and rank after."""


def move_entries(
    scope: Scope,
    name: str,
    profiles: Sequence[int],
    stage: str,
    *,
    before: int | None = None,
    after: int | None = None,
) -> Changed:
    """Put profiles of a list into a stage, in the order in which they are given.

    Args:
        scope: who acts.
        name: name or uid of the list.
        profiles: rows of profiles, any layer; those not on the list are passed over.
        stage: uid or name of the stage.
        before: put them right before this profile of that stage.
        after: or right after this one. With neither they come to the top.

    Raises:
        Missing: no such list or stage, or the neighbour does not stand there.
    """
    scope.require(Right.WRITE)
    with transaction.atomic():
        row = hold(queries.list_named(scope, name).pk)
        target = _held(queries.stage_named(scope, stage))
        beside = before if before is not None else after
        rows = kept(scope, [*profiles, *([] if beside is None else [beside])])
        wanted = list(dict.fromkeys(rows[one] for one in profiles if one in rows))
        moved = _fetch(ListEntry.objects.filter(list=row, profile__in=wanted))
        ordered = [moved[profile] for profile in wanted if profile in moved]
        if not ordered:
            return Changed(0)
        rest = _column(row, target).exclude(pk__in=[one.pk for one in ordered])
        gap = _gap(rest, None if beside is None else rows.get(beside, 0), above=before is None)
        changes = _placed(rest, target, ordered, *gap)
        bulk.update(ListEntry, _TYPES, [(new[3], new[4], new[0]) for new in changes])
        return _told(scope, row, target, ordered, changes)


def assign_entries(scope: Scope, name: str, profiles: Sequence[int], member: str | None) -> Changed:
    """Make a member (uid; None: nobody) the owner of profiles of a list."""
    scope.require(Right.WRITE)
    with transaction.atomic():
        row = hold(queries.list_named(scope, name).pk)
        owner = member_called(scope, member)
        entries = ListEntry.objects.filter(
            list=row, profile__in=set(kept(scope, profiles).values())
        ).exclude(owner=owner)
        before = list(entries.values_list("pk", "owner_id", "profile"))
        if not before:
            return Changed(0)
        ListEntry.objects.filter(pk__in=[pk for pk, _, _ in before]).update(owner=owner)
        touch(row)
        record(scope, "list.entries-assigned", row.uid, count=len(before))
        named = owner.person.get_full_name() if owner else ""
        tell(scope, "list.assigned", row, [one for _, _, one in before], owner=named)
        undo = offer(
            scope,
            "lists.assign",
            {
                "list": row.uid,
                "owner": owner.pk if owner else None,
                "rows": [[pk, was] for pk, was, _ in before],
            },
        )
    return Changed(len(before), undo)


@reverses("lists.move")
def move_back(scope: Scope, payload: dict[str, Any]) -> str:
    """Undo `move_entries`: whatever still stands where it was put goes back."""
    scope.require(Right.WRITE)
    row = hold_own(scope, payload["list"])
    rows: dict[int, list[Any]] = {one[0]: one for one in payload["rows"]}
    here = ListEntry.objects.filter(list=row, pk__in=list(rows))
    open_stages = set(
        Stage.objects.filter(workspace_id=scope.workspace, archived_at=None).values_list(
            "pk", flat=True
        )
    )
    back = [
        (was[1] if was[1] in open_stages else None, was[2], pk)
        for pk, stage, rank in here.values_list("pk", "stage_id", "rank")
        if (was := rows[pk]) and [stage, rank] == was[3:5]
    ]
    profiles = set(payload["moved"]) & {pk for _, _, pk in back}
    if not profiles:
        raise MovedOn("These creators were moved again since.")
    bulk.update(ListEntry, _TYPES, back)
    touch(row)
    record(scope, "list.entries-moved", row.uid, count=len(profiles))
    there = ListEntry.objects.filter(pk__in=profiles).values_list("profile", flat=True)
    tell(scope, "list.moved-back", row, list(there))
    return f"{len(profiles)} moved back on {row.name}"


@reverses("lists.assign")
def assign_back(scope: Scope, payload: dict[str, Any]) -> str:
    """Undo `assign_entries`."""
    scope.require(Right.WRITE)
    row = hold_own(scope, payload["list"])
    members = set(Member.objects.filter(workspace_id=scope.workspace).values_list("pk", flat=True))
    rows = dict(payload["rows"])
    mine = ListEntry.objects.filter(list=row, pk__in=list(rows), owner=payload["owner"])
    still = list(mine.values_list("pk", flat=True))
    if not still:
        raise MovedOn("The owner was changed again since.")
    back = [(rows[pk] if rows[pk] in members else None, pk) for pk in still]
    bulk.update(ListEntry, (("owner_id", "bigint"),), back)
    touch(row)
    record(scope, "list.entries-assigned", row.uid, count=len(still))
    return f"Owner changed back for {len(still)} on {row.name}"


# ---------------------------------------------------------------- places


def _held(stage: Stage) -> Stage:
    """The stage, locked so that it is not archived while something is put into it."""
    row = Stage.objects.select_for_update().filter(pk=stage.pk, archived_at=None).first()
    if row is None:
        raise WrongState(f"The stage “{stage.name}” was archived meanwhile.", field="stage")
    return row


def _fetch(entries: "QuerySet[ListEntry]") -> dict[int, ListEntry]:
    return {one.profile: one for one in entries.only("pk", "profile", "stage_id", "rank")}


def _column(row: List, stage: Stage) -> _Column:
    """What stands in a stage, with its ``place``."""
    where = Q(stage=None) if stage.initial else Q(stage=stage)
    return ListEntry.objects.filter(where, list=row).annotate(place=PLACE)


def _placed(
    rest: _Column,
    stage: Stage,
    moved: Sequence[ListEntry],
    above: Any,
    below: Any,
) -> list[_Row]:
    """New stage and rank of what moves, and of neighbours that had to make room."""
    key = None if stage.initial else stage.pk
    low, high = (None if one is None else one.place for one in (above, below))
    found = places.spread(low, high, len(moved))
    if found is None:
        return _respread(rest, moved, key, above, below)
    return [
        (one.pk, one.stage_id, one.rank, key, place)
        for one, place in zip(moved, found, strict=True)
    ]


def _gap(rest: _Column, anchor: int | None, *, above: bool) -> tuple[Any, Any]:
    """The entries above and below the gap beside an anchor (None: the top of the stage)."""
    if anchor is None:
        return None, next(iter(_below(rest, None, 1)), None)
    one = rest.filter(profile=anchor).first()
    if one is None:
        raise Missing("The creator beside whom you put this does not stand there.", field="before")
    if above:
        return one, next(iter(_below(rest, one, 1)), None)
    return next(iter(_above(rest, one, 1)), None), one


def _above(rest: _Column, one: Any, most: int) -> list[ListEntry]:
    """Up to ``most`` entries before this one, in order."""
    where = Q(place__lt=one.place) | Q(place=one.place, pk__gt=one.pk)
    return list(rest.filter(where).order_by("-place", "pk")[:most])[::-1]


def _below(rest: _Column, one: Any, most: int) -> list[ListEntry]:
    """Up to ``most`` entries after this one, or the first ones."""
    if one is not None:
        rest = rest.filter(Q(place__gt=one.place) | Q(place=one.place, pk__lt=one.pk))
    return list(rest.order_by("place", "-pk")[:most])


def _respread(
    rest: _Column, moved: Sequence[ListEntry], key: int | None, above: Any, below: Any
) -> list[_Row]:
    """Spread the neighbours of a full gap, in windows that widen until there is room."""
    window = WINDOW
    while True:
        over = [*_above(rest, above, window), above]
        under = [below, *_below(rest, below, window)]
        low = over.pop(0).place if len(over) > window else None
        high = under.pop().place if len(under) > window else None
        order = [*over, *moved, *under]
        found = places.spread(low, high, len(order))
        if found is not None:
            return [
                (one.pk, one.stage_id, one.rank, key, place)
                for one, place in zip(order, found, strict=True)
            ]
        window *= 4


def _told(
    scope: Scope, row: List, stage: Stage, moved: Sequence[ListEntry], changes: list[_Row]
) -> Changed:
    """Audit line, activity, event and the way back."""
    key = None if stage.initial else stage.pk
    came = [one for one in moved if one.stage_id != key]
    touch(row)
    record(scope, "list.entries-moved", row.uid, count=len(moved), stage=stage.uid)
    if came:
        tell(scope, "list.moved", row, [one.profile for one in came], stage=stage.name)
        announce(
            EntriesMoved(scope.workspace, row.uid, stage.uid, len(came)), workspace=scope.workspace
        )
    payload = {
        "list": row.uid,
        "moved": [one.pk for one in moved],
        "rows": [list(one) for one in changes],
    }
    return Changed(len(moved), offer(scope, "lists.move", payload))
