"""What stands on a list: added by the million, removed, annotated."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from django.db import connection, transaction
from django.db.models import F

from groundswell.creators import bulk
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Missing
from groundswell.relationships import layers, queries, rules
from groundswell.relationships.errors import WrongState
from groundswell.relationships.events import ProfilesAdded, ProfilesRemoved
from groundswell.relationships.layers import Rows
from groundswell.relationships.models import List, ListEntry
from groundswell.tasks.events import announce
from groundswell.workspaces.audit import record
from groundswell.workspaces.scope import Right, Scope

BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the profiles that were to come onto a list.

    Attributes:
        added: now on the list.
        already: stood there before, or were named twice.
        missing: rows that this workspace does not see.
    """

    added: int
    already: int
    missing: int

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
    total = Added(0, 0, 0)
    for batch in _batches(rows):
        total += _add(scope, found.pk, batch, text)
    return total


def remove_profiles(
    scope: Scope, name: str, rows: Iterable[int] | Iterable[Rows | Sequence[int]]
) -> int:
    """Take profiles off a list; how many were on it. Rows and batches as for `add_profiles`."""
    scope.require(Right.WRITE)
    found = queries.list_named(scope, name)
    return sum(_remove(scope, found.pk, batch) for batch in _batches(rows))


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


def _add(scope: Scope, pk: int, rows: Rows, note: str) -> Added:
    with transaction.atomic():
        row = _hold(pk)
        seen = layers.kept_rows(scope, np.unique(rows))
        kept = seen["kept"].unique().sort().to_numpy()
        added = _insert(row, kept, scope.actor, note)
        missing = len(rows) - int(np.isin(rows, seen["row"].to_numpy()).sum())
        if added:
            _changed(row, added)
            record(scope, "list.profiles-added", row.uid, count=added)
            announce(ProfilesAdded(scope.workspace, row.uid, added), workspace=scope.workspace)
    return Added(added, len(rows) - missing - added, missing)


def _remove(scope: Scope, pk: int, rows: Rows) -> int:
    with transaction.atomic():
        row = _hold(pk)
        # Also the rows themselves, for profiles that are gone from the catalog.
        kept = layers.kept_rows(scope, np.unique(rows))["kept"]
        wanted = pl.concat([kept, pl.Series("kept", rows, dtype=pl.Int64)]).unique()
        table, value = bulk.given(wanted.to_numpy())
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM relationships_listentry WHERE list_id = %s "  # noqa: S608
                f"AND profile IN (SELECT value FROM {table})",
                [row.pk, value],
            )
            removed = int(cursor.rowcount)
        if removed:
            _changed(row, -removed)
            record(scope, "list.profiles-removed", row.uid, count=removed)
            announce(ProfilesRemoved(scope.workspace, row.uid, removed), workspace=scope.workspace)
    return removed


def _hold(pk: int) -> List:
    """The list, locked; it may have been deleted since it was found."""
    row = List.objects.select_for_update().get(pk=pk)
    if row.deleted_at is not None:
        raise WrongState(f"The list “{row.name}” was deleted meanwhile.", field="list")
    return row


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


def _changed(row: List, by: int) -> None:
    List.objects.filter(pk=row.pk).update(version=F("version") + 1, size=F("size") + by)
