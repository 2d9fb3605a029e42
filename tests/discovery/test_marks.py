"""relation:, viewed: and new:, in every face of the query."""

import numpy as np
import pytest

from groundswell.discovery import marks, search
from groundswell.discovery.engines.base import Both, Either, InRows, Nothing, Without
from groundswell.discovery.errors import QueryError
from groundswell.discovery.forms import (
    form_of,
    query_from_form,
    query_from_json,
    query_from_url,
    query_to_json,
    query_to_url,
)
from groundswell.discovery.language import format_query, parse
from groundswell.discovery.query import Not, Query, Terms
from groundswell.discovery.sentence import describe
from tests.discovery.test_resolve import plan

FINDING = "sav_0123456789abc"


@pytest.mark.parametrize(
    ("text", "node", "canonical"),
    [
        ("relation:customer", Terms("relation", ("customer",)), "relation:customer"),
        ("circle:Customers", Terms("relation", ("customer",)), "relation:customer"),
        ("relation:follows_us", Terms("relation", ("follows-us",)), "relation:follows-us"),
        (
            'relation:"Competitor/Glossier Inc."',
            Terms("relation", ("follows-competitor/glossier inc.",)),
            'relation:"follows-competitor/glossier inc."',
        ),
        (
            "relation:all(customer,follows-us)",
            Terms("relation", ("customer", "follows-us"), every=True),
            "relation:all(customer,follows-us)",
        ),
        ("-viewed:me", Not(Terms("viewed", ("me",))), "-viewed:me"),
        ("-seen:me", Not(Terms("viewed", ("me",))), "-viewed:me"),
        ("seen:Anybody", Terms("viewed", ("anybody",)), "viewed:anybody"),
        (f"new:{FINDING}/12", Terms("new", (f"{FINDING}/12",)), f"new:{FINDING}/12"),
    ],
)
def test_every_face_says_the_same(text, node, canonical):
    query = parse(text)

    assert query == Query(node)
    assert format_query(query) == canonical
    assert parse(canonical) == query
    assert query_from_json(query_to_json(query)) == query
    assert query_from_url(query_to_url(query)) == query
    assert query_from_form(form_of(query)) == query


def test_the_form_has_controls_of_its_own():
    assert form_of(parse("-viewed:me relation:customer,employee")) == {
        "viewed.not": ["me"],
        "relation": ["customer", "employee"],
    }


def test_seen_is_still_when_a_profile_was_last_observed():
    assert format_query(parse("seen<=30d")) == "seen<=30d"
    assert format_query(parse("seen:2026-01-01")).startswith("seen")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("relation:custmer", "Did you mean customer?"),
        ("relation:customer/acme", "Write relation:customer."),
        ("relation:follows-competitor/", "Write relation:follows-competitor."),
        ("viewed:you", "It takes me, anybody."),
        ("new:lst_0123456789abc", "They look like sav_…."),
        ("new:sav_0123456789abc/x", "They look like sav_…."),
        ("has:relation", None),
        ("relation:cust*", None),
    ],
)
def test_what_makes_no_sense_is_refused_in_its_place(text, hint):
    with pytest.raises(QueryError) as refused:
        parse(text)
    assert refused.value.position > 0
    if hint:
        assert refused.value.hint == hint


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("relation:customer", "profiles that are our customers"),
        ("-relation:customer", "profiles that are not our customers"),
        ("relation:employee,customer", "profiles that work for us or that are our customers"),
        ("relation:follows-competitor/glossier", "profiles that follow “glossier”"),
        ("-viewed:me", "profiles that I have not viewed"),
        ("-viewed:anybody", "profiles that nobody here has viewed"),
        (f"new:{FINDING}/3", "profiles that are new in a saved search"),
    ],
)
def test_it_is_said_in_plain_words(text, sentence):
    assert describe(parse(text)).casefold().startswith(sentence.casefold())


def rows_in(node):
    assert isinstance(node, InRows)
    return node.rows.tolist()


def test_a_mark_becomes_the_rows_that_carry_it():
    (found,) = plan(parse("relation:customer")).filters
    assert rows_in(found) == [3, 9]

    (found,) = plan(parse("-relation:customer")).filters
    assert isinstance(found, Without)
    assert rows_in(found.node) == [3, 9]


def test_any_or_all_marks():
    both = "customer,follows-competitor/glossier"

    (found,) = plan(parse(f"relation:{both}")).filters
    assert isinstance(found, Either)
    assert [rows_in(one) for one in found.nodes] == [[3, 9], [3, 4]]

    found = plan(parse(f"relation:all({both})")).filters
    nodes = found[0].nodes if isinstance(found[0], Both) else found
    assert [rows_in(one) for one in nodes] == [[3, 9], [3, 4]]


def test_whom_nobody_has_viewed_is_nobody():
    assert plan(parse("viewed:me")).filters == (Nothing(),)


@pytest.mark.django_db
def test_marks_are_counted_with_their_own_filter_lifted(scope, reader, monkeypatch):
    rows = {"customer": [1, 2, 3], "employee": [3], "follows-us": [], "follows-competitor": []}
    monkeypatch.setattr(
        "groundswell.discovery.marks._related",
        lambda _scope, word: np.array(rows[word], dtype=np.int64),
    )

    lines, about = search.facets(scope, "relation:employee", ["relation"])

    assert lines["relation"] == [
        {"value": "customer", "label": "Customers", "count": 3},
        {"value": "employee", "label": "Employees", "count": 1},
    ]
    assert about == ()


@pytest.mark.django_db
def test_a_result_says_that_it_is_a_customer(scope, reader, monkeypatch):
    monkeypatch.setattr(
        "groundswell.discovery.marks._related",
        lambda _scope, _word: np.array([1], dtype=np.int64),
    )

    (found,) = search.search(scope, "relation:customer").results

    assert "customer" in [
        reason["text"] if isinstance(reason, dict) else reason for reason in found["reasons"]
    ]


def test_chips_and_facets_call_marks_by_their_names():
    assert marks.said("relation", "customer") == "Customers"
    assert marks.said("relation", "follows-competitor/glossier") == "Follow “glossier”"
    assert marks.said("viewed", "me") == "Viewed by me"
    assert marks.said("new", FINDING) == ""
