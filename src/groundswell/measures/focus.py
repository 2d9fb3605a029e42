"""Niche focus: how much of a creator's work is about one thing."""

import numpy as np
import numpy.typing as npt


def focus(weights: npt.ArrayLike) -> float | None:
    """``1 - H(topics) / ln(topics)``: 1 = a single topic, 0 = all topics equally.

    H is the Shannon entropy of the weights (posts or shares per topic). Topics of weight 0 do not
    count. None where there is no topic.

    Raises:
        ValueError: for a negative weight.
    """
    values = np.asarray(weights, dtype=np.float64)
    if np.any(values < 0):
        raise ValueError("a topic has a weight of at least 0")
    values = values[values > 0]
    if values.size == 0:
        return None
    if values.size == 1:
        return 1.0
    shares = values / values.sum()
    entropy = float(-(shares * np.log(shares)).sum())
    return min(max(1.0 - entropy / float(np.log(values.size)), 0.0), 1.0)
