"""Tables of work."""

from django.db import models
from django.db.models import F, Q

from groundswell.kernel.clock import now
from groundswell.kernel.ids import random_uid


class State(models.TextChoices):
    """Where a job stands.

    pending -> running -> done, dead, or back to pending for another try; pending -> cancelled;
    running -> cancelled where the run obeys; dead or cancelled -> pending by `queue.rerun`.
    """

    PENDING = "pending", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    DEAD = "dead", "Failed for good"
    CANCELLED = "cancelled", "Cancelled"


OPEN = (State.PENDING, State.RUNNING)


def _job_uid() -> str:
    return random_uid("job")


class Job(models.Model):
    """One piece of work.

    ``due_at`` is when it may next be claimed: its time to run while it waits, the end of the lease
    while it runs. So a vanished worker needs no clean-up: its jobs come due again by themselves.
    ``turn`` rises with every claim and fences the runs: only the latest may write the outcome.
    ``attempts`` counts runs that were begun and not excused (waiting and shutdown are excused).
    ``key`` makes a waiting job unique among the waiting jobs of its name.
    ``saved`` is what a resumable job noted at its last checkpoint.
    """

    id = models.BigAutoField(primary_key=True)
    uid = models.CharField(max_length=24, unique=True, default=_job_uid)
    name = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=255, null=True)
    workspace = models.PositiveIntegerField(null=True)
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    due_at = models.DateTimeField(default=now)
    turn = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    done_count = models.PositiveBigIntegerField(null=True)
    total_count = models.PositiveBigIntegerField(null=True)
    note = models.CharField(max_length=200, default="")
    saved = models.JSONField(null=True)
    result = models.JSONField(null=True)
    error = models.TextField(default="")
    worker = models.CharField(max_length=80, default="")
    created_at = models.DateTimeField(default=now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "key"],
                condition=Q(state=State.PENDING, key__isnull=False),
                name="job_waiting_once",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="job_state"),
        ]
        indexes = [
            models.Index(
                F("priority").desc(),
                F("due_at"),
                F("id"),
                condition=Q(state__in=OPEN),
                name="job_open",
            ),
            models.Index(fields=["finished_at"], condition=~Q(state__in=OPEN), name="job_finished"),
            models.Index(fields=["workspace", "-id"], name="job_of_workspace"),
        ]


class Schedule(models.Model):
    """One recurring job; a row so that of several workers exactly one makes each tick's job."""

    name = models.CharField(max_length=64, unique=True)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)


class Worker(models.Model):
    """A process that runs jobs and says every few seconds that it lives."""

    name = models.CharField(max_length=80, unique=True)
    threads = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(default=now)
