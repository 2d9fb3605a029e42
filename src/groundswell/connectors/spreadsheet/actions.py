"""What can be done with a file: read it, record it, drop it, take it back."""

import fcntl
import os
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Named
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

import polars as pl
from django.db import transaction
from django.db.models import F

from groundswell.connectors.spreadsheet import (
    mapping,
    queries,
    recording,
    rejects,
    repairs,
    requests,
    rows,
)
from groundswell.connectors.spreadsheet.mapping import Mapping
from groundswell.connectors.spreadsheet.models import (
    MOVES,
    UNFINISHED,
    ColumnMapping,
    Import,
    State,
)
from groundswell.connectors.spreadsheet.reading import Options, Table, open_tables
from groundswell.connectors.spreadsheet.requests import Request
from groundswell.connectors.spreadsheet.sense import what_lacks
from groundswell.connectors.spreadsheet.staging import Stage
from groundswell.connectors.spreadsheet.targets import IGNORE
from groundswell.creators.actions import ensure_source, withdraw_batch
from groundswell.creators.models import PUBLIC
from groundswell.kernel import clock, files
from groundswell.kernel.errors import Conflict, GroundswellError, Invalid
from groundswell.workspaces import audit
from groundswell.workspaces.scope import Right, Scope

Phase = Literal["read", "record"]
Progress: TypeAlias = Callable[[Phase, int, int | None], None]
"""Told the phase, the rows done, and how many there will be as far as is known."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A table of the file that is nothing to import, and why."""

    table: str
    refusal: GroundswellError


@dataclass(frozen=True, slots=True)
class Opened:
    """A table of the file with how it is understood, and its import."""

    table: Table
    mapping: Mapping
    entry: Import


def _silent(phase: Phase, done: int, total: int | None) -> None:
    del phase, done, total


def open_file(
    scope: Scope, request: Request, *, insist: bool = True, only: str | None = None
) -> tuple[list[Opened], list[Skipped]]:
    """Understand the tables of a file; finds the imports that an earlier run began.

    ``only`` is the name of the one table that is meant. ``insist`` off takes a table in that does not say yet whose rows these are, or where; what has
    to be answered first is then the ``problem`` of its import.

    Raises:
        Invalid: no table of the file can be imported; the sentence says why.
    """
    scope.require(Right.IMPORT)
    repairs.check(request.repairs)
    if request.public:
        scope.require(Right.ADMIN)
    tables = [
        table
        for table in open_tables(request.path, request.options)
        if only is None or table.name[:500] == only
    ]
    if not tables:
        raise Invalid(f"{request.path.name} no longer holds {only}.", field="file")
    digest = requests.digest(request.path)
    opened: list[Opened] = []
    skipped: list[Skipped] = []
    for table in tables:
        try:
            opened.append(_open_table(scope, request, table, digest, insist=insist))
        except Invalid as refusal:
            if len(tables) == 1 or refusal.field == "map":
                raise
            skipped.append(Skipped(table.name, refusal))
    if not opened:
        raise skipped[0].refusal
    return opened, skipped


def read_in(scope: Scope, one: Opened, progress: Progress = _silent) -> Import:
    """Read the whole table into chunks on disk; goes on where an earlier run was cut short.

    Raises:
        Invalid: the file is damaged; the import is then `State.FAILED`.
        Conflict: another process is at it.
    """
    scope.require(Right.IMPORT)
    entry = one.entry
    with _alone(entry):
        entry.refresh_from_db()
        if entry.state != State.READING:
            return entry
        stage = Stage(entry.uid)
        try:
            chunks = _read_chunks(one, stage, progress)
        except GroundswellError as error:
            _move(entry, State.READING, State.FAILED, problem=error.sentence)
            stage.drop()
            raise
        key: tuple[str, ...] = ("platform", "key")
        if one.mapping.kind == "posts":  # a post seen on two days is two snapshots
            key = (*key, "post_key", "observed_at")
        long = one.mapping.by_name("audience.share") is not None
        totals = stage.settle(chunks, key=key, long=long)
        _move(
            entry,
            State.READING,
            State.READY,
            chunks=totals.chunks,
            rows=totals.rows,
            rejected=totals.rejected,
            repeated=totals.repeated,
            warnings=totals.warnings,
            weak=totals.weak,
        )
    return entry


