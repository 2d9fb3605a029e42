"""The value objects of everything estimated: never a bare number, never a guess."""

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from groundswell.creators.queries import SourceShown
from groundswell.measures.definitions import DEFINITIONS, Definition


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with all that is needed to judge it.

    Attributes:
        definition: key of `measures.definitions`.
        value: in ``unit``; rates are fractions.
        low: lower end of the interval; None where a source states the number without one.
        high: upper end of the interval.
        n: how many observations (see the definition's ``of``) it rests on; None: not stated.
        sources: who said what it rests on.
        as_of: seconds since 1970 UTC of the newest observation in it.
        start: where the window begins, seconds; None for a stated number.
        end: where the window ends.
        computed: True where it is our computation, False where it is taken over from the source.
        note: what else must be said beside it, for example ``per reel``.
    """

    definition: str
    value: float
    low: float | None = None
    high: float | None = None
    n: int | None = None
    sources: tuple[SourceShown, ...] = ()
    as_of: int | None = None
    start: int | None = None
    end: int | None = None
    computed: bool = True
    note: str = ""

    known: ClassVar[bool] = True

    @property
    def about(self) -> Definition:
        """Formula, unit, base, window, interval, source and method of the number."""
        return DEFINITIONS[self.definition]

    @property
    def unit(self) -> str:
        """What one is."""
        return self.about.unit

    @property
    def base(self) -> str:
        """What it is a share of, or per what it is counted."""
        return self.about.base

    @property
    def method(self) -> int:
        """Version of our computation."""
        return self.about.method


@dataclass(frozen=True, slots=True)
class NotEnough:
    """Too little data for an estimate: how much there is, how much it takes, and of what.

    ``sentence`` says it in words where a rule has its own.
    """

    definition: str
    have: int
    need: int
    of: str = "posts"
    sentence: str = ""

    known: ClassVar[bool] = False

    @property
    def about(self) -> Definition:
        """What would be shown."""
        return DEFINITIONS[self.definition]


Figure: TypeAlias = Estimate | NotEnough
