"""Where an entry stands within its stage: whole numbers with room between them, as pure decisions.

Moving an entry changes its own number and no other, until somebody has put something into the same
gap some twenty times; then the neighbours are spread out again (`spread` says None).
"""

from collections.abc import Sequence

GAP = 1 << 20
"""Distance of entries that nobody moved, and of those put at the end."""

STEP = 1 << 10
"""Distance of entries put in front: small, so that what is added later still comes before them."""


def spread(low: int | None, high: int | None, count: int) -> list[int] | None:
    """``count`` ascending places strictly between two others; None where there is no room.

    Args:
        low: the place before, None where they become the first.
        high: the place after, None where they become the last.
        count: how many are needed.
    """
    if low is None and high is None:
        return [index * GAP for index in range(count)]
    if low is None:
        assert high is not None
        return [high - STEP * (count - index) for index in range(count)]
    if high is None:
        return [low + GAP * (index + 1) for index in range(count)]
    if high - low <= count:
        return None
    return [low + (high - low) * (index + 1) // (count + 1) for index in range(count)]


def reordered(order: Sequence[str], moved: str, before: str | None) -> list[str]:
    """The order with one of its members put before another, or last; ValueError for a stranger."""
    rest = [each for each in order if each != moved]
    if len(rest) == len(order):
        raise ValueError(moved)
    at = len(rest) if before is None else rest.index(before)
    return [*rest[:at], moved, *rest[at:]]
