"""Shares of several audiences together, weighted by their size.

Each audience was estimated from a sample of its own. Together they are one sample of people, in
which everybody of audience i stands for w_i / n_i followers; Kish's effective size (Kish 1965) says
how many equally weighted people that is worth, and Wilson's interval is taken at that size. It tells
how well the samples know the audiences; people who follow several of them count each time.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from groundswell.measures.intervals import wilson_of_share


@dataclass(frozen=True, slots=True)
class Pooled:
    """A share of several audiences together: fraction, 95 % interval, effective sample size."""

    share: float
    low: float
    high: float
    n: float


def effective_size(weights: npt.ArrayLike, sizes: npt.ArrayLike) -> float:
    """(sum w)^2 / sum(w^2 / n): the people that samples of sizes n, weighted w as a whole, are worth.

    Args:
        weights: size of each audience; none negative.
        sizes: people in the sample of each; all above zero.

    Raises:
        ValueError: a negative weight, or a sample of nobody.
    """
    weight = np.asarray(weights, dtype=np.float64)
    size = np.asarray(sizes, dtype=np.float64)
    if np.any(weight < 0) or np.any(size <= 0):
        raise ValueError("weights are not negative, and every sample has somebody in it")
    squares = float((np.square(weight) / size).sum())
    return float(weight.sum()) ** 2 / squares if squares else 0.0


def pooled(weights: npt.ArrayLike, sizes: npt.ArrayLike, shares: npt.ArrayLike) -> Pooled | None:
    """The share of all audiences together; None where there is nobody in them.

    Args:
        weights: size of each audience.
        sizes: people in the sample of each.
        shares: the share in each (fraction).
    """
    weight = np.asarray(weights, dtype=np.float64)
    n = effective_size(weight, sizes)
    total = float(weight.sum())
    if not n or not total:
        return None
    share = float(np.clip((weight * np.asarray(shares, dtype=np.float64)).sum() / total, 0.0, 1.0))
    low, high = wilson_of_share(share, n)
    return Pooled(share, float(low), float(high), n)
