"""What stands on a list: added by the million, removed, annotated."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl
from django.db import connection, transaction

from groundswell.creators import bulk
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Missing
from groundswell.relationships import layers, queries, rules
from groundswell.relationships.actions.deeds import EACH, Changed, hold, hold_own, tell, touch
from groundswell.relationships.errors import MovedOn
from groundswell.relationships.events import ProfilesAdded, ProfilesRemoved
from groundswell.relationships.layers import Rows
from groundswell.relationships.models import List, ListEntry, Stage
from groundswell.tasks.events import announce
from groundswell.workspaces.audit import record
from groundswell.workspaces.models import Member
from groundswell.workspaces.reversals import offer, reverses
from groundswell.workspaces.scope import Right, Scope

BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the profiles that were to come onto a list.

    Attributes:
        added: now on the list.
        already: stood there before, or were named twice.
        missing: rows that this workspace does not see.
        undo: uid of the reversal; None where nothing was added.
    """

    added: int
    already: int
    missing: int
    undo: str | None = field(default=None, compare=False)

    def __add__(self, other: "Added") -> "Added":
        return Added(
            self.added + other.added, self.already + other.already, self.missing + other.missing
        )


def add_profiles(
    scope: Scope, name: str, rows: Iterable[int] | Iterable[Rows | Sequence[int]], *, note: str = ""
) -> Added:
    """Put profiles on a list.

    Args:
        scope: who acts.
        name: name or uid of the list.
        rows: row numbers of profiles, or batches of them (all matches of a search, streamed).
        note: a remark on each new entry.

    Each batch is a transaction of its own, so memory and locks do not grow with the number; doing
    it again adds what is still missing and nothing twice.
    """
    scope.require(Right.WRITE)
    text = rules.check_text(note, "note", empty=True)
    found = queries.list_named(scope, name)
    total, fresh = Added(0, 0, 0), _Fresh()
    for batch in _batches(rows):
        total += _add(scope, found.pk, batch, text, fresh)
    if not fresh.entries:
        return total
    with transaction.atomic():
        undo = offer(scope, "lists.add", {"list": found.uid, "entries": fresh.entries})
    return replace(total, undo=undo)


def remove_profiles(
    scope: Scope, name: str, rows: Iterable[int] | Iterable[Rows | Sequence[int]]
) -> Changed:
    """Take profiles off a list. Rows and batches as for `add_profiles`.

    What was written into fields, votes and tasks stays with the list: put back, a profile has it.
    """
    scope.require(Right.WRITE)
    found = queries.list_named(scope, name)
    gone: dict[str, list[Any]] = {column: [] for column in _KEPT}
    removed = sum(_remove(scope, found.pk, batch, gone) for batch in _batches(rows))
    if not removed:
        return Changed(0)
    with transaction.atomic():
        undo = offer(scope, "lists.remove", {"list": found.uid, "rows": gone})
    return Changed(removed, undo)


def annotate_entry(scope: Scope, name: str, profile: int, note: str) -> None:
    """Write a remark on an entry; Missing where the profile is not on the list."""
    scope.require(Right.WRITE)
    text = rules.check_text(note, "note", empty=True)
    with transaction.atomic():
        found = queries.list_named(scope, name)
        kept = layers.kept_rows(scope, [profile])["kept"].to_list()
        changed = ListEntry.objects.filter(list=found, profile__in=kept).update(note=text)
        if not changed:
            raise Missing(f"This profile is not on the list “{found.name}”.", field="profile")
        record(scope, "list.entry-annotated", found.uid)
        tell(scope, "list.entry-annotated", found, kept)


def _batches(rows: Iterable[int] | Iterable[Rows | Sequence[int]]) -> Iterator[Rows]:
    """Row numbers in arrays of at most `BATCH`, whether they come one by one or in batches."""
    loose: list[int] = []
    for item in rows:
        if isinstance(item, int | np.integer):
            loose.append(int(item))
            if len(loose) == BATCH:
                yield np.array(loose, dtype=np.int64)
                loose = []
        else:
            whole = np.asarray(item, dtype=np.int64)
            yield from (whole[at : at + BATCH] for at in range(0, len(whole), BATCH))
    if loose:
        yield np.array(loose, dtype=np.int64)


@dataclass(slots=True)
class _Fresh:
    """Row numbers of the entries that a call added, over all its batches."""

    entries: list[int] = field(default_factory=list)


def _add(scope: Scope, pk: int, rows: Rows, note: str, fresh: _Fresh) -> Added:
    with transaction.atomic():
        row = hold(pk)
        seen = layers.kept_rows(scope, np.unique(rows))
        kept = seen["kept"].unique().sort().to_numpy()
        last = _last(row)
        added = _insert(row, kept, scope.actor, note)
        missing = len(rows) - int(np.isin(rows, seen["row"].to_numpy()).sum())
        if added:
            # nobody else adds to this list meanwhile, so what is above is what was added
            new = ListEntry.objects.filter(list=row, pk__gt=last).order_by("pk")
            fresh.entries += new.values_list("pk", flat=True)
            few = list(new.values_list("profile", flat=True)) if added <= EACH else []
            touch(row, added)
            record(scope, "list.profiles-added", row.uid, count=added)
            tell(scope, "list.profiles-added", row, few, count=added)
            announce(ProfilesAdded(scope.workspace, row.uid, added), workspace=scope.workspace)
    return Added(added, len(rows) - missing - added, missing)


def _last(row: List) -> int:
    newest = ListEntry.objects.filter(list=row).order_by("-pk").values_list("pk", flat=True)
    return newest.first() or 0


