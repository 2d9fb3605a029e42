"""The page behind a share link, and the tabs of a list: what is shown, to whom, and what is not."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client

from groundswell.creators.identifiers import profile_id
from groundswell.creators.models import Profile, Source
from groundswell.discovery import search
from groundswell.kernel import clock
from groundswell.relationships import actions, queries
from groundswell.relationships.models import Note, ShareLink, Vote
from groundswell.web.sharing import limits
from groundswell.workspaces.scope import Scope
from tests.api.world import load_crowd
from tests.factories.people import Cast


@pytest.fixture
def me(cast: Cast) -> Scope:
    return cast.scope("manager")


@pytest.fixture
def rows(me: Scope) -> list[int]:
    load_crowd(Scope.operator(me.workspace), 40)
    found = search.search(me, "", limit=6).results
    return search.rows_named(me, [str(one["id"]) for one in found]).tolist()


@pytest.fixture
def made(me: Scope, rows: list[int]) -> actions.MadeLink:
    caches["default"].clear()
    actions.create_list(me, "Spring launch")
    actions.add_profiles(me, "Spring launch", rows)
    return actions.share_list(me, "Spring launch", label="Client", votes=True, comments=True)


@pytest.fixture
def guest(made: actions.MadeLink) -> Client:
    client = Client()
    client.post(f"/s/{made.token}/name/", {"guest": "Kim Lee"})
    return client


@pytest.fixture
def member(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast["manager"])
    return client


def text(response) -> str:
    return response.content.decode()


def test_only_what_the_link_says_is_shown(me, made, rows):
    field = actions.add_field(me, "Our offer", "text", name="Spring launch")
    secret = actions.add_field(me, "Doubts", "text", name="Spring launch")
    block = actions.Block(
        [rows[0]], [field.uid, secret.uid, "note"], [["two jars", "too shy", "loud"]]
    )
    actions.set_values(me, "Spring launch", block)
    actions.write_note(me, "a private remark", profile=rows[0], name="Spring launch")
    actions.write_note(me, "an open remark", profile=rows[0], name="Spring launch", shared=True)
    actions.tag_profiles(me, "inner-circle", [rows[0]])
    actions.change_share(me, made.link.uid, columns=["followers", field.uid])

    shown = text(Client().get(f"/s/{made.token}/"))

    assert "two jars" in shown
    assert "an open remark" in shown
    for private in ("too shy", "loud", "a private remark", "inner-circle", "Client", "@example"):
        assert private not in shown
    for column in (">Followers<", ">Our offer<"):
        assert column in shown
    for column in (">Engagement<", ">Country<", ">Asking price<", ">Audience"):
        assert column not in shown
    assert 'target="_blank"' not in shown


def test_what_a_source_forbids_to_show_on_is_left_out(made, rows):
    row = Profile.objects.get(pk=rows[0])
    Source.objects.filter(pk=row.source_id).update(may_show=False)

    shown = text(Client().get(f"/s/{made.token}/"))

    assert "the source does not allow showing its facts" in shown
    assert f"@{row.handle}" not in shown


def test_a_link_that_is_over_says_so(me, made):
    ShareLink.objects.update(expires_at=clock.now() - timedelta(hours=1))
    expired = Client().get(f"/s/{made.token}/")
    actions.revoke_share(me, made.link.uid)
    withdrawn = Client().post(f"/s/{made.token}/vote/", {"vote": "up"})

    assert (expired.status_code, withdrawn.status_code) == (410, 410)
    assert "This link has expired." in text(expired)
    assert "This link was withdrawn." in text(withdrawn)
    assert "Spring launch" not in text(expired) + text(withdrawn)
    assert Client().get("/s/guessed/").status_code == 404


def test_a_visit_is_counted_once(made):
    client = Client()
    for _ in range(3):
        client.get(f"/s/{made.token}/")
    client.get(f"/s/{made.token}/?page=2", headers={"HX-Request": "true"})
    Client().get(f"/s/{made.token}/")

    assert ShareLink.objects.get().views == 2


def test_a_guest_votes_and_comments(me, made, guest, rows):
    profile = profile_id(rows[0])
    voted = guest.post(
        f"/s/{made.token}/vote/", {"vote": "up", "profile": profile}, headers={"HX-Request": "true"}
    )
    said = guest.post(f"/s/{made.token}/comment/", {"text": "Lovely <b>", "profile": profile})

    assert 'aria-pressed="true"' in text(voted)
    assert "<html" not in text(voted)
    assert said["Location"] == f"/s/{made.token}/#{profile}"
    page = text(guest.get(f"/s/{made.token}/"))
    assert "Lovely &lt;b&gt;" in page
    assert "You are Kim Lee" in page
    vote = Vote.objects.get()
    assert (vote.guest, vote.up) == ("Kim Lee", True)
    guest.post(f"/s/{made.token}/vote/", {"vote": "none", "profile": profile})
    assert not Vote.objects.exists()
    assert queries.activity_of_list(me, "Spring launch").lines[0].who == "Kim Lee"


def test_a_name_holds_for_its_own_link_and_cannot_be_forged(me, made, guest):
    other = actions.share_list(me, "Spring launch", votes=True)
    cookie = guest.cookies["gs_guest"]

    assert cookie["path"] == f"/s/{made.token}/"
    assert cookie["httponly"]
    forged = Client()
    forged.cookies["gs_guest"] = cookie.value  # sent to another link
    assert "You are" not in text(forged.get(f"/s/{other.token}/"))
    forged.cookies["gs_guest"] = "Kim Lee"
    assert "You are" not in text(forged.get(f"/s/{made.token}/"))


def test_what_cannot_be_taken_is_said_beside_it(made, guest, rows):
    profile = profile_id(rows[0])
    nameless = Client().post(f"/s/{made.token}/name/", {"guest": " "})
    empty = guest.post(
        f"/s/{made.token}/comment/",
        {"text": " ", "profile": profile},
        headers={"HX-Request": "true"},
    )
    elsewhere = guest.post(f"/s/{made.token}/vote/", {"vote": "up", "profile": profile_id(10**6)})

    assert (nameless.status_code, empty.status_code, elsewhere.status_code) == (422, 422, 404)
    assert "Say who you are" in text(nameless)
    assert "The note is empty." in text(empty)
    assert not Note.objects.exists()


def test_too_much_at_once_is_stopped(made, guest, rows, monkeypatch):
    monkeypatch.setattr(limits, "EACH", 3)
    caches["default"].clear()
    answers = [
        guest.post(
            f"/s/{made.token}/vote/", {"vote": vote, "profile": profile_id(rows[0])}
        ).status_code
        for vote in ("up", "down", "up", "down", "up")
    ]
    assert answers == [302, 302, 302, 429, 429]
    assert Vote.objects.get().up
    monkeypatch.setattr(limits, "ALL", 4)
    caches["default"].clear()
    for address in ("10.0.0.1", "10.0.0.2"):
        for _ in range(2):
            guest.post(f"/s/{made.token}/name/", {"guest": "Kim"}, REMOTE_ADDR=address)
    last = guest.post(f"/s/{made.token}/name/", {"guest": "Kim"}, REMOTE_ADDR="10.0.0.3")
    assert last.status_code == 429


def test_more_creators_follow(me, made, monkeypatch):
    monkeypatch.setattr("groundswell.web.sharing.cards.PER_PAGE", 4)

    first = text(Client().get(f"/s/{made.token}/"))
    rest = text(Client().get(f"/s/{made.token}/?page=2"))

    assert first.count('class="gs-shared-c"') == 4
    assert rest.count('class="gs-shared-c"') == 2
    assert "?page=2" in first
    assert "?page=3" not in rest


# ---------------------------------------------------------------- the tabs


def test_the_token_is_shown_once(member, me, rows):
    actions.create_list(me, "Spring launch")
    uid = queries.list_named(me, "Spring launch").uid

    made = member.post(
        f"/w/fernhill/lists/{uid}/share/",
        {"label": "Client", "columns": ["followers"], "votes": "on", "expires": ""},
    )
    again = member.get(f"/w/fernhill/lists/{uid}/share/")

    assert "http://testserver/s/" in text(made)
    assert "http://testserver/s/" not in text(again)
    assert "Client" in text(again)
    link = ShareLink.objects.get()
    assert (link.votes, link.comments, link.columns, link.expires_at) == (
        True,
        False,
        ["followers"],
        None,
    )


def test_a_link_lasts_to_the_end_of_its_day_where_the_workspace_is(member, me, cast, rows):
    cast.fernhill.time_zone = "Asia/Tokyo"
    cast.fernhill.save()
    uid = actions.create_list(me, "Spring launch").uid
    day = (clock.now() + timedelta(days=9)).date()

    member.post(f"/w/fernhill/lists/{uid}/share/", {"expires": day.isoformat()})
    wrong = member.post(f"/w/fernhill/lists/{uid}/share/", {"expires": "2001-01-01"})

    ends = ShareLink.objects.get().expires_at
    assert ends.isoformat() == f"{day}T14:59:59+00:00"
    assert wrong.status_code == 422
    assert "would have expired already" in text(wrong)


def test_a_task_without_words_is_refused_beside_the_form(member, me, rows):
    uid = actions.create_list(me, "Spring launch").uid
    wrong = member.post(
        f"/w/fernhill/lists/{uid}/tasks/new/", {"text": " "}, headers={"HX-Request": "true"}
    )
    task = actions.give_task(me, "Call", name=uid)
    changed = member.post(f"/w/fernhill/lists/{uid}/tasks/{task.uid}/", {"text": "", "due_on": "x"})

    assert (wrong.status_code, changed.status_code) == (422, 422)
    assert "Say what is to be done." in text(wrong)
    assert "That is not a day." in text(changed)
    other = actions.create_list(me, "Other").uid
    strange = member.post(f"/w/fernhill/lists/{other}/tasks/{task.uid}/", {"deed": "done"})
    assert strange.status_code == 404


def test_the_summary_says_what_is_not_known(member, me, rows):
    uid = actions.create_list(me, "Spring launch").uid
    empty = text(member.get(f"/w/fernhill/lists/{uid}/summary/"))
    actions.add_profiles(me, uid, rows)
    actions.tag_profiles(me, "do-not-contact", rows[:1])
    Profile.objects.filter(pk__in=rows).update(audience=None)

    shown = text(member.get(f"/w/fernhill/lists/{uid}/summary/"))

    assert "Nobody is on this list yet." in empty
    assert "Asked not to be contacted" in shown
    assert "not enough data" in shown


def test_activity_is_told_in_words(member, me, rows):
    uid = actions.create_list(me, "Spring launch").uid
    actions.add_profiles(me, uid, rows)
    actions.move_entries(me, uid, rows[:1], "Agreed")
    actions.rename_list(me, uid, "Summer 100%")
    actions.vote(me, uid, rows[0], up=True)
    actions.vote(me, uid, rows[0], up=None)
    actions.give_task(me, "Reach 50%", name=uid)

    shown = text(member.get(f"/w/fernhill/lists/{uid}/activity/"))

    for said in (
        "gave the task “Reach 50%”", "renamed it, before “Spring launch”", "added 6 creators",
        "to Agreed", "took a vote on", "made this list",
    ):  # fmt: skip
        assert said in shown, said
