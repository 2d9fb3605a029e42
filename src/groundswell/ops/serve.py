"""`groundswell serve`, `worker` and `migrate`: the processes of a running instance."""

import hashlib
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings

from groundswell.kernel.errors import Conflict, Invalid
from groundswell.kernel.files import home, write
from groundswell.ops.output import Json, emit, say

log = logging.getLogger(__name__)

serve_app = typer.Typer()
worker_app = typer.Typer()
migrate_app = typer.Typer()

_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


class NotMigrated(Conflict):
    """The database is not at the version of the code."""

    code = "not-migrated"


class PortTaken(Conflict):
    """Another process listens there already."""

    code = "port-taken"


# ---------------------------------------------------------------- migrate


def pending_migrations() -> list[str]:
    """Names of the migrations that the database lacks, in order."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


@migrate_app.command()
def migrate(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail where something is pending.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Bring the database to the version of this code. Make a backup before an upgrade."""
    pending = pending_migrations()
    if pending and check:
        raise NotMigrated(
            f"{len(pending)} migrations are pending, the first is {pending[0]}.",
            hint="Run: groundswell migrate",
        )
    _apply(pending)
    if as_json:
        emit({"applied": pending})
    else:
        say(f"Applied {len(pending)} migrations." if pending else "The database is up to date.")


def _apply(pending: list[str]) -> None:
    from django.core.management import call_command

    if pending:
        call_command("migrate", interactive=False, verbosity=0)


# ---------------------------------------------------------------- worker


@worker_app.command()
def worker(
    *,
    threads: Annotated[int, typer.Option(min=1, max=64, help="Jobs to run at a time.")] = 2,
    until_idle: Annotated[
        bool, typer.Option("--until-idle", help="Return when no job is due.")
    ] = False,
    no_index: Annotated[
        bool, typer.Option("--no-index", help="Leave the index to another worker.")
    ] = False,
    parent: Annotated[int, typer.Option(hidden=True)] = 0,
) -> None:
    """Run jobs, and keep the discovery index current. Ends cleanly on SIGTERM."""
    from groundswell.tasks.worker import run, stop_on_signals

    _require_migrated()
    with stop_on_signals() as stop:
        chores = []
        if parent:
            chores.append(threading.Thread(target=_end_with, args=(parent, stop), daemon=True))
        if not no_index and not until_idle:
            chores.append(threading.Thread(target=_keep_index, args=(stop,), name="index"))
        for chore in chores:
            chore.start()
        run(stop, threads=threads, until_idle=until_idle)
        if until_idle and not no_index and not stop.is_set():
            _drain_index()
        stop.set()
        for chore in chores:
            chore.join(timeout=30)


def _drain_index() -> None:
    from groundswell.discovery import sync

    sync.drain()


def _end_with(parent: int, stop: threading.Event) -> None:
    """Stop when the server that started us is gone, so that nothing is left behind."""
    while not stop.wait(1.0):
        if os.getppid() != parent:
            log.warning("the server has gone; stopping")
            stop.set()


# ---------------------------------------------------------------- serve


@serve_app.command()
def serve(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Server processes.")] = 1,
    threads: Annotated[int, typer.Option(min=1, max=128, help="Threads per process.")] = 4,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Run no worker beside; start one yourself.")
    ] = False,
    migrate_first: Annotated[
        bool, typer.Option("--migrate", help="Bring the database to this version first.")
    ] = False,
) -> None:
    """Run the site, and beside it a worker."""
    from granian import Granian
    from granian.constants import Interfaces

    if migrate_first:
        _apply(pending_migrations())
    _require_migrated()
    _require_free(host, port)
    _collect_static()
    server = Granian(
        "groundswell.ops.serve:application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        websockets=False,
        log_level="warning",  # type: ignore[arg-type]
    )
    stop = threading.Event()
    beside = None
    if not no_worker:
        beside = threading.Thread(target=_keep_worker, args=(stop,), name="worker-keeper")
        beside.start()
    say(f"Groundswell is at [bold]{address(host, port)}[/]  (Ctrl+C ends it)")
    _say_demo_login()
    try:
        server.serve()
    finally:
        stop.set()
        if beside is not None:
            beside.join()


def application() -> Any:
    """The WSGI application of one server process, which ends when the process above it is gone."""
    from django.core.wsgi import get_wsgi_application

    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)  # nobody is left who could stop us, and the port would stay taken

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
    return get_wsgi_application()


def address(host: str, port: int) -> str:
    """The address to open: the site's own, where this server is what stands behind it."""
    from urllib.parse import urlsplit

    site = urlsplit(settings.SITE_URL)
    if site.hostname not in _LOCAL or (site.port or 80) == port:
        return str(settings.SITE_URL)
    return f"http://{'localhost' if host in {*_LOCAL, '0.0.0.0', '::'} else host}:{port}"  # noqa: S104


def _say_demo_login() -> None:
    from groundswell.ops.demo import LOGIN, PASSWORD_FILE

    kept = home() / PASSWORD_FILE
    if kept.exists():
        say(f"Sign in as [bold]{LOGIN}[/] with [bold]{kept.read_text().strip()}[/]")


def _keep_worker(stop: threading.Event) -> None:
    """Run a worker process until ``stop``; one that dies is started again, ever more slowly."""
    pause = 1.0
    command = [sys.executable, "-m", "groundswell.ops.main", "worker", "--parent", str(os.getpid())]
    while not stop.is_set():
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
        while process.poll() is None and not stop.wait(0.2):
            pass
        if stop.is_set():
            _end(process)
            return
        log.error("the worker ended with code %s; starting it again", process.returncode)
        stop.wait(pause)
        pause = min(pause * 2, 30.0)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=40)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _require_migrated() -> None:
    from django.db import connections

    pending = pending_migrations()
    connections.close_all()  # the server forks
    if pending:
        raise NotMigrated(
            f"The database lacks {len(pending)} migrations of this version.",
            hint="Make a backup (groundswell backup FILE), then run: groundswell migrate",
        )


def _require_free(host: str, port: int) -> None:
    try:
        kind, *_, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except socket.gaierror as error:
        raise Invalid(f"{host!r} is not an address of this machine.", field="host") from error
    except OSError as error:
        raise PortTaken(
            f"Port {port} on {host} cannot be listened on ({error.strerror}).",
            field="port",
            hint="Give another one with --port.",
        ) from error


def _collect_static() -> None:
    """Gather static files under hashed names, unless nothing changed or debugging serves them."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    if settings.DEBUG:
        return
    seen = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            seen.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    folder = Path(settings.STATIC_ROOT)
    stamp = folder / "gathered"
    if stamp.exists() and stamp.read_text() == seen.hexdigest():
        return
    folder.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    write(stamp, seen.hexdigest().encode())


def _keep_index(stop: threading.Event) -> None:
    """Apply what changes in the catalog to the index until ``stop``, whatever goes wrong."""
    from groundswell.discovery import sync

    while not stop.is_set():
        try:
            sync.run(stop)
        except Exception:
            log.exception("the index could not be kept current; trying again")
            stop.wait(5.0)
