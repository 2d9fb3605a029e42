"""Profiles as discovery indexes them: read back column-wise, by the ten thousand.

A private layer is read as its workspace sees it, laid over the public layer of the same profile.
The public layer carries the workspaces that have one of their own (``hidden_for``), so that each
viewer meets exactly one document per profile.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
import polars as pl

from groundswell.creators import bulk
from groundswell.creators.models import PUBLIC, Post, Source
from groundswell.creators.platforms import Platform
from groundswell.creators.rules import Layer, lay_over

ROWS: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.Int64,  # row number of the profile
    "version": pl.Int64,
    "owner": pl.Int64,
    "hidden_for": pl.List(pl.Int64),  # workspaces with a layer of their own (public rows)
    "creator": pl.Int64,  # who stands for the creator after merges
    "also_on": pl.List(pl.String),  # slugs of other platforms of the same creator
    "source": pl.String,  # kind of the newest source
    "basis": pl.String,
    "has_posts": pl.Boolean,
    "platform": pl.Int64,
    "key": pl.String,
    "handle": pl.String,
    "platform_id": pl.String,
    "facts": pl.String,  # JSON of `creators.facts`
    "audience": pl.String,  # JSON of `frames.AUDIENCE`, nullable
    "seen_at": pl.Int64,
}

_STORED: dict[str, Any] = {
    "row": pl.Int64,
    "version": pl.Int64,
    "owner": pl.Int64,
    "platform": pl.Int64,
    "key": pl.String,
    "handle": pl.String,
    "platform_id": pl.String,
    "facts": pl.String,
    "origins": pl.String,
    "audience": pl.String,
    "seen_at": pl.Int64,
    "source_id": pl.Int64,
    "creator": pl.Int64,
}
_COLUMNS = (
    "p.id, p.version, p.owner, p.platform, p.key, p.handle, p.platform_id, p.facts, p.origins, "
    "p.audience, p.seen_at, p.source_id, coalesce(c.merged_into_id, c.id)"
)
_SLUGS = {platform.value: platform.slug for platform in Platform}


def rows_for_documents(ids: Sequence[int] | bulk.Ids) -> pl.DataFrame:
    """The present state of these profiles, columns `ROWS`, ascending; missing ones are gone."""
    table, value = bulk.given(ids)
    stored = bulk.fetch(
        f"SELECT {_COLUMNS} FROM {table} CROSS JOIN creators_profile p "  # noqa: S608
        "CROSS JOIN creators_creator c WHERE p.id = given.value AND c.id = p.creator_id",
        [value],
        _STORED,
    )
    return _completed(stored.sort("row"))


def every_row(*, batch: int = 20_000, after: int = 0) -> Iterator[pl.DataFrame]:
    """All profiles in ascending batches as `rows_for_documents` gives them.

    Each batch is read at its own time: what changes meanwhile is in the change feed.
    """
    while True:
        stored = bulk.fetch(
            f"SELECT {_COLUMNS} FROM creators_profile p "  # noqa: S608
            "JOIN creators_creator c ON c.id = p.creator_id WHERE p.id > %s "
            "ORDER BY p.id LIMIT %s",
            [after, batch],
            _STORED,
        )
        if stored.is_empty():
            return
        yield _completed(stored)
        after = stored["row"][-1]


def _completed(stored: pl.DataFrame) -> pl.DataFrame:
    layers = _other_layers(stored)
    public = layers.filter(pl.col("owner") == PUBLIC)
    stored = _laid_over(stored, public)
    hidden = (
        layers.filter(pl.col("owner") != PUBLIC)
        .group_by("platform", "key")
        .agg(pl.col("owner").sort().alias("hidden_for"))
    )
    sources = pl.DataFrame(
        list(Source.objects.values_list("id", "kind", "basis")),
        schema={"source_id": pl.Int64, "source": pl.String, "basis": pl.String},
        orient="row",
    )
    none = pl.lit([], pl.List(pl.Int64))
    return (
        stored.join(hidden, on=["platform", "key"], how="left", maintain_order="left")
        .with_columns(
            pl.when(pl.col("owner") == PUBLIC)
            .then(pl.col("hidden_for").fill_null(none))
            .otherwise(none)
            .alias("hidden_for")
        )
        .join(sources, on="source_id", how="left", maintain_order="left")
        .join(_also_on(stored), on="row", how="left", maintain_order="left")
        .with_columns(
            pl.col("also_on").fill_null(pl.lit([], pl.List(pl.String))),
            pl.col("row").is_in(_with_posts(stored).implode()).alias("has_posts"),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in ROWS.items())
    )


def _other_layers(stored: pl.DataFrame) -> pl.DataFrame:
    """The other layers of the same profiles; nothing is read where no workspace has any."""
    if not _has_private():
        return stored.clear()
    frames = [stored.clear()]
    for rows in stored.partition_by("platform"):
        table, value = bulk.given(rows["key"].unique().to_list(), "text")
        frames.append(
            bulk.fetch(
                f"SELECT {_COLUMNS} FROM {table} CROSS JOIN creators_profile p "  # noqa: S608
                "CROSS JOIN creators_creator c "
                "WHERE p.platform = %s AND p.key = given.value AND c.id = p.creator_id",
                [value, rows["platform"][0]],
                _STORED,
            )
        )
    return pl.concat(frames)


def _has_private() -> bool:
    """Whether any workspace has a layer: their sources and creators come with a mark of owner."""
    with_layer = bulk.fetch(
        "SELECT 1 FROM creators_profile WHERE owner > 0 LIMIT 1", [], {"one": pl.Int64}
    )
    return not with_layer.is_empty()


def _laid_over(stored: pl.DataFrame, public: pl.DataFrame) -> pl.DataFrame:
    """Private rows as their workspace sees them."""
    private = stored.filter(pl.col("owner") != PUBLIC)
    if private.is_empty() or public.is_empty():
        return stored
    alone = set(Source.objects.filter(may_mix=False).values_list("id", flat=True))
    below = {(row["platform"], row["key"]): row for row in public.iter_rows(named=True)}
    seen = []
    for row in private.iter_rows(named=True):
        under = below.get((row["platform"], row["key"]))
        if under is None or {row["source_id"], under["source_id"]} & alone:
            continue
        view = lay_over(_layer(under), _layer(row))
        newest = row if row["seen_at"] >= under["seen_at"] else under
        seen.append(
            {
                "row": row["row"],
                "facts": orjson.dumps(view.facts).decode(),
                "audience": view.audience,
                "handle": newest["handle"],
                "platform_id": row["platform_id"] or under["platform_id"],
                "seen_at": newest["seen_at"],
                "source_id": newest["source_id"],
            }
        )
    views = pl.DataFrame(seen, schema={name: _STORED[name] for name in _VIEW})
    return stored.update(views, on="row")


_VIEW = ("row", "facts", "audience", "handle", "platform_id", "seen_at", "source_id")


def _layer(row: dict[str, Any]) -> Layer:
    return Layer.read(row["facts"], row["origins"], row["audience"])


_FAMILY: dict[str, Any] = {
    "creator": pl.Int64,
    "other": pl.Int64,
    "platform": pl.Int64,
    "seen_by": pl.Int64,
}


def _also_on(stored: pl.DataFrame) -> pl.DataFrame:
    """For each row, the other platforms on which its viewers see the same creator."""
    table, value = bulk.given(stored["creator"].unique().to_list())
    family = bulk.fetch(
        "SELECT given.value, p.id, p.platform, p.owner "  # noqa: S608
        f"FROM {table} CROSS JOIN creators_profile p WHERE p.creator_id = given.value "
        "UNION ALL SELECT given.value, p.id, p.platform, p.owner "
        f"FROM {table} CROSS JOIN creators_creator c CROSS JOIN creators_profile p "
        "WHERE c.merged_into_id = given.value AND p.creator_id = c.id",
        [value, value],
        _FAMILY,
    )
    several = family.filter(pl.len().over("creator") > 1)
    if several.is_empty():
        return pl.DataFrame(schema={"row": pl.Int64, "also_on": pl.List(pl.String)})
    return (
        stored.select("row", "owner", "creator", mine="platform")
        .join(several, on="creator")
        .filter(
            (pl.col("platform") != pl.col("mine"))
            & ((pl.col("seen_by") == PUBLIC) | (pl.col("seen_by") == pl.col("owner")))
        )
        .group_by("row")
        .agg(
            pl.col("platform")
            .unique()
            .sort()
            .replace_strict(_SLUGS, return_dtype=pl.String)
            .alias("also_on")
        )
    )


def _with_posts(stored: pl.DataFrame) -> pl.Series:
    if not Post.objects.exists():
        return pl.Series("row", [], dtype=pl.Int64)
    table, value = bulk.given(stored["row"].to_list())
    return bulk.fetch(
        f"SELECT given.value FROM {table} WHERE EXISTS "  # noqa: S608
        "(SELECT 1 FROM creators_post p WHERE p.profile_id = given.value)",
        [value],
        {"row": pl.Int64},
    )["row"]
