"""The engine that is right by inspection: every document looked at, no index, no cleverness."""

import itertools
import math
from collections import Counter

import numpy as np
import orjson
import polars as pl

from groundswell.discovery.engines import base
from groundswell.discovery.engines.base import Bucket, Facet, Hit, IndexState, Page, Plan
from groundswell.discovery.fields import FIELDS, KEYWORD, KEYWORDS, NUMERIC
from groundswell.discovery.words import BREAK

TEXTS = ("name", "bio", "caption")
NUMBERS = {field.name for field in NUMERIC}
WORDS = {field.name for field in KEYWORD}
LISTS = {field.name for field in KEYWORDS}


class ReferenceEngine:
    """Reader and writer in one, over a dict of documents by row."""

    def __init__(self):
        self.documents = {}
        self.pending = []

    # ------------------------------------------------------------ writer

    def upsert(self, documents: pl.DataFrame):
        self.pending.append(("put", documents.to_dicts()))

    add_new = upsert

    def delete(self, rows):
        self.pending.append(("drop", list(rows)))

    def commit(self):
        for verb, what in self.pending:
            for one in what:
                if verb == "put":
                    self.documents[one["row"]] = one
                else:
                    self.documents.pop(one, None)
        self.pending = []

    def close(self):
        self.pending = []

    # ------------------------------------------------------------ reader

    def matching(self, plan: Plan, *, without_field: str | None = None):
        filters = [
            node
            for node in plan.filters
            if without_field is None or base.facet_field(node) != without_field
        ]
        return [
            document
            for row, document in sorted(self.documents.items())
            if visible(document, plan.viewer) and all(meets(document, node) for node in filters)
        ]

    def search(self, plan, *, limit=25, cursor=None, offset=0):
        found = self.matching(plan)
        keyed = [(key_of(document, plan), document) for document in found]

        def place(pair):
            key, document = pair
            down = plan.descending or not plan.order
            return (key is None, 0 if key is None else (-key if down else key), document["row"])

        keyed.sort(key=place)
        start = int(cursor or 0) + offset
        page = keyed[start : start + limit]
        hits = tuple(Hit(d["row"], key, orjson.loads(d["card"])) for key, d in page)
        after = start + limit
        return Page(len(found), hits, str(after) if after < len(found) and hits else None)

    def count(self, plan):
        return len(self.matching(plan))

    def facets(self, plan, requests, *, exact=False):
        return {request.field: self._facet(plan, request) for request in requests}

    def _facet(self, plan, request):
        found = self.matching(plan, without_field=request.field)
        if request.kind == "histogram":
            edges = [*request.edges, math.inf]
            values = [d[request.field] for d in found if d[request.field] is not None]
            counts = [
                sum(low <= value < high for value in values)
                for low, high in itertools.pairwise(edges)
            ]
            buckets = [Bucket(edge, n) for edge, n in zip(request.edges, counts, strict=True)]
            return Facet(request.field, tuple(buckets))
        counter = Counter(value for d in found for value in set(values_of(d, request.field)))
        best = sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))[: request.size]
        return Facet(request.field, tuple(Bucket(*pair) for pair in best))

    def rows(self, plan, *, batch=5_000):
        rows = np.array([d["row"] for d in self.matching(plan)], dtype=np.int64)
        for start in range(0, len(rows), batch):
            yield rows[start : start + batch]

    def cards(self, rows, viewer):
        return {
            row: orjson.loads(self.documents[row]["card"])
            for row in rows
            if row in self.documents and visible(self.documents[row], viewer)
        }

    def frequency(self, field, value):
        if FIELDS[field].kind == "text":
            return sum(
                any(value in words for words in words_in(d, field)) for d in self.documents.values()
            )
        return sum(value in values_of(d, field) for d in self.documents.values())

    def complete(self, field, start, *, limit=10):
        counter = Counter(
            value
            for d in self.documents.values()
            if d["owner"] == 0
            for value in set(values_of(d, field))
            if value.startswith(start)
        )
        best = sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
        return [Bucket(*pair) for pair in best]

    def state(self):
        return IndexState("reference", len(self.documents), 0, 1, "")


def visible(document, viewer):
    if viewer and viewer in (document["hidden_for"] or ()):
        return False
    return document["owner"] in {0, viewer}


def values_of(document, field):
    if field in LISTS:
        return document[field] or []
    return [] if document[field] is None else [document[field]]


def words_in(document, field):
    """The word sequences that a phrase may not leave."""
    names = TEXTS if field in {None, "text"} else (field,)
    parts = [(document[name] or "").split() for name in names]
    if field in {None, "text"}:
        tags = " ".join((document["tags"] or "").split())
        parts += [value.split() for value in tags.split(BREAK)]
    return parts


def within(value, low, high):
    return (low is None or value >= low) and (high is None or value <= high)


def meets(document, node):  # noqa: PLR0911 - one answer per kind of node
    match node:
        case base.HasTerms(field, values, every):
            have = set(values_of(document, field))
            return set(values) <= have if every else bool(set(values) & have)
        case base.Between(field, low, high):
            return document[field] is not None and within(document[field], low, high)
        case base.ShareBetween(dimension, key, low, high, certain):
            return any(
                share["key"] == f"{dimension}:{key}" and _fits(share, low, high, certain)
                for share in document["shares"] or ()
            )
        case base.HasText(words, phrase, field):
            parts = words_in(document, field)
            if not phrase:
                return {*words} <= {word for part in parts for word in part}
            size = len(words)
            return any(
                tuple(part[at : at + size]) == tuple(words)
                for part in parts
                for at in range(len(part) - size + 1)
            )
        case base.StartsWith(field, start):
            return any(value.startswith(start) for value in values_of(document, field))
        case base.IsKnown(field):
            if field in NUMBERS:
                return document[field] is not None
            if field in WORDS | LISTS:
                return bool(values_of(document, field))
            return any(words_in(document, field))
        case base.InRows(rows):
            return bool(np.isin(document["row"], rows))
        case base.Nothing():
            return False
        case base.Everything():
            return True
        case base.Both(nodes):
            return all(meets(document, one) for one in nodes)
        case base.Either(nodes):
            return any(meets(document, one) for one in nodes)
        case base.Without(inner):
            return not meets(document, inner)
    raise AssertionError(node)


def _fits(share, low, high, certain):
    if not certain:
        return within(share["share"], low, high)
    if share["low"] is None:
        return False
    return (low is None or share["low"] >= low) and (high is None or share["high"] <= high)


def key_of(document, plan):
    if plan.order:
        values = [document[term.field] for term in plan.order]
        if None in values:
            return None
        first = plan.order[0]
        if len(plan.order) == 1 and first.weight == 1 and not first.log:
            return values[0]
        total = 0.0
        for term, value in zip(plan.order, values, strict=True):
            human = value / FIELDS[term.field].scale
            total += term.weight * (math.log10(1 + max(human, 0)) if term.log else human)
        return total
    return sum(base.kept_weight(w.weight) for w in plan.wishes if meets(document, w.node))
