"""Which of two ways to answer a range is cheaper, told by how often terms occur.

A range of a number that has terms can be read from the postings of its buckets, or by looking at
the column. Measured on 200,000 documents: alone, the postings win as long as less than about half
matches; beside a filter that leaves fewer documents, the column wins, because it is looked at for
these only, while a union of postings must be walked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from tantivy import Query, Searcher

from groundswell.discovery.engines.base import (
    Between,
    Both,
    HasTerms,
    HasText,
    PlanNode,
    ShareBetween,
    Without,
)
from groundswell.discovery.engines.tantivy import schema, terms
from groundswell.discovery.engines.tantivy.lowering import Lowering

_MOST = 0.5
_KNOWN = 4_096


@dataclass(slots=True)
class Costs:
    """Estimates of one shard, which is a fair sample of all; remembered as long as the view."""

    searcher: Searcher
    lower: Lowering
    documents: int
    known: dict[PlanNode, int] = field(default_factory=dict)

    def picked(self, nodes: Sequence[PlanNode], *, lead: int | None = None) -> "Picked":
        """How to lower the conjuncts; ``lead`` is how many documents something else leaves."""
        laid = list(_laid_open(nodes))
        if not any(has_choice(node) for node in laid):
            return Picked(self.lower, frozenset())
        sizes = [(self.estimate(node), node) for node in laid]
        smallest = min((size for size, _ in sizes), default=self.documents)
        columns = frozenset(
            node
            for size, node in sizes
            if has_choice(node)
            and (
                size > smallest
                or size > _MOST * self.documents
                or (lead is not None and lead < size)
            )
        )
        return Picked(self.lower, columns)

    def estimate(self, node: PlanNode) -> int:
        """About how many documents of the shard match; all of them where nothing is known."""
        match node:
            case HasTerms() | Between() | ShareBetween() | HasText():
                size = self.known.get(node)
                if size is None:
                    if len(self.known) >= _KNOWN:
                        self.known.clear()
                    size = self.known[node] = min(self._estimate(node), self.documents)
                return size
            case _:
                return self.documents

    def _estimate(self, node: HasTerms | Between | ShareBetween | HasText) -> int:
        match node:
            case HasTerms(name, values, every):
                inside = name if name in schema.OWN else "terms"
                words = (
                    values if inside == name else [terms.keyword(name, value) for value in values]
                )
                counts = [self.searcher.doc_freq(inside, word) for word in words]
                return min(counts, default=0) if every else sum(counts)
            case Between():
                return self._buckets(node) if has_choice(node) else self.documents
            case ShareBetween(dimension, key, low, _, _):
                found = terms.shares_least(f"{dimension}:{key}", low or 0)[:2]
                return 2 * sum(self.searcher.doc_freq("terms", term) for term in found)
            case HasText(words_, _, name_):
                inside = name_ or schema.WORDS
                return min(self.searcher.doc_freq(inside, word) for word in words_)

    def _buckets(self, node: Between) -> int:
        grid = terms.GRIDS[node.field]
        first, last = 0, len(grid.edges)
        if node.low is not None:
            first = int(grid.bucket(np.array([node.low]))[0])
        if node.high is not None:
            last = int(grid.bucket(np.array([node.high]))[0])
        found = terms.bucket_terms(node.field, first, last)
        return sum(self.searcher.doc_freq("terms", term) for term in found)


@dataclass(frozen=True, slots=True)
class Picked:
    """Lowers each node the way that was found cheaper."""

    lower: Lowering
    columns: frozenset[PlanNode]

    def __call__(self, node: PlanNode) -> Query:
        """The query of a node."""
        if self.columns and isinstance(node, Between) and node in self.columns:
            return self.lower.value(node.field, node.low, node.high)
        return self.lower(node)


def has_choice(node: PlanNode) -> bool:
    """Whether there are two ways to answer the node."""
    return (
        isinstance(node, Between)
        and node.field in terms.GRIDS
        and not (node.low is None and node.high is None)
        and (node.low is None or node.high is None or node.low <= node.high)
    )


def _laid_open(nodes: Sequence[PlanNode]) -> Sequence[PlanNode]:
    found: list[PlanNode] = []
    for node in nodes:
        match node:
            case Both(inner):
                found += _laid_open(inner)
            case Without(Between() as ranged):
                found.append(ranged)
            case _:
                found.append(node)
    return found
