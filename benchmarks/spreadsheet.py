"""A spreadsheet of the generated crowd, as a person or another tool would have written it."""

from pathlib import Path

import polars as pl

from benchmarks.workload import AS_OF
from groundswell.connectors.demo import generate
from groundswell.creators.platforms import Platform

_SLUG = {p.value: p.slug for p in Platform}


def write_csv(path: Path, rows: int, *, seed: int = 7) -> None:
    """``rows`` profiles with twenty human columns; written in blocks, so any size fits."""
    with path.open("wb") as file:
        for number, frame in enumerate(generate.profiles(rows, seed=seed, as_of=AS_OF)):
            _human(frame).write_csv(file, include_header=number == 0)


def _human(frame: pl.DataFrame) -> pl.DataFrame:
    def percent(column: pl.Expr) -> pl.Expr:
        return (column * 100).round(2).cast(pl.String) + "%"

    def day(column: pl.Expr) -> pl.Expr:
        return pl.from_epoch(column).dt.strftime("%Y-%m-%d")

    return frame.select(
        pl.col("platform").replace_strict(_SLUG, return_dtype=pl.String).alias("Network"),
        ("@" + pl.col("handle")).alias("Username"),
        pl.col("name").alias("Full name"),
        pl.col("followers").alias("Followers"),
        pl.col("following").alias("Following"),
        pl.col("posts_count").alias("Posts"),
        pl.col("avg_likes").alias("Avg. likes"),
        pl.col("avg_comments").alias("Avg. comments"),
        pl.col("avg_views").alias("Avg. views"),
        percent(pl.coalesce("er_followers", "er_views")).alias("Engagement rate"),
        percent(pl.col("growth_90d")).alias("Follower growth 90d"),
        pl.col("country").alias("Country"),
        pl.col("city").alias("City"),
        pl.col("language").alias("Language"),
        pl.col("gender").alias("Gender"),
        pl.col("topics").list.join(", ").alias("Topics"),
        ("#" + pl.col("hashtags").list.join(" #")).alias("Hashtags"),
        pl.col("bio").alias("Bio"),
        pl.col("contacts").list.first().str.strip_prefix("email:").alias("Email"),
        day(pl.col("last_post_at")).alias("Last post"),
    )
