"""Other invented sources that speak of the same profiles, and do not always agree.

*Panel*: every fifth creator, some days or weeks earlier; some numbers rounded, some of other posts,
some without a base, some plainly different. *Insights*: what a creator shared of the audience, large
and split by age and gender. *Comments*: samples of commenters, many of them too small to show.
"""

from typing import Any

import numpy as np
import orjson
import polars as pl

from groundswell.connectors.demo.chunks import CHUNK, Chunk, Flags, Floats, Ints
from groundswell.connectors.demo.vocabulary import PLACES
from groundswell.creators.facts import AGE_BANDS
from groundswell.creators.frames import AUDIENCE, DTYPES

PANEL_EVERY = 5
_LEAST = 0.01  # smaller groups are not told
_DAY = 86_400


def panel(chunk: Chunk, *, as_of: int) -> pl.DataFrame:
    """A profile frame of what the panel says."""
    rng, n = chunk.chance("panel"), chunk.size
    days = rng.integers(2, 45, CHUNK)[:n]
    manner = rng.choice(4, CHUNK, p=[0.35, 0.25, 0.25, 0.15])[:n]
    followers = chunk.numbers("followers")
    pace = np.log1p(np.maximum(chunk.numbers("growth_90d", 0.0), -0.9)) / 90
    then = followers * np.exp(-pace * days)
    odd = then * np.exp(rng.choice([-1, 1], CHUNK)[:n] * rng.uniform(0.16, 0.5, CHUNK)[:n])
    said = np.select([manner == 1, manner == 3], [_one_figure(followers), odd], then)
    rate = np.where(
        np.isfinite(chunk.numbers("er_followers")),
        chunk.numbers("er_followers"),
        chunk.numbers("er_views"),
    )
    other_posts = np.exp(rng.normal(0, 0.3, CHUNK)[:n])
    abroad = rng.random(CHUNK)[:n] < 0.06
    elsewhere = pl.Series([place.code for place in PLACES]).gather(
        rng.integers(0, len(PLACES), CHUNK)[:n]
    )
    views = pl.Series(chunk.numbers("avg_views") * other_posts).round(1).fill_nan(None)
    frame = chunk.frame.select("platform", "key", "handle", "country", "creator_group")
    frame = frame.with_columns(
        pl.Series("observed_at", as_of - days * _DAY, dtype=pl.Int64),
        pl.Series("followers", np.maximum(said, 1).round().astype(np.int64)),
        pl.Series("er_stated", (rate * other_posts).round(5)).fill_nan(None),
        views.alias("avg_views"),
        pl.when(pl.Series(abroad)).then(elsewhere).otherwise("country").alias("country"),
        pl.lit(value=True).alias("synthetic"),
    ).filter(pl.col("creator_group") % PANEL_EVERY == 0)
    facts = [name for name in frame.columns if name in DTYPES]
    return frame.select(
        "platform",
        "key",
        "handle",
        "observed_at",
        *(pl.col(one).cast(DTYPES[one]) for one in facts),
    )


def _one_figure(values: Floats) -> Floats:
    """Numbers brought to their first figure, as people say them: 14,600 is 10,000."""
    size = 10 ** np.floor(np.log10(np.maximum(values, 1)))
    return np.asarray(np.round(values / size) * size)


def insights(chunk: Chunk, *, as_of: int) -> pl.DataFrame:
    """Profile frame of audiences that creators shared: half of those documented richly."""
    rng, n = chunk.chance("insights"), chunk.size
    keep = chunk.rich & (rng.random(CHUNK)[:n] < 0.5)
    size = np.exp(rng.normal(7.3, 0.6, CHUNK))[:n].astype(np.int64) + 120
    return _audiences(rng, chunk, keep, size, "followers", as_of - 6 * _DAY)


def comments(chunk: Chunk, *, as_of: int) -> pl.DataFrame:
    """Profile frame of audiences seen in samples of commenters: a fifth of the profiles."""
    rng, n = chunk.chance("comments"), chunk.size
    keep = rng.random(CHUNK)[:n] < 0.2
    size = np.exp(rng.normal(3.7, 0.8, CHUNK))[:n].astype(np.int64) + 5
    return _audiences(rng, chunk, keep, size, "commenters", as_of - 150 * _DAY)


def _audiences(
    rng: np.random.Generator,
    chunk: Chunk,
    keep: Flags,
    size: Ints,
    basis: str,
    as_of: int,
) -> pl.DataFrame:
    """Estimates around the one the crowd has (where it has one), each share as a sample gives it."""
    noise = rng.normal(0, 1, (CHUNK, 64))[: chunk.size]
    told = chunk.frame["audience"].str.json_decode(AUDIENCE)
    keep = keep & told.is_not_null().to_numpy()
    rows = np.flatnonzero(keep)
    written = [_sampled(told[int(row)], noise[row], int(size[row]), basis, as_of) for row in rows]
    return (
        chunk.frame.select("platform", "key", "handle")[rows]
        .with_columns(
            pl.lit(as_of, pl.Int64).alias("observed_at"),
            pl.lit(value=True).alias("synthetic"),
            pl.Series("audience", written, dtype=pl.String),
        )
    )  # fmt: skip


def _sampled(told: dict[str, Any], noise: Floats, n: int, basis: str, as_of: int) -> str:
    shares = dict(zip(told["keys"], told["shares"], strict=True))
    kept = {
        name: share
        for name, share in shares.items()
        if share >= _LEAST and not name.startswith("cell:")
    }
    drawn = {
        name: float(
            np.clip(share + noise[at % 64] * np.sqrt(share * (1 - share) / n), 0.001, 0.999)
        )
        for at, (name, share) in enumerate(kept.items())
    }
    for dimension in ("age", "gender"):
        own = [name for name in drawn if name.startswith(f"{dimension}:")]
        whole = sum(drawn[name] for name in own)
        drawn |= {name: drawn[name] / whole for name in own}
    for at, band in enumerate(AGE_BANDS):
        for step, gender in enumerate(("female", "male")):
            joint = drawn.get(f"age:{band}", 0.0) * drawn.get(f"gender:{gender}", 0.0)
            if joint > 0.0005:
                lean = np.exp(0.12 * noise[(7 + at + 9 * step) % 64])
                drawn[f"cell:*/{band}/{gender}"] = joint * float(lean)
    return orjson.dumps(
        {
            "as_of": as_of,
            "n": n,
            "basis": basis,
            "keys": list(drawn),
            "shares": [round(share, 4) for share in drawn.values()],
        }
    ).decode()
