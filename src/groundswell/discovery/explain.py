"""How a result came about: the plan, how many each clause leaves, what the scores are made of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from groundswell.discovery.engines.base import (
    Between,
    Both,
    Either,
    HasTerms,
    HasText,
    Hit,
    IndexReader,
    InRows,
    IsKnown,
    Plan,
    PlanNode,
    ShareBetween,
    StartsWith,
    Without,
)
from groundswell.discovery.query import Query
from groundswell.discovery.resolve import Resolved, Setting


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition: how many profiles meet it alone, and with all conditions before it."""

    text: str
    alone: int
    left: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """The plan of a query in words and numbers.

    Attributes:
        clauses: the conditions in the order of the query.
        ranking: what orders the result, as a formula.
        wishes: what adds to a score, with its weight.
        parts: for each profile of the page, what its score is made of.
    """

    clauses: tuple[Clause, ...]
    ranking: str
    wishes: tuple[tuple[str, float], ...]
    parts: tuple[dict[str, float], ...]

    def document(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "clauses": [
                {"clause": each.text, "alone": each.alone, "left": each.left}
                for each in self.clauses
            ],
            "ranking": self.ranking,
            "wishes": [{"wish": text, "weight": weight} for text, weight in self.wishes],
            "scores": list(self.parts),
        }


def explained(
    query: Query, resolved: Resolved, hits: Sequence[Hit], reader: IndexReader, setting: Setting
) -> Explanation:
    """Explain one page; costs two counts per condition and one per wish."""
    plan = resolved.plan
    bare = Plan(setting.viewer)
    clauses = []
    for index, node in enumerate(plan.filters):
        alone = reader.count(replace(bare, filters=(node,)))
        left = reader.count(replace(bare, filters=plan.filters[: index + 1]))
        clauses.append(Clause(said(node), alone, left))
    wishes = tuple((said(wish.node), round(wish.weight, 4)) for wish in plan.wishes)
    parts = tuple(_parts(plan, hit, reader) for hit in hits)
    return Explanation(tuple(clauses), _ranking(query, plan), wishes, parts)


def said(node: PlanNode) -> str:  # noqa: C901, PLR0911 - one line per kind of node
    """A node of a plan in short words, with the index's own integers."""
    match node:
        case HasTerms(field, values, every):
            return f"{field} = {(' and ' if every else ' or ').join(values)}"
        case Between(field, low, high):
            return f"{_end(low)}{field}{_end(high, before=False)}"
        case ShareBetween(dimension, key, low, high, certain):
            sure = " (certain)" if certain else ""
            return f"{_end(low)}audience {dimension} {key}{_end(high, before=False)} ‰{sure}"
        case HasText(words, phrase, field):
            inner = f'"{" ".join(words)}"' if phrase else " and ".join(words)
            return f"{field or 'text'} has {inner}"
        case StartsWith(field, start):
            return f"{field} begins with {start}"
        case IsKnown(field):
            return f"{field} is known"
        case InRows(rows):
            return f"one of {rows.size:,} named profiles"
        case Without(inner):
            return f"not ({said(inner)})"
        case Both(nodes):
            return " and ".join(f"({said(each)})" for each in nodes)
        case Either(nodes):
            return " or ".join(f"({said(each)})" for each in nodes)
        case _:
            return type(node).__name__.lower()


def _end(value: int | None, *, before: bool = True) -> str:
    if value is None:
        return ""
    return f"{value:,} <= " if before else f" <= {value:,}"


def _ranking(query: Query, plan: Plan) -> str:
    if plan.order:
        terms = (
            f"{term.weight:g} * " * (term.weight != 1)
            + (f"log10(1 + {term.field})" if term.log else term.field)
            for term in plan.order
        )
        way = "descending" if plan.descending else "ascending"
        default = " (no other order was asked)" if query.sort is None else ""
        return f"{' + '.join(terms)}, {way}, unknown last, then row number{default}"
    parts = ["BM25 of the words"] * plan.text + ["weights of the wishes met"] * bool(plan.wishes)
    return f"{' + '.join(parts)}, descending, then row number"


def _parts(plan: Plan, hit: Hit, reader: IndexReader) -> dict[str, float]:
    """What placed one hit: sort terms, or the wishes it meets and the rest, which is text."""
    if plan.order:
        found = {}
        for term in plan.order:
            value = hit.card.get(term.field)
            if isinstance(value, int | float):
                found[term.field] = float(value) * term.weight if not term.log else float(value)
        return found
    parts: dict[str, float] = {}
    for wish in plan.wishes:
        if _meets(plan, wish.node, hit.row, reader):
            parts[said(wish.node)] = round(wish.weight, 4)
    if plan.text and hit.key is not None:
        parts["words (BM25)"] = round(float(hit.key) - sum(parts.values()), 4)
    return parts


def _meets(plan: Plan, node: PlanNode, row: int, reader: IndexReader) -> bool:
    import numpy as np

    only = InRows(np.array([row], dtype=np.int64))
    return reader.count(Plan(plan.viewer, (only, node))) == 1
