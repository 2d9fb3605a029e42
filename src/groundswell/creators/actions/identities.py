"""Which of the incoming rows are profiles that the catalog knows already."""

from dataclasses import dataclass, field

import polars as pl

from groundswell.creators import bulk
from groundswell.creators.actions.renaming import settle

_BY_KEY: dict[str, pl.DataType | type[pl.DataType]] = {
    "platform": pl.Int64,
    "key": pl.String,
    "owner": pl.Int64,
    "id": pl.Int64,
    "known_id": pl.String,
    "creator": pl.Int64,
    "handle_known": pl.String,
}


@dataclass(slots=True)
class Matched:
    """Incoming rows, told apart.

    Attributes:
        new: rows of profiles that this layer does not know; columns of `incoming.Prepared.rows`.
        known: rows of profiles that it knows, with ``profile``.
        layers: the other layers of any of these profiles: platform, key, owner, id, creator.
        touched: profiles whose key or row changed while conflicts were settled.
    """

    new: pl.DataFrame
    known: pl.DataFrame
    layers: pl.DataFrame
    touched: list[int] = field(default_factory=list)


def match(part: pl.DataFrame, owner: int, *, dry_run: bool) -> Matched:
    """Find each row's profile by platform id, else by key.

    Where both find something different, or a known id comes under another handle, `settle` decides
    (and, unless it is a dry run, moves keys) one profile at a time: that is rare.
    """
    by_key = _layers_by_key(part)
    own = by_key.filter(pl.col("owner") == owner)
    others = by_key.filter(pl.col("owner") != owner)
    by_id = _layers_by_id(part, owner)
    found = part.join(
        own.select("platform", "key", "known_id", "handle_known", by_key="id"),
        on=["platform", "key"],
        how="left",
        maintain_order="left",
    ).join(
        by_id.select(
            "platform",
            platform_id="known_id",
            by_id="id",
            key_of_id="key",
            handle_of_id="handle_known",
        ),
        on=["platform", "platform_id"],
        how="left",
        maintain_order="left",
    )
    found = found.with_columns(
        pl.coalesce("by_id", "by_key").alias("profile"),
        pl.coalesce("handle_of_id", "handle_known").alias("handle_known"),
        pl.when(pl.col("by_id").is_not_null())
        .then("platform_id")
        .otherwise("known_id")
        .alias("id_known"),
    )
    other_account = pl.col("known_id").is_not_null() & (pl.col("known_id") != pl.col("platform_id"))
    two_rows = pl.col("by_id").is_not_null() & (pl.col("key_of_id") != pl.col("key"))
    unclear = (other_account | two_rows).fill_null(value=False)
    touched: list[int] = []
    if found.select(unclear.any()).item():
        settled, touched = settle(found.filter(unclear), owner, dry_run=dry_run)
        columns = (*part.columns, "profile", "handle_known", "id_known")
        settled = settled.with_columns(pl.lit(None, pl.String).alias("handle_known"))
        clear = found.filter(~unclear).select(columns)
        found = pl.concat([clear, settled.select(columns)]).sort("row")
        if settled.height:
            others = _layers_by_key(found).filter(pl.col("owner") != owner)
    return Matched(
        new=found.filter(pl.col("profile").is_null()).select(part.columns),
        known=found.filter(pl.col("profile").is_not_null()).select(
            *part.columns, "profile", "handle_known", "id_known"
        ),
        layers=others,
        touched=touched,
    )


def _layers_by_key(part: pl.DataFrame) -> pl.DataFrame:
    frames = [pl.DataFrame(schema=_BY_KEY)]
    for platform, rows in _by_platform(part):
        table, value = bulk.given(rows["key"].to_list(), "text")
        frames.append(
            bulk.fetch(
                "SELECT p.platform, p.key, p.owner, p.id, p.platform_id, p.creator_id, p.handle "  # noqa: S608
                f"FROM {table} CROSS JOIN creators_profile p WHERE p.platform = %s AND p.key = given.value",
                [value, platform],
                _BY_KEY,
            )
        )
    return pl.concat(frames)


def _layers_by_id(part: pl.DataFrame, owner: int) -> pl.DataFrame:
    frames = [pl.DataFrame(schema=_BY_KEY)]
    for platform, rows in _by_platform(part.filter(pl.col("platform_id").is_not_null())):
        table, value = bulk.given(rows["platform_id"].to_list(), "text")
        frames.append(
            bulk.fetch(
                "SELECT p.platform, p.key, p.owner, p.id, p.platform_id, p.creator_id, p.handle "  # noqa: S608
                f"FROM {table} CROSS JOIN creators_profile p "
                "WHERE p.platform = %s AND p.platform_id = given.value AND p.owner = %s",
                [value, platform, owner],
                _BY_KEY,
            )
        )
    # One account has one row per layer; were there two by an old mistake, the first one counts.
    return pl.concat(frames).sort("id").unique(["platform", "known_id"], keep="first")


def _by_platform(part: pl.DataFrame) -> list[tuple[int, pl.DataFrame]]:
    return [(rows["platform"][0], rows) for rows in part.partition_by("platform")]
