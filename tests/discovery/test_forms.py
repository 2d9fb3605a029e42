"""The JSON, URL and form faces: nothing is lost on any way there and back."""

import json
from collections import Counter
from urllib.parse import parse_qs

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from groundswell.discovery.errors import QueryError
from groundswell.discovery.forms import (
    conjuncts,
    form_of,
    json_schema,
    query_from_form,
    query_from_json,
    query_from_url,
    query_to_json,
    query_to_url,
)
from groundswell.discovery.language import format_query, parse
from tests.discovery.strategies import queries

calm = settings(suppress_health_check=list(HealthCheck), deadline=None)
schema = jsonschema.Draft202012Validator(json_schema())


@calm
@given(queries)
def test_json_keeps_every_query(query):
    data = query_to_json(query)

    assert query_from_json(json.loads(json.dumps(data))) == query
    schema.validate(data)


@calm
@given(queries)
def test_address_keeps_every_query(query):
    address = query_to_url(query)

    assert query_from_url(address) == query
    assert set(parse_qs(address)) <= {"q"}


@calm
@given(queries)
def test_form_keeps_every_query_but_for_the_order_of_conditions(query):
    form = form_of(query)
    back = query_from_form(form)

    assert Counter(conjuncts(back.where)) == Counter(conjuncts(query.where))
    assert (back.prefer, back.sort) == (query.prefer, query.sort)
    assert form_of(back) == form


FORMS = {
    "topic:vegan,skincare -topic:alcohol": {
        "topic": ["vegan", "skincare"],
        "topic.not": ["alcohol"],
    },
    "topic:all(vegan,skincare)": {"topic": ["vegan", "skincare"], "topic.every": ["on"]},
    "has:email has:website -has:phone": {"has": ["email", "website"], "has.not": ["phone"]},
    "has:email,website": {"q": ["has:email,website"]},
    "followers:10k..50k er>=3.5%": {
        "followers.min": ["10000"],
        "followers.max": ["50000"],
        "er.min": ["3.5"],
    },
    "followers>10k": {"q": ["followers>10k"]},
    "followers>=10k followers<=50k": {"followers.min": ["10000"], "q": ["followers<=50k"]},
    "price:100..250.5EUR": {
        "price.min": ["100"],
        "price.max": ["250.5"],
        "price.currency": ["EUR"],
    },
    "posted<=30d joined:2024-01-01..2024-12-31 seen>=90d": {
        "posted.within": ["30"],
        "joined.from": ["2024-01-01"],
        "joined.to": ["2024-12-31"],
        "seen.older": ["90"],
    },
    "audience.country:US>=30%!certain audience.cell:US/18-24/female=5%..10%": {
        "audience.country:US.min": ["30"],
        "audience.country:US.certain": ["on"],
        "audience.cell:US/18-24/female.min": ["5"],
        "audience.cell:US/18-24/female.max": ["10"],
    },
    "audience.country:US,CA>=30%": {"q": ["audience.country:US,CA>=30%"]},
    "bio:(clean beauty) handle:glow* like:instagram/@x": {
        "bio": ["clean beauty"],
        "handle.starts": ["glow"],
        "like": ["instagram/@x"],
    },
    'list:"My list" -list:contacted tier:micro': {
        "list": ["My list"],
        "list.not": ["contacted"],
        "tier": ["micro"],
    },
    "vegan (country:DE OR is:verified) ~topic:x sort:er:asc": {
        "q": ["vegan (country:DE OR is:verified) ~topic:x"],
        "sort": ["er"],
        "order": ["asc"],
    },
    "sort:(2*er)": {"q": ["sort:(2*er)"]},
    "": {},
}


@pytest.mark.parametrize(("text", "form"), FORMS.items())
def test_what_a_form_shows(text, form):
    assert form_of(parse(text)) == form


