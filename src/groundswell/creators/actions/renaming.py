"""Handles change hands: what to do where a handle and a platform id point at different profiles.

The platform id is who somebody is, the handle is what they are called at the time. So a known id
under a new handle is a rename, and a known handle under another id means that somebody else has it
now. What was observed later decides who is called so today.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import polars as pl
from django.db.models import F

from groundswell.creators import events, feed
from groundswell.creators.actions.linking import link
from groundswell.creators.actions.projection import reproject
from groundswell.creators.actions.removal import remove
from groundswell.creators.actions.reposting import reproject_posts
from groundswell.creators.models import (
    PUBLIC,
    AudienceEstimate,
    Creator,
    Observation,
    Post,
    Profile,
    Snapshot,
)

Settled: TypeAlias = tuple[str, int | None]
"""The key that a row has from now on, and its profile if it is known."""


def settle(unclear: pl.DataFrame, owner: int, *, dry_run: bool) -> tuple[pl.DataFrame, list[int]]:
    """Decide row by row; gives the rows with ``key`` and ``profile`` settled, and who changed."""
    touched: set[int] = set()
    ordered = unclear.sort("at", "row")
    settled: list[Settled] = [
        (row["key"], _target(row)) if dry_run else _settle(row, owner, touched)
        for row in ordered.iter_rows(named=True)
    ]
    keys, profiles = zip(*settled, strict=True)
    rows = ordered.with_columns(
        pl.Series("key", keys, pl.String), pl.Series("profile", profiles, pl.Int64)
    )
    return rows, sorted(touched)


def _target(row: dict[str, Any]) -> int | None:
    """The profile that the row speaks of, if it is known."""
    if row["by_id"] is not None:
        return int(row["by_id"])
    return None if _is_other(row["known_id"], row) else row["by_key"]


def _is_other(known_id: str | None, row: dict[str, Any]) -> bool:
    """Whether a profile of this id is another account than the row's."""
    return bool(known_id and row["platform_id"] and known_id != row["platform_id"])


def _settle(row: dict[str, Any], owner: int, touched: set[int]) -> Settled:
    here = Profile.objects.filter(platform=row["platform"], owner=owner)
    named = here.filter(key=row["key"]).first()
    same = here.filter(platform_id=row["platform_id"]).order_by("id").first()
    says_no_handle = row["key"].startswith(("id:", "name:"))
    if same is not None and (says_no_handle or same == named):
        return same.key, same.pk
    if named is None:
        return _called_now(same, row, touched)
    if _is_other(named.platform_id, row):
        return _taken_over(named, same, row, touched)
    return (named.key, named.pk) if same is None else _united(named, same, row, touched)


def _called_now(same: Profile | None, row: dict[str, Any], touched: set[int]) -> Settled:
    """Nobody has the handle: it is a rename, unless the row is older than what is known."""
    if same is None:
        return row["key"], None
    if row["at"] >= same.seen_at:
        _call(same, row["key"], row["handle"], touched)
    return same.key, same.pk


def _taken_over(
    named: Profile, same: Profile | None, row: dict[str, Any], touched: set[int]
) -> Settled:
    """Another account has the handle: who was seen with it later keeps it."""
    if row["at"] < named.seen_at:
        return (f"id:{row['platform_id']}", None) if same is None else (same.key, same.pk)
    _call(named, f"id:{named.platform_id}", named.handle, touched)
    return _called_now(same, row, touched)


def _call(profile: Profile, key: str, handle: str, touched: set[int]) -> None:
    """Move a profile to another key; with a public one the private layers over it move too."""
    layers = Profile.objects.filter(platform=profile.platform, key=profile.key)
    if profile.owner != PUBLIC:
        layers = layers.filter(pk=profile.pk)
    for layer in layers:
        other = layer.platform_id not in {None, profile.platform_id}
        taken = Profile.objects.filter(platform=layer.platform, key=key, owner=layer.owner)
        if other or taken.exists():
            continue
        Profile.objects.filter(pk=layer.pk).update(key=key, handle=handle, version=F("version") + 1)
        touched.add(layer.pk)
    profile.refresh_from_db()


# ---------------------------------------------------------------- two rows, one account


def _united(named: Profile, same: Profile, row: dict[str, Any], touched: set[int]) -> Settled:
    """Two rows turn out to be one account: one was known by its handle only, one by its id."""
    moments: Sequence[tuple[Any, tuple[str, ...]]] = (
        (Observation, ("source_id", "observed_at", "batch")),
        (AudienceEstimate, ("source_id", "as_of", "basis", "batch")),
    )
    for table, moment in moments:
        _move(table, "profile_id", moment, named.pk, same.pk)
    _move_posts(named.pk, same.pk)
    _share_creator(named, same)
    events.profiles_united.send(Profile, gone=named.pk, kept=same.pk)
    touched.update((named.pk, same.pk, *feed.twins_of([named.pk, same.pk])))
    touched.update(remove([named.pk]))
    Profile.objects.filter(pk=same.pk).update(
        key=named.key, handle=row["handle"], version=F("version") + 1
    )
    reproject([same.pk])
    return named.key, same.pk


def _move(table: Any, whose: str, moment: tuple[str, ...], gone: int, kept: int) -> None:
    """Give the rows of one to another, but for those that it has itself."""
    held = set(table.objects.filter(**{whose: kept}).values_list(*moment))
    for number, *when in table.objects.filter(**{whose: gone}).values_list("pk", *moment):
        if tuple(when) not in held:
            table.objects.filter(pk=number).update(**{whose: kept})


def _move_posts(gone: int, kept: int) -> None:
    """Posts that both have become one, with the snapshots of both."""
    held = dict(Post.objects.filter(profile=kept).values_list("key", "id"))
    double = []
    for number, key in Post.objects.filter(profile=gone).values_list("id", "key"):
        if key not in held:
            Post.objects.filter(pk=number).update(profile=kept)
            continue
        _move(Snapshot, "post_id", ("source_id", "observed_at", "batch"), number, held[key])
        double.append(held[key])
    reproject_posts(double)


def _share_creator(named: Profile, same: Profile) -> None:
    """One account has one creator: that of the row which has other profiles too."""
    if named.creator_id == same.creator_id:
        return
    if not Profile.objects.filter(creator=same.creator_id).exclude(pk=same.pk).exists():
        before = same.creator
        same.creator = named.creator
        same.save(update_fields=["creator"])
        _drop_if_alone(before)
    elif Profile.objects.filter(creator=named.creator_id).exclude(pk=named.pk).exists():
        kept, absorbed = same.creator, named.creator
        heads = {kept.merged_into_id or kept.pk, absorbed.merged_into_id or absorbed.pk}
        if len(heads) == 2:
            head = Creator.objects.get(pk=absorbed.merged_into_id or absorbed.pk)
            link(kept, head, "Two rows turned out to be one account.", "catalog")


def _drop_if_alone(creator: Creator) -> None:
    merged = Creator.objects.filter(merged_into=creator).exists() or creator.merged_into_id
    if not merged and not Profile.objects.filter(creator=creator).exists():
        creator.delete()
