"""The worker's loop: threads, heartbeats, shutdown."""

import threading
import time
from datetime import timedelta

import pytest

from groundswell.tasks import worker
from groundswell.tasks.models import Job, State, Worker
from groundswell.tasks.queue import cancel, enqueue
from groundswell.tasks.registry import JOBS, job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def declare():
    before = dict(JOBS)
    yield lambda handler, **options: job("test.work", **options)(handler)
    JOBS.clear()
    JOBS.update(before)


@pytest.fixture
def crew():
    """Start a worker beside the test; it is stopped whatever happens."""
    started = []

    def start(**options):
        stop = threading.Event()
        thread = threading.Thread(target=worker.run, args=(stop,), kwargs=options)
        thread.start()
        started.append((stop, thread))
        return stop, thread

    yield start
    for stop, thread in started:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


def _until(fact) -> None:
    end = time.monotonic() + 15
    while not fact():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_until_idle_runs_what_is_due_and_returns(declare) -> None:
    ran = []
    declare(lambda run: ran.append(run.payload["n"]))
    for n in range(20):
        enqueue("test.work", {"n": n})
    worker.run(threading.Event(), threads=3, until_idle=True)
    assert sorted(ran) == list(range(20))
    assert not Worker.objects.exists()


def test_the_lease_of_a_long_job_is_renewed(declare) -> None:
    runs = []

    def slow(run):
        runs.append(run.attempt)
        time.sleep(1.5)

    declare(slow, atomic=False)
    enqueue("test.work")
    worker.run(threading.Event(), threads=2, lease=timedelta(seconds=0.6), until_idle=True)
    assert runs == [1]
    assert Job.objects.get(name="test.work").state == State.DONE


def test_the_heartbeat_carries_a_cancellation_to_the_run(declare, crew) -> None:
    begun = threading.Event()

    def endless(run):
        begun.set()
        while True:
            run.check()
            time.sleep(0.01)

    declare(endless, atomic=False)
    made = enqueue("test.work")
    crew(lease=timedelta(seconds=0.5))
    assert begun.wait(10)
    _until(Worker.objects.exists)
    cancel(made.uid)
    _until(lambda: Job.objects.get(id=made.id).state == State.CANCELLED)


def test_a_job_that_does_not_stop_in_time_is_given_back(declare, crew) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def stubborn(run):
        begun.set()
        go_on.wait(10)

    declare(stubborn, atomic=False)
    made = enqueue("test.work")
    stop, thread = crew(grace=timedelta(seconds=0.2))
    assert begun.wait(10)
    stop.set()
    thread.join(10)
    row = Job.objects.get(id=made.id)
    assert (row.state, row.attempts) == (State.RUNNING, 0)
    go_on.set()
    time.sleep(0.2)
    assert Job.objects.get(id=made.id).state == State.RUNNING  # the old run may write nothing
    worker.run(threading.Event(), threads=1, until_idle=True)
    assert Job.objects.get(id=made.id).state == State.DONE


def test_a_thread_that_hangs_is_replaced(declare, crew) -> None:
    release = threading.Event()
    ran = []

    def hangs(run):
        if run.payload.get("hang"):
            release.wait(20)
        ran.append(run.payload["n"])

    declare(hangs, atomic=False, timeout=timedelta(seconds=0.1), retries=0)
    enqueue("test.work", {"n": 1, "hang": True})
    crew(threads=1, lease=timedelta(seconds=0.3))
    time.sleep(0.5)
    enqueue("test.work", {"n": 2})
    _until(lambda: ran == [2])
    release.set()
