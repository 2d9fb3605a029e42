import json
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.ops.conftest import Instance

pytestmark = pytest.mark.loopback


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _get(port: int, path: str = "/") -> "tuple[int, dict[str, str]]":
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}
    except urllib.error.HTTPError as error:
        with error:
            return error.code, {k.lower(): v for k, v in error.headers.items()}


def _wait_for(port: int) -> "tuple[int, dict[str, str]]":
    end = time.monotonic() + 60
    while True:
        try:
            return _get(port)
        except (OSError, urllib.error.URLError):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def _workers(instance: Instance) -> list[int]:
    """Process ids of live workers of this home."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
            place = (process / "environ").read_bytes()
        except OSError:
            continue
        if b"worker" in words and str(instance.home).encode() in place:
            found.append(int(process.name))
    return found


def _until(condition: object, seconds: float = 45) -> bool:
    assert callable(condition)
    end = time.monotonic() + seconds
    while not (done := bool(condition())) and time.monotonic() < end:
        time.sleep(0.1)
    return done


def test_the_site_answers_and_ends_with_its_worker(instance: Instance) -> None:
    port = _free_port()
    with instance.start("serve", "--port", str(port)) as process:
        try:
            _, headers = _wait_for(port)
            assert "default-src 'self'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin"
            assert _until(lambda: instance.sql("SELECT name FROM tasks_worker"))
            assert len(_workers(instance)) == 1

            os.kill(_workers(instance)[0], signal.SIGKILL)
            assert _until(lambda: _workers(instance)), "a worker that died is started again"
        finally:
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=60)
    assert f"http://localhost:{port}" in errors
    assert _workers(instance) == []


def test_no_worker_outlives_its_server(instance: Instance) -> None:
    port = _free_port()
    with instance.start("serve", "--port", str(port)) as process:
        _wait_for(port)
        assert _until(lambda: instance.sql("SELECT name FROM tasks_worker"))
        process.kill()
        process.communicate(timeout=30)  # ends when nobody holds its output any more
    assert _until(lambda: not _workers(instance))


def test_a_fresh_home_is_served_when_asked_to_migrate(fresh: Instance) -> None:
    port = _free_port()
    with fresh.start("serve", "--port", str(port), "--no-worker", "--migrate") as process:
        try:
            status, _ = _wait_for(port)
            assert status in {200, 302}
            kept = (fresh.home / "static" / "gathered").read_text()
            assert len(kept) == 64
        finally:
            process.terminate()
            process.communicate(timeout=60)


def test_a_port_that_is_taken_is_said(instance: Instance) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = instance.run("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 5
    assert "--port" in done.stderr


def test_nothing_runs_on_an_old_database(fresh: Instance) -> None:
    for command in ("serve", "worker"):
        done = fresh.run(command)
        assert done.returncode == 5
        assert "groundswell migrate" in done.stderr


def test_migrate_says_what_it_applied(fresh: Instance) -> None:
    check = fresh.run("migrate", "--check", "--json")
    assert (check.returncode, json.loads(check.stdout)["error"]) == (5, "not-migrated")
    assert "creators.0001_initial" in fresh.answer("migrate")["applied"]
    assert fresh.answer("migrate") == {"applied": []}
    assert fresh.run("migrate", "--check").returncode == 0


def test_a_worker_ends_on_a_signal(instance: Instance) -> None:
    with instance.start("worker") as process:
        assert _until(lambda: instance.sql("SELECT name FROM tasks_worker"))
        process.terminate()
        process.communicate(timeout=45)
    assert process.returncode == 0
    assert instance.sql("SELECT name FROM tasks_worker") == []
