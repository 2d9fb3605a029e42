"""The dry run: what would become of each row, with samples, before anything is stored."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from groundswell.connectors.spreadsheet import faults, mapping, queries, recording
from groundswell.connectors.spreadsheet.actions import Opened, Progress, Skipped
from groundswell.connectors.spreadsheet.delimited import ROW
from groundswell.connectors.spreadsheet.staging import CELL, Stage
from groundswell.creators.actions import Outcome
from groundswell.creators.models import Source
from groundswell.creators.platforms import Platform
from groundswell.workspaces.scope import Right, Scope

_SAMPLES = 5
_REASONS = 1_000
_HIDDEN = (ROW, "platform", "key", "platform_id", "observed_at", "creator_group", "audience")


@dataclass(slots=True)
class Plan:
    """What an import would do.

    Attributes:
        opened: the table, how it is understood, and its import.
        created, updated, unchanged, rejected: rows of the file, as they would be counted.
        changed: how many profiles each fact would change in.
        samples: outcome word to rows as they would be stored.
        problems: the first rejected rows and values left out.
        reasons: how often each reason occurs (the commonest thousand).
        faults: the same sorted for a person (`faults.sorted_out`).
    """

    opened: Opened
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    changed: dict[str, int] | None = None
    samples: dict[str, list[dict[str, Any]]] | None = None
    problems: list[dict[str, Any]] | None = None
    reasons: dict[str, int] | None = None
    faults: list[dict[str, Any]] | None = None

    def document(self) -> dict[str, Any]:
        """The plan as JSON."""
        entry = self.opened.entry
        return {
            "import": entry.uid,
            "table": self.opened.table.name,
            "form": self.opened.table.form,
            **queries.counts(entry),
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "changed": self.changed,
            "samples": self.samples,
            "problems": self.problems,
            "reasons": self.reasons,
            "faults": self.faults,
            "mapping": mapping.as_json(self.opened.mapping),
            "notes": [*self.opened.table.notes, *self.opened.mapping.notes],
        }


def skipped_document(one: Skipped) -> dict[str, Any]:
    """A table that is passed over, as JSON."""
    return {"table": one.table, "reason": one.refusal.sentence, "hint": one.refusal.hint}


def look(scope: Scope, opened: Opened, progress: Progress | None = None) -> Plan:
    """Compare what was read with the catalog; writes nothing there.

    The import must have been read (`actions.read_in`).
    """
    scope.require(Right.IMPORT)
    entry = opened.entry
    stage = Stage(entry.uid)
    plan = Plan(opened, rejected=entry.rejected, changed={}, samples={}, problems=[], reasons={})
    source = _source(entry.owner, entry.source_name)
    for index in range(entry.chunks):
        frame = stage.winners(index)
        found = recording.record(
            scope, source, frame, kind=entry.kind, owner=entry.owner, batch=None, dry_run=True
        )
        plan.created += found.created
        plan.updated += found.updated
        plan.unchanged += found.unchanged
        plan.rejected += found.refused_rows
        _merge(plan.changed, found.changed)
        _sample(plan, frame, found.outcomes)
        if progress is not None:
            done = plan.created + plan.updated + plan.unchanged
            progress("record", done, entry.rows - entry.rejected - entry.repeated)
    _problems(plan, stage)
    return plan


def _source(owner: int, name: str) -> Source:
    """The source as it is, or as it would be made."""
    known = Source.objects.filter(owner=owner, kind="file", name=name).first()
    return known or Source(owner=owner, kind="file", name=name)


def _merge(into: dict[str, int] | None, more: dict[str, int]) -> None:
    assert into is not None
    for name, count in more.items():
        into[name] = into.get(name, 0) + count


def _sample(plan: Plan, frame: pl.DataFrame, outcomes: pl.DataFrame) -> None:
    assert plan.samples is not None
    words = {Outcome.CREATED: "new", Outcome.UPDATED: "updated", Outcome.UNCHANGED: "unchanged"}
    for outcome, word in words.items():
        have = plan.samples.setdefault(word, [])
        wanted = _SAMPLES - len(have)
        if wanted <= 0 or outcomes.is_empty():
            continue
        here = outcomes.filter(pl.col("outcome") == outcome)[ROW].head(wanted)
        rows = frame.filter(pl.col(ROW).is_in(here.implode())).unique(
            ROW, keep="first", maintain_order=True
        )
        for row in rows.iter_rows(named=True):
            shown = {
                name: value
                for name, value in row.items()
                if name not in _HIDDEN and value is not None
            }
            have.append({"row": row[ROW], "platform": Platform(row["platform"]).slug, **shown})


def _problems(plan: Plan, stage: Stage) -> None:
    assert plan.problems is not None
    assert plan.reasons is not None
    for frame in stage.problems():
        plain = frame.drop([name for name in frame.columns if name.startswith(CELL)])
        wanted = 2 * _SAMPLES - len(plan.problems)
        if wanted > 0:
            plan.problems.extend(plain.head(wanted).to_dicts())
        _merge(plan.reasons, dict(plain["reason"].value_counts().iter_rows()))
    commonest = sorted(plan.reasons.items(), key=lambda pair: -pair[1])[:_REASONS]
    plan.reasons = dict(commonest)  # some name the value, and a million values make a million
    plan.faults = faults.sorted_out(stage.problems(), plan.opened.mapping)
