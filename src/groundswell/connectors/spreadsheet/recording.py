"""A staged chunk into the catalog, and what became of each row of the file."""

from dataclasses import dataclass, field

import polars as pl

from groundswell.connectors.spreadsheet.delimited import ROW
from groundswell.connectors.spreadsheet.posts import record_chunk
from groundswell.connectors.spreadsheet.problems import REJECTED, SCHEMA
from groundswell.creators.actions import Outcome, record_profiles
from groundswell.creators.frames import DTYPES, IDENTITY
from groundswell.creators.models import Source
from groundswell.workspaces.scope import Scope

ERASED = "The person behind this profile was erased at their wish; nothing of them is kept."
_PROFILE_COLUMNS = (*IDENTITY, *DTYPES, "audience", "creator_group")


@dataclass(slots=True)
class Found:
    """What became of the rows of a chunk; a row of several profiles counts once.

    ``refused`` lists rows of erased persons (`problems.SCHEMA`), ``outcomes`` has `ROW` and outcome.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused_rows: int = 0
    refused: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SCHEMA))
    outcomes: pl.DataFrame = field(default_factory=pl.DataFrame)
    changed: dict[str, int] = field(default_factory=dict)


def record(
    scope: Scope,
    source: Source,
    frame: pl.DataFrame,
    *,
    kind: str,
    owner: int,
    batch: int | None,
    dry_run: bool = False,
) -> Found:
    """Record the winners of one chunk; ``dry_run`` only looks what would become of them."""
    if frame.is_empty():
        return Found()
    if kind == "posts":
        done = record_chunk(scope, source, frame, owner=owner, batch=batch, dry_run=dry_run)
    else:
        ready = frame.select(name for name in _PROFILE_COLUMNS if name in frame.columns)
        done = record_profiles(scope, source, ready, owner=owner, batch=batch, dry_run=dry_run)
    return _summed(frame, done.outcomes, done.changed)


def _summed(frame: pl.DataFrame, outcomes: pl.Series, changed: dict[str, int]) -> Found:
    each = frame.select(ROW, "handle").with_columns(outcomes.alias("outcome").cast(pl.Int8))
    refused = pl.col("outcome") == Outcome.REFUSED
    by_row = (
        each.with_columns(pl.when(refused).then(-1).otherwise("outcome").alias("outcome"))
        .group_by(ROW, maintain_order=True)
        .agg(pl.col("outcome").max(), pl.col("handle").first())
    )
    counts = dict(by_row["outcome"].value_counts().iter_rows())
    erased = by_row.filter(pl.col("outcome") == -1).select(
        pl.col(ROW),
        pl.lit("").alias("column"),
        pl.lit("").alias("value"),
        pl.lit(ERASED).alias("reason"),
        pl.lit(REJECTED).alias("what"),
    )
    return Found(
        created=counts.get(Outcome.CREATED, 0),
        updated=counts.get(Outcome.UPDATED, 0),
        unchanged=counts.get(Outcome.UNCHANGED, 0),
        refused_rows=erased.height,
        refused=erased,
        outcomes=by_row.select(ROW, "outcome"),
        changed=changed,
    )
