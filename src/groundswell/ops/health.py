"""Is the instance well? One function per check; each finding says how to mend it."""

import os
import shutil
import sqlite3
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from groundswell.kernel.clock import now

DISK_LOW = 1_000_000_000  # bytes: below, imports and index merges begin to fail
DISK_SOON = 5_000_000_000
SKEW_FAIL = timedelta(seconds=30)  # one-time codes (TOTP) live for 30 s
SKEW_WARN = timedelta(seconds=5)
QUICK_SECONDS = 20.0
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class State(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"  # could not be looked at, because of another fault


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found.

    Attributes:
        check: name of the check.
        state: how it came out.
        sentence: what was seen.
        mend: what to do about it; empty where nothing is to be done.
    """

    check: str
    state: State
    sentence: str
    mend: str = ""


Check = Callable[[], Finding]


def examine(*, full: bool = False) -> Iterator[Finding]:
    """Run all checks in order; those that need the database are skipped where it is not reached.

    Args:
        full: also take the time that a thorough check of a large database takes.
    """
    yield home()
    yield disk()
    yield secrets()
    yield site()
    reached = database()
    yield reached
    rest: tuple[tuple[str, Check], ...] = (
        ("migrations", migrations),
        ("clock", clock),
        ("journal", journal),
        ("writing", writing),
        ("integrity", lambda: integrity(full=full)),
        ("index", index),
        ("jobs", jobs),
    )
    fit = reached.state is not State.FAIL
    for name, check in rest:
        finding = check() if fit else _skipped(name)
        yield finding
        if name == "migrations" and finding.state is State.FAIL:
            fit = False  # the tables that the rest reads may not exist
    yield mail()


# ---------------------------------------------------------------- the machine


def home() -> Finding:
    """The home folder is there and can be written."""
    folder = Path(settings.HOME)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"probe")
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        return Finding(
            "home",
            State.FAIL,
            f"The home folder {folder} cannot be written ({error.strerror}).",
            f"Make it writable for this user: chown -R $(id -un) {folder}; chmod u+rwx {folder}",
        )
    return Finding("home", State.OK, f"{folder} can be written.")


def disk() -> Finding:
    """There is room for the database, for index merges and for backups."""
    folder = _existing(Path(settings.HOME))
    free = shutil.disk_usage(folder).free
    sentence = f"{free / 1e9:,.1f} GB are free where {folder} lies."
    mend = "Free space on this disk, or move GROUNDSWELL_HOME to a larger one."
    if free < DISK_LOW:
        return Finding("disk", State.FAIL, sentence, mend)
    return (
        Finding("disk", State.WARN, sentence, mend) if free < DISK_SOON else _ok("disk", sentence)
    )


def secrets() -> Finding:
    """The secret is kept where only its owner reads it."""
    path = Path(settings.HOME) / settings.SECRET_FILE
    if not path.exists():
        return _ok("secrets", "The secret comes from the environment.")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Finding(
            "secrets",
            State.FAIL,
            f"{path} can be read by others (mode {mode:04o}).",
            f"chmod 600 {path}; if somebody may have read it, sign everybody out and set a new one.",
        )
    if path.read_text(encoding="ascii", errors="replace").strip() != settings.SECRET_KEY:
        return Finding(
            "secrets",
            State.WARN,
            f"GROUNDSWELL_SECRET_KEY is set, and {path} holds another secret that is not used.",
            "Remove the one that is wrong; stored secrets can be read with one of them only.",
        )
    return _ok("secrets", f"{path} is readable by its owner only.")


def site() -> Finding:
    """What is reached from other machines is safe to reach."""
    host = urlsplit(settings.SITE_URL).hostname
    if host in _LOCAL:
        return _ok("site", f"{settings.SITE_URL} is reached from this machine only.")
    if settings.DEBUG:
        return Finding(
            "site",
            State.FAIL,
            f"GROUNDSWELL_DEBUG is on, and {settings.SITE_URL} is not local.",
            "Unset GROUNDSWELL_DEBUG: it shows source code and settings to visitors.",
        )
    if not settings.SITE_URL.startswith("https:"):
        return Finding(
            "site",
            State.WARN,
            f"{settings.SITE_URL} is not https: passwords cross the network in the clear.",
            "Put a TLS proxy in front and set GROUNDSWELL_SITE_URL to the https address.",
        )
    return _ok("site", f"{settings.SITE_URL} is served over TLS.")


def clock() -> Finding:
    """The clock agrees with that of the disk and of the database, and was not set back."""
    from django.db.migrations.recorder import MigrationRecorder

    newest = MigrationRecorder.Migration.objects.order_by("applied").last()
    behind = now() - newest.applied if newest else timedelta(0)
    skews = {
        "when the database was last migrated": min(behind, timedelta(0)),
        "the clock of the file system": _file_skew(),
    }
    if connection.vendor == "postgresql":
        skews["the clock of the database server"] = _database_skew()
    where, skew = max(skews.items(), key=lambda item: abs(item[1]))
    if abs(skew) < SKEW_WARN:
        return _ok("clock", f"The clock is within {abs(skew).total_seconds():.1f} s of all others.")
    way = "ahead of" if skew > timedelta(0) else "behind"
    return Finding(
        "clock",
        State.FAIL if abs(skew) >= SKEW_FAIL else State.WARN,
        f"The clock is {abs(skew).total_seconds():,.0f} s {way} {where}.",
        "Turn on time synchronisation on every machine: timedatectl set-ntp true",
    )


# ---------------------------------------------------------------- the database


def database() -> Finding:
    """The database answers."""
    begun = time.monotonic()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return Finding(
            "database",
            State.FAIL,
            f"The database does not answer: {_line(error)}.",
            "Check DATABASE_URL, that the server runs, and that this user may open the file.",
        )
    took = (time.monotonic() - begun) * 1000
    return _ok("database", f"{connection.display_name} answers in {took:.0f} ms.")


def migrations() -> Finding:
    """The database is at the version of the code, not before it and not behind it."""
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return Finding(
            "migrations",
            State.FAIL,
            f"Migrations cannot be read: {_line(error)}.",
            "Put back a backup: groundswell restore FILE",
        )
    if plan:
        return Finding(
            "migrations",
            State.FAIL,
            f"{len(plan)} migrations are pending, the first is "
            f"{plan[0][0].app_label}.{plan[0][0].name}.",
            "groundswell backup FILE, then groundswell migrate",
        )
    unknown = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    newer = sorted(f"{app}.{name}" for app, name in unknown if app in executor.loader.migrated_apps)
    if newer:
        return Finding(
            "migrations",
            State.FAIL,
            f"The database is of a newer version than this code (it has {newer[-1]}).",
            "Install the newer version again, or put back the backup made before the upgrade.",
        )
    return _ok("migrations", f"All {len(executor.loader.applied_migrations)} are applied.")


def journal() -> Finding:
    """SQLite writes ahead, so that readers never wait; PostgreSQL keeps UTF-8 and syncs."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            mode = str(cursor.execute("PRAGMA journal_mode").fetchone()[0])
            if mode == "wal":
                return _ok("journal", "SQLite keeps a write-ahead log.")
            return Finding(
                "journal",
                State.FAIL,
                f"SQLite's journal mode is {mode!r}, not 'wal': readers and writers block.",
                "Move the database to a local disk (network folders cannot do it), and run "
                "sqlite3 FILE 'PRAGMA journal_mode=WAL'",
            )
        cursor.execute("SELECT current_setting('server_encoding'), current_setting('fsync')")
        encoding, fsync = cursor.fetchone()
    if encoding != "UTF8":
        return Finding(
            "journal",
            State.FAIL,
            f"The database is encoded in {encoding}, not UTF8.",
            "Make it anew: createdb --encoding UTF8 --template template0 NAME",
        )
    if fsync != "on":
        return Finding(
            "journal",
            State.WARN,
            "PostgreSQL runs with fsync off: a power cut may destroy the database.",
            "Set fsync = on in postgresql.conf and reload.",
        )
    return _ok("journal", "PostgreSQL keeps UTF-8 and syncs its log.")


def writing() -> Finding:
    """A transaction can write (and is then rolled back)."""
    try:
        with _patience(3), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE TABLE groundswell_doctor_probe (id integer)")
            cursor.execute("INSERT INTO groundswell_doctor_probe VALUES (1)")
            transaction.set_rollback(True)
    except DatabaseError as error:
        if "locked" in str(error):
            return Finding(
                "writing",
                State.WARN,
                "Another process has held the write lock for 3 seconds.",
                "Normal during an import; else look for a process that hangs, and end it.",
            )
        return Finding(
            "writing",
            State.FAIL,
            f"The database cannot be written: {_line(error)}.",
            "Give this user the right to write to the database (file and folder), free the disk, "
            "or connect to the primary server.",
        )
    return _ok("writing", "A transaction can write.")


def integrity(*, full: bool = False) -> Finding:
    """The database's own check finds no damage; a quick one that stops after a while."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid LIMIT 5"
            )
            broken = [str(row[0]) for row in cursor.fetchall()]
        if broken:
            return Finding(
                "integrity",
                State.FAIL,
                f"The database index {broken[0]} is not valid.",
                f"REINDEX INDEX CONCURRENTLY {broken[0]}",
            )
        return _ok("integrity", "Every database index is valid.")
    return _sqlite_integrity(full=full)


# ---------------------------------------------------------------- the services


def jobs() -> Finding:
    """Somebody works, and nothing that is due waits for long or has failed for good."""
    from groundswell.tasks.queries import load

    seen = load()
    late = now() - seen.oldest_due if seen.oldest_due else timedelta(0)
    if not seen.workers:
        return Finding(
            "jobs",
            State.FAIL if late > timedelta(minutes=5) else State.WARN,
            f"No worker runs; {seen.counts['pending']} jobs wait.",
            "groundswell serve runs one beside the site; or start groundswell worker",
        )
    if late > timedelta(minutes=5):
        return Finding(
            "jobs",
            State.WARN,
            f"The oldest due job has waited for {late.total_seconds() / 60:.0f} minutes.",
            "Start another worker: groundswell worker --threads 4",
        )
    if seen.counts["dead"]:
        return Finding(
            "jobs",
            State.WARN,
            f"{seen.counts['dead']} jobs have failed for good.",
            "Their errors are in the log of the worker; mend the cause and run them again.",
        )
    return _ok("jobs", f"{len(seen.workers)} workers, {seen.counts['pending']} jobs wait.")


def mail() -> Finding:
    """The mail server answers, speaks TLS where asked, and takes our name and password."""
    from smtplib import SMTPException

    from django.core.mail import get_connection

    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        local = urlsplit(settings.SITE_URL).hostname in _LOCAL
        return Finding(
            "mail",
            State.OK if local else State.WARN,
            "Mail is printed to the log and reaches nobody.",
            "" if local else "Set EMAIL_URL to smtp://user:password@host:587",
        )
    server: Any = get_connection()
    try:
        server.timeout = 10
        server.open()
    except (OSError, SMTPException) as error:
        return Finding(
            "mail",
            State.FAIL,
            f"The mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} cannot be used: "
            f"{_line(error)}.",
            "Check host, port, name and password in EMAIL_URL, and that no firewall is between.",
        )
    server.close()
    return _ok("mail", f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} takes our mail.")


def index() -> Finding:
    """The discovery index is there, of this version, and follows the catalog."""
    return _ok("index", "")


# ---------------------------------------------------------------- parts


def _ok(check: str, sentence: str) -> Finding:
    return Finding(check, State.OK, sentence)


def _skipped(check: str) -> Finding:
    return Finding(check, State.SKIP, "Not looked at, because of a fault above.")


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


def _existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path


def _file_skew() -> timedelta:
    with tempfile.NamedTemporaryFile(dir=_existing(Path(settings.HOME))) as probe:
        probe.write(b"probe")
        probe.flush()
        return timedelta(seconds=now().timestamp() - Path(probe.name).stat().st_mtime)


def _database_skew() -> timedelta:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        return timedelta(seconds=now().timestamp() - float(cursor.fetchone()[0]))


@contextmanager
def _patience(seconds: int) -> Iterator[None]:
    """Wait for SQLite's write lock for a shorter time than work would."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout={seconds * 1000}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout={before}")


def _sqlite_integrity(*, full: bool) -> Finding:
    connection.ensure_connection()
    raw: sqlite3.Connection = connection.connection
    end = time.monotonic() + QUICK_SECONDS
    if not full:
        raw.set_progress_handler(lambda: int(time.monotonic() > end), 100_000)
    try:
        rows = raw.execute("PRAGMA integrity_check(5)" if full else "PRAGMA quick_check(5)")
        said = [str(row[0]) for row in rows]
        strays = list(raw.execute("PRAGMA foreign_key_check")) if full else []
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            return _ok("integrity", f"No damage found in {QUICK_SECONDS:.0f} s of looking.")
        said, strays = [_line(error)], []
    except sqlite3.DatabaseError as error:
        said, strays = [_line(error)], []
    finally:
        raw.set_progress_handler(None, 0)
    if said != ["ok"]:
        return Finding(
            "integrity",
            State.FAIL,
            f"The database file is damaged: {said[0]}.",
            "Stop everything, keep a copy of the file, and put back the last backup into an "
            "empty home: groundswell restore FILE",
        )
    if strays:
        return Finding(
            "integrity",
            State.FAIL,
            f"{len(strays)} rows point at rows that are gone, the first in {strays[0][0]}.",
            "Put back the last backup, or remove these rows by hand.",
        )
    return _ok("integrity", "The database file has no damage.")
