"""The queue's own housekeeping."""

from datetime import time, timedelta

from groundswell.kernel.clock import now
from groundswell.tasks.models import Worker
from groundswell.tasks.queue import prune
from groundswell.tasks.registry import job, schedule
from groundswell.tasks.running import Run

KEEP_FINISHED = timedelta(days=14)
KEEP_DEAD = timedelta(days=90)


@job("tasks.prune")
def prune_jobs(run: Run) -> dict[str, int]:  # noqa: ARG001 - every handler takes its run
    """Delete rows of old jobs and of workers long gone."""
    moment = now()
    removed = prune(finished_before=moment - KEEP_FINISHED, dead_before=moment - KEEP_DEAD)
    Worker.objects.filter(seen_at__lt=moment - timedelta(days=1)).delete()
    return {"removed": removed}


schedule("tasks.prune", every=timedelta(days=1), at=time(3, 17))
