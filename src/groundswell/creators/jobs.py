"""Jobs of the catalog."""

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from groundswell.tasks.registry import job, schedule

if TYPE_CHECKING:
    from groundswell.tasks.running import Run

APPLY = "creators.apply-terms"
FORGET = "creators.forget-expired"


@job(APPLY, atomic=False, timeout=timedelta(hours=6))
def apply_terms(run: "Run") -> dict[str, Any]:
    """Bring what a source has said in line with its changed terms. Payload: ``source``."""
    from groundswell.creators.actions import terms

    return {"changed": terms.apply_terms(run.payload["source"])}


@job(FORGET, atomic=False, timeout=timedelta(hours=6))
def forget_expired(run: "Run") -> dict[str, int]:
    """Delete what sources do not allow to keep any longer; gives rows by source."""
    from groundswell.creators.actions import terms
    from groundswell.creators.models import Source

    removed = {}
    for source in Source.objects.exclude(keep_days=None).order_by("id"):
        run.check()
        removed[source.uid] = terms.forget_expired(source)
    return removed


schedule(FORGET, every=timedelta(days=1), at=time(3, 10))
