"""The page and its answers: state in the address, faults in their place, nothing of others."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from groundswell.discovery import search
from groundswell.workspaces.scope import Scope
from tests.factories.people import Cast
from tests.web.discover.conftest import Ask

pytestmark = pytest.mark.django_db


def pushed(response) -> dict[str, list[str]]:
    return parse_qs(urlsplit(response["HX-Push-Url"]).query)


def total(response) -> int:
    match = re.search(r'data-total-of="(\d+)"', response.content.decode())
    assert match
    return int(match[1])


def test_the_page_shows_total_sentence_chips_and_panel(ask: Ask, scope: Scope) -> None:
    page = ask("?q=topic:skincare er>=3%25", part=False)
    text = page.content.decode()
    assert page.status_code == 200
    assert total(page) == search.count(scope, "topic:skincare er>=3%")
    assert "Profiles about skincare, with an engagement rate of at least 3%." in text
    assert text.count("data-chip=") == 2
    assert 'name="topic" value="skincare"' in text
    assert "checked" in text.split('name="topic" value="skincare"')[1].split(">")[0]


def test_a_part_is_the_same_answer_without_the_frame(ask: Ask) -> None:
    part = ask("?q=topic:skincare")
    assert b"<html" not in part.content
    assert "HX-Request" in part["Vary"]
    assert pushed(part) == {"q": ["topic:skincare"]}
    assert total(part) == total(ask("?q=topic:skincare", part=False))


def test_a_tick_changes_the_query_in_the_address(ask: Ask, scope: Scope) -> None:
    answer = ask(
        "?q=topic:skincare&edit=platform&platform=instagram&platform=tiktok&groups=creator"
    )
    assert pushed(answer)["q"] == ["topic:skincare platform:instagram,tiktok"]
    assert total(answer) == search.count(scope, "topic:skincare platform:instagram,tiktok")


def test_adding_removing_and_replacing_a_part(ask: Ask) -> None:
    assert pushed(ask("?q=topic:skincare&add=er>=3%25"))["q"] == ["topic:skincare er>=3%"]
    assert pushed(ask("?q=topic:skincare er>=3%25&add=er>=5%25&at=1"))["q"] == [
        "topic:skincare er>=5%"
    ]
    assert pushed(ask("?q=topic:skincare er>=3%25&add=&at=0"))["q"] == ["er>=3%"]
    assert pushed(ask("?q=x&dimension=country&key=Germany"))["q"] == ["x audience.country:DE>=20%"]


def test_words_being_typed_are_searched_but_not_yet_part_of_the_query(
    ask: Ask, scope: Scope
) -> None:
    answer = ask("?q=platform:instagram&draft=skincare")
    assert total(answer) == search.count(scope, "platform:instagram skincare")
    assert pushed(answer) == {"q": ["platform:instagram"], "draft": ["skincare"]}
    for half in ("skinc", "er>=", "like:@nobody"):
        left = ask(f"?q=platform:instagram&draft={half}")
        assert left.status_code == 200
        assert total(left) == search.count(scope, "platform:instagram")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("?q=x&add=er>=3", "could mean 3% or 3 times"),
        ("?q=country:germny", "is not a country we know"),
        ("?q=&edit=followers&followers.min=many", "is not a number"),
        ("?q=&dimension=country&key=Nowhereland", "is not a country we know"),
        ("?q=list:Nothing", "There is no list"),
        ("?q=like:instagram/@nobody.at.all", "There is no profile"),
        ("?q=id:prf_0000000000000", "There is no"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_under_the_box(ask: Ask, address: str, said: str) -> None:
    part = ask(address)
    assert part.status_code == 422
    assert (part["HX-Retarget"], part["HX-Push-Url"]) == ("#fault", "false")
    assert said in part.content.decode()
    page = ask(address, part=False)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert b"<html" in page.content


def test_a_fix_is_offered_as_a_press(ask: Ask) -> None:
    text = ask("?q=country:germny").content.decode()
    assert 'data-fix="country:DE"' in text
    assert "<u>germny</u>" in text


def test_text_of_strangers_is_escaped_everywhere(ask: Ask) -> None:
    evil = "%22<script>alert(1)</script>%22"
    for address in (
        f"?q={evil}",
        f"?q=x&add=topc:{evil}",
        f"?draft={evil}",
        f"complete/?text={evil}",
        f"values/topic/?start={evil}",
    ):
        for part in (True, False):
            assert b"<script>alert" not in ask(address, part=part).content


def test_pages_follow_the_cursor_and_come_back(ask: Ask, scope: Scope) -> None:
    first = ask("?q=").content.decode()
    seen = re.findall(r'data-key="(prf_\w+)"', first)
    more = re.search(r'href="\?([^"]+)" data-go data-more', first)
    assert more
    second = ask("?" + more[1].replace("&amp;", "&"))
    rest = re.findall(r'data-key="(prf_\w+)"', second.content.decode())
    assert seen + rest == [one["id"] for one in search.search(scope, "", limit=50).results]
    assert pushed(second)["from"] == ["26"]
    assert "26–50 of 200" in second.content.decode()


def test_a_change_begins_at_the_first_page_again(ask: Ask) -> None:
    first = ask("?q=").content.decode()
    more = re.search(r'href="\?([^"]+)" data-go data-more', first)
    assert more
    changed = ask("?" + more[1].replace("&amp;", "&") + "&edit=platform&platform=instagram")
    assert changed.status_code == 200
    assert "cursor" not in pushed(changed)
    assert "from" not in pushed(changed)


def test_a_cursor_of_another_search_is_refused(ask: Ask) -> None:
    assert ask("?q=&cursor=nonsense").status_code == 400


def test_view_columns_and_order_stay_in_the_address(ask: Ask) -> None:
    answer = ask("?q=topic:skincare sort:er&view=cards&cols=followers,seen,nonsense&peek=prf_x")
    assert pushed(answer) == {
        "q": ["topic:skincare sort:er"], "view": ["cards"], "cols": ["followers,seen"], "peek": ["prf_x"],
    }  # fmt: skip
    assert b"gs-cards" in answer.content


def test_closed_groups_are_not_counted_until_they_are_opened(ask: Ask) -> None:
    closed = ask("?q=&groups=").content.decode()
    assert "gs-fct" not in closed
    opened = ask("group/content/?q=platform:instagram").content.decode()
    assert 'data-control="topic"' in opened
    assert ask("group/nonsense/").status_code == 404


def test_counts_of_a_facet_lift_its_own_filter(ask: Ask, scope: Scope) -> None:
    text = ask("?q=platform:instagram&groups=creator").content.decode()
    line = text.split('name="platform" value="tiktok"')[1].split("</label>")[0]
    assert f">{search.count(scope, 'platform:tiktok')}<" in line


def test_any_field_can_have_a_control(ask: Ask) -> None:
    text = ask(
        "?q=city:berlin&groups=creator,performance,data&show=reply_hours,er_views,joined,bio"
    ).content.decode()
    for name in ("city", "er_views", "joined", "bio"):
        assert f'data-control="{name}" data-extra' in text


def test_every_field_can_be_shown_and_says_back_what_is_set(ask: Ask) -> None:
    from groundswell.web.discover.groups import groups

    every = ",".join(name for group in groups() for name in (*group.first, *group.more))
    opened = ",".join(group.name for group in groups())
    answer = ask(f"?q=&groups={opened}&show={every}")
    assert answer.status_code == 200
    names = re.findall(r'data-control="([\w.\-]+)"', answer.content.decode())
    assert {"followers", "er", "list", "tag", "like", "seen", "price", "credibility"} <= set(names)


def test_a_share_draws_its_shape(ask: Ask) -> None:
    assert b"gs-hin" in ask("shares/?q=audience.country:US>=20%25&name=audience.country:US").content
    assert ask("shares/?q=x&name=audience.country:US").status_code == 404


def test_peek_shows_reasons_audience_and_place(ask: Ask, scope: Scope) -> None:
    best = search.search(scope, "topic:skincare has:audience", limit=1).results[0]
    text = ask(f"peek/{best['id']}/?q=topic:skincare").content.decode()
    assert best["name"] in text
    assert "topic <mark>skincare</mark>" in text
    assert "Audience" in text
    assert search.count(scope, "viewed:me") >= 1
    other = ask(f"peek/{best['id']}/?q=nosuchword").content.decode()
    assert "Why this match" not in other
    assert ask("peek/prf_0000000000000/").status_code == 404
    assert ask("peek/nonsense/").status_code == 404


def test_seen_profiles_can_be_hidden(ask: Ask, scope: Scope) -> None:
    best = search.search(scope, "", limit=1).results[0]
    ask(f"peek/{best['id']}/")
    answer = ask("?q=-viewed:me")
    assert best["id"] not in answer.content.decode()
    assert total(answer) < 200


def test_compare_takes_six_in_their_order(ask: Ask, scope: Scope) -> None:
    ids = [one["id"] for one in search.search(scope, "has:audience", limit=8).results]
    text = ask(f"compare/?ids={','.join(reversed(ids))}", part=False).content.decode()
    names = [one["name"] for one in search.search(scope, "has:audience", limit=8).results][::-1][:6]
    heads = re.findall(r'class="gs-name gs-b"[^>]*>([^<]+)<', text)
    assert heads == names
    assert "2 are left out" in text
    assert "Nobody to compare yet" in ask("compare/", part=False).content.decode()


def test_an_empty_workspace_says_what_would_be_here(cast: Cast, client) -> None:
    client.force_login(cast["owner"])
    page = client.get("/w/fernhill/discover/")
    assert page.status_code == 200
    assert "There is nobody here yet." in page.content.decode()
    assert b"groundswell demo" in page.content


def test_a_stranger_finds_no_workspace(crowd: Cast, client) -> None:
    client.force_login(crowd["stranger"])
    for path in (
        "",
        "peek/prf_1/",
        "compare/",
        "export/",
        "complete/",
        "searches/",
        "group/trust/",
    ):
        assert client.get(f"/w/fernhill/discover/{path}").status_code == 404


def test_private_facts_of_another_workspace_are_not_found(crowd: Cast, ask: Ask, client) -> None:
    from groundswell.relationships import actions

    actions.create_list(crowd.scope("owner"), "Ours")
    client.force_login(crowd["stranger"])
    answer = client.get("/w/rivalry/discover/?q=list:Ours", headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "There is no list" in answer.content.decode()
