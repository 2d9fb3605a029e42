"""The one writer of the index: applies the change feed, and rebuilds beside the live index.

What may be lost or brought back to life, and why it is not:

* Rows are read *after* the feed that names them, under the writer's lock, so what is written is at
  least as new as the change, and nobody else writes an older state over it.
* A change leaves the feed after the commit of the index. A crash in between applies it once more,
  which changes nothing.
* While a generation is being built, changes that reached the live one stay in the feed, marked as
  applied; all of them are replayed onto the new one before it is switched to. Whoever holds
  ``build.lock`` is alive: after a crash the system has let go of it, the marked changes are
  forgotten, and what was half built is swept away.
"""

import logging
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import numpy as np
from django.db import OperationalError, close_old_connections, connection
from django.db.models import Sum
from django.db.models.functions import Length

from groundswell.creators import bulk
from groundswell.creators.models import ProfileChange
from groundswell.discovery import catalog, index
from groundswell.discovery.building import build
from groundswell.discovery.document import from_rows
from groundswell.discovery.engines.base import IndexWriter
from groundswell.discovery.engines.tantivy import TantivyWriter
from groundswell.discovery.errors import IndexBusy, IndexMissing
from groundswell.kernel.clock import now

log = logging.getLogger(__name__)

_BATCH = 10_000
_MOST_CHANGES = 2_000
_LARGE = 50_000
_PAUSE = 0.25
_SPACING = 0.7
_SWEEP_EVERY = 60.0
_PATIENCE = 300.0


@dataclass(frozen=True, slots=True)
class Applied:
    """What a pass over the feed did."""

    changes: int
    upserted: int
    deleted: int

    @property
    def profiles(self) -> int:
        """How many profiles were looked at."""
        return self.upserted + self.deleted


@dataclass(frozen=True, slots=True)
class Difference:
    """Where index and catalog differ; all empty means that they are equal."""

    missing: tuple[int, ...]
    stale: tuple[int, ...]
    extra: tuple[int, ...]
    checked: int

    def __bool__(self) -> bool:
        return bool(self.missing or self.stale or self.extra)


def drain(*, wait: float = 30.0) -> Applied:
    """Apply all changes that are in the feed now; builds the index where there is none yet.

    Args:
        wait: seconds to wait for another writer.

    Raises:
        IndexBusy: another process keeps writing.
    """
    if _is_rebuild_cheaper():
        with suppress(IndexBusy):  # somebody builds already: what is left is applied below
            rebuild()
    with index.writing(wait=wait), closing(_Live()) as live:
        total = Applied(0, 0, 0)
        while True:
            done = live.apply()
            if not done.changes:
                return total
            total = Applied(
                total.changes + done.changes,
                total.upserted + done.upserted,
                total.deleted + done.deleted,
            )


def run(stop: Event) -> None:
    """Keep the index current until ``stop``: the life of the one writing process.

    Another process that writes (an import, a rebuild's last step) is waited for, and faults of the
    database are tried again.
    """
    while not stop.is_set():
        try:
            if _is_rebuild_cheaper():
                rebuild()
            with index.writing(), closing(_Live()) as live:
                _follow(live, stop)
            stop.wait(_PAUSE)  # let in who waited for the lock
        except IndexBusy:
            stop.wait(_PAUSE)
        except (OperationalError, IndexMissing) as error:
            log.warning("the index waits: %s", error)
            stop.wait(2.0)
        finally:
            close_old_connections()
    connection.close()  # that of this thread


def _follow(live: "_Live", stop: Event) -> None:
    """Apply what comes until ``stop``, or until another generation is live or the lock wanted."""
    swept = 0.0
    while not stop.is_set() and live.is_current() and not index.wanted():
        began = time.monotonic()
        done = live.apply()
        if began - swept > _SWEEP_EVERY:
            sweep()
            swept = began
        if done.profiles >= _BATCH and _is_rebuild_cheaper():
            return
        # Commits close together make many small segments; a full batch must not wait.
        spacing = _PAUSE if not done.changes else _SPACING if done.profiles < _BATCH else 0.0
        stop.wait(max(spacing - (time.monotonic() - began), 0.0))


def _is_rebuild_cheaper() -> bool:
    """Whether there is no index, or more has changed than it holds, as after a first large import.

    Loading an empty index takes all cores and looks for nothing to replace.
    """
    if index.live() is None:
        return True
    size = ProfileChange.objects.filter(applied=False).aggregate(size=Sum(Length("profiles")))
    due = (size["size"] or 0) // 8
    return due >= _LARGE and due >= index.reader().state().documents


class _Live:
    """The writer of the live generation, opened at the first change."""

    def __init__(self) -> None:
        path = index.live()
        if path is None:
            raise IndexMissing(
                "There is no search index yet.", hint="Run `groundswell index rebuild`."
            )
        self._path = path
        self._writer: TantivyWriter | None = None

    def is_current(self) -> bool:
        return index.live() == self._path

    def apply(self) -> Applied:
        """Apply the next changes of the feed, as many as make a good commit."""
        changes = _pending()
        if not changes:
            return Applied(0, 0, 0)
        if self._writer is None:
            self._writer = TantivyWriter(self._path)
        rows = _rows_of(changes)
        upserted, deleted = _bring_up_to_date(self._writer, rows)
        self._writer.commit()
        _done([change.pk for change in changes])
        _poke()
        return Applied(len(changes), upserted, deleted)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


