"""Workers are killed with SIGKILL at random; each of 2,000 jobs takes effect exactly once."""

import random
import signal
import subprocess
import time
from collections import Counter

import pytest

JOBS = 2_000
KILLS = 6


def _stopped(process: subprocess.Popen[str], *, begun: bool = False) -> int:
    """Ask a worker to stop, once it has begun and so hears; gives its exit code."""
    assert process.stdout is not None
    assert begun or process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    return process.wait(30)


@pytest.mark.slow
def test_killed_workers_lose_and_double_nothing(workshop) -> None:
    workshop.run("prepare")
    workshop.run("fill", str(JOBS))
    chance = random.Random(20)
    crew = [workshop.start("work") for _ in range(3)]
    killed = 0
    end = time.monotonic() + 120  # other tests run beside
    while workshop.scalar("SELECT count(*) FROM tasks_job WHERE state <> 'done'"):
        assert time.monotonic() < end, workshop.rows(
            "SELECT state, count(*) FROM tasks_job GROUP BY 1"
        )
        time.sleep(chance.uniform(0.05, 0.3))
        victim = chance.randrange(len(crew))
        if killed < KILLS and crew[victim].stdout.readline():  # it has begun to work
            crew[victim].kill()
            crew[victim].wait()
            killed += 1
        for place, process in enumerate(crew):
            if process.poll() is not None:  # killed by us, or by its own job
                crew[place] = workshop.start("work")
    assert [_stopped(process) for process in crew] == [0, 0, 0]

    assert killed >= 3
    inserts = Counter(workshop.rows("SELECT n, step FROM effect"))
    expected = {(n, 0): 1 for n in range(JOBS) if n % 5 in {0, 2}}
    expected |= {(n, step): 1 for n in range(4, JOBS, 5) for step in range(3)}
    assert inserts == expected
    assert dict(workshop.rows("SELECT n, hits FROM counter")) == {
        n: 1 for n in range(JOBS) if n % 5 in {1, 3}
    }
    died = workshop.rows("SELECT name, attempts FROM tasks_job WHERE id BETWEEN 501 AND 505")
    assert all(attempts > 1 for _, attempts in died), died  # these certainly died in mid-work


def test_many_processes_share_one_database(workshop) -> None:
    workshop.run("prepare")
    crew = [workshop.start("hammer", "150") for _ in range(4)]
    outputs = [process.communicate(timeout=60) for process in crew]
    assert [process.returncode for process in crew] == [0] * 4, outputs
    assert not any("locked" in err for _, err in outputs), outputs
    rest = workshop.start("work")
    end = time.monotonic() + 30
    while workshop.scalar("SELECT count(*) FROM tasks_job WHERE state <> 'done'"):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert _stopped(rest) == 0
    assert Counter(workshop.rows("SELECT n FROM effect")) == {(n,): 4 for n in range(150)}


def test_two_workers_run_each_tick_once(workshop) -> None:
    workshop.run("prepare")
    crew = [workshop.start("ticking") for _ in range(2)]
    for process in crew:
        assert process.stdout.readline()
    time.sleep(3.5)
    assert [_stopped(process, begun=True) for process in crew] == [0, 0]
    ticks = [
        tick for (tick,) in workshop.rows("SELECT payload FROM tasks_job WHERE name='test.tick'")
    ]
    assert len(ticks) >= 2
    assert len({str(tick) for tick in ticks}) == len(ticks)
    assert workshop.scalar("SELECT count(*) FROM tasks_worker") == 0  # they said farewell


def test_a_second_worker_process_stops_on_sigint(workshop) -> None:
    workshop.run("prepare")
    process: subprocess.Popen[str] = workshop.start("work")
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
