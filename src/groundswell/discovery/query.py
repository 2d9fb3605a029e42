"""The query: one frozen value with four faces (text, JSON, URL, form) and a plain sentence.

This module holds the value only. `language.py` reads and writes the text face, `forms.py` the
JSON, URL and form faces, `sentence.py` says it in English, `resolve.py` turns it into a plan for
an engine. Field names are those of `fields.py`; values are in human units (fractions for rates,
ISO codes for countries), never in an engine's own encoding.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Ago:
    """A moment this many days before the query is run: ``30d`` in the text."""

    days: int


Value: TypeAlias = int | float | date | Ago


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a range; ``closed`` ends include the value."""

    value: Value
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Terms:
    """The field has any (or, with ``every``, all) of the values: ``topic:skincare,vegan``.

    Flags are terms of the field ``is`` (``is:verified``); presence of a fact is `Known`.
    """

    field: str
    values: tuple[str, ...]
    every: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """A number, rate (fraction), amount (minor units of ``currency``) or time lies between ends."""

    field: str
    low: Bound | None = None
    high: Bound | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the audience lies between two fractions: ``audience.country:US>=30%``.

    ``keys`` are alternatives: any one that fits is enough. A run of age bands is one key
    (``18-34``), compared by its summed share. ``certain`` asks it of the end of the 95 % Wilson
    interval that is harder to reach, so that estimates without a sample size do not match.
    """

    dimension: str
    keys: tuple[str, ...]
    low: float | None = None
    high: float | None = None
    certain: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """All the words stand in the text fields (or in one, where ``field`` says so).

    A ``phrase`` asks for them side by side, in order. Words rank the result by BM25.
    """

    words: str
    phrase: bool = False
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """The value begins with these letters: ``handle:glow*``."""

    field: str
    start: str


@dataclass(frozen=True, slots=True)
class Known:
    """The fact is there at all: ``has:email``, ``has:audience``."""

    field: str


@dataclass(frozen=True, slots=True)
class Like:
    """Profiles alike to one (``like:instagram/@handle``), or with a like audience."""

    handle: str
    platform: str | None = None
    audience: bool = False


@dataclass(frozen=True, slots=True)
class InList:
    """Profiles in any of the workspace's lists of these names (or ``lst_`` identifiers)."""

    lists: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ids:
    """Exactly these profiles, by public identifier (``prf_...``)."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Profiles that the inner node does not match."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """Profiles that every node matches; at least two nodes."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Profiles that at least one node matches; at least two nodes."""

    nodes: tuple["Node", ...]


Leaf: TypeAlias = Terms | Range | Share | Text | Prefix | Known | Like | InList | Ids
Node: TypeAlias = Leaf | Not | And | Or


@dataclass(frozen=True, slots=True)
class Soft:
    """A preference: what matches it ranks higher, what does not stays: ``~topic:vegan^2``."""

    node: Node
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Term:
    """One addend of a blend: weight times a field, or times the base-10 logarithm of 1 + field."""

    weight: float
    field: str
    log: bool = False


@dataclass(frozen=True, slots=True)
class Sort:
    """Order of the result; one term of weight 1 is a plain sort by a field.

    Numbers are in human units (a rate of 3 % counts 0.03). Profiles that lack a value of any term
    come last. Ties go by row number, ascending.
    """

    terms: tuple[Term, ...]
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for.

    Attributes:
        where: what must hold; None matches every profile that the scope may see.
        prefer: soft preferences; they rank unless ``sort`` is given.
        sort: None means by relevance where there is text, likeness or a preference, else by
            followers, most first.
    """

    where: Node | None = None
    prefer: tuple[Soft, ...] = field(default=())
    sort: Sort | None = None
