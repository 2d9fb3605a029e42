"""Rows out to a file: CSV, XLSX, JSON Lines, Parquet; memory does not grow with the table.

A table is written in Polars frames of any length, or row by row::

    with open_table(path, "csv", {"handle": pl.String, "followers": pl.Int64}) as table:
        table.frame(frame)
        table.row({"handle": "glow", "followers": 1200})

Spreadsheets run text that begins like a formula, so CSV guards such cells with an apostrophe (see
`guarded`), and XLSX writes them as text. JSON Lines and Parquet hold values as they are.
"""

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal, Protocol, TypeAlias, get_args

import polars as pl

from groundswell.kernel.errors import Invalid
from groundswell.kernel.files import replacing

Format: TypeAlias = Literal["csv", "xlsx", "jsonl", "parquet"]
Columns: TypeAlias = Mapping[str, pl.DataType | type[pl.DataType]]

FORMATS: tuple[Format, ...] = get_args(Format)
MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
SHEET_ROWS = 1_048_575  # rows of an XLSX sheet under its header
_CELL_LENGTH = 32_767
_BATCH = 5_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d[\d .,]*%?")


class Table(Protocol):
    """A table that is being written."""

    count: int

    def row(self, values: Mapping[str, object]) -> None:
        """Append one row; a column that is not named is null."""

    def frame(self, frame: pl.DataFrame) -> None:
        """Append the rows of a frame; columns are taken by name, a missing one is null."""


def format_of(path: Path, asked: str | None = None) -> Format:
    """The format asked for, else the one the suffix names; raises Invalid."""
    word = (asked or path.suffix.removeprefix(".")).lower()
    for known in FORMATS:
        if word == known:
            return known
    raise Invalid(
        f"{word!r} is not a format of tables; expected one of {', '.join(FORMATS)}.",
        field="format",
    )


@contextmanager
def open_table(
    target: Path | BinaryIO, kind: Format, columns: Columns, *, guard: bool = True
) -> Iterator[Table]:
    """Begin a table of these columns at a path (atomically) or in a binary stream.

    A path gets its content when the block ends well and stays as it was otherwise. ``guard`` off
    leaves CSV cells as they are, for files that only machines read.
    """
    if isinstance(target, Path):
        with replacing(target) as part, _writer(part, kind, columns, guard=guard) as table:
            yield table
            table.finish()
        return
    if kind in {"csv", "jsonl"}:
        with _writer(target, kind, columns, guard=guard) as table:
            yield table
            table.finish()
        return
    with tempfile.TemporaryDirectory(prefix="groundswell-table-") as folder:
        part = Path(folder) / f"table.{kind}"
        with _writer(part, kind, columns, guard=guard) as table:
            yield table
            table.finish()
        with part.open("rb") as done:
            shutil.copyfileobj(done, target, 1 << 20)


