"""The progress of a job: what it says in each state, how often it asks, who may stop it."""

from datetime import timedelta

import pytest
from django.test import Client

from groundswell.connectors.spreadsheet import stepwise
from groundswell.kernel.clock import now
from groundswell.tasks.models import Job, State
from groundswell.tasks.queue import enqueue
from groundswell.ui.jobs import progress
from groundswell.web import urls
from tests.factories.people import Cast

HTMX = {"HX-Request": "true"}
assert urls.urlpatterns  # the addresses bring what the jobs are called


@pytest.fixture
def job(cast: Cast) -> Job:
    return enqueue(
        stepwise.READ, {"import": "imp_x", "actor": "x"}, key="imp_x", workspace=cast.fernhill.pk
    )


def at(job: Job, **values: object) -> Job:
    Job.objects.filter(pk=job.pk).update(**values)
    job.refresh_from_db()
    return job


def test_a_job_is_told_in_every_state(cast: Cast, job: Job) -> None:
    scope = cast.scope("owner")
    waiting = progress(scope, job)
    assert (waiting.state, waiting.label, waiting.rate) == ("waiting", "Waiting for its turn", None)
    at(job, state=State.RUNNING, started_at=now() - timedelta(seconds=30), note="read",
       done_count=250_000, total_count=1_000_000)  # fmt: skip
    running = progress(scope, job)
    assert (running.label, running.rate, running.counted, running.left) == (
        "Reading the file", 0.25, "250,000 of 1,000,000", "about 2 min left",
    )  # fmt: skip
    assert running.can_stop
    stopping = progress(scope, at(job, cancel_asked=True))
    assert (stopping.state, stopping.can_stop) == ("stopping", False)
    assert progress(scope, at(job, state=State.CANCELLED)).label == "Stopped"
    failed = progress(scope, at(job, state=State.DEAD, error="Traceback (most recent call last)"))
    assert "Traceback" not in failed.label
    assert "given up" in failed.label
    done = progress(scope, at(job, state=State.DONE))
    assert (done.label, done.rate, done.pause) == ("Read", 1.0, None)
    again = progress(scope, at(job, state=State.PENDING, attempts=1))
    assert "next try" in again.label


def test_it_asks_less_and_less_often(cast: Cast, job: Job) -> None:
    scope = cast.scope("owner")
    pauses = [progress(scope, job, polls).pause for polls in (0, 4, 5, 15, 40, 9_999)]
    assert pauses == [1, 1, 2, 4, 8, 8]


def test_the_address_answers_with_the_part_or_the_page(cast: Cast, job: Job) -> None:
    client = Client()
    client.force_login(cast["viewer"])
    address = f"/w/fernhill/jobs/{job.uid}/"
    part = client.get(address, {"n": "7"}, headers=HTMX).content.decode()
    assert part.lstrip().startswith('<div class="gs-job')
    assert f'hx-get="{address}?n=8"' in part
    assert "delay:2s" in part
    assert "<html" in client.get(address).content.decode()
    assert client.get(address, {"n": "x"}).status_code == 200
    at(job, state=State.DONE)
    ended = client.get(address, {"n": "7"}, headers=HTMX).content.decode()
    assert "hx-get" not in ended
    assert "data-just-ended" in ended
    assert "data-just-ended" not in client.get(address).content.decode()  # it was over before


def test_who_may_import_may_stop_it_and_nobody_else(cast: Cast, job: Job) -> None:
    client = Client()
    address = f"/w/fernhill/jobs/{job.uid}/stop/"
    client.force_login(cast["viewer"])
    assert "Stop</button>" not in client.get(f"/w/fernhill/jobs/{job.uid}/").content.decode()
    assert client.post(address).status_code == 403
    client.force_login(cast["analyst"])
    assert client.post(address, headers=HTMX).status_code == 200
    job.refresh_from_db()
    assert job.state == State.CANCELLED


def test_what_cannot_be_stopped_is_not(cast: Cast) -> None:
    job = enqueue(
        stepwise.UNDO, {"import": "imp_x", "actor": "x"}, key="x", workspace=cast.fernhill.pk
    )
    client = Client()
    client.force_login(cast["owner"])
    client.post(f"/w/fernhill/jobs/{job.uid}/stop/")
    job.refresh_from_db()
    assert job.state == State.PENDING
