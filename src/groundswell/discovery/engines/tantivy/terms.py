"""Terms: what besides words can be looked up in the postings.

All terms of a document stand in one field, split at blanks, each with the name of what it is about
in front. A look-up in the postings is about five times as cheap as a scan of a column, so whatever
is often asked has terms:

``topic:vegan``      a keyword; blanks inside are written as `JOIN`
``followers~2.7``    the number lies in buckets 7 * 4**2 to 8 * 4**2 - 1 of its grid; any range of
                     buckets is a few such terms
``+country:US=412``  the share in thousandths; ``+country:US>300`` it is at least so much
``.s7`` ``.b3``      sample 7 of 16; rows 3 * 4096 to 4 * 4096 - 1 (``.B``: runs of 262,144)
``.o5`` ``.h5``      private to workspace 5; hidden for workspace 5 (``.p``: private at all)
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from groundswell.discovery.fields import AGE_RUNS, NUMERIC

Ints = npt.NDArray[np.int64]

JOIN = "\x7f"
PRIVATE = ".p"
SAMPLES = 16
BAND_BITS = 12
WIDE_BAND_BITS = 18

_STEP = 2  # bits: four runs of a level are one of the next


def keyword(field: str, value: str) -> str:
    """The term of a folded keyword."""
    return f"{field}:{value}".replace(" ", JOIN)


def owner(workspace: int) -> str:
    """The term of documents that only this workspace may see."""
    return f".o{workspace}"


def hidden(workspace: int) -> str:
    """The term of documents that this workspace sees through a layer of its own."""
    return f".h{workspace}"


def sample(number: int) -> str:
    """The term of one of `SAMPLES` random parts of the index."""
    return f".s{number}"


def samples(rows: Ints) -> Ints:
    """The sample of each row: four well-mixed bits."""
    mixed = rows.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(60)).astype(np.int64)


def bands(first: int, last: int) -> list[str]:
    """The terms of rows ``first`` to ``last``, rounded outwards to whole bands."""
    low, high = first >> BAND_BITS, last >> BAND_BITS
    step = WIDE_BAND_BITS - BAND_BITS
    found = []
    while low <= high:
        if low % (1 << step) == 0 and low + (1 << step) - 1 <= high:
            found.append(f".B{low >> step}")
            low += 1 << step
        else:
            found.append(f".b{low}")
            low += 1
    return found


# ---------------------------------------------------------------- numbers


@dataclass(frozen=True, slots=True)
class Grid:
    """The buckets of a number: below the first edge, between edges, from the last edge on."""

    edges: Ints
    levels: int = 3

    def bucket(self, values: Ints) -> Ints:
        """The bucket of each value; bucket b begins at ``edges[b - 1]``."""
        return np.searchsorted(self.edges, values, side="right").astype(np.int64)

    def start(self, bucket: int) -> int | None:
        """The smallest value of a bucket; None for the first, and for one past the last."""
        return int(self.edges[bucket - 1]) if 0 < bucket <= len(self.edges) else None

    def runs(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Buckets ``first`` to ``last`` as the fewest (level, run) pairs."""
        while first <= last:
            level, size = 0, 1
            while level + 1 < self.levels:
                wider = size << _STEP
                if first % wider or first + wider - 1 > last:
                    break
                level, size = level + 1, wider
            yield level, first // size
            first += size


def _decades(low: int, high: int, steps: tuple[float, ...]) -> Ints:
    edges = {round(step * 10**power) for power in range(low, high) for step in steps}
    return np.array(sorted(edges), dtype=np.int64)


def _percent(*edges: float) -> Ints:
    return np.array([round(edge * 10_000) for edge in edges], dtype=np.int64)


_GROWTH = _percent(
    -50, -30, -20, -10, -7.5, -5, -3, -2, -1, 0, 0.5, 1, 1.5, 2, 3, 4, 5, 7.5, 10, 12.5, 15, 20,
    25, 30, 40, 50, 75, 100, 200, 500,
)  # fmt: skip
_RATES = _percent(
    0, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 12,
    15, 20, 25, 30, 40, 50, 60, 70, 75, 80, 85, 90, 95, 100,
)  # fmt: skip
_WEEKS = np.arange(6_800, dtype=np.int64) * (7 * 86_400)  # until the year 2100
_LIKELY = _percent(*range(0, 101, 5))
_COUNTS = _decades(1, 8, (1, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5, 8))


def _grid(name: str, kind: str) -> Grid:
    if kind == "time":
        return Grid(_WEEKS, levels=5)
    if kind == "rate":
        return Grid({"growth": _GROWTH, "credibility": _LIKELY}.get(name, _RATES))
    return Grid(_COUNTS)


GRIDS: dict[str, Grid] = {
    field.name: _grid(field.name, field.kind) for field in NUMERIC if field.hot
}
"""The grid of each number that is often asked."""


def buckets_of(name: str, bucket: int) -> list[str]:
    """The terms of a number in this bucket, one per level."""
    return [f"{name}~{level}.{bucket >> level * _STEP}" for level in range(GRIDS[name].levels)]


def bucket_terms(name: str, first: int, last: int) -> list[str]:
    """The terms that together hold exactly buckets ``first`` to ``last`` of a number."""
    return [f"{name}~{level}.{run}" for level, run in GRIDS[name].runs(first, last)]


# ---------------------------------------------------------------- shares

FINE = (10, 50, *range(100, 1_000, 100))
COARSE = (200, 300, 400, 500, 600, 800)
_WIDE_AGES = frozenset(f"age:{name}" for name, bands_ in AGE_RUNS.items() if len(bands_) > 1)


def share_grid(key: str) -> tuple[int, ...]:
    """The thresholds (thousandths) that have a term of their own; sums of ages have fewer."""
    return COARSE if key in _WIDE_AGES else FINE


def is_sum(key: str) -> bool:
    """Whether the share is a sum over several bands of age."""
    return key in _WIDE_AGES


def share(key: str, thousandths: int) -> str:
    """The term of exactly this share."""
    return f"+{key}={thousandths}".replace(" ", JOIN)


def share_least(key: str, threshold: int) -> str:
    """The term of at least this share; ``threshold`` is on the grid of the key."""
    return f"+{key}>{threshold}".replace(" ", JOIN)


def shares_least(key: str, low: int) -> list[str]:
    """The terms that together hold the shares of at least ``low`` thousandths, exactly."""
    grid = share_grid(key)
    above = next((edge for edge in grid if edge >= low), None)
    last = 1_000 if above is None else above - 1
    exact = [share(key, thousandths) for thousandths in range(max(low, 0), last + 1)]
    return exact if above is None else [share_least(key, above), *exact]
