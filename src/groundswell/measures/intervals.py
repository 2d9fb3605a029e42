"""Intervals of proportions, and when a proportion may be shown at all.

Sources: Wilson 1927; Clopper and Pearson 1934; Goodman 1965 (Technometrics 7:247); Kish 1965;
display rule after Parker et al. 2017, National Center for Health Statistics, Series 2 no. 175.
All functions take scalars or arrays and broadcast.
"""

from dataclasses import dataclass
from math import ceil
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

Z95 = 1.959963984540054
"""Two-sided 95 % point of the normal distribution."""

MIN_CELL = 10
"""No cell with fewer people is shown, whatever its interval (privacy)."""

MIN_CROSS = 30
"""No cross-tabulated (joint) cell of fewer people in all is shown."""


def wilson(
    successes: npt.ArrayLike, n: npt.ArrayLike, *, z: float | npt.ArrayLike = Z95
) -> tuple[Floats, Floats]:
    """The Wilson score interval of ``successes`` out of ``n`` (counts or effective counts).

    Returns:
        Lower and upper ends, fractions within 0..1. With n = 0 nothing is known: 0 and 1.

    Raises:
        ValueError: where successes < 0, n < 0 or successes > n.
    """
    hits, size = _checked(successes, n)
    square = np.square(np.asarray(z, dtype=np.float64))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(size > 0, hits / size, 0.5)
        scale = 1 + square / size
        middle = (share + square / (2 * size)) / scale
        spread = share * (1 - share) / size + square / (4 * np.square(size))
        half = np.sqrt(square * spread) / scale
    low = np.where(size > 0, np.clip(middle - half, 0.0, 1.0), 0.0)
    high = np.where(size > 0, np.clip(middle + half, 0.0, 1.0), 1.0)
    # Rounding must not leave the ends a hair inside: nobody of n is exactly 0, all of n exactly 1.
    return np.where(hits <= 0, 0.0, low), np.where(hits >= size, 1.0, high)


def wilson_of_share(
    share: npt.ArrayLike, n: npt.ArrayLike, *, z: float | npt.ArrayLike = Z95
) -> tuple[Floats, Floats]:
    """`wilson` for a stated share (fraction) of a sample of size ``n``."""
    size = np.asarray(n, dtype=np.float64)
    return wilson(np.asarray(share, dtype=np.float64) * size, size, z=z)


def clopper_pearson(
    successes: npt.ArrayLike, n: npt.ArrayLike, *, level: float = 0.95
) -> tuple[Floats, Floats]:
    """The exact (conservative) interval; counts may be effective ones, thus fractional.

    Returns:
        Lower and upper ends, fractions within 0..1; 0 and 1 where n = 0.
    """
    from scipy.special import betaincinv

    hits, size = _checked(successes, n)
    misses, tail = size - hits, (1 - level) / 2
    low = np.where(hits > 0, betaincinv(np.maximum(hits, 1e-12), misses + 1, tail), 0.0)
    high = np.where(misses > 0, betaincinv(hits + 1, np.maximum(misses, 1e-12), 1 - tail), 1.0)
    return low, high


def goodman(counts: npt.ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Simultaneous intervals of the shares of several groups that together make the sample.

    Args:
        counts: people per group, along the last axis (for example seven age bands).
        level: that *all* intervals hold at once.
    """
    people = np.asarray(counts, dtype=np.float64)
    return wilson(
        people, people.sum(axis=-1, keepdims=True), z=goodman_z(people.shape[-1], level=level)
    )


def goodman_z(groups: int, *, level: float = 0.95) -> float:
    """The normal point for ``groups`` simultaneous intervals: 2.690 for seven at 95 %."""
    from scipy.special import ndtri

    return float(ndtri(1 - (1 - level) / (2 * groups)))


def kish(weights: npt.ArrayLike) -> float:
    """Effective sample size of unequal weights, (sum w)^2 / sum w^2; 0 for none."""
    values = np.asarray(weights, dtype=np.float64)
    squares = float(np.square(values).sum())
    return float(values.sum()) ** 2 / squares if squares else 0.0


def sample_for(margin: float, *, population: int | None = None, share: float = 0.5) -> int:
    """People needed so that a share is known to +/- ``margin`` (fraction) at 95 %.

    ``population`` applies the finite population correction.
    """
    needed = Z95**2 * share * (1 - share) / margin**2
    if population is not None:
        needed /= 1 + (needed - 1) / population
    # The tables that people compare with round half up and then never promise too little.
    return ceil(round(needed, 6))


@dataclass(frozen=True, slots=True)
class Display:
    """Whether a proportion may be shown.

    Attributes:
        show: the verdict.
        width: of the 95 % Clopper-Pearson interval.
        relative: width over the share; infinite for a share of nothing.
        reason: ``ok``, ``sample`` (fewer than 30), ``width`` (0.30 or wider), ``relative`` (more
            than 1.30 of the share) or ``privacy`` (fewer than 10 people).
        sentence: what to say instead when hidden; empty when shown.
    """

    show: bool
    width: float
    relative: float
    reason: str
    sentence: str


def display(successes: float, n: float, *, private: bool = False) -> Display:
    """Judge one proportion of ``n`` (effective) people by the NCHS rule.

    Args:
        successes: people in the group.
        n: effective sample size.
        private: also hide groups of 1 to 9 people, as is due for cells that could point at
            somebody.
    """
    low, high = clopper_pearson(successes, n)
    width = float(high - low)
    share = successes / n if n else 0.0
    relative = width / share if share else float("inf")
    reason = "ok"
    if n < 30:
        reason = "sample"
    elif width >= 0.30:
        reason = "width"
    elif width > 0.05 and relative > 1.30:
        reason = "relative"
    elif private and 0 < successes < MIN_CELL:
        reason = "privacy"
    sentence = ""
    if reason != "ok":
        needed = sample_for(0.05)
        sentence = (
            f"Not enough data (n = {n:g}). {needed} followers would give ± 5 points."
            if n < needed
            else f"Not enough data (n = {n:g}) for a share this small."
        )
    return Display(reason == "ok", width, relative, reason, sentence)


def _checked(successes: npt.ArrayLike, n: npt.ArrayLike) -> tuple[Floats, Floats]:
    hits, size = np.broadcast_arrays(
        np.asarray(successes, dtype=np.float64), np.asarray(n, dtype=np.float64)
    )
    if np.any(hits < 0) or np.any(size < 0) or np.any(hits > size * (1 + 1e-12)):
        raise ValueError("successes lie between 0 and n")
    return hits, size
