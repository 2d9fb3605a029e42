import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.discovery import facets
from groundswell.discovery.engines.base import Plan
from groundswell.discovery.fields import FIELDS
from groundswell.kernel.errors import Invalid
from groundswell.measures import tiers
from tests.discovery.memory import MemoryReader
from tests.discovery.test_resolve import NOW


def counted(documents, names, scheme="hypeauditor"):
    panel = facets.panel(names, scheme=scheme, now=NOW, currency="USD")
    return facets.shaped(panel, MemoryReader(documents).facets(Plan(0), panel.requests))


@given(
    st.lists(st.integers(0, 20_000_000), max_size=60),
    st.sampled_from(sorted(tiers.SCHEMES)),
    st.booleans(),
)
def test_tiers_and_followers_come_from_one_histogram(sizes, scheme, both):
    people = [{"row": n, "followers": size} for n, size in enumerate(sizes)]
    names = ["tier", "followers"] if both else ["tier"]
    found = counted(people, names, scheme)
    assert list(found) == names
    expected: dict[str, int] = {}
    for size in sizes:
        name = tiers.tier(scheme, None, size)
        expected[name] = expected.get(name, 0) + 1
    assert {line["value"]: line["count"] for line in found["tier"]} == expected
    if both:
        lines = found["followers"]
        for line in lines:
            high = float("inf") if line["high"] is None else line["high"]
            assert line["count"] == sum(line["low"] <= size < high for size in sizes)
        assert sum(line["count"] for line in lines) == len(sizes)


def test_tiers_stand_in_order_of_size():
    people = [
        {"row": n, "followers": size} for n, size in enumerate([2_000_000, 20_000, 5, 30_000])
    ]
    lines = counted(people, ["tier"])["tier"]
    assert [(line["value"], line["count"]) for line in lines] == [
        ("micro", 2), ("mega", 1), ("outside", 1)
    ]  # fmt: skip


def test_words_have_labels():
    people = [
        {"row": 1, "country": "DE", "language": "de", "platform": "tiktok", "topic": ["a", "b"]},
        {"row": 2, "country": "DE", "language": "en", "platform": "x", "topic": ["a"]},
    ]
    found = counted(people, ["country", "language", "platform", "topic"])
    assert found["country"] == [{"value": "DE", "label": "Germany", "count": 2}]
    assert [line["label"] for line in found["language"]] == ["German", "English"]
    assert [line["label"] for line in found["platform"]] == ["TikTok", "X"]
    assert [(line["value"], line["count"]) for line in found["topic"]] == [("a", 2), ("b", 1)]


def test_rates_are_told_in_percent():
    people = [{"row": n, "er": rate} for n, rate in enumerate([0.0, 0.031, 0.5])]
    lines = counted(people, ["er"])["er"]
    full = [(line["label"], line["count"]) for line in lines if line["count"]]
    assert full == [("0% to 0.5%", 1), ("3% to 4%", 1), ("30% and more", 1)]
    assert lines[1]["low"] == 0.005


@pytest.mark.parametrize(
    "name", [f.name for f in FIELDS.values() if f.facet and f.name not in facets.OWN]
)
def test_every_field_that_may_be_counted_can_be(name):
    lines = counted([{"row": 1}], [name])[name]
    assert all(line["count"] == 0 for line in lines)
    edges = [line["low"] for line in lines if "low" in line]
    assert edges == sorted(set(edges))


@pytest.mark.parametrize(("name", "hint"), [("contry", "country"), ("bio", None), ("list", None)])
def test_what_cannot_be_counted(name, hint):
    with pytest.raises(Invalid) as refusal:
        facets.panel([name], scheme="izea", now=NOW, currency="USD")
    assert refusal.value.field == "facets"
    assert hint is None or hint in refusal.value.hint


@pytest.mark.parametrize(
    ("number", "text"),
    [(950, "950"), (12_345, "12.3k"), (999_900, "1M"), (4_500_000, "4.5M"), (2.5, "2.5"), (0, "0")],
)
def test_short_numbers(number, text):
    assert facets.short(number) == text


def test_prices_are_told_in_whole_units():
    people = [{"row": 1, "price": 7_500}]
    lines = [line for line in counted(people, ["price"])["price"] if line["count"]]
    assert [(line["low"], line["high"], line["label"]) for line in lines] == [
        (5_000, 10_000, "50 USD to 100 USD")
    ]
