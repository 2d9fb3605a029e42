"""Exact orders: who comes next after a place, ties by row, not known last.

Every order answers the same question, `first(after, most)`: the first ``most`` hits behind a place
of the order and, where it is known without asking again, how many match in all. Tantivy breaks ties by where a document happens to lie, so whenever hits that it left
out may tie with the last one that it gave, the tied ones are asked for by row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import Protocol, TypeAlias

import numpy as np
from tantivy import Occur, Order, Query

from groundswell.discovery.engines.base import Between, Plan, PlanNode, SortTerm
from groundswell.discovery.engines.tantivy import terms
from groundswell.discovery.engines.tantivy.identity import identity
from groundswell.discovery.engines.tantivy.lowering import both, unscored
from groundswell.discovery.engines.tantivy.view import Found, View
from groundswell.discovery.fields import FIELDS

_DEEP = 10_000
"""Past this place in a scored order, the whole order is made once and kept with the view."""

_WINDOW = 100_000
_TIED_WINDOW = 20_000
_AGAIN, _SPARE = 4, 256  # how many more hits are asked for before ties are looked for by row

_PAST = 1 << 62
"""A row behind all rows: the place behind everybody of the same key."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an order: the key and row of the last hit given, and how many were given."""

    key: float | int | None
    row: int
    position: int


Given: TypeAlias = tuple[list[Found], int | None]
"""Hits, and the number of all matches where it is known."""


class Ranking(Protocol):
    """An exact order of the matches of a query."""

    def first(self, after: Place | None, most: int) -> Given:
        """The next ``most`` hits behind a place (None: from the start)."""


@dataclass(frozen=True)
class ByRow:
    """By row number, ascending, all with the score 0."""

    view: View
    filters: Sequence[PlanNode]
    viewer: int

    def first(self, after: Place | None, most: int) -> Given:
        """See `Ranking`."""
        extra = [self.view.lower.rows_after(after.row)] if after else []
        query = self.view.query(self.filters, self.viewer, *extra)
        shards = self.view.found(query, most, by="row", order=Order.Asc, count=not after)
        hits = sorted((hit for _, hits in shards for hit in hits), key=lambda hit: hit.row)
        return [hit._replace(key=0) for hit in hits[:most]], _sum(shards)


@dataclass(frozen=True)
class ByField:
    """By one number."""

    view: View
    filters: Sequence[PlanNode]
    viewer: int
    field: str
    descending: bool

    def first(self, after: Place | None, most: int) -> Given:
        """See `Ranking`."""
        if after is not None and after.key is None:
            return self._unknown(after.row, most), None
        extra = [] if after is None else [self._from(after)]
        order = Order.Desc if self.descending else Order.Asc
        shards = self.view.found(
            self._query(*extra), most + 1, by=self.field, order=order, count=not after
        )
        cut = [hits[-1] for _, hits in shards if len(hits) > most]
        hits = sorted((hit for _, hits in shards for hit in hits), key=self._sorting)
        if after is not None:
            passed = (self._rank(after.key), after.row)
            hits = [hit for hit in hits if self._sorting(hit) > passed]
        if not cut:
            if after is not None and len(hits) < most:
                hits += self._unknown(-1, most - len(hits))
            return hits[:most], _sum(shards)
        tie = min(cut, key=lambda hit: self._rank(hit.key)).key
        sure = [hit for hit in hits if self._rank(hit.key) < self._rank(tie)]
        if len(sure) < most:
            row = after.row if after is not None and after.key == tie else -1
            sure += self._tied(tie, row, most - len(sure))
        if len(sure) < most and tie is not None:  # all of the tie are given: on to what follows
            sure += self.first(Place(tie, _PAST, 0), most - len(sure))[0]
        return sure[:most], _sum(shards)

    def _from(self, after: Place) -> Query:
        """What is level with the place or behind it."""
        step = (-1 if self.descending else 1) if after.row == _PAST else 0
        key = int(after.key or 0) + step
        ends = (None, key) if self.descending else (key, None)
        return self.view.lower(Between(self.field, *ends))

    def _query(self, *extra: Query, less: Sequence[Query] = ()) -> Query:
        return self.view.query(self.filters, self.viewer, *extra, less=less)

    def _rank(self, key: float | None) -> tuple[bool, float]:
        if key is None:
            return True, 0
        return False, -key if self.descending else key

    def _sorting(self, hit: Found) -> tuple[tuple[bool, float], int]:
        return self._rank(hit.key), hit.row

    def _tied(self, key: float | None, row: int, most: int) -> list[Found]:
        if key is None:
            return self._unknown(row, most)
        lower = self.view.lower
        level = lower(Between(self.field, int(key), int(key)))
        tied = self._query(level, lower.rows_after(row))
        return [hit._replace(key=key) for hit in by_row(self.view, tied, most)]

    def _unknown(self, row: int, most: int) -> list[Found]:
        known = self.view.lower.value(self.field, None, None)
        rest = self._query(self.view.lower.rows_after(row), less=[known])
        return [hit._replace(key=None) for hit in by_row(self.view, rest, most)]


