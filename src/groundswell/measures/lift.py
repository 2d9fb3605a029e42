"""Whether posts with something do better than posts without it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from groundswell.measures.engagement import MIN_POSTS


@dataclass(frozen=True, slots=True)
class Lift:
    """Relative difference of geometric means (0.2 is 20 % more) with its 95 % interval."""

    value: float
    low: float
    high: float
    n: int
    without: int


def lift(having: npt.ArrayLike, lacking: npt.ArrayLike, *, level: float = 0.95) -> Lift | None:
    """Compare the rates of posts with something to those of posts without it.

    Rates spread as a log-normal, so the logarithms are compared (Welch 1947: the two groups may
    spread differently). It says what goes together, not what causes what.

    Returns:
        None where either group has fewer than `MIN_POSTS` rates above 0.
    """
    from scipy.special import stdtrit

    one, other = (_logs(values) for values in (having, lacking))
    if min(one.size, other.size) < MIN_POSTS:
        return None
    difference = float(one.mean() - other.mean())
    parts = np.array([one.var(ddof=1) / one.size, other.var(ddof=1) / other.size])
    spread = float(np.sqrt(parts.sum()))
    if spread == 0:
        ratio = float(np.expm1(difference))
        return Lift(ratio, ratio, ratio, one.size, other.size)
    freedom = parts.sum() ** 2 / (parts**2 / np.array([one.size - 1, other.size - 1])).sum()
    half = float(stdtrit(freedom, (1 + level) / 2)) * spread
    return Lift(
        float(np.expm1(difference)),
        float(np.expm1(difference - half)),
        float(np.expm1(difference + half)),
        one.size,
        other.size,
    )


def _logs(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    rates = np.asarray(values, dtype=np.float64)
    return np.log(rates[np.isfinite(rates) & (rates > 0)])
