"""Is the instance well? One function per check; each finding says how to mend it."""

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from groundswell.kernel.clock import now
from groundswell.kernel.errors import GroundswellError
from groundswell.ops.database_health import database, integrity, journal, migrations, writing
from groundswell.ops.findings import Finding, State, line, ok, skipped

DISK_LOW = 1_000_000_000  # bytes: below, imports and index merges begin to fail
DISK_SOON = 5_000_000_000
SKEW_FAIL = timedelta(seconds=30)  # one-time codes (TOTP) live for 30 s
SKEW_WARN = timedelta(seconds=5)
INDEX_LATE = timedelta(minutes=1)
INDEX_LOST = timedelta(minutes=30)
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


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
        ("index", lambda: index(full=full)),
        ("jobs", jobs),
    )
    fit = reached.state is not State.FAIL
    for name, check in rest:
        finding = check() if fit else skipped(name)
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
    return Finding("disk", State.WARN, sentence, mend) if free < DISK_SOON else ok("disk", sentence)


def secrets() -> Finding:
    """The secret is kept where only its owner reads it."""
    path = Path(settings.HOME) / settings.SECRET_FILE
    if not path.exists():
        return ok("secrets", "The secret comes from the environment.")
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
    return ok("secrets", f"{path} is readable by its owner only.")


def site() -> Finding:
    """What is reached from other machines is safe to reach."""
    host = urlsplit(settings.SITE_URL).hostname
    if host in _LOCAL:
        return ok("site", f"{settings.SITE_URL} is reached from this machine only.")
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
    return ok("site", f"{settings.SITE_URL} is served over TLS.")


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
        return ok("clock", f"The clock is within {abs(skew).total_seconds():.1f} s of all others.")
    way = "ahead of" if skew > timedelta(0) else "behind"
    return Finding(
        "clock",
        State.FAIL if abs(skew) >= SKEW_FAIL else State.WARN,
        f"The clock is {abs(skew).total_seconds():,.0f} s {way} {where}.",
        "Turn on time synchronisation on every machine: timedatectl set-ntp true",
    )


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
    return ok("jobs", f"{len(seen.workers)} workers, {seen.counts['pending']} jobs wait.")


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
            f"{line(error)}.",
            "Check host, port, name and password in EMAIL_URL, and that no firewall is between.",
        )
    server.close()
    return ok("mail", f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} takes our mail.")


def index(*, full: bool = False) -> Finding:
    """The discovery index is there, of this version, and follows the catalog."""
    from groundswell.creators.models import Profile
    from groundswell.discovery import index as place
    from groundswell.discovery import sync

    mend = "groundswell index rebuild"
    if place.live() is None:
        if not Profile.objects.exists():
            return ok("index", "There is nothing to index yet.")
        return Finding("index", State.FAIL, "There are profiles, but no discovery index.", mend)
    try:
        state = place.reader().state()
        waiting, age = sync.waiting()
        differs = sync.verify(most=1) if full and not waiting else None
    except (GroundswellError, OSError, ValueError) as error:
        return Finding("index", State.FAIL, f"The index cannot be read: {line(error)}.", mend)
    if differs:
        return Finding("index", State.FAIL, "Index and catalog differ.", mend)
    sentence = f"{state.documents:,} profiles are indexed; {waiting:,} changes wait"
    if age < INDEX_LATE.total_seconds():
        return ok("index", f"{sentence}.")
    return Finding(
        "index",
        State.FAIL if age > INDEX_LOST.total_seconds() else State.WARN,
        f"{sentence}, the oldest for {age / 60:.0f} minutes.",
        "A worker must run: groundswell serve, or groundswell worker. groundswell index status "
        "shows how it goes on.",
    )


# ---------------------------------------------------------------- parts


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
