"""The catalog as rows to index: what each profile's document is made of, read many at a time."""

from collections.abc import Iterator
from typing import Any

import orjson
import polars as pl

from groundswell.creators import bulk
from groundswell.creators.models import PUBLIC, Post, Profile
from groundswell.creators.rules import Projection, supersede, unpack_origins
from groundswell.discovery.derived import PLATFORM_SLUGS

_PROFILE: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.Int64,
    "version": pl.Int64,
    "owner": pl.Int64,
    "creator": pl.Int64,
    "platform": pl.Int64,
    "key": pl.String,
    "handle": pl.String,
    "facts": pl.String,
    "origins": pl.String,
    "audience": pl.String,
    "seen_at": pl.Int64,
}
_SELECT = (
    "SELECT p.id, p.version, p.owner, COALESCE(c.merged_into_id, c.id), p.platform, p.key, "
    "p.handle, p.facts, p.origins, p.audience, p.seen_at "
    "FROM creators_profile p JOIN creators_creator c ON c.id = p.creator_id "
)
_NEWEST = r'^\{"":\[(\d+),\d+\]\}$'


def rows_of(profiles: bulk.Ids) -> pl.DataFrame:
    """Rows for `document.from_rows` of these profiles, as far as they exist; any order."""
    given, ids = bulk.given(profiles)
    found = bulk.fetch(f"{_SELECT} JOIN {given} ON p.id = given.value", [ids], _PROFILE)
    return _completed(found)


def rows_after(row: int, limit: int, *, part: int = 0, parts: int = 1) -> pl.DataFrame:
    """The next rows in ascending order, of the profiles with ``id % parts == part``.

    Gives at most ``limit`` rows, and an empty frame behind the last.
    """
    found = bulk.fetch(
        f"{_SELECT} WHERE p.id > %s AND p.id %% %s = %s ORDER BY p.id LIMIT %s",
        [row, parts, part, limit],
        _PROFILE,
    )
    return _completed(found)


def versions() -> Iterator[tuple[bulk.Ids, bulk.Ids]]:
    """Rows and versions of all profiles in ascending order, in batches."""
    row = 0
    while True:
        batch = bulk.fetch(
            "SELECT id, version FROM creators_profile WHERE id > %s ORDER BY id LIMIT 100000",
            [row],
            {"row": pl.Int64, "version": pl.Int64},
        )
        if batch.is_empty():
            return
        row = int(batch["row"][-1])
        yield batch["row"].to_numpy(), batch["version"].to_numpy()


def count() -> int:
    """How many profiles the catalog has."""
    return Profile.objects.count()


def _completed(found: pl.DataFrame) -> pl.DataFrame:
    if found.is_empty():
        return found.with_columns(hidden_for=pl.lit(None, pl.List(pl.Int64)))
    layers = _layers(found)
    laid = _laid_over_public(found, layers)
    hidden = layers.filter(pl.col("owner") != PUBLIC).group_by("row").agg(hidden_for="owner")
    public = pl.col("owner") == PUBLIC
    return (
        laid.join(hidden, on="row", how="left", maintain_order="left")
        .with_columns(pl.when(public).then("hidden_for").alias("hidden_for"))
        .pipe(_with_siblings)
        .pipe(_with_sources)
        .pipe(_with_posts)
    )


# ---------------------------------------------------------------- layers


def _layers(found: pl.DataFrame) -> pl.DataFrame:
    """The other layers of each profile: ``row, owner, facts, origins, audience, seen_at``."""
    given, ids = bulk.given(found["row"].to_numpy())
    return bulk.fetch(
        "SELECT p.id, t.owner, t.facts, t.origins, t.audience, t.seen_at "  # noqa: S608
        f"FROM {given} JOIN creators_profile p ON p.id = given.value JOIN creators_profile t "
        "ON t.platform = p.platform AND t.key = p.key AND t.owner <> p.owner "
        "WHERE p.owner = 0 OR t.owner = 0",
        [ids],
        {
            "row": pl.Int64,
            "owner": pl.Int64,
            **{name: _PROFILE[name] for name in ("facts", "origins", "audience", "seen_at")},
        },
    )


def _laid_over_public(found: pl.DataFrame, layers: pl.DataFrame) -> pl.DataFrame:
    """Private layers as their workspace sees them: the newest value of either layer."""
    below = layers.filter(pl.col("owner") == PUBLIC)
    if below.is_empty():
        return found
    under = {row["row"]: row for row in below.iter_rows(named=True)}
    above = found.filter(pl.col("row").is_in(list(under)))
    merged = [_merged(row, under[row["row"]]) for row in above.iter_rows(named=True)]
    return found.update(pl.DataFrame(merged, schema_overrides=_merged_types()), on="row")


