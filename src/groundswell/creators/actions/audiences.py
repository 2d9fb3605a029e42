"""Recording audience estimates that come by themselves."""

import polars as pl

from groundswell.creators.actions.profiles import Recorded, record_profiles
from groundswell.creators.errors import BadFrame
from groundswell.creators.models import Source
from groundswell.workspaces.scope import Scope


def record_audiences(
    scope: Scope,
    source: Source,
    frame: pl.DataFrame,
    *,
    owner: int,
    batch: int | None = None,
    dry_run: bool = False,
) -> Recorded:
    """Store estimates of audiences: a profile frame of identities with ``audience`` in each row.

    As `record_profiles`, which also takes an audience beside facts; this one refuses rows without.
    """
    if "audience" not in frame.columns or frame["audience"].null_count():
        raise BadFrame("Each row needs its audience.", field="audience")
    return record_profiles(scope, source, frame, owner=owner, batch=batch, dry_run=dry_run)
