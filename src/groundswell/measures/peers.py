"""The place of a value among many: from counts per step to a curve, a percentile, a quantile."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

STEPS = 41
"""Points of a drawn curve, at equal steps of its axis."""

FEWEST = 30
"""Fewer peers than this give no curve and no percentile."""

_TAIL = 0.02
_FAR = 4.0


@dataclass(frozen=True, slots=True)
class Curve:
    """How a value is spread over ``n`` peers.

    Attributes:
        n: peers whose value is known.
        low: left end of the axis, in the value's own unit.
        high: right end of the axis.
        log: whether equal steps are equal ratios (else equal differences).
        density: height at `STEPS` equal steps of the axis, the highest being 1.
        edges: of the fine steps behind it, ascending.
        below: share of peers below each edge.
        exact: False where the counts were scaled from a sample.
    """

    n: int
    low: float
    high: float
    log: bool
    density: tuple[float, ...]
    edges: tuple[float, ...]
    below: tuple[float, ...]
    exact: bool = True

    def position(self, value: float) -> float:
        """Where on the axis a value stands: 0 at the left end, 1 at the right, clipped."""
        low, high, here = (_scaled(x, log=self.log) for x in (self.low, self.high, value))
        return float(min(max((here - low) / (high - low), 0.0), 1.0))

    def percentile(self, value: float) -> float:
        """The share of peers with a lower value, between edges by linear interpolation.

        Where the axis begins at nothing (a share of 0), many peers may stand there together: of
        those in the lowest step half count as lower than 0 is, the others as spread over the step.
        """
        if self.edges[0] == 0 and 0 <= value < self.edges[1]:
            return self.below[1] * (0.5 + 0.5 * value / self.edges[1])
        return float(np.interp(value, self.edges, self.below))

    def quantile(self, share: float) -> float:
        """The value below which this share of peers lies."""
        below, edges = np.asarray(self.below), np.asarray(self.edges)
        rising = np.concatenate([[True], np.diff(below) > 0])
        return float(np.interp(share, below[rising], edges[rising]))


@dataclass(frozen=True, slots=True)
class Place:
    """A value among its peers; positions are 0..1 of the curve's axis."""

    percentile: float
    at: float
    low: float | None
    high: float | None


def place(curve: Curve, value: float, low: float | None = None, high: float | None = None) -> Place:
    """Where a value and its interval stand on a curve.

    ``percentile`` is the share of peers below, a fraction.
    """
    return Place(
        curve.percentile(value),
        curve.position(value),
        None if low is None else curve.position(low),
        None if high is None else curve.position(high),
    )


def curve(
    edges: npt.ArrayLike, counts: npt.ArrayLike, *, log: bool, exact: bool = True
) -> Curve | None:
    """A curve from counts between edges.

    Args:
        edges: ascending, k + 1 of them; for ``log`` all above 0.
        counts: k counts, of values between neighbouring edges.
        log: whether the axis is logarithmic.
        exact: False where counts are scaled from a sample.

    Returns:
        None with fewer than `FEWEST` peers.

    Raises:
        ValueError: where edges do not rise or the numbers do not fit each other.
    """
    at = np.asarray(edges, dtype=np.float64)
    many = np.asarray(counts, dtype=np.float64)
    if at.size != many.size + 1 or np.any(np.diff(at) <= 0) or np.any(many < 0):
        raise ValueError("a curve needs rising edges, and one count between any two of them")
    if log and at[0] <= 0:
        raise ValueError("a logarithmic axis begins above 0")
    total = float(many.sum())
    if total < FEWEST:
        return None
    below = np.concatenate([[0.0], np.cumsum(many) / total])
    scale = _scaled_all(at, log=log)
    low, high = _ends(scale, below)
    steps = np.linspace(low, high, STEPS)
    density = _smooth(scale, many, steps)
    return Curve(
        n=round(total),
        low=_plain(low, log=log),
        high=_plain(high, log=log),
        log=log,
        density=tuple(np.round(density / density.max(), 4).tolist()),
        edges=tuple(at.tolist()),
        below=tuple(below.tolist()),
        exact=exact,
    )


def _ends(scale: Floats, below: Floats) -> tuple[float, float]:
    """The axis reaches over all but two per cent at either end, and a little beyond.

    A few peers far out do not press all others together: it leaves out up to ten per cent where
    they are more than `_FAR` robust standard deviations from the median.
    """
    low, high = _between(scale, below, _TAIL)
    first, middle, third = _quarters(scale, below)
    reach = _FAR * (third - first) / 1.349
    inner_low, inner_high = _between(scale, below, 0.1)
    low = max(low, min(middle - reach, inner_low))
    high = min(high, max(middle + reach, inner_high))
    margin = 0.04 * (high - low)
    return float(max(low - margin, scale[0])), float(min(high + margin, scale[-1]))


def _between(scale: Floats, below: Floats, tail: float) -> tuple[float, float]:
    """The edges outside of which at most this share of peers lies at either end."""
    low = int(np.searchsorted(below, tail, side="right")) - 1
    high = int(np.searchsorted(below, 1 - tail, side="left"))
    return float(scale[max(low, 0)]), float(scale[min(high, scale.size - 1)])


def _quarters(scale: Floats, below: Floats) -> Floats:
    rising = np.concatenate([[True], np.diff(below) > 0])
    return np.asarray(np.interp([0.25, 0.5, 0.75], below[rising], scale[rising]))


def _smooth(scale: Floats, counts: Floats, steps: Floats) -> Floats:
    """A Gaussian kernel over the fine steps; the width by Silverman's rule of thumb."""
    middle, width = (scale[1:] + scale[:-1]) / 2, np.diff(scale)
    total = counts.sum()
    mean = (middle * counts).sum() / total
    spread = float(np.sqrt(((middle - mean) ** 2 * counts).sum() / total))
    below = np.concatenate([[0.0], np.cumsum(counts) / total])
    first, _, third = _quarters(scale, below)
    narrow = min(spread, float(third - first) / 1.349) or spread
    band = max(0.9 * narrow * total**-0.2, float(np.median(width)), (steps[1] - steps[0]) / 2)
    kernel = np.exp(-(((steps[:, None] - middle[None, :]) / band) ** 2) / 2)
    return np.asarray(kernel @ counts)


def _scaled(value: float, *, log: bool) -> float:
    return float(_scaled_all(np.array([value]), log=log)[0])


def _scaled_all(values: Floats, *, log: bool) -> Floats:
    """Values on the axis; what is not above 0 stands where the smallest float would."""
    return np.log10(np.maximum(values, 1e-12)) if log else values


def _plain(value: float, *, log: bool) -> float:
    return float(10**value) if log else float(value)
