"""Counts under the current filter, each facet with its own filter lifted."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from tantivy import Query

from groundswell.discovery.engines.base import (
    Bucket,
    Facet,
    FacetRequest,
    Plan,
    PlanNode,
    facet_field,
)
from groundswell.discovery.engines.tantivy import schema, terms
from groundswell.discovery.engines.tantivy.view import View

_EXACT = 1_000_000
"""Up to so many matches facets are exact without being asked to be."""

_ALL = 65_000  # values of a column; more than that are cut off, the rarest first


def facets(
    view: View, plan: Plan, requests: Sequence[FacetRequest], *, exact: bool
) -> dict[str, Facet]:
    """See `base.IndexReader.facets`."""
    groups: dict[tuple[int, ...], list[FacetRequest]] = {}
    owners = [facet_field(node) for node in plan.filters]
    for request in requests:
        kept = tuple(i for i, owner in enumerate(owners) if owner != request.field)
        groups.setdefault(kept, []).append(request)
    found: dict[str, Facet] = {}
    for kept, members in groups.items():
        filters = [plan.filters[i] for i in kept]
        found |= _group(view, plan.viewer, filters, members, exact=exact)
    return {request.field: found[request.field] for request in requests}


def _group(
    view: View,
    viewer: int,
    filters: Sequence[PlanNode],
    requests: Sequence[FacetRequest],
    *,
    exact: bool,
) -> dict[str, Facet]:
    if filters:
        return _counted(view, viewer, filters, requests, exact=exact)
    name = ("panel", viewer, exact, tuple(requests))
    panel: dict[str, Facet] | None = view.cache.get(name)
    if panel is None:
        panel = view.cache[name] = _counted(view, viewer, filters, requests, exact=exact)
    return panel


def _counted(
    view: View,
    viewer: int,
    filters: Sequence[PlanNode],
    requests: Sequence[FacetRequest],
    *,
    exact: bool,
) -> dict[str, Facet]:
    query = view.query(filters, viewer)
    exact = exact or view.documents <= _EXACT or view.count(query) <= _EXACT
    if not exact:
        one = view.lower.term(terms.sample(0))
        query = view.query(filters, viewer, one, leaves=1 / terms.SAMPLES)
    asked: dict[str, Any] = {}
    for request in requests:
        asked |= _aggregations(request)
    answers = _aggregated(view, query, asked)
    scale = 1 if exact else terms.SAMPLES
    return {request.field: _facet(request, answers, scale) for request in requests}


def _aggregated(view: View, query: Query, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """One request per shard and column, so that no core waits while another counts."""
    names = list(asked)
    if view.pool is None:
        return [searcher.aggregate(query, asked) for searcher in view.searchers]
    half = len(names) // 2 if len(view.searchers) == 1 and len(names) > 1 else len(names)
    parts = [part for part in (names[:half], names[half:]) if part]
    jobs = [
        view.pool.submit(searcher.aggregate, query, {name: asked[name] for name in part})
        for searcher in view.searchers
        for part in parts
    ]
    return [job.result() for job in jobs]


def _columns(field: str) -> tuple[str, ...]:
    if field == schema.RANKED:
        return (*schema.SLOTS, schema.REST)
    return (schema.combination(field),) if field in schema.SETS else (field,)


def _aggregations(request: FacetRequest) -> dict[str, Any]:
    if request.kind == "histogram":
        starts = [float(edge) for edge in request.edges]
        ranges = [{"from": low, "to": high} for low, high in pairwise(starts)]
        ranges += [{"from": low} for low in starts[-1:]]
        return {request.field: {"range": {"field": request.field, "ranges": ranges}}}
    return {
        column: {"terms": {"field": column, "size": _ALL, "segment_size": _ALL}}
        for column in _columns(request.field)
    }


def _facet(request: FacetRequest, answers: Sequence[dict[str, Any]], scale: int) -> Facet:
    if request.kind == "histogram":
        return _histogram(request, answers, scale)
    counts: Counter[str] = Counter()
    joined = request.field in schema.SETS
    for answer in answers:
        for column in _columns(request.field):
            if column not in answer:
                continue
            split = joined or column == schema.REST
            for bucket in answer[column]["buckets"]:
                for value in bucket["key"].split(schema.SPLIT) if split else (bucket["key"],):
                    counts[value] += bucket["doc_count"]
    best = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[: request.size]
    buckets = tuple(Bucket(value, count * scale) for value, count in best)
    return Facet(request.field, buckets, exact=scale == 1)


def _histogram(request: FacetRequest, answers: Sequence[dict[str, Any]], scale: int) -> Facet:
    counts = dict.fromkeys(request.edges, 0)
    for answer in answers:
        if request.field not in answer:
            continue
        for bucket in answer[request.field]["buckets"]:
            if "from" in bucket and int(bucket["from"]) in counts:
                counts[int(bucket["from"])] += bucket["doc_count"]
    buckets = tuple(Bucket(edge, count * scale) for edge, count in counts.items())
    return Facet(request.field, buckets, exact=scale == 1)
