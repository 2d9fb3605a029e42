"""Workbooks and Parquet as tables of strings."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from groundswell.connectors.spreadsheet import sniffing
from groundswell.connectors.spreadsheet.decoding import Entry
from groundswell.connectors.spreadsheet.delimited import ROW, Batch
from groundswell.kernel.errors import Invalid

BATCH = 50_000
_SPREAD = 8


@dataclass(frozen=True, slots=True)
class SheetTable:
    """One sheet of a workbook, held in memory."""

    name: str
    frame: pl.DataFrame
    headers: tuple[str, ...]
    has_header: bool
    notes: tuple[str, ...]

    @property
    def form(self) -> str:
        """What it is, in words."""
        return "workbook sheet"

    def batches(self) -> Iterator[Batch]:
        """Every row that is not empty."""
        for piece in self.frame.iter_slices(BATCH):
            yield Batch(piece)

    def sample(self) -> Iterator[Batch]:
        """Rows from all over the sheet."""
        step = max(self.frame.height // BATCH, 1)
        yield Batch(self.frame.gather_every(step).head(BATCH))


def sheets(entry: Entry, header: bool | None) -> Iterator[SheetTable]:  # noqa: FBT001
    """The sheets of a workbook that hold rows; hidden ones are passed over."""
    import fastexcel

    with entry.open() as stream:
        content = stream.read()
    try:
        book = fastexcel.read_excel(content)
        names = book.sheet_names
        for name in names:
            sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            if sheet.visible == "visible":
                frame = sheet.to_polars()
                table = _sheet(f"{entry.name} / {name}", frame, header)
                if table is not None:
                    yield table
    except fastexcel.FastExcelError as error:
        raise Invalid(
            f"{entry.name} cannot be read as a workbook: {error}.",
            field="file",
            hint="A workbook locked with a password must be saved without it first.",
        ) from error


def _sheet(name: str, frame: pl.DataFrame, header: bool | None) -> SheetTable | None:  # noqa: FBT001
    width = frame.width
    frame = frame.rename({old: str(at) for at, old in enumerate(frame.columns)})
    texts = pl.col(pl.String).str.strip_chars()
    frame = frame.with_row_index(ROW, offset=1).with_columns(
        pl.col(ROW).cast(pl.Int64), pl.when(texts != "").then(texts)
    )
    frame = frame.filter(pl.any_horizontal(pl.col(pl.String).is_not_null()))
    if not frame.height:
        return None
    head = frame.head(200)
    filled = head.select(pl.sum_horizontal(pl.col(pl.String).is_not_null().cast(pl.Int32)))
    counts = filled.to_series().to_list()
    usual = sorted(counts)[len(counts) // 2]
    at = next(index for index, count in enumerate(counts) if count * 2 >= usual)
    rows = [list(row[1:]) for row in head.slice(at).iter_rows()]
    named = sniffing.has_header(rows[0], rows[1:]) if header is None else header
    notes = []
    if at:
        notes.append(f"{at} rows above the header are not part of the table.")
    if not named:
        notes.append("The table has no header; columns are told by their values.")
    headers = sniffing.name_columns(rows[0] if named else None, width)
    return SheetTable(name, frame.slice(at + named), headers, named, tuple(notes))


@dataclass(frozen=True, slots=True)
class ParquetTable:
    """A Parquet file, read by slices."""

    entry: Entry
    headers: tuple[str, ...]
    columns: tuple[pl.Expr, ...]
    height: int

    @classmethod
    def open(cls, entry: Entry) -> "ParquetTable":
        """Read the schema."""
        try:
            frame = pl.scan_parquet(_source(entry))
            schema = frame.collect_schema()
            height = int(frame.select(pl.len()).collect().item())
        except (pl.exceptions.PolarsError, OSError) as error:
            raise Invalid(f"{entry.name} is a damaged Parquet file.", field="file") from error
        named = [
            pair for name, kind in schema.items() for pair in _as_text(name, pl.col(name), kind)
        ]
        expressions = tuple(value.alias(str(at)) for at, (_, value) in enumerate(named))
        return cls(entry, tuple(name for name, _ in named), expressions, height)

    @property
    def name(self) -> str:
        """The name of the entry."""
        return self.entry.name

    @property
    def form(self) -> str:
        """What it is, in words."""
        return "Parquet"

    @property
    def has_header(self) -> bool:
        """Parquet names its columns."""
        return True

    @property
    def notes(self) -> tuple[str, ...]:
        """Nothing is passed over."""
        return ()

    def batches(self) -> Iterator[Batch]:
        """Every row; the first is row 1."""
        for start in range(0, self.height, BATCH):
            yield self._slice(start, BATCH)

    def sample(self) -> Iterator[Batch]:
        """Slices from all over the file."""
        step = max(self.height // _SPREAD, BATCH // _SPREAD)
        for start in range(0, self.height, step):
            yield self._slice(start, BATCH // _SPREAD)

    def _slice(self, start: int, size: int) -> Batch:
        frame = pl.scan_parquet(_source(self.entry)).slice(start, size).select(self.columns)
        table = frame.with_row_index(ROW, offset=start + 1).collect()
        texts = pl.col(pl.String)
        return Batch(
            table.with_columns(pl.col(ROW).cast(pl.Int64), pl.when(texts != "").then(texts))
        )


def _source(entry: Entry) -> Any:
    if entry.plain:
        return entry.path
    with entry.open() as stream:
        return io.BytesIO(stream.read())


def _as_text(name: str, value: pl.Expr, kind: object) -> Iterator[tuple[str, pl.Expr]]:
    """A column as one String expression, or one for each field of a structure."""
    if isinstance(kind, pl.Struct):
        for inner in kind.fields:
            field = value.struct.field(inner.name)
            yield from _as_text(f"{name}.{inner.name}", field, inner.dtype)
    elif isinstance(kind, pl.List | pl.Array):
        listed = value if isinstance(kind, pl.List) else value.arr.to_list()
        if isinstance(kind.inner, pl.Struct):
            yield name, listed.list.eval(pl.element().struct.json_encode()).list.join("|")
        else:
            yield name, listed.cast(pl.List(pl.String)).list.join("|")
    elif kind == pl.Datetime:
        yield name, value.dt.to_string("iso:strict")
    elif kind == pl.Binary:
        yield name, value.cast(pl.String, strict=False)
    else:
        yield name, value.cast(pl.String)