_KEPT = ("pk", "profile", "added_at", "added_by", "note", "stage_id", "rank", "owner_id")


def _remove(scope: Scope, pk: int, rows: Rows, gone: dict[str, list[Any]]) -> int:
    with transaction.atomic():
        row = hold(pk)
        # Also the rows themselves, for profiles that are gone from the catalog.
        kept = layers.kept_rows(scope, np.unique(rows))["kept"]
        wanted = pl.concat([kept, pl.Series("kept", rows, dtype=pl.Int64)]).unique()
        table, value = bulk.given(wanted.to_numpy())
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT e.id FROM {table} CROSS JOIN relationships_listentry e "  # noqa: S608
                "WHERE e.profile = given.value AND e.list_id = %s",
                [value, row.pk],
            )
            entries = [one for (one,) in cursor.fetchall()]
        if not entries:
            return 0
        there = _read(entries)
        for name, values in zip(_KEPT, zip(*there, strict=True), strict=True):
            gone[name] += [bulk.moment(one) for one in values] if name == "added_at" else values
        table, value = bulk.given(entries)
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM relationships_listentry WHERE id IN (SELECT value FROM {table})",  # noqa: S608
                [value],
            )
            removed = int(cursor.rowcount)
        profiles = [one[1] for one in there]
        touch(row, -removed)
        record(scope, "list.profiles-removed", row.uid, count=removed)
        tell(scope, "list.profiles-removed", row, profiles[: EACH + 1], count=removed)
        announce(ProfilesRemoved(scope.workspace, row.uid, removed), workspace=scope.workspace)
    return removed


def _read(entries: Sequence[int]) -> list[tuple[Any, ...]]:
    """What is kept of entries to put them back, some at a time: databases limit parameters."""
    parts = (entries[at : at + 10_000] for at in range(0, len(entries), 10_000))
    return [
        values
        for part in parts
        for values in ListEntry.objects.filter(pk__in=part).values_list(*_KEPT)
    ]


@reverses("lists.add")
def take_off_again(scope: Scope, payload: dict[str, Any]) -> str:
    """Undo `add_profiles`: what came onto the list by it leaves it."""
    scope.require(Right.WRITE)
    row = hold_own(scope, payload["list"])
    table, value = bulk.given(payload["entries"])
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM relationships_listentry WHERE list_id = %s "  # noqa: S608
            f"AND id IN (SELECT value FROM {table})",
            [row.pk, value],
        )
        removed = int(cursor.rowcount)
    if not removed:
        raise MovedOn(f"None of them is on {row.name} any more.")
    touch(row, -removed)
    record(scope, "list.profiles-removed", row.uid, count=removed)
    tell(scope, "list.profiles-removed", row, count=removed)
    announce(ProfilesRemoved(scope.workspace, row.uid, removed), workspace=scope.workspace)
    return f"{removed:,} taken off {row.name} again"


@reverses("lists.remove")
def put_back(scope: Scope, payload: dict[str, Any]) -> str:
    """Undo `remove_profiles`: entries come back to where they stood."""
    scope.require(Right.WRITE)
    row = hold_own(scope, payload["list"])
    gone = pl.DataFrame(payload["rows"], schema=_SCHEMA)
    now_kept = layers.kept_rows(scope, gone["profile"].unique().to_numpy())
    stages = _pks(Stage.objects.filter(workspace_id=scope.workspace, archived_at=None))
    members = _pks(Member.objects.filter(workspace_id=scope.workspace))
    there = _pks(ListEntry.objects.filter(list=row), "profile")
    back = (
        gone.join(now_kept, left_on="profile", right_on="row")
        .with_columns(
            profile=pl.col("kept"),
            stage_id=pl.when(pl.col("stage_id").is_in(stages)).then("stage_id"),
            owner_id=pl.when(pl.col("owner_id").is_in(members)).then("owner_id"),
            list_id=pl.lit(row.pk),
        )
        .filter(~pl.col("kept").is_in(there))
        .unique("profile", maintain_order=True)
        .drop("kept")
        .rename({"pk": "id"})
    )
    if back.is_empty():
        raise MovedOn(f"They are on {row.name} again, or gone from the catalog.")
    bulk.insert(ListEntry, back)
    touch(row, len(back))
    record(scope, "list.profiles-added", row.uid, count=len(back))
    few = back["profile"].to_list() if len(back) <= EACH else []
    tell(scope, "list.profiles-added", row, few, count=len(back))
    announce(ProfilesAdded(scope.workspace, row.uid, len(back)), workspace=scope.workspace)
    return f"{len(back):,} back on {row.name}"


_SCHEMA = {
    "pk": pl.Int64,
    "profile": pl.Int64,
    "added_at": pl.String,
    "added_by": pl.String,
    "note": pl.String,
    "stage_id": pl.Int64,
    "rank": pl.Int64,
    "owner_id": pl.Int64,
}


def _pks(rows: Any, column: str = "pk") -> list[int]:
    return list(rows.values_list(column, flat=True))


def _insert(row: List, rows: Rows, actor: str, note: str) -> int:
    """Add entries that are not there yet; how many."""
    table, value = bulk.given(rows)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO relationships_listentry (list_id, profile, added_at, added_by, note) "  # noqa: S608
            f"SELECT %s, given.value, %s, %s, %s FROM {table} WHERE true "
            "ON CONFLICT (list_id, profile) DO NOTHING",
            [row.pk, bulk.moment(now()), actor, note, value],
        )
        return int(cursor.rowcount)