def _poke() -> None:
    """Let saved searches with alerts be looked at soon."""
    from groundswell.discovery.saved import looking

    looking.poke()


def sweep() -> None:
    """Forget what a build that died has left; hold the writer's lock."""
    if index.is_building():
        return
    ProfileChange.objects.filter(applied=True).delete()
    index.clean()


# ---------------------------------------------------------------- rebuild


def rebuild(
    *,
    processes: int | None = None,
    shards: int | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Path:
    """Build a new generation from the catalog and switch to it; searches and changes go on.

    Args:
        processes: how many build at once, each some of the shards; None: one per shard where the
            catalog is large.
        shards: into how many parts the index is cut; None: as set for the instance.
        progress: called with profiles done and in all.

    Returns:
        The folder of the new live generation.

    Raises:
        IndexBusy: another build is under way.
    """
    with index.building():
        with index.writing(wait=_PATIENCE):
            # From here on changes that reach the live index are kept for the new one.
            ProfileChange.objects.filter(applied=True).delete()
            index.clean()
        path = index.new_generation(shards=shards)
        try:
            build(path, processes=processes, progress=progress)
            _replay_and_switch(path)
        except BaseException:
            if index.live() != path:
                shutil.rmtree(path, ignore_errors=True)
            raise
    return path


def _replay_and_switch(path: Path) -> None:
    """Bring a new generation up to date and make it the live one."""
    replayed: list[int] = []
    with closing(TantivyWriter(path)) as writer:
        while _replay(writer, replayed) > _BATCH:  # the most of it while others still write
            pass
    with index.writing(wait=_PATIENCE):
        with closing(TantivyWriter(path)) as writer:
            _replay(writer, replayed)
        index.switch(path)
        ProfileChange.objects.filter(pk__in=replayed).delete()


def _replay(writer: IndexWriter, replayed: list[int]) -> int:
    """Apply the changes not yet in ``replayed`` and add them there; counts their profiles."""
    changes = list(ProfileChange.objects.exclude(pk__in=replayed).order_by("pk"))
    rows = _rows_of(changes)
    _bring_up_to_date(writer, rows)
    writer.commit()
    replayed += [change.pk for change in changes]
    return len(rows)


# ---------------------------------------------------------------- feed


def _pending() -> list[ProfileChange]:
    """The oldest changes, about `_BATCH` profiles or the first one however large it is."""
    changes: list[ProfileChange] = []
    profiles = 0
    found = ProfileChange.objects.filter(applied=False).order_by("pk")[:_MOST_CHANGES]
    for change in found.iterator(chunk_size=100):
        changes.append(change)
        profiles += len(change.profiles) // 8
        if profiles >= _BATCH:
            break
    return changes


def _rows_of(changes: Iterable[ProfileChange]) -> bulk.Ids:
    parts = [bulk.unpack(bytes(change.profiles)) for change in changes]
    return np.unique(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)


def _bring_up_to_date(writer: IndexWriter, rows: bulk.Ids) -> tuple[int, int]:
    """Make the index of these profiles what the catalog says now; counts upserts and deletes."""
    upserted = 0
    for start in range(0, len(rows), _BATCH):
        part = rows[start : start + _BATCH]
        found = catalog.rows_of(part)
        there = found["row"].to_numpy()
        if len(there):
            writer.upsert(from_rows(found))
        writer.delete(np.setdiff1d(part, there).tolist())
        upserted += len(there)
    return upserted, len(rows) - upserted


def _done(changes: list[int]) -> None:
    """Take applied changes out of the feed, or mark them where a build will need them."""
    found = ProfileChange.objects.filter(pk__in=changes)
    if index.is_building():
        found.update(applied=True)
    else:
        found.delete()


# ---------------------------------------------------------------- looking


def verify(*, most: int = 100) -> Difference:
    """Compare the rows and versions of the live index with those of the catalog.

    Drain first: a change that still waits in the feed is a difference. At most ``most`` row numbers
    of each kind are told.
    """
    ours, theirs = _gathered(index.reader().versions()), _gathered(catalog.versions())
    missing = np.setdiff1d(theirs[0], ours[0])
    extra = np.setdiff1d(ours[0], theirs[0])
    both, mine, its = np.intersect1d(ours[0], theirs[0], return_indices=True)
    stale = both[ours[1][mine] != theirs[1][its]]
    told = [tuple(rows[:most].tolist()) for rows in (missing, stale, extra)]
    return Difference(told[0], told[1], told[2], len(theirs[0]))


def _gathered(parts: Iterable[tuple[bulk.Ids, bulk.Ids]]) -> tuple[bulk.Ids, bulk.Ids]:
    empty = np.empty(0, dtype=np.int64)
    every = [(empty, empty), *parts]
    return np.concatenate([rows for rows, _ in every]), np.concatenate([each for _, each in every])


def waiting() -> tuple[int, float]:
    """How many changes wait in the feed, and for how many seconds the oldest has."""
    found = ProfileChange.objects.filter(applied=False)
    oldest = found.order_by("pk").first()
    age = 0.0 if oldest is None else (now() - oldest.at).total_seconds()
    return found.count(), max(age, 0.0)
