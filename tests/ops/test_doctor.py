"""Every check is proven by breaking what it looks at."""

import shutil
import socket
import socketserver
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from pytest_django import Settings

from groundswell.kernel.clock import now
from groundswell.ops import health
from groundswell.ops.findings import State
from tests.ops.conftest import Instance


def test_a_well_instance_has_no_fault_and_ends_with_code_0(instance: Instance) -> None:
    found = instance.findings()
    states = {name: check["state"] for name, check in found.items()}
    assert set(states.values()) <= {"ok", "warn"}
    assert {name for name, state in states.items() if state == "warn"} <= {"jobs", "index", "disk"}
    assert all(check["mend"] for check in found.values() if check["state"] != "ok")


def test_people_get_the_same_as_machines(instance: Instance) -> None:
    done = instance.run("doctor")
    for name in instance.findings():
        assert name in done.stderr


# ---------------------------------------------------------------- the machine


def test_home_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    broken = Instance(tmp_path / "file" / "home", GROUNDSWELL_SECRET_KEY="s" * 40)
    found = broken.findings()["home"]
    assert found["state"] == "fail"
    assert "chown" in found["mend"]


@pytest.mark.parametrize(
    ("free", "state"),
    [(999_999_999, State.FAIL), (4_000_000_000, State.WARN), (5_000_000_000, State.OK)],
)
def test_disk_that_fills(free: int, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert health.disk().state is state


def test_secret_that_others_can_read(instance: Instance) -> None:
    (instance.home / "secret_key").chmod(0o644)
    found = instance.findings()["secrets"]
    assert found["state"] == "fail"
    assert "0644" in found["sentence"]
    assert "chmod 600" in found["mend"]


def test_two_secrets(instance: Instance) -> None:
    instance.values["GROUNDSWELL_SECRET_KEY"] = "another-secret-that-is-long-enough-0123456789"
    assert instance.findings()["secrets"]["state"] == "warn"


@pytest.mark.parametrize(
    ("url", "debug", "state"),
    [
        ("http://localhost:8000", True, State.OK),
        ("https://crew.example", False, State.OK),
        ("http://crew.example", False, State.WARN),
        ("https://crew.example", True, State.FAIL),
    ],
)
def test_site_that_is_not_safe(url: str, debug: bool, state: State, settings: Settings) -> None:
    settings.SITE_URL, settings.DEBUG = url, debug
    found = health.site()
    assert found.state is state
    assert bool(found.mend) == (state is not State.OK)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ahead", "state"),
    [(0.0, State.OK), (10.0, State.WARN), (-10.0, State.WARN), (60.0, State.FAIL)],
)
def test_clock_that_differs_from_the_disk(
    ahead: float, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "now", lambda: now() + timedelta(seconds=ahead))
    found = health.clock()
    assert found.state is state
    assert ("ahead" in found.sentence) == (ahead > 0)


def test_clock_that_was_set_back(instance: Instance) -> None:
    instance.sql("UPDATE django_migrations SET applied = datetime('now', '+1 hour')")
    found = instance.findings()["clock"]
    assert found["state"] == "fail"
    assert "behind when the database was last migrated" in found["sentence"]


# ---------------------------------------------------------------- the database


@pytest.mark.parametrize(
    "url",
    ["sqlite:////nowhere/at/all.sqlite3", "postgres://a@/b?host=%2Fnowhere&connect_timeout=2"],
)
def test_database_that_does_not_answer(url: str, instance: Instance) -> None:
    instance.values["DATABASE_URL"] = url
    found = instance.findings()
    assert found["database"]["state"] == "fail"
    assert "DATABASE_URL" in found["database"]["mend"]
    assert {found[name]["state"] for name in ("migrations", "writing", "jobs")} == {"skip"}


def test_database_that_is_no_database(instance: Instance) -> None:
    for left in instance.home.glob("groundswell.sqlite3*"):
        left.unlink()
    instance.database.write_bytes(b"This is a text file, whatever its name says. " * 100)
    assert instance.findings()["database"]["state"] == "fail"


def test_migrations_that_are_pending(fresh: Instance) -> None:
    found = fresh.findings()
    assert found["migrations"]["state"] == "fail"
    assert "groundswell migrate" in found["migrations"]["mend"]
    assert found["jobs"]["state"] == "skip"


def test_database_of_a_newer_version(instance: Instance) -> None:
    instance.sql(
        "INSERT INTO django_migrations (app, name, applied) "
        "VALUES ('creators', '9999_later', datetime('now'))"
    )
    found = instance.findings()["migrations"]
    assert found["state"] == "fail"
    assert "creators.9999_later" in found["sentence"]


@pytest.mark.django_db(transaction=True)
def test_journal_that_makes_readers_wait(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        found = health.journal()  # the suite's own PostgreSQL never syncs
        assert (found.state, "fsync" in found.sentence) == (State.WARN, True)
        return
    assert health.journal().state is State.OK
    connection.close()  # a file of its own: threads of earlier tests may still hold the suite's
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "NAME", str(tmp_path / "other.sqlite3"))
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=DELETE")
        found = health.journal()
        connection.close()
    assert found.state is State.FAIL
    assert "'delete'" in found.sentence


@pytest.mark.django_db(transaction=True)
def test_database_that_takes_no_writes() -> None:
    assert health.writing().state is State.OK
    lock, unlock = (
        ("PRAGMA query_only=1", "PRAGMA query_only=0")
        if connection.vendor == "sqlite"
        else ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off")
    )
    with connection.cursor() as cursor:
        cursor.execute(lock)
        try:
            found = health.writing()
        finally:
            cursor.execute(unlock)
    assert found.state is State.FAIL
    assert "cannot be written" in found.sentence
    assert "groundswell_doctor_probe" not in connection.introspection.table_names()


