"""The pages of saved searches: what they show, change, refuse and lead to."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from groundswell.discovery.models import Cadence, Finding, Follower, RecentSearch, SavedSearch
from groundswell.discovery.saved import actions, looking, rowset
from groundswell.relationships import caching
from groundswell.workspaces import reversals
from groundswell.workspaces.models import Reversal
from tests.api.world import load_crowd

HTMX = {"HX-Request": "true"}


@pytest.fixture
def crowd(cast):
    caching.forget()
    load_crowd(cast.scope("owner"), 60)
    return cast


def client(cast, who="manager", *, script=False):
    made = Client(headers=HTMX if script else {})
    made.force_login(cast[who])
    return made


def saved(cast, name="Vegans", query="followers>=1", **more):
    return actions.save_search(cast.scope("manager"), name, query, **more)


def forget(row, many):
    """As if so many of the matches had come since the last look."""
    from groundswell.discovery.models import Memory

    memory = Memory.objects.get(search=row)
    rows = rowset.unpack(bytes(memory.rows))
    memory.rows = rowset.pack(rows[many:])
    memory.save()
    return rows[:many]


def text(response):
    return " ".join(response.content.decode().split())


def test_the_table_says_what_each_search_finds_and_what_is_new(crowd):
    row = saved(crowd, cadence="daily")
    forget(row, 3)
    looking.look(row.pk)

    page = text(client(crowd).get("/w/fernhill/searches/"))

    assert "Vegans" in page
    assert "Profiles with at least 1 followers." in page
    assert f'href="/w/fernhill/searches/{row.uid}/new/0/">3</a>' in page
    assert '<option value="daily" selected>' in page
    colleague = text(client(crowd, "analyst").get("/w/fernhill/searches/"))
    assert "No search is saved yet." in colleague


def test_opening_leads_to_discover_and_settles_what_is_new(crowd):
    row = saved(crowd)
    fresh = forget(row, 3)
    looking.look(row.pk)
    browser = client(crowd)

    new = browser.get(f"/w/fernhill/searches/{row.uid}/new/0/")
    query = parse_qs(urlsplit(new["Location"]).query)["q"]
    assert query == [f"followers>=1 new:{row.uid}"]
    shown = browser.get(new["Location"])
    assert shown.status_code == 200
    assert f"{len(fresh)}" in text(shown)

    again = browser.get(f"/w/fernhill/searches/{row.uid}/")
    assert parse_qs(urlsplit(again["Location"]).query)["q"] == ["followers>=1"]
    assert Follower.objects.get(search=row).opened == Finding.objects.get(search=row).pk


def test_the_short_link_works_for_colleagues_where_it_is_shared_and_for_nobody_else(crowd):
    private, shared = saved(crowd), saved(crowd, "Shared", shared=True)

    assert client(crowd, "viewer").get(f"/w/fernhill/searches/{shared.uid}/").status_code == 302
    assert client(crowd, "viewer").get(f"/w/fernhill/searches/{private.uid}/").status_code == 404
    stranger = client(crowd, "stranger")
    for path in (f"/w/fernhill/searches/{shared.uid}/", f"/w/rivalry/searches/{shared.uid}/"):
        for end in ("", "new/0/", "edit/"):
            assert stranger.get(path + end).status_code == 404
        assert stranger.post(path + "alert/", {"cadence": "now"}).status_code == 404
        assert stranger.post(path + "delete/").status_code == 404


def test_a_search_is_edited_in_the_panel_and_the_table_answers(crowd):
    row = saved(crowd)
    browser = client(crowd, script=True)
    assert "find-q" in text(browser.get(f"/w/fernhill/searches/{row.uid}/edit/"))

    done = browser.post(
        f"/w/fernhill/searches/{row.uid}/edit/",
        {"name": "Big", "q": "followers>=10", "shared": "on", "cadence": "weekly"},
    )

    row.refresh_from_db()
    assert (row.name, row.query, row.shared) == ("Big", "followers>=10", True)
    follower = Follower.objects.get(search=row)
    assert (follower.cadence, follower.by_mail) == (Cadence.WEEKLY, False)
    assert "<table" in done.content.decode()
    assert "gs:close-panel" in done["HX-Trigger"]
    reversals.undo(crowd.scope("manager"), Reversal.objects.latest("pk").uid)
    row.refresh_from_db()
    assert (row.name, row.query) == ("Vegans", "followers>=1")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": "", "q": "followers>=1"}, "A saved search needs a name."),
        ({"name": "Other", "q": "followers>=1"}, "already"),
        ({"name": "Vegans", "q": "folowers>=1"}, "Did you mean followers?"),
        ({"name": "Vegans", "q": "followers>=1", "cadence": "hourly"}, "is not how often"),
    ],
)
def test_what_cannot_be_saved_comes_back_to_the_panel_as_it_was_typed(crowd, form, said):
    row = saved(crowd)
    saved(crowd, "Other")

    answer = client(crowd, script=True).post(f"/w/fernhill/searches/{row.uid}/edit/", form)

    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#panel")
    assert said in text(answer)
    assert f'value="{form["name"]}"' in text(answer)
    row.refresh_from_db()
    assert (row.name, row.query) == ("Vegans", "followers>=1")


def test_a_colleague_sets_the_own_alert_and_nothing_else(crowd):
    row = saved(crowd, shared=True)
    browser = client(crowd, "viewer", script=True)

    panel = text(browser.get(f"/w/fernhill/searches/{row.uid}/edit/"))
    assert "find-cadence" in panel
    assert "find-q" not in panel
    browser.post(f"/w/fernhill/searches/{row.uid}/edit/", {"name": "Mine", "cadence": "now"})
    row.refresh_from_db()
    assert row.name == "Vegans"
    assert Follower.objects.get(person=crowd["viewer"]).cadence == Cadence.NOW
    browser.post(f"/w/fernhill/searches/{row.uid}/alert/", {"cadence": ""})
    assert Follower.objects.get(person=crowd["viewer"]).cadence == Cadence.NEVER


def test_who_runs_the_workspace_may_make_a_search_private_to_its_owner(crowd):
    row = saved(crowd, shared=True)
    browser = client(crowd, "owner")

    answer = browser.post(
        f"/w/fernhill/searches/{row.uid}/edit/", {"name": "Vegans", "q": "followers>=1"}
    )

    assert answer.status_code == 302
    row.refresh_from_db()
    assert not row.shared


def test_a_deleted_search_can_be_brought_back(crowd):
    row = saved(crowd)
    browser = client(crowd, script=True)

    answer = browser.post(f"/w/fernhill/searches/{row.uid}/delete/")

    assert "No search is saved yet." in text(answer)
    undo = Reversal.objects.latest("pk").uid
    assert undo in answer["HX-Trigger"]
    browser.post(f"/w/fernhill/undo/{undo}/")
    assert SavedSearch.objects.get().deleted_at is None


def test_recent_searches_are_listed_and_forgotten(crowd):
    actions.note_recent(crowd.scope("manager"), "followers>=5", 7)
    browser = client(crowd, script=True)
    assert "Profiles with at least 5 followers." in text(browser.get("/w/fernhill/searches/"))
    other = text(client(crowd, "analyst").get("/w/fernhill/searches/"))
    assert "at least 5 followers" not in other

    browser.post("/w/fernhill/searches/recent/forget/")

    assert not RecentSearch.objects.exists()


def test_an_alert_ends_from_its_mail_without_signing_in(crowd):
    row = saved(crowd, cadence="now")
    token = Follower.objects.get(search=row).uid
    anybody = Client(enforce_csrf_checks=True)

    assert "End this alert" in text(anybody.get(f"/w/fernhill/alerts/{token}/off/"))
    assert Follower.objects.get().cadence == Cadence.NOW  # looking ends nothing
    ended = anybody.post(f"/w/fernhill/alerts/{token}/off/", {"List-Unsubscribe": "One-Click"})

    assert "has ended" in text(ended)
    assert Follower.objects.get().cadence == Cadence.NEVER
    assert anybody.get(f"/w/rivalry/alerts/{token}/off/").status_code == 404
    assert anybody.get("/w/fernhill/alerts/fol_0000000000000/off/").status_code == 404


def test_a_search_that_cannot_be_looked_at_says_why(crowd):
    row = saved(crowd)
    SavedSearch.objects.filter(pk=row.pk).update(trouble="There is no list “Gone”.")

    assert "Cannot be looked at: There is no list “Gone”." in text(
        client(crowd).get("/w/fernhill/searches/")
    )
