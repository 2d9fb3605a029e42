"""Jobs from enqueued to finished, one thread at a time."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from groundswell.kernel.clock import now
from groundswell.kernel.errors import TryLater
from groundswell.tasks import queries, queue
from groundswell.tasks.errors import Cancelled, LeaseLost, NoSuchJob, NotRerunnable, Stopping
from groundswell.tasks.models import Job, State
from groundswell.tasks.queue import claim, enqueue
from groundswell.tasks.registry import JOBS, JobKind, job
from groundswell.tasks.running import Run
from groundswell.tasks.worker import perform, work_once

pytestmark = pytest.mark.django_db(transaction=True)

LEASE = timedelta(seconds=60)
OVER = timedelta(seconds=-1)  # a lease that has run out already


@pytest.fixture
def kind():
    """Declare a job for this test only."""
    before = dict(JOBS)

    def declare(handler, name="test.work", **options):
        job(name, **options)(handler)
        return JOBS[name]

    yield declare
    JOBS.clear()
    JOBS.update(before)


def _row(made: Job) -> Job:
    return Job.objects.get(id=made.id)


def test_result_payload_and_workspace_reach_the_row(kind) -> None:
    kind(lambda run: {"seen": run.payload["n"], "for": run.workspace, "attempt": run.attempt})
    made = enqueue("test.work", {"n": 7}, workspace=3)
    assert made.uid.startswith("job_")
    assert work_once("w", LEASE) is True
    assert work_once("w", LEASE) is False
    done = _row(made)
    assert (done.state, done.result) == (State.DONE, {"seen": 7, "for": 3, "attempt": 1})
    assert done.finished_at is not None


def test_unknown_job_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match=r"no job is called 'test\.nothing'"):
        enqueue("test.nothing")


def test_no_job_without_its_commit_and_no_commit_without_its_job(kind) -> None:
    kind(lambda run: None)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue("test.work", {"n": 1})
        enqueue("test.work", key="k")
        raise ZeroDivisionError
    assert Job.objects.count() == 0
    with transaction.atomic():
        enqueue("test.work", {"n": 2})
    assert Job.objects.get().payload == {"n": 2}


def test_a_failing_atomic_job_leaves_no_trace_and_waits_longer_each_time(kind) -> None:
    def breaks(run):
        enqueue("test.work", {"from": "inside"})
        raise RuntimeError("out of milk")

    kind(breaks, retries=2)
    made = enqueue("test.work")
    waits = []
    for _ in range(3):
        Job.objects.filter(id=made.id).update(due_at=now())
        assert work_once("w", LEASE)
        waits.append((_row(made).due_at - now()).total_seconds())
    dead = _row(made)
    assert dead.state == State.DEAD
    assert dead.attempts == 3
    assert "out of milk" in dead.error
    assert Job.objects.count() == 1  # what the runs enqueued went with them
    assert 0.5 < waits[0] <= 2
    assert 1.5 < waits[1] <= 4


def test_backoff_doubles_up_to_an_hour() -> None:
    for attempts, longest in [(1, 2), (2, 4), (5, 32), (12, 3600), (500, 3600)]:
        seconds = queue.delay(attempts).total_seconds()
        assert longest / 2 <= seconds <= longest


def test_rerun_gives_a_dead_job_all_its_tries_again(kind) -> None:
    broken = [True]

    def sometimes(run):
        if broken:
            raise RuntimeError

    kind(sometimes, retries=0)
    made = enqueue("test.work", {"n": 1}, workspace=4)
    work_once("w", LEASE)
    assert _row(made).state == State.DEAD
    with pytest.raises(NoSuchJob):
        queue.rerun(made.uid, workspace=5)
    broken.clear()
    queue.rerun(made.uid, workspace=4)
    with pytest.raises(NotRerunnable):
        queue.rerun(made.uid)
    work_once("w", LEASE)
    assert _row(made).state == State.DONE


def test_rerun_of_a_key_that_waits_again_is_refused(kind) -> None:
    def breaks(run):
        raise RuntimeError

    kind(breaks, retries=0)
    first = enqueue("test.work", key="k")
    work_once("w", LEASE)
    enqueue("test.work", key="k")
    with pytest.raises(NotRerunnable, match="waiting already"):
        queue.rerun(first.uid)


def test_try_later_costs_no_attempt(kind) -> None:
    def waits(run):
        raise TryLater(timedelta(minutes=5), "the quota is used up")

    kind(waits, retries=0)
    made = enqueue("test.work")
    work_once("w", LEASE)
    row = _row(made)
    assert (row.state, row.attempts, row.note) == (State.PENDING, 0, "the quota is used up")
    assert timedelta(minutes=4) < row.due_at - now() <= timedelta(minutes=5)


def test_a_key_waits_once_and_is_forgotten_when_the_job_starts(kind) -> None:
    kind(lambda run: None)
    first = enqueue("test.work", key="sync", run_at=now() + timedelta(hours=1))
    again = enqueue("test.work", {"ignored": True}, key="sync")
    assert again.id == first.id
    assert _row(first).due_at <= now()  # the earlier wish wins
    running = claim("w", LEASE)
    assert running is not None
    after = enqueue("test.work", key="sync")
    assert after.id != first.id
    assert queue.fail(running, "broke", retries=5) == State.CANCELLED  # `after` does the work
    assert "waits already" in _row(first).note


def test_a_waiting_job_does_not_start_before_the_data_it_was_enqueued_for_again(kind) -> None:
    kind(lambda run: None)
    enqueue("test.work", key="sync")
    order, found = [], threading.Event()

    def change() -> None:
        with transaction.atomic():
            enqueue("test.work", key="sync")  # nothing is added: the waiting job serves this too
            found.set()
            time.sleep(0.3)
            order.append("changed")
        connection.close()

    changer = threading.Thread(target=change)
    changer.start()
    assert found.wait(10)
    while claim("w", LEASE) is None:
        time.sleep(0.01)
    order.append("claimed")
    changer.join()
    assert order == ["changed", "claimed"]
    assert Job.objects.count() == 1


def test_many_enqueue_one_key_at_once(kind) -> None:
    kind(lambda run: None)
    made, start = [], threading.Barrier(6)

    def one() -> None:
        start.wait()
        made.append(enqueue("test.work", key="sync").uid)
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 6
    assert len(set(made)) == Job.objects.count() == 1


def test_priority_then_age(kind) -> None:
    kind(lambda run: None)
    late = enqueue("test.work", {"n": "late"})
    early = enqueue("test.work", {"n": "early"}, run_at=now() - timedelta(hours=1))
    urgent = enqueue("test.work", {"n": "urgent"}, priority=5)
    enqueue("test.work", run_at=now() + timedelta(hours=1))
    claimed = [claim("w", LEASE) for _ in range(4)]
    assert [c.id if c else None for c in claimed] == [urgent.id, early.id, late.id, None]


def test_an_expired_lease_is_taken_over_and_the_first_run_can_write_nothing(kind) -> None:
    declared = kind(lambda run: enqueue("test.other").uid)
    kind(lambda run: None, "test.other")
    made = enqueue("test.work")
    first = claim("one", OVER)
    second = claim("two", LEASE)
    assert first is not None
    assert second is not None
    assert (first.id, second.attempts, second.turn) == (made.id, 2, first.turn + 1)
    assert queue.renew(first, LEASE) is None
    with pytest.raises(LeaseLost):
        perform(first, Run(first, declared), declared)
    assert not Job.objects.filter(name="test.other").exists()
    perform(second, Run(second, declared), declared)
    assert Job.objects.filter(name="test.other").count() == 1
    assert _row(made).state == State.DONE


def test_a_job_that_kills_its_worker_each_time_is_given_up(kind) -> None:
    kind(lambda run: None, retries=2)
    made = enqueue("test.work")
    for _ in range(3):
        assert claim("doomed", OVER) is not None
    assert work_once("w", LEASE)
    row = _row(made)
    assert row.state == State.DEAD
    assert "worker vanished" in row.error


def test_a_job_of_another_version_waits_with_a_reason(kind) -> None:
    kind(lambda run: None)
    made = enqueue("test.work")
    del JOBS["test.work"]
    work_once("w", LEASE)
    assert _row(made).state == State.PENDING
    assert "knows no job called test.work" in _row(made).error


def test_cancel_while_waiting_and_while_running(kind) -> None:
    seen = []

    def long(run):
        queue.cancel(run.uid)
        run.cancel_asked.set()  # what the worker's heartbeat does
        seen.append("begun")
        run.check()

    kind(long, atomic=False)
    waiting = enqueue("test.work")
    assert queue.cancel(waiting.uid) == State.CANCELLED
    assert work_once("w", LEASE) is False
    running = enqueue("test.work")
    work_once("w", LEASE)
    assert seen == ["begun"]
    assert _row(running).state == State.CANCELLED
    with pytest.raises(NoSuchJob):
        queue.cancel("job_nothing")


def test_renewal_tells_of_a_cancellation(kind) -> None:
    kind(lambda run: None)
    made = enqueue("test.work")
    running = claim("w", LEASE)
    assert running is not None
    assert queue.renew(running, LEASE) is False
    assert queue.cancel(made.uid) == State.RUNNING
    assert queue.renew(running, LEASE) is True


def test_checkpoints_let_a_job_go_on_where_it_was(kind) -> None:
    steps = []

    def resumable(run):
        for step in range(run.saved or 0, 4):
            with transaction.atomic():
                steps.append(step)
                run.checkpoint(step + 1, done=step + 1, total=4)
            if step == 1 and run.attempt == 1:
                raise RuntimeError("stumbles")

    kind(resumable, atomic=False)
    made = enqueue("test.work")
    work_once("w", LEASE)
    Job.objects.filter(id=made.id).update(due_at=now())
    work_once("w", LEASE)
    row = _row(made)
    assert steps == [0, 1, 2, 3]
    assert (row.state, row.done_count, row.total_count) == (State.DONE, 4, 4)


def test_a_checkpoint_after_a_take_over_rolls_the_step_back(kind) -> None:
    declared = kind(lambda run: None, atomic=False)
    kind(lambda run: None, "test.other")
    enqueue("test.work")
    first = claim("one", OVER)
    claim("two", LEASE)
    assert first is not None
    run = Run(first, declared)
    with pytest.raises(LeaseLost), transaction.atomic():
        enqueue("test.other")
        run.checkpoint(1)
    assert not Job.objects.filter(name="test.other").exists()
    with pytest.raises(LeaseLost):
        run.check()


def test_atomic_jobs_have_no_checkpoints(kind) -> None:
    declared = kind(lambda run: None)
    made = enqueue("test.work")
    with pytest.raises(RuntimeError, match="no checkpoints"):
        Run(made, declared).checkpoint(1)


def test_progress_is_seen_from_outside(kind) -> None:
    seen = []

    def counts(run):
        run.progress(3, 9, "reading rows")
        seen.append(Job.objects.values_list("done_count", "total_count", "note").get(uid=run.uid))
        run.progress(4, 9)  # too soon to be written again
        seen.append(Job.objects.values_list("done_count", flat=True).get(uid=run.uid))
        run.progress(9, 9)
        seen.append(Job.objects.values_list("done_count", flat=True).get(uid=run.uid))

    kind(counts, atomic=False)
    enqueue("test.work")
    work_once("w", LEASE)
    assert seen == [(3, 9, "reading rows"), 3, 9]


def test_an_overlong_run_stops_at_its_next_safe_point(kind) -> None:
    kind(lambda run: run.check(), timeout=timedelta(seconds=-1), retries=0)
    made = enqueue("test.work")
    work_once("w", LEASE)
    assert _row(made).state == State.DEAD
    assert "Took longer than" in _row(made).error


def test_shutdown_gives_the_job_back_uncounted(kind) -> None:
    def stops(run):
        raise Stopping

    kind(stops)
    made = enqueue("test.work")
    work_once("w", LEASE)
    row = _row(made)
    assert (row.state, row.attempts) == (State.PENDING, 0)


def test_prune_keeps_what_is_open_or_young(kind) -> None:
    kind(lambda run: None)
    old, young, waiting, dead = (enqueue("test.work", {"n": n}) for n in range(4))
    moment = now()
    month = moment - timedelta(days=30)
    Job.objects.filter(id=old.id).update(state=State.DONE, finished_at=month)
    Job.objects.filter(id=young.id).update(state=State.DONE, finished_at=moment)
    Job.objects.filter(id=dead.id).update(state=State.DEAD, finished_at=month)
    removed = queue.prune(
        finished_before=moment - timedelta(days=14), dead_before=moment - timedelta(days=90)
    )
    assert removed == 1
    assert set(Job.objects.values_list("id", flat=True)) == {young.id, waiting.id, dead.id}


def test_the_load_at_a_glance(kind) -> None:
    kind(lambda run: None)
    since = now() - timedelta(minutes=3)
    enqueue("test.work", run_at=since)
    enqueue("test.work", run_at=now() + timedelta(days=1), workspace=2)
    load = queries.load()
    assert load.counts == {"pending": 2, "running": 0, "done": 0, "dead": 0, "cancelled": 0}
    assert load.oldest_due == since
    assert load.workers == ()
    mine = queries.jobs(workspace=2, name="test.work", state=State.PENDING).get()
    assert queries.job(mine.uid, workspace=2).id == mine.id
    with pytest.raises(NoSuchJob):
        queries.job(mine.uid, workspace=1)


def test_two_jobs_cannot_share_a_name(kind) -> None:
    kind(lambda run: None)

    def other(run): ...

    with pytest.raises(ValueError, match="two jobs are called"):
        job("test.work")(other)


def test_cancelled_is_not_a_failure(kind) -> None:
    def obeys(run):
        raise Cancelled

    declared: JobKind = kind(obeys)
    assert declared.atomic
    made = enqueue("test.work")
    work_once("w", LEASE)
    assert _row(made).state == State.CANCELLED
