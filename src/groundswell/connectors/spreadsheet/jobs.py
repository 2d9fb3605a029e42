"""Imports as work for the worker: what the site and the API enqueue.

Every process imports this module when it starts, so the bulk of it is imported where it is used.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from groundswell.kernel import clock, files
from groundswell.tasks.registry import job, schedule
from groundswell.tasks.running import Run
from groundswell.workspaces.scope import Right, Scope

KEEP_UNWANTED = timedelta(days=7)  # imports that were read and never said yes to
_LONGEST = timedelta(hours=12)
KEEP_REJECTS = timedelta(days=90)  # files of rejected rows, which hold personal data


@job("import.run", atomic=False, timeout=_LONGEST)
def run_import(run: Run) -> dict[str, Any]:
    """Read and record one stored file; a run that was cut short goes on where it stopped.

    Payload: ``file`` (name under `kernel.files`), ``request`` (fields of `requests.Request` but the
    path), ``actor``.
    """
    from groundswell.connectors.spreadsheet import actions, queries
    from groundswell.connectors.spreadsheet.reading import Options
    from groundswell.connectors.spreadsheet.requests import Request

    assert run.workspace is not None, "an import belongs to a workspace"
    payload = run.payload
    scope = Scope(run.workspace, payload["actor"], frozenset((Right.READ, Right.IMPORT)))
    if payload["request"].get("public"):
        scope = Scope(run.workspace, payload["actor"], scope.rights | {Right.ADMIN})
    said = dict(payload["request"])
    said["options"] = Options(**said.get("options", {}))
    request = Request(path=Path(files.path_of(payload["file"])), **said)

    def progress(phase: actions.Phase, done: int, total: int | None) -> None:
        run.progress(done, total, phase)

    opened, skipped = actions.open_file(scope, request)
    results = []
    for one in opened:
        actions.read_in(scope, one, progress)
        entry = actions.record(scope, one.entry.uid, progress)
        results.append({"import": entry.uid, "table": entry.table, **queries.counts(entry)})
    return {"imports": results, "skipped": [one.refusal.sentence for one in skipped]}


@job("import.read", atomic=False, timeout=_LONGEST)
def read_import(run: Run) -> dict[str, Any] | None:
    """Read one table into chunks and compare it with the catalog; gives the dry run."""
    from groundswell.connectors.spreadsheet import stepwise

    return stepwise.read(run)


@job("import.record", atomic=False, timeout=_LONGEST)
def record_import(run: Run) -> dict[str, Any] | None:
    """Put one import into the catalog, and forget its upload."""
    from groundswell.connectors.spreadsheet import stepwise

    return stepwise.record(run)


@job("import.undo", atomic=False, timeout=_LONGEST)
def undo_import(run: Run) -> None:
    """Take back what one import brought."""
    from groundswell.connectors.spreadsheet import stepwise

    stepwise.undo(run)


@job("import.tidy")
def tidy_imports(run: Run) -> dict[str, int]:  # noqa: ARG001 - every handler takes its run
    """Forget what nobody came back for: chunks of unwanted imports, old files of rejected rows."""
    from groundswell.connectors.spreadsheet.models import Import, State
    from groundswell.connectors.spreadsheet.staging import Stage

    moment = clock.now()
    waiting = Import.objects.filter(
        state__in=(State.READING, State.READY), made_at__lt=moment - KEEP_UNWANTED
    )
    dropped = 0
    for entry in waiting:
        Stage(entry.uid).drop()
        dropped += Import.objects.filter(pk=entry.pk, state=entry.state).update(
            state=State.DROPPED, finished_at=moment
        )
    old = Import.objects.filter(finished_at__lt=moment - KEEP_REJECTS).exclude(rejects_file="")
    for entry in old:
        files.remove(entry.rejects_file)
    return {"dropped": dropped, "rejects": old.update(rejects_file="")}


schedule("import.tidy", every=timedelta(days=1))