@dataclass(frozen=True)
class ByScore:
    """By the score of a query, highest first.

    ``base`` is the same query without what scores, ``scored`` the one that scores.
    """

    view: View
    scored: Query
    plan: Plan

    def first(self, after: Place | None, most: int) -> Given:
        """See `Ranking`."""
        position = after.position if after else 0
        if position > _DEEP:
            return _whole(self.view, self.scored, self.plan).first(after, most), None
        wanted = position + most
        sure, tie, total = self._sure(after, wanted + 1)
        if tie is not None and len(sure) < most:
            sure, tie, total = self._sure(after, _AGAIN * wanted + _SPARE, total)
        if tie is not None and len(sure) < most:
            row = after.row if after is not None and after.key == tie else -1
            sure += self._tied(tie, row, most - len(sure))
        return sure[:most], total

    def _sure(
        self, after: Place | None, limit: int, total: int | None = None
    ) -> tuple[list[Found], float | None, int | None]:
        """Hits that none left out can come before, the score where they end (None: all), total."""
        shards = self.view.found(self.scored, limit, count=total is None)
        cut = [float(hits[-1].key or 0) for _, hits in shards if len(hits) == limit]
        tie = max(cut, default=None)
        hits = sorted(
            (hit for _, hits in shards for hit in hits), key=lambda hit: (-(hit.key or 0), hit.row)
        )
        if after is not None:
            passed = (-(after.key or 0), after.row)
            hits = [hit for hit in hits if (-(hit.key or 0), hit.row) > passed]
        sure = [hit for hit in hits if tie is None or (hit.key or 0) > tie]
        return sure, tie, _sum(shards) if total is None else total

    def _tied(self, tie: float, row: int, most: int) -> list[Found]:
        """The lowest rows of this very score, looked for window by window.

        So many tie that the first windows nearly always have enough.
        """
        found: list[Found] = []
        for low, high in self.view.windows(size=_TIED_WINDOW, first=row + 1):
            inside = self.view.lower.any_term(terms.bands(low, high))
            window = both([self.scored, unscored(inside)])
            room = min(high - low + 1, self.view.count(window) + 1)
            found += sorted(
                (
                    hit
                    for _, hits in self.view.found(window, room)
                    for hit in hits
                    if hit.row > row and abs((hit.key or 0) - tie) <= abs(tie) * 1e-6
                ),
                key=lambda hit: hit.row,
            )
            if len(found) >= most:
                break
        return [hit._replace(key=tie) for hit in found[:most]]


@dataclass(frozen=True)
class ByBlend:
    """By a weighted sum of numbers.

    The best few of a broad match are found by the threshold algorithm (Fagin, Lotem and Naor 2003,
    https://doi.org/10.1016/S0022-0000(03)00026-6): walk down the orders of the single numbers until
    nobody further down can still win.
    """

    view: View
    plan: Plan

    def first(self, after: Place | None, most: int) -> Given:
        """See `Ranking`."""
        if after is not None and after.key is None:
            return self._unknown(after.row, most), None
        wanted = (after.position if after else 0) + most
        hits, total = self._by_threshold(wanted) if wanted <= _DEEP else (None, None)
        if hits is None:
            whole = _whole(self.view, self._known, self.plan)
            hits = whole.first(after, most)
        elif after is not None:
            passed = (self._rank(after.key), after.row)
            hits = [hit for hit in hits if (self._rank(hit.key), hit.row) > passed]
        if len(hits) < most:
            hits = [*hits, *self._unknown(-1, most - len(hits))]
        return hits[:most], total

    @cached_property
    def _all_known(self) -> list[Query]:
        return [self.view.lower.value(name, None, None) for name in self._names]

    @cached_property
    def _known(self) -> Query:
        return self.view.query(self.plan.filters, self.plan.viewer, *self._all_known)

    @property
    def _names(self) -> list[str]:
        return list(dict.fromkeys(term.field for term in self.plan.order))

    def _rank(self, key: float | None) -> float:
        return -(key or 0.0) if self.plan.descending else (key or 0.0)

    def _unknown(self, row: int, most: int) -> list[Found]:
        lower = self.view.lower
        less = [both(self._all_known)]
        rest = self.view.query(
            self.plan.filters, self.plan.viewer, lower.rows_after(row), less=less
        )
        return [hit._replace(key=None) for hit in by_row(self.view, rest, most)]

    def _by_threshold(self, wanted: int) -> tuple[list[Found] | None, int | None]:
        """The first ``wanted`` hits, or None where going through all is cheaper; how many match."""
        query = self.view.query(self.plan.filters, self.plan.viewer)
        depth, total = max(4 * wanted, 128), None
        while depth <= 4 * _DEEP:
            seen: dict[int, Found] = {}
            bounds: list[list[float | None]] = []
            for term in self.plan.order:
                up = (term.weight > 0) != self.plan.descending
                order = Order.Asc if up else Order.Desc
                shards = self.view.found(
                    query, depth, by=term.field, order=order, count=total is None
                )
                total = _sum(shards) if total is None else total
                seen |= {hit.row: hit for _, hits in shards for hit in hits if hit.key is not None}
                bounds.append([_bound(hits, depth) for _, hits in shards])
            ranked = self._scored(list(seen.values()))
            unseen = [
                self._rank(
                    float(blend(self.plan.order, [np.array([bound]) for bound in limits])[0])
                )
                for limits in zip(*bounds, strict=True)
                if None not in limits
            ]
            if not unseen:
                return ranked[:wanted], total
            if len(ranked) >= wanted and self._rank(ranked[wanted - 1].key) < min(unseen):
                return ranked[:wanted], total
            depth *= 4
        return None, total

    def _scored(self, hits: list[Found]) -> list[Found]:
        """The hits of which all numbers are known, with their blend as key, in order."""
        scored: list[Found] = []
        for shard, searcher in enumerate(self.view.searchers):
            mine = [hit for hit in hits if hit.shard == shard]
            if not mine:
                continue
            addresses = [hit.address for hit in mine]
            values = [
                np.array(searcher.fast_field_values(term.field, addresses), dtype=np.float64)
                for term in self.plan.order
            ]
            keys = blend(self.plan.order, values).tolist()
            scored += [
                hit._replace(key=key) for hit, key in zip(mine, keys, strict=True) if not isnan(key)
            ]
        return sorted(scored, key=lambda hit: (self._rank(hit.key), hit.row))


