"""From plan nodes to Tantivy queries."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from tantivy import FieldType, Occur, Query

from groundswell.discovery.engines.base import (
    Between,
    Both,
    Either,
    Everything,
    HasTerms,
    HasText,
    InRows,
    IsKnown,
    Nothing,
    PlanNode,
    RowIds,
    ShareBetween,
    StartsWith,
    Wish,
    Without,
    kept_weight,
)
from groundswell.discovery.engines.tantivy import schema, terms
from groundswell.discovery.engines.tantivy.wilson import staircase
from groundswell.discovery.fields import FIELDS, NUMERIC

_NUMBERS = frozenset(field.name for field in NUMERIC)
_SPECIAL = frozenset(".+*?()|[]{}^$#&-~\\/")
_CACHE = 4_096


class Lowering:
    """Lowers the nodes of plans; remembers what it made, for as long as the index stays the same."""

    def __init__(self) -> None:
        self._schema = schema.schema()
        self._made: dict[PlanNode, Query] = {}

    def __call__(self, node: PlanNode) -> Query:
        """The query that matches exactly the documents of the node."""
        if isinstance(node, InRows):
            return self.rows(node.rows)
        made = self._made.get(node)
        if made is None:
            made = self._lower(node)
            if len(self._made) >= _CACHE:
                self._made.clear()
            if not _has_rows(node):
                self._made[node] = made
        return made

    def term(self, term: str) -> Query:
        """Documents that have a term of `terms`."""
        return Query.term_query(self._schema, "terms", term, "basic")

    def any_term(self, found: Sequence[str]) -> Query:
        """Documents that have any of these terms."""
        return either(self.term(term) for term in found)

    def rows(self, rows: RowIds) -> Query:
        """Documents of these rows; costs some microseconds for each."""
        return Query.term_set_query(self._schema, "row", rows.tolist())

    def rows_after(self, row: int) -> Query:
        """Documents of higher rows."""
        return Query.range_query(self._schema, "row", FieldType.Integer, row + 1, None)

    def value(self, field: str, low: int | None, high: int | None) -> Query:
        """Documents whose number is known and within the closed range, by a scan of its column."""
        if low is None and high is None:
            return Query.exists_query(field)
        return Query.range_query(self._schema, field, FieldType.Integer, low, high)

    def score(self, wish: Wish) -> Query:
        """A query that scores the kept weight of the wish where it matches."""
        return Query.const_score_query(self(wish.node), kept_weight(wish.weight))

    def _lower(self, node: PlanNode) -> Query:  # noqa: C901, PLR0911 - one arm per kind of node
        match node:
            case HasTerms():
                return self._terms(node)
            case Between():
                return self._between(node)
            case ShareBetween():
                return self._share(node)
            case HasText():
                return self._text(node)
            case StartsWith():
                return self._prefix(node)
            case IsKnown():
                return self._known(node.field)
            case InRows():
                return self.rows(node.rows)
            case Nothing():
                return Query.empty_query()
            case Everything():
                return Query.all_query()
            case Either(nodes):
                return either(self(one) for one in nodes)
            case Both(nodes):
                return both(*conjuncts(nodes, self))
            case Without():
                return both(*conjuncts((node,), self))

    def _terms(self, node: HasTerms) -> Query:
        found = [self._keyword(node.field, value) for value in node.values]
        return both(found) if node.every else either(found)

    def _keyword(self, field: str, value: str) -> Query:
        if field in schema.OWN:
            return Query.term_query(self._schema, field, value, "basic")
        return self.term(terms.keyword(field, value))

    def _prefix(self, node: StartsWith) -> Query:
        if node.field in schema.OWN:
            return Query.regex_query(self._schema, node.field, escaped(node.start) + ".*")
        start = escaped(terms.keyword(node.field, node.start))
        return Query.regex_query(self._schema, "terms", start + ".*")

    def _known(self, field: str) -> Query:
        if field in _NUMBERS or field in schema.COUNTED:
            return Query.exists_query(field)
        if field in schema.SETS:
            return Query.exists_query(schema.combination(field))
        if field == schema.RANKED:
            return Query.exists_query(schema.SLOTS[0])
        if FIELDS[field].kind == "text" or field == "handle":
            inside = schema.WORDS if field == "text" else field
            return Query.regex_query(self._schema, inside, ".+")
        return Query.regex_query(self._schema, "terms", escaped(f"{field}:") + ".*")

    def _between(self, node: Between) -> Query:
        grid = terms.GRIDS.get(node.field)
        low, high = node.low, node.high
        if low is not None and high is not None and low > high:
            return Query.empty_query()
        if grid is None or (low is None and high is None):
            return self.value(node.field, low, high)
        first = 0 if low is None else int(grid.bucket(np.array([low]))[0])
        last = len(grid.edges) if high is None else int(grid.bucket(np.array([high]))[0])
        cut_low = low is not None and low != grid.start(first)
        cut_high = high is not None and high + 1 != grid.start(last + 1)
        return self._buckets(node, (first, last), (cut_low, cut_high))

    def _buckets(self, node: Between, ends: tuple[int, int], cut: tuple[bool, bool]) -> Query:
        """Whole buckets by their terms; those that the range cuts also by a look at the column."""
        exact = self.value(node.field, node.low, node.high)
        first, last = ends
        if first == last and any(cut):
            return both([self.any_term(terms.bucket_terms(node.field, first, last)), exact])
        parts: list[Query] = []
        for bucket, is_cut in zip(ends, cut, strict=True):
            if is_cut:
                edge = self.any_term(terms.bucket_terms(node.field, bucket, bucket))
                parts.append(both([edge, exact]))
        whole = terms.bucket_terms(node.field, first + cut[0], last - cut[1])
        return either([*parts, *(self.term(term) for term in whole)])

    def _share(self, node: ShareBetween) -> Query:
        key = f"{node.dimension}:{node.key}"
        low, high = node.low, node.high
        if node.certain:
            return self._certain(key, low, high)
        found = self._share_least(key, low or 0)
        if high is None or high >= 1_000:
            return found
        return both([found], [self._share_least(key, high + 1)])

    def _share_least(self, key: str, low: int) -> Query:
        if low > 1_000:
            return Query.empty_query()
        return self.any_term(terms.shares_least(key, low))

    def _certain(self, key: str, low: int | None, high: int | None) -> Query:
        """The interval lies within; its ends follow from the share and the sample size."""
        steps = staircase(low or 0, 1_000 if high is None else high)
        parts = []
        for first, last, n in steps:
            exact = self.any_term([terms.share(key, share) for share in range(first, last + 1)])
            parts.append(both([exact, self.value("audience_n", n, None)]))
        return either(parts)

    def _text(self, node: HasText) -> Query:
        if not node.words:
            return Query.all_query()
        if not node.phrase or len(node.words) == 1:
            inside = node.field or schema.WORDS
            index = "freq" if inside == schema.WORDS else "position"
            words = [Query.term_query(self._schema, inside, word, index) for word in node.words]
            return both(words) if len(words) > 1 else words[0]
        words_: list[str | tuple[int, str]] = list(node.words)
        inside_ = (node.field,) if node.field and node.field != "text" else schema.PHRASES
        return either(Query.phrase_query(self._schema, name, words_) for name in inside_)


def conjuncts(
    nodes: Iterable[PlanNode], lower: Callable[[PlanNode], Query]
) -> tuple[list[Query], list[Query]]:
    """What must and what must not match, with nested conjunctions laid open."""
    must: list[Query] = []
    must_not: list[Query] = []
    for node in nodes:
        match node:
            case Both(inner):
                more, less = conjuncts(inner, lower)
                must += more
                must_not += less
            case Without(Without(inner_node)):
                must.append(lower(inner_node))
            case Without(inner_node):
                must_not.append(lower(inner_node))
            case Everything():
                pass
            case _:
                must.append(lower(node))
    return must, must_not


def both(must: Sequence[Query], must_not: Sequence[Query] = ()) -> Query:
    """All of ``must`` and none of ``must_not``."""
    if not must_not and len(must) == 1:
        return must[0]
    if not must:
        must = [Query.all_query()]
        if not must_not:
            return must[0]
    return Query.boolean_query(
        [(Occur.Must, query) for query in must] + [(Occur.MustNot, query) for query in must_not]
    )


def either(queries: Iterable[Query]) -> Query:
    """Any of the queries."""
    parts = list(queries)
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return Query.empty_query()
    return Query.boolean_query([(Occur.Should, query) for query in parts])


def unscored(query: Query) -> Query:
    """The same documents, adding nothing to a score."""
    return Query.const_score_query(query, 0.0)


def escaped(text: str) -> str:
    """The text as a regular expression that matches only itself."""
    return "".join(f"\\{letter}" if letter in _SPECIAL else letter for letter in text)


def _has_rows(node: PlanNode) -> bool:
    match node:
        case InRows():
            return True
        case Both(nodes) | Either(nodes):
            return any(_has_rows(one) for one in nodes)
        case Without(inner):
            return _has_rows(inner)
        case _:
            return False
