"""Engagement rates: named formulas, and from posts to one honest rate of a profile.

There is no standard formula, so every rate carries the id of its definition and is never compared
with a rate of another one. L likes, C comments, S saves, H shares, F followers when published,
R accounts reached, I impressions, V views; all per post.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Definition:
    """One formula of an engagement rate.

    Attributes:
        id: stable name, stored beside every rate.
        parts: counts that are added up, in the words of `COUNTS`.
        base: what they are divided by.
        formula: as people write it.
        used_by: where one meets it.
    """

    id: str
    parts: tuple[str, ...]
    base: str
    formula: str
    used_by: str


COUNTS = ("likes", "comments", "saves", "shares", "engagements")

_LC = ("likes", "comments")

DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {
        row.id: row
        for row in (
            Definition(
                "er_f_lc",
                _LC,
                "followers",
                "(L + C) / F",
                "HypeAuditor Instagram, IZEA; public data",
            ),
            Definition(
                "er_f_all",
                (*_LC, "saves", "shares"),
                "followers",
                "(L + C + S + H) / F",
                "needs data authorised by the creator",
            ),
            Definition("like_rate_f", ("likes",), "followers", "L / F", "Markerly 2016"),
            Definition(
                "er_r_static",
                (*_LC, "saves"),
                "reach",
                "(L + C + S) / R",
                "Later, static posts and carousels",
            ),
            Definition(
                "er_r_reel",
                (*_LC, "saves", "shares"),
                "reach",
                "(L + C + S + H) / R",
                "Later, Reels",
            ),
            Definition(
                "er_i", ("engagements",), "impressions", "E / I", "Captiv8 Instagram, Buffer"
            ),
            Definition("er_v_lc", _LC, "views", "(L + C) / V", "YouTube"),
            Definition("er_v", (*_LC, "shares"), "views", "(L + C + H) / V", "Captiv8 TikTok"),
            Definition(
                "er_v_saves",
                (*_LC, "shares", "saves"),
                "views",
                "(L + C + H + S) / V",
                "CreatorIQ TikTok",
            ),
        )
    }
)

BY_VIEWS = frozenset({"tiktok", "youtube"})
"""Platforms whose headline rate is by views, because most viewers do not follow."""


def headline_base(platform: str) -> str:
    """The base of a platform's headline rate: ``views`` or ``followers``."""
    return "views" if platform in BY_VIEWS else "followers"


def headline_definition(platform: str) -> str:
    """The definition behind a platform's headline rate when it is computed from posts."""
    if platform not in BY_VIEWS:
        return "er_f_lc"
    return "er_v" if platform == "tiktok" else "er_v_lc"


def headline(
    platform: str, *, by_followers: float | None, by_views: float | None, stated: float | None
) -> tuple[float, str] | None:
    """The one rate to show first, with its base (``followers``, ``views`` or ``stated``).

    The rate of the platform's own base wins; a rate that a source states without its formula
    stands in where that is not known. Rates by the other base are never mixed in.
    """
    base = headline_base(platform)
    known = by_views if base == "views" else by_followers
    if known is not None:
        return known, base
    return None if stated is None else (stated, "stated")


