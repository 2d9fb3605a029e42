"""What a handler holds while its job runs."""

import threading
import time
from typing import Any

from groundswell.tasks.errors import Cancelled, LeaseLost, Stopping, TimedOut
from groundswell.tasks.models import Job, State
from groundswell.tasks.registry import JobKind

_BETWEEN_NOTES = 0.5  # seconds


class Run:
    """One run of one job: its input, and what it may say on the way.

    Attributes:
        uid: public identifier of the job.
        payload: what was enqueued.
        workspace: row number of the workspace it works for, if any.
        attempt: 1 for the first run.
        saved: what the last checkpoint noted, or None.
    """

    def __init__(self, job: Job, kind: JobKind, stop: threading.Event | None = None) -> None:
        self.job = job
        self.kind = kind
        self.uid = job.uid
        self.payload: dict[str, Any] = job.payload
        self.workspace = job.workspace
        self.attempt = job.attempts
        self.saved: Any = job.saved
        self.cancel_asked = threading.Event()
        self.lost = threading.Event()
        self._stop = stop
        self._deadline = time.monotonic() + kind.timeout.total_seconds()
        self._noted_at = 0.0

    @property
    def overdue(self) -> bool:
        """Whether the run has taken longer than its timeout."""
        return time.monotonic() > self._deadline

    def check(self) -> None:
        """A safe point to stop: raises Cancelled, TimedOut, LeaseLost or Stopping where due.

        Long jobs call it between steps and let the exception pass; the worker knows what to do.
        """
        if self.lost.is_set():
            raise LeaseLost
        if self.cancel_asked.is_set():
            raise Cancelled
        if self.overdue:
            raise TimedOut
        if self._stop is not None and self._stop.is_set():
            raise Stopping

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Tell how far the job is; also a safe point to stop (see `check`).

        Written at most twice a second, except at the end. An atomic job's progress is seen only
        when it is over, so it is not written at all.
        """
        self.check()
        moment = time.monotonic()
        if self.kind.atomic:
            return
        if moment - self._noted_at < _BETWEEN_NOTES and done != total:
            return
        self._noted_at = moment
        self._write(done_count=done, total_count=total, note=note[:200])

    def checkpoint(self, saved: Any, done: int | None = None, total: int | None = None) -> None:
        """Note where to go on from, in the caller's transaction: step and note are one.

        Raises LeaseLost where another worker has taken over, so that the step is rolled back; a
        resumable job thereby does each step exactly once. Atomic jobs have one step only and no
        checkpoints (RuntimeError).
        """
        if self.kind.atomic:
            raise RuntimeError("an atomic job has no checkpoints")
        self._write(saved=saved, done_count=done, total_count=total)
        self.saved = saved

    def _write(self, **values: Any) -> None:
        mine = Job.objects.filter(id=self.job.id, turn=self.job.turn, state=State.RUNNING)
        if not mine.update(**values):
            self.lost.set()
            raise LeaseLost
