"""What is done with results can be undone, and is done to exactly those who were chosen."""

import json

import pytest

from groundswell.discovery import gathering, search
from groundswell.relationships import queries
from groundswell.tasks.models import Job
from groundswell.tasks.registry import JOBS
from groundswell.tasks.running import Run
from groundswell.workspaces import reversals
from groundswell.workspaces.scope import Scope
from tests.web.discover.conftest import Ask

pytestmark = pytest.mark.django_db


def first(scope: Scope, many: int, text: str = "") -> list[str]:
    return [one["id"] for one in search.search(scope, text, limit=many).results]


def said(response) -> list[dict[str, str]]:
    return json.loads(response["HX-Trigger"])["gs:say"]["toasts"]


def test_chosen_profiles_go_on_a_new_list_and_off_again(ask: Ask, scope: Scope) -> None:
    response = ask("add/", id=first(scope, 3), new="Shortlist", q="")
    assert response.status_code == 200
    assert queries.list_named(scope, "Shortlist").size == 3
    (toast,) = said(response)
    assert toast["text"] == "3 profiles added to Shortlist"
    uid = toast["undo"].rstrip("/").rsplit("/", 1)[1]
    reversals.undo(scope, uid)
    assert queries.list_named(scope, "Shortlist").size == 0


def test_all_that_match_go_on_a_list(ask: Ask, scope: Scope) -> None:
    ask("add/", new="All", id=first(scope, 1), q="")
    uid = queries.list_named(scope, "All").uid
    response = ask("add/", all="1", list=uid, q="topic:skincare")
    expected = search.count(scope, "topic:skincare OR list:All")
    assert queries.list_named(scope, "All").size == expected
    assert "added to All" in said(response)[0]["text"]
    again = ask("add/", all="1", list=uid, q="topic:skincare")
    assert said(again)[0]["text"] == "Nothing to add: they are all on All."


def test_many_are_added_by_a_job_that_tells_when_it_is_done(
    ask: Ask, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "AT_ONCE", 5)
    response = ask("add/", all="1", new="Everybody", q="platform:instagram")
    assert "being added" in said(response)[0]["text"]
    row = Job.objects.get(name=gathering.ADD_MATCHING)
    Job.objects.filter(pk=row.pk).update(state="running")
    result = gathering.gather(Run(row, JOBS[gathering.ADD_MATCHING]))
    many = search.count(scope, "platform:instagram")
    assert result["added"] == queries.list_named(scope, "Everybody").size == many
    assert gathering.gather(Run(row, JOBS[gathering.ADD_MATCHING]))["added"] == 0


@pytest.mark.parametrize(
    "form",
    [{"id": []}, {"new": "", "list": "", "id": ["prf_x"]}, {"q": "er>=3", "all": "1", "new": "X"}],
)
def test_what_makes_no_sense_is_refused(ask: Ask, form: dict[str, object]) -> None:
    assert ask("add/", **{"new": "X", **form}).status_code == 400


def test_nobody_else_s_list_takes_them(ask: Ask, scope: Scope, crowd) -> None:
    from groundswell.relationships import actions

    theirs = actions.create_list(crowd.scope("stranger", "rivalry"), "Theirs")
    response = ask("add/", id=first(scope, 1), list=theirs.uid)
    assert response.status_code == 404
    theirs.refresh_from_db()
    assert theirs.size == 0


def test_excluded_profiles_are_left_out_from_now_on(ask: Ask, scope: Scope) -> None:
    ids = first(scope, 2, "topic:skincare")
    response = ask("exclude/", id=ids, q="topic:skincare")
    query = json.loads(response["HX-Trigger"])["gs:search"]["q"]
    assert query == 'topic:skincare -list:"Not for us"'
    assert search.count(scope, query) == search.count(scope, "topic:skincare") - 2
    assert said(response)[0]["undo"]
    again = ask("exclude/", id=ids, q=query)
    assert json.loads(again["HX-Trigger"])["gs:search"]["q"] == query


def body(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.django_db(transaction=True)
def test_files_hold_the_chosen_or_all_that_match(ask: Ask, scope: Scope) -> None:
    ids = first(scope, 3)
    chosen = body(
        ask("export/?format=csv&column=id&column=handle&" + "&".join(f"id={one}" for one in ids))
    )
    lines = chosen.decode("utf-8-sig").splitlines()
    assert lines[0] == "id,handle"
    assert {line.split(",")[0] for line in lines[1:]} == set(ids)
    everybody = body(ask("export/?format=jsonl&q=topic:skincare&column=id"))
    assert len(everybody.splitlines()) == search.count(scope, "topic:skincare")
    assert ask("export/?format=exe").status_code == 400
    assert ask("export/?column=nonsense").status_code == 400


@pytest.mark.django_db(transaction=True)
def test_ten_files_a_minute(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("groundswell.web.discover.taking.EXPORTS_A_MINUTE", 2)
    for _ in range(2):
        response = ask("export/?q=nosuchword&column=id")
        assert response.status_code == 200
        body(response)
    assert ask("export/?q=nosuchword&column=id").status_code == 429


def test_profiles_like_those_of_a_list(ask: Ask, scope: Scope) -> None:
    ids = first(scope, 3, "topic:skincare")
    ask("add/", id=ids, new="Seeds", q="")
    uid = queries.list_named(scope, "Seeds").uid
    response = ask(f"like-list/{uid}/", part=False)
    assert response.status_code == 302
    assert response["Location"].count("like%3A") == 3
    found = ask(response["Location"].removeprefix("/w/fernhill/discover/"))
    assert found.status_code == 200
    assert not set(ids) & {
        part.split('"')[0] for part in found.content.decode().split('data-key="')[1:]
    }


def test_a_search_is_saved_with_its_alert(ask: Ask, scope: Scope) -> None:
    from groundswell.discovery.saved.queries import saved_searches

    response = ask("save/", name="Skin", q="topic:skincare", cadence="daily")
    assert response.status_code == 200
    (line,) = saved_searches(scope)
    assert (line.row.name, line.row.query, line.cadence) == ("Skin", "topic:skincare", "daily")
    again = ask("save/", name="skin", q="topic:vegan")
    assert again.status_code == 422
    assert "Skin" in again.content.decode() or "skin" in again.content.decode()
    assert "Skin" in ask("searches/").content.decode()


def test_recent_searches_are_noted_for_who_asked(ask: Ask, crowd) -> None:
    assert ask("recent/", q="topic:skincare", total="3").status_code == 204
    assert ask("recent/", q="er>=3", total="x").status_code == 422
    assert "about skincare" in ask("searches/").content.decode()
    assert "about skincare" not in ask("searches/", who="viewer").content.decode()


def test_a_viewer_may_look_but_not_take(ask: Ask, scope: Scope) -> None:
    text = ask("?q=", who="viewer").content.decode()
    assert "Add to list" not in text
    assert ask("add/", who="viewer", id=first(scope, 1), new="X").status_code == 403
    assert ask("save/", who="viewer", name="X", q="").status_code == 403
