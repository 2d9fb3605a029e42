"""Repeated writes happen once, also when they come at the same moment."""

import threading
import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from groundswell.api.idempotency import KeyReused, forget_before, once
from groundswell.api.jobs import KEEP
from groundswell.api.models import KeptAnswer
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Invalid
from groundswell.tasks.models import Job
from groundswell.tasks.queue import enqueue
from groundswell.workspaces.scope import Right, Scope

pytestmark = pytest.mark.django_db(transaction=True)

SCOPE = Scope(1, "key:1", frozenset({Right.WRITE}))


def _request(body: str = '{"name": "a"}', path: str = "/api/v1/things"):
    return RequestFactory().post(path, body, content_type="application/json")


def _effect(status: int = 201) -> HttpResponse:
    job = enqueue("tasks.prune", {})
    return HttpResponse(job.uid, status=status, headers={"Location": "/here", "X-Other": "1"})


def test_a_repeat_gets_the_same_answer_and_nothing_happens() -> None:
    first = once(SCOPE, "k", _request(), _effect)
    again = once(SCOPE, "k", _request(), _effect)
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Location"] == "/here"
    assert again["Idempotent-Replayed"] == "true"
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    "other", [_request('{"name": "b"}'), _request(path="/api/v1/other")], ids=["body", "address"]
)
def test_a_key_belongs_to_one_request(other) -> None:
    once(SCOPE, "k", _request(), _effect)
    with pytest.raises(KeyReused):
        once(SCOPE, "k", other, _effect)
    assert Job.objects.count() == 1


def test_keys_of_different_askers_are_different() -> None:
    once(SCOPE, "k", _request(), _effect)
    once(Scope(2, "key:1", SCOPE.rights), "k", _request(), _effect)
    once(Scope(1, "key:2", SCOPE.rights), "k", _request(), _effect)
    assert Job.objects.count() == 3


def test_a_failed_write_leaves_nothing_and_can_be_repeated() -> None:
    assert once(SCOPE, "k", _request(), lambda: _effect(422)).status_code == 422
    with pytest.raises(ZeroDivisionError):
        once(SCOPE, "k", _request(), lambda: _effect() and 1 / 0)
    assert Job.objects.count() == 0
    assert KeptAnswer.objects.count() == 0
    assert once(SCOPE, "k", _request(), _effect).status_code == 201
    assert Job.objects.count() == 1


def test_requests_at_the_same_moment_happen_once() -> None:
    answers, start = [], threading.Barrier(6)

    def slow() -> HttpResponse:
        made = _effect()
        time.sleep(0.05)
        return made

    def ask() -> None:
        start.wait()
        answers.append(once(SCOPE, "k", _request(), slow))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Job.objects.count() == 1
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer for answer in answers) == 5


def test_uploads_are_told_apart_by_their_content() -> None:
    def upload(content: bytes):
        file = SimpleUploadedFile("a.csv", content)
        return RequestFactory().post("/api/v1/imports", {"source": "crm", "file": file})

    def read(request):
        return lambda: HttpResponse(request.FILES["file"].read(), status=201)

    first, repeat, other = upload(b"one"), upload(b"one"), upload(b"two")
    assert once(SCOPE, "k", first, read(first)).content == b"one"  # still readable by the view
    assert once(SCOPE, "k", repeat, read(repeat))["Idempotent-Replayed"]
    with pytest.raises(KeyReused):
        once(SCOPE, "k", other, read(other))


@pytest.mark.parametrize("key", ["", "x" * 256, "ü", "a\tb"])
def test_odd_keys_are_refused(key) -> None:
    with pytest.raises(Invalid):
        once(SCOPE, key, _request(), _effect)


def test_answers_are_kept_for_a_day() -> None:
    once(SCOPE, "old", _request(), _effect)
    KeptAnswer.objects.update(at=now() - KEEP - timedelta(minutes=1))
    once(SCOPE, "new", _request(), _effect)
    assert forget_before(now() - KEEP) == 1
    assert list(KeptAnswer.objects.values_list("key", flat=True)) == ["new"]


def test_the_effect_and_the_kept_answer_are_one_transaction() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        once(SCOPE, "k", _request(), _effect)
        raise ZeroDivisionError
    assert not Job.objects.exists()
    assert not KeptAnswer.objects.exists()
