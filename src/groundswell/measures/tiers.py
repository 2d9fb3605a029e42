"""Size tiers: a label under a *named* scheme, read off the follower count of one profile.

Published schemes disagree (a "micro" creator ends at 15k, 30k, 50k, 100k or 250k followers), so a
tier is never stored: it is computed from (scheme, platform, followers) when somebody looks. Ranges
are half-open, ``low <= followers < high``. A published ">" is read as ">=".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

UNKNOWN = "unknown"
"""The tier of a profile whose followers are not known; never the smallest one."""

OUTSIDE = "outside"
"""The tier of a known count that the scheme has no name for (below its floor or in a gap)."""

NAMES = ("nano", "micro", "mid", "macro", "mega", "celebrity")
"""All names, smallest first; a scheme uses some of them."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One named range of followers; ``high`` None means without end."""

    name: str
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Scheme:
    """A published division of creators by size.

    Attributes:
        id: the word in queries: ``tier:izea/micro``.
        label: what a person calls it.
        year: of the publication; None where it bears no date.
        version: rises when our reading of the source changes.
        source: who says so.
        note: gaps and contradictions of the source.
        tiers: ranges for every platform, ascending.
        platforms: ranges of single platforms that the source treats apart, by slug.
    """

    id: str
    label: str
    year: int | None
    version: int
    source: str
    note: str
    tiers: tuple[Tier, ...]
    platforms: Mapping[str, tuple[Tier, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def on(self, platform: str | None) -> tuple[Tier, ...]:
        """The ranges for a platform slug (None: where the platform does not matter)."""
        return self.platforms.get(platform or "", self.tiers)

    def names(self) -> tuple[str, ...]:
        """Every tier name that this scheme uses on any platform, smallest first."""
        used = {tier.name for tiers in (self.tiers, *self.platforms.values()) for tier in tiers}
        return tuple(name for name in NAMES if name in used)


def _steps(*steps: tuple[int, str], end: int | None = None) -> tuple[Tier, ...]:
    """Adjoining ranges from their lower edges; the last one ends at ``end``."""
    edges = [low for low, _ in steps[1:]]
    highs: list[int | None] = [*edges, end]
    return tuple(Tier(name, low, high) for (low, name), high in zip(steps, highs, strict=True))


_K = 1_000
_M = 1_000_000

_ROWS: tuple[Scheme, ...] = (
    Scheme(
        "hypeauditor",
        "HypeAuditor",
        2023,
        1,
        "HypeAuditor; the same edges at Hootsuite, Later/Mavrck and Statista",
        "",
        _steps(
            (_K, "nano"), (10 * _K, "micro"), (50 * _K, "mid"), (500 * _K, "macro"), (_M, "mega")
        ),
    ),
    Scheme(
        "hypeauditor_2019",
        "HypeAuditor 2019",
        2019,
        1,
        "HypeAuditor, 2019",
        "",
        _steps(
            (_K, "nano"), (5 * _K, "micro"), (20 * _K, "mid"), (100 * _K, "macro"), (_M, "mega")
        ),
    ),
    Scheme(
        "later_fohr_2021",
        "Later and Fohr 2021",
        2021,
        1,
        "Later with Fohr, 2021",
        "",
        _steps(
            (0, "nano"), (10 * _K, "micro"), (100 * _K, "mid"), (500 * _K, "macro"), (_M, "mega")
        ),
    ),
    Scheme(
        "izea",
        "IZEA",
        2022,
        1,
        "IZEA, State of Influencer Earnings 2022",
        "",
        _steps(
            (0, "nano"),
            (10 * _K, "micro"),
            (50 * _K, "mid"),
            (200 * _K, "macro"),
            (500 * _K, "mega"),
            (_M, "celebrity"),
        ),
    ),
    Scheme(
        "nielsen_2022",
        "Nielsen 2022",
        2022,
        1,
        "Nielsen, 2022",
        "",
        _steps(
            (_K, "nano"), (10 * _K, "micro"), (50 * _K, "mid"), (100 * _K, "macro"), (_M, "mega")
        ),
    ),
    Scheme(
        "klear_2019",
        "Klear 2019",
        2019,
        1,
        "Klear, 2019",
        "the edge at 30,000 is second-hand; the source names no mid tier",
        _steps((500, "nano"), (5 * _K, "micro"), (30 * _K, "macro"), (500 * _K, "mega")),
    ),
    Scheme(
        "mavrck",
        "Mavrck",
        None,
        1,
        "Mavrck guide to micro-influencers",
        "the source leaves 50,000 to 100,000 without a name (and elsewhere calls all below 100,000 "
        "micro); we call the gap mid",
        _steps(
            (0, "nano"), (10 * _K, "micro"), (50 * _K, "mid"), (100 * _K, "macro"), (_M, "mega")
        ),
    ),
    Scheme(
        "imh",
        "Influencer Marketing Hub style",
        None,
        1,
        "guide in the style of Influencer Marketing Hub",
        "its FAQ gives 10,000 to 250,000 for micro instead",
        _steps((0, "nano"), (10 * _K, "micro"), (100 * _K, "macro"), (_M, "mega")),
    ),
    Scheme(
        "bstro2017",
        "Agency guide 2017",
        2017,
        1,
        "agency guide of 25 July 2017",
        "mentions that some end micro at 10,000",
        _steps((_K, "micro"), (100 * _K, "macro"), (500 * _K, "mega")),
    ),
    Scheme(
        "afluencer",
        "Afluencer",
        None,
        1,
        "Afluencer",
        "micro turns into macro somewhere between 250,000 and 500,000; we call that stretch mid",
        _steps((_K, "micro"), (250 * _K, "mid"), (500 * _K, "macro")),
    ),
    Scheme(
        "scrunch",
        "Scrunch",
        None,
        1,
        "Scrunch definition page",
        "counted per channel, never per person",
        _steps((2 * _K, "micro"), (50 * _K, "macro")),
    ),
)

SCHEMES: Mapping[str, Scheme] = MappingProxyType({scheme.id: scheme for scheme in _ROWS})
DEFAULT = "hypeauditor"


def tier(scheme: str, platform: str | None, followers: int | None) -> str:
    """The tier of one profile: a name, `UNKNOWN` or `OUTSIDE`.

    Args:
        scheme: a key of `SCHEMES`; KeyError for another.
        platform: slug, for schemes that treat platforms apart.
        followers: the count of this profile; None or a negative number is not known.
    """
    ranges = SCHEMES[scheme].on(platform)
    if followers is None or followers < 0:
        return UNKNOWN
    for each in ranges:
        if each.low <= followers and (each.high is None or followers < each.high):
            return each.name
    return OUTSIDE


def tiers(
    scheme: str, platform: str | None, followers: "npt.NDArray[np.int64] | Sequence[int]"
) -> "npt.NDArray[np.str_]":
    """`tier` of many profiles of one platform; a negative count is not known."""
    import numpy as np

    counts = np.asarray(followers, dtype=np.int64)
    names = np.full(counts.shape, OUTSIDE, dtype="<U9")
    for each in SCHEMES[scheme].on(platform):
        inside = counts >= each.low
        if each.high is not None:
            inside &= counts < each.high
        names[inside] = each.name
    names[counts < 0] = UNKNOWN
    return names


def ranges(
    scheme: str, name: str, platform: str | None = None
) -> tuple[tuple[int, int | None], ...]:
    """The follower ranges ``[low, high)`` that carry a name; empty where the scheme lacks it.

    `OUTSIDE` answers the counts below, between and above the scheme's ranges.
    """
    own = SCHEMES[scheme].on(platform)
    if name == OUTSIDE:
        return _gaps(own)
    return tuple((each.low, each.high) for each in own if each.name == name)


def _gaps(own: tuple[Tier, ...]) -> tuple[tuple[int, int | None], ...]:
    found: list[tuple[int, int | None]] = []
    reached: int | None = 0
    for each in own:
        if reached is not None and reached < each.low:
            found.append((reached, each.low))
        reached = each.high
    if reached is not None:
        found.append((reached, None))
    return tuple(found)
