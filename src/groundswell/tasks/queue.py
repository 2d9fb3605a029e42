"""Jobs from enqueued to finished: every change of a job's row is made here.

Claims and outcomes are single UPDATEs that name the state (or turn) they expect, so they hold on
every database. On PostgreSQL an enqueue that finds its key already waiting locks that row until it
commits, and claims skip locked rows: otherwise the waiting job could run before the data that it
was also enqueued for is there. SQLite has one writer, so the question does not arise.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet

from groundswell.kernel.chance import between
from groundswell.kernel.clock import now
from groundswell.tasks.errors import LeaseLost, NoSuchJob, NotRerunnable
from groundswell.tasks.models import Job, State
from groundswell.tasks.registry import JOBS

FIRST_DELAY = timedelta(seconds=2)
LONGEST_DELAY = timedelta(hours=1)
ERROR_LENGTH = 8_000


def enqueue(
    name: str,
    payload: Mapping[str, Any] | None = None,
    *,
    key: str | None = None,
    run_at: datetime | None = None,
    workspace: int | None = None,
    priority: int = 0,
) -> Job:
    """Add a job in the caller's transaction: it exists exactly when the caller's data does.

    Where a job of this name and ``key`` is still waiting, that one is returned and nothing is
    added. A key is forgotten when its job starts, because what is enqueued from then on may not be
    seen by that run; what must happen once ever needs a constraint on the domain's own rows.

    Args:
        name: a kind declared with `registry.job`; ValueError for an unknown one.
        payload: JSON object for the handler.
        key: at most one waiting job of this name has it.
        run_at: not before this moment; None means now.
        workspace: row number of the workspace it works for, if any.
        priority: higher runs first.
    """
    if name not in JOBS:
        raise ValueError(f"no job is called {name!r}")
    row = Job(
        name=name,
        payload=dict(payload or {}),
        key=key,
        due_at=run_at or now(),
        workspace=workspace,
        priority=priority,
    )
    if key is None:
        row.save(force_insert=True)
        return row
    with transaction.atomic():
        return _enqueue_once(row)


def _enqueue_once(row: Job) -> Job:
    waiting = Job.objects.filter(name=row.name, key=row.key, state=State.PENDING)
    while True:
        found = waiting.select_for_update().first()
        if found is not None:
            if row.due_at < found.due_at:  # the earlier wish wins
                waiting.filter(pk=found.pk).update(due_at=row.due_at)
                found.due_at = row.due_at
            return found
        Job.objects.bulk_create([row], ignore_conflicts=True)
        # a conflict means somebody else enqueued it meanwhile: look again
        made = Job.objects.filter(uid=row.uid).first()
        if made is not None:
            return made


def claim(worker: str, lease: timedelta) -> Job | None:
    """Take the next due job (highest priority, longest due) under a lease; None where none is due.

    A job whose lease ran out is taken over in the same way.
    """
    moment = now()
    adapt = connection.ops.adapt_datetimefield_value
    until, since = adapt(moment + lease), adapt(moment)
    with connection.cursor() as cursor:
        cursor.execute(_IS_DUE, [since])
        if cursor.fetchone() is None:  # an idle worker never asks for the write lock
            return None
    locks = connection.features.has_select_for_update
    statement = _CLAIM.format(lock="FOR UPDATE SKIP LOCKED" if locks else "")
    taken = list(Job.objects.raw(statement, [until, since, worker, since]))
    return taken[0] if taken else None


# the states are literals, else SQLite would not see that the partial index serves
_IS_DUE = """
    SELECT 1 FROM tasks_job WHERE state IN ('pending', 'running') AND due_at <= %s
    ORDER BY priority DESC, due_at, id LIMIT 1
"""
# one statement, so nobody can come between the choice and the claim
_CLAIM = """
    UPDATE tasks_job
    SET state = 'running', turn = turn + 1, attempts = attempts + 1,
        due_at = %s, started_at = %s, worker = %s
    WHERE id = (
        SELECT id FROM tasks_job
        WHERE state IN ('pending', 'running') AND due_at <= %s
        ORDER BY priority DESC, due_at, id LIMIT 1 {lock}
    )
    RETURNING *
