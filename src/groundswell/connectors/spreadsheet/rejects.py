"""The file of what could not be taken, for a person to mend and hand in again."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from groundswell.connectors.spreadsheet.delimited import ROW
from groundswell.connectors.spreadsheet.models import Import
from groundswell.connectors.spreadsheet.staging import CELL, Stage
from groundswell.kernel import files, tables

_OWN = (ROW, "column", "value", "reason", "what")


def publish(entry: Import, stage: Stage) -> str:
    """Write the rejected rows and the values left out as CSV; its name, empty where all was well.

    Columns: row, column, value, reason, what (``row rejected``, ``value left out``, ``kept, but
    odd``), then the original cells under their headers. Writing it again gives the same file.
    """
    name = f"imports/{entry.uid}-rejects.csv"
    return name if _write(entry, stage, files.home() / "files" / name) else ""


def preview(entry: Import, stage: Stage) -> Path | None:
    """The same of an import that is only read; lies with its chunks and is forgotten with them."""
    path = stage.folder / "rejects.csv"
    return path if path.exists() or _write(entry, stage, path) else None


def _write(entry: Import, stage: Stage, path: Path) -> bool:
    if not list(_first_looked(stage)):
        return False
    headers = _distinct([column["column"] for column in entry.understood["columns"]])
    columns: dict[str, pl.DataType | type[pl.DataType]] = {
        name: pl.Int64 if name == ROW else pl.String for name in (*_OWN, *headers)
    }
    with tables.open_table(path, "csv", columns) as table:
        for frame in stage.problems():
            cells = {CELL + str(at): header for at, header in enumerate(headers)}
            table.frame(
                frame.rename({old: new for old, new in cells.items() if old in frame.columns})
            )
    return True


def _first_looked(stage: Stage) -> Sequence[pl.DataFrame]:
    """At most one frame: whether there is anything to write."""
    for frame in stage.problems():
        if frame.height:
            return [frame]
    return []


def _distinct(headers: Sequence[str]) -> list[str]:
    """The headers, none of them twice nor one of our own columns."""
    taken = set(_OWN)
    result = []
    for header in headers:
        name, number = header, 1
        while name in taken:
            number += 1
            name = f"{header} ({number})"
        taken.add(name)
        result.append(name)
    return result
