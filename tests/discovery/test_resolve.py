from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.discovery import leaves
from groundswell.discovery.engines.base import (
    Between,
    Both,
    Either,
    HasTerms,
    HasText,
    InRows,
    IsKnown,
    Nothing,
    ShareBetween,
    SortTerm,
    StartsWith,
    Wish,
    Without,
)
from groundswell.discovery.query import (
    Ago,
    And,
    Bound,
    Ids,
    InList,
    Known,
    Not,
    Or,
    Prefix,
    Query,
    Range,
    Share,
    Soft,
    Sort,
    Term,
    Terms,
    Text,
)
from groundswell.discovery.resolve import Setting, resolve
from groundswell.kernel.errors import Invalid, Limited, Missing
from groundswell.kernel.ids import public_id
from tests.discovery.memory import MemoryReader

NOW = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp())
KEY = bytes(range(16))
MARKS = {
    ("relation", "customer"): [3, 9],
    ("relation", "follows-competitor/glossier"): [3, 4],
    ("viewed", "me"): [],
    ("new", "sav_0123456789abc/12"): [8],
}
LISTS = {"summer": [3, 5, 8], "empty": []}


def rows_of_lists(names):
    if unknown := [name for name in names if name not in LISTS]:
        raise Missing(f"There is no list {unknown[0]}.")
    return np.unique(np.array([row for name in names for row in LISTS[name]], dtype=np.int64))


SETTING = Setting(
    viewer=7,
    reader=MemoryReader([]),
    now=NOW,
    scheme="hypeauditor",
    currency="USD",
    rows_of_lists=rows_of_lists,
    rows_tagged=lambda names, every: np.array([4, 6] if every else [2, 4, 6], dtype=np.int64),
    rows_of_ids=lambda ids: leaves.rows_of_ids(ids, KEY),
    rows_marked=lambda field, word: np.array(MARKS[field, word], dtype=np.int64),
)


def plan(query, **changes):
    return resolve(query, replace(SETTING, **changes)).plan


def filters(node, **changes):
    return plan(Query(node), **changes).filters


def test_no_condition_matches_everybody_the_largest_first():
    found = plan(Query())
    assert (found.viewer, found.filters, found.wishes, found.text) == (7, (), (), False)
    assert (found.order, found.descending) == ((SortTerm("followers"),), True)


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Terms("topic", ("skincare", "Vegan")), HasTerms("topic", ("skincare", "vegan"))),
        (Terms("topic", ("a", "b"), every=True), HasTerms("topic", ("a", "b"), every=True)),
        (Terms("country", ("us", "DE", "US")), HasTerms("country", ("US", "DE"))),
        (Terms("city", ("São  Paulo",)), HasTerms("city", ("sao paulo",))),
        (Terms("is", ("verified",)), HasTerms("is", ("verified",))),
        (Prefix("handle", "@Glow"), StartsWith("handle", "glow")),
        (Text("Clean  Beauty"), HasText(("clean", "beauty"))),
        (Text("Clean Clean"), HasText(("clean",))),
        (Text("night night", phrase=True), HasText(("night", "night"), phrase=True)),
        (Text("Café", field="bio"), HasText(("cafe",), field="bio")),
        (Text("x", field="text"), HasText(("x",))),
        (Known("email"), HasTerms("has", ("email",))),
        (Known("audience"), HasTerms("has", ("audience",))),
        (Known("gender"), IsKnown("gender")),
        (Known("price"), HasTerms("has", ("price",))),
        (Known("avg_views"), IsKnown("avg_views")),
        (Not(Terms("is", ("private",))), Without(HasTerms("is", ("private",)))),
        (
            Or((Terms("country", ("US",)), Terms("language", ("en",)))),
            Either((HasTerms("country", ("US",)), HasTerms("language", ("en",)))),
        ),
    ],
)
def test_leaves(node, expected):
    assert filters(node) == (expected,)


def test_every_and_at_the_top_is_taken_apart_so_that_facets_can_lift():
    a, b, c = (Terms("topic", (word,)) for word in "abc")
    assert filters(And((a, And((b, c))))) == tuple(HasTerms("topic", (w,)) for w in "abc")
    inner = filters(Or((a, And((b, c)))))
    assert inner == (
        Either(
            (
                HasTerms("topic", ("a",)),
                Both((HasTerms("topic", ("b",)), HasTerms("topic", ("c",)))),
            )
        ),
    )


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("node", "low", "high"),
    [
        (Range("followers", Bound(10_000), Bound(50_000)), 10_000, 50_000),
        (Range("followers", Bound(10_000, False), Bound(50_000, False)), 10_001, 49_999),
        (Range("er", Bound(0.03)), 30_000, None),
        (Range("er", Bound(0.07)), 70_000, None),
        (Range("er", Bound(0.029, False), Bound(0.1)), 29_001, 100_000),
        (Range("er", None, Bound(0.035, False)), None, 34_999),
        (Range("er", Bound(0.0000005)), 1, None),
        (Range("avg_likes", Bound(100.5), Bound(200.5)), 101, 200),
        (Range("posts_per_week", Bound(2.5, False), None), 251, None),
        (Range("growth", Bound(-0.05), Bound(0)), -50_000, 0),
        (Range("followers", Bound(10**30)), None, None),
    ],
)
def test_ranges_in_index_integers(node, low, high):
    if low is None and high is None:
        assert filters(node) == (Nothing(),)
    else:
        assert filters(node) == (Between(node.field, low, high),)


