"""Recording what a source says of profiles, by the tens of thousands."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from django.db import transaction

from groundswell.creators import bulk, feed
from groundswell.creators.actions.grouping import unite_groups
from groundswell.creators.actions.identities import Matched, match
from groundswell.creators.actions.incoming import Prepared, prepare, rounds
from groundswell.creators.actions.insertion import insert_profiles
from groundswell.creators.actions.linking import MERGES
from groundswell.creators.actions.sources import check_source
from groundswell.creators.actions.superseding import update_profiles
from groundswell.creators.actions.tombstones import without_erased
from groundswell.creators.models import Source
from groundswell.workspaces.scope import Right, Scope


class Outcome:
    """What became of an input row; values of `Recorded.outcomes`."""

    UNCHANGED = 0
    UPDATED = 1
    CREATED = 2
    REFUSED = 3  # of a person who was erased


@dataclass(slots=True)
class Recorded:
    """What a call of `record_profiles` did.

    Attributes:
        created: profiles that were not known in this layer.
        updated: known profiles of which a fact, the audience or the handle changed.
        unchanged: known profiles of which nothing new was said.
        refused: profiles of persons who were erased; nothing of them was stored.
        changed: how many profiles each fact changed in, among the updated ones.
        rows: row number of the profile per input row (Int64; null in a dry run for new profiles,
            and for refused ones).
        outcomes: `Outcome` per input row (UInt8); rows that speak of one profile have one outcome.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    changed: dict[str, int] = field(default_factory=dict)
    rows: pl.Series = field(default_factory=lambda: pl.Series("profile", [], dtype=pl.Int64))
    outcomes: pl.Series = field(default_factory=lambda: pl.Series("outcome", [], dtype=pl.UInt8))


def record_profiles(
    scope: Scope,
    source: Source,
    frame: pl.DataFrame,
    *,
    owner: int,
    batch: int | None = None,
    dry_run: bool = False,
) -> Recorded:
    """Store what ``source`` says of profiles, in one transaction.

    Args:
        scope: needs the right to import; for the public layer, to administer.
        source: who says so.
        frame: a profile frame (`creators.frames`), best up to 50,000 rows. Besides facts it may
            have ``creator_group``: equal values make one creator of several profiles.
        owner: the layer of visibility, `PUBLIC` or the scope's workspace.
        batch: the import that brings it, so that `withdraw_batch` can take it back.
        dry_run: look only; nothing is written.

    Raises:
        BadFrame: a column is missing, unknown or of another type.
        SourceForbids: the source's terms do not allow this layer.
    """
    scope.require(Right.IMPORT)
    check_source(scope, source, owner)
    return store_profiles(scope, source, frame, owner=owner, batch=batch, dry_run=dry_run)


def store_profiles(
    scope: Scope,
    source: Source,
    frame: pl.DataFrame,
    *,
    owner: int,
    batch: int | None = None,
    dry_run: bool = False,
) -> Recorded:
    """As `record_profiles`, for actions that have checked who asks."""
    prepared = prepare(frame)
    state = _State(source, owner, batch or 0, dry_run, Counter(), [])
    with transaction.atomic():
        platforms = prepared.rows["platform"].unique().to_list()
        bulk.lock_platforms([MERGES, *platforms] if prepared.has_groups else platforms)
        kept = without_erased(prepared.rows)
        parts = [_record(state, prepared, part) for part in rounds(kept)]
        feed.announce([one for touched in state.touched for one in touched])
        if prepared.has_groups and not dry_run:
            said = pl.concat(parts).join(kept.select("row", "group"), on="row")
            reason = f"They stand in one row of {source.name}."
            unite_groups(said, owner, reason, scope.actor, state.batch)
    return _recorded(prepared, parts, state.changed)


@dataclass(slots=True)
class _State:
    source: Source
    owner: int
    batch: int
    dry_run: bool
    changed: Counter[str]
    touched: list[list[int]]


_ANSWER: dict[str, Any] = {"row": pl.Int64, "profile": pl.Int64, "outcome": pl.UInt8}


def _record(state: _State, prepared: Prepared, part: pl.DataFrame) -> pl.DataFrame:
    """One round: at most one row per profile. Gives row, profile and outcome."""
    matched = match(part, state.owner, dry_run=state.dry_run)
    state.touched.append(matched.touched)
    answers = []
    if not matched.new.is_empty():
        if state.dry_run:
            made = matched.new.select("row", pl.lit(None, pl.Int64).alias("profile"))
        else:
            made, touched = insert_profiles(
                prepared, matched, state.source, state.owner, state.batch
            )
            state.touched.append(touched)
        answers.append(made.with_columns(pl.lit(Outcome.CREATED, pl.UInt8).alias("outcome")))
    if not matched.known.is_empty():
        answers.append(_update(state, prepared, matched))
    return pl.concat(answers) if answers else pl.DataFrame(schema=_ANSWER)


def _update(state: _State, prepared: Prepared, matched: Matched) -> pl.DataFrame:
    done = update_profiles(
        prepared, matched, state.source, state.owner, state.batch, dry_run=state.dry_run
    )
    state.changed.update(done.changed)
    state.touched.append(done.touched)
    return done.outcomes


def _recorded(prepared: Prepared, parts: list[pl.DataFrame], changed: Counter[str]) -> Recorded:
    """One answer per input row, and counts by profile."""
    every = pl.concat([pl.DataFrame(schema=_ANSWER), *parts])
    total = prepared.rows.select("row", "platform", "key").join(
        every, on="row", how="left", maintain_order="left"
    )
    total = total.with_columns(
        pl.col("outcome").fill_null(Outcome.REFUSED).max().over("platform", "key"),
        pl.col("profile").max().over("platform", "key"),
    ).sort("row")
    each = total.unique(["platform", "key"])["outcome"]
    counts = dict(each.value_counts().iter_rows())
    return Recorded(
        created=counts.get(Outcome.CREATED, 0),
        updated=counts.get(Outcome.UPDATED, 0),
        unchanged=counts.get(Outcome.UNCHANGED, 0),
        refused=counts.get(Outcome.REFUSED, 0),
        changed=dict(changed.most_common()),
        rows=total["profile"],
        outcomes=total["outcome"],
    )
