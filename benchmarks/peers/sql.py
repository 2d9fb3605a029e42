"""Plans as SQL: what SQLite and PostgreSQL share."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from groundswell.discovery.engines import base
from groundswell.discovery.fields import FIELDS, KEYWORD

SINGLE = {f.name for f in KEYWORD}


@dataclass
class Lowered:
    """A WHERE clause, an ORDER BY clause and their parameters."""

    where: str
    order: str
    where_args: list[Any] = field(default_factory=list)
    order_args: list[Any] = field(default_factory=list)


class Dialect:
    """One SQL dialect; subclasses say how lists, shares and words are asked."""

    mark: ClassVar[str] = "?"

    def lower(self, plan: base.Plan) -> Lowered:
        args: list[Any] = []
        parts = [self.node(node, args) for node in plan.filters] or ["1=1"]
        lowered = Lowered(" AND ".join(f"({part})" for part in parts), "", args)
        if plan.order:
            terms = [self.sort_term(term) for term in plan.order]
            direction = "DESC" if plan.descending else "ASC"
            lowered.order = f"{' + '.join(terms)} {direction} NULLS LAST, p.row"
        elif plan.wishes:
            wishes = [
                (self.node(wish.node, lowered.order_args), wish.weight) for wish in plan.wishes
            ]
            cases = [f"CASE WHEN {asked} THEN {weight} ELSE 0 END" for asked, weight in wishes]
            lowered.order = f"{' + '.join(cases)} DESC, p.row"
        return lowered

    def sort_term(self, term: base.SortTerm) -> str:
        if term.weight == 1 and not term.log:
            return f"p.{term.field}"
        scale = FIELDS[term.field].scale
        value = f"p.{term.field} / {scale}.0"
        return f"{term.weight} * {f'log10(1 + {value})' if term.log else value}"

    def node(self, node: base.PlanNode, args: list[Any]) -> str:  # noqa: PLR0911, PLR0912 - a case per kind
        match node:
            case base.Everything():
                return "1=1"
            case base.Nothing():
                return "1=0"
            case base.Both(nodes):
                return " AND ".join(f"({self.node(inner, args)})" for inner in nodes)
            case base.Either(nodes):
                return " OR ".join(f"({self.node(inner, args)})" for inner in nodes)
            case base.Without(inner):
                return f"NOT COALESCE(({self.node(inner, args)}), FALSE)"
            case base.Between(name, low, high):
                parts = [f"p.{name} IS NOT NULL"] if low is None and high is None else []
                if low is not None:
                    parts.append(f"p.{name} >= {low}")
                if high is not None:
                    parts.append(f"p.{name} <= {high}")
                return " AND ".join(parts)
            case base.HasTerms(name, values, every):
                if name in SINGLE:
                    args.extend(values)
                    return f"p.{name} IN ({', '.join(self.mark for _ in values)})"
                return self.has_words(name, values, every, args)
            case base.StartsWith(name, start):
                args.extend([start, start + "\U0010ffff"])
                return f"p.{name} >= {self.mark} AND p.{name} < {self.mark}"
            case base.IsKnown(name):
                return f"p.{name} IS NOT NULL"
            case base.ShareBetween():
                return self.share(node, args)
            case base.HasText(words):
                return self.text(words, args)
            case base.InRows(rows):
                return self.in_rows(rows.tolist(), args)
        raise TypeError(type(node))

    def has_words(self, name: str, values: tuple[str, ...], every: bool, args: list[Any]) -> str:
        raise NotImplementedError

    def share(self, node: base.ShareBetween, args: list[Any]) -> str:
        raise NotImplementedError

    def text(self, words: tuple[str, ...], args: list[Any]) -> str:
        raise NotImplementedError

    def in_rows(self, rows: list[int], args: list[Any]) -> str:
        raise NotImplementedError
