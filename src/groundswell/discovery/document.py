"""What is indexed: the neutral document, as columns.

A batch of documents is a Polars frame with `SCHEMA`. Engines take batches, never single objects,
because the catalog is loaded by the million. The generator makes the same frames, so benchmarks
exercise the path that real catalogs take.

Keywords are folded and texts are words joined by blanks, both by `words`, so that any engine that
splits at white space and folds nothing more finds the same profiles.
"""

import numpy as np
import polars as pl

from groundswell.creators.facts import FACTS
from groundswell.creators.frames import DTYPES
from groundswell.discovery.cards import cards
from groundswell.discovery.derived import PLATFORM_SLUGS, derive
from groundswell.discovery.fields import KEYWORD, KEYWORDS, NUMERIC, TEXT, Field
from groundswell.discovery.shares import estimates, share_of
from groundswell.discovery.words import (
    BREAK,
    fold_column,
    fold_keyword,
    tokens,
    words_column,
    words_of_lists,
)

__all__ = [
    "BREAK",
    "CARD_SHARES",
    "CARD_WORDS",
    "EXTRAS",
    "SCHEMA",
    "fold_keyword",
    "from_frame",
    "from_rows",
    "share_of",
    "tokens",
]

SHARE = pl.Struct(
    {
        "key": pl.String,  # country:US, age:18-34 (every run of bands), cell:US/18-24/female ...
        "share": pl.Int16,  # thousandths, rounded half to even
        "low": pl.Int16,  # lower end of the 95 % Wilson interval; null without a sample size
        "high": pl.Int16,
    }
)

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.Int64,
    "version": pl.Int64,
    "owner": pl.Int64,
    "hidden_for": pl.List(pl.Int64),
    **{field.name: pl.Int64 for field in NUMERIC},
    **{field.name: pl.String for field in KEYWORD},
    **{field.name: pl.List(pl.String) for field in KEYWORDS},
    **{field.name: pl.String for field in TEXT},  # words
    "tags": pl.String,  # words of handle, topics, hashtags, mentions and brands, BREAK between
    "shares": pl.List(SHARE),
    "card": pl.String,  # JSON of what a result shows
}

# The card: compact JSON that a result shows and that reasons and likeness read. Keys whose value is
# not known (null, empty list) are left out. Values are in human units, as in `creators.facts`.
#
#   creator      int row of the creator
#   platform     slug; handle, name, url, picture, bio: str
#   followers, following, posts, avg_views, avg_likes, avg_comments, er_followers, er_views, growth,
#   credibility, quality, price (minor units), posts_per_week, sponsored_share: numbers
#   er           headline engagement rate (fraction), and er_base its base:
#                "followers", "views", "reach", "impressions" or "stated"
#   country, region, city, language, gender, account, category, currency, source, basis: str
#   posted, seen, joined, audience_at: seconds since 1970 UTC
#   is, has, also_on, languages, interests, games: list of str, complete
#   topics, hashtags, mentions, brands: list of str in order of importance, the first CARD_WORDS
#   audience     {"country:US": 410, "age:18-24": 620, ...}: shares in thousandths, largest first
#                within a dimension, the first CARD_SHARES of each dimension (all of gender and the
#                single bands of age; `share_of` sums runs of bands)
#   audience_n   sample size; audience_basis: str
CARD_WORDS = 12
CARD_SHARES = 8

EXTRAS: dict[str, tuple[pl.DataType | type[pl.DataType], object]] = {
    "row": (pl.Int64, None),
    "version": (pl.Int64, 1),
    "owner": (pl.Int64, 0),
    "hidden_for": (pl.List(pl.Int64), []),
    "creator": (pl.Int64, None),
    "also_on": (pl.List(pl.String), []),
    "source": (pl.String, None),
    "basis": (pl.String, None),
    "has_posts": (pl.Boolean, False),
}
"""What a document needs besides facts, with the value where a batch does not say."""

_CODES = {"country", "currency"}  # written in capitals
_EMPTY = pl.Series([[]], dtype=pl.List(pl.String))
_UNFOLDED = r"[^\x00-\x40\x5b-\x7f]|\s\s|^\s|\s$"  # capitals, beyond ASCII, odd blanks


