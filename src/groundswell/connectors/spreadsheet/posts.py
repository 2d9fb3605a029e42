"""Staged posts into the catalog: the pages they stand on first, then the posts themselves."""

import polars as pl

from groundswell.creators.actions import Recorded, record_posts, record_profiles
from groundswell.creators.frames import DTYPES, IDENTITY, POST_DTYPES, POST_IDENTITY
from groundswell.creators.models import Source
from groundswell.workspaces.scope import Scope

_POST = "post."


def record_chunk(
    scope: Scope,
    source: Source,
    frame: pl.DataFrame,
    *,
    owner: int,
    batch: int | None,
    dry_run: bool,
) -> Recorded:
    """Record the posts of a chunk, and what their rows say of the profile (followers, name).

    Outcomes are of the posts. Of several rows about one profile the newest counts.
    """
    facts = [name for name in DTYPES if name in frame.columns]
    if facts:
        pages = (
            frame.sort("observed_at", maintain_order=True)
            .unique(["platform", "key"], keep="last", maintain_order=True)
            .select(*IDENTITY, *facts)
        )
        record_profiles(scope, source, pages, owner=owner, batch=batch, dry_run=dry_run)
    ready = frame.select(
        *POST_IDENTITY,
        *(
            pl.col(_POST + name).alias(name)
            for name in POST_DTYPES
            if _POST + name in frame.columns
        ),
    )
    return record_posts(scope, source, ready, owner=owner, batch=batch, dry_run=dry_run)
