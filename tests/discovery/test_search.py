"""The public face over a crowd in memory: what `search` adds to a plan and an engine."""

import json

import numpy as np
import pytest

from groundswell.discovery import desk, search
from groundswell.discovery.language import parse
from groundswell.kernel.errors import Invalid, Limited, Missing, Refused
from groundswell.kernel.ids import public_id
from groundswell.kernel.secrets import identifier_key
from groundswell.measures import tiers
from groundswell.workspaces.scope import Scope
from tests.discovery.crowd import PEOPLE, fits

pytestmark = pytest.mark.django_db


def test_a_page(scope, reader):
    found = search.search(scope, "country:DE er>=3%", limit=10)
    right = [p for p in fits(country="DE") if p["er"] >= 0.03]
    right.sort(key=lambda p: -p["followers"])
    assert found.total == len(right)
    assert [r["handle"] for r in found.results] == [p["handle"] for p in right[:10]]
    first, source = found.results[0], right[0]
    assert first["id"] == public_id("prf", source["row"], identifier_key())
    assert first["creator"] == public_id("crt", source["creator"], identifier_key())
    assert first["engagement_rate"] == source["er"]
    assert first["engagement_base"] == "followers"
    assert first["topics"] == source["topic"]
    assert first["url"] is None
    assert "er" not in first
    assert first["reasons"] == [
        "country Germany",
        f"engagement rate {source['er'] * 100:.3g}%",
    ]
    assert found.took_ms > 0
    assert parse(found.query) == parse("country:DE er>=3%")
    assert found.sentence


def test_the_contract_of_the_document(scope, reader):
    document = json.loads(
        json.dumps(search.search(scope, "topic:vegan", limit=3, facets=True).document())
    )
    assert set(document) == {
        "total", "took_ms", "query", "sentence", "results", "facets", "cursor"
    }  # fmt: skip
    keys = {"platform", "handle", "name", "followers", "engagement_rate", "country", "reasons"}
    assert keys <= set(document["results"][0])
    assert list(document["facets"]) == list(search.facet_lines.PANEL)
    assert {"value", "count"} <= set(document["facets"]["country"][0])


def test_tiers_are_those_of_the_workspace(scope, reader):
    found = search.search(scope, "tier:celebrity", limit=100)
    assert found.results
    assert {r["tier"] for r in found.results} == {"celebrity"}
    assert all(r["followers"] >= 1_000_000 for r in found.results)


def test_pages_join_without_gap_or_overlap(scope, reader):
    seen, cursor = [], None
    while True:
        page = search.search(scope, "topic:food", limit=7, cursor=cursor)
        seen += [r["id"] for r in page.results]
        cursor = page.cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == page.total == search.count(scope, "topic:food")


def test_passing_over(scope, reader):
    whole = [r["id"] for r in search.search(scope, "topic:food", limit=20).results]
    assert [r["id"] for r in search.search(scope, "topic:food", offset=5, limit=15).results] == (
        whole[5:]
    )
    for wrong in (-1, search.MOST_PASSED + 1):
        with pytest.raises(Invalid):
            search.search(scope, "", offset=wrong)


def test_each_facet_lifts_its_own_filter(scope, reader):
    found = search.search(scope, "country:DE language:en", facets=["country", "language"]).facets
    by_country = {line["value"]: line["count"] for line in found["country"]}
    assert by_country == {
        code: len(fits(country=code, language="en")) for code in ("US", "DE", "FR")
    }
    assert {line["value"]: line["count"] for line in found["language"]} == {
        code: len(fits(country="DE", language=code)) for code in ("en", "de")
    }


def sizes(people):
    counts = {}
    for person in people:
        name = tiers.tier("izea", None, person["followers"])
        counts[name] = counts.get(name, 0) + 1
    return counts


@pytest.mark.parametrize("text", ["country:DE", "country:DE tier:micro"])
def test_the_tier_facet_lifts_the_tier(scope, reader, text):
    lines, about = search.facets(scope, text, ["tier"])
    assert {line["value"]: line["count"] for line in lines["tier"]} == sizes(fits(country="DE"))
    assert about == ()


def test_the_tier_facet_keeps_a_range_of_followers(scope, reader):
    lines, _ = search.facets(scope, "tier:micro followers>=20k country:DE", ["tier", "country"])
    expected = sizes([p for p in fits(country="DE") if p["followers"] >= 20_000])
    assert {line["value"]: line["count"] for line in lines["tier"]} == expected
    assert list(lines) == ["tier", "country"]


def test_exclusions_hold_for_every_facet(scope, reader):
    gone = [p["row"] for p in fits(country="DE")][:20]
    ids = [public_id("prf", row, identifier_key()) for row in gone]
    left = [p for p in fits(country="DE") if p["row"] not in gone]
    for text in ("country:DE", "country:DE followers>=1"):
        lines = search.search(scope, text, facets=["tier"], exclude=ids).facets["tier"]
        assert {line["value"]: line["count"] for line in lines} == sizes(left)


def test_a_facet_that_cannot_be_counted_is_refused(scope, reader):
    with pytest.raises(Invalid):
        search.search(scope, "", facets=["bio"])


def test_prices_are_counted_in_the_currency_of_the_workspace(scope, reader):
    lines, _ = search.facets(scope, "", ["price"])
    assert sum(line["count"] for line in lines["price"]) == len(fits(currency="EUR"))
    counts = {line["low"]: line["count"] for line in lines["price"] if line["count"]}
    assert counts == {price: len(fits(currency="EUR", price=price)) for price in (10_000, 50_000)}