def _merged_types() -> dict[str, pl.DataType | type[pl.DataType]]:
    return {name: _PROFILE[name] for name in ("row", "facts", "origins", "audience", "seen_at")}


def _merged(private: dict[str, Any], public: dict[str, Any]) -> dict[str, Any]:
    known = Projection()
    origins: list[list[int]] = []
    for layer in (public, private):
        facts = orjson.loads(layer["facts"])
        packed = orjson.loads(layer["origins"])
        for name, origin in unpack_origins(packed, facts).items():
            supersede(known, {name: facts[name]}, origin)
        origins += packed.values()
    newest = max(origins, key=lambda origin: origin[::-1], default=[0, 0])
    estimates = [layer["audience"] for layer in (public, private) if layer["audience"]]
    audience = max(estimates, key=lambda text: orjson.loads(text)["as_of"], default=None)
    return {
        "row": private["row"],
        "facts": orjson.dumps(known.facts).decode(),
        "origins": orjson.dumps({"": newest}).decode(),
        "audience": audience,
        "seen_at": max(private["seen_at"], public["seen_at"]),
    }


# ---------------------------------------------------------------- neighbours


def _with_siblings(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``also_on``: platforms of the creator's other profiles that the same readers may see."""
    given, ids = bulk.given(rows["creator"].unique().to_numpy())
    found = "SELECT given.value, s.id, s.platform, s.owner FROM {} JOIN creators_profile s ON {}"
    joins = (
        (given, "s.creator_id = given.value"),
        (
            f"{given} JOIN creators_creator c ON c.merged_into_id = given.value",
            "s.creator_id = c.id",
        ),
    )
    siblings = bulk.fetch(
        " UNION ALL ".join(found.format(*join) for join in joins),
        [ids, ids],
        {"creator": pl.Int64, "other": pl.Int64, "elsewhere": pl.Int64, "its_owner": pl.Int64},
    )
    several = siblings.filter(pl.len().over("creator") > 1)
    seen = (pl.col("its_owner") == PUBLIC) | (pl.col("its_owner") == pl.col("owner"))
    also_on = (
        rows.select("row", "creator", "platform", "owner")
        .join(several, on="creator")
        .filter(seen & (pl.col("elsewhere") != pl.col("platform")))
        .select(
            "row",
            also_on=pl.col("elsewhere").replace_strict(PLATFORM_SLUGS, return_dtype=pl.String),
        )
        .unique()
        .sort("row", "also_on")
        .group_by("row", maintain_order=True)
        .agg("also_on")
    )
    return rows.join(also_on, on="row", how="left", maintain_order="left")


def _with_sources(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``source`` and ``basis`` of the newest observation."""
    single = rows["origins"].str.extract(_NEWEST).cast(pl.Int64)
    if single.null_count():
        several = [
            _newest(origins) if known is None else known
            for origins, known in zip(rows["origins"], single, strict=True)
        ]
        single = pl.Series(several, dtype=pl.Int64)
    wanted = single.drop_nulls().unique()
    given, ids = bulk.given(wanted.to_numpy())
    sources = bulk.fetch(
        f"SELECT o.id, s.kind, s.basis FROM {given} JOIN creators_observation o "  # noqa: S608
        "ON o.id = given.value JOIN creators_source s ON s.id = o.source_id",
        [ids],
        {"observation": pl.Int64, "source": pl.String, "basis": pl.String},
    )
    return rows.with_columns(observation=single).join(
        sources, on="observation", how="left", maintain_order="left"
    )


def _newest(origins: str) -> int | None:
    found = orjson.loads(origins).values()
    return max(found, key=lambda origin: origin[::-1])[0] if found else None


def _with_posts(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``has_posts``."""
    if not Post.objects.exists():
        return rows.with_columns(has_posts=pl.lit(value=False))
    given, ids = bulk.given(rows["row"].to_numpy())
    have = bulk.fetch(
        f"SELECT given.value FROM {given} "  # noqa: S608
        "WHERE EXISTS (SELECT 1 FROM creators_post o WHERE o.profile_id = given.value)",
        [ids],
        {"row": pl.Int64},
    )
    return rows.with_columns(has_posts=pl.col("row").is_in(have["row"].implode()))
