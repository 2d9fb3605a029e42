"""Sets of row numbers, small enough to keep beside a search.

One bit per row of the catalog, deflated: a search that matches three million of ten, at random, needs
a megabyte, one that matches a hundred a few kilobytes, and asking whether a million rows are in it
takes some thirty milliseconds.
"""

import zlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]

_LEVEL = 1


def pack(rows: Rows) -> bytes:
    """A set of row numbers (0 and above, in any order) as bytes."""
    if not rows.size:
        return b""
    bits = np.zeros(int(rows.max()) // 8 + 1, dtype=np.uint8)
    np.bitwise_or.at(bits, rows >> 3, np.left_shift(1, rows & 7).astype(np.uint8))
    return zlib.compress(bits.tobytes(), _LEVEL)


def unpack(packed: bytes) -> Rows:
    """The row numbers of `pack`, ascending."""
    bits = np.unpackbits(_bits(packed), bitorder="little")
    return np.flatnonzero(bits).astype(np.int64)


def holds(packed: bytes, rows: Rows) -> npt.NDArray[np.bool_]:
    """For each row whether it is in the set."""
    bits = _bits(packed)
    known = np.zeros(rows.size, dtype=np.bool_)
    within = rows < bits.size * 8
    inside = rows[within]
    known[within] = (bits[inside >> 3] >> (inside & 7).astype(np.uint8)) & 1
    return known


def union(parts: Iterable[Rows]) -> Rows:
    """All the rows, ascending, none twice."""
    every = list(parts)
    return np.unique(np.concatenate(every)) if every else np.empty(0, dtype=np.int64)


def _bits(packed: bytes) -> npt.NDArray[np.uint8]:
    raw = zlib.decompress(packed) if packed else b""
    return np.frombuffer(raw, dtype=np.uint8)
