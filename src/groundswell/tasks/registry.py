"""What work there is: declared in code, beside the code that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from groundswell.tasks.running import Run

Handler: TypeAlias = "Callable[[Run], Any]"


@dataclass(frozen=True, slots=True)
class JobKind:
    """How one kind of job is run.

    Attributes:
        name: what `enqueue` calls it, ``domain.verb``.
        handler: takes a `running.Run`; what it returns (JSON) is kept as the result.
        retries: how often a failed run is repeated before the job is dead.
        atomic: the handler's writes and the completion are one transaction, so the effect happens
            exactly once. Otherwise it happens at least once: the handler must be idempotent, and
            may note checkpoints to go on from.
        timeout: longest a run may take; afterwards its lease is not renewed.
    """

    name: str
    handler: Handler
    retries: int
    atomic: bool
    timeout: timedelta


@dataclass(frozen=True, slots=True)
class ScheduleKind:
    """A job that is enqueued every so often; ``at`` (UTC) fixes the time of day of daily ones."""

    name: str
    every: timedelta
    at: time | None

    def next_after(self, moment: datetime) -> datetime:
        """The first tick after a moment. Ticks are counted from 1970, the same for every worker."""
        start = datetime(1970, 1, 1, tzinfo=UTC)
        if self.at is not None:
            start += timedelta(hours=self.at.hour, minutes=self.at.minute, seconds=self.at.second)
        return start + ((moment - start) // self.every + 1) * self.every


JOBS: dict[str, JobKind] = {}
SCHEDULES: dict[str, ScheduleKind] = {}


def job(
    name: str,
    *,
    retries: int = 5,
    atomic: bool = True,
    timeout: timedelta = timedelta(minutes=10),
) -> Callable[[Handler], Handler]:
    """Declare a kind of job; see `JobKind`. Raises ValueError where the name is taken."""

    def register(handler: Handler) -> Handler:
        known = JOBS.get(name)
        if known is not None and known.handler.__qualname__ != handler.__qualname__:
            raise ValueError(f"two jobs are called {name!r}")
        JOBS[name] = JobKind(name, handler, retries, atomic, timeout)
        return handler

    return register


def schedule(name: str, *, every: timedelta, at: time | None = None) -> None:
    """Enqueue the job ``name`` every so often; missed ticks (machine off) collapse into one.

    ``at`` is a UTC time of day and only makes sense where ``every`` is whole days.
    """
    if every < timedelta(seconds=1):
        raise ValueError("a schedule ticks at most once a second")
    if at is not None and every % timedelta(days=1):
        raise ValueError("a time of day needs a period of whole days")
    SCHEDULES[name] = ScheduleKind(name, every, at)