def _bound(hits: Sequence[Found], depth: int) -> float | None:
    """What those further down an order cannot beat; None where no known number is further down."""
    if len(hits) < depth or hits[-1].key is None:
        return None
    return float(hits[-1].key)


def blend(order: Iterable[SortTerm], values: Sequence[np.ndarray]) -> np.ndarray:
    """The sort key of values (index integers as floats, one array per term)."""
    total = np.zeros(len(values[0]), dtype=np.float64)
    for term, value in zip(order, values, strict=True):
        human = value / FIELDS[term.field].scale
        total = total + term.weight * (np.log10(1 + np.maximum(human, 0.0)) if term.log else human)
    return total


def by_row(view: View, query: Query, most: int) -> list[Found]:
    """The lowest rows that match."""
    if most <= 0:
        return []
    shards = view.found(query, most, by="row", order=Order.Asc)
    return sorted((hit for _, hits in shards for hit in hits), key=lambda hit: hit.row)[:most]


def _sum(shards: Sequence[tuple[int | None, list[Found]]]) -> int | None:
    """How many match in all shards, None where it was not asked."""
    counts = [count for count, _ in shards]
    return None if None in counts else sum(count or 0 for count in counts)


@dataclass(frozen=True, slots=True)
class Whole:
    """An order made once, for places far down."""

    view: View
    keys: np.ndarray
    rows: np.ndarray
    down: bool

    def first(self, after: Place | None, most: int) -> list[Found]:
        """The next ``most`` hits behind a place."""
        start = 0
        if after is not None:
            ranks = -self.keys if self.down else self.keys
            rank = -(after.key or 0.0) if self.down else (after.key or 0.0)
            low, high = np.searchsorted(ranks, rank, "left"), np.searchsorted(ranks, rank, "right")
            start = int(low + np.searchsorted(self.rows[low:high], after.row, "right"))
        rows = self.rows[start : start + most]
        keys = dict(zip(rows.tolist(), self.keys[start : start + most].tolist(), strict=True))
        shards = self.view.found(self.view.lower.rows(rows), most, by="row", order=Order.Asc)
        hits = {hit.row: hit for _, hits in shards for hit in hits}
        return [hits[row]._replace(key=key) for row, key in keys.items()]


def _whole(view: View, query: Query, plan: Plan) -> Whole:
    name = ("whole", identity(plan))
    known: Whole | None = view.cache.get(name)
    if known is not None:
        return known
    keys, rows = [np.empty(0)], [np.empty(0, dtype=np.int64)]
    for low, high in view.windows(size=_WINDOW):
        window = both([query, unscored(view.lower.any_term(terms.bands(low, high)))])
        row, score, *values = view.columns(
            window,
            [term.field for term in plan.order],
            most=high - low + 1,
            scored=not plan.order,
        )
        keys.append(blend(plan.order, values) if plan.order else score)
        rows.append(row.astype(np.int64))
    key, row = np.concatenate(keys), np.concatenate(rows)
    down = plan.descending or not plan.order
    by = np.lexsort((row, -key if down else key))
    for other in [key_ for key_ in view.cache if isinstance(key_, tuple) and key_[0] == "whole"]:
        view.cache.pop(other, None)  # one at a time: it may be large
    whole = view.cache[name] = Whole(view, key[by], row[by], down)
    return whole


def chained(base: Query, wishes: Sequence[Query]) -> Query:
    """Preferences one inside the other: only asks each about what the filters leave."""
    query = base
    for wish in wishes:
        query = Query.boolean_query([(Occur.Must, query), (Occur.Should, wish)])
    return query


def side_by_side(base: Query, wishes: Sequence[Query]) -> Query:
    """Preferences in one union: cheaper where the filters leave much."""
    return Query.boolean_query([(Occur.Must, base), *((Occur.Should, wish) for wish in wishes)])