def from_frame(frame: pl.DataFrame, extras: pl.DataFrame) -> pl.DataFrame:
    """Documents of a profile frame (`creators.frames`).

    Args:
        frame: one row per profile; ``handle`` and ``platform`` are needed, facts as far as known.
        extras: as many rows, columns of `EXTRAS`; ``row`` is needed, the others have defaults.

    Returns:
        A frame with the columns of `SCHEMA`, in the order of the profiles.
    """
    known = _complete(frame, extras)
    audience = estimates(
        frame["audience"] if "audience" in frame.columns else _nothing(frame, pl.String),
        most=CARD_SHARES,
    )
    known = known.with_columns(*audience.about.get_columns(), shares=audience.shares)
    known = derive(known.with_columns(_facts_known(frame).alias("facts")))
    numbers = [_number(field, known) for field in NUMERIC]
    words = [_keyword(field, known) for field in KEYWORD]
    lists = [_keywords(field, known) for field in KEYWORDS]
    texts = [
        words_column(_column(known, field.fact, pl.String)).alias(field.name) for field in TEXT
    ]
    plain = known.select("row", "version", "owner", "hidden_for")
    documents = plain.with_columns(*numbers, *words, *lists, *texts)
    tags = documents.select(pl.concat_list("handle"), "topic", "hashtag", "mention", "brand")
    return documents.with_columns(
        words_of_lists(tags, *tags.columns).alias("tags"),
        audience.shares.alias("shares"),
        cards(known, audience.shown, words=CARD_WORDS).alias("card"),
    ).select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())


def from_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """Documents of rows read back from the catalog.

    Args:
        rows: columns of `EXTRAS` and ``platform`` (number), ``handle``, ``facts`` (JSON of
            `creators.facts`), ``audience`` (JSON of `frames.AUDIENCE`, nullable), ``seen_at``.
    """
    facts = rows["facts"].str.json_decode(pl.Struct(DTYPES)).struct.unnest()
    known = [name for name in facts.columns if facts[name].null_count() < len(facts)]
    frame = rows.select(
        pl.col("platform").cast(pl.UInt8),
        "handle",
        "audience",
        pl.col("seen_at").alias("observed_at"),
    ).with_columns(*facts.select(known).get_columns())
    return from_frame(frame, rows.select(name for name in EXTRAS if name in rows.columns))


def _complete(frame: pl.DataFrame, extras: pl.DataFrame) -> pl.DataFrame:
    given = [
        extras[name].cast(dtype)
        if name in extras.columns
        else pl.Series(name, [default], dtype=dtype).new_from_index(0, len(frame))
        for name, (dtype, default) in EXTRAS.items()
    ]
    facts = [frame[name] for name in frame.columns if name in FACTS]
    return pl.DataFrame([*given, *facts]).with_columns(
        frame["handle"],
        frame["platform"].replace_strict(PLATFORM_SLUGS, return_dtype=pl.String).alias("platform"),
        frame["observed_at"].alias("seen"),
        pl.col("hidden_for").fill_null([]),
        pl.col("also_on").fill_null([]),
    )


def _nothing(frame: pl.DataFrame, dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
    return pl.Series([None], dtype=dtype).new_from_index(0, len(frame))


def _column(frame: pl.DataFrame, name: str, dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
    return frame[name] if name in frame.columns else _nothing(frame, dtype)


def _number(field: Field, known: pl.DataFrame) -> pl.Series:
    """A numeric field as the integers of the index."""
    values = _column(known, field.fact or field.name, pl.Int64).alias(field.name)
    if values.dtype == pl.Float64:
        return (values * field.scale).round(0, mode="half_to_even").cast(pl.Int64, strict=False)
    return values.cast(pl.Int64) * field.scale if field.scale != 1 else values.cast(pl.Int64)


def _keyword(field: Field, known: pl.DataFrame) -> pl.Series:
    values = _column(known, field.fact or field.name, pl.String).alias(field.name)
    return values if field.name in _CODES else fold_column(values)


def _keywords(field: Field, known: pl.DataFrame) -> pl.Series:
    values = _column(known, field.fact or field.name, pl.List(pl.String)).alias(field.name)
    values = values.fill_null(_EMPTY)
    flat = values.list.explode(empty_as_null=False)
    if not len(flat) or not flat.str.contains(_UNFOLDED).any():
        return values
    at = pl.Series(np.repeat(np.arange(len(values)), values.list.len().to_numpy()))
    refolded = (
        pl.DataFrame({"at": at, "word": fold_column(flat)})
        .filter(pl.col("word") != "")
        .unique(maintain_order=True)
        .group_by("at", maintain_order=True)
        .agg("word")
    )
    placed = pl.DataFrame({"at": np.arange(len(values))}).join(
        refolded, on="at", how="left", maintain_order="left"
    )
    return placed["word"].fill_null(_EMPTY).alias(field.name)


def _facts_known(frame: pl.DataFrame) -> pl.Series:
    names = [name for name in (*FACTS, "audience") if name in frame.columns]
    return frame.select(pl.sum_horizontal(pl.col(name).is_not_null() for name in names)).to_series()
