"""What can happen to a job besides success, and how a job may say so.

A job that should wait raises `kernel.errors.TryLater`; that costs none of its retries.
"""

from groundswell.kernel.errors import Conflict, Missing


class NoSuchJob(Missing):
    """No job of this name or identifier."""

    code = "no-such-job"


class NotRerunnable(Conflict):
    """Only a job that is dead or cancelled can be run again."""

    code = "job-not-rerunnable"


class LeaseLost(Exception):
    """Another worker has taken this job over; what this run still holds must be rolled back."""


class Cancelled(Exception):
    """Somebody asked for this job to be cancelled."""


class TimedOut(Exception):
    """The run has taken longer than the job's timeout."""


class Stopping(Exception):
    """The worker is shutting down; the job goes back to the queue as if it had not been claimed."""


class WorkerDied(Exception):
    """The worker vanished during the run (the machine, the process, or the job killed it)."""
