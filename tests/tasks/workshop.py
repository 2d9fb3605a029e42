"""A process of its own that enqueues and works, so that tests can kill it.

    python -m tests.tasks.workshop prepare|fill N|work|hammer N

The tables of effects have no unique guard: a doubled effect would show.
"""

import os
import signal
import sys
import threading
import time
from datetime import timedelta

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from groundswell.tasks import worker  # noqa: E402
from groundswell.tasks.queue import enqueue  # noqa: E402
from groundswell.tasks.registry import job, schedule  # noqa: E402
from groundswell.tasks.running import Run  # noqa: E402

STEPS = 3


def _note(n: int, step: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO effect (n, step) VALUES (%s, %s)", [n, step])


def _die_once(run: Run, step: int = 0) -> None:
    if run.payload.get("die") and run.attempt == 1 + step:
        os.kill(os.getpid(), signal.SIGKILL)


@job("test.insert")
def insert(run: Run) -> None:
    _note(run.payload["n"], 0)
    time.sleep(0.0005)
    _die_once(run)


@job("test.increment")
def increment(run: Run) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE counter SET hits = hits + 1 WHERE n = %s", [run.payload["n"]])
    _die_once(run)


@job("test.steps", atomic=False)
def steps(run: Run) -> int:
    for step in range(run.saved or 0, STEPS):
        with transaction.atomic():
            _note(run.payload["n"], step)
            _die_once(run, step)
            run.checkpoint(step + 1, done=step + 1, total=STEPS)
    return STEPS


@job("test.tick")
def tick(run: Run) -> None:
    _note(-1, 0)


def prepare() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE effect (n integer NOT NULL, step integer NOT NULL)")
        cursor.execute("CREATE TABLE counter (n integer PRIMARY KEY, hits integer NOT NULL)")


def fill(count: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for n in range(count):
            name = ("test.insert", "test.increment", "test.insert", "test.increment", "test.steps")[
                n % 5
            ]
            if name == "test.increment":
                cursor.execute("INSERT INTO counter (n, hits) VALUES (%s, 0)", [n])
            # one job of each kind kills its own worker in the middle of its work
            enqueue(name, {"n": n, "die": 500 <= n < 505})


def work() -> None:
    with worker.stop_on_signals() as stop:
        print("working", flush=True)  # noqa: T201 - the test waits for this line
        worker.run(stop, threads=2, lease=timedelta(seconds=1))


def hammer(count: int) -> None:
    """Enqueue one by one while working."""
    stop = threading.Event()
    crew = threading.Thread(target=worker.run, args=(stop,), kwargs={"threads": 2})
    crew.start()
    for n in range(count):
        with transaction.atomic():
            enqueue("test.insert", {"n": n})
    stop.set()
    crew.join()


def ticking() -> None:
    schedule("test.tick", every=timedelta(seconds=1))
    work()


if __name__ == "__main__":
    verb, *rest = sys.argv[1:]
    {"prepare": prepare, "fill": fill, "work": work, "hammer": hammer, "ticking": ticking}[verb](
        *map(int, rest)
    )
