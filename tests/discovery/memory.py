"""An index reader over a handful of dicts, by brute force: slow, short and plainly right."""

import math
from collections.abc import Iterable, Sequence
from functools import cmp_to_key
from typing import Any

import numpy as np

from groundswell.discovery.engines import base
from groundswell.discovery.engines.base import Bucket, Facet, Hit, IndexState, Page, Plan
from groundswell.discovery.fields import FIELDS
from groundswell.discovery.words import fold_keyword, tokens

_TEXTS = ("name", "bio", "caption")


class MemoryReader:
    """Documents are dicts: row, field -> human value, ``audience`` -> {key: thousandths}."""

    def __init__(self, documents: Iterable[dict[str, Any]]) -> None:
        self.documents = list(documents)
        self.asked: list[Plan] = []

    def _seen(self, plan: Plan) -> list[dict[str, Any]]:
        self.asked.append(plan)
        return [
            each
            for each in self.documents
            if each.get("owner", 0) in {0, plan.viewer}
            and plan.viewer not in each.get("hidden_for", ())
            and all(meets(each, node) for node in plan.filters)
        ]

    def search(self, plan, *, limit=25, cursor=None, offset=0):
        found = self._seen(plan)
        keyed = [(key(each, plan), each) for each in found]
        sign = -1 if plan.descending or not plan.order else 1

        def compare(one, other):
            a, b = one[0], other[0]
            if (a is None) != (b is None):
                return 1 if a is None else -1
            if a is not None and a != b:
                return sign if a > b else -sign
            return one[1]["row"] - other[1]["row"]

        keyed.sort(key=cmp_to_key(compare))
        start = int(cursor or 0) + offset
        page = keyed[start : start + limit]
        more = start + limit < len(keyed)
        hits = tuple(Hit(each["row"], k, card(each)) for k, each in page)
        return Page(len(found), hits, str(start + limit) if more else None)

    def count(self, plan):
        return len(self._seen(plan))

    def facets(self, plan, requests, *, exact=False):
        found = {}
        for request in requests:
            lifted = [node for node in plan.filters if field_of(node) != request.field]
            rows = self._seen(Plan(plan.viewer, tuple(lifted)))
            found[request.field] = (
                _histogram(rows, request) if request.kind == "histogram" else _terms(rows, request)
            )
        return found

    def rows(self, plan, *, batch=5_000):
        rows = sorted(each["row"] for each in self._seen(plan))
        for start in range(0, len(rows), batch):
            yield np.array(rows[start : start + batch], dtype=np.int64)

    def cards(self, rows: Sequence[int], viewer: int):
        only = base.InRows(np.array(sorted(rows), dtype=np.int64))
        return {each["row"]: card(each) for each in self._seen(Plan(viewer, (only,)))}

    def frequency(self, field, value):
        leaf = (
            base.HasText((value,), field=field)
            if FIELDS[field].kind == "text"
            else base.HasTerms(field, (value,))
        )
        return sum(meets(each, leaf) for each in self.documents)

    def complete(self, field, start, *, limit=10):
        counts: dict[str, int] = {}
        for each in self.documents:
            for value in keywords(each, field):
                if value.startswith(start):
                    counts[value] = counts.get(value, 0) + 1
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return [Bucket(value, count) for value, count in ranked[:limit]]

    def state(self):
        return IndexState("memory", len(self.documents), 0, 1, "")


def card(document: dict[str, Any]) -> dict[str, Any]:
    plural = {"topic": "topics", "hashtag": "hashtags", "mention": "mentions", "brand": "brands"}
    hidden = {"row", "owner", "hidden_for", "caption"}
    return {plural.get(k, k): v for k, v in document.items() if k not in hidden}


def keywords(document, field):
    value = document.get(field)
    values = value if isinstance(value, list) else [] if value is None else [value]
    return [each if field in {"country", "currency"} else fold_keyword(each) for each in values]


def number(document, field):
    value = document.get(field)
    return None if value is None else round(value * FIELDS[field].scale)


def meets(document, node) -> bool:  # noqa: PLR0911 - one line per kind of node
    match node:
        case base.HasTerms(field, values, every):
            have = set(keywords(document, field))
            return have >= set(values) if every else bool(have & set(values))
        case base.Between(field, low, high):
            value = number(document, field)
            return value is not None and within(value, low, high)
        case base.ShareBetween(dimension, name, low, high):
            share = document.get("audience", {}).get(f"{dimension}:{name}")
            return share is not None and within(share, low, high)
        case base.HasText(words, phrase, field):
            return any(
                has_words(tokens(str(document.get(name, ""))), words, phrase=phrase)
                for name in ([field] if field else _TEXTS)
            ) or (field is None and not phrase and has_words(everything(document), words))
        case base.StartsWith(field, start):
            return any(value.startswith(start) for value in keywords(document, field))
        case base.IsKnown(field):
            return document.get(field) is not None
        case base.InRows(rows):
            return document["row"] in rows
        case base.Nothing():
            return False
        case base.Everything():
            return True
        case base.Both(nodes):
            return all(meets(document, each) for each in nodes)
        case base.Either(nodes):
            return any(meets(document, each) for each in nodes)
        case base.Without(inner):
            return not meets(document, inner)
    raise AssertionError(node)


def within(value, low, high):
    return (low is None or value >= low) and (high is None or value <= high)


def everything(document):
    lists = [word for name in ("topic", "hashtag", "mention") for word in document.get(name, [])]
    return tokens(" ".join([*(str(document.get(name, "")) for name in _TEXTS), *lists]))


def has_words(have, words, *, phrase=False):
    if not phrase:
        return set(words) <= set(have)
    return any(tuple(have[at : at + len(words)]) == words for at in range(len(have)))


def key(document, plan):
    if not plan.order:
        text = sum(isinstance(each, base.HasText) for each in plan.filters) if plan.text else 0
        return text + sum(wish.weight for wish in plan.wishes if meets(document, wish.node))
    total = 0.0
    for term in plan.order:
        value = document.get(term.field)
        if value is None:
            return None
        total += term.weight * (math.log10(1 + max(value, 0)) if term.log else value)
    return total


def field_of(node):
    if isinstance(node, base.Either):
        fields = {field_of(each) for each in node.nodes}
        return fields.pop() if len(fields) == 1 else None
    return getattr(node, "field", None)


def _terms(rows, request):
    counts: dict[str, int] = {}
    for each in rows:
        for value in dict.fromkeys(keywords(each, request.field)):
            counts[value] = counts.get(value, 0) + 1
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return Facet(request.field, tuple(Bucket(v, n) for v, n in ranked[: request.size]))


def _histogram(rows, request):
    values = [value for each in rows if (value := number(each, request.field)) is not None]
    ends = [*request.edges[1:], math.inf]
    return Facet(
        request.field,
        tuple(
            Bucket(low, sum(low <= value < high for value in values))
            for low, high in zip(request.edges, ends, strict=True)
        ),
    )
