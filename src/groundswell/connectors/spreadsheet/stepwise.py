"""An import in steps, each a job: for faces that upload a file and come back to look.

`begin` takes a file in and has it read; the dry run is the result of that job. `confirm` has it
recorded, `again` (and `correct`, for columns alone) reads it with other wishes, `stop` halts what is
being done, `discard` forgets it, `take_back` undoes it.
The command does the same at one sitting (`actions`).
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction

from groundswell.connectors.spreadsheet import actions, plan, queries
from groundswell.connectors.spreadsheet.actions import Phase, Skipped
from groundswell.connectors.spreadsheet.models import MOVES, Import, State
from groundswell.connectors.spreadsheet.reading import Options
from groundswell.connectors.spreadsheet.requests import Request
from groundswell.connectors.spreadsheet.staging import Stage
from groundswell.creators.models import PUBLIC
from groundswell.kernel import clock, files
from groundswell.kernel.errors import Conflict, Invalid, Missing
from groundswell.tasks.errors import Cancelled
from groundswell.tasks.models import OPEN, Job
from groundswell.tasks.queue import cancel, enqueue
from groundswell.tasks.running import Run
from groundswell.workspaces.scope import Right, Scope

READ, RECORD, UNDO = "import.read", "import.record", "import.undo"


def begin(
    scope: Scope,
    stored: files.Stored,
    request: Request,
    *,
    insist: bool = True,
    modified: float | None = None,
) -> tuple[list[Import], list[Skipped]]:
    """Understand the tables of an uploaded file and have them read.

    Args:
        scope: needs the right to import, and to administer where the facts shall be public.
        stored: the upload; it is moved to where imports are kept.
        request: what was said of it; its path does not matter.
        insist: off takes in a table that needs an answer first, and does not read it yet
            (`actions.open_file`).
        modified: seconds since 1970 when the file was last changed where it came from.

    Raises:
        Invalid: no table of the file can be imported; the upload is forgotten then.
    """
    scope.require(Right.IMPORT)
    path = _uploads() / Path(stored.name).stem / stored.called
    path.parent.mkdir(parents=True)
    files.path_of(stored.name).rename(path)
    if modified is not None and 0 < modified < clock.now().timestamp():
        os.utime(path, (modified, modified))
    try:
        opened, skipped = actions.open_file(scope, replace(request, path=path), insist=insist)
        with transaction.atomic():
            for one in opened:
                if not one.entry.problem:
                    _have_read(scope, one.entry)
    except BaseException:
        shutil.rmtree(path.parent, ignore_errors=True)
        raise
    for one in opened:
        _replace_unanswered(scope, one.entry)
    if not any(one.entry.path == str(path.resolve()) for one in opened):
        shutil.rmtree(path.parent)  # the same upload is on its way already
    return [one.entry for one in opened], skipped


def _replace_unanswered(scope: Scope, entry: Import) -> None:
    """Whoever hands the same file in again instead of answering starts anew."""
    unanswered = Import.objects.filter(
        workspace=scope.workspace, digest=entry.digest, table=entry.table, state=State.READING
    ).exclude(problem="")
    for twin in unanswered.exclude(pk=entry.pk):
        actions.drop(scope, twin.uid)
        Import.objects.filter(pk=twin.pk).update(replaced_by=entry.uid)
        forget_upload(twin)


def confirm(scope: Scope, uid: str) -> Import:
    """Have an import recorded that was read; doing it twice is doing it once.

    Raises:
        Missing: the workspace has no such import.
        Conflict: it is not read yet, or was dropped, undone or done before.
    """
    scope.require(Right.IMPORT)
    entry = queries.import_called(scope, uid)
    if entry.state not in {State.READY, State.RECORDING}:
        raise _wrong_state(entry, "confirmed")
    enqueue(RECORD, _payload(scope, entry), key=uid, workspace=scope.workspace)
    return entry


def correct(scope: Scope, uid: str, columns: Mapping[str, str]) -> Import:
    """Read an import again with these columns (header to target) corrected; gives its successor.

    What is said of the columns is kept for the next file with these headers.

    Raises:
        Missing: the workspace has no such import, or its file is gone.
        Conflict: it is recorded already, or is being read.
        Invalid: a target that is none, or a mapping that names no profiles.
    """
    scope.require(Right.IMPORT)
    entry = queries.import_called(scope, uid)
    if entry.state != State.READY:
        raise _wrong_state(entry, "corrected")
    asked = request_of(entry)
    return again(scope, uid, replace(asked, columns={**asked.columns, **columns}))


def again(scope: Scope, uid: str, asked: Request) -> Import:
    """Read an import again with other wishes (`request_of` gives the present ones).

    Gives its successor, or the same import where nothing was changed. A run that still reads it is
    stopped.

    Raises:
        Missing: the workspace has no such import, or its file is gone.
        Conflict: it is recorded already, or was dropped.
        Invalid: a wish that is none, or a mapping that names no profiles.
    """
    scope.require(Right.IMPORT)
    entry = queries.import_called(scope, uid)
    if entry.state not in {State.READING, State.READY, State.FAILED}:
        raise _wrong_state(entry, "corrected")
    if not asked.path.is_file():
        raise Missing("The uploaded file is gone.", hint="Upload it again.")
    known = {one["column"] for one in entry.understood["columns"]}
    for name, said in (("columns", asked.columns), ("readings", asked.readings)):
        if unknown := sorted(said.keys() - known):
            raise Invalid(
                f'The table has no column "{unknown[0]}".',
                field=name,
                hint=f"Its columns are {', '.join(sorted(known))}.",
            )
    opened, _ = actions.open_file(scope, asked, only=entry.table)
    successor = opened[0].entry
    if successor.uid != uid:
        _halt(scope, uid, READ)
        actions.drop(scope, uid)
        Import.objects.filter(uid=uid).update(replaced_by=successor.uid)
    with transaction.atomic():
        _have_read(scope, successor)
    return successor


def stop(scope: Scope, uid: str) -> Import:
    """Halt what is being done with an import, at the next safe point; it may go on later.

    What was recorded until then stays until it is undone.

    Raises:
        Missing: the workspace has no such import.
    """
    scope.require(Right.IMPORT)
    entry = queries.import_called(scope, uid)
    _halt(scope, uid, READ, RECORD)
    return entry


def go_on(scope: Scope, uid: str) -> Import:
    """Have an import read or undone again whose run was stopped or failed.

    Raises:
        Missing: the workspace has no such import.
        Conflict: there is nothing to go on with.
    """
    scope.require(Right.IMPORT)
    entry = queries.import_called(scope, uid)
    if entry.state == State.RECORDING:
        return confirm(scope, uid)
    if entry.state == State.UNDOING:
        return take_back(scope, uid)
    if entry.state not in {State.READING, State.READY} or entry.problem:
        raise _wrong_state(entry, "gone on with")
    with transaction.atomic():
        _have_read(scope, entry)
    return entry


def discard(scope: Scope, uid: str) -> Import:
    """Forget an import that is not wanted, and its upload; a run that reads it is stopped."""
    _halt(scope, uid, READ)
    entry = actions.drop(scope, uid)
    forget_upload(entry)
    return entry


def take_back(scope: Scope, uid: str) -> Import:
    """Have everything undone that an import brought.

    Raises:
        Missing: the workspace has no such import.
        Conflict: it brought nothing, or is undone already.
    """
    scope.require(Right.IMPORT)
    entry = queries.import_called(scope, uid)
    if entry.state != State.UNDOING and State.UNDOING not in MOVES[State(entry.state)]:
        raise _wrong_state(entry, "undone")
    enqueue(UNDO, _payload(scope, entry), key=uid, workspace=scope.workspace)
    return entry


def step_of(scope: Scope, uid: str, name: str = "") -> Job | None:
    """The newest job of an import (of this kind, if one is named); None where none is kept."""
    scope.require(Right.READ)
    rows = Job.objects.filter(
        name__in=[name] if name else [READ, RECORD, UNDO], key=uid, workspace=scope.workspace
    )
    return rows.order_by("-id").first()


def request_of(entry: Import) -> Request:
    """What was asked of the file of an import."""
    said = dict(entry.request)
    said["options"] = Options(**said["options"])
    return Request(path=Path(entry.path), **said)


# ---------------------------------------------------------------- what the jobs do


def read(run: Run) -> dict[str, Any] | None:
    """Read one table into chunks and compare it with the catalog; gives the dry run."""
    scope, entry = _acting(run)
    if entry.state not in {State.READING, State.READY} or entry.problem:
        return None
    try:
        one = actions.reopen(scope, entry.uid)
        actions.read_in(scope, one, _telling(run))
        return plan.look(scope, one, _telling(run)).document()
    except Invalid as damaged:  # it stays damaged, so there is no use in another try
        return {"problem": damaged.sentence}
    except (Cancelled, Conflict, OSError):
        entry.refresh_from_db()
        if entry.state != State.DROPPED:
            raise
        Stage(entry.uid).drop()  # it was forgotten while it was read
        return None


def record(run: Run) -> dict[str, Any] | None:
    """Put one import into the catalog, and forget its upload."""
    scope, entry = _acting(run)
    if entry.state not in {State.READY, State.RECORDING, State.DONE}:
        return None
    entry = actions.record(scope, entry.uid, _telling(run))
    forget_upload(entry)
    return queries.counts(entry)


def undo(run: Run) -> None:
    """Take back what one import brought."""
    scope, entry = _acting(run)
    if entry.state != State.UNDONE:
        actions.undo(scope, entry.uid)


def _acting(run: Run) -> tuple[Scope, Import]:
    assert run.workspace is not None, "an import belongs to a workspace"
    rights = {Right.READ, Right.IMPORT}
    scope = Scope(run.workspace, run.payload["actor"], frozenset(rights))
    entry = queries.import_called(scope, run.payload["import"])
    if entry.owner == PUBLIC:  # whoever began it had the right to, or it would not be there
        scope = replace(scope, rights=scope.rights | {Right.ADMIN})
    return scope, entry


def _telling(run: Run) -> actions.Progress:
    def tell(phase: Phase, done: int, total: int | None) -> None:
        run.progress(done, total, phase)

    return tell


def _have_read(scope: Scope, entry: Import) -> None:
    enqueue(READ, _payload(scope, entry), key=entry.uid, workspace=scope.workspace)


def _payload(scope: Scope, entry: Import) -> dict[str, str]:
    return {"import": entry.uid, "actor": scope.actor}


def _uploads() -> Path:
    return files.home() / "imports" / "uploads"


def _halt(scope: Scope, uid: str, *names: str) -> None:
    """Stop the jobs of these names that work at an import or wait to."""
    rows = Job.objects.filter(name__in=names, key=uid, workspace=scope.workspace, state__in=OPEN)
    for job in rows.values_list("uid", flat=True):
        cancel(job, workspace=scope.workspace)


def forget_upload(entry: Import) -> None:
    """Remove the upload, unless another table of it is still on its way."""
    path = Path(entry.path)
    if not path.is_relative_to(_uploads().resolve()):
        return  # a file of the operator's own, given to the command
    waiting = {State.READING, State.READY, State.RECORDING}
    if not Import.objects.filter(path=entry.path, state__in=waiting).exists():
        shutil.rmtree(path.parent, ignore_errors=True)


def _wrong_state(entry: Import, verb: str) -> Conflict:
    label = State(entry.state).label.lower()
    return Conflict(f"Import {entry.uid} cannot be {verb}: it is {label}.", field="import")
