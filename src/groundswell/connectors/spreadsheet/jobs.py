"""Imports as work for the worker: what the site and the API enqueue.

Every process imports this module when it starts, so the bulk of it is imported where it is used.
"""

from datetime import timedelta
from typing import Any

from groundswell.kernel import clock, files
from groundswell.tasks.registry import job, schedule
from groundswell.tasks.running import Run

KEEP_UNWANTED = timedelta(days=7)  # imports that were read and never said yes to
_LONGEST = timedelta(hours=12)
KEEP_REJECTS = timedelta(days=90)  # files of rejected rows, which hold personal data


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
    from groundswell.connectors.spreadsheet.stepwise import forget_upload

    moment = clock.now()
    waiting = Import.objects.filter(
        state__in=(State.READING, State.READY, State.FAILED), made_at__lt=moment - KEEP_UNWANTED
    )
    dropped = 0
    for entry in waiting:
        Stage(entry.uid).drop()
        dropped += Import.objects.filter(pk=entry.pk, state=entry.state).update(
            state=State.DROPPED, finished_at=moment
        )
        forget_upload(entry)
    old = Import.objects.filter(finished_at__lt=moment - KEEP_REJECTS).exclude(rejects_file="")
    for entry in old:
        files.remove(entry.rejects_file)
    return {"dropped": dropped, "rejects": old.update(rejects_file="")}


schedule("import.tidy", every=timedelta(days=1))