def record(scope: Scope, uid: str, progress: Progress = _silent) -> Import:
    """Put what was read into the catalog, chunk by chunk; each chunk happens exactly once.

    Goes on after the last chunk that an earlier run recorded.

    Raises:
        Conflict: the import is not read yet, was dropped or undone, or another process is at it.
    """
    scope.require(Right.IMPORT)
    entry = queries.import_called(scope, uid)
    with _alone(entry):
        entry.refresh_from_db()
        if entry.state == State.READY:
            _move(entry, State.READY, State.RECORDING)
        if entry.state == State.RECORDING:
            _record_chunks(scope, entry, progress)
        elif entry.state != State.DONE:
            raise Conflict(f"Import {uid} is {State(entry.state).label.lower()}.", field="import")
    return entry


def drop(scope: Scope, uid: str) -> Import:
    """Forget an import that is not wanted; nothing of it reached the catalog.

    A run that is still reading it finds that out when it is done (`stepwise.read`).
    """
    scope.require(Right.IMPORT)
    entry = queries.import_called(scope, uid)
    state = State(entry.state)
    if State.DROPPED not in MOVES[state]:
        raise Conflict(
            f"Import {uid} cannot be dropped: it is {state.label.lower()}.", field="import"
        )
    _move(entry, state, State.DROPPED, finished_at=clock.now())
    Stage(uid).drop()
    return entry


def undo(scope: Scope, uid: str) -> Import:
    """Take back everything an import brought; the catalog is as if it had never been.

    Raises:
        Missing: the workspace has no such import.
        Conflict: it brought nothing, or is undone already.
    """
    scope.require(Right.IMPORT)
    entry = queries.import_called(scope, uid)
    with _alone(entry):
        entry.refresh_from_db()
        state = State(entry.state)
        if state is not State.UNDOING:
            if State.UNDOING not in MOVES[state]:
                raise Conflict(
                    f"Import {uid} cannot be undone: it is {state.label.lower()}.", field="import"
                )
            _move(entry, state, State.UNDOING)
        Stage(uid).drop()
        withdraw_batch(scope, entry.pk)
        with transaction.atomic():
            listed = entry.rejects_file
            _move(entry, State.UNDOING, State.UNDONE, finished_at=clock.now(), rejects_file="")
            audit.record(scope, "import.undone", entry.uid)
        if listed:  # it holds personal data of an import that is no more
            files.remove(listed)
    return entry


def save_columns(
    scope: Scope,
    fingerprint: str,
    columns: dict[str, str],
    readings: Named[str, Named[str, str]] | None = None,
) -> None:
    """Keep what a person said of the columns of tables with these headers."""
    scope.require(Right.IMPORT)
    with transaction.atomic():
        found, _ = ColumnMapping.objects.select_for_update().get_or_create(
            workspace_id=scope.workspace, fingerprint=fingerprint
        )
        found.columns = {**found.columns, **columns}
        found.readings = {**found.readings, **(readings or {})}
        found.saved_at = clock.now()
        found.save()


# ---------------------------------------------------------------- understanding


def _open_table(
    scope: Scope, request: Request, table: Table, digest: str, *, insist: bool
) -> Opened:
    known = Import.objects.filter(
        workspace=scope.workspace,
        digest=digest,
        request_key=request.key(),
        table=table.name,
        state__in=UNFINISHED,
        problem="",
    ).order_by("-id")
    if (entry := known.first()) is not None and _can_go_on(entry):
        return Opened(table, mapping.restore(entry.understood), entry)
    sample = pl.concat([batch.frame for batch in table.sample()])
    saved = queries.saved_mapping(scope, mapping.fingerprint(table.headers))
    wishes = request.wishes(saved.columns, saved.readings)
    understood = mapping.guess(table.headers, sample, called=table.name, wishes=wishes)
    lacks = what_lacks(understood, request, table)
    if lacks is not None and insist:
        raise lacks
    if request.columns or request.readings:
        said = {header: text.strip() or IGNORE for header, text in request.columns.items()}
        save_columns(scope, understood.fingerprint, said, request.readings)
    moment = int(clock.now().timestamp())
    written = request.as_of if request.as_of is not None else int(request.path.stat().st_mtime)
    entry = Import.objects.create(
        workspace_id=scope.workspace,
        owner=PUBLIC if request.public else scope.workspace,
        source_name=(request.source or request.path.name)[:200],
        called=request.path.name[:500],
        path=str(request.path.resolve()),
        table=table.name[:500],
        digest=digest,
        request=request.document(),
        request_key=request.key(),
        understood=mapping.as_json(understood),
        observed_at=min(written, moment),
        kind=understood.kind,
        problem=lacks.sentence if lacks is not None else "",
        actor=scope.actor,
    )
    return Opened(table, understood, entry)


