"""Storing profiles that the catalog did not know: column-wise, no row is looked at by itself."""

import polars as pl
from django.db import connection

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
    creators, siblings = creators_of(prepared, rows, matched, owner)
    rows = rows.with_columns(creators)
    shows = prepared.has_audience
    bulk.insert(Profile, _profiles(rows, source, owner, shows=shows))
    _observe(rows, source, batch)
    if shows:
        bulk.insert(AudienceEstimate, estimate_rows(rows, source, batch))
    twins = matched.layers.join(rows, on=["platform", "key"], how="semi")["id"]
    touched = sorted({*twins, *siblings})
    feed.touch(touched)
    return rows.select("row", "profile"), [*ids.tolist(), *touched]


def _profiles(rows: pl.DataFrame, source: Source, owner: int, *, shows: bool) -> pl.DataFrame:
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
        pl.col("at").alias("seen_at"),
        pl.lit(source.pk, pl.Int64).alias("source_id"),
    )


def _observe(rows: pl.DataFrame, source: Source, batch: int) -> None:
    """The first observation of each new profile; its document is what the profile shows."""
    if not bulk.on_postgres():
        # Copied inside the database: the documents need not pass through Python again.
        first, last = rows["profile"][0], rows["profile"][-1]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO creators_observation "
                "(id, profile_id, source_id, batch, observed_at, confirmed_at, document) "
                "SELECT id + %s, id, %s, %s, seen_at, seen_at, facts FROM creators_profile "
                "WHERE id BETWEEN %s AND %s",
                [rows["observation"][0] - first, source.pk, batch, first, last],
            )
        return
    bulk.insert(
        Observation,
        rows.select(
            pl.col("observation").alias("id"),
            pl.col("profile").alias("profile_id"),
            pl.lit(source.pk, pl.Int64).alias("source_id"),
            pl.lit(batch, pl.Int64).alias("batch"),
            pl.col("at").alias("observed_at"),
            pl.col("at").alias("confirmed_at"),
            "document",
        ),
    )
