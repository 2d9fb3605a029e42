"""The JSON Schema of a query, made from the field table."""

from typing import Any

from groundswell.discovery import build
from groundswell.discovery.fields import AUDIENCE_DEFAULT_SHARE, FIELDS, HAS, OWN_WORDS
from groundswell.discovery.json_face import VERSION
from groundswell.discovery.literals import Problem

Json = dict[str, Any]

_TEXT: Json = {"type": "string", "minLength": 1}
_FLAG: Json = {"type": "boolean", "default": False}


def json_schema() -> Json:
    """The JSON Schema (2020-12) of the query, made from the field table."""
    kinds = _kinds()
    weight = {"type": "number", "default": 1}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Discovery query",
        **_object(
            {
                "version": {"const": VERSION},
                "where": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/node"}]},
                "prefer": _list(
                    _object({"node": {"$ref": "#/$defs/node"}, "weight": weight}, {"node"}), 0
                ),
                "sort": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/sort"}]},
            },
            set(),
        ),
        "$defs": {
            "node": {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in kinds]},
            "sort": _sort(weight),
            **kinds,
        },
    }


def _sort(weight: Json) -> Json:
    term = {
        "field": {"enum": [field.name for field in FIELDS.values() if field.sort]},
        "weight": weight,
        "log": _FLAG,
    }
    return _object(
        {
            "terms": _list(_object(term, {"field"}), 1),
            "descending": {"type": "boolean", "default": True},
        },
        {"terms"},
    )


def _kinds() -> Json:
    """Every kind of node, by the name of its definition."""
    nodes = _list({"$ref": "#/$defs/node"}, 2)
    kinds = {
        "and": _object({"nodes": nodes}, {"nodes"}),
        "or": _object({"nodes": nodes}, {"nodes"}),
        "not": _object({"node": {"$ref": "#/$defs/node"}}, {"node"}),
        **_word_kinds(),
        **_number_kinds(),
    }
    for name, kind in kinds.items():
        tag = "range" if name.endswith("_range") else name
        kind["properties"] = {"kind": {"const": tag}, **kind["properties"]}
        kind["required"] = ["kind", *kind["required"]]
    return kinds


def _number_kinds() -> Json:
    share = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
    days = _object({"days_ago": {"type": "integer", "minimum": 0}}, {"days_ago"})
    return {
        "number_range": _range(_of("count", "number", "rate", "money"), {"type": "number"}),
        "time_range": _range(_of("time"), {"anyOf": [{"type": "string", "format": "date"}, days]}),
        "share": _object(
            {
                "dimension": {"enum": list(AUDIENCE_DEFAULT_SHARE)},
                "keys": _list(_TEXT, 1),
                "low": share,
                "high": share,
                "certain": _FLAG,
            },
            {"dimension", "keys"},
        ),
    }


def _word_kinds() -> Json:
    words = [name for name in _of("keyword", "keywords") if name != "has"]
    free = [name for name in words if not (FIELDS[name].choices or FIELDS[name].codes)]
    platforms = [*FIELDS["platform"].choices, None]
    return {
        "terms": _object(
            {
                "field": {"enum": [*words, "tier", *OWN_WORDS]},
                "values": _list(_TEXT, 1),
                "every": _FLAG,
            },
            {"field", "values"},
        ),
        "text": _object(
            {"words": _TEXT, "phrase": _FLAG, "field": {"enum": [*_of("text"), None]}}, {"words"}
        ),
        "prefix": _object({"field": {"enum": free}, "start": _TEXT}, {"field", "start"}),
        "known": _object({"field": {"enum": [*HAS, *_knowable()]}}, {"field"}),
        "like": _object(
            {"handle": _TEXT, "platform": {"enum": platforms}, "audience": _FLAG}, {"handle"}
        ),
        "list": _object({"lists": _list(_TEXT, 1)}, {"lists"}),
        "ids": _object({"ids": _list({"type": "string", "pattern": "^prf_"}, 1)}, {"ids"}),
    }


def _of(*kinds: str) -> list[str]:
    return [field.name for field in FIELDS.values() if field.kind in kinds]


def _object(properties: Json, required: set[str]) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(required),
        "additionalProperties": False,
    }


def _list(items: Json, least: int) -> Json:
    return {"type": "array", "items": items, "minItems": least}


def _range(names: list[str], value: Json) -> Json:
    bound = _object({"value": value, "closed": {"type": "boolean", "default": True}}, {"value"})
    end = {"anyOf": [{"type": "null"}, bound]}
    return _object(
        {
            "field": {"enum": names},
            "low": end,
            "high": end,
            "currency": {"type": ["string", "null"], "pattern": "^[A-Z]{3}$"},
        },
        {"field"},
    )


def _knowable() -> list[str]:
    found = []
    for name in FIELDS:
        try:
            found.append(build.known(name))
        except Problem:
            continue
    return [name for name in dict.fromkeys(found) if name not in HAS]
