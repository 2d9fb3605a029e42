"""Jobs run in the test's own thread, as a worker would."""

from datetime import timedelta

from groundswell.tasks import queue
from groundswell.tasks.errors import Cancelled
from groundswell.tasks.models import Job
from groundswell.tasks.registry import JOBS
from groundswell.tasks.running import Run


def run_due(most: int = 100) -> list[str]:
    """Run every job that is due, and those they bring about; the names in order.

    A job that fails lets its exception through, and stays claimed as after the death of its worker.
    """
    done = []
    while (row := queue.claim("test", timedelta(minutes=1))) is not None:
        run(row)
        done.append(row.name)
        assert len(done) < most, done
    return done


def run(row: Job) -> None:
    """Run one claimed job."""
    try:
        result = JOBS[row.name].handler(Run(row, JOBS[row.name]))
    except Cancelled:
        queue.mark_cancelled(row)
    else:
        queue.complete(row, result)


def hurry(name: str) -> None:
    """Let the waiting jobs of a name be due now."""
    from groundswell.kernel.clock import now

    Job.objects.filter(name=name, state="pending").update(due_at=now())
