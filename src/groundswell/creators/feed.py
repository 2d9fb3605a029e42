"""The change feed: telling discovery which profiles to look at again."""

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from groundswell.creators import bulk, events
from groundswell.creators.models import Profile, ProfileChange


def announce(profiles: bulk.Ids | Sequence[int]) -> None:
    """Write one row of the feed for these profiles; call it in the transaction of the change."""
    ids = np.unique(np.asarray(profiles, dtype=np.int64))
    if ids.size:
        ProfileChange.objects.create(profiles=bulk.pack(ids))
        events.profiles_changed.send(None, rows=ids)


def tell(changed: Iterable[int], also: Iterable[int] = ()) -> None:
    """Announce profiles whose rows changed, with the other layers of each, which show it too.

    ``also`` are profiles that are gone or whose version was raised already.
    """
    done = {*changed}
    twins = set(twins_of(sorted(done))) - done - {*also}
    touch(twins)
    announce([*done, *twins, *also])


def touch(profiles: Iterable[int]) -> None:
    """Raise the version of profiles that show something else though their own row stays."""
    rows = [(one,) for one in sorted(set(profiles))]
    bulk.update(Profile, (), rows, extra="version = version + 1")


def twins_of(profiles: Sequence[int]) -> list[int]:
    """The other layers of these profiles: a change of one shows in the others' documents."""
    if not profiles:
        return []
    table, value = bulk.given(list(profiles))
    found = bulk.fetch(
        f"SELECT DISTINCT q.id FROM {table} CROSS JOIN creators_profile p "  # noqa: S608
        "CROSS JOIN creators_profile q WHERE p.id = given.value "
        "AND q.platform = p.platform AND q.key = p.key AND q.owner <> p.owner",
        [value],
        {"profile": pl.Int64},
    )
    return found["profile"].to_list()


def siblings_of(profiles: Sequence[int]) -> list[int]:
    """The other profiles of the same creators, merges followed."""
    if not profiles:
        return []
    table, value = bulk.given(list(profiles))
    heads = bulk.fetch(
        f"SELECT DISTINCT coalesce(c.merged_into_id, c.id) FROM {table} "  # noqa: S608
        "CROSS JOIN creators_profile p CROSS JOIN creators_creator c "
        "WHERE p.id = given.value AND c.id = p.creator_id",
        [value],
        {"creator": pl.Int64},
    )["creator"].to_list()
    return sorted(set(profiles_of_creators(heads)) - set(profiles))


def profiles_of_creators(heads: Sequence[int]) -> list[int]:
    """The profiles of these creators and of all that are merged into them."""
    table, value = bulk.given(list(heads))
    found = bulk.fetch(
        f"SELECT p.id FROM {table} CROSS JOIN creators_profile p "  # noqa: S608
        "WHERE p.creator_id = given.value "
        f"UNION SELECT p.id FROM {table} CROSS JOIN creators_creator c "
        "CROSS JOIN creators_profile p "
        "WHERE c.merged_into_id = given.value AND p.creator_id = c.id",
        [value, value],
        {"profile": pl.Int64},
    )
    return found["profile"].to_list()
