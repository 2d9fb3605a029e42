"""Counting the facets of a query, beside the page or alone.

Each facet is counted with its own filter lifted, so that the alternatives show what they would
give. Two need more than an engine lifts by itself: tiers, which must keep a range of followers that
the query also asks, and prices, which are compared within one currency.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

from groundswell.discovery import facets
from groundswell.discovery.desk import Desk
from groundswell.discovery.engines.base import (
    Between,
    Facet,
    FacetRequest,
    HasTerms,
    InRows,
    Plan,
    RowIds,
)
from groundswell.discovery.facets import Counted, Panel
from groundswell.discovery.marks import Marked, marks
from groundswell.discovery.query import And, Node, Not, Query, Range, Terms
from groundswell.measures import tiers

Lines: TypeAlias = tuple[dict[str, list[Counted]], tuple[str, ...]]
"""Lines by field, in the order asked, and the fields whose counts come from a sample."""


@dataclass(frozen=True, slots=True)
class Counting:
    """Facets about to be counted; all names are resolved, so that any thread can do it.

    Attributes:
        here: the desk.
        names: fields in the order asked.
        panel: requests to the engine, without ``tier`` where that is counted apart.
        plan: of the query.
        tierless: the plan without the query's tiers, where tiers have to be counted apart.
        own: by field that the workspace's own rows answer: the plan without it, and its words with
            their rows.
    """

    here: Desk
    names: tuple[str, ...]
    panel: Panel
    plan: Plan
    tierless: Plan | None
    own: Mapping[str, tuple[Plan, tuple[Marked, ...]]]

    @classmethod
    def of(
        cls,
        here: Desk,
        value: Query,
        plan: Plan,
        names: Sequence[str],
        exclude: RowIds | None = None,
    ) -> "Counting":
        """Make ready to count; raises Invalid for a field that cannot be counted."""
        wanted, tierless = tuple(dict.fromkeys(names)), None
        if "tier" in wanted and _sizes_asked(value.where):
            tierless = here.resolve(_lifted(value, "tier"), exclude).plan
        own = {
            name: (here.resolve(_lifted(value, name), exclude).plan, marks(here.scope, name))
            for name in wanted
            if name in facets.OWN
        }
        panel = facets.panel(
            [name for name in wanted if tierless is None or name != "tier"],
            scheme=here.setting.scheme,
            now=here.setting.now,
            currency=_currency(value.where) or here.setting.currency,
        )
        return cls(here, wanted, panel, plan, tierless, own)

    def begin(self, *, exact: bool) -> "Future[Lines]":
        """Count in another thread: engines let go of the interpreter, so a page comes meanwhile."""
        return _threads().submit(self.lines, exact=exact)

    def lines(self, *, exact: bool) -> Lines:
        """Count."""
        requests = self.panel.requests
        found = self._ask(self.plan, [r for r in requests if r.field != "price"], exact=exact)
        if priced := [request for request in requests if request.field == "price"]:
            same = HasTerms("currency", (self.panel.currency,))
            within = replace(self.plan, filters=(*self.plan.filters, same))
            found |= self._ask(within, priced, exact=exact)
        lines = facets.shaped(self.panel, found)
        if self.tierless is not None:
            lines["tier"] = self._tiers(self.tierless)
        for name, (plan, marked) in self.own.items():
            lines[name] = self._marked(plan, marked)
        sampled = {name for name, facet in found.items() if not facet.exact}
        if "followers" in sampled and self.tierless is None:
            sampled.add("tier")
        about = tuple(name for name in self.names if name in sampled)
        return {name: lines[name] for name in self.names}, about

    def _ask(self, plan: Plan, requests: list[FacetRequest], *, exact: bool) -> dict[str, Facet]:
        return self.here.reader.facets(plan, requests, exact=exact) if requests else {}

    def _marked(self, plan: Plan, marked: Sequence[Marked]) -> list[Counted]:
        """Profiles that match besides, by each mark that the workspace has given at all."""
        return [
            {
                "value": one.word,
                "label": one.label,
                "count": self.here.reader.count(
                    replace(plan, filters=(*plan.filters, InRows(one.rows)))
                ),
            }
            for one in marked
            if one.rows.size
        ]

    def _tiers(self, plan: Plan) -> list[Counted]:
        """Tiers counted one by one."""
        scheme = self.here.setting.scheme
        counts: dict[str, int] = {}
        for name in (*tiers.SCHEMES[scheme].names(), tiers.OUTSIDE):
            for low, high in tiers.ranges(scheme, name):
                size = Between("followers", low, None if high is None else high - 1)
                found = self.here.reader.count(replace(plan, filters=(*plan.filters, size)))
                counts[name] = counts.get(name, 0) + found
        return facets.tier_lines(counts)


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(4, thread_name_prefix="facets")


def _currency(node: Node | None) -> str | None:
    """The currency of the query's own price range, if it has one."""
    if isinstance(node, And):
        return next((found for each in node.nodes if (found := _currency(each))), None)
    return node.currency if isinstance(node, Range) else None


def _sizes_asked(node: Node | None) -> bool:
    """Whether the query has a follower range of its own, which a tier facet must keep."""
    if isinstance(node, And):
        return any(_sizes_asked(each) for each in node.nodes)
    return isinstance(node, Range) and node.field == "followers"


def _lifted(value: Query, field: str) -> Query:
    return replace(value, where=_without(value.where, field), prefer=(), sort=None)


def _without(node: Node | None, field: str) -> Node | None:
    inner = node.node if isinstance(node, Not) else node
    if isinstance(inner, Terms) and inner.field == field:
        return None
    if isinstance(node, And):
        rest = [left for each in node.nodes if (left := _without(each, field)) is not None]
        return And(tuple(rest)) if len(rest) > 1 else (rest[0] if rest else None)
    return node
