"""Audience estimates that come with a profile: stored each, the newest one shown."""

from typing import Any, TypeAlias

import orjson
import polars as pl

from groundswell.creators import bulk
from groundswell.creators.models import AudienceEstimate, Source

Newer: TypeAlias = dict[int, str]
"""The audience (compact JSON) of the profiles whose newest estimate is a new one."""

_STORED: dict[str, Any] = {
    "profile": pl.Int64,
    "id": pl.Int64,
    "as_of": pl.Int64,
    "basis": pl.String,
    "batch": pl.Int64,
    "n": pl.Int64,
    "shares": pl.String,
}


def rank(as_of: int, basis: str) -> tuple[int, bool]:
    """Which estimate is shown: the newest; of one moment, the one measured on followers."""
    return (as_of, basis == "followers")


def estimate_rows(rows: pl.DataFrame, source: Source, batch: int) -> pl.DataFrame:
    """Rows of the table for the profiles that have an estimate; their row numbers are reserved."""
    said = rows.filter(pl.col("audience").is_not_null())
    part = pl.col("audience").struct.field
    return said.select(
        pl.Series("id", bulk.reserve(AudienceEstimate, said.height)),
        pl.col("profile").alias("profile_id"),
        pl.lit(source.pk, pl.Int64).alias("source_id"),
        pl.lit(batch, pl.Int64).alias("batch"),
        part("as_of").alias("as_of"),
        part("basis").alias("basis"),
        pl.lit("").alias("method"),
        part("n").alias("sample_size"),
        pl.struct(part("keys").alias("keys"), part("shares").alias("shares"))
        .struct.json_encode()
        .alias("shares"),
    )


def store_estimates(rows: pl.DataFrame, source: Source, batch: int, *, dry_run: bool) -> Newer:
    """Store the estimates of known profiles (columns profile, audience, audience_known)."""
    said = rows.filter(pl.col("audience").is_not_null())
    if said.is_empty():
        return {}
    if not dry_run:
        _add(said, source, batch)
    newer: Newer = {}
    texts = said.select("profile", "audience_known", pl.col("audience").struct.json_encode())
    for profile, known, text in texts.iter_rows():
        estimate = orjson.loads(text)
        before = orjson.loads(known) if known else None
        if before is None or rank(estimate["as_of"], estimate["basis"]) >= rank(
            before["as_of"], before["basis"]
        ):
            newer[profile] = known if before == estimate else text
    return newer


def _add(said: pl.DataFrame, source: Source, batch: int) -> None:
    """Add what is not there yet; what the same import said of the same moment gives way."""
    table, value = bulk.given(said["profile"].to_list())
    stored = bulk.fetch(
        "SELECT a.profile_id, a.id, a.as_of, a.basis, a.batch, a.sample_size, a.shares "  # noqa: S608
        f"FROM {table} CROSS JOIN creators_audienceestimate a WHERE a.profile_id = given.value "
        "AND a.source_id = %s",
        [value, source.pk],
        _STORED,
    )
    part = pl.col("audience").struct.field
    keyed = said.with_columns(
        part("as_of").alias("as_of"),
        part("basis").alias("basis"),
        part("n").alias("n"),
        pl.struct(part("keys").alias("keys"), part("shares").alias("shares"))
        .struct.json_encode()
        .alias("shares"),
    )
    moment = ["profile", "as_of", "basis"]
    same = stored.join(keyed, on=[*moment, "n", "shares"], how="semi", nulls_equal=True)
    fresh = keyed.join(same, on=moment, how="anti")
    gone = stored.filter(pl.col("batch") == batch).join(fresh, on=moment, how="semi")["id"]
    AudienceEstimate.objects.filter(id__in=gone.to_list()).delete()
    if not fresh.is_empty():
        bulk.insert(AudienceEstimate, estimate_rows(fresh, source, batch))
