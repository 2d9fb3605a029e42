"""Jobs of the circle."""

from datetime import time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from groundswell.circle import actions, matching, purging, taking_in
from groundswell.circle.models import Change, CircleSet
from groundswell.circle.upkeep import FOLLOW
from groundswell.creators import bulk
from groundswell.tasks.registry import job, schedule

if TYPE_CHECKING:
    from groundswell.tasks.running import Run

PURGE = "circle.purge"
_CHANGES = 50
_PROFILES = 5_000


@job(actions.TAKE_IN, atomic=False, timeout=timedelta(hours=6))
def take_in(run: "Run") -> dict[str, int]:
    """Read the file of a set and match its people."""
    return taking_in.take_in(run)


@job(FOLLOW, atomic=False, timeout=timedelta(hours=2))
def follow(run: "Run") -> int:
    """Match again the profiles that have changed; how many."""
    done = 0
    while changes := list(Change.objects.order_by("pk")[:_CHANGES]):
        for change in changes:
            run.check()
            profiles = bulk.unpack(bytes(change.profiles))
            for start in range(0, len(profiles), _PROFILES):
                with transaction.atomic():
                    matching.match(profiles[start : start + _PROFILES], _sets())
            change.delete()
            done += len(profiles)
    return done


@job(PURGE)
def purge(run: "Run") -> int:  # noqa: ARG001 - as the worker calls it
    """Forget sets that were removed long enough ago."""
    return purging.purge()


schedule(PURGE, every=timedelta(days=1), at=time(4, 5))


def _sets() -> list[CircleSet]:
    """All sets, removed ones too: they may be brought back."""
    return list(CircleSet.objects.order_by("pk"))
