"""The creator's page: every tab in full and with nothing, who sees what, and where it stands."""

import re
from typing import Any

import pytest
from django.http import HttpResponse

from groundswell.creators.actions import merge_creators
from groundswell.discovery.models import View
from groundswell.web.creators import tabs
from groundswell.web.creators.tabs import Tab
from groundswell.workspaces.scope import Scope
from tests.api.world import load_crowd
from tests.web.creators.conftest import World

TABS = ("", "content/", "audience/", "history/", "notes/")


def text(response: HttpResponse) -> str:
    """The page without marks, blanks made one."""
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def get(world: World, path: str, who: str = "owner", **headers: str) -> HttpResponse:
    response: Any = world.client(who).get(path, headers=headers)
    return response


def test_the_header_says_who_it_is(world: World) -> None:
    page = text(get(world, world.path()))
    assert "Maren Okoye-Lindt" in page
    assert "Portland, United States · English · skincare, sunscreen" in page
    assert re.search(r"48\.\dk · (Mid|Micro)", page)
    assert "maren.moves" in page
    assert "Contact known" in page


def test_key_numbers_come_with_base_n_and_interval(world: World) -> None:
    page = text(get(world, world.path()))
    assert re.search(r"4\.\d% by followers .*? n 12 posts · 4\.\d–5\.\d%", page)
    assert "per reel" in page
    assert "$380–$620 per post" in page
    assert "maren@example.com" in page
    assert "United States" in page
    assert "41% 38–44" in page


@pytest.mark.parametrize("tab", TABS)
def test_of_whom_only_a_handle_is_known_every_tab_stands(world: World, tab: str) -> None:
    response = get(world, world.path("bare", tab))
    assert response.status_code == 200
    page = text(response)
    assert "bare" in page
    assert not re.search(r"\b(None|nan)\b", page)


def test_what_is_not_known_is_said_with_what_it_takes(world: World) -> None:
    page = text(get(world, world.path("bare")))
    assert page.count("not enough data, 0 of") >= 3
    assert "followers not known" in page
    assert "no address known" in page


def test_the_figures_speak_of_the_profile_that_is_chosen(world: World) -> None:
    page = text(get(world, f"{world.path()}?profile={world.profile('maren.moves')}"))
    assert "Key numbers TikTok" in page
    assert "Key numbers Instagram" in text(get(world, world.path()))


def test_the_identifier_of_a_profile_leads_to_its_creator(world: World) -> None:
    uid = world.profile("maren.moves")
    response: Any = get(world, f"/w/fernhill/creators/{uid}/history/")
    assert response.status_code == 302
    assert response["Location"] == f"{world.path(rest='history/')}?profile={uid}"


@pytest.mark.parametrize("tab", [*TABS, "peek/", "edit/", "merge/", "link/", "erase/", "export/"])
def test_another_workspace_finds_nobody(world: World, tab: str) -> None:
    path = world.path(rest=tab).replace("/fernhill/", "/rivalry/")
    assert get(world, path, "stranger").status_code == 404


@pytest.mark.parametrize("uid", ["crt_0000000000000", "prf_0000000000000", "lst_x", "nobody"])
def test_an_identifier_of_nobody_is_404(world: World, uid: str) -> None:
    assert get(world, f"/w/fernhill/creators/{uid}/").status_code == 404


def test_another_creators_profile_cannot_be_chosen(world: World) -> None:
    path = f"{world.path()}?profile={world.profile('bare')}"
    assert get(world, path).status_code == 404


def test_a_viewer_sees_no_way_to_write(world: World) -> None:
    for tab in TABS:
        page = get(world, world.path(rest=tab), "viewer").content.decode()
        main = page.partition("<main")[2].partition("</main>")[0]
        assert "<form" not in main or 'method="post"' not in main
        for word in ("Add to list", "Edit facts", "Link a profile", "Merge", "Erase", "Correct"):
            assert word not in main, (tab, word)


def test_members_see_what_their_role_may_do(world: World) -> None:
    owner = get(world, world.path()).content.decode()
    analyst = get(world, world.path(), "analyst").content.decode()
    assert "Erase" in owner
    assert "Edit facts" in analyst
    assert "Erase" not in analyst


def test_opening_the_page_is_noted(world: World) -> None:
    get(world, world.path())
    seen = View.objects.get(person=world.cast["owner"], profile=world.row("maren"))
    assert seen.workspace_id == world.cast.fernhill.pk


def test_a_registered_tab_appears_with_its_count(world: World) -> None:
    def build(_request: object, subject: Any) -> dict[str, Any]:
        return {"notes": [], "feed": [], "tags": [], "shown_for": subject.name}

    tab = Tab("trust", "Trust", 40, "creators/notes.html", build, lambda _scope, _subject: 7)
    tabs.register(tab)
    try:
        page = get(world, world.path(rest="trust/"))
        assert page.status_code == 200
        assert page.context["shown_for"] == "Maren Okoye-Lindt"
        names = re.findall(
            r'creators/[a-z0-9_]+/(\w*)/?[^"]*"[^>]*>(\w+)(?:<span class="gs-count">(\d+))?',
            page.content.decode(),
        )
        strip = [(label, count) for _, label, count in names if label in
                 {"Overview", "Content", "Audience", "Trust", "History", "Notes"}]  # fmt: skip
        assert ("Trust", "7") in strip
        labels = [label for label, _ in strip]
        assert labels.index("Audience") < labels.index("Trust") < labels.index("History")
    finally:
        tabs.withdraw("trust")
    assert get(world, world.path(rest="trust/")).status_code == 404