def test_a_range_without_ends_asks_that_the_value_is_known_and_a_crossed_one_for_nothing():
    assert filters(Range("er")) == (IsKnown("er"),)
    assert filters(Range("followers", Bound(5), Bound(4))) == (Nothing(),)
    assert filters(Range("followers", Bound(5), Bound(5, False))) == (Nothing(),)


@given(
    st.floats(-1e6, 1e6),
    st.booleans(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
)
def test_scaled_ends_are_exact(value, closed, lower, index):
    end = Bound(value, closed)
    node = Range("er", end) if lower else Range("er", None, end)
    (found,) = filters(node)
    exact = Fraction(Decimal(repr(value))) * 1_000_000
    inside = (index >= exact if closed else index > exact) if lower else (
        index <= exact if closed else index < exact
    )  # fmt: skip
    assert inside == (index >= found.low if lower else index <= found.high)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), date(2026, 1, 1), Ago(3)])
def test_a_number_is_compared_with_a_finite_number(value):
    with pytest.raises(Invalid) as refusal:
        filters(Range("followers", Bound(value)))
    assert refusal.value.field == "followers"


DAY = 86_400
START = int(datetime(2026, 6, 1, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (Bound(Ago(30)), None, (NOW - 30 * DAY, None)),
        (None, Bound(Ago(30), False), (None, NOW - 30 * DAY - 1)),
        (Bound(Ago(30), False), None, (NOW - 30 * DAY + 1, None)),
        (Bound(date(2026, 6, 1)), Bound(date(2026, 6, 1)), (START, START + DAY - 1)),
        (Bound(date(2026, 6, 1), False), None, (START + DAY, None)),
        (None, Bound(date(2026, 6, 1), False), (None, START - 1)),
    ],
)
def test_times(low, high, expected):
    assert filters(Range("posted", low, high)) == (Between("posted", *expected),)


def test_a_time_is_not_a_number():
    with pytest.raises(Invalid, match="date"):
        filters(Range("posted", Bound(30)))


def test_prices_are_compared_within_one_currency():
    price = Range("price", None, Bound(50_000), "eur")
    assert filters(price) == (HasTerms("currency", ("EUR",)), Between("price", None, 50_000))
    assert filters(Range("price", Bound(1)), currency="GBP")[0] == HasTerms("currency", ("GBP",))
    assert filters(Not(price)) == (
        Without(Both((HasTerms("currency", ("EUR",)), Between("price", None, 50_000)))),
    )


# ---------------------------------------------------------------- shares


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Share("country", ("us",), 0.3), ShareBetween("country", "US", 300)),
        (Share("country", ("US",), 0.3005, 0.7005), ShareBetween("country", "US", 301, 700)),
        (Share("country", ("US",)), ShareBetween("country", "US", 200)),
        (Share("age", ("18-34",), None, 0.29), ShareBetween("age", "18-34", None, 290)),
        (Share("gender", ("female",), 0.07, certain=True), ShareBetween("gender", "female", 70, None, True)),
        (Share("city", ("New  York",), 0.1), ShareBetween("city", "new york", 100)),
        (Share("cell", ("us/18-24/Female",), 0.1), ShareBetween("cell", "US/18-24/female", 100)),
        (Share("country", ("US",), 0.5, 0.4), Nothing()),
    ],
)  # fmt: skip
def test_shares(node, expected):
    assert filters(node) == (expected,)


def test_any_of_several_keys_is_enough():
    assert filters(Share("country", ("US", "CA"), 0.3)) == (
        Either((ShareBetween("country", "US", 300), ShareBetween("country", "CA", 300))),
    )
    with pytest.raises(Invalid, match="not known by"):
        filters(Share("ethnicity", ("x",), 0.3))


