"""The JSON, URL and form faces of a query; every way there and back gives the same query."""

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from groundswell.discovery.form_face import Form, conjuncts, form_of, query_from_form
from groundswell.discovery.json_face import query_from_json, query_to_json
from groundswell.discovery.json_schema import json_schema
from groundswell.discovery.query import Query
from groundswell.discovery.writing import format_query

__all__ = [
    "Form",
    "conjuncts",
    "form_of",
    "json_schema",
    "query_from_form",
    "query_from_json",
    "query_from_url",
    "query_to_json",
    "query_to_url",
]


def query_to_url(query: Query) -> str:
    """The query as the query string of an address: ``q=`` and its text; empty for no query."""
    text = format_query(query)
    return urlencode({"q": text}) if text else ""


def query_from_url(address: str, *, ignore: Iterable[str] = ()) -> Query:
    """The query in a query string: ``q`` as text, and besides it any parameter of the form.

    Args:
        address: what stands after the question mark.
        ignore: names of parameters that belong to somebody else (``cursor``, ``limit`` ...).
    """
    form: Form = {}
    others = set(ignore)
    for name, value in parse_qsl(address, keep_blank_values=True):
        if name not in others:
            form.setdefault(name, []).append(value)
    return query_from_form(form)
