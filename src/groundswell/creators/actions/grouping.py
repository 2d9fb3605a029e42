"""Which creator the profiles of an import belong to."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from django.db.models.functions import Coalesce

from groundswell.creators import bulk
from groundswell.creators.actions.identities import Matched
from groundswell.creators.actions.incoming import Prepared
from groundswell.creators.actions.linking import link
from groundswell.creators.models import PUBLIC, Creator, Profile
from groundswell.kernel.clock import now


def creators_of(
    prepared: Prepared,
    rows: pl.DataFrame,
    matched: Matched,
    owner: int,
) -> tuple[pl.Series, list[int]]:
    """A creator for each new row; and the profiles of known creators that gain a profile.

    In order: the creator of the public layer of the same profile, the creator of a known profile of
    the same group, a new creator per group, a new creator.
    """
    creators = _of_public_layer(rows, matched, owner)
    if prepared.has_groups:
        creators = _of_group(rows, matched, creators)
    known = creators.drop_nulls().unique()
    siblings = _profiles_of(known.to_list()) if len(known) else []
    labels = (
        rows["group"] if prepared.has_groups else pl.Series([None] * rows.height, dtype=pl.String)
    )
    fresh = rows.select(
        pl.coalesce(labels, pl.concat_str(pl.lit("row "), "row")).alias("label"),
        creators.alias("creator"),
    )
    missing = fresh.filter(pl.col("creator").is_null())["label"].unique(maintain_order=True)
    made = bulk.reserve(Creator, len(missing)) if len(missing) else np.empty(0, np.int64)
    bulk.insert_alike(
        Creator, made, {"owner": owner, "merged_into_id": None, "created_at": bulk.moment(now())}
    )
    filled = fresh.join(
        pl.DataFrame({"label": missing, "made": made}),
        on="label",
        how="left",
        maintain_order="left",
    )
    return filled.select(pl.coalesce("creator", "made").alias("creator"))["creator"], siblings


def _of_public_layer(rows: pl.DataFrame, matched: Matched, owner: int) -> pl.Series:
    if owner == PUBLIC or matched.layers.is_empty():
        return pl.Series("creator", [None] * rows.height, dtype=pl.Int64)
    public = matched.layers.filter(pl.col("owner") == PUBLIC).select("platform", "key", "creator")
    return rows.select("platform", "key").join(
        public, on=["platform", "key"], how="left", maintain_order="left"
    )["creator"]


def _of_group(rows: pl.DataFrame, matched: Matched, creators: pl.Series) -> pl.Series:
    """Fill in the creator that another profile of the same group has already."""
    seen = rows.select("group", creators.alias("creator"))
    known = matched.known.filter(pl.col("group").is_not_null()).select("group", "profile")
    if not known.is_empty():
        table, value = bulk.given(known["profile"].to_list())
        of_known = bulk.fetch(
            f"SELECT p.id, p.creator_id FROM {table} CROSS JOIN creators_profile p WHERE p.id = given.value",  # noqa: S608
            [value],
            {"profile": pl.Int64, "creator": pl.Int64},
        )
        seen = pl.concat([seen, known.join(of_known, on="profile").select("group", "creator")])
    of_group = (
        seen.filter(pl.col("group").is_not_null() & pl.col("creator").is_not_null())
        .group_by("group")
        .agg(pl.col("creator").min().alias("of_group"))
    )
    return (
        rows.select("group", creators.alias("creator"))
        .join(of_group, on="group", how="left", maintain_order="left")
        .select(pl.coalesce("creator", "of_group").alias("creator"))["creator"]
    )


def _profiles_of(creators: Sequence[int]) -> list[int]:
    """The profiles that show one of these creators as theirs."""
    return list(Profile.objects.filter(creator__in=creators).values_list("id", flat=True))


def unite_groups(said: pl.DataFrame, owner: int, reason: str, actor: str, batch: int) -> None:
    """Merge creators that one row of a file holds to be the same person.

    ``said`` has group and profile. Public creators are merged only by what is said publicly: a
    workspace's own file says nothing to the others.
    """
    told = said.filter(pl.col("group").is_not_null() & pl.col("profile").is_not_null())
    if told.is_empty():
        return
    table, value = bulk.given(told["profile"].unique().to_list())
    creators = bulk.fetch(
        "SELECT p.id, coalesce(c.merged_into_id, c.id) "  # noqa: S608
        f"FROM {table} CROSS JOIN creators_profile p CROSS JOIN creators_creator c "
        "WHERE p.id = given.value AND c.id = p.creator_id",
        [value],
        {"profile": pl.Int64, "creator": pl.Int64},
    )
    several = (
        told.join(creators, on="profile")
        .group_by("group", maintain_order=True)
        .agg(pl.col("creator").unique())
        .filter(pl.col("creator").list.len() > 1)
    )
    for _, group in several.iter_rows():
        heads = set(
            Creator.objects.filter(pk__in=group).values_list(
                Coalesce("merged_into", "pk"), flat=True
            )
        )
        kept, *others = Creator.objects.filter(pk__in=heads).order_by("owner", "pk")
        for other in others:
            if owner in {PUBLIC, other.owner}:
                link(kept, other, reason, actor, batch)
