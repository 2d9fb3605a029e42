"""What work there is and how it stands, for faces and for the doctor."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet

from groundswell.kernel.clock import now
from groundswell.tasks.errors import NoSuchJob
from groundswell.tasks.models import Job, State, Worker

ALIVE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Load:
    """The queue at a glance.

    Attributes:
        counts: jobs per state.
        oldest_due: since when the longest waiting due job waits; None where none is due.
        workers: names of the workers that gave a sign of life within a minute.
    """

    counts: dict[str, int]
    oldest_due: datetime | None
    workers: tuple[str, ...]


def load() -> Load:
    """How many jobs stand where, and who works."""
    rows = Job.objects.order_by().values_list("state").annotate(n=Count("id"))
    counts = {str(state): 0 for state in State} | dict(rows)
    waiting = Job.objects.filter(state=State.PENDING, due_at__lte=now())
    oldest = waiting.aggregate(oldest=Min("due_at"))["oldest"]
    alive = Worker.objects.filter(seen_at__gt=now() - ALIVE).order_by("name")
    return Load(counts, oldest, tuple(alive.values_list("name", flat=True)))


def job(uid: str, *, workspace: int | None = None) -> Job:
    """One job by identifier; NoSuchJob where the workspace (if given) has none such."""
    rows = Job.objects.filter(uid=uid)
    if workspace is not None:
        rows = rows.filter(workspace=workspace)
    found = rows.first()
    if found is None:
        raise NoSuchJob("There is no such job.")
    return found


def jobs(
    *, state: State | None = None, name: str | None = None, workspace: int | None = None
) -> QuerySet[Job]:
    """Jobs, newest first."""
    rows = Job.objects.order_by("-id")
    if state is not None:
        rows = rows.filter(state=state)
    if name is not None:
        rows = rows.filter(name=name)
    if workspace is not None:
        rows = rows.filter(workspace=workspace)
    return rows
