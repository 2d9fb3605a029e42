"""Write a query as text: the canonical form, which `language.parse` reads back to the same value."""

import re
from collections.abc import Iterable

from groundswell.discovery import literals
from groundswell.discovery.fields import FIELDS
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
    Sort,
    Term,
    Terms,
    Text,
)

_BARE = re.compile(r"[^\W_](?:[\w.+/@#&'’-]*\w)?")
_SPECIAL = re.compile(r"[\\()\"“”^:<>=≥≤~*,]|^[-\"]")
_JOINS = {"AND", "OR", "NOT"}


def format_query(query: Query) -> str:
    """The query as text, in canonical form."""
    parts = []
    if query.where is not None:
        alone = not query.prefer and query.sort is None
        top = isinstance(query.where, And) or alone
        parts.append(_tree(query.where) if top else _unit(query.where, words=True))
    for soft in query.prefer:
        mark = "" if soft.weight == 1 else f"^{_plain(soft.weight)}"
        parts.append(f"~{_unit(soft.node)}{mark}")
    if query.sort is not None:
        parts.append(f"sort:{_sort(query.sort)}")
    return " ".join(parts)


def format_node(node: Node) -> str:
    """One condition as text."""
    return _tree(node)


def _tree(node: Node) -> str:
    if isinstance(node, Or):
        if _facts(node):
            return f"has:{','.join(one.field for one in node.nodes if isinstance(one, Known))}"
        return " OR ".join(_unit(one, words=True) for one in node.nodes)
    if not isinstance(node, And):
        return _unit(node, words=True)
    parts: list[str] = []
    before: Node | None = None
    for one in node.nodes:
        if parts:
            parts.append(" AND " if _free(before) and _free(one) else " ")
        parts.append(_unit(one, words=True))
        before = one
    return "".join(parts)


def _facts(node: Node) -> bool:
    """Whether ``has:a,b`` says this node."""
    return (
        isinstance(node, Or)
        and all(isinstance(one, Known) for one in node.nodes)
        and len(set(node.nodes)) == len(node.nodes)
    )


def _free(node: Node | None) -> bool:
    return isinstance(node, Text) and not node.phrase and node.field is None


def _unit(node: Node, *, words: bool = False) -> str:
    """Something that a minus, a tilde or a neighbour cannot tear apart.

    ``words``: several free words may stand side by side here.
    """
    if isinstance(node, And | Or):
        return _tree(node) if _facts(node) else f"({_tree(node)})"
    if isinstance(node, Not):
        inner = _unit(node.node)
        return f"-({inner})" if isinstance(node.node, Not) else f"-{inner}"
    if isinstance(node, Text):
        text = _text(node)
        return f"({text})" if _free(node) and " " in text and not words else text
    return _leaf(node)


def _text(node: Text) -> str:
    head = "" if node.field is None else f"{node.field}:"
    if node.phrase:
        return head + _quote(node.words)
    if node.field is None:
        return " ".join(_word(word) for word in node.words.split(" "))
    if _BARE.fullmatch(node.words):
        return head + node.words
    return f"{head}({' '.join(_word(word) for word in node.words.split(' '))})"


def _word(word: str) -> str:
    return f"\\{word}" if word in _JOINS else _SPECIAL.sub(lambda match: f"\\{match[0]}", word)


def _leaf(node: Node) -> str:
    match node:
        case Terms(field, values, every):
            text = f"{field}:all({_values(values)})" if every else f"{field}:{_values(values)}"
        case Range():
            text = _range(node)
        case Share():
            text = _share(node)
        case Prefix(field, start):
            text = f"{field}:{_value(start)}*"
        case Known(field):
            text = f"has:{field}"
        case Like(handle, platform, audience):
            name = f"{platform}/@{handle}" if platform else f"@{handle}"
            text = f"{'audience-like' if audience else 'like'}:{_value(name)}"
        case InList(lists):
            text = f"list:{_values(lists)}"
        case Ids(ids):
            text = f"id:{','.join(ids)}"
        case _:
            raise TypeError(f"{node!r} is not a node of a query")
    return text


def _values(values: Iterable[str]) -> str:
    return ",".join(_value(value) for value in values)


def _value(value: str) -> str:
    return value if _BARE.fullmatch(value.removeprefix("@")) else _quote(value)


def _quote(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


# ---------------------------------------------------------------- ranges


def _range(node: Range) -> str:
    name, low, high = node.field, node.low, node.high
    if FIELDS[name].kind == "time":
        return _times(name, low, high)
    unit = node.currency or ""
    if low is not None and high is not None:
        if low.value == high.value:
            return f"{name}={_end(node, low)}{unit}"
        left, right = "" if low.closed else ">", "" if high.closed else "<"
        return f"{name}:{left}{_end(node, low)}..{right}{_end(node, high)}{unit}"
    if low is not None:
        return f"{name}{'>=' if low.closed else '>'}{_end(node, low)}{unit}"
    assert high is not None
    return f"{name}{'<=' if high.closed else '<'}{_end(node, high)}{unit}"


def _end(node: Range, bound: Bound) -> str:
    value = bound.value
    assert isinstance(value, int | float)
    if node.currency is not None:
        return literals.write_amount(value, node.currency)
    if FIELDS[node.field].kind == "rate":
        return literals.write_rate(value)
    return literals.write_count(value)


def _times(name: str, low: Bound | None, high: Bound | None) -> str:
    if low is not None and high is not None:
        if isinstance(low.value, Ago) and isinstance(high.value, Ago):
            young, old = ("" if high.closed else ">"), ("" if low.closed else "<")
            return f"{name}:{young}{high.value.days}d..{old}{low.value.days}d"
        if low.value == high.value:
            return f"{name}={literals.write_time(low.value)}"
        left, right = "" if low.closed else ">", "" if high.closed else "<"
        early, late = literals.write_time(low.value), literals.write_time(high.value)
        return f"{name}:{left}{early}..{right}{late}"
    end = low or high
    assert end is not None
    # A date is compared as a moment, days as an age, which runs the other way.
    rising = (low is not None) != isinstance(end.value, Ago)
    return (
        f"{name}{'>' if rising else '<'}{'=' if end.closed else ''}{literals.write_time(end.value)}"
    )


def _share(node: Share) -> str:
    keys = ",".join(key if node.dimension in {"cell", "age"} else _value(key) for key in node.keys)
    ends = [
        f"{sign}{literals.write_rate(end)}"
        for sign, end in ((">=", node.low), ("<=", node.high))
        if end is not None
    ]
    if len(ends) == 2:
        ends = [f"={ends[0][2:]}..{ends[1][2:]}"]
    return f"audience.{node.dimension}:{keys}{ends[0]}{'!certain' if node.certain else ''}"


# ---------------------------------------------------------------- order


def _sort(sort: Sort) -> str:
    end = "" if sort.descending else ":asc"
    first = sort.terms[0]
    if len(sort.terms) == 1 and first.weight == 1 and not first.log:
        return f"{first.field}{end}"
    parts = [_term(term, first=place == 0) for place, term in enumerate(sort.terms)]
    return f"({' '.join(parts)}){end}"


def _term(term: Term, *, first: bool) -> str:
    sign = "-" if term.weight < 0 else ("" if first else "+")
    size = abs(term.weight)
    field = f"log({term.field})" if term.log else term.field
    body = field if size == 1 else f"{_plain(size)}*{field}"
    return f"{sign}{body}" if first else f"{sign} {body}"


def _plain(value: float) -> str:
    return literals.decimal(literals.exact(value))
