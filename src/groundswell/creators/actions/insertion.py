"""Storing profiles that the catalog did not know: column-wise, no row is looked at by itself."""

import polars as pl

from groundswell.creators import bulk, feed
from groundswell.creators.actions.estimates import estimate_rows
from groundswell.creators.actions.grouping import creators_of
from groundswell.creators.actions.identities import Matched
from groundswell.creators.actions.incoming import Prepared
from groundswell.creators.models import AudienceEstimate, Observation, Profile, Source


def insert_profiles(
    prepared: Prepared, matched: Matched, source: Source, owner: int, batch: int
) -> tuple[pl.DataFrame, list[int]]:
    """Store the new rows; gives ``row, profile`` and the profiles whose documents change by it."""
    rows = matched.new.sort("platform", "key")  # in the order of the index: pages are written once
    count = rows.height
    ids = bulk.reserve(Profile, count)
    observations = bulk.reserve(Observation, count)
    rows = rows.with_columns(pl.Series("profile", ids), pl.Series("observation", observations))
    creators, siblings = creators_of(prepared, rows, matched, owner, source, batch)
    rows = rows.with_columns(creators)
    shows = prepared.has_audience
    bulk.insert(Profile, _profiles(rows, owner, shows=shows))
    bulk.insert(Observation, _observations(rows, source, batch))
    if shows:
        bulk.insert(AudienceEstimate, estimate_rows(rows, source, batch))
    twins = matched.layers.join(rows, on=["platform", "key"], how="semi")["id"]
    touched = sorted({*twins, *siblings})
    feed.touch(touched)
    return rows.select("row", "profile"), [*ids.tolist(), *touched]


def _profiles(rows: pl.DataFrame, owner: int, *, shows: bool) -> pl.DataFrame:
    audience = pl.col("audience").struct.json_encode()
    said = pl.when(pl.col("audience").is_not_null()).then(audience)
    return rows.select(
        pl.col("profile").alias("id"),
        pl.col("creator").alias("creator_id"),
        pl.lit(owner, pl.Int64).alias("owner"),
        "platform",
        "key",
        "handle",
        "platform_id",
        pl.col("document").alias("facts"),
        pl.concat_str(pl.lit('{"":['), "observation", pl.lit(","), "at", pl.lit("]}")).alias(
            "origins"
        ),
        (said if shows else pl.lit(None, pl.String)).alias("audience"),
        pl.lit(1, pl.Int64).alias("version"),
        pl.max_horizontal("at", pl.col("audience").struct.field("as_of")).alias("seen_at"),
    )


def _observations(rows: pl.DataFrame, source: Source, batch: int) -> pl.DataFrame:
    return rows.select(
        pl.col("observation").alias("id"),
        pl.col("profile").alias("profile_id"),
        pl.lit(source.pk, pl.Int64).alias("source_id"),
        pl.lit(batch, pl.Int64).alias("batch"),
        pl.col("at").alias("observed_at"),
        pl.col("at").alias("confirmed_at"),
        "document",
    )