@pytest.mark.parametrize("slug", ["peek", "edit", "merge", "overview"])
def test_a_tab_cannot_take_a_word_that_means_something_else(slug: str) -> None:
    with pytest.raises(ValueError, match=slug):
        tabs.register(Tab(slug, "x", 50, "x.html", lambda _r, _s: {}))


def test_posts_are_filtered_sorted_and_paged(world: World) -> None:
    path = world.path(rest="content/")
    all_posts = text(get(world, path))
    assert "12 of 12" in all_posts
    reels = get(
        world, f"{path}?kind=reel&order=views", **{"HX-Request": "true", "HX-Target": "posts"}
    )
    body = text(reels)
    assert "6 of 12" in body
    assert "<main" not in reels.content.decode()
    assert body.index("Morning routine 11") < body.index("Morning routine 1 ")
    assert "1 of 12" in text(get(world, f"{path}?paid=yes"))
    assert "No post fits" in text(get(world, f"{path}?hashtag=nothing"))
    assert "Of own median" not in text(get(world, f"{path}?view=cards"))


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "order=evil", "paid=maybe", "page=999999", "view=pie"]
)
def test_filters_that_make_no_sense_are_left_away(world: World, query: str) -> None:
    assert "12 of 12" in text(get(world, f"{world.path(rest='content/')}?{query}"))


def test_the_audience_is_told_with_intervals_or_what_it_lacks(world: World) -> None:
    page = text(get(world, world.path(rest="audience/")))
    assert "n 1,204" in page
    assert "41% 38–44" in page
    assert "Age by gender (United States)" in page
    assert "Beauty" in page
    bare = text(get(world, world.path("bare", "audience/")))
    assert "Nothing is known of this audience" in bare


def test_history_tells_each_fact_by_source_and_narrows_down(world: World) -> None:
    path = world.path(rest="history/")
    every = text(get(world, path))
    assert "Followers" in every
    assert "Agency list" in every
    assert "Computed from posts" in every
    narrow = get(world, f"{path}?fact=city", **{"HX-Request": "true", "HX-Target": "facts"})
    body = text(narrow)
    assert "Portland" in body
    assert "Main language" not in body
    assert "older value" in every


def test_a_merged_creator_leads_to_who_stands_for_it(world: World) -> None:
    before = world.path("bare")
    merge_creators(world.scope, world.creator(), world.creator("bare"), "same face")
    response: Any = get(world, before)
    assert response.status_code == 302
    assert response["Location"] == world.path()
    assert ">bare<" in get(world, world.path()).content.decode()


def test_the_place_in_the_search_is_kept(world: World) -> None:
    load_crowd(Scope.operator(world.cast.fernhill.pk), 60)
    found = world.client().get("/w/fernhill/discover/?q=platform:instagram")
    assert found.status_code == 200
    from groundswell.discovery.search import search

    owner = world.cast.scope("owner")
    results = search(owner, "platform:instagram", limit=3)
    middle = results.results[1]
    path = f"/w/fernhill/creators/{middle['creator']}/?q=platform:instagram&at=2&profile={middle['id']}"
    page = get(world, path)
    body = text(page)
    assert f"2 of {results.total}" in body
    position = page.context["position"]
    assert f"/creators/{results.results[0]['id']}/?q=platform%3Ainstagram&at=1" in position.before
    assert f"/creators/{results.results[2]['id']}/?q=platform%3Ainstagram&at=3" in position.after
    first: Any = get(world, position.before)
    assert "q=platform%3Ainstagram&at=1" in first["Location"]


@pytest.mark.parametrize("query", ["q=platform:instagram&at=0", "q=((&at=1", "q=a&at=x", "at=3"])
def test_a_place_that_does_not_hold_is_left_away(world: World, query: str) -> None:
    page = get(world, f"{world.path()}?{query}")
    assert page.status_code == 200
    assert page.context["position"] is None


def test_the_panel_beside_a_list_says_the_most_of_it(world: World) -> None:
    part = get(world, world.path(rest="peek/"), **{"HX-Request": "true"})
    body = text(part)
    assert "<main" not in part.content.decode()
    for word in ("Maren Okoye-Lindt", "Key numbers", "Engagement", "United States", "Newest posts"):
        assert word in body
    whole = get(world, world.path(rest="peek/"))
    assert "<main" in whole.content.decode()
    assert get(world, f"/w/fernhill/creators/{world.profile('bare')}/peek/").status_code == 200
