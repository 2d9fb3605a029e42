"""When and how often something is published."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from groundswell.measures.engagement import MIN_POSTS, median_interval

DAY = 86_400
WEEK = 7 * DAY
WINDOW = 90 * DAY
FEWEST = 3
SPAN = 3
"""Hours that are judged together."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Posts per week with the exact Poisson interval (Garwood 1936) over ``n`` posts."""

    value: float
    low: float
    high: float
    n: int
    start: int
    end: int


def rhythm(times: npt.ArrayLike, until: int, *, window: int = WINDOW) -> Rhythm | None:
    """Posts per week in the ``window`` seconds before ``until``.

    Where all posts that are held lie within the window, nothing is known of the time before the
    oldest one: the window then begins there, and that post, which only marks the beginning, does
    not count.

    Args:
        times: publication times in seconds, any order; those after ``until`` are left out.
        until: when it was looked, seconds.
        window: seconds.

    Returns:
        None with fewer than `FEWEST` posts to count or less than a week to count in.
    """
    known = np.sort(np.asarray(times, dtype=np.int64))
    known = known[known <= until]
    if not known.size:
        return None
    start = until - window
    if known[0] >= start:
        start, known = int(known[0]), known[1:]
    n = int((known > start).sum())
    weeks = (until - start) / WEEK
    if n < FEWEST or weeks < 1:
        return None
    low, high = poisson(n)
    return Rhythm(n / weeks, low / weeks, high / weeks, n, start, until)


def poisson(count: int, *, level: float = 0.95) -> tuple[float, float]:
    """The exact interval of the mean of a Poisson distribution of which ``count`` was seen."""
    from scipy.special import gammaincinv

    tail = (1 - level) / 2
    low = float(gammaincinv(count, tail)) if count else 0.0
    return low, float(gammaincinv(count + 1, 1 - tail))


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours from ``first`` up to but without ``end`` (24 is midnight): ratio to the own median."""

    first: int
    end: int
    value: float
    low: float
    high: float
    n: int


def best_hours(hours: npt.ArrayLike, rates: npt.ArrayLike) -> Hours | None:
    """The span of `SPAN` hours whose posts have the highest median rate.

    Args:
        hours: hour of the day, 0..23, per post.
        rates: engagement per post; what is not finite or not above 0 is left out.

    Returns:
        None where no span has `MIN_POSTS` posts.
    """
    clock = np.asarray(hours, dtype=np.int64)
    values = np.asarray(rates, dtype=np.float64)
    usable = np.isfinite(values) & (values > 0)
    clock, values = clock[usable], values[usable]
    if values.size < MIN_POSTS:
        return None
    ratios = values / np.median(values)
    found: list[Hours] = []
    for first in range(0, 24, SPAN):
        own = ratios[(clock >= first) & (clock < first + SPAN)]
        if own.size >= MIN_POSTS:
            low, high, _ = median_interval(own)
            found.append(Hours(first, first + SPAN, float(np.median(own)), low, high, own.size))
    return max(found, key=lambda one: one.value, default=None)


def weekly_grid(
    weekdays: Sequence[int], hours: Sequence[int], rates: npt.ArrayLike
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Posts per weekday (Monday is 0) and hour, and their median rate (NaN where there is none)."""
    counts = np.zeros((7, 24), dtype=np.int64)
    cells: dict[tuple[int, int], list[float]] = {}
    for day, hour, rate in zip(weekdays, hours, np.asarray(rates, dtype=np.float64), strict=True):
        counts[day, hour] += 1
        if np.isfinite(rate):
            cells.setdefault((day, hour), []).append(float(rate))
    medians = np.full((7, 24), np.nan)
    for cell, values in cells.items():
        medians[cell] = np.median(values)
    return counts, medians
