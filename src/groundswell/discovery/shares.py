"""From audience estimates to shares that can be compared: runs of ages, intervals, thousandths."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from groundswell.creators.facts import AGE_BANDS, AUDIENCE_DIMENSIONS
from groundswell.creators.frames import AUDIENCE
from groundswell.discovery.fields import AGE_RUNS
from groundswell.discovery.words import fold_column
from groundswell.measures.intervals import wilson_of_share

_DIMENSIONS = {name: rank for rank, name in enumerate(AUDIENCE_DIMENSIONS)}
_RUN = len(_DIMENSIONS)  # sums over several age bands come after what was stated
_WHOLE = (_DIMENSIONS["age"], _DIMENSIONS["gender"])  # shown in full on a card
_BEYOND_ASCII = r"[^\x00-\x7f]"


@dataclass(frozen=True, slots=True)
class Estimates:
    """The audience estimates of a batch of profiles.

    Attributes:
        about: per profile: ``audience_n``, ``audience_at``, ``audience_basis``, ``audience`` (is
            there one) and ``joint`` (has it joint cells).
        shares: the column of `document.SHARE` lists, null where there is no estimate.
        shown: per profile the JSON object that a card shows, null where there is no estimate.
    """

    about: pl.DataFrame
    shares: pl.Series
    shown: pl.Series


def estimates(audience: pl.Series, *, most: int) -> Estimates:
    """Read a column of audience estimates (JSON of `frames.AUDIENCE`, nullable).

    Args:
        audience: one estimate per profile.
        most: how many shares of a dimension a card shows.
    """
    decoded = audience.str.json_decode(AUDIENCE).struct.unnest()
    at = np.arange(len(audience), dtype=np.int64)
    stated = _stated(decoded.with_columns(at=pl.Series(at)))
    every = _sorted(pl.concat([stated, _age_runs(stated)]), decoded["n"])
    lists = every.group_by("at", maintain_order=True).agg(
        pl.struct("key", "share", "low", "high").alias("shares")
    )
    placed = (
        pl.DataFrame({"at": at})
        .join(lists, on="at", how="left", maintain_order="left")
        .join(_shown(every, most), on="at", how="left", maintain_order="left")
    )
    joint = stated.filter(pl.col("rank") == _DIMENSIONS["cell"])["at"].to_numpy()
    about = decoded.select(
        audience_n="n",
        audience_at="as_of",
        audience_basis="basis",
        audience=placed["shares"].is_not_null(),
        joint=pl.Series(np.isin(at, joint)),
    )
    return Estimates(about, placed["shares"], placed["shown"])


def share_of(shown: Mapping[str, int], key: str) -> int | None:
    """A share (thousandths) out of a card's ``audience``; runs of ages are summed, None: unknown.

    A sum of rounded bands may be off by a thousandth or two from the share in the index.
    """
    if key in shown or not key.startswith("age:"):
        return shown.get(key)
    bands = [shown.get(f"age:{band}") for band in AGE_RUNS.get(key.removeprefix("age:"), ())]
    known = [share for share in bands if share is not None]
    return min(sum(known), 1_000) if known else None


def _stated(decoded: pl.DataFrame) -> pl.DataFrame:
    """The shares as the source states them: at, key (``country:US``), rank of dimension, part."""
    flat = (
        decoded.select("at", "keys", "shares")
        .explode("keys", "shares", empty_as_null=False)
        .drop_nulls()
    )
    # the keys of a batch are a small vocabulary: look at each once
    codes, words = vocabulary(flat["keys"])
    prefix = words.str.extract("^([a-z_]+):")
    rank = prefix.replace_strict(_DIMENSIONS, default=-1, return_dtype=pl.Int64)
    folded = _fold_beyond_ascii(words)
    return pl.DataFrame(
        {
            "at": flat["at"],
            "key": folded.gather(codes),
            "part": flat["shares"].clip(0.0, 1.0),
            "rank": rank.gather(codes),
        }
    ).filter(pl.col("rank") >= 0)


def vocabulary(words: pl.Series) -> tuple[npt.NDArray[np.uint32], pl.Series]:
    """Each word as an index into the distinct words, and these."""
    distinct = words.unique()
    codes = words.cast(pl.Enum(distinct)).to_physical().to_numpy()
    return codes, distinct


def _fold_beyond_ascii(words: pl.Series) -> pl.Series:
    """Folded where accents may stand; codes such as ``country:US`` keep their capitals."""
    strange = words.str.contains(_BEYOND_ASCII)
    return fold_column(words).zip_with(strange, words) if strange.any() else words


def _age_runs(stated: pl.DataFrame) -> pl.DataFrame:
    """Sums over every run of two or more neighbouring age bands; bands not stated count nothing."""
    band = {f"age:{name}": index for index, name in enumerate(AGE_BANDS)}
    ages = (
        stated.filter(pl.col("rank") == _DIMENSIONS["age"])
        .with_columns(band=pl.col("key").replace_strict(band, default=None, return_dtype=pl.Int64))
        .drop_nulls("band")
    )
    if ages.is_empty():
        return stated.clear()
    profiles, where = np.unique(ages["at"].to_numpy(), return_inverse=True)
    parts = np.zeros((len(profiles), len(AGE_BANDS)))
    parts[where, ages["band"].to_numpy()] = ages["part"].to_numpy()
    ends = np.concatenate([np.zeros((len(profiles), 1)), parts.cumsum(axis=1)], axis=1)
    runs = [(name, bands) for name, bands in AGE_RUNS.items() if len(bands) > 1]
    first = [AGE_BANDS.index(bands[0]) for _, bands in runs]
    last = [AGE_BANDS.index(bands[-1]) + 1 for _, bands in runs]
    sums = np.clip(ends[:, last] - ends[:, first], 0.0, 1.0)
    names = pl.Series([f"age:{name}" for name, _ in runs])
    return pl.DataFrame(
        {
            "at": np.repeat(profiles, len(runs)),
            "key": names.gather(np.tile(np.arange(len(runs)), len(profiles))),
            "part": sums.ravel(),
            "rank": np.full(sums.size, _RUN),
        },
        schema=stated.schema,
    )


def _sorted(every: pl.DataFrame, n: pl.Series) -> pl.DataFrame:
    """Shares in thousandths with their 95 % Wilson ends, by profile, dimension and size."""
    part, at = every["part"].to_numpy(), every["at"].to_numpy()
    share = _thousandths(part)
    order = pl.Series((at * (_RUN + 1) + every["rank"].to_numpy()) * 1_001 - share).arg_sort()
    size = n.fill_null(0).to_numpy()[at]
    # of the rounded share, so that engines can tell the interval from share and sample size
    low, high = wilson_of_share(share / 1_000, np.maximum(size, 0))
    known = pl.Series(size > 0)
    return (
        every.select("at", "key", "rank")
        .with_columns(
            share=pl.Series(share),
            low=pl.when(known).then(pl.Series(_thousandths(low))),
            high=pl.when(known).then(pl.Series(_thousandths(high))),
        )
        .select(pl.all().gather(order))
        .with_columns(pl.col("at").set_sorted())
    )


def _thousandths(part: npt.NDArray[np.float64]) -> npt.NDArray[np.int16]:
    # sums of stated shares carry noise of the last bits, which must not decide a rounding
    return np.rint(np.round(part * 1_000, 6)).astype(np.int16)


def _shown(every: pl.DataFrame, most: int) -> pl.DataFrame:
    """Per profile ``{"country:US":410,...}``, the largest shares of each dimension."""
    rank = every["rank"].to_numpy()
    group = every["at"].to_numpy() * (_RUN + 1) + rank
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    position = np.arange(len(group)) - np.repeat(starts, np.diff(starts, append=len(group)))
    kept = every.filter(pl.Series((np.isin(rank, _WHOLE) | (position < most)) & (rank != _RUN)))
    codes, words = vocabulary(kept["key"])
    heads = '"' + words.str.replace_all(r'[\\"\x00-\x1f]', " ") + '":'
    tails = pl.Series([str(number) for number in range(1_001)])
    entries = heads.gather(codes) + tails.gather(kept["share"].cast(pl.UInt32))
    return (
        kept.select("at", entry=entries)
        .group_by("at", maintain_order=True)
        .agg(pl.col("entry").str.join(","))
        .select("at", shown="{" + pl.col("entry") + "}")
    )
