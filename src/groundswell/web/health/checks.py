"""The checks behind the health page: each a name, a verdict and a sentence."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from groundswell.kernel.clock import now
from groundswell.kernel.files import home
from groundswell.tasks import queries as tasks

LONGEST_WAIT = timedelta(minutes=5)


class MigrationsMissing(Exception):
    """The tables are those of an older version."""


class Verdict(StrEnum):
    """How a check ended."""

    OK = "ok"
    WATCH = "watch"  # works, but somebody should look
    STOP = "stop"  # does not work


@dataclass(frozen=True, slots=True)
class Check:
    """One check that was made."""

    name: str
    verdict: Verdict
    says: str


def run() -> list[Check]:
    """All checks; where the database is out, the ones that need it are left out."""
    first = database()
    if first.verdict is Verdict.STOP:
        return [first, index()]
    return [first, index(), worker()]


def works(checks: list[Check]) -> bool:
    """Whether the instance does its job."""
    return all(check.verdict is not Verdict.STOP for check in checks)


def database() -> Check:
    """Whether the database answers and has all migrations."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _require_migrations()
    except DatabaseError as error:
        return Check("database", Verdict.STOP, f"It does not answer: {error}")
    except MigrationsMissing as error:
        return Check("database", Verdict.STOP, f"{error} Start the service again, which adds them.")
    return Check("database", Verdict.OK, f"{connection.display_name} answers.")


def index() -> Check:
    """Whether there is a search index."""
    pointer = home() / "index" / "CURRENT"
    if not pointer.exists():
        return Check(
            "index",
            Verdict.WATCH,
            "There is none yet. It is made with the first import, or by the command: groundswell index rebuild",
        )
    return Check("index", Verdict.OK, f"Generation {pointer.read_text().strip()} is live.")


def worker() -> Check:
    """Whether somebody works on the jobs, and none waits for long."""
    load = tasks.load()
    if load.oldest_due is not None and now() - load.oldest_due > LONGEST_WAIT:
        minutes = (now() - load.oldest_due) // timedelta(minutes=1)
        who = ", ".join(load.workers) or "no worker"
        return Check("worker", Verdict.STOP, f"A job has been due for {minutes} minutes ({who}).")
    if not load.workers:
        return Check(
            "worker", Verdict.WATCH, "None gives a sign of life. Start one: groundswell worker"
        )
    return Check("worker", Verdict.OK, f"{', '.join(load.workers)} at work.")


@cache  # what raises is asked again; what is complete stays so while this process runs
def _require_migrations() -> None:
    executor = MigrationExecutor(connection)
    if missing := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise MigrationsMissing(f"{len(missing)} changes of its tables are missing.")
