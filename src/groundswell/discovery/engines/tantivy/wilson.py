"""Which sample sizes make an audience share certain."""

from functools import lru_cache

import numpy as np

from groundswell.measures.intervals import wilson_of_share

_MOST = 1 << 40  # larger than any sample; where it is not enough, no sample is


@lru_cache(maxsize=256)
def staircase(low: int, high: int) -> tuple[tuple[int, int, int], ...]:
    """Where the 95 % Wilson interval lies within ``low`` to ``high`` thousandths.

    Returns:
        Steps (first share, last share, smallest sample size), shares in thousandths. The interval
        of a share shrinks as the sample grows, so each share has one smallest size; neighbours of
        equal size are one step, and shares that no sample makes certain are left out.
    """
    shares = np.arange(max(low, 0), min(high, 1_000) + 1)
    if not len(shares):
        return ()
    least = _least_size(shares, low, high)
    steps: list[tuple[int, int, int]] = []
    for share, size in zip(shares.tolist(), least.tolist(), strict=True):
        if size >= _MOST:
            continue
        if steps and steps[-1][1] == share - 1 and steps[-1][2] == size:
            steps[-1] = (steps[-1][0], share, size)
        else:
            steps.append((share, share, size))
    return tuple(steps)


def _least_size(shares: np.ndarray, low: int, high: int) -> np.ndarray:
    """By bisection over all shares at once."""
    bottom, top = np.zeros(len(shares), dtype=np.int64), np.full(len(shares), _MOST)
    while (top - bottom > 1).any():
        middle = (bottom + top) // 2
        begin, end = ends(shares, middle)
        fits = (begin >= low) & (end <= high)
        top, bottom = np.where(fits, middle, top), np.where(fits, bottom, middle)
    return top


def ends(shares: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The interval of shares in thousandths, in thousandths, as documents hold it."""
    begin, end = wilson_of_share(shares / 1_000, sizes)
    low, high = (np.rint(np.round(part * 1_000, 6)).astype(np.int64) for part in (begin, end))
    return low, high
