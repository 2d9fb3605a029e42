import json

import pytest
from django.test import Client
from pytest_django import Settings

from groundswell.relationships import actions, queries
from groundswell.workspaces.actions import change_look, create_brand
from groundswell.workspaces.queries import scope_of_self
from tests.api.world import load_crowd
from tests.factories.people import Cast

HTMX = {"HX-Request": "true"}
FETCH = {"X-Requested-With": "fetch"}


def as_(cast: Cast, who: str = "owner") -> Client:
    client = Client()
    client.force_login(cast[who])
    return client


def test_scripts_need_the_nonce_and_nothing_comes_from_elsewhere(cast: Cast) -> None:
    first, second = (as_(cast).get("/w/fernhill/help/search/") for _ in range(2))
    policy = first["Content-Security-Policy"]
    assert "script-src 'self' 'nonce-" in policy
    assert "default-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    assert policy != second["Content-Security-Policy"]
    page = first.content.decode()
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in page.partition("<article")[0]


def test_the_frame_names_the_workspaces_and_where_one_is(cast: Cast) -> None:
    page = as_(cast).get("/w/fernhill/lists/").content.decode()
    assert "Fernhill Botanics" in page
    assert "Rivalry" not in page
    assert page.count('aria-current="page"') >= 1


@pytest.mark.parametrize("wish", ["light", "dark", ""])
def test_the_theme_is_remembered(cast: Cast, wish: str) -> None:
    client = as_(cast)
    assert client.post("/theme", {"theme": wish}).status_code == 204
    cast["owner"].refresh_from_db()
    assert cast["owner"].theme == wish
    page = client.get("/w/fernhill/help/search/").content.decode()
    assert f'data-theme="{wish or "system"}"' in page


def test_an_unknown_theme_is_refused(cast: Cast) -> None:
    refused = as_(cast).post("/theme", {"theme": "neon"}, headers=FETCH)
    assert refused.status_code == 422
    assert refused.json()["field"] == "theme"


def test_numbers_follow_the_person_before_the_browser(cast: Cast) -> None:
    load_crowd(cast.scope("owner"), 30)
    client = as_(cast)
    german = {"Accept-Language": "de-DE,de;q=0.9"}
    assert 'lang="de-DE"' in client.get("/w/fernhill/lists/", headers=german).content.decode()
    change_look(scope_of_self(cast["owner"]), locale="fr")
    assert 'lang="fr"' in client.get("/w/fernhill/lists/", headers=german).content.decode()


def test_the_chosen_brand_stays_until_another_is_chosen(cast: Cast) -> None:
    made = create_brand(cast.scope("owner"), "Oakmoss")
    other = create_brand(cast.scope("stranger", "rivalry"), "Elsewhere")
    client = as_(cast)
    assert client.post("/w/fernhill/brand/", {"brand": made.uid}).status_code == 302
    assert '<span class="gs-lb gs-el">Oakmoss</span>' in _lists(client)
    assert client.post("/w/fernhill/brand/", {"brand": other.uid}).status_code == 404
    assert '<span class="gs-lb gs-el">Oakmoss</span>' in _lists(client)
    assert client.post("/w/fernhill/brand/", {"brand": ""}).status_code == 302
    assert '<span class="gs-lb gs-el">Fernhill Botanics</span>' in _lists(client)


def _lists(client: Client) -> str:
    return client.get("/w/fernhill/lists/").content.decode()


# -------------------------------------------------------------------- palette


def test_the_palette_offers_pages_lists_creators_and_actions(cast: Cast) -> None:
    load_crowd(cast.scope("owner"), 40)
    actions.create_list(cast.scope("owner"), "Spring launch")
    client = as_(cast)
    bare = client.get("/w/fernhill/jump/").content.decode()
    assert "Spring launch" in bare
    assert "Discover" in bare
    asked = client.get("/w/fernhill/jump/", {"q": "spring"}).content.decode()
    assert "Spring launch" in asked
    assert "Search for “spring”" in asked
    assert ">Discover<" not in asked


def test_the_palette_finds_a_creator_by_the_start_of_the_handle(cast: Cast) -> None:
    from groundswell.discovery.search import search

    scope = cast.scope("owner")
    load_crowd(scope, 40)
    one = search(scope, "sort:followers", limit=1).results[0]
    page = as_(cast).get("/w/fernhill/jump/", {"q": "@" + one["handle"][:6]}).content.decode()
    assert f"/w/fernhill/creators/{one['creator']}/" in page
    assert (
        "/creators/"
        not in as_(cast, "stranger").get("/w/rivalry/jump/", {"q": "zzzz"}).content.decode()
    )


