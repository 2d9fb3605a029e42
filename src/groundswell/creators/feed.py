"""The change feed: telling discovery which profiles to look at again."""

from collections.abc import Iterable, Sequence

import numpy as np

from groundswell.creators import bulk
from groundswell.creators.models import Profile, ProfileChange


def announce(profiles: bulk.Ids | Sequence[int]) -> None:
    """Write one row of the feed for these profiles; call it in the transaction of the change."""
    ids = np.unique(np.asarray(profiles, dtype=np.int64))
    if ids.size:
        ProfileChange.objects.create(profiles=bulk.pack(ids))


def touch(profiles: Iterable[int]) -> None:
    """Raise the version of profiles that show something else though their own row stays."""
    rows = [(one,) for one in sorted(set(profiles))]
    bulk.update(Profile, (), rows, extra="version = version + 1")