"""


def renew(job: Job, lease: timedelta) -> bool | None:
    """Extend the lease of a running job. Returns whether its cancellation is asked; None if lost."""
    if not _held(job).update(due_at=now() + lease):
        return None
    return Job.objects.filter(id=job.id, cancel_asked=True).exists()


def complete(job: Job, result: Any = None) -> None:
    """Record success; raises LeaseLost where another worker has the job by now."""
    _finish(job, State.DONE, result=result, error="")


def fail(job: Job, error: str, *, retries: int) -> State:
    """Record a failed run: wait and repeat, or give up. Returns the state it is left in."""
    if job.attempts > retries:
        _finish(job, State.DEAD, error=error[-ERROR_LENGTH:])
        return State.DEAD
    return _put_back(job, now() + delay(job.attempts), error=error[-ERROR_LENGTH:])


def postpone(job: Job, after: timedelta, note: str = "") -> None:
    """Give the job back without counting the attempt: it has to wait, or the worker stops."""
    _put_back(job, now() + after, attempts=job.attempts - 1, note=note[:200])


def release(job: Job) -> None:
    """Give back a job whose run is left behind: the turn rises, so that run can write nothing."""
    _held(job).update(turn=job.turn + 1, attempts=job.attempts - 1, due_at=now())


def mark_cancelled(job: Job) -> None:
    """Record that the run has obeyed a cancellation."""
    _finish(job, State.CANCELLED)


def cancel(uid: str, *, workspace: int | None = None) -> State:
    """Cancel a waiting job at once, or ask a running one to stop; returns its state.

    ``workspace`` limits it to jobs of that workspace (a stranger gets NoSuchJob).
    """
    job = _find(uid, workspace)
    waiting = Job.objects.filter(id=job.id, state=State.PENDING)
    if waiting.update(state=State.CANCELLED, finished_at=now()):
        return State.CANCELLED
    Job.objects.filter(id=job.id, state=State.RUNNING).update(cancel_asked=True)
    return State(Job.objects.values_list("state", flat=True).get(id=job.id))


def rerun(uid: str, *, workspace: int | None = None) -> Job:
    """Send a dead or cancelled job through again, with all its attempts; it keeps its payload."""
    job = _find(uid, workspace)
    ended = Job.objects.filter(id=job.id, state__in=[State.DEAD, State.CANCELLED])
    try:
        with transaction.atomic():
            changed = ended.update(
                state=State.PENDING,
                due_at=now(),
                attempts=0,
                cancel_asked=False,
                finished_at=None,
                error="",
                note="",
            )
    except IntegrityError as twin:
        raise NotRerunnable("The same job is waiting already.") from twin
    if not changed:
        raise NotRerunnable(f"This job is {job.state}; only a failed one can be run again.")
    job.refresh_from_db()
    return job


def prune(*, finished_before: datetime, dead_before: datetime) -> int:
    """Delete old rows of finished jobs; returns how many."""
    old = Q(state__in=[State.DONE, State.CANCELLED], finished_at__lt=finished_before)
    removed, _ = Job.objects.filter(old | Q(state=State.DEAD, finished_at__lt=dead_before)).delete()
    return removed


def delay(attempts: int) -> timedelta:
    """Wait before the next try: doubling, at most an hour, spread so that failures do not march."""
    doubled: timedelta = FIRST_DELAY * 2 ** min(attempts - 1, 20)
    return min(doubled, LONGEST_DELAY) * between(0.5, 1.0)


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(id=job.id, turn=job.turn, state=State.RUNNING)


def _finish(job: Job, state: State, **values: Any) -> None:
    if not _held(job).update(state=state, finished_at=now(), **values):
        raise LeaseLost


def _put_back(job: Job, due: datetime, **values: Any) -> State:
    """Back to waiting; where a job of the same key waits already, that one will do the work."""
    if _held(job).filter(cancel_asked=True).exists():
        _finish(job, State.CANCELLED, **values)
        return State.CANCELLED
    try:
        with transaction.atomic():
            if not _held(job).update(state=State.PENDING, due_at=due, **values):
                raise LeaseLost
    except IntegrityError:
        _finish(
            job, State.CANCELLED, **{**values, "note": "superseded: the same job waits already"}
        )
        return State.CANCELLED
    return State.PENDING


def _find(uid: str, workspace: int | None) -> Job:
    rows = Job.objects.filter(uid=uid)
    if workspace is not None:
        rows = rows.filter(workspace=workspace)
    job = rows.first()
    if job is None:
        raise NoSuchJob("There is no such job.")
    return job