# ---------------------------------------------------------------- tiers


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("micro",), Between("followers", 10_000, 49_999)),
        (("izea/mid",), Between("followers", 50_000, 199_999)),
        (("nano", "micro"), Between("followers", 1_000, 49_999)),
        (("mega", "macro"), Between("followers", 500_000, None)),
        (
            ("nano", "mega"),
            Either((Between("followers", 1_000, 9_999), Between("followers", 1_000_000, None))),
        ),
        (("scrunch/nano",), Nothing()),
        (("unknown",), Without(IsKnown("followers"))),
        (("outside",), Between("followers", 0, 999)),
    ],
)
def test_tiers_are_follower_ranges(values, expected):
    assert filters(Terms("tier", values)) == (expected,)


def test_tiers_follow_the_workspace():
    assert filters(Terms("tier", ("micro",)), scheme="imh") == (
        Between("followers", 10_000, 99_999),
    )


@pytest.mark.parametrize(
    ("value", "hint"), [("mirco", "micro"), ("izee/micro", "izea"), ("izea/smal", None)]
)
def test_unknown_tiers_and_schemes(value, hint):
    with pytest.raises(Invalid) as refusal:
        filters(Terms("tier", (value,)))
    assert refusal.value.field == "tier"
    assert hint is None or hint in refusal.value.hint


# ---------------------------------------------------------------- relations


def test_lists_tags_and_identifiers_become_rows():
    (found,) = filters(InList(("summer",)))
    assert isinstance(found, InRows)
    assert found.rows.tolist() == [3, 5, 8]
    assert filters(InList(("empty",))) == (Nothing(),)
    assert filters(Not(InList(("empty",)))) == (Without(Nothing()),)
    (tagged,) = filters(Terms("tag", ("vip", "new"), every=True))
    assert tagged.rows.tolist() == [4, 6]
    ids = tuple(public_id("prf", row, KEY) for row in (9, 2, 9))
    assert filters(Ids(ids))[0].rows.tolist() == [2, 9]
    with pytest.raises(Missing):
        filters(InList(("of another workspace",)))


@pytest.mark.parametrize("bad", ["prf_1", "crt_0000000000000", "", "prf_zzzzzzzzzzzzz"])
def test_an_identifier_that_is_none(bad):
    with pytest.raises(Missing):
        filters(Ids((public_id("prf", 1, KEY), bad)))


def test_exclusions():
    rows = np.array([4, 9], dtype=np.int64)
    found = resolve(Query(Terms("topic", ("a",))), SETTING, exclude=rows).plan
    assert isinstance(found.filters[-1], Without)
    assert found.filters[-1].node.rows is rows
    none = np.array([], dtype=np.int64)
    assert resolve(Query(), SETTING, exclude=none).plan.filters == ()
    with pytest.raises(Limited):
        resolve(Query(), SETTING, exclude=np.arange(100_001, dtype=np.int64))


# ---------------------------------------------------------------- order


def test_words_rank_unless_a_sort_is_asked():
    query = Query(And((Text("glow"), Terms("country", ("US",)))))
    assert (plan(query).text, plan(query).order) == (True, ())
    by_er = plan(replace(query, sort=Sort((Term(1.0, "er"),), descending=False)))
    assert (by_er.text, by_er.descending) == (False, False)
    assert by_er.order == (SortTerm("er"),)
    assert plan(Query(Not(Text("glow")))).order == (SortTerm("followers"),)
    assert plan(Query(Not(Text("glow")))).text is False


def test_preferences_rank_and_do_not_filter():
    query = Query(prefer=(Soft(Terms("topic", ("vegan",)), 2.0), Soft(Text("glow"))))
    found = plan(query)
    assert found.filters == ()
    assert found.wishes == (
        Wish(HasTerms("topic", ("vegan",)), 2.0),
        Wish(HasText(("glow",)), 1.0),
    )
    assert (found.order, found.text) == ((), False)
    assert plan(replace(query, sort=Sort((Term(1.0, "er"),)))).wishes == ()
    with pytest.raises(Invalid):
        plan(Query(prefer=(Soft(Terms("topic", ("a",)), float("nan")),)))


def test_a_blend():
    sort = Sort((Term(2.0, "er"), Term(-0.5, "followers", log=True)))
    assert plan(Query(sort=sort)).order == (
        SortTerm("er", 2.0),
        SortTerm("followers", -0.5, log=True),
    )


@pytest.mark.parametrize("name", ["topic", "nothing", "tier", "text"])
def test_what_cannot_order_a_result(name):
    with pytest.raises(Invalid) as refusal:
        plan(Query(sort=Sort((Term(1.0, name),))))
    assert refusal.value.field == "sort"


@pytest.mark.parametrize(
    "node",
    [
        Terms("nothing", ("x",)),
        Terms("followers", ("x",)),
        Range("topic", Bound(1)),
        Prefix("followers", "1"),
        Text("x", field="topic"),
        Text("!!!"),
        Known("nothing"),
    ],
)
def test_what_cannot_be_asked(node):
    with pytest.raises(Invalid):
        filters(node)
