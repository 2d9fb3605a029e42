"""Removing profiles and creators of which nothing is known any more."""

from collections.abc import Sequence

import polars as pl

from groundswell.creators import bulk, events, feed
from groundswell.creators.models import Creator, CreatorMerge, Profile


def remove_empty(profiles: Sequence[int]) -> tuple[list[int], list[int]]:
    """Remove those of the profiles that have no observation, post or estimate left.

    Gives the removed ones, and those whose documents change because of it (already touched).
    """
    table, value = bulk.given(list(profiles))
    empty = bulk.fetch(
        f"SELECT given.value FROM {table} WHERE NOT EXISTS "  # noqa: S608
        "(SELECT 1 FROM creators_observation o WHERE o.profile_id = given.value) AND NOT EXISTS "
        "(SELECT 1 FROM creators_post p WHERE p.profile_id = given.value) AND NOT EXISTS "
        "(SELECT 1 FROM creators_audienceestimate a WHERE a.profile_id = given.value)",
        [value],
        {"profile": pl.Int64},
    )["profile"].to_list()
    return empty, remove(empty)


def remove(profiles: Sequence[int]) -> list[int]:
    """Remove profiles, and creators left without any; gives the other profiles it shows in."""
    if not profiles:
        return []
    gone = set(profiles)
    touched = {*feed.twins_of(profiles), *feed.siblings_of(profiles)} - gone
    creators = set(Profile.objects.filter(id__in=profiles).values_list("creator", flat=True))
    events.profiles_removed.send(Profile, rows=sorted(gone))
    Profile.objects.filter(id__in=profiles).delete()
    kept = Profile.objects.filter(creator__in=creators).values_list("creator", flat=True)
    alone = creators - set(kept)
    merged = CreatorMerge.objects.filter(undone_at=None)
    alone -= set(merged.filter(kept__in=alone).values_list("kept", flat=True))
    Creator.objects.filter(id__in=alone).delete()
    feed.touch(touched)
    return sorted(touched)
