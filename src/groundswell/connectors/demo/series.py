"""Followers of invented profiles over time, ending at what the profile says today.

Richly documented creators have a year of weekly or 90 days of daily counts, the others 13 weeks.
The curve passes through today's followers, the stated growth of 90 days and, where told, that of a
year. Bought audiences come in one jump, and a few others jump too, without a post to explain it.
"""

import numpy as np
import polars as pl

from groundswell.connectors.demo.chunks import CHUNK, Chunk, Flags, Floats, Ints
from groundswell.creators.frames import DTYPES

DAILY, YEARLY, QUARTERLY = 90, 52, 13
_DAY = 86_400
_BOUGHT = 0.35
"""A quarter in which followers grew by more than this is told as a jump."""
_SOME_JUMP = 0.03


def followers(chunk: Chunk, *, as_of: int) -> pl.DataFrame:
    """A profile frame of the followers of each profile on days before ``as_of``."""
    rng, n = chunk.chance("series"), chunk.size
    daily = chunk.rich & (rng.random(CHUNK)[:n] < 0.5)
    days, there = _days(chunk, daily)
    level = _path(rng, chunk, days)
    now = chunk.numbers("followers")[:, None]
    wobble = np.exp(rng.normal(0, 0.0006, (CHUNK, DAILY))[:n] * (days > 0))
    count = np.maximum((now * np.exp(level) * wobble).round(), 1).astype(np.int64)
    row, column = np.nonzero(there)
    return chunk.frame.select("platform", "key", "handle")[row].with_columns(
        pl.Series("observed_at", as_of - days[row, column] * _DAY, dtype=pl.Int64),
        pl.Series("followers", count[row, column], dtype=DTYPES["followers"]),
        pl.lit(value=True).alias("synthetic"),
    )


def _days(chunk: Chunk, daily: Flags) -> tuple[Ints, Flags]:
    """How many days before today each count was made, oldest first, and which there are."""
    step = np.arange(DAILY, 0, -1)
    days = np.where(daily[:, None], step[None, :], step[None, :] * 7)
    most = np.where(daily, DAILY, np.where(chunk.rich, YEARLY, QUARTERLY))
    joined = chunk.numbers("joined_at", 0.0)
    last = np.floor((chunk.numbers("observed_at") - joined) / _DAY)
    return days, (step[None, :] <= most[:, None]) & (days < last[:, None])


def _path(rng: np.random.Generator, chunk: Chunk, days: Ints) -> Floats:
    """Natural logarithm of the followers on each day over those of today."""
    n = chunk.size
    quarter = -np.log1p(np.maximum(chunk.numbers("growth_90d", 0.0), -0.9))
    guess = np.expm1(3 * np.log1p(np.maximum(chunk.numbers("growth_90d", 0.0), -0.9)))
    told = chunk.numbers("growth_365d")
    year = -np.log1p(np.maximum(np.where(np.isfinite(told), told, guess), -0.95))
    early = np.clip((days - 90) / 275, 0, 1)
    late = np.clip(days / 90, 0, 1)
    path = quarter[:, None] * late + (year - quarter)[:, None] * early
    bend = 0.18 * rng.normal(0, 1, CHUNK)[:n, None] * np.abs(quarter)[:, None]
    path = path + bend * np.sin(np.pi * late)
    return np.asarray(path + _jumps(rng, chunk, days, quarter))


def _jumps(rng: np.random.Generator, chunk: Chunk, days: Ints, quarter: Floats) -> Floats:
    """Take a part of the quarter's growth out of the slope and put it into one day."""
    n = chunk.size
    bought = chunk.numbers("growth_90d", 0.0) > _BOUGHT
    some = rng.random(CHUNK)[:n] < _SOME_JUMP
    when = rng.integers(12, 78, CHUNK)[:n]
    part = rng.uniform(0.5, 0.85, CHUNK)[:n]
    step = rng.uniform(0.04, 0.10, CHUNK)[:n]
    size = np.where(bought, -quarter * part, np.where(some, step, 0.0))
    slope = np.clip(days / 90, 0, 1)
    before = (days > when[:, None]).astype(float)
    return np.asarray(size[:, None] * (slope - before))
