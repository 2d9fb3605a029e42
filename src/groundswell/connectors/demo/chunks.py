"""The crowd in chunks of fixed size, each with chance of its own.

What is invented beside a profile (posts, series, second opinions) must not depend on how many
profiles were asked for. So chance is drawn for whole chunks of `CHUNK` places of a block, by seed,
block, chunk and purpose, and only then cut to the profiles that there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from groundswell.connectors.demo.vocabulary import PLACE_INDEX, PLACES, TOPIC_INDEX

CHUNK = 1_000
RICH_EVERY = 6
"""Every sixth creator is documented richly, the others sparsely."""

Purpose = Literal["posts", "captions", "snapshots", "series", "panel", "insights", "comments"]
_PURPOSES: tuple[Purpose, ...] = (
    "posts", "captions", "snapshots", "series", "panel", "insights", "comments"
)  # fmt: skip

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Chunk:
    """Up to `CHUNK` profiles of a frame of `generate.profiles`, and where they stand."""

    frame: pl.DataFrame
    seed: int
    block: int
    number: int

    def chance(self, purpose: Purpose) -> np.random.Generator:
        """The generator for one purpose; draw for `CHUNK` rows and cut to `size`."""
        key = [self.seed, self.block, self.number, 1 + _PURPOSES.index(purpose)]
        return np.random.Generator(np.random.PCG64(key))

    @property
    def size(self) -> int:
        """How many profiles there are."""
        return self.frame.height

    @cached_property
    def rich(self) -> Flags:
        """Whether each is documented richly."""
        return np.asarray(self.frame["creator_group"].to_numpy() % RICH_EVERY == 0)

    @cached_property
    def topic(self) -> Ints:
        """The first topic of each, as a number."""
        return self.frame["topics"].list.first().replace_strict(TOPIC_INDEX).to_numpy()

    @cached_property
    def place(self) -> Ints:
        """Where each lives, as a number; by language where no country is told."""
        spoken = {place.language: index for index, place in reversed(list(enumerate(PLACES)))}
        country = pl.col("country").replace_strict(PLACE_INDEX, default=None, return_dtype=pl.Int64)
        language = pl.col("language").replace_strict(spoken, return_dtype=pl.Int64)
        return self.frame.select(pl.coalesce(country, language)).to_series().to_numpy()

    def numbers(self, name: str, missing: float = np.nan) -> Floats:
        """A column of numbers, ``missing`` where it is not known."""
        return self.frame[name].cast(pl.Float64).fill_null(missing).to_numpy()


def chunks(frame: pl.DataFrame, *, seed: int, block: int) -> Iterator[Chunk]:
    """The chunks of one block's frame, as `generate.profiles` yields it."""
    for number, start in enumerate(range(0, frame.height, CHUNK)):
        yield Chunk(frame.slice(start, CHUNK), seed, block, number)
