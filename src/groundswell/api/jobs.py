"""Forgetting answers that nobody can ask for again."""

from datetime import timedelta

from groundswell.api.idempotency import forget_before
from groundswell.kernel.clock import now
from groundswell.tasks.registry import job, schedule
from groundswell.tasks.running import Run

KEEP = timedelta(hours=24)


@job("api.forget-answers")
def forget_answers(run: Run) -> dict[str, int]:  # noqa: ARG001 - every handler takes its run
    """Delete kept answers older than a day."""
    return {"removed": forget_before(now() - KEEP)}


schedule("api.forget-answers", every=timedelta(hours=1))