def reopen(scope: Scope, uid: str) -> Opened:
    """The table of an import that was opened before, understood as it was then.

    Raises:
        Missing: the workspace has no such import.
        Invalid: the file is gone or no longer holds the table.
    """
    scope.require(Right.IMPORT)
    entry = queries.import_called(scope, uid)
    options = Options(**entry.request["options"])
    for table in open_tables(Path(entry.path), options):
        if table.name[:500] == entry.table:
            return Opened(table, mapping.restore(entry.understood), entry)
    raise Invalid(f"{entry.called} no longer holds {entry.table}.", field="file")


def _can_go_on(entry: Import) -> bool:
    """Whether the chunks of an import that is read are still there."""
    return entry.state == State.READING or Stage(entry.uid).exists()


# ---------------------------------------------------------------- reading and recording


def _read_chunks(one: Opened, stage: Stage, progress: Progress) -> int:
    entry = one.entry
    request = entry.request
    context = rows.Context(
        mapping=one.mapping,
        profile=request["profile"],
        as_of=request["as_of"],
        observed_at=entry.observed_at,
        forced=request["platform"] is not None,
        source=entry.source_name,
    )
    mended = request.get("repairs", {})
    done = index = 0
    for batch in one.table.batches():
        chunk = stage.chunk(index)
        if chunk is None:
            cells = repairs.apply(batch.frame, one.mapping, mended)
            chunk = stage.put(index, rows.build(replace(batch, frame=cells), context), batch)
        done += chunk.rows
        index += 1
        progress("read", done, round(done / batch.part) if batch.part else None)
    progress("read", done, done)
    return index


def _record_chunks(scope: Scope, entry: Import, progress: Progress) -> None:
    stage = Stage(entry.uid)
    source = ensure_source(scope, kind="file", name=entry.source_name, owner=entry.owner)
    if entry.source_id != source.pk:
        Import.objects.filter(pk=entry.pk).update(source=source)
    total = entry.rows - entry.rejected - entry.repeated
    for index in range(entry.next_chunk, entry.chunks):
        frame = stage.winners(index)
        with transaction.atomic():
            # The claim comes first: it takes the write lock, so of two runs one waits and then stops.
            claimed = Import.objects.filter(
                pk=entry.pk, state=State.RECORDING, next_chunk=index
            ).update(next_chunk=index + 1)
            if not claimed:
                raise Conflict(f"Import {entry.uid} is being recorded elsewhere.", field="import")
            found = recording.record(
                scope, source, frame, kind=entry.kind, owner=entry.owner, batch=entry.pk
            )
            if found.refused.height:
                stage.refuse(index, found.refused)
            Import.objects.filter(pk=entry.pk).update(
                created=F("created") + found.created,
                updated=F("updated") + found.updated,
                unchanged=F("unchanged") + found.unchanged,
                rejected=F("rejected") + found.refused_rows,
            )
        entry.refresh_from_db()
        progress("record", entry.created + entry.updated + entry.unchanged, total)
    name = rejects.publish(entry, stage)
    with transaction.atomic():
        _move(
            entry,
            State.RECORDING,
            State.DONE,
            rejects_file=name,
            finished_at=clock.now(),
            source=source,
        )
        audit.record(scope, "import.finished", entry.uid, **queries.counts(entry))
    stage.drop()


def _move(entry: Import, before: State, after: State, **values: object) -> None:
    """Change the state, only from where it is thought to be."""
    assert after in MOVES[before], (before, after)
    moved = Import.objects.filter(pk=entry.pk, state=before).update(state=after, **values)
    entry.refresh_from_db()
    if not moved:
        raise Conflict(f"Import {entry.uid} is {State(entry.state).label.lower()}.", field="import")


@contextmanager
def _alone(entry: Import) -> Iterator[None]:
    """Hold the import; the lock goes with the process, however it ends."""
    path = files.home() / "imports" / f"{entry.uid}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(
                f"Import {entry.uid} is running in another process.", field="import"
            ) from error
        yield
    finally:
        os.close(handle)
