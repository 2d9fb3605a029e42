"""The change feed: telling discovery which profiles to look at again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from groundswell.creators import bulk
from groundswell.creators.models import Profile, ProfileChange


def announce(profiles: bulk.Ids | Sequence[int]) -> None:
    """Write one row of the feed for these profiles; call it in the transaction of the change."""
    ids = np.unique(np.asarray(profiles, dtype=np.int64))
    if ids.size:
        ProfileChange.objects.create(profiles=bulk.pack(ids))


@dataclass(frozen=True, slots=True)
class Changes:
    """What the feed holds: the rows read (to drop them later) and the profiles they name."""

    rows: tuple[int, ...]
    profiles: bulk.Ids

    def __bool__(self) -> bool:
        """Whether anything was read."""
        return bool(self.rows)


def read_changes(limit: int, *, applied: bool = False, after: int = 0) -> Changes:
    """The oldest rows of the feed that together name about ``limit`` profiles (at least one row).

    Args:
        limit: stop after the row that reaches it.
        applied: read those that the live index has taken already (kept for one being built).
        after: only rows with a higher number.
    """
    rows, parts, count = [], [], 0
    unread = ProfileChange.objects.filter(applied=applied, id__gt=after).order_by("id")
    for number, blob in unread.values_list("id", "profiles").iterator(chunk_size=100):
        rows.append(number)
        parts.append(bulk.unpack(blob))
        count += parts[-1].size
        if count >= limit:
            break
    ids = np.unique(np.concatenate(parts)) if parts else np.empty(0, np.int64)
    return Changes(tuple(rows), ids)


def drop_changes(rows: Sequence[int], *, keep: bool = False) -> None:
    """Forget rows of the feed, or only mark them where an index is being built beside (``keep``)."""
    for start in range(0, len(rows), 500):
        found = ProfileChange.objects.filter(id__in=rows[start : start + 500])
        if keep:
            found.update(applied=True)
        else:
            found.delete()


def touch(profiles: Iterable[int]) -> None:
    """Raise the version of profiles that show something else though their own row stays."""
    rows = [(one,) for one in sorted(set(profiles))]
    bulk.update(Profile, (), rows, extra="version = version + 1")
