"""Is the database well? See `health`."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction

from groundswell.ops.findings import Finding, State, line, ok

QUICK_SECONDS = 20.0


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
            f"The database does not answer: {line(error)}.",
            "Check DATABASE_URL, that the server runs, and that this user may open the file.",
        )
    took = (time.monotonic() - begun) * 1000
    return ok("database", f"{connection.display_name} answers in {took:.0f} ms.")


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
            f"Migrations cannot be read: {line(error)}.",
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
    return ok("migrations", f"All {len(executor.loader.applied_migrations)} are applied.")


def journal() -> Finding:
    """SQLite writes ahead, so that readers never wait; PostgreSQL keeps UTF-8 and syncs."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            mode = str(cursor.execute("PRAGMA journal_mode").fetchone()[0])
            if mode == "wal":
                return ok("journal", "SQLite keeps a write-ahead log.")
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
    return ok("journal", "PostgreSQL keeps UTF-8 and syncs its log.")


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
            f"The database cannot be written: {line(error)}.",
            "Give this user the right to write to the database (file and folder), free the disk, "
            "or connect to the primary server.",
        )
    return ok("writing", "A transaction can write.")


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
        return ok("integrity", "Every database index is valid.")
    return _sqlite_integrity(full=full)


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
            return ok("integrity", f"No damage found in {QUICK_SECONDS:.0f} s of looking.")
        said, strays = [line(error)], []
    except sqlite3.DatabaseError as error:
        said, strays = [line(error)], []
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
    return ok("integrity", "The database file has no damage.")
