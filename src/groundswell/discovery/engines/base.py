"""The seam between discovery and the engine that holds the index.

A *plan* is a query with every name resolved: tiers are follower ranges, lists are sets of row
numbers, days ago are seconds, rates are scaled integers. Engines see nothing else, so the contract
suite can compare any two of them exactly. All numbers in a plan are the integers of the index
(`fields.Field.scale` times the human value).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

RowIds: TypeAlias = npt.NDArray[np.int64]

# ---------------------------------------------------------------- plan


@dataclass(frozen=True, slots=True)
class HasTerms:
    """The keyword field holds any (or all) of these values."""

    field: str
    values: tuple[str, ...]
    every: bool = False


@dataclass(frozen=True, slots=True)
class Between:
    """The numeric field is known and low <= value <= high (None: open)."""

    field: str
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class ShareBetween:
    """The share (in thousandths) of dimension/key is known and low <= share <= high.

    ``certain`` uses the harder end of the 95 % Wilson interval of the share instead.
    """

    dimension: str
    key: str
    low: int | None = None
    high: int | None = None
    certain: bool = False


@dataclass(frozen=True, slots=True)
class HasText:
    """All words (already folded by `document.tokens`) in one field or any of the text fields.

    ``phrase``: side by side in order, within one field.
    """

    words: tuple[str, ...]
    phrase: bool = False
    field: str | None = None


@dataclass(frozen=True, slots=True)
class StartsWith:
    """The (folded) keyword field begins with these letters."""

    field: str
    start: str


@dataclass(frozen=True, slots=True)
class IsKnown:
    """The field has a value."""

    field: str


@dataclass(frozen=True, eq=False, slots=True)
class InRows:
    """The profile's row number is in this sorted array."""

    rows: RowIds


@dataclass(frozen=True, slots=True)
class Nothing:
    """Matches no profile (an empty list, a tier that the scheme lacks)."""


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches every profile."""


@dataclass(frozen=True, slots=True)
class Both:
    """All of the nodes."""

    nodes: tuple["PlanNode", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Any of the nodes."""

    nodes: tuple["PlanNode", ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Not the node."""

    node: "PlanNode"


PlanLeaf: TypeAlias = (
    HasTerms
    | Between
    | ShareBetween
    | HasText
    | StartsWith
    | IsKnown
    | InRows
    | Nothing
    | Everything
)
PlanNode: TypeAlias = PlanLeaf | Both | Either | Without


def facet_field(node: PlanNode) -> str | None:
    """The one field that all leaves of the node ask about, None where there is no such field."""
    match node:
        case HasTerms() | Between() | IsKnown() | StartsWith():
            return node.field
        case HasText(field=field):
            return field or "text"
        case Without(inner):
            return facet_field(inner)
        case Both(nodes) | Either(nodes):
            fields = {facet_field(one) for one in nodes}
            return fields.pop() if len(fields) == 1 else None
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Wish:
    """A weighted preference: adds ``weight`` to the score of what matches."""

    node: PlanNode
    weight: float


WEIGHT_STEP = 1 / 256
"""Weights of wishes are kept to this step, so that sums of them are exact in single precision."""


def kept_weight(weight: float) -> float:
    """The weight that counts: the nearest step, at least one, so that no wish is without effect."""
    return max(round(weight / WEIGHT_STEP), 1) * WEIGHT_STEP


@dataclass(frozen=True, slots=True)
class SortTerm:
    """One addend of a sort key: weight * value, or weight * log10(1 + max(value, 0)).

    ``value`` is the human value: index integer / scale.
    """

    field: str
    weight: float = 1.0
    log: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What an engine is asked.

    Attributes:
        viewer: the workspace that looks (0: public facts only). An engine must never return a
            document that this viewer may not see, nor the public layer of a profile of which the
            viewer has a layer of its own.
        filters: conjuncts; kept apart so that a facet can lift its own (see `facet_field`).
        wishes: preferences that rank.
        text: True where the filters hold text whose BM25 score ranks.
        order: sort terms, or empty for "by score, then row number ascending".
        descending: direction of ``order``; unknown values come last either way.
    """

    viewer: int
    filters: tuple[PlanNode, ...] = ()
    wishes: tuple[Wish, ...] = ()
    text: bool = False
    order: tuple[SortTerm, ...] = ()
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """One profile of a page. ``key`` is the sort key (or score) that placed it."""

    row: int
    key: float | int | None
    card: dict[str, object]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a result.

    Attributes:
        total: exact number of matching profiles.
        hits: the page.
        cursor: where the next page begins (opaque, safe in addresses); None at the end.
    """

    total: int
    hits: tuple[Hit, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """Counts of a field's values (``terms``) or of numeric intervals (``histogram``).

    ``edges`` are index integers, ascending; bucket i holds edges[i] <= value < edges[i + 1], and
    the last bucket is open above.
    """

    field: str
    kind: Literal["terms", "histogram"] = "terms"
    size: int = 30
    edges: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Bucket:
    """A value (or the lower edge of an interval) and how many profiles have it."""

    value: str | int
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """Buckets, most frequent first (ties by value) or by edge; ``exact`` False: a scaled sample."""

    field: str
    buckets: tuple[Bucket, ...]
    exact: bool = True


@dataclass(frozen=True, slots=True)
class IndexState:
    """What `groundswell index status` shows."""

    generation: str
    documents: int
    bytes: int
    segments: int
    fingerprint: str
    extra: Mapping[str, object] = field(default_factory=dict)


# ---------------------------------------------------------------- protocols


class IndexReader(Protocol):
    """Answers plans; any number per process and any number of processes."""

    def search(
        self, plan: Plan, *, limit: int = 25, cursor: str | None = None, offset: int = 0
    ) -> Page:
        """One page. Exact total and order; raises errors.BadCursor for a cursor of another plan."""

    def count(self, plan: Plan) -> int:
        """The exact number of matching profiles."""

    def facets(
        self, plan: Plan, requests: Sequence[FacetRequest], *, exact: bool = False
    ) -> dict[str, Facet]:
        """Each facet with the top-level filters on its own field lifted.

        Exact where the plan matches at most 1,000,000 profiles or ``exact`` is asked; otherwise
        from a hash sample, scaled, with ``Facet.exact`` False.
        """

    def rows(self, plan: Plan, *, batch: int = 5_000) -> Iterable[RowIds]:
        """All matching row numbers, ascending, in batches; memory does not grow with the result."""

    def cards(self, rows: Sequence[int], viewer: int) -> dict[int, dict[str, object]]:
        """The cards of these profiles, as far as the viewer may see them."""

    def frequency(self, field: str, value: str) -> int:
        """In how many documents a keyword or word occurs (weights of likeness)."""

    def complete(self, field: str, start: str, *, limit: int = 10) -> list[Bucket]:
        """Values of a keyword field that begin with these letters, with counts."""

    def state(self) -> IndexState:
        """Size and identity of what this reader sees now."""


class IndexWriter(Protocol):
    """The one writer of a generation; a second one raises errors.IndexBusy."""

    def upsert(self, documents: pl.DataFrame) -> None:
        """Replace these documents (columns of `document.SCHEMA`) by their row number."""

    def add_new(self, documents: pl.DataFrame) -> None:
        """Like upsert, for a fresh index in which none of the rows exists yet."""

    def delete(self, rows: Sequence[int]) -> None:
        """Remove these documents."""

    def commit(self) -> None:
        """Make everything since the last commit durable and visible to readers."""

    def close(self) -> None:
        """Release the lock; what was not committed is dropped."""
