"""The form face of a query.

A form is flat: names and texts, as a browser sends them. What its controls can show has names of
its own, the rest stands as text under ``q``, so nothing is lost:

====================================  =========================================================
``topic=vegan&topic=skincare``        any of these (``topic.every=on``: all of them)
``topic.not=alcohol``                 none of these
``has=email&has=website``             all of these are known; ``has.not=...`` is not
``followers.min=10000`` ``.max``      numbers as written in the text language
``er.min=3``                          rates in percent
``price.max=500&price.currency=EUR``  amounts in major units
``posted.within=30`` ``.older``       days ago; ``posted.from`` and ``posted.to`` are dates
``audience.country:US.min=30``        smallest share in percent; ``.max``, ``.certain=on``
``bio=clean beauty``                  words in one text field
``handle.starts=glow``                the first letters
``like=instagram/@glow``              likeness; ``audience-like`` too
``list=Contacted`` ``list.not``       lists of the workspace
``sort=followers&order=asc``          a plain sort; ``order=desc`` may be left out
``q=...``                             everything else, in the text language
====================================  =========================================================

The order of conditions that all must hold means nothing and is not kept by the form.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from groundswell.discovery import build, literals, ranges
from groundswell.discovery.errors import QueryError
from groundswell.discovery.fields import FIELDS, Field
from groundswell.discovery.language import parse
from groundswell.discovery.literals import Problem
from groundswell.discovery.query import (
    Ago,
    And,
    Bound,
    InList,
    Known,
    Like,
    Node,
    Not,
    Prefix,
    Query,
    Range,
    Share,
    Sort,
    Term,
    Terms,
    Text,
)
from groundswell.discovery.writing import format_query

Form = dict[str, list[str]]
Raw = TypeVar("Raw")
Made = TypeVar("Made")

_NUMBERS = ("count", "number", "rate", "money")
_SHARE = re.compile(r"audience\.(?P<dimension>\w+)(?::(?P<key>.+)\.(?P<part>min|max|certain))?")
_ON = {"on", "true", "1", "yes"}


# ---------------------------------------------------------------- to a form


def conjuncts(node: Node | None) -> Iterator[Node]:
    """The conditions that all must hold, with nested ANDs taken apart."""
    if isinstance(node, And):
        for one in node.nodes:
            yield from conjuncts(one)
    elif node is not None:
        yield node


def form_of(query: Query) -> Form:
    """What a form shows of the query; what it has no control for stands as text under ``q``."""
    form: Form = {}
    rest = []
    for node in conjuncts(query.where):
        shown = _shown(node)
        several = isinstance(node, Known) or (
            isinstance(node, Not) and isinstance(node.node, Known)
        )
        if shown and (several or not _taken(form, shown)):
            for name, values in shown.items():
                form.setdefault(name, []).extend(values)
        else:
            rest.append(node)
    sort = query.sort if query.sort is None or not _plain(query.sort) else None
    where = None if not rest else rest[0] if len(rest) == 1 else And(tuple(rest))
    if query.sort is not None and sort is None:
        form["sort"] = [query.sort.terms[0].field]
        form["order"] = ["desc" if query.sort.descending else "asc"]
    if text := format_query(Query(where, query.prefer, sort)):
        form["q"] = [text]
    return form


def _taken(form: Form, shown: Form) -> bool:
    """Whether a control that this condition needs, or its sibling, shows another one already."""
    taken = {_control(name) for name in form}
    return any(_control(name) in taken for name in shown)


def _control(name: str) -> str:
    for ending in (".min", ".max", ".certain", ".currency", ".every", ".within", ".older", ".from"):
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name.removesuffix(".to")


def _plain(sort: Sort) -> bool:
    term = sort.terms[0]
    return len(sort.terms) == 1 and term.weight == 1 and not term.log


def _shown(node: Node) -> Form:
    """The controls that show this condition; none where there are none."""
    match node:
        case Share():
            form = _shown_share(node)
        case Range():
            form = _shown_range(node)
        case Not(inner):
            form = _shown_not(inner)
        case _:
            form = _shown_words(node)
    return form


def _shown_words(node: Node) -> Form:
    form: Form = {}
    match node:
        case Terms(field, values, every):
            form = {field: list(values)} | ({f"{field}.every": ["on"]} if every else {})
        case Known(field):
            form = {"has": [field]}
        case InList(lists):
            form = {"list": list(lists)}
        case Prefix(field, start):
            form = {f"{field}.starts": [start]}
        case Text(words, False, str(field)):
            form = {field: [words]}
        case Like(handle, platform, audience):
            name = "audience-like" if audience else "like"
            form = {name: [f"{platform}/@{handle}" if platform else f"@{handle}"]}
    return form


def _shown_not(node: Node) -> Form:
    match node:
        case Terms(field, values, False):
            return {f"{field}.not": list(values)}
        case InList(lists):
            return {"list.not": list(lists)}
        case Known(field):
            return {"has.not": [field]}
    return {}


def _shown_share(node: Share) -> Form:
    if len(node.keys) != 1:
        return {}
    name = f"audience.{node.dimension}:{node.keys[0]}"
    form = {
        f"{name}.{part}": [literals.write_rate(end).removesuffix("%")]
        for part, end in (("min", node.low), ("max", node.high))
        if end is not None
    }
    return form | ({f"{name}.certain": ["on"]} if node.certain else {})


def _shown_range(node: Range) -> Form:
    kind = FIELDS[node.field].kind
    form: Form = {}
    for bound, number, ago, day in (
        (node.low, "min", "within", "from"),
        (node.high, "max", "older", "to"),
    ):
        if bound is None:
            continue
        if not bound.closed:
            return {}
        value = bound.value
        if isinstance(value, Ago):
            form[f"{node.field}.{ago}"] = [str(value.days)]
        elif isinstance(value, date):
            form[f"{node.field}.{day}"] = [value.isoformat()]
        else:
            form[f"{node.field}.{number}"] = [_shown_number(kind, value, node.currency)]
    return form | ({f"{node.field}.currency": [node.currency]} if node.currency else {})


def _shown_number(kind: str, value: float, currency: str | None) -> str:
    if currency is not None:
        return literals.write_amount(value, currency)
    if kind == "rate":
        return literals.write_rate(value).removesuffix("%")
    return literals.decimal(literals.exact(value))


# ---------------------------------------------------------------- from a form


def query_from_form(data: Mapping[str, str | Sequence[str]]) -> Query:
    """The query that a form says; empty controls say nothing.

    Raises:
        QueryError: ``path`` names the control; for ``q``, ``position`` is the place in its text.
    """
    form = _Controls(data)
    text = parse(form.one("q") or "")
    nodes: list[Node] = []
    for field in FIELDS.values():
        nodes += form.field(field)
    nodes += form.shares()
    sort = form.sort() if text.sort is None else text.sort
    form.refuse_others()
    nodes += conjuncts(text.where) if nodes else [] if text.where is None else [text.where]
    where = None if not nodes else nodes[0] if len(nodes) == 1 else And(tuple(nodes))
    return Query(where, text.prefer, sort)


class _Controls:
    """The controls of a form as they were sent; remembers which were read."""

    def __init__(self, data: Mapping[str, str | Sequence[str]]) -> None:
        self.data: Form = {}
        self.read = {"q", "sort", "order"}
        for name, given in data.items():
            values = [given] if isinstance(given, str) else list(given)
            if kept := [value for value in values if value.strip()]:
                self.data[name] = kept

    def many(self, name: str) -> list[str]:
        self.read.add(name)
        return self.data.get(name, [])

    def one(self, name: str) -> str | None:
        values = self.many(name)
        if len(values) > 1:
            raise QueryError("This control was sent twice.", path=name)
        return values[0] if values else None

    def refuse_others(self) -> None:
        for name in self.data:
            if name not in self.read:
                head, dot, tail = name.partition(".")
                try:
                    known = build.field_named(head)
                    hint = f"{known.name} has no “.{tail}”." if dot else f"Write {known.name}=…"
                except Problem as problem:
                    hint = problem.hint or ""
                raise QueryError(f"There is no control “{name}”.", path=name, hint=hint or None)

    def field(self, field: Field) -> Iterator[Node]:
        special = {
            "has": self.known,
            "list": self.lists,
            "like": self.likes,
            "audience-like": self.likes,
            "id": self.nothing,
            "text": self.nothing,
        }
        kinds = {"time": self.times, "text": self.texts} | dict.fromkeys(_NUMBERS, self.numbers)
        yield from special.get(field.name, kinds.get(field.kind, self.words))(field)

    def nothing(self, _: Field) -> Iterator[Node]:
        yield from ()

    def texts(self, field: Field) -> Iterator[Node]:
        if words := self.one(field.name):
            yield Text(self.made(field.name, words, build.words), field=field.name)

    def known(self, field: Field) -> Iterator[Node]:
        for word in self.many(field.name):
            yield Known(self.made(field.name, word, build.known))
        for word in self.many(path := f"{field.name}.not"):
            yield Not(Known(self.made(path, word, build.known)))

    def lists(self, field: Field) -> Iterator[Node]:
        if names := self.many(field.name):
            yield self.in_lists(field.name, names)
        if names := self.many(path := f"{field.name}.not"):
            yield Not(self.in_lists(path, names))

    def in_lists(self, path: str, names: list[str]) -> InList:
        return InList(tuple(dict.fromkeys(self.made(path, name, build.words) for name in names)))

    def likes(self, field: Field) -> Iterator[Node]:
        if handle := self.one(field.name):
            like = self.made(field.name, handle, build.like)
            yield Like(like.handle, like.platform, field.name == "audience-like")

    def words(self, field: Field) -> Iterator[Node]:
        name = field.name
        every = self.flag(f"{name}.every")
        if values := self.many(name):
            yield self.made(name, values, lambda raw: build.terms(field, raw, every=every))
        if values := self.many(f"{name}.not"):
            yield Not(self.made(f"{name}.not", values, lambda raw: build.terms(field, raw)))
        if start := self.one(f"{name}.starts"):
            path = f"{name}.starts"
            yield Prefix(name, self.made(path, start, lambda raw: build.prefix_start(field, raw)))

    def numbers(self, field: Field) -> Iterator[Node]:
        low, high = self.one(f"{field.name}.min"), self.one(f"{field.name}.max")
        currency = self.one(f"{field.name}.currency") if field.kind == "money" else None
        if low is None and high is None:
            return
        if field.kind == "rate":
            low, high = (None if end is None else f"{end.rstrip('%')}%" for end in (low, high))
        raw = f"{low or ''}..{high or ''}{currency or ''}"
        yield self.made(field.name, raw, lambda text: ranges.comparison(field, ":", text))

    def times(self, field: Field) -> Iterator[Node]:
        low = self.moment(f"{field.name}.within", f"{field.name}.from")
        high = self.moment(f"{field.name}.older", f"{field.name}.to")
        if low is not None or high is not None:
            yield self.made(field.name, low, lambda end: ranges.between(field, end, high))

    def moment(self, ago: str, day: str) -> Bound | None:
        days, at = self.one(ago), self.one(day)
        if days is not None and at is not None:
            raise QueryError("Give days ago or a date, not both.", path=ago)
        if days is not None:
            return Bound(self.made(ago, days, literals.read_days))
        if at is None:
            return None
        try:
            return Bound(date.fromisoformat(at))
        except ValueError:
            raise QueryError(f"“{at}” is not a date.", path=day, hint="2026-01-31") from None

    def shares(self) -> Iterator[Node]:
        seen = set()
        for name in list(self.data):
            match = _SHARE.fullmatch(name)
            if not match:
                continue
            dimension = self.made(name, match["dimension"], build.dimension_named)
            if match["key"] is None:
                yield from (self.share(name, dimension, key) for key in self.many(name))
                continue
            stem = f"audience.{match['dimension']}:{match['key']}"
            if stem not in seen:
                seen.add(stem)
                yield self.share(stem, dimension, match["key"])

    def share(self, stem: str, dimension: str, key: str) -> Node:
        low, high = (
            None if raw is None else self.made(stem, f"{raw.rstrip('%')}%", literals.read_rate)
            for raw in (self.one(f"{stem}.min"), self.one(f"{stem}.max"))
        )
        certain = self.flag(f"{stem}.certain")
        return self.made(
            stem, [key], lambda keys: ranges.share(dimension, keys, low, high, certain=certain)
        )

    def sort(self) -> Sort | None:
        name = self.one("sort")
        if name is None or name == "relevance":
            return None
        order = self.one("order") or "desc"
        if order not in {"asc", "desc"}:
            raise QueryError("The order is asc or desc.", path="order")
        return Sort((Term(1.0, self.made("sort", name, build.sort_field)),), order == "desc")

    def flag(self, name: str) -> bool:
        value = self.one(name)
        return value is not None and value.lower() in _ON

    def made(self, path: str, raw: Raw, make: Callable[[Raw], Made]) -> Made:
        try:
            return make(raw)
        except Problem as problem:
            raise QueryError(problem.sentence, path=path, hint=problem.hint) from None
