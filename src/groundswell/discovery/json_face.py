"""The JSON face of a query: plain objects with stable keys (`json_schema` describes them).

A node names its ``kind``; numbers are in human units (fractions for rates, minor units for money),
dates are ISO strings and days ago are ``{"days_ago": 30}``. What comes in goes through `build`, so
names and aliases are understood as in the text; a refusal carries the path of the fault.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import isnan
from typing import Any, TypeVar

from groundswell.discovery import build, literals, ranges
from groundswell.discovery.errors import QueryError
from groundswell.discovery.fields import FIELDS, Field
from groundswell.discovery.language import DEEPEST, MOST_NODES
from groundswell.discovery.literals import Problem
from groundswell.discovery.query import (
    Ago,
    And,
    Bound,
    Ids,
    InList,
    Known,
    Like,
    Node,
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

VERSION = 1

T = TypeVar("T")
Json = dict[str, Any]


# ---------------------------------------------------------------- writing


def query_to_json(query: Query) -> Json:
    """The query as plain JSON values."""
    return {
        "version": VERSION,
        "where": None if query.where is None else node_to_json(query.where),
        "prefer": [
            {"node": node_to_json(soft.node), "weight": soft.weight} for soft in query.prefer
        ],
        "sort": None
        if query.sort is None
        else {
            "terms": [
                {"field": term.field, "weight": term.weight, "log": term.log}
                for term in query.sort.terms
            ],
            "descending": query.sort.descending,
        },
    }


def node_to_json(node: Node) -> Json:
    """One node of the tree as plain JSON values."""
    match node:
        case And(nodes) | Or(nodes):
            kind = "and" if isinstance(node, And) else "or"
            return {"kind": kind, "nodes": [node_to_json(one) for one in nodes]}
        case Not(inner):
            return {"kind": "not", "node": node_to_json(inner)}
        case _:
            return _leaf_to_json(node)


def _leaf_to_json(node: Node) -> Json:
    match node:
        case Terms(field, values, every):
            made: Json = {"kind": "terms", "field": field, "values": list(values), "every": every}
        case Range(field, low, high, currency):
            ends = {"low": _bound_to_json(low), "high": _bound_to_json(high)}
            made = {"kind": "range", "field": field, **ends, "currency": currency}
        case Share(dimension, keys, least, most, certain):
            made = {"kind": "share", "dimension": dimension, "keys": list(keys)}
            made |= {"low": least, "high": most, "certain": certain}
        case Text(words, phrase, name):
            made = {"kind": "text", "words": words, "phrase": phrase, "field": name}
        case Prefix(field, start):
            made = {"kind": "prefix", "field": field, "start": start}
        case Known(field):
            made = {"kind": "known", "field": field}
        case Like(handle, platform, audience):
            made = {"kind": "like", "handle": handle, "platform": platform, "audience": audience}
        case InList(lists):
            made = {"kind": "list", "lists": list(lists)}
        case Ids(ids):
            made = {"kind": "ids", "ids": list(ids)}
        case _:
            raise TypeError(f"{node!r} is not a node of a query")
    return made


def _bound_to_json(bound: Bound | None) -> Json | None:
    if bound is None:
        return None
    value: Any = bound.value
    if isinstance(value, Ago):
        value = {"days_ago": value.days}
    elif isinstance(value, date):
        value = value.isoformat()
    return {"value": value, "closed": bound.closed}


# ---------------------------------------------------------------- reading


def query_from_json(data: object) -> Query:
    """The query of a JSON value; QueryError with the path of the fault otherwise."""
    reader = _Reader()
    fields = reader.record(data, "", {"version", "where", "prefer", "sort"}, required=set())
    version = fields.get("version", VERSION)
    if isinstance(version, bool) or version != VERSION:
        reader.fail("version", f"This reads version {VERSION} of the query only.")
    where = fields.get("where")
    return Query(
        None if where is None else reader.node(where, "where", 0),
        tuple(
            reader.soft(soft, f"prefer.{place}")
            for place, soft in enumerate(reader.array(fields.get("prefer", []), "prefer"))
        ),
        None if fields.get("sort") is None else reader.sort(fields["sort"], "sort"),
    )


class _Reader:
    """Checks one JSON value while it becomes a query; counts its nodes."""

    def __init__(self) -> None:
        self.nodes = 0

    def fail(self, path: str, sentence: str, hint: str | None = None) -> Any:
        raise QueryError(sentence, path=path, hint=hint)

    def made(self, path: str, make: Callable[..., T], *args: Any, **named: Any) -> T:
        try:
            return make(*args, **named)
        except Problem as problem:
            raise QueryError(problem.sentence, path=path, hint=problem.hint) from None

    # ------------------------------------------------------------ plain shapes

    def record(self, data: object, path: str, allowed: set[str], required: set[str]) -> Json:
        if not isinstance(data, Mapping):
            return self.fail(path, "An object stands here.")  # type: ignore[no-any-return]
        for key in data:
            if key not in allowed:
                known = ", ".join(sorted(allowed))
                self.fail(_at(path, str(key)), f"There is no “{key}” here.", f"Known: {known}.")
        for key in required - data.keys():
            self.fail(_at(path, key), f"“{key}” is missing.")
        return dict(data)

    def array(self, data: object, path: str) -> Sequence[object]:
        if not isinstance(data, Sequence) or isinstance(data, str | bytes):
            self.fail(path, "An array stands here.")
        return data  # type: ignore[return-value]

    def text(self, data: object, path: str) -> str:
        if not isinstance(data, str):
            self.fail(path, "A text stands here.")
        return str(data)

    def texts(self, data: object, path: str) -> list[str]:
        return [
            self.text(one, f"{path}.{place}") for place, one in enumerate(self.array(data, path))
        ]

    def flag(self, data: object, path: str) -> bool:
        if not isinstance(data, bool):
            self.fail(path, "true or false stands here.")
        return bool(data)

    def number(self, data: object, path: str) -> float:
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail(path, "A number stands here.")
        assert isinstance(data, int | float)
        if isnan(data) or abs(data) > literals.LARGEST:
            self.fail(path, "This number is beyond what is kept.")
        return data

    # ------------------------------------------------------------ the tree

    def node(self, data: object, path: str, depth: int) -> Node:
        self.nodes += 1
        if depth > DEEPEST or self.nodes > MOST_NODES:
            self.fail(
                path, f"A query holds at most {MOST_NODES:,} conditions, {DEEPEST} deep at most."
            )
        kind = str(data.get("kind") if isinstance(data, Mapping) else None)
        if kind in {"and", "or"}:
            parts = self.record(data, path, {"kind", "nodes"}, {"nodes"})
            place = _at(path, "nodes")
            nodes = tuple(
                self.node(one, f"{place}.{index}", depth + 1)
                for index, one in enumerate(self.array(parts["nodes"], place))
            )
            if len(nodes) < 2:
                self.fail(place, "This joins at least two conditions.")
            return And(nodes) if kind == "and" else Or(nodes)
        if kind == "not":
            parts = self.record(data, path, {"kind", "node"}, {"node"})
            return Not(self.node(parts["node"], _at(path, "node"), depth + 1))
        if kind not in _LEAVES:
            self.fail(
                _at(path, "kind"),
                f"There is no node of kind “{kind}”.",
                f"Kinds are {', '.join(['and', 'or', 'not', *_LEAVES])}.",
            )
        allowed, required, make = _LEAVES[kind]
        return make(self, self.record(data, path, {"kind", *allowed}, required), path)

    def field(self, parts: Json, path: str) -> Field:
        return self.made(
            _at(path, "field"), build.field_named, self.text(parts["field"], _at(path, "field"))
        )

    def terms(self, parts: Json, path: str) -> Node:
        values = self.texts(parts["values"], _at(path, "values"))
        every = self.flag(parts.get("every", False), _at(path, "every"))
        field = self.field(parts, path)
        if field.name == "has":
            self.fail(_at(path, "kind"), "Presence is asked by a node of kind known.")
        return self.made(_at(path, "values"), build.terms, field, values, every=every)

    def range(self, parts: Json, path: str) -> Node:
        field = self.field(parts, path)
        currency = parts.get("currency")
        if field.kind not in {"count", "number", "rate", "money", "time"}:
            self.fail(_at(path, "field"), f"{field.label} has no range.", build.takes(field))
        if (field.kind == "money") != (currency is not None):
            self.fail(_at(path, "currency"), "Amounts, and only amounts, have a currency.")
        if currency is not None:
            currency = self.made(
                _at(path, "currency"),
                build.term,
                FIELDS["currency"],
                self.text(currency, _at(path, "currency")),
            )
        low = self.bound(parts.get("low"), _at(path, "low"), field)
        high = self.bound(parts.get("high"), _at(path, "high"), field)
        return self.made(path, ranges.between, field, low, high, currency)

    def bound(self, data: object, path: str, field: Field) -> Bound | None:
        if data is None:
            return None
        parts = self.record(data, path, {"value", "closed"}, {"value"})
        closed = self.flag(parts.get("closed", True), _at(path, "closed"))
        value, place = parts["value"], _at(path, "value")
        if field.kind != "time":
            number = self.number(value, place)
            return Bound(self.made(place, ranges.checked_number, field, number), closed)
        if isinstance(value, Mapping):
            days = self.record(value, place, {"days_ago"}, {"days_ago"})["days_ago"]
            return Bound(self.made(place, literals.read_days, str(days)), closed)
        text = self.text(value, place)
        try:
            return Bound(date.fromisoformat(text), closed)
        except ValueError:
            return self.fail(place, f"“{text}” is not a date.", "2026-01-31 or {days_ago: 30}")  # type: ignore[no-any-return]

    def share(self, parts: Json, path: str) -> Node:
        dimension = self.made(
            _at(path, "dimension"),
            build.dimension_named,
            self.text(parts["dimension"], _at(path, "dimension")),
        )
        low, high = (
            None if parts.get(end) is None else self.number(parts[end], _at(path, end))
            for end in ("low", "high")
        )
        certain = self.flag(parts.get("certain", False), _at(path, "certain"))
        keys = self.texts(parts["keys"], _at(path, "keys"))
        return self.made(path, ranges.share, dimension, keys, low, high, certain=certain)

    def words(self, parts: Json, path: str) -> Node:
        place = _at(path, "words")
        words = self.made(place, build.words, self.text(parts["words"], place))
        phrase = self.flag(parts.get("phrase", False), _at(path, "phrase"))
        if parts.get("field") is None:
            return Text(words, phrase)
        field = self.field(parts, path)
        if field.kind != "text":
            self.fail(_at(path, "field"), f"{field.label} is not a text.", build.takes(field))
        return Text(words, phrase, None if field.name == "text" else field.name)

    def prefix(self, parts: Json, path: str) -> Node:
        field = self.field(parts, path)
        place = _at(path, "start")
        start = self.text(parts["start"], place)
        return Prefix(field.name, self.made(place, build.prefix_start, field, start))

    def known(self, parts: Json, path: str) -> Node:
        place = _at(path, "field")
        return Known(self.made(place, build.known, self.text(parts["field"], place)))

    def like(self, parts: Json, path: str) -> Node:
        handle = self.text(parts["handle"], _at(path, "handle"))
        platform = parts.get("platform")
        if platform is not None:
            place = _at(path, "platform")
            name = self.text(platform, place)
            platform = self.made(place, build.term, FIELDS["platform"], name)
        audience = self.flag(parts.get("audience", False), _at(path, "audience"))
        found = self.made(_at(path, "handle"), build.like, f"@{handle}")
        return Like(found.handle, platform, audience)

    def lists(self, parts: Json, path: str) -> Node:
        names = self.texts(parts["lists"], _at(path, "lists"))
        cleaned = [self.made(_at(path, "lists"), build.words, name) for name in names]
        if not cleaned:
            self.fail(_at(path, "lists"), "The name of a list is missing.")
        return InList(tuple(dict.fromkeys(cleaned)))

    def ids(self, parts: Json, path: str) -> Node:
        place = _at(path, "ids")
        return self.made(place, build.identifiers, self.texts(parts["ids"], place))

    # ------------------------------------------------------------ preferences and order

    def soft(self, data: object, path: str) -> Soft:
        parts = self.record(data, path, {"node", "weight"}, {"node"})
        place = _at(path, "weight")
        weight = self.number(parts.get("weight", 1.0), place)
        return Soft(
            self.node(parts["node"], _at(path, "node"), 0),
            self.made(place, build.checked_weight, weight),
        )

    def sort(self, data: object, path: str) -> Sort:
        parts = self.record(data, path, {"terms", "descending"}, {"terms"})
        terms = []
        for index, one in enumerate(self.array(parts["terms"], _at(path, "terms"))):
            place = f"{path}.terms.{index}"
            term = self.record(one, place, {"field", "weight", "log"}, {"field"})
            name = self.text(term["field"], _at(place, "field"))
            weight = self.number(term.get("weight", 1.0), _at(place, "weight"))
            size = self.made(_at(place, "weight"), build.checked_weight, abs(weight))
            terms.append(
                Term(
                    -size if weight < 0 else size,
                    self.made(_at(place, "field"), build.sort_field, name),
                    self.flag(term.get("log", False), _at(place, "log")),
                )
            )
        if not terms:
            self.fail(_at(path, "terms"), "A sort names a field.")
        return Sort(tuple(terms), self.flag(parts.get("descending", True), _at(path, "descending")))


def _at(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


_LEAVES: dict[str, tuple[set[str], set[str], Callable[[_Reader, Json, str], Node]]] = {
    "terms": ({"field", "values", "every"}, {"field", "values"}, _Reader.terms),
    "range": ({"field", "low", "high", "currency"}, {"field"}, _Reader.range),
    "share": (
        {"dimension", "keys", "low", "high", "certain"},
        {"dimension", "keys"},
        _Reader.share,
    ),
    "text": ({"words", "phrase", "field"}, {"words"}, _Reader.words),
    "prefix": ({"field", "start"}, {"field", "start"}, _Reader.prefix),
    "known": ({"field"}, {"field"}, _Reader.known),
    "like": ({"handle", "platform", "audience"}, {"handle"}, _Reader.like),
    "list": ({"lists"}, {"lists"}, _Reader.lists),
    "ids": ({"ids"}, {"ids"}, _Reader.ids),
}