def test_prices_are_counted_in_the_currency_that_the_query_names(scope, reader):
    lines, _ = search.facets(scope, "country:DE price<=200USD", ["price"])
    expected = fits(currency="USD", country="DE")
    assert sum(line["count"] for line in lines["price"]) == len(expected)


def test_a_score_is_told_where_there_is_one(scope, reader):
    assert search.search(scope, "sort:er", limit=1).results[0]["score"] is None
    blend = search.search(scope, "sort:(2*er + log(followers))", limit=1).results[0]
    assert blend["score"] > 1
    assert search.search(scope, "~topic:vegan^2", limit=1).results[0]["score"] == 2


def test_exclusions(scope, reader):
    everybody = search.search(scope, "topic:cars", limit=1000)
    gone = [r["id"] for r in everybody.results[:5]]
    rest = search.search(scope, "topic:cars", limit=1000, exclude=gone)
    assert rest.total == everybody.total - 5
    assert not {r["id"] for r in rest.results} & set(gone)
    rows = np.concatenate(list(search.all_rows(scope, "topic:cars", exclude=gone)))
    assert rows.size == rest.total
    assert np.all(np.diff(rows) > 0)
    with pytest.raises(Missing):
        search.search(scope, "", exclude=["prf_nobody"])
    key = identifier_key()
    many = [public_id("prf", row, key) for row in range(100_001)]
    with pytest.raises(Limited):
        search.search(scope, "", exclude=many)


def test_lists_are_asked_of_the_workspace(scope, reader, monkeypatch):
    class Lists:
        @staticmethod
        def rows_of_lists(asker, names):
            assert (asker, names) == (scope, ("contacted",))
            return np.array([1, 2, 3], dtype=np.int64)

        @staticmethod
        def rows_tagged(asker, names, *, every):
            assert (asker, names, every) == (scope, ("vip",), False)
            return np.array([4], dtype=np.int64)

    monkeypatch.setattr(desk, "_lists", lambda: Lists)
    assert search.count(scope, "list:contacted") == 3
    assert search.count(scope, "-list:contacted") == len(PEOPLE) - 3
    assert search.search(scope, "", exclude_lists=["contacted"]).total == len(PEOPLE) - 3
    assert search.count(scope, "tag:vip") == 1


def test_similar_takes_identifiers_and_handles(scope, reader):
    named = search.similar(scope, "@user7", limit=5)
    row = public_id("prf", 7, identifier_key())
    with pytest.raises(Invalid):
        search.similar(scope, "two words")
    assert search.similar(scope, row, limit=5).results == named.results
    other = PEOPLE[6]["platform"]
    assert search.similar(scope, f"{other}/@user7", limit=5).total == named.total
    assert row not in {r["id"] for r in search.similar(scope, row, limit=1000).results}
    assert all(r["reasons"][0].startswith("like @user7 ") for r in named.results)
    inside = search.similar(scope, row, query="country:FR sort:er", limit=1000)
    assert {r["country"] for r in inside.results} == {"FR"}
    scores = [r["score"] for r in inside.results]
    assert scores == sorted(scores, reverse=True)
    hidden = public_id("prf", 900, identifier_key())
    for stranger in (hidden, "@hidden", "prf_nobody", "tiktok/@nobody"):
        with pytest.raises(Missing):
            search.similar(scope, stranger)


def test_completion_tells_nothing_of_other_workspaces(scope, reader):
    reader.documents[-1]["topic"] = ["secret", "skincare"]
    assert search.suggest(scope, "topic", "se") == []
    lines = search.suggest(scope, "topic", "SK")
    assert [(line["value"], line["count"]) for line in lines] == [
        ("skincare", sum("skincare" in p["topic"] for p in PEOPLE))
    ]
    assert [line["label"] for line in search.suggest(scope, "country", "de")] == ["Germany"]
    with pytest.raises(Invalid):
        search.suggest(scope, "followers", "1")


def test_explaining(scope, reader):
    found = search.search(scope, "country:DE topic:vegan", limit=2, explain=True)
    told = found.document()["explain"]
    assert [c["alone"] for c in told["clauses"]] == [
        len(fits(country="DE")),
        sum("vegan" in p["topic"] for p in PEOPLE),
    ]
    assert told["clauses"][-1]["left"] == found.total
    assert told["ranking"].startswith("followers, descending")
    wished = search.search(scope, "~topic:vegan^2 ~country:DE", limit=3, explain=True)
    assert [sum(parts.values()) for parts in wished.explanation.parts] == [
        r["score"] for r in wished.results
    ]


@pytest.mark.parametrize("limit", [-1, 1001])
def test_pages_have_a_size(scope, reader, limit):
    with pytest.raises(Invalid):
        search.search(scope, "", limit=limit)


def test_who_may_not_read_may_not_search(workspace, reader):
    stranger = Scope(workspace.pk, "key:1", frozenset())
    for ask in (
        lambda: search.search(stranger, ""),
        lambda: search.count(stranger, ""),
        lambda: search.facets(stranger, ""),
        lambda: search.similar(stranger, "@user1"),
        lambda: search.suggest(stranger, "topic", "a"),
        lambda: list(search.all_rows(stranger, "")),
    ):
        with pytest.raises(Refused):
            ask()
