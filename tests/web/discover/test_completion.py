"""What the box offers while somebody types."""

import pytest

from groundswell.discovery import search
from groundswell.discovery.language import parse
from groundswell.relationships import actions
from groundswell.web.discover.completion import offers, quoted, values_of
from groundswell.workspaces.scope import Scope

pytestmark = pytest.mark.django_db


def texts(scope: Scope, typed: str) -> list[str]:
    return [offer.text for offer in offers(scope, typed)]


def test_an_empty_box_offers_where_to_begin(scope: Scope) -> None:
    found = offers(scope, "")
    assert "topic:" in [offer.text for offer in found]
    assert not any(offer.done for offer in found)


def test_words_complete_to_values_with_true_counts(scope: Scope) -> None:
    found = {offer.text: offer.count for offer in offers(scope, "skinc")}
    assert found["topic:skincare"] == search.count(scope, "topic:skincare") > 0


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("foll", "followers>="),
        ("germ", "country:DE"),
        ("insta", "platform:instagram"),
        ("er>=3% plat", "er>=3% platform:"),
        ("topic:vegan,skinc", "topic:vegan,skincare"),
        ("-topic:skinc", "-topic:skincare"),
        ("country:ger", "country:DE"),
        ("country:FR,ger", "country:FR,DE"),
        ("platform:inst", "platform:instagram"),
        ("has:em", "has:email"),
        ("tier:mi", "tier:micro"),
        ("audience.country:ger", "audience.country:DE>=20%"),
        ("audience.age:18", "audience.age:18-24>=30%"),
        ("audience.gender:f", "audience.gender:female>=50%"),
        ("audience.c", "audience.country:"),
        ("sort:foll", "sort:followers"),
    ],
)
def test_what_is_offered(scope: Scope, typed: str, offered: str) -> None:
    assert offered in texts(scope, typed)


def test_lists_tags_and_handles_are_the_workspaces_own(scope: Scope) -> None:
    row = actions.create_list(scope, "Summer shortlist")
    somebody = search.search(scope, "", limit=1).results[0]
    rows = search.rows_named(scope, [somebody["id"]])
    actions.add_profiles(scope, row.uid, rows)
    actions.tag_profiles(scope, "vip", rows)
    assert texts(scope, "list:su") == ['list:"Summer shortlist"']
    assert texts(scope, "tag:v") == ["tag:vip"]
    assert f"like:@{somebody['handle']}" in texts(scope, f"like:@{somebody['handle'][:4]}")


def test_another_workspace_is_offered_nothing_of_it(scope: Scope, crowd) -> None:
    actions.create_list(scope, "Summer shortlist")
    assert texts(crowd.scope("stranger", "rivalry"), "list:su") == []


def test_whatever_is_complete_can_be_searched_for(scope: Scope) -> None:
    typed = (
        "",
        "s",
        "skin",
        "new y",
        "country:u",
        "has:",
        "is:",
        "audience.country:un",
        "city:",
        "x fash",
        "(fash",
    )
    for text in typed:
        for offer in offers(scope, text):
            if offer.done:
                parse(offer.text + (")" if text.startswith("(") else ""))


def test_nothing_is_offered_for_what_is_no_field(scope: Scope) -> None:
    assert offers(scope, "nosuchfield:x") == []
    assert offers(scope, '"an open quote') == []


def test_values_are_counted_under_the_query_with_their_own_filter_lifted(scope: Scope) -> None:
    query = parse("platform:instagram topic:vegan")
    ((value, label, count), *_) = values_of(scope, query, "topic", "skinc")
    assert (value, label) == ("skincare", "skincare")
    assert count == search.count(scope, "platform:instagram topic:skincare")
    assert [one[0] for one in values_of(scope, parse(""), "country", "united k")] == ["GB"]


def test_values_with_spaces_are_quoted() -> None:
    assert quoted("new york") == '"new york"'
    assert quoted("skincare") == "skincare"
    assert quoted('a "b"') == '"a \\"b\\""'