def guarded(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would run it as a formula.

    Plain numbers with a sign stay as they are.
    """
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    if text.startswith("'") and text[1:].startswith(_FORMULA):
        return text[1:]
    return text


# ---------------------------------------------------------------- writers


class _Buffered:
    """Collects single rows into frames."""

    def __init__(self, columns: Columns) -> None:
        self.columns = dict(columns)
        self.count = 0
        self._waiting: list[Mapping[str, object]] = []

    def row(self, values: Mapping[str, object]) -> None:
        self._waiting.append(values)
        if len(self._waiting) >= _BATCH:
            self._drain()

    def frame(self, frame: pl.DataFrame) -> None:
        self._drain()
        self._append(frame)

    def finish(self) -> None:
        """Write what waits, and the end of the file."""
        self._drain()

    def _drain(self) -> None:
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            data = {name: [row.get(name) for row in waiting] for name in self.columns}
            self._append(pl.DataFrame(data, schema=self.columns))

    def _append(self, frame: pl.DataFrame) -> None:
        known = [
            (pl.col(name) if name in frame.columns else pl.lit(None).alias(name)).cast(dtype)
            for name, dtype in self.columns.items()
        ]
        self.count += frame.height
        self._write(frame.select(known) if frame.height else pl.DataFrame(schema=self.columns))

    def _write(self, frame: pl.DataFrame) -> None:
        raise NotImplementedError


class _Csv(_Buffered):
    def __init__(self, out: BinaryIO, columns: Columns, *, guard: bool) -> None:
        super().__init__(columns)
        self._out = out
        self._guard = guard
        header = pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
        out.write(header.write_csv().encode())

    def _write(self, frame: pl.DataFrame) -> None:
        flat = frame.select(self._cell(name, dtype) for name, dtype in frame.schema.items())
        self._out.write(flat.write_csv(include_header=False).encode())

    def _cell(self, name: str, dtype: pl.DataType) -> pl.Expr:
        cell = _flat(name, dtype)
        if not self._guard or dtype.is_numeric() or dtype.is_temporal() or dtype == pl.Boolean:
            return cell
        formula = cell.str.contains(r"^[=+\-@\t\r]") & ~cell.str.contains(f"^{_NUMBER.pattern}$")
        return pl.when(formula).then(pl.lit("'") + cell).otherwise(cell).alias(name)


class _JsonLines(_Buffered):
    def __init__(self, out: BinaryIO, columns: Columns) -> None:
        super().__init__(columns)
        self._out = out

    def _write(self, frame: pl.DataFrame) -> None:
        self._out.write(frame.write_ndjson().encode())


class _Parquet(_Buffered):
    """Parts beside, joined at the end by a streaming scan: Polars has no appending writer."""

    def __init__(self, out: Path, folder: Path, columns: Columns) -> None:
        super().__init__(columns)
        self._out = out
        self._folder = folder
        self._parts = 0
        self._write(pl.DataFrame(schema=self.columns))

    def _write(self, frame: pl.DataFrame) -> None:
        frame.write_ipc(self._folder / f"{self._parts:08}.arrow", compression="lz4")
        self._parts += 1

    def finish(self) -> None:
        super().finish()
        parts = sorted(self._folder.glob("*.arrow"))
        pl.scan_ipc(parts).sink_parquet(self._out)


class _Xlsx(_Buffered):
    def __init__(self, out: Path, columns: Columns) -> None:
        from xlsxwriter import Workbook

        super().__init__(columns)
        self._book = Workbook(
            str(out), {"constant_memory": True, "in_memory": False, "default_date_format": ""}
        )
        self._bold = self._book.add_format({"bold": True})
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._time = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._sheet: Any = None
        self._line = 0
        self._closed = False
        self._new_sheet()

    def _new_sheet(self) -> None:
        self._sheet = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        for index, name in enumerate(self.columns):
            self._sheet.write_string(0, index, name, self._bold)
        self._line = 0

    def _write(self, frame: pl.DataFrame) -> None:
        flat = frame.select(_flat(name, dtype) for name, dtype in frame.schema.items())
        for values in flat.iter_rows():
            if self._line == SHEET_ROWS:
                self._new_sheet()
            self._line += 1
            self._put(values)

    def _put(self, values: Sequence[object]) -> None:
        for index, value in enumerate(values):
            if isinstance(value, bool):
                self._sheet.write_boolean(self._line, index, value)
            elif isinstance(value, int | float):
                if value == value and abs(value) != float("inf"):  # noqa: PLR0124 - NaN
                    self._sheet.write_number(self._line, index, value)
            elif isinstance(value, datetime):
                bare = value.replace(tzinfo=None)
                self._sheet.write_datetime(self._line, index, bare, self._time)
            elif isinstance(value, date):
                self._sheet.write_datetime(self._line, index, value, self._date)
            elif value is not None:
                self._sheet.write_string(self._line, index, str(value)[:_CELL_LENGTH])

    def finish(self) -> None:
        super().finish()
        self.close()

    def close(self) -> None:
        """Close the workbook; only `finish` leaves a complete one."""
        if not self._closed:
            self._closed = True
            self._book.close()


@contextmanager
def _writer(
    out: Path | BinaryIO, kind: Format, columns: Columns, *, guard: bool
) -> Iterator[_Buffered]:
    if kind == "parquet":
        assert isinstance(out, Path)
        with tempfile.TemporaryDirectory(prefix=".table-", dir=out.parent) as folder:
            yield _Parquet(out, Path(folder), columns)
    elif kind == "xlsx":
        assert isinstance(out, Path)
        book = _Xlsx(out, columns)
        try:
            yield book
        finally:
            book.close()
    elif isinstance(out, Path):
        with out.open("xb") as file:
            yield _plain(file, kind, columns, guard=guard)
    else:
        yield _plain(out, kind, columns, guard=guard)


def _plain(out: BinaryIO, kind: Format, columns: Columns, *, guard: bool) -> _Buffered:
    return _Csv(out, columns, guard=guard) if kind == "csv" else _JsonLines(out, columns)


def _flat(name: str, dtype: pl.DataType) -> pl.Expr:
    """The column as one cell: lists joined by ``; ``, structures as JSON, the rest as it is."""
    column = pl.col(name)
    if isinstance(dtype, pl.List):
        if isinstance(dtype.inner, pl.Struct | pl.List):
            return column.list.eval(pl.element().struct.json_encode()).list.join("; ")
        return column.cast(pl.List(pl.String)).list.join("; ")
    if isinstance(dtype, pl.Struct):
        return column.struct.json_encode()
    return column
