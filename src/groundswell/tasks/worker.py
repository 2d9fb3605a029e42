"""The worker: threads that claim jobs, and one loop that keeps leases, schedules and time.

A worker may vanish at any moment. What it ran comes due again when the lease ends; what it had
committed was committed together with the completion.
"""

import logging
import os
import signal
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection, transaction

from groundswell.kernel.clock import now
from groundswell.kernel.errors import TryLater
from groundswell.kernel.ids import random_uid
from groundswell.tasks import queue, schedules
from groundswell.tasks.errors import Cancelled, LeaseLost, Stopping, TimedOut, WorkerDied
from groundswell.tasks.models import Job, Worker
from groundswell.tasks.registry import JOBS, JobKind
from groundswell.tasks.running import Run

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
SHORTEST_NAP = 0.05
LONGEST_NAP = 1.0
LONGEST_PACE = timedelta(seconds=5)  # between heartbeats


def run(
    stop: threading.Event,
    *,
    threads: int = 2,
    lease: timedelta = LEASE,
    grace: timedelta = timedelta(seconds=30),
    until_idle: bool = False,
) -> None:
    """Work until ``stop`` is set.

    Args:
        stop: set it (see `stop_on_signals`) to end: runs in progress finish or reach a safe
            point; what is left after the grace is given back to the queue.
        threads: how many jobs to run at a time.
        lease: how long a job is ours without a renewal; renewed at a third of it.
        grace: how long runs in progress may go on after ``stop``.
        until_idle: return as soon as no job is due (for tests and one-off commands).
    """
    crew = _Crew(_name(), stop, lease, until_idle=until_idle)
    for _ in range(threads):
        crew.hire()
    pace = min(lease / 3, LONGEST_PACE)
    _guarded("schedules", schedules.materialise)
    beat_at = now()
    while not stop.is_set() and not crew.idle:
        if now() >= beat_at:
            _guarded("heartbeat", crew.beat)
            beat_at = now() + pace
        _guarded("schedules", schedules.tick)
        stop.wait(SHORTEST_NAP if until_idle else min(pace.total_seconds(), LONGEST_NAP))
    crew.finish(grace, pace)
    _guarded("farewell", Worker.objects.filter(name=crew.name).delete)
    connection.close()


@contextmanager
def stop_on_signals() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set; for the main thread. A second signal ends at once."""
    stop = threading.Event()

    def ask(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def perform(job: Job, current: Run, kind: JobKind) -> None:
    """Run a claimed job once and record the outcome; LeaseLost passes."""
    try:
        if kind.atomic:
            with transaction.atomic():
                queue.complete(job, kind.handler(current))
        else:
            queue.complete(job, kind.handler(current))
    except LeaseLost:
        raise
    except TryLater as later:
        queue.postpone(job, later.after, later.sentence)
    except Stopping:
        queue.postpone(job, timedelta(0))
    except Cancelled:
        queue.mark_cancelled(job)
    except TimedOut:
        queue.fail(job, f"Took longer than {kind.timeout}.", retries=kind.retries)
    except Exception:
        state = queue.fail(job, traceback.format_exc(), retries=kind.retries)
        log.warning("job %s %s failed and is %s", job.uid, job.name, state, exc_info=True)


def work_once(worker: str, lease: timedelta, stop: threading.Event | None = None) -> bool:
    """Claim one due job and run it; False where none was due."""
    return _Slot(worker, lease, stop or threading.Event()).step()


@dataclass(slots=True)
class _Slot:
    """One thread's place: what it runs now, so that the main loop can keep its lease."""

    worker: str
    lease: timedelta
    stop: threading.Event
    current: Run | None = None
    idle: bool = False
    abandoned: bool = False
    thread: threading.Thread | None = None

    def step(self) -> bool:
        job = queue.claim(self.worker, self.lease)
        if job is None:
            return False
        kind = JOBS.get(job.name)
        if kind is None:
            queue.fail(job, f"This version knows no job called {job.name}.", retries=5)
            return True
        if job.attempts > kind.retries + 1:
            queue.fail(job, f"{WorkerDied.__doc__} ({job.error or 'no error'})", retries=0)
            return True
        self.current = Run(job, kind, self.stop)
        try:
            perform(job, self.current, kind)
        except LeaseLost:
            log.warning("job %s %s was taken over by another worker", job.uid, job.name)
        finally:
            self.current = None
        return True

    def loop(self) -> None:
        nap = SHORTEST_NAP
        try:
            while not self.stop.is_set() and not self.abandoned:
                try:
                    close_old_connections()
                    worked = self.step()
                except DatabaseError:
                    # the job stays leased to us and comes due again by itself
                    log.exception("the database refused; trying again")
                    worked = False
                self.idle = not worked
                nap = SHORTEST_NAP if worked else min(nap * 2, LONGEST_NAP)
                if not worked:
                    self.stop.wait(nap)
        finally:
            self.idle = True
            connection.close()


@dataclass(slots=True)
class _Crew:
    name: str
    stop: threading.Event
    lease: timedelta
    until_idle: bool
    slots: list[_Slot] = field(default_factory=list)

    def hire(self) -> None:
        slot = _Slot(self.name, self.lease, self.stop)
        slot.thread = threading.Thread(target=slot.loop, name=f"job-{len(self.slots)}", daemon=True)
        self.slots.append(slot)
        slot.thread.start()

    @property
    def idle(self) -> bool:
        return self.until_idle and all(slot.idle for slot in self.slots)

    def beat(self) -> None:
        """Say that we live, renew the leases, and replace threads that hang."""
        Worker.objects.update_or_create(
            name=self.name, defaults={"seen_at": now(), "threads": len(self._running())}
        )
        for slot in list(self.slots):
            current = slot.current
            if current is None or slot.abandoned:
                continue
            if current.overdue:
                # no renewal: somebody else may have the job; a thread cannot be killed, only left
                log.error("job %s %s is overdue", current.uid, current.job.name)
                slot.abandoned = True
                self.hire()
                continue
            asked = queue.renew(current.job, self.lease)
            if asked is None and slot.current is current:
                current.lost.set()
            elif asked:
                current.cancel_asked.set()

    def finish(self, grace: timedelta, pace: timedelta) -> None:
        """Let the runs end; what is still running after the grace goes back to the queue."""
        self.stop.set()
        end = now() + grace
        beat_at = now() + pace
        while now() < end and (running := self._running()):
            if now() >= beat_at:
                _guarded("heartbeat", self.beat)
                beat_at = now() + pace
            if running[0].thread is not None:
                running[0].thread.join(SHORTEST_NAP)
        for slot in self._running():
            if (current := slot.current) is not None:
                _guarded("release", partial(queue.release, current.job))

    def _running(self) -> list[_Slot]:
        return [
            slot
            for slot in self.slots
            if slot.thread is not None and slot.thread.is_alive() and not slot.abandoned
        ]


def _guarded(what: str, chore: Callable[[], object]) -> None:
    """Do a chore of the main loop; a database that refuses must not end the worker."""
    try:
        close_old_connections()
        chore()
    except DatabaseError:
        log.exception("%s: the database refused; trying again", what)


def _name() -> str:
    host = socket.gethostname()[:40]
    return f"{host}:{os.getpid()}:{random_uid('w')[-6:]}"