@pytest.mark.parametrize("asked", ['"', "a:b", "((", "@", "x" * 5000, "-", "\\"])
def test_nothing_that_is_typed_breaks_the_palette(cast: Cast, asked: str) -> None:
    load_crowd(cast.scope("owner"), 10)
    assert as_(cast).get("/w/fernhill/jump/", {"q": asked}).status_code == 200


def test_the_palette_offers_only_what_the_role_may(cast: Cast) -> None:
    load_crowd(cast.scope("owner"), 10)
    assert "New list" in as_(cast).get("/w/fernhill/jump/").content.decode()
    assert "New list" not in as_(cast, "viewer").get("/w/fernhill/jump/").content.decode()


# -------------------------------------------------------------------- undo


def test_undo_takes_back_once_and_says_what(cast: Cast) -> None:
    scope = cast.scope("owner")
    actions.create_list(scope, "Spring launch")
    undo = actions.delete_list(scope, "Spring launch").undo
    assert queries.lists_of(scope) == []
    client = as_(cast)
    done = client.post(f"/w/fernhill/undo/{undo}/", headers=FETCH)
    assert done.status_code == 200
    assert "Spring launch" in done.json()["text"]
    assert [one.name for one in queries.lists_of(scope)] == ["Spring launch"]
    again = client.post(f"/w/fernhill/undo/{undo}/", headers=FETCH)
    assert again.status_code == 409
    assert again.json()["detail"] == "This was undone before."


def test_another_workspace_cannot_undo(cast: Cast) -> None:
    scope = cast.scope("owner")
    actions.create_list(scope, "Spring launch")
    undo = actions.delete_list(scope, "Spring launch").undo
    stranger = as_(cast, "stranger")
    assert stranger.post(f"/w/fernhill/undo/{undo}/", headers=FETCH).status_code == 404
    assert stranger.post(f"/w/rivalry/undo/{undo}/", headers=FETCH).status_code == 404
    assert queries.lists_of(scope) == []


def test_what_was_done_reaches_htmx_in_a_header_and_pages_as_toasts(cast: Cast) -> None:
    scope = cast.scope("owner")
    client = as_(cast)
    for headers in (HTMX, {}):
        actions.create_list(scope, "Spring launch")
        undo = actions.delete_list(scope, "Spring launch").undo
        answer = client.post(f"/w/fernhill/undo/{undo}/", headers=headers)
        if headers:
            assert answer["HX-Refresh"] == "true"
        page = client.get("/w/fernhill/lists/").content.decode()
        toasts = page.partition('id="said"')[2].partition("</script>")[0].partition(">")[2]
        assert [toast["undo"] for toast in json.loads(toasts)] == [None]
        assert 'id="said"' not in client.get("/w/fernhill/lists/").content.decode()
        actions.delete_list(scope, "Spring launch")


# -------------------------------------------------------------------- help, components


def test_help_shows_each_page_of_the_guide_with_working_links(cast: Cast) -> None:
    from groundswell.web.shell import guide

    client = as_(cast)
    pages = guide.page(guide.first())["pages"]
    assert {"start", "search", "fields"} <= {name for name, _ in pages}
    for name, title in pages:
        page = client.get(f"/w/fernhill/help/{name}/")
        assert page.status_code == 200
        assert title
        for link in page.content.decode().split('href="../')[1:]:
            target = link.partition("/")[0]
            assert target in {one for one, _ in pages}, f"{name} links to {target}"
    assert client.get("/w/fernhill/help/nowhere/").status_code == 404


def test_the_styleguide_is_there_only_where_debugging_is_on(cast: Cast, settings: Settings) -> None:
    assert Client().get("/styleguide").status_code == 404
    settings.DEBUG = True
    page = Client().get("/styleguide")
    assert page.status_code == 200
    assert "not enough data" in page.content.decode()


def test_refusals_answer_in_the_reader_s_way(cast: Cast) -> None:
    client = as_(cast, "viewer")
    page = client.get("/w/fernhill/settings/members/")
    form = client.post("/w/fernhill/undo/und_none/", headers=HTMX)
    script = client.post("/w/fernhill/undo/und_none/", headers=FETCH)
    assert page.status_code in {200, 403}
    assert (form.status_code, form["X-Refusal"]) == (
        404,
        "There%20is%20nothing%20to%20undo%20here.",
    )
    assert script.json()["detail"] == "There is nothing to undo here."
