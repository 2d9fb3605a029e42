"""Other engines that answer the same plans, for comparison in the same run.

Each takes document frames (`groundswell.discovery.document.SCHEMA`) and answers plans of
`groundswell.discovery.engines.base`: total, the rows of a page and, on request, facet counts.
They load only the fields and audience keys that the workload asks for, which favours them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from groundswell.discovery.engines import base

PANEL = ("platform", "country", "language", "topic", "gender", "account")


@dataclass(frozen=True)
class Answer:
    """What a peer says: the exact total, the page, and facet counts where asked."""

    total: int
    rows: list[int]
    facets: dict[str, dict[str, int]] | None = None


class Peer(Protocol):
    """One engine under measurement."""

    name: str

    def load(self, frames: Iterable[pl.DataFrame]) -> None: ...

    def run(
        self, plan: base.Plan, *, limit: int, offset: int, facets: Sequence[str] = ()
    ) -> Answer: ...

    def cpu_seconds(self) -> float:
        """Processor time spent so far by everything that works for this engine."""

    def close(self) -> None: ...


@dataclass
class Needs:
    """The fields, words and audience keys that a set of plans touches."""

    numbers: set[str]
    keywords: set[str]
    lists: set[str]
    shares: set[str]


def needs_of(plans: Iterable[base.Plan]) -> Needs:
    """What must be loaded to answer these plans and the facet panel."""
    from groundswell.discovery.fields import FIELDS, KEYWORD, KEYWORDS

    single, many = {f.name for f in KEYWORD}, {f.name for f in KEYWORDS}
    needs = Needs(set(), {"handle", *(f for f in PANEL if f in single)}, {"topic"}, set())

    def visit(node: base.PlanNode) -> None:
        match node:
            case base.Both(nodes) | base.Either(nodes):
                for inner in nodes:
                    visit(inner)
            case base.Without(inner):
                visit(inner)
            case base.HasTerms(name) | base.StartsWith(name) | base.IsKnown(name):
                kind = "keywords" if name in single else "lists" if name in many else "numbers"
                getattr(needs, kind).add(name)
            case base.Between(name):
                needs.numbers.add(name)
            case base.ShareBetween(dimension, key):
                needs.shares.add(f"{dimension}:{key}")
            case _:
                pass

    for plan in plans:
        for node in (*plan.filters, *(wish.node for wish in plan.wishes)):
            visit(node)
        needs.numbers |= {term.field for term in plan.order}
    needs.numbers &= {name for name in FIELDS if name not in single | many}
    needs.numbers |= {"followers"}
    return needs
