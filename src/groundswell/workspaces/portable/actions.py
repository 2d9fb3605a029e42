"""Taking a workspace out as a file, and bringing one in."""

from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction

from groundswell.kernel.errors import Conflict, Missing
from groundswell.tasks import queries as tasks
from groundswell.tasks.models import Job, State
from groundswell.tasks.queue import enqueue
from groundswell.workspaces.audit import record
from groundswell.workspaces.models import Workspace
from groundswell.workspaces.portable import places
from groundswell.workspaces.portable.incoming import Imported, import_archive
from groundswell.workspaces.scope import Right, Scope

EXPORT_JOB = "workspaces.export"
IMPORT_JOB = "workspaces.import"


def export_workspace(scope: Scope) -> Job:
    """Begin to write an archive of the workspace; needs ADMIN and EXPORT. Gives the job.

    Raises:
        Conflict: one is being written already.
    """
    scope.require(Right.ADMIN)
    scope.require(Right.EXPORT)
    with transaction.atomic():
        Workspace.objects.select_for_update().get(pk=scope.workspace)
        under_way = tasks.jobs(name=EXPORT_JOB, workspace=scope.workspace)
        if under_way.filter(state__in=[State.PENDING, State.RUNNING]).exists():
            raise Conflict("An export of this workspace is being written already.")
        job = enqueue(EXPORT_JOB, {}, workspace=scope.workspace)
        record(scope, "workspace.exported", job.uid)
    return job


def bring_in(scope: Scope, source: BinaryIO) -> Job:
    """Begin to import an archive into the workspace, which must be empty; needs ADMIN and IMPORT.

    The file is kept until the job has read it.
    """
    scope.require(Right.ADMIN)
    scope.require(Right.IMPORT)
    with transaction.atomic():
        job = enqueue(IMPORT_JOB, {"actor": scope.actor}, workspace=scope.workspace)
        target = places.coming(job.uid)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            while chunk := source.read(1 << 20):
                file.write(chunk)
    return job


def import_workspace(scope: Scope, source: Path) -> Imported:
    """Bring an archive in as a workspace of its own; for the operator.

    Raises:
        BadArchive, NotEmpty: as `incoming.import_archive`.
    """
    scope.require(Right.ADMIN)
    return import_archive(scope, source)


def exports_of(scope: Scope, limit: int = 10) -> list[dict[str, Any]]:
    """The newest exports of the workspace, with what there is to download; needs ADMIN."""
    scope.require(Right.ADMIN)
    jobs = tasks.jobs(name=EXPORT_JOB, workspace=scope.workspace)[:limit]
    return [
        {
            "job": job,
            "ready": job.state == State.DONE and places.going(job.uid).exists(),
            "size": places.going(job.uid).stat().st_size if places.going(job.uid).exists() else 0,
        }
        for job in jobs
    ]


def archive_of(scope: Scope, job: str) -> Path:
    """The file of an export; needs ADMIN and EXPORT. Missing where it is not there any more."""
    scope.require(Right.ADMIN)
    scope.require(Right.EXPORT)
    found = tasks.job(job, workspace=scope.workspace)
    if found.name != EXPORT_JOB or found.state != State.DONE or not places.going(job).exists():
        raise Missing("This export is not there any more.", hint="Make a new one.")
    return places.going(job)
