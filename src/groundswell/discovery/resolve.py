"""From a query to a plan: every name looked up, every human unit turned into the index's own.

Pure but for the look-ups it is handed in a `Setting`, so that it can be tested without a database
or an index.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import isfinite

from groundswell.discovery import leaves
from groundswell.discovery.engines.base import (
    Both,
    IndexReader,
    InRows,
    Plan,
    PlanNode,
    RowIds,
    SortTerm,
    Wish,
    Without,
)
from groundswell.discovery.leaves import both, either, in_rows
from groundswell.discovery.likeness import (
    Likeness,
    audience_likeness,
    creator_likeness,
    find_seed,
)
from groundswell.discovery.query import (
    And,
    Ids,
    InList,
    Known,
    Like,
    Node,
    Not,
    Or,
    Prefix,
    Query,
    Range,
    Share,
    Soft,
    Terms,
    Text,
)
from groundswell.kernel.errors import Invalid, Limited

MOST_EXCLUDED = 100_000
LIKENESS_SCALE = 10.0
"""What a profile that meets every trait of a `like:` scores, beside the BM25 of words."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the meaning of a query depends on besides its words.

    Attributes:
        viewer: the workspace that looks.
        reader: the index, for the seeds of likeness.
        now: seconds since 1970 UTC; ``30d`` counts back from here.
        scheme: the workspace's tier scheme.
        currency: the workspace's currency, meant by a price without one.
        rows_of_lists: sorted rows of the workspace's lists of these names or identifiers; raises
            Missing for one it does not have.
        rows_tagged: sorted rows that carry any (or with True, all) of these tags.
        rows_marked: sorted rows that the workspace's own data marks so, by field (relation, viewed,
            new) and word; raises Missing for a competitor or saved search it does not have.
        rows_of_ids: sorted rows behind public profile identifiers; raises Missing.
    """

    viewer: int
    reader: IndexReader
    now: int
    scheme: str
    currency: str
    rows_of_lists: Callable[[tuple[str, ...]], RowIds]
    rows_tagged: Callable[[tuple[str, ...], bool], RowIds]
    rows_of_ids: Callable[[tuple[str, ...]], RowIds]
    rows_marked: Callable[[str, str], RowIds]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A plan, and the likenesses in it (for reasons)."""

    plan: Plan
    likenesses: tuple[Likeness, ...] = ()


def resolve(query: Query, setting: Setting, *, exclude: RowIds | None = None) -> Resolved:
    """The plan of a query.

    Args:
        query: what is looked for.
        setting: the look-ups and defaults.
        exclude: sorted rows that must not be in the result, at most `MOST_EXCLUDED`.

    Raises:
        Invalid: a field, value or sort that makes no sense; names the field.
        Missing: a list, tag or profile that this workspace does not have.
        Limited: more exclusions than allowed.
    """
    work = _Work(setting)
    filters = [] if query.where is None else list(work.conjuncts(query.where))
    if exclude is not None and exclude.size:
        if exclude.size > MOST_EXCLUDED:
            raise Limited(
                f"At most {MOST_EXCLUDED:,} profiles can be left out by name.", field="exclude"
            )
        filters.append(Without(InRows(exclude)))
    wishes = [wish for soft in query.prefer for wish in work.soft(soft)]
    ranked = work.ranked or bool(wishes)
    if query.sort is not None:
        order, descending = leaves.sort_terms(query.sort), query.sort.descending
    else:
        order, descending = (() if ranked else (SortTerm("followers"),)), True
    scored = not order
    plan = Plan(
        viewer=setting.viewer,
        filters=tuple(filters),
        wishes=(*work.wishes, *wishes) if scored else (),
        text=work.text and scored,
        order=order,
        descending=descending,
    )
    return Resolved(plan, tuple(work.likenesses))


@dataclass(slots=True)
class _Work:
    """One resolution under way: collects what ranks while the tree is walked."""

    setting: Setting
    wishes: list[Wish] = field(default_factory=list)
    likenesses: list[Likeness] = field(default_factory=list)
    text: bool = False

    @property
    def ranked(self) -> bool:
        return self.text or bool(self.wishes)

    def conjuncts(self, node: Node) -> Iterable[PlanNode]:
        """The top level, with every And (also of one leaf's own making) taken apart."""
        if isinstance(node, And):
            for each in node.nodes:
                yield from self.conjuncts(each)
        else:
            made = self.node(node, positive=True)
            yield from made.nodes if isinstance(made, Both) else (made,)

    def node(self, node: Node, *, positive: bool) -> PlanNode:  # noqa: PLR0911 - one per kind
        """One node; ``positive`` where a match counts for the profile, so that it may rank."""
        match node:
            case And(nodes):
                return both(self.node(each, positive=positive) for each in nodes)
            case Or(nodes):
                return either(self.node(each, positive=positive) for each in nodes)
            case Not(inner):
                return Without(self.node(inner, positive=False))
            case Like():
                return self._like(node, positive=positive)
            case Text():
                self.text = self.text or positive
                return leaves.text_node(node)
            case InList() | Ids() | Terms(field="tag" | "tier" | "relation" | "viewed" | "new"):
                return self._own(node)
            case _:
                return self._plain(node)

    def _plain(self, node: Terms | Range | Share | Prefix | Known) -> PlanNode:
        """What needs no look-up."""
        match node:
            case Terms():
                return leaves.terms_node(node)
            case Range():
                return leaves.range_node(node, self.setting.now, self.setting.currency)
            case Share():
                return leaves.share_node(node)
            case Prefix():
                return leaves.prefix_node(node)
            case Known(name):
                return leaves.known_node(name)

    def _own(self, node: InList | Ids | Terms) -> PlanNode:
        """What only this workspace (or this instance) can say."""
        setting = self.setting
        match node:
            case InList(names):
                return in_rows(setting.rows_of_lists(names))
            case Ids(ids):
                return in_rows(setting.rows_of_ids(ids))
            case Terms(field="tag"):
                return in_rows(setting.rows_tagged(node.values, node.every))
            case Terms(field="relation" | "viewed" | "new"):
                rows = [in_rows(setting.rows_marked(node.field, one)) for one in node.values]
                return both(rows) if node.every else either(rows)
            case Terms():
                tiers = [leaves.tier_node(value, setting.scheme) for value in node.values]
                return both(tiers) if node.every else leaves.joined(tiers)

    def soft(self, soft: Soft) -> Iterable[Wish]:
        """A preference as wishes; a likeness is one per trait, together worth the weight."""
        if not isfinite(soft.weight):
            raise Invalid("The weight of a preference is a plain number.", field="prefer")
        if isinstance(soft.node, Like):
            yield from self._likeness(soft.node).wishes(soft.weight)
            return
        text = self.text
        yield Wish(self.node(soft.node, positive=False), soft.weight)
        self.text = text

    def _like(self, like: Like, *, positive: bool) -> PlanNode:
        likeness = self._likeness(like)
        if positive:
            self.wishes.extend(likeness.wishes(LIKENESS_SCALE))
        return Both(likeness.filters()) if positive else likeness.must

    def _likeness(self, like: Like) -> Likeness:
        seed = find_seed(like, self.setting.viewer, self.setting.reader)
        made = (
            audience_likeness(seed)
            if like.audience
            else creator_likeness(seed, self.setting.reader, self.setting.scheme)
        )
        self.likenesses.append(made)
        return made
