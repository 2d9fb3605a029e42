"""The parts of a query as chips: what stands in the search box, each with its own text."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from groundswell.discovery import facets, marks
from groundswell.discovery.fields import FIELDS, PLATFORMS
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
    Terms,
    Text,
)
from groundswell.discovery.sentence import describe_node
from groundswell.discovery.writing import format_node, format_query
from groundswell.ui import formats
from groundswell.web.discover.editing import parts_of, without

_LONGEST = 60
_SIGNS = {"hashtag": "#", "mention": "@"}


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of the query.

    Attributes:
        at: its place among the parts (conditions first, then preferences).
        key: what it is about, ``Topic``; may be empty.
        value: what is asked of it, ``skincare``.
        kind: ``""``, ``not``, ``soft`` or ``group``.
        text: the part in the query language, for editing it.
        rest: the query without it, as text, for removing it.
        sentence: the part in plain words.
    """

    at: int
    key: str
    value: str
    kind: str
    text: str
    rest: str
    sentence: str

    @property
    def name(self) -> str:
        """What a person calls the chip."""
        return f"{self.key} {self.value}".strip()


def chips(query: Query) -> list[Chip]:
    """A chip for each part of the query."""
    found = []
    parts: list[Node | Soft] = [*parts_of(query), *query.prefer]
    for at, part in enumerate(parts):
        node = part.node if isinstance(part, Soft) else part
        key, value = said(node)
        kind = "not" if isinstance(node, Not) else "group" if isinstance(node, Or | And) else ""
        if isinstance(part, Soft):
            kind, key = "soft", f"{_('rather')} {key[:1].lower()}{key[1:]}".strip()
            text = format_query(Query(prefer=(part,)))
        else:
            text = format_node(node)
        rest = format_query(without(query, at))
        found.append(Chip(at, key, _cut(value), kind, text, rest, describe_node(node)))
    return found


def _cut(value: str) -> str:
    return value if len(value) <= _LONGEST else value[: _LONGEST - 1].rstrip() + "…"


def said(node: Node) -> tuple[str, str]:
    """A condition as key and value: ``("Followers", "10k–100k")``."""
    match node:
        case Not(inner):
            key, value = said(inner)
            return f"{_('not')} {key[:1].lower()}{key[1:]}".strip(), value
        case Or(nodes):
            return "", f" {_('or')} ".join(_name(one) for one in nodes)
        case And(nodes):
            return "", f" {_('and')} ".join(_name(one) for one in nodes)
        case Range():
            return FIELDS[node.field].label, range_said(node)
        case Share():
            return _("Audience"), _share(node)
        case _:
            return _words(node)


def _name(node: Node) -> str:
    return " ".join(part for part in said(node) if part)


def _words(node: Node) -> tuple[str, str]:
    match node:
        case Terms(field=name, values=values, every=every):
            join = " + " if every else ", "
            return FIELDS[name].label, join.join(value_said(name, one) for one in values)
        case Text(words=words, phrase=phrase, field=name):
            return FIELDS[name].label if name else "", f"“{words}”" if phrase else words
        case Prefix(field=name, start=start):
            return FIELDS[name].label, f"{start}…"
        case Known(field=name) if name in PLATFORMS:
            return _("Also on"), formats.platform(name)
        case Known(field=name):
            label = FIELDS[name].label if name in FIELDS else name.replace("_", " ")
            return _("Has"), label[0].lower() + label[1:]
        case _:
            return _whom(node)


def _whom(node: Node) -> tuple[str, str]:
    match node:
        case Like(handle=handle, platform=platform, audience=audience):
            where = f" ({formats.platform(platform)})" if platform else ""
            return _("Audience like") if audience else _("Like"), f"@{handle}{where}"
        case InList(lists=names):
            return _("In list"), ", ".join(names)
        case Ids(ids=ids):
            return _("Only"), formats.count(len(ids))
        case _:
            return "", describe_node(node)


def value_said(name: str, value: str) -> str:
    """A value of a keyword field as people call it."""
    if name in {"relation", "viewed", "new"}:
        return marks.said(name, value)
    if name == "tier":
        scheme, slash, tier = value.rpartition("/")
        return f"{tier} ({scheme})" if slash else tier
    if name == "has" and value in PLATFORMS:
        return _("Also on %(platform)s") % {"platform": formats.platform(value)}
    return _SIGNS.get(name, "") + facets.label(FIELDS[name], value)


def key_said(dimension: str, key: str) -> str:
    """A key of the audience as people call it: ``United States``, ``Women``, ``25–34``."""
    if dimension == "cell":
        country, age, gender = key.split("/")
        parts = (("gender", gender), ("age", age), ("country", country))
        return ", ".join(key_said(part, value) for part, value in parts if value != "*")
    if dimension == "country":
        return formats.country(key)
    if dimension == "language":
        return formats.language(key)
    if dimension == "gender":
        return {"female": _("Women"), "male": _("Men")}.get(key, key)
    return key.replace("-", "–") if dimension == "age" else key


def _share(node: Share) -> str:
    keys = f" {_('or')} ".join(key_said(node.dimension, key) for key in node.keys)
    if node.low is not None and node.high is not None:
        size = f"{_rate(node.low)}–{_rate(node.high)}"
    else:
        size = f"≥ {_rate(node.low)}" if node.low is not None else f"≤ {_rate(node.high)}"
    return f"{keys} {size}" + (f", {_('low end')}" if node.certain else "")


def _rate(value: float | None) -> str:
    if value is None:
        return ""
    places = next((n for n in range(4) if round(value * 100, n) == round(value * 100, 6)), 4)
    return formats.percent(value, places)


def range_said(node: Range) -> str:
    """The ends of a range: ``10k–100k``, ``≥ 3%``, ``last 30 days``."""
    low, high = node.low, node.high
    if FIELDS[node.field].kind == "time":
        return _time(low, high)
    if low is not None and high is not None:
        if low.value == high.value:
            return f"= {_end(node, low)}"
        if low.closed and high.closed:
            return f"{_end(node, low)}–{_end(node, high)}"
    parts = []
    if low is not None:
        parts.append(f"{'≥' if low.closed else '>'} {_end(node, low)}")
    if high is not None:
        parts.append(f"{'≤' if high.closed else '<'} {_end(node, high)}")
    return " ".join(parts)


def _end(node: Range, bound: Bound) -> str:
    value: Any = bound.value
    if node.currency is not None:
        return formats.money(int(value), node.currency)
    if FIELDS[node.field].kind == "rate":
        return _rate(value)
    return formats.short(value)


def _time(low: Bound | None, high: Bound | None) -> str:
    if low is not None and high is None and isinstance(low.value, Ago):
        return _("last %(days)s days") % {"days": low.value.days}
    if high is not None and low is None and isinstance(high.value, Ago):
        return _("more than %(days)s days ago") % {"days": high.value.days}
    parts = [f"{_('from')} {_moment(low)}"] if low is not None else []
    parts += [f"{_('until')} {_moment(high)}"] if high is not None else []
    return " ".join(parts)


def _moment(bound: Bound) -> str:
    value: Any = bound.value
    if isinstance(value, Ago):
        return _("%(days)s days ago") % {"days": value.days}
    return formats.day(value)