def test_write_lock_that_is_held(instance: Instance) -> None:
    with closing(sqlite3.connect(instance.database)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        found = instance.findings()["writing"]
    assert found["state"] == "warn"
    assert "3 seconds" in found["sentence"]


def test_database_file_that_is_damaged(instance: Instance) -> None:
    instance.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    page = instance.sql("SELECT rootpage FROM sqlite_master WHERE name = 'creators_profile'")[0][0]
    size = instance.sql("PRAGMA page_size")[0][0]
    with instance.database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)
    found = instance.findings()["integrity"]
    assert found["state"] == "fail"
    assert "groundswell restore" in found["mend"]


def test_row_that_points_at_nothing(instance: Instance) -> None:
    instance.sql(
        "INSERT INTO creators_creator (owner, merged_into_id, created_at) "
        "VALUES (0, 4711, datetime('now'))"
    )
    assert instance.findings()["integrity"]["state"] == "ok"
    found = instance.findings("--full")["integrity"]
    assert found["state"] == "fail"
    assert "creators_creator" in found["sentence"]


# ---------------------------------------------------------------- the services


def _with_profile(instance: Instance) -> None:
    instance.sql("INSERT INTO creators_creator (id, owner, created_at) VALUES (1, 0, '2026-01-01')")
    instance.sql(
        "INSERT INTO creators_profile (id, creator_id, owner, platform, key, handle, facts, "
        "origins, version, seen_at) VALUES (1, 1, 0, 1, 'glow', 'glow', '{}', '{}', 1, 1)"
    )


def test_index_that_is_not_there(instance: Instance) -> None:
    assert instance.findings()["index"]["state"] == "ok"  # nothing to index
    _with_profile(instance)
    found = instance.findings()["index"]
    assert (found["state"], found["mend"]) == ("fail", "groundswell index rebuild")


def test_index_of_another_version_or_damaged(instance: Instance) -> None:
    _with_profile(instance)
    instance.answer("index", "rebuild")
    assert instance.findings("--full")["index"]["state"] == "ok"
    manifest = next((instance.home / "index").glob("*/index.json"))
    whole = manifest.read_text()
    for text in (whole.replace('"fingerprint":"', '"fingerprint":"0'), whole[:5]):
        manifest.write_text(text)
        found = instance.findings()["index"]
        assert (found["state"], found["mend"]) == ("fail", "groundswell index rebuild")


def test_index_that_is_behind_or_wrong(instance: Instance) -> None:
    _with_profile(instance)
    instance.answer("index", "rebuild")
    insert = (
        "INSERT INTO creators_profilechange (profiles, at, applied) "
        "VALUES (x'0100000000000000', datetime('now', ?), 0)"
    )
    for since, state in (("-5 seconds", "ok"), ("-5 minutes", "warn"), ("-2 hours", "fail")):
        instance.sql("DELETE FROM creators_profilechange")
        instance.sql(insert, since)
        found = instance.findings()["index"]
        assert found["state"] == state
        assert "1 changes wait" in found["sentence"]

    instance.sql("DELETE FROM creators_profilechange")
    instance.sql("UPDATE creators_profile SET version = 2")  # a change that the feed never told of
    assert instance.findings()["index"]["state"] == "ok"
    assert instance.findings("--full")["index"]["state"] == "fail"


@pytest.mark.django_db
def test_work_that_is_not_done() -> None:
    from groundswell.tasks.models import Job, Worker
    from groundswell.tasks.models import State as JobState

    assert health.jobs().state is State.WARN  # nobody works
    late = Job.objects.create(name="test", due_at=now() - timedelta(minutes=6))
    assert health.jobs().state is State.FAIL
    Worker.objects.create(name="w", threads=1)
    found = health.jobs()
    assert (found.state, "waited for 6 minutes" in found.sentence) == (State.WARN, True)
    late.state = JobState.DEAD
    late.save()
    found = health.jobs()
    assert (found.state, "failed for good" in found.sentence) == (State.WARN, True)
    late.delete()
    assert health.jobs().state is State.OK


@contextmanager
def _mail_server(greeting: bytes) -> Iterator[int]:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(greeting)
            for line in self.rfile:
                if line.upper().startswith(b"QUIT"):
                    self.wfile.write(b"221 bye\r\n")
                    return
                self.wfile.write(b"250 fine\r\n")

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def _use_mail(settings: Settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


@pytest.mark.loopback
def test_mail_server_that_answers_or_refuses(settings: Settings) -> None:
    with _mail_server(b"220 ready\r\n") as port:
        _use_mail(settings, port)
        assert health.mail().state is State.OK
    with _mail_server(b"554 go away\r\n") as port:
        _use_mail(settings, port)
        found = health.mail()
        assert (found.state, "go away" in found.sentence) == (State.FAIL, True)


@pytest.mark.loopback
def test_mail_server_that_is_not_there(settings: Settings) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: refuses
        _use_mail(settings, taken.getsockname()[1])
        found = health.mail()
    assert found.state is State.FAIL
    assert "EMAIL_URL" in found.mend


def test_mail_that_reaches_nobody(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    settings.SITE_URL = "http://localhost:8000"
    assert health.mail().state is State.OK
    settings.SITE_URL = "https://crew.example"
    assert health.mail().state is State.WARN
