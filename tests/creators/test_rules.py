"""The pure decisions: which value counts, what two layers show, who stands for whom."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.creators.rules import (
    Layer,
    Projection,
    Said,
    differs,
    lay_over,
    pack_origins,
    project,
    stands_for,
    supersede,
    unpack_origins,
    would_circle,
)

_FACTS = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 2), max_size=3)


@given(documents=st.lists(st.tuples(st.integers(0, 3), _FACTS), max_size=6), order=st.randoms())
def test_laying_one_by_one_in_any_order_is_projecting_all(documents, order):
    said = [Said(number, 1, at, facts) for number, (at, facts) in enumerate(documents, start=1)]
    whole = project(said)
    order.shuffle(said)
    known = Projection()
    for one in said:
        supersede(known, one.facts, (one.confirmed_at, one.observation))
    assert known.facts == whole.facts
    assert known.origins == whole.origins
    for name, value in whole.facts.items():
        newest = max((one.confirmed_at, one.observation) for one in said if name in one.facts)
        assert whole.origins[name] == newest
        assert value == next(one for one in said if one.observation == newest[1]).facts[name]


@given(
    origins=st.dictionaries(
        st.sampled_from("abcdef"), st.tuples(st.integers(0, 3), st.integers(1, 3)), max_size=6
    )
)
def test_origins_are_packed_without_loss(origins):
    packed = pack_origins(origins)
    assert unpack_origins(packed, origins) == origins
    assert len(packed) <= len(origins)


def test_supersede_names_what_changed():
    known = Projection({"a": 1, "b": 1}, {"a": (5, 1), "b": (5, 1)})
    assert supersede(known, {"a": 2, "b": 1, "c": 3}, (6, 2)) == ["a", "c"]
    assert known.origins == {"a": (6, 2), "b": (6, 2), "c": (6, 2)}
    assert supersede(known, {"a": 9}, (5, 3)) == []


class TestTerms:
    def test_a_source_that_forbids_mixing_stands_back(self):
        aloof = Said(1, 7, 10, {"a": 1, "b": 1}, mixes=False)
        assert project([aloof]).facts == {"a": 1, "b": 1}
        assert project([aloof, Said(2, 8, 5, {"a": 2})]).facts == {"a": 2}

    def test_of_two_that_forbid_mixing_the_newer_counts_alone(self):
        one, other = Said(1, 7, 10, {"a": 1}, mixes=False), Said(2, 8, 11, {"b": 2}, mixes=False)
        assert project([one, other]).facts == {"b": 2}

    def test_what_may_not_be_shown_is_not(self):
        assert project([Said(1, 7, 10, {"a": 1}, shown=False)]).facts == {}


def _layer(audience: str | None = None, **facts: tuple[Any, int]) -> Layer:
    values = {name: value for name, (value, _) in facts.items()}
    origins = {name: (at, 1) for name, (_, at) in facts.items()}
    return Layer(Projection(values, origins), audience)


def test_the_newest_value_of_two_layers_counts_and_the_own_at_a_draw():
    public = _layer('{"as_of":5}', a=(1, 5), b=(1, 5), c=(1, 5))
    private = _layer('{"as_of":4}', b=(2, 5), c=(2, 4), d=(2, 1))
    view = lay_over(public, private)
    assert view.facts == {"a": 1, "b": 2, "c": 1, "d": 2}
    assert view.private == {"b", "d"}
    assert view.audience == '{"as_of":5}'
    assert lay_over(Layer.empty(), private).audience == '{"as_of":4}'


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (100, 109, False), (100, 112, True), (0, 0, False), (0, 1, True), (0.03, 0.031, False),
        ("DE", "DE", False), ("DE", "AT", True), (True, False, True), (True, True, False),
        (["a", "b"], ["b"], False), (["a"], ["b"], True),
    ],
)  # fmt: skip
def test_what_counts_as_a_disagreement(one, other, expected):
    assert differs(one, other) is expected
    assert differs(other, one) is expected


def test_chains_of_merges():
    links = [(1, 2), (2, 3), (4, 3)]
    assert stands_for(links) == {1: 3, 2: 3, 4: 3}
    assert would_circle(links, 3, 1)
    assert would_circle(links, 5, 5)
    assert not would_circle(links, 3, 5)
