"""Recurring jobs: rows, so that of several workers exactly one makes each tick's job."""

from django.db import transaction

from groundswell.kernel.clock import now
from groundswell.tasks.models import Schedule
from groundswell.tasks.queue import enqueue
from groundswell.tasks.registry import SCHEDULES


def materialise() -> None:
    """Give every declared schedule its row; drop the rows of those no longer declared."""
    moment = now()
    Schedule.objects.bulk_create(
        [Schedule(name=kind.name, next_at=kind.next_after(moment)) for kind in SCHEDULES.values()],
        ignore_conflicts=True,
    )
    Schedule.objects.exclude(name__in=SCHEDULES).delete()
    for kind in SCHEDULES.values():  # a shortened period takes hold now, not after the old one
        upcoming = kind.next_after(moment)
        Schedule.objects.filter(name=kind.name, next_at__gt=upcoming).update(next_at=upcoming)


def tick() -> int:
    """Enqueue the jobs of schedules that are due; returns how many this worker made."""
    made = 0
    moment = now()
    for row in Schedule.objects.filter(next_at__lte=moment, name__in=SCHEDULES):
        upcoming = SCHEDULES[row.name].next_after(moment)
        with transaction.atomic():
            won = Schedule.objects.filter(id=row.id, next_at=row.next_at).update(
                next_at=upcoming, last_at=moment
            )
            if won:
                enqueue(row.name, {"tick": row.next_at.isoformat()}, key="schedule")
                made += 1
    return made
