"""Changes by hand keep every condition that nobody touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.discovery.errors import QueryError
from groundswell.discovery.language import parse
from groundswell.discovery.query import Query
from groundswell.discovery.writing import format_query
from groundswell.web.discover.editing import (
    control_named,
    control_of,
    edited,
    fields_of,
    joined,
    parts_of,
    with_share,
    without,
)

PARTS = (
    "topic:skincare", "platform:instagram", "followers:10k..50k", "er>=3%", "-country:US",
    "audience.country:US>=30%!certain", '"clean beauty"', "(topic:vegan OR has:email)", "posted<=30d",
    "bio:vegan", "has:website", "-has:phone", 'list:"Summer shortlist"', "handle:glow*",
)  # fmt: skip


def text(query: Query) -> str:
    return format_query(query)


@pytest.mark.parametrize(
    ("before", "controls", "form", "after"),
    [
        ("topic:vegan er>=3%", ["topic"], {"topic": ["vegan", "skincare"]}, "topic:vegan,skincare er>=3%"),
        ("topic:vegan er>=3%", ["topic"], {}, "er>=3%"),
        ("er>=3%", ["topic"], {"topic": ["vegan"]}, "er>=3% topic:vegan"),
        ("topic:vegan", ["topic"], {"topic": ["vegan", "food"], "topic.every": ["on"]}, "topic:all(vegan,food)"),
        ("followers>=10k word", ["followers"], {"followers.max": ["50000"]}, "followers<=50k word"),
        ("er:>3%..<8% x", ["er"], {"er.min": ["2"]}, "er>=2% x"),
        ("posted<=30d", ["posted"], {"posted.within": ["90"]}, "posted<=90d"),
        ("-country:US country:DE", ["country"], {"country": ["FR"]}, "-country:US country:FR"),
        ("has:email has:phone", ["has"], {"has": ["website"]}, "has:website"),
        ("price<=500EUR", ["price"], {"price.max": ["400"], "price.currency": ["USD"]}, "price<=400USD"),
        (
            "audience.country:US>=30% audience.age:18-34>=40%", ["audience.country:US"],
            {"audience.country:US.min": ["45"], "audience.country:US.certain": ["on"]},
            "audience.country:US>=45%!certain audience.age:18-34>=40%",
        ),
        ("x sort:er", ["topic"], {"topic": ["vegan"]}, "x topic:vegan sort:er"),
        ("x sort:er ~has:email", ["sort"], {"sort": ["followers"], "order": ["asc"]}, "x ~has:email sort:followers:asc"),
    ],
)  # fmt: skip
def test_a_control_replaces_its_own_condition(
    before: str, controls: list[str], form: dict[str, list[str]], after: str
) -> None:
    assert text(edited(parse(before), controls, form)) == after


def test_several_controls_change_at_once() -> None:
    form = {
        "topic": ["vegan"],
        "platform": ["tiktok", "youtube"],
        "q": ["ignored"],
        "view": ["cards"],
    }
    changed = edited(parse("platform:instagram er>=3%"), ["topic", "platform"], form)
    assert text(changed) == "platform:tiktok,youtube er>=3% topic:vegan"


def test_a_bad_value_names_its_control() -> None:
    with pytest.raises(QueryError) as refused:
        edited(parse(""), ["followers"], {"followers.min": ["many"]})
    assert refused.value.path == "followers"


@given(st.lists(st.sampled_from(PARTS), unique=True, min_size=1), st.data())
def test_setting_a_control_to_what_it_shows_changes_nothing_else(
    parts: list[str], data: st.DataObject
) -> None:
    query = parse(" ".join(parts))
    at = data.draw(st.integers(0, len(parts_of(query)) - 1))
    name = control_of(parts_of(query)[at])
    if name is None:
        return
    left = edited(query, [name], {})
    assert parts_of(left) == [node for node in parts_of(query) if control_of(node) != name]


@given(st.lists(st.sampled_from(PARTS), unique=True, min_size=1))
def test_taking_parts_away_one_by_one_ends_with_nothing(parts: list[str]) -> None:
    query = parse(" ".join(parts))
    for left in range(len(parts_of(query)), 0, -1):
        assert len(parts_of(query)) == left
        query = without(query, 0)
    assert query == Query()


def test_preferences_count_after_conditions() -> None:
    query = parse("topic:vegan er>=3% ~has:email ~topic:food^2")
    assert text(without(query, 2)) == "topic:vegan er>=3% ~topic:food^2"
    assert text(without(query, 0)) == "er>=3% ~has:email ~topic:food^2"


@pytest.mark.parametrize(
    ("before", "more", "at", "after"),
    [
        ("topic:vegan", "er>=3%", None, "topic:vegan er>=3%"),
        ("topic:vegan", "topic:vegan", None, "topic:vegan"),
        ("a topic:vegan", "b", 0, "b topic:vegan"),
        ("topic:vegan er>=3% ~has:email", "~has:phone", 2, "topic:vegan er>=3% ~has:phone"),
        ("topic:vegan ~has:email", "has:email", 1, "topic:vegan has:email"),
        ("topic:vegan er>=3%", "", 0, "er>=3%"),
        ("x sort:er", "sort:followers", None, "x sort:followers"),
        ("", "clean beauty", None, "clean beauty"),
    ],
)  # fmt: skip
def test_joining_and_replacing_parts(before: str, more: str, at: int | None, after: str) -> None:
    assert text(joined(parse(before), parse(more), at)) == after


def test_a_share_is_asked_once_at_its_usual_size() -> None:
    query = with_share(parse("audience.country:US>=45% x"), "country", "Germany")
    assert text(query) == "audience.country:US>=45% x audience.country:DE>=20%"
    assert (
        text(with_share(query, "country", "US"))
        == "x audience.country:DE>=20% audience.country:US>=20%"
    )
    with pytest.raises(QueryError, match="Germny"):
        with_share(query, "country", "Germny")
    with pytest.raises(QueryError):
        with_share(query, "shoe", "44")


@pytest.mark.parametrize(
    ("parameter", "control"),
    [("er.min", "er"), ("topic", "topic"), ("topic.not", "topic.not"), ("topic.every", "topic"),
     ("audience.country:US.certain", "audience.country:US"), ("posted.within", "posted")],
)  # fmt: skip
def test_parameters_belong_to_controls(parameter: str, control: str) -> None:
    assert control_named(parameter) == control


def test_fields_of_conditions() -> None:
    query = parse("(topic:vegan OR -er>=3%) audience.age:18-34 like:@glow word -list:A bio:x")
    assert [fields_of(node) for node in parts_of(query)] == [
        {"topic", "er"}, {"audience"}, {"like"}, {"text"}, {"list"}, {"bio"},
    ]  # fmt: skip
