"""Handles change hands: what to do where a handle and a platform id point at different profiles.

The platform id is who somebody is, the handle is what they are called at the time. So a known id
under a new handle is a rename, and a known handle under another id means that somebody else has it
now. What was observed later decides who is called so today.
"""

from typing import Any

import polars as pl

from groundswell.creators import events
from groundswell.creators.models import AudienceEstimate, Observation, Post, Profile, Source


def settle(
    unclear: pl.DataFrame,
    source: Source,  # noqa: ARG001
    owner: int,
    *,
    dry_run: bool,
) -> tuple[pl.DataFrame, list[int]]:
    """Decide row by row; gives the rows with ``key`` and ``profile`` settled, and who changed."""
    touched: set[int] = set()
    keys, profiles = [], []
    for row in unclear.sort("at", "row").iter_rows(named=True):
        if dry_run:
            key, profile = row["key"], _target(row)
        else:
            key, profile = _settle(row, owner, touched)
        keys.append(key)
        profiles.append(profile)
    settled = unclear.sort("at", "row").with_columns(
        pl.Series("key", keys, pl.String), pl.Series("profile", profiles, pl.Int64)
    )
    return settled, sorted(touched)


def _target(row: dict[str, Any]) -> int | None:
    """The profile that the row speaks of, if it is known."""
    if row["by_id"] is not None:
        return int(row["by_id"])
    return None if _other_account(row["known_id"], row) else row["by_key"]


def _other_account(known_id: str | None, row: dict[str, Any]) -> bool:
    return bool(known_id and row["platform_id"] and known_id != row["platform_id"])


def _settle(row: dict[str, Any], owner: int, touched: set[int]) -> tuple[str, int | None]:
    at_place = Profile.objects.filter(platform=row["platform"], owner=owner)
    named = at_place.filter(key=row["key"]).first()
    same = at_place.filter(platform_id=row["platform_id"]).order_by("id").first()
    own_key = f"id:{row['platform_id']}"
    if row["key"].startswith(("id:", "name:")) and same is not None:
        return same.key, same.pk  # says nothing about what they are called
    if named is not None and same is not None and named.pk == same.pk:
        return named.key, named.pk
    if named is None:
        if same is None:
            return row["key"], None
        if row["at"] >= same.seen_at:
            _call(same, row["key"], row["handle"], touched)
        return same.key, same.pk
    if not _other_account(named.platform_id, row):
        if same is None:
            return named.key, named.pk
        return _unite(named, same, row, touched)
    if row["at"] < named.seen_at:  # somebody else has had the handle since
        return (own_key, None) if same is None else (same.key, same.pk)
    _call(named, f"id:{named.platform_id}", named.handle, touched)
    if same is None:
        return row["key"], None
    _call(same, row["key"], row["handle"], touched)
    return same.key, same.pk


def _call(profile: Profile, key: str, handle: str, touched: set[int]) -> None:
    """Move a profile, and the private layers over it, to another key."""
    layers = Profile.objects.filter(platform=profile.platform, key=profile.key)
    if profile.owner:
        layers = layers.filter(pk=profile.pk)
    for layer in layers:
        if layer.pk != profile.pk and layer.platform_id not in {None, profile.platform_id}:
            continue
        taken = Profile.objects.filter(platform=layer.platform, key=key, owner=layer.owner)
        if taken.exclude(pk=layer.pk).exists():
            continue
        layer.key, layer.handle = key, handle
        layer.version += 1
        layer.save(update_fields=["key", "handle", "version"])
        touched.add(layer.pk)
    profile.key, profile.handle = key, handle


def _unite(
    named: Profile, same: Profile, row: dict[str, Any], touched: set[int]
) -> tuple[str, int]:
    """Two rows turn out to be one account: one was known by its handle only, one by its id."""
    for table in (Observation, Post, AudienceEstimate):
        _move(table, named.pk, same.pk)
    events.profiles_united.send(Profile, gone=named.pk, kept=same.pk)
    key, handle = named.key, row["handle"]
    touched.update((named.pk, same.pk))
    from groundswell.creators.actions.projection import reproject

    named.delete()
    _call(same, key, handle, touched)
    reproject([same.pk])
    return same.key, same.pk


def _move(table: Any, gone: int, kept: int) -> None:
    """Give the rows of one profile to another, but for those that it has itself."""
    unique = next(iter(table._meta.constraints)).fields[1:]
    held = set(table.objects.filter(profile=kept).values_list(*unique))
    for item in table.objects.filter(profile=gone).order_by("id"):
        if tuple(getattr(item, _column(table, name)) for name in unique) not in held:
            table.objects.filter(pk=item.pk).update(profile=kept)


def _column(table: Any, name: str) -> str:
    return str(table._meta.get_field(name).attname)