LENIENT = {
    "followers.min=10k&followers.max=&topic=&q=": "followers>=10k",
    "er.min=3%25": "er>=3%",
    "audience.country=US": "audience.country:US>=20%",
    "audience.location:usa.min=30": "audience.country:US>=30%",
    "country=germany&country=AT&q=vegan": "country:DE,AT vegan",
    "sort=followers": "sort:followers",
    "sort=er&q=sort:followers": "sort:followers",
    "sort=relevance&order=desc": "",
    "q=a+OR+b&country=DE": "country:DE (a OR b)",
    "posted.within=30d&cursor=abc&limit=5": "posted<=30d",
}


@pytest.mark.parametrize(("address", "text"), LENIENT.items())
def test_addresses_as_browsers_and_people_write_them(address, text):
    query = query_from_url(address, ignore={"cursor", "limit"})

    assert format_query(query) == format_query(parse(text))


FORM_FAULTS = {
    "followrs.min=1": ("followrs.min", "followers"),
    "followers.least=1": ("followers.least", "followers has no"),
    "followers.min=abc": ("followers", "25k"),
    "followers.min=5&followers.max=1": ("followers", ""),
    "er.min=x": ("er", ""),
    "price.min=5": ("price", "EUR"),
    "topic.every=on&topic.not=": ("", ""),
    "posted.within=30&posted.from=2026-01-01": ("posted.within", ""),
    "posted.from=2026-13-01": ("posted.from", "2026"),
    "country=Germny": ("country", "DE"),
    "audience.contry=US": ("audience.contry", "country"),
    "audience.country:US.min=300": ("audience.country:US", ""),
    "sort=topic": ("sort", "Numbers"),
    "sort=er&order=up": ("order", ""),
    "sort=er&sort=followers": ("sort", ""),
    "has=emial": ("has", "email"),
    "handle.starts=x&platform.starts=y": ("platform.starts", "handle:glow*"),
}


@pytest.mark.parametrize(("address", "fault"), FORM_FAULTS.items())
def test_faults_of_a_form_name_the_control(address, fault):
    path, hint = fault
    if not path:
        assert query_from_url(address) == parse("")
        return
    with pytest.raises(QueryError) as refusal:
        query_from_url(address)

    assert refusal.value.path == path
    assert hint in (refusal.value.hint or "")


def test_faults_in_the_text_of_a_form_name_the_place():
    with pytest.raises(QueryError) as refusal:
        query_from_form({"q": "vegan followrs>1", "country": "DE"})

    assert refusal.value.position == 6


def terms(**changes):
    return {"where": {"kind": "terms", "field": "topic", "values": ["a"]} | changes}


def ranges(**changes):
    return {"where": {"kind": "range", "field": "followers", "low": {"value": 1}} | changes}


