"""Large sets of rows, such as lists of thousands: counted and left out without slow queries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from groundswell.discovery.engines.base import Both, InRows, Plan, PlanNode, RowIds, Without
from groundswell.discovery.engines.tantivy.view import View, counted

_TERM_COST = 12
"""Looking up one row in the postings costs as much as reading the rows of so many matches."""

_MANY = 64
"""Smaller sets are left to the query."""


@dataclass(frozen=True, slots=True)
class Parted:
    """A plan without its large exclusions, and these."""

    plan: Plan
    excluded: RowIds | None


def part(plan: Plan) -> Parted:
    """Take the large top-level exclusions out of a plan."""
    kept: list[PlanNode] = []
    sets: list[RowIds] = []
    for node in _laid_open(plan.filters):
        match node:
            case Without(InRows(rows)) if len(rows) >= _MANY:
                sets.append(rows)
            case _:
                kept.append(node)
    if not sets:
        return Parted(plan, None)
    return Parted(replace(plan, filters=tuple(kept)), reduce(np.union1d, sets))


def overlap(view: View, plan: Plan, rows: RowIds, total: int) -> int:
    """How many of the ``total`` matches of the plan are among these rows."""
    if total <= len(rows) * _TERM_COST:
        query = view.query(plan.filters, plan.viewer)
        found = view.columns(query, (), most=max(total, 1))[0].astype(np.int64)
        return int(np.isin(found, rows, assume_unique=True).sum())

    count = len(view.searchers)
    queries = [
        view.query(plan.filters, plan.viewer, view.lower.rows(rows[rows % count == shard]))
        for shard in range(count)
    ]
    return sum(view.each(lambda shard, searcher: counted(searcher, queries[shard])))


def _laid_open(nodes: Sequence[PlanNode]) -> list[PlanNode]:
    found: list[PlanNode] = []
    for node in nodes:
        found += _laid_open(node.nodes) if isinstance(node, Both) else [node]
    return found


def outside(rows: Sequence[int] | RowIds, excluded: RowIds) -> list[bool]:
    """Which of the rows are not excluded (``excluded`` is sorted)."""
    wanted = np.asarray(rows, dtype=np.int64)
    at = np.minimum(np.searchsorted(excluded, wanted), len(excluded) - 1)
    result: list[bool] = (excluded[at] != wanted).tolist()
    return result
