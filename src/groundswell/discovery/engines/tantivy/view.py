"""What a reader sees between two commits: searchers of all shards and what was learnt from them."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from tantivy import DocAddress, Order, Query, Searcher

from groundswell.discovery.engines.base import PlanNode
from groundswell.discovery.engines.tantivy import terms
from groundswell.discovery.engines.tantivy.costs import Costs
from groundswell.discovery.engines.tantivy.lowering import Lowering, both, conjuncts

T = TypeVar("T")

Ints = npt.NDArray[np.int64]


class Found(NamedTuple):
    """A hit of one shard."""

    key: float | int | None
    row: int
    shard: int
    address: DocAddress


_ROOM = 200_000
"""Hits for which room is made without a thought; Tantivy makes it before it looks."""


@dataclass(slots=True, eq=False)
class View:
    """The index as of one commit. All methods may be called by many threads at once.

    Attributes:
        searchers: one per shard; they see the same commit.
        pool: threads that search shards beside the caller's own; None searches them in turn.
        lower: makes queries.
        cache: answers that hold for this view, such as the unfiltered panel.
    """

    searchers: tuple[Searcher, ...]
    pool: ThreadPoolExecutor | None
    lower: Lowering = field(default_factory=Lowering)
    cache: dict[object, Any] = field(default_factory=dict)
    documents: int = 0
    costs: Costs = field(init=False)

    def __post_init__(self) -> None:
        self.documents = sum(searcher.num_docs for searcher in self.searchers)
        first = self.searchers[0]
        self.costs = Costs(first, self.lower, first.num_docs)

    def each(self, ask: Callable[[int, Searcher], T]) -> list[T]:
        """``ask`` of every shard, side by side."""
        if self.pool is None or len(self.searchers) == 1:
            return [ask(shard, searcher) for shard, searcher in enumerate(self.searchers)]
        others = [
            self.pool.submit(ask, shard, searcher)
            for shard, searcher in enumerate(self.searchers)
            if shard
        ]
        first = ask(0, self.searchers[0])
        return [first, *(other.result() for other in others)]

    def frequency(self, name: str, value: str) -> int:
        """In how many documents a term occurs, counting such as were deleted since a merge."""
        return sum(searcher.doc_freq(name, value) for searcher in self.searchers)

    def visible(self, viewer: int) -> list[Query]:
        """What must not match, so that the viewer sees each profile once and nobody else's."""
        known: list[Query] | None = self.cache.get(("visible", viewer))
        if known is None:
            known = self.cache[("visible", viewer)] = self._visible(viewer)
        return known

    def _visible(self, viewer: int) -> list[Query]:
        hidden: list[Query] = []
        if self.frequency("terms", terms.PRIVATE):
            private = self.lower.term(terms.PRIVATE)
            own = viewer and self.frequency("terms", terms.owner(viewer))
            hidden.append(
                both([private], [self.lower.term(terms.owner(viewer))]) if own else private
            )
        if viewer and self.frequency("terms", terms.hidden(viewer)):
            hidden.append(self.lower.term(terms.hidden(viewer)))
        return hidden

    def query(
        self,
        filters: Sequence[PlanNode],
        viewer: int,
        *extra: Query,
        less: Sequence[Query] = (),
        leaves: float | None = None,
    ) -> Query:
        """All filters, as far as the viewer may see, and the extra queries.

        Args:
            filters: conjuncts of a plan.
            viewer: who looks.
            *extra: what must match besides.
            less: what must not match besides.
            leaves: the share of the index that the extra queries leave, where it is known.
        """
        lead = None if leaves is None else int(leaves * self.costs.documents)
        must, must_not = conjuncts(filters, self.costs.picked(filters, lead=lead))
        return both([*must, *extra], [*must_not, *self.visible(viewer), *less])

    def count(self, query: Query) -> int:
        """How many documents match."""
        return sum(self.each(lambda _, searcher: counted(searcher, query)))

    def found(
        self,
        query: Query,
        limit: int,
        *,
        by: str | None = None,
        order: Order = Order.Desc,
        count: bool = False,
    ) -> list[tuple[int | None, list[Found]]]:
        """The first hits of every shard and, where asked, how many match in it."""

        def ask(shard: int, searcher: Searcher) -> tuple[int | None, list[Found]]:
            result = searcher.search(query, limit, count, by, 0, order)
            hits = result.hits
            addresses = [address for _, address in hits]
            rows = (
                [key for key, _ in hits]
                if by == "row"
                else searcher.fast_field_values("row", addresses)
            )
            listed = [
                Found(key, int(row or 0), shard, address)
                for (key, address), row in zip(hits, rows, strict=True)
            ]
            return getattr(result, "count", None), listed

        return self.each(ask)

    def columns(
        self, query: Query, names: Sequence[str], *, most: int, scored: bool = False
    ) -> list[npt.NDArray[np.float64]]:
        """Row, score and the named numbers of all matching documents (NaN: not known).

        Args:
            query: what must match.
            names: numeric fields.
            most: no shard has more matches than this; where that says little, they are counted.
            scored: whether the scores are wanted; else they are zero.
        """

        def ask(_: int, searcher: Searcher) -> list[npt.NDArray[np.float64]]:
            limit = most if most <= _ROOM else max(counted(searcher, query), 1)
            hits = searcher.search(query, limit, False).hits
            addresses = [address for _, address in hits]
            scores = [key for key, _ in hits] if scored else [0.0] * len(hits)
            numbers = (searcher.fast_field_values(name, addresses) for name in ("row", *names))
            columns = [np.array(list_, dtype=np.float64) for list_ in numbers]
            return [columns[0], np.array(scores, dtype=np.float64), *columns[1:]]

        parts = self.each(ask)
        return [np.concatenate(column) for column in zip(*parts, strict=True)]

    def windows(self, *, size: int, first: int = 0) -> Iterator[tuple[int, int]]:
        """Runs of rows, ascending, of about ``size`` documents each, from row ``first`` on."""
        highest = self.highest_row()
        spread = (highest + 1) / max(self.documents, 1)
        width = max(int(size * spread) >> terms.BAND_BITS, 1) << terms.BAND_BITS
        for low in range(first >> terms.BAND_BITS << terms.BAND_BITS, highest + 1, width):
            yield low, low + width - 1

    def highest_row(self) -> int:
        """The highest row in the index; -1 where it is empty."""
        highest: int | None = self.cache.get("highest")
        if highest is None:
            found = self.found(Query.all_query(), 1, by="row")
            highest = max((hits[0].row for _, hits in found if hits), default=-1)
            self.cache["highest"] = highest
        return highest


def counted(searcher: Searcher, query: Query) -> int:
    """How many documents of a shard match."""
    found: int = getattr(searcher.search(query, 1, True), "count")  # noqa: B009 - not in its stubs
    return found