JSON_FAULTS = [
    ([], "", "object"),
    ({"wher": None}, "wher", "There is no"),
    ({"version": 2}, "version", "version 1"),
    ({"where": {"kind": "bogus"}}, "where.kind", "no node of kind"),
    ({"where": "topic:a"}, "where.kind", "no node of kind"),
    ({"where": {"kind": "and", "nodes": []}}, "where.nodes", "at least two"),
    ({"where": {"kind": "not"}}, "where.node", "missing"),
    (terms(field="topc"), "where.field", "no field"),
    (terms(values="a"), "where.values", "array"),
    (terms(values=[1]), "where.values.0", "text"),
    (terms(values=[]), "where.values", "needs a value"),
    (terms(every=1), "where.every", "true or false"),
    (terms(extra=1), "where.extra", "There is no"),
    (terms(field="country", values=["Germny"]), "where.values", "not a country"),
    (terms(field="has"), "where.kind", "known"),
    (terms(field="followers"), "where.values", "does not take words"),
    (ranges(field="topic"), "where.field", "no range"),
    (ranges(low=5), "where.low", "object"),
    (ranges(low={"value": "5"}), "where.low.value", "number"),
    (ranges(low={"value": True}), "where.low.value", "number"),
    (ranges(low={"value": 1.5}), "where.low.value", "whole number"),
    (ranges(low={"value": float("nan")}), "where.low.value", "beyond"),
    (ranges(low={"value": float("inf")}), "where.low.value", "beyond"),
    (ranges(low={"value": 5}, high={"value": 1}), "where", "Nothing lies"),
    (ranges(low=None), "where", "no end"),
    (ranges(currency="EUR"), "where.currency", "only amounts"),
    (ranges(field="price"), "where.currency", "only amounts"),
    (ranges(field="price", currency="XYZ"), "where.currency", "not a currency"),
    (ranges(field="posted", low={"value": "soon"}), "where.low.value", "not a date"),
    (ranges(field="posted", low={"value": {"days_ago": -1}}), "where.low.value", ""),
    ({"where": {"kind": "share", "dimension": "x", "keys": ["US"]}}, "where.dimension", "split"),
    (
        {"where": {"kind": "share", "dimension": "country", "keys": ["US"], "low": 2}},
        "where",
        "between 0%",
    ),
    ({"where": {"kind": "text", "words": " "}}, "where.words", "missing"),
    ({"where": {"kind": "text", "words": "a", "field": "topic"}}, "where.field", "not a text"),
    ({"where": {"kind": "prefix", "field": "country", "start": "u"}}, "where.start", "first"),
    ({"where": {"kind": "like", "handle": "x", "platform": "foo"}}, "where.platform", "know"),
    ({"where": {"kind": "list", "lists": []}}, "where.lists", "missing"),
    ({"where": {"kind": "ids", "ids": ["x"]}}, "where.ids", "identifier"),
    ({"prefer": [{"node": terms()["where"], "weight": 0}]}, "prefer.0.weight", "weight lies"),
    ({"sort": {"terms": []}}, "sort.terms", "names a field"),
    ({"sort": {"terms": [{"field": "topic"}]}}, "sort.terms.0.field", "cannot order"),
]


@pytest.mark.parametrize(("data", "path", "sentence"), JSON_FAULTS)
def test_faults_of_json_name_the_path(data, path, sentence):
    with pytest.raises(QueryError) as refusal:
        query_from_json(data)

    assert refusal.value.path.startswith(path)
    assert sentence in refusal.value.sentence


def test_json_understands_names_and_fills_defaults():
    query = query_from_json(
        {
            "where": {
                "kind": "and",
                "nodes": [
                    {"kind": "terms", "field": "location", "values": ["Germany"]},
                    {"kind": "share", "dimension": "geo", "keys": ["usa"]},
                    {"kind": "range", "field": "subs", "low": {"value": 10_000}},
                    {"kind": "range", "field": "posted", "low": {"value": {"days_ago": 30}}},
                    {"kind": "like", "handle": "@glow", "platform": "ig"},
                ],
            },
            "sort": {"terms": [{"field": "er"}]},
        }
    )

    assert query == parse(
        "country:DE audience.country:US>=20% followers>=10k posted<=30d like:instagram/@glow sort:er"
    )


def test_json_is_as_deep_and_large_as_text_may_be():
    node = terms()["where"]
    for _ in range(60):
        node = {"kind": "not", "node": node}
    with pytest.raises(QueryError, match="deep at most"):
        query_from_json({"where": node})
    with pytest.raises(QueryError, match="2,000"):
        query_from_json({"where": {"kind": "or", "nodes": [terms()["where"]] * 2_500}})


def test_the_schema_names_every_field():
    defs = json_schema()["$defs"]

    assert "followers" in defs["number_range"]["properties"]["field"]["enum"]
    assert "posted" in defs["time_range"]["properties"]["field"]["enum"]
    assert "topic" in defs["terms"]["properties"]["field"]["enum"]
    assert "has" not in defs["terms"]["properties"]["field"]["enum"]
    assert {"handle", "hashtag"} <= set(defs["prefix"]["properties"]["field"]["enum"])
    assert not schema.is_valid({"where": {"kind": "terms", "field": "topic"}})
    assert not schema.is_valid(terms(field="followers"))