def rate(definition: str, base: npt.ArrayLike, **counts: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """A rate per post (fraction): the definition's parts over its base.

    Args:
        definition: a key of `DEFINITIONS`.
        base: followers, reach, impressions or views, as the definition says.
        **counts: ``likes=...``, ``comments=...``; exactly the definition's parts.

    Returns:
        NaN where the base is 0 or a count is not known (NaN).

    Raises:
        ValueError: for counts that the definition does not name, or that are lacking.
    """
    parts = DEFINITIONS[definition].parts
    if set(counts) != set(parts):
        raise ValueError(f"{definition} is made of {', '.join(parts)}")
    total = sum(
        (np.asarray(counts[part], dtype=np.float64) for part in parts), np.zeros((), np.float64)
    )
    below = np.asarray(base, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(below > 0, total / below, np.nan), dtype=np.float64)


def by_reach(by_followers: float, reach_rate: float) -> float:
    """Convert a rate by followers into one by reach with a *measured* reach rate R / F."""
    if reach_rate <= 0:
        raise ValueError("a reach rate is above 0; without a measured one, do not convert")
    return by_followers / reach_rate


MIN_POSTS = 6
MAX_POSTS = 30


@dataclass(frozen=True, slots=True)
class PostState:
    """What decides whether a post counts."""

    age_days: float
    format: str = "static"
    deleted: bool = False
    boosted: bool = False
    likes_hidden: bool = False


def eligible(post: PostState) -> bool:
    """Whether a post counts: a week old (long videos four), organic reach, likes visible."""
    ripe = 28 if post.format == "long_video" else 7
    return post.age_days >= ripe and not (post.deleted or post.boosted or post.likes_hidden)


@dataclass(frozen=True, slots=True)
class ProfileRate:
    """The engagement rate of a profile over ``n`` posts; all rates are fractions.

    The median is what is shown; ``low`` and ``high`` are its order-statistic interval, which holds
    with probability ``coverage``.
    """

    n: int
    median: float
    mean: float
    trimmed: float
    ratio_of_sums: float
    low: float
    high: float
    coverage: float


def summarise(engagements: npt.ArrayLike, bases: npt.ArrayLike) -> ProfileRate | None:
    """From the newest eligible posts of one format to the rate of a profile.

    Args:
        engagements: summed counts per post, newest first.
        bases: followers, views, reach or impressions per post (a scalar broadcasts).

    Returns:
        None where fewer than `MIN_POSTS` posts have both; at most `MAX_POSTS` are used.
    """
    hits, below = np.broadcast_arrays(
        np.asarray(engagements, dtype=np.float64), np.asarray(bases, dtype=np.float64)
    )
    usable = np.isfinite(hits) & np.isfinite(below) & (below > 0)
    hits, below = hits[usable][:MAX_POSTS], below[usable][:MAX_POSTS]
    if hits.size < MIN_POSTS:
        return None
    rates = hits / below
    low, high, coverage = median_interval(rates)
    return ProfileRate(
        n=int(hits.size),
        median=float(np.median(rates)),
        mean=float(rates.mean()),
        trimmed=trimmed_mean(rates),
        ratio_of_sums=float(hits.sum() / below.sum()),
        low=low,
        high=high,
        coverage=coverage,
    )


def median_interval(
    values: npt.ArrayLike | Sequence[float], *, level: float = 0.95
) -> tuple[float, float, float]:
    """The narrowest symmetric pair of ordered values that holds the median with ``level``.

    Returns:
        Low, high and the exact coverage 1 - 2 P(Binomial(n, 1/2) < k). With too few values for the
        level, the extremes and what they cover.
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    n = int(ordered.size)
    if n == 0:
        raise ValueError("an interval needs at least one value")
    below, rank, whole, ways = 0, 0, 1 << n, 1
    # `below` counts the outcomes in which the median lies under the value of this rank, `ways`
    # those in which exactly `rank` values do: each from the one before, as thousands would be slow.
    while rank < n // 2 and 1 - 2 * (below + ways) / whole >= level:
        below += ways
        ways = ways * (n - rank) // (rank + 1)
        rank += 1
    if rank == 0:
        return float(ordered[0]), float(ordered[-1]), 1 - 2 / whole if n > 1 else 0.0
    return float(ordered[rank - 1]), float(ordered[n - rank]), 1 - 2 * below / whole


def trimmed_mean(values: npt.ArrayLike, *, cut: float = 0.1) -> float:
    """The mean without the lowest and highest ``cut`` of the values."""
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    drop = int(ordered.size * cut)
    return float(ordered[drop : ordered.size - drop].mean())


def robust_z(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Distance from the median in robust standard deviations, 0.6745 (x - median) / MAD.

    Zero everywhere at the median and infinite off it where more than half the values are equal.
    """
    numbers = np.asarray(values, dtype=np.float64)
    away = numbers - np.median(numbers)
    spread = np.median(np.abs(away))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(away == 0, 0.0, 0.6745 * away / spread)
