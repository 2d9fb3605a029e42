"""How a count of followers moved, and where it moved oddly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from groundswell.measures.engagement import robust_z

DAY = 86_400
SLACK = 3 * DAY
"""A series that begins this much too late still counts as whole."""

ODD = 6.0
LEAST = 0.02
FEWEST = 8
EXPLAINED = 3 * DAY


@dataclass(frozen=True, slots=True)
class Growth:
    """Relative change; ``low`` and ``high`` bracket the start where nobody looked that day.

    ``n`` observations lie between ``start`` and ``end`` (seconds).
    """

    value: float
    low: float
    high: float
    n: int
    start: int
    end: int


def growth(times: npt.ArrayLike, values: npt.ArrayLike, *, days: int = 90) -> Growth | None:
    """The relative change over the last ``days`` days of one source's series.

    Args:
        times: seconds, ascending.
        values: counts above 0.
        days: length of the window.

    Returns:
        None where the series does not reach back that far (`SLACK` allowed), or has one value.
    """
    when = np.asarray(times, dtype=np.int64)
    counts = np.asarray(values, dtype=np.float64)
    if when.size < 2:
        return None
    start = int(when[-1]) - days * DAY
    if when[0] > start + SLACK:
        return None
    start = max(start, int(when[0]))
    after = int(np.searchsorted(when, start, side="left"))
    before = after if when[after] == start else after - 1
    around = counts[[before, after]]
    if around.min() <= 0:
        return None
    then = float(np.interp(start, when[[before, after]], around)) if before < after else around[0]
    last = counts[-1]
    return Growth(
        value=float(last / then - 1),
        low=float(last / around.max() - 1),
        high=float(last / around.min() - 1),
        n=int((when >= start).sum()),
        start=start,
        end=int(when[-1]),
    )


def days_seen(times: npt.ArrayLike, *, days: int = 90) -> int:
    """How many of the last ``days`` days a series spans (whole days, at most ``days``)."""
    when = np.asarray(times, dtype=np.int64)
    return int(min((when[-1] - when[0]) // DAY, days)) if when.size else 0


@dataclass(frozen=True, slots=True)
class Jump:
    """A change between two neighbouring observations that is out of the ordinary."""

    start: int
    end: int
    before: int
    after: int
    z: float

    @property
    def change(self) -> int:
        """Followers more (or, below zero, fewer) than before."""
        return self.after - self.before


def jumps(
    times: npt.ArrayLike, values: npt.ArrayLike, *, explained: Sequence[int] = ()
) -> list[Jump]:
    """Changes that stand out of a series and that nothing explains, oldest first.

    A change stands out where its relative pace per day is `ODD` robust standard deviations from
    the median pace and it is at least `LEAST` in all.

    Args:
        times: seconds, ascending, of one source.
        values: counts above 0.
        explained: times of posts that would explain a change within `EXPLAINED` after them.
    """
    when = np.asarray(times, dtype=np.int64)
    counts = np.asarray(values, dtype=np.float64)
    if when.size < FEWEST or counts.min() <= 0:
        return []
    change = np.diff(np.log(counts))
    pace = change / np.maximum(np.diff(when) / DAY, 1e-6)
    odd = (np.abs(robust_z(pace)) >= ODD) & (np.abs(np.expm1(change)) >= LEAST)
    posts = np.asarray(explained, dtype=np.int64)
    z = robust_z(pace)
    found = []
    for place in np.flatnonzero(odd):
        start, end = int(when[place]), int(when[place + 1])
        if not np.any((posts >= start - EXPLAINED) & (posts <= end)):
            before, after = int(counts[place]), int(counts[place + 1])
            found.append(Jump(start, end, before, after, float(z[place])))
    return found
