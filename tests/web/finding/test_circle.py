"""The pages of our circle: files come in sealed, sets are shown, taken out and brought back."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from groundswell.circle import actions, rules
from groundswell.circle.models import CircleSet, State
from groundswell.discovery import sync
from groundswell.tasks import queue
from groundswell.web.finding import receiving
from groundswell.workspaces.models import Reversal
from tests.circle.conftest import person, take_in
from tests.factories.jobs import run_due

LARGE = 4 * 2**20  # more than Django keeps in memory by itself


def client(cast, who="analyst", **more):
    made = Client(**more)
    made.force_login(cast[who])
    return made


def upload(browser, content, name="people.csv", headers=None, **form):
    file = SimpleUploadedFile(name, content)
    data = {"relation": "customer", "file": file} | form
    return browser.post("/w/fernhill/circle/new/", data, headers=headers or {})


def text(response):
    return " ".join(response.content.decode().split())


def on_disk():
    return [path for path in Path(settings.HOME).rglob("*") if path.is_file()]


def test_a_file_is_taken_in_and_shown_with_its_counts(cast):
    person("ada", email="ada@shop.example")
    browser = client(cast)
    empty = text(browser.get("/w/fernhill/circle/"))
    assert "Which creators know you already?" in empty

    answer = upload(browser, b"email\nada@shop.example\nbea@shop.example\noops\n")
    run_due()
    sync.drain()

    assert (answer.status_code, answer["Location"]) == (302, "/w/fernhill/circle/")
    page = text(browser.get("/w/fernhill/circle/"))
    row = CircleSet.objects.get()
    assert (row.read, row.known, row.rejected, row.reached) == (3, 2, 1, 1)
    assert '<a href="/w/fernhill/discover/?q=relation%3Acustomer">1</a>' in page
    assert "1 profile in Discover" in page
    panel = text(browser.get(f"/w/fernhill/circle/{row.uid}/"))
    assert "This is not an e-mail address." in panel
    rejects = b"".join(browser.get(f"/w/fernhill/circle/{row.uid}/rejects/").streaming_content)
    assert rejects.decode() == (
        "row,reason,value\r\n4,This is not an e-mail address.,oo… (4 characters)\r\n"
    )


def test_a_large_upload_never_stands_in_the_clear_on_a_disk(cast, monkeypatch, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    content = b"email\n" + b"secret@shop.example\n" * (LARGE // 20)
    seen = []
    real = receiving.SealingHandler.receive_data_chunk

    def look(self, raw, start):
        real(self, raw, start)
        seen.append([path.read_bytes() for path in [*on_disk(), *tmp_path.rglob("*")]])

    monkeypatch.setattr(receiving.SealingHandler, "receive_data_chunk", look)
    answer = upload(client(cast), content)

    assert answer.status_code == 302
    assert len(seen) > 10
    files = [*seen[-1], *(path.read_bytes() for path in on_disk())]
    assert any(len(one) > LARGE for one in files)
    assert not any(b"secret" in one for one in files)
    names = [path.name for path in on_disk() if path.suffix == ".sealed"]
    assert names == [f"{CircleSet.objects.get().uid}.sealed"]  # the upload itself is gone


@pytest.mark.parametrize(
    ("content", "form", "said"),
    [
        (b"city,zip\nBonn,53111\n", {}, "No column holds e-mail addresses"),
        (b"username\nada\n", {}, "Say on which platform."),
        (b"a@x.example\n", {"relation": "follows-competitor"}, "Name the competitor"),
        (b"a@x.example\n", {"relation": "friend"}, "is not a relation"),
        (b"", {}, "is empty"),
    ],
)
def test_what_makes_no_sense_is_said_beside_the_form(cast, content, form, said):
    answer = upload(client(cast), content, **form)

    assert answer.status_code == 422
    assert said in text(answer)
    assert not CircleSet.objects.exists()
    assert [path for path in on_disk() if path.suffix == ".sealed"] == []


def test_a_file_that_is_too_large_is_refused_on_the_way(cast, monkeypatch):
    monkeypatch.setattr(receiving, "MOST_BYTES", 100_000)
    browser = client(cast, raise_request_exception=False)

    answer = upload(browser, b"a@x.example\n" * 20_000)

    assert answer.status_code == 429
    assert [path for path in on_disk() if path.suffix == ".sealed"] == []
    assert rules.MOST_BYTES > 100_000


def test_a_form_without_its_token_is_refused(cast):
    browser = client(cast, enforce_csrf_checks=True)

    assert upload(browser, b"a@x.example\n").status_code == 403
    assert not CircleSet.objects.exists()
    browser.get("/w/fernhill/circle/")
    token = browser.cookies["csrftoken"].value
    assert upload(browser, b"a@x.example\n", csrfmiddlewaretoken=token).status_code == 302
    assert upload(browser, b"b@x.example\n", headers={"X-CSRFToken": token}).status_code == 302


def test_a_script_is_told_where_to_go_and_what_was_wrong(cast):
    browser = client(cast)
    by_script = {"X-Requested-With": "fetch"}

    good = upload(browser, b"a@x.example\n", headers=by_script)
    assert (good.status_code, good.json()) == (201, {"address": "/w/fernhill/circle/"})
    bad = upload(browser, b"username\nada\n", headers=by_script)
    assert bad.status_code == 422
    assert bad.json()["detail"] == "The file holds bare handles."


def test_the_same_file_twice_says_so(cast):
    browser = client(cast)
    upload(browser, b"a@x.example\n")
    upload(browser, b"a@x.example\n")

    assert "This file is part of your circle already." in text(browser.get("/w/fernhill/circle/"))
    assert CircleSet.objects.count() == 1


def test_a_set_is_removed_and_brought_back(cast):
    row = take_in(cast.scope("analyst"), "customer", "a@x.example\n")
    browser = client(cast)

    browser.post(f"/w/fernhill/circle/{row.uid}/remove/")
    assert browser.get(f"/w/fernhill/circle/{row.uid}/").status_code == 404
    browser.post(f"/w/fernhill/undo/{Reversal.objects.latest('pk').uid}/")

    assert browser.get(f"/w/fernhill/circle/{row.uid}/").status_code == 200


def test_reading_that_was_stopped_can_go_on(cast):
    row, _ = actions.take_in(cast.scope("analyst"), "customer", "p.csv", [b"a@x.example\n"])
    browser = client(cast)
    assert "being read" in text(browser.get("/w/fernhill/circle/"))
    queue.cancel(row.job)
    assert "Go on reading" in text(browser.get(f"/w/fernhill/circle/{row.uid}/"))

    browser.post(f"/w/fernhill/circle/{row.uid}/resume/")
    run_due()

    row.refresh_from_db()
    assert row.state == State.READY


def test_a_viewer_looks_and_a_stranger_finds_nothing(cast):
    row = take_in(cast.scope("analyst"), "customer", "a@x.example\n")
    viewer, stranger = client(cast, "viewer"), client(cast, "stranger")

    page = text(viewer.get("/w/fernhill/circle/"))
    assert "people.csv" in page
    assert "circle/new/" not in page
    assert upload(viewer, b"b@x.example\n").status_code == 403
    for end in ("", "rejects/"):
        for place in ("fernhill", "rivalry"):
            assert stranger.get(f"/w/{place}/circle/{row.uid}/{end}").status_code == 404
    assert stranger.post(f"/w/rivalry/circle/{row.uid}/remove/").status_code == 404
    assert text(stranger.get("/w/rivalry/circle/")).count("people.csv") == 0
    assert upload(stranger, b"b@x.example\n").status_code == 404
