"""Facts that follow from posts: kept as one observation of a source of their own.

They can be computed again at any time, so there is no history of them. They are computed only from
posts whose source allows it (``may_derive``), and averages only where no source states them.
"""

from collections.abc import Sequence
from typing import Any

import orjson
import polars as pl

from groundswell.creators import bulk
from groundswell.creators.actions.incoming import documents
from groundswell.creators.actions.projection import reproject
from groundswell.creators.frames import POST_DTYPES
from groundswell.creators.models import Basis, Observation, Source
from groundswell.kernel.ids import random_uid

KIND = "derived"
RECENT = 30  # posts that averages, captions and tags are taken over
WINDOW = 90 * 86_400  # seconds before the newest post that rates are taken over
FEWEST = 3  # fewer posts give no average
_WEEK = 7 * 86_400
_AVERAGES = ("avg_likes", "avg_comments", "avg_views", "avg_shares", "avg_saves", "median_views")


def derive(profiles: Sequence[int], owner: int) -> list[int]:
    """Compute the facts that follow from the posts of these profiles; the profiles that changed."""
    if not profiles:
        return []
    source = _source(owner)
    Observation.objects.filter(profile__in=profiles, source=source).delete()
    posts = _posts(profiles)
    if not posts.is_empty():
        _store(_without_stated(from_posts(posts)), source)
    return reproject(profiles)


def from_posts(posts: pl.DataFrame) -> pl.DataFrame:
    """Facts of profiles from their posts.

    Args:
        posts: profile, seen_at and the columns of `frames.POST_DTYPES`, a row per post.

    Returns:
        profile, observed_at and facts, a row per profile. Averages and medians are over the
        `RECENT` newest posts that state the number, where at least `FEWEST` do; posts per week are
        those of the last 90 days before the newest post, over the time between the first and last.
    """
    newest_first = posts.sort("published_at", descending=True, nulls_last=True)
    when = pl.col("published_at")
    in_window = when >= when.max() - WINDOW
    span = when.filter(in_window).max() - when.filter(in_window).min()
    count = when.filter(in_window).len()
    flagged = pl.col("sponsored").filter(in_window).drop_nulls()
    facts = newest_first.group_by("profile", maintain_order=True).agg(
        pl.col("seen_at").max().alias("observed_at"),
        when.max().alias("last_post_at"),
        when.min().alias("first_post_at"),
        pl.when((count >= FEWEST) & (span >= _WEEK))
        .then((count - 1) / (span / _WEEK))
        .alias("posts_per_week"),
        _average("likes", "avg_likes"),
        _average("comments", "avg_comments"),
        _average("views", "avg_views"),
        _average("shares", "avg_shares"),
        _average("saves", "avg_saves"),
        _recent("views", pl.Expr.median).alias("median_views"),
        pl.when(pl.col("kind").drop_nulls().len() >= FEWEST)
        .then(pl.col("kind").drop_nulls().is_in(["reel", "short"]).mean())
        .alias("reels_share"),
        pl.when(pl.col("sponsored").any()).then(statement=True).alias("sponsored"),
        pl.when(flagged.len() >= FEWEST).then(flagged.mean()).alias("sponsored_share_90d"),
        pl.col("caption").drop_nulls().head(RECENT).str.join("\n").alias("keywords"),
    )
    for name in ("hashtags", "mentions", "brands"):
        facts = facts.join(_commonest(newest_first, name), on="profile", how="left")
    return facts.with_columns(pl.col("keywords").str.slice(0, 2_000).replace("", None))


def _recent(name: str, measure: Any) -> pl.Expr:
    known = pl.col(name).drop_nulls().head(RECENT)
    return pl.when(known.len() >= FEWEST).then(measure(known))


def _average(name: str, fact: str) -> pl.Expr:
    return _recent(name, pl.Expr.mean).alias(fact)


def _commonest(posts: pl.DataFrame, name: str) -> pl.DataFrame:
    """The words of a list column that most posts carry, the commonest first."""
    return (
        posts.group_by("profile", maintain_order=True)
        .head(RECENT)
        .select("profile", word=pl.col(name))
        .explode("word")
        .drop_nulls()
        .group_by("profile", "word")
        .len()
        .sort("len", "word", descending=[True, False])
        .group_by("profile", maintain_order=True)
        .agg(pl.col("word").head(RECENT).alias(name))
    )


def _posts(profiles: Sequence[int]) -> pl.DataFrame:
    table, value = bulk.given(list(profiles))
    forbidden = list(Source.objects.filter(may_derive=False).values_list("id", flat=True))
    allowed = ""
    if forbidden:
        marks = ", ".join(["%s"] * len(forbidden))
        allowed = (
            " AND EXISTS (SELECT 1 FROM creators_snapshot s "  # noqa: S608
            f"WHERE s.post_id = p.id AND s.source_id NOT IN ({marks}))"
        )
    posts = bulk.fetch(
        "SELECT p.profile_id, p.seen_at, p.facts "  # noqa: S608
        f"FROM {table} CROSS JOIN creators_post p WHERE p.profile_id = given.value{allowed}",
        [value, *forbidden],
        {"profile": pl.Int64, "seen_at": pl.Int64, "facts": pl.String},
    )
    facts = posts["facts"].str.json_decode(pl.Struct(POST_DTYPES)).struct.unnest()
    return posts.drop("facts").hstack(facts)


def _without_stated(facts: pl.DataFrame) -> pl.DataFrame:
    """The facts without averages that a source states itself."""
    table, value = bulk.given(facts["profile"].to_list())
    said = bulk.fetch(
        "SELECT o.profile_id, o.document "  # noqa: S608
        f"FROM {table} CROSS JOIN creators_observation o WHERE o.profile_id = given.value",
        [value],
        {"profile": pl.Int64, "document": pl.String},
    )
    stated = {name: set[int]() for name in _AVERAGES}
    for profile, document in said.iter_rows():
        for name in stated.keys() & orjson.loads(document).keys():
            stated[name].add(profile)
    return facts.with_columns(
        pl.when(~pl.col("profile").is_in(sorted(holders))).then(name).alias(name)
        for name, holders in stated.items()
    )


def _store(facts: pl.DataFrame, source: Source) -> None:
    said = facts.with_columns(documents(facts.drop("profile", "observed_at")))
    bulk.insert(
        Observation,
        said.select(
            pl.Series("id", bulk.reserve(Observation, said.height)),
            pl.col("profile").alias("profile_id"),
            pl.lit(source.pk, pl.Int64).alias("source_id"),
            pl.lit(0, pl.Int64).alias("batch"),
            "observed_at",
            pl.col("observed_at").alias("confirmed_at"),
            "document",
        ),
    )


def _source(owner: int) -> Source:
    source, _ = Source.objects.get_or_create(
        owner=owner,
        kind=KIND,
        name="Computed from posts",
        defaults={"uid": random_uid("src"), "basis": Basis.INFERRED},
    )
    return source
