"""Recording the past of a fact: long series of what a source saw before what is known now."""

from collections.abc import Sequence

import orjson
import polars as pl
from django.db import transaction

from groundswell.creators import bulk
from groundswell.creators.actions.incoming import prepare
from groundswell.creators.actions.profiles import Outcome, record_profiles
from groundswell.creators.actions.sources import check_source
from groundswell.creators.facts import FACTS
from groundswell.creators.models import Observation, Source
from groundswell.creators.rules import unpack_origins
from groundswell.workspaces.scope import Right, Scope


def record_past(
    scope: Scope,
    source: Source,
    frame: pl.DataFrame,
    *,
    owner: int,
    batch: int | None = None,
) -> int:
    """Store observations of profiles that are known, each older than what is shown of its facts.

    The same as `record_profiles` of the same rows, and far quicker: as nothing that is shown can
    change, nothing is projected and discovery is told nothing. Rows that are not older, or that
    speak of profiles or facts not known yet, go through `record_profiles`.

    Args:
        scope: needs the right to import; for the public layer, to administer.
        source: who says so.
        frame: a profile frame without ``audience`` and ``creator_group``, any number of rows per
            profile.
        owner: the layer of visibility.
        batch: the import that brings it.

    Returns:
        How many observations were added; those that are there already are passed over.

    Raises:
        BadFrame: a column is missing, unknown or of another type.
        SourceForbids: the source's terms do not allow this layer.
    """
    scope.require(Right.IMPORT)
    check_source(scope, source, owner)
    if frame.is_empty():
        return 0
    said = [name for name in FACTS if name in frame.columns]
    with transaction.atomic():
        bulk.lock_platforms(frame["platform"].unique().to_list())
        rows = _located(scope, source, frame, owner)
        known = _known_since(rows["profile"].drop_nulls().unique().to_list(), said)
        rows = rows.join(known, on="profile", how="left", maintain_order="left")
        past = (rows["at"] < rows["since"]).fill_null(value=False)
        added = _insert(rows.filter(past), source, batch or 0)
        rest = frame.filter(~past)
        if not rest.is_empty():
            before = Observation.objects.filter(source=source).count()
            record_profiles(scope, source, rest, owner=owner, batch=batch)
            added += Observation.objects.filter(source=source).count() - before
    return added


def _located(scope: Scope, source: Source, frame: pl.DataFrame, owner: int) -> pl.DataFrame:
    """row, at, document and profile (null where it is not known) of each row."""
    rows = prepare(frame).rows
    whose = frame.unique(["platform", "key"], keep="first", maintain_order=True)
    named = [name for name in ("platform", "key", "handle", "observed_at") if name in frame.columns]
    home = record_profiles(scope, source, whose.select(named), owner=owner, dry_run=True)
    found = whose.select(pl.col("platform").cast(pl.Int64), "key").with_columns(
        pl.when(pl.Series(home.outcomes != Outcome.REFUSED)).then(home.rows).alias("profile")
    )
    return rows.select("row", "platform", "key", "at", "document").join(
        found, on=["platform", "key"], how="left", maintain_order="left"
    )


def _known_since(profiles: Sequence[int], said: Sequence[str]) -> pl.DataFrame:
    """Since when, at the earliest, a value of each of these facts is shown; by profile."""
    table, value = bulk.given(list(profiles))
    found = bulk.fetch(
        "SELECT p.id, p.facts, p.origins "  # noqa: S608
        f"FROM {table} CROSS JOIN creators_profile p WHERE p.id = given.value",
        [value],
        {"profile": pl.Int64, "facts": pl.String, "origins": pl.String},
    )
    since = []
    for row, facts, packed in found.iter_rows():
        known = orjson.loads(facts)
        if all(name in known for name in said):
            origins = unpack_origins(orjson.loads(packed), said)
            since.append((row, min(origin[0] for origin in origins.values())))
    return pl.DataFrame(since, schema={"profile": pl.Int64, "since": pl.Int64}, orient="row")


def _insert(rows: pl.DataFrame, source: Source, batch: int) -> int:
    """Add what is not there yet; one observation per profile and moment."""
    fresh = rows.unique(["profile", "at"], keep="last", maintain_order=True)
    table, value = bulk.given(fresh["profile"].unique().to_list())
    there = bulk.fetch(
        "SELECT o.profile_id, o.observed_at "  # noqa: S608
        f"FROM {table} CROSS JOIN creators_observation o "
        "WHERE o.profile_id = given.value AND o.source_id = %s",
        [value, source.pk],
        {"profile": pl.Int64, "at": pl.Int64},
    )
    fresh = fresh.join(there, on=["profile", "at"], how="anti").sort("profile", "at")
    if fresh.is_empty():
        return 0
    bulk.insert(
        Observation,
        fresh.select(
            pl.Series("id", bulk.reserve(Observation, fresh.height)),
            pl.col("profile").alias("profile_id"),
            pl.lit(source.pk, pl.Int64).alias("source_id"),
            pl.lit(batch, pl.Int64).alias("batch"),
            pl.col("at").alias("observed_at"),
            pl.col("at").alias("confirmed_at"),
            "document",
        ),
    )
    return fresh.height
