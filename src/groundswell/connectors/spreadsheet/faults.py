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

_SHOWN = 40  # rows of each sort
_LOOKED_AT = 500  # distinct values of each column that may have a repair
_PROBLEM = (ROW, "column", "value", "reason", "what")


@dataclass(slots=True)
class _Sort:
    count: int = 0
    rejected: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)


def sorted_out(problems: Iterable[pl.DataFrame], mapping: Mapping) -> list[dict[str, Any]]:
    """Sorts of faults, the commonest first.

    Each is ``sort``, ``count``, ``rejected`` (how many of them cost the whole row) and ``rows``:
    the first few with ``row``, ``column``, ``value``, ``reason``, ``what`` and, where there is one,
    ``repair`` (text to read in its place), ``shown`` and ``times`` (rows with the same value).
    """
    targets: dict[str, Target | None] = {one.header: one.target for one in mapping.columns}
    sorts: dict[str, _Sort] = {}
    times: dict[tuple[str, str], int] = {}
    for frame in problems:
        plain = frame.select(_PROBLEM).with_columns(pl.col("value").fill_null(""))
        for (header, what), part in plain.group_by("column", "what", maintain_order=True):
            sort = sorts.setdefault(sort_of_problem(targets.get(str(header)), str(what)), _Sort())
            sort.count += part.height
            sort.rejected += part.height if what == REJECTED else 0
            sort.rows.extend(part.head(_SHOWN - len(sort.rows)).to_dicts())
            for value, many in part["value"].value_counts().head(_LOOKED_AT).iter_rows():
                times[(str(header), value)] = times.get((str(header), value), 0) + many
    for sort in sorts.values():
        sort.rows = [_with_repair(row, targets, times) for row in sort.rows]
    ordered = sorted(sorts.items(), key=lambda pair: -pair[1].count)
    return [
        {"sort": words, "count": one.count, "rejected": one.rejected, "rows": one.rows}
        for words, one in ordered
    ]


def _with_repair(
    row: dict[str, Any], targets: dict[str, Target | None], times: dict[tuple[str, str], int]
) -> dict[str, Any]:
    target = targets.get(row["column"])
    found = repairs.suggest(target, row["value"]) if target is not None else None
    if found is None:
        return row
    many = times.get((row["column"], row["value"]), 1)
    return {**row, "repair": found.text, "shown": found.shown, "times": many}
