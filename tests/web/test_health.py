import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client

from groundswell.creators.models import ProfileChange
from groundswell.kernel.clock import now
from groundswell.tasks.models import Job, Worker
from groundswell.web.health import checks
from groundswell.web.health.checks import Verdict
from tests.factories.people import Cast


def answer(client: Client) -> tuple[int, dict[str, object]]:
    response = client.get("/health")
    return response.status_code, json.loads(response.content)


def test_everybody_learns_only_that_it_works(client: Client, cast: Cast) -> None:
    assert answer(client) == (200, {"status": "ok"})
    for who in ("manager", "viewer"):
        client.force_login(cast[who])
        assert answer(client) == (200, {"status": "ok"})


def test_administrators_learn_the_reasons(client: Client, cast: Cast, home: Path) -> None:
    client.force_login(cast["owner"])
    _, body = answer(client)
    made = {check["name"]: check for check in body["checks"]}  # type: ignore[attr-defined]
    assert set(made) == {"database", "feed", "index", "worker"}
    assert made["database"]["verdict"] == "ok"
    assert made["index"]["verdict"] == "watch"
    assert made["worker"]["verdict"] == "watch"
    html = client.get("/health", headers={"Accept": "text/html"}).content.decode()
    assert "groundswell worker" in html


def test_an_index_that_cannot_be_read_is_a_fault(client: Client, cast: Cast, home: Path) -> None:
    shard = home / "index" / "broken" / "shard-0"
    shard.mkdir(parents=True)
    (shard / "meta.json").write_text("{")
    (home / "index" / "CURRENT").write_text("broken")
    assert answer(client) == (503, {"status": "not ok"})
    assert checks.index().verdict is Verdict.STOP


def test_an_index_that_falls_behind_is_a_fault(client: Client, cast: Cast) -> None:
    change = ProfileChange.objects.create(profiles=b"")
    assert checks.feed().verdict is Verdict.OK
    ProfileChange.objects.update(at=now() - timedelta(minutes=7))
    assert "7 minutes" in checks.feed().says
    assert answer(client) == (503, {"status": "not ok"})
    change.delete()
    assert answer(client) == (200, {"status": "ok"})


def test_a_worker_that_lives_is_named(cast: Cast) -> None:
    Worker.objects.create(name="shed:1", threads=2)
    assert checks.worker() == checks.Check("worker", Verdict.OK, "shed:1 at work.")


def test_jobs_that_wait_too_long_are_a_fault(client: Client, cast: Cast) -> None:
    Job.objects.create(name="tasks.prune", due_at=now() - timedelta(minutes=6))
    assert answer(client) == (503, {"status": "not ok"})
    html = client.get("/health", headers={"Accept": "text/html"})
    assert html.status_code == 503
    assert "does not work as it should" in html.content.decode()
    assert "6 minutes" not in html.content.decode()
    assert checks.worker().verdict is Verdict.STOP


def test_a_database_that_does_not_answer_is_a_fault(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise OperationalError("connection refused")

    client.force_login(cast["owner"])
    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", broken)
        assert answer(client) == (503, {"status": "not ok"})
        html = client.get("/health", headers={"Accept": "text/html"})
    assert html.status_code == 503
    assert "refused" not in html.content.decode()


def test_missing_migrations_are_a_fault(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    checks._require_migrations.cache_clear()
    MigrationRecorder.Migration.objects.filter(app="workspaces", name__startswith="0005").delete()
    assert checks.database().verdict is Verdict.STOP
    assert "1 changes" in checks.database().says
