"""The checks behind the health page: each a name, a verdict and a sentence."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from groundswell.creators.models import ProfileChange
from groundswell.kernel.clock import now
from groundswell.kernel.errors import GroundswellError
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
    return [first, index(), feed(), worker()]


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
    """Whether the search index can be read."""
    from groundswell.discovery.index import live, reader

    if live() is None:
        return Check(
            "index",
            Verdict.WATCH,
            "There is none yet. The first import makes it, or the command: groundswell index rebuild",
        )
    try:
        state = reader().state()
    except (GroundswellError, OSError, ValueError) as error:
        return Check("index", Verdict.STOP, f"It cannot be read: {error}")
    return Check("index", Verdict.OK, f"{state.documents:,} documents can be searched.")


def feed() -> Check:
    """Whether the index follows the catalog."""
    waiting = ProfileChange.objects.filter(applied=False).order_by("pk")
    oldest = waiting.values_list("at", flat=True).first()
    if oldest is None:
        return Check("feed", Verdict.OK, "The index holds every change of the catalog.")
    late = now() - oldest
    if late > LONGEST_WAIT:
        minutes = late // timedelta(minutes=1)
        return Check(
            "feed", Verdict.STOP, f"Changes have waited for the index for {minutes} minutes."
        )
    return Check("feed", Verdict.OK, "Changes are on their way to the index.")


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
