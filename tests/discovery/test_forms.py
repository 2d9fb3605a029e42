"""The JSON, URL and form faces: nothing is lost on any way there and back."""

import json
from collections import Counter
from urllib.parse import parse_qs

import jsonschema
from hypothesis import HealthCheck, given, settings

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
