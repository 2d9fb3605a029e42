"""What could not be taken, sorted for a person: by kind of fault, with samples and repairs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from groundswell.connectors.spreadsheet import repairs
from groundswell.connectors.spreadsheet.delimited import ROW
from groundswell.connectors.spreadsheet.mapping import Mapping
from groundswell.connectors.spreadsheet.problems import REJECTED
from groundswell.connectors.spreadsheet.targets import Target
from groundswell.connectors.spreadsheet.wording import sort_of_problem

_SHOWN = 40  # different values of each sort
_KEPT = 2_000  # different values of each sort whose rows are counted
_PROBLEM = (ROW, "column", "value", "reason", "what")


@dataclass(slots=True)
class _Sort:
    count: int = 0
    rejected: int = 0
    values: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)


def sorted_out(problems: Iterable[pl.DataFrame], mapping: Mapping) -> list[dict[str, Any]]:
    """Sorts of faults, the commonest first.

    Each is ``sort``, ``count`` (rows), ``rejected`` (how many of them are lost as a whole),
    ``different`` (values that differ, up to a limit) and ``rows``: for the first of these values
    ``row`` (the first one), ``column``, ``value``, ``reason``, ``what``, ``times`` (rows like it)
    and, where there is one, ``repair`` (text to read in its place) and ``shown``.
    """
    targets: dict[str, Target | None] = {one.header: one.target for one in mapping.columns}
    sorts: dict[str, _Sort] = {}
    for frame in problems:
        plain = frame.select(_PROBLEM).with_columns(pl.col("value").fill_null(""))
        for (header, what), part in plain.group_by("column", "what", maintain_order=True):
            sort = sorts.setdefault(sort_of_problem(targets.get(str(header)), str(what)), _Sort())
            sort.count += part.height
            sort.rejected += part.height if what == REJECTED else 0
            _note(sort, str(header), part)
    ordered = sorted(sorts.items(), key=lambda pair: -pair[1].count)
    return [
        {
            "sort": words,
            "count": one.count,
            "rejected": one.rejected,
            "different": len(one.values),
            "rows": [_with_repair(row, targets) for row in [*one.values.values()][:_SHOWN]],
        }
        for words, one in ordered
    ]


def _note(sort: _Sort, header: str, part: pl.DataFrame) -> None:
    alike = part.group_by("value", maintain_order=True).agg(
        pl.first(ROW, "column", "reason", "what"), pl.len().alias("times")
    )
    for row in alike.iter_rows(named=True):
        known = sort.values.get((header, row["value"]))
        if known is not None:
            known["times"] += row["times"]
        elif len(sort.values) < _KEPT:
            sort.values[header, row["value"]] = row


def _with_repair(row: dict[str, Any], targets: dict[str, Target | None]) -> dict[str, Any]:
    target = targets.get(row["column"])
    found = repairs.suggest(target, row["value"]) if target is not None else None
    return row if found is None else {**row, "repair": found.text, "shown": found.shown}
