"""Files become tables: found, sniffed, and streamed as frames of strings with row numbers.

``open_tables`` answers every table of a file: one for a CSV, one per sheet of a workbook, one per
member of a zip. A table is read in batches and never held whole (a workbook sheet is: the format
allows no other way, and it holds at most 1,048,576 rows).
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import polars as pl

from groundswell.connectors.spreadsheet import delimited, sniffing
from groundswell.connectors.spreadsheet.decoding import BLOCK, Entry, guess_encoding, utf8_blocks
from groundswell.connectors.spreadsheet.delimited import ROW, BadRow, Batch
from groundswell.kernel.errors import Invalid

__all__ = ["ROW", "BadRow", "Batch", "Options", "Table", "open_tables"]

BATCH = 50_000
_SPREAD = 8  # places of a long file that the sample looks at besides its head
_SPREAD_BYTES = 128 * 1024
_GZIP, _ZIP, _PARQUET, _OLE = b"\x1f\x8b", b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0"
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may set where the guess is wrong; None leaves it to the guess."""

    separator: str | None = None
    encoding: str | None = None
    header: bool | None = None
    sheet: str | None = None


class Table(Protocol):
    """Rows under named columns.

    Attributes:
        name: ``creators.csv``, ``book.xlsx / Sheet1``, ``all.zip / creators.csv``.
        form: what was found out, for people: ``CSV, semicolon, Windows-1252``.
        headers: one per column; ``Column 3`` where the table has none.
        has_header: whether the headers are the table's own.
        notes: what was passed over on the way, one sentence each.
    """

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def form(self) -> str: ...  # noqa: D102
    @property
    def headers(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def has_header(self) -> bool: ...  # noqa: D102
    @property
    def notes(self) -> tuple[str, ...]: ...  # noqa: D102

    def batches(self) -> Iterator[Batch]:
        """Every row, in order, in batches of at most `BATCH` rows."""
        ...

    def sample(self) -> Iterator[Batch]:
        """The head, and where the form allows it rows from all over the file."""
        ...


def open_tables(path: Path, options: Options = Options()) -> list[Table]:
    """The tables of a file.

    Raises:
        Invalid: no such file, an empty one, one that holds no table, or a damaged archive.
    """
    if not path.is_file():
        raise Invalid(f"There is no file {path}.", field="file")
    if path.stat().st_size == 0:
        raise Invalid(f"{path.name} is empty.", field="file")
    tables: list[Table] = []
    for entry in _entries(path):
        tables.extend(_tables(entry, options))
    if options.sheet is not None:
        names = [table.name for table in tables]
        tables = [table for table in tables if table.name.endswith(f" / {options.sheet}")]
        if not tables:
            raise Invalid(
                f"{path.name} has no sheet {options.sheet!r}.",
                field="sheet",
                hint=f"It has: {', '.join(names)}.",
            )
    if not tables:
        raise Invalid(f"{path.name} holds no table.", field="file")
    return tables


def _entries(path: Path) -> Iterator[Entry]:
    with path.open("rb") as stream:
        head = stream.read(4)
    if head.startswith(_GZIP):
        yield Entry(path.name, path, packed=True)
    elif head == _ZIP and not _is_workbook(path):
        try:
            with zipfile.ZipFile(path) as archive:
                members = [info for info in archive.infolist() if info.file_size]
        except zipfile.BadZipFile as error:
            raise Invalid(f"{path.name} is a damaged archive: {error}.", field="file") from error
        for info in members:
            if not any(junk in info.filename for junk in _JUNK):
                yield Entry(f"{path.name} / {info.filename}", path, member=info.filename)
    else:
        yield Entry(path.name, path)


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return path.suffix.lower() in _WORKBOOKS
    return "[Content_Types].xml" in names or "META-INF/manifest.xml" in names


def _tables(entry: Entry, options: Options) -> list[Table]:
    from groundswell.connectors.spreadsheet import objects, structured

    with entry.open() as stream:
        head = stream.read(64 * 1024)
    if head[:4] == _PARQUET:
        return [structured.ParquetTable.open(entry)]
    if head[:4] in {_ZIP, _OLE} or entry.suffix in _WORKBOOKS:
        return list(structured.sheets(entry, options.header))
    if entry.suffix in {".json", ".jsonl", ".ndjson"} or sniffing.is_json(head):
        return [objects.JsonTable.open(entry, options.encoding)]
    return [DelimitedTable.open(entry, options)]


@dataclass(frozen=True, slots=True)
class DelimitedTable:
    """A table of delimited text."""

    entry: Entry
    encoding: str
    layout: sniffing.Layout
    headers: tuple[str, ...]
    has_header: bool
    notes: tuple[str, ...] = field(default=())

    @classmethod
    def open(cls, entry: Entry, options: Options) -> "DelimitedTable":
        """Find out encoding, separator and header from the head of the entry."""
        encoding = options.encoding or guess_encoding(entry)
        head = b""
        for block in utf8_blocks(entry, encoding, sniffing.HEAD):
            head += block
            if len(head) >= sniffing.HEAD:
                break
        text = head.decode("utf-8", "replace").replace("\0", "\ufffd")
        layout = sniffing.layout(text, options.separator, options.header)
        if layout is None:
            raise Invalid(f"{entry.name} holds no table.", field="file")
        return cls(
            entry, encoding, layout, layout.headers(), layout.header is not None, layout.notes()
        )

    @property
    def name(self) -> str:
        """The name of the entry."""
        return self.entry.name

    @property
    def form(self) -> str:
        """Separator and encoding in words."""
        return f"{self.layout.words()}, {_ENCODINGS.get(self.encoding, self.encoding)}"

    def batches(self) -> Iterator[Batch]:
        """Every row below the header."""
        reader = self._reader()
        previous: bytes | None = None
        taken = 0
        for block in utf8_blocks(self.entry, self.encoding):
            if previous is not None:
                yield from self._read(reader, previous, taken)
            previous = block
            taken += BLOCK
        yield from self._read(reader, previous or b"", taken, final=True)

    def sample(self) -> Iterator[Batch]:
        """The first rows, and rows from even places of a long plain file."""
        for index, batch in enumerate(self.batches()):
            yield batch
            if index == 0:
                break
        length = self.entry.path.stat().st_size
        if not (self.entry.plain and self.encoding in {"utf-8", "cp1252"}) or length < 64 << 20:
            return
        for place in range(1, _SPREAD + 1):
            start = place * (length - _SPREAD_BYTES) // _SPREAD
            block = next(utf8_blocks(self.entry, self.encoding, _SPREAD_BYTES, start=start), b"")
            reader = self._reader()
            reader.row = 1 << 40  # numbers of sampled rows mean nothing
            _, _, block = block.partition(b"\n")  # the record begun before
            block = block[: block.rfind(b"\n") + 1]
            yield Batch(reader.read(block, final=True).frame)

    def _reader(self) -> delimited.Reader:
        return delimited.Reader(self.layout.separator, self.layout.width, self.layout.mac)

    def _read(
        self, reader: delimited.Reader, block: bytes, taken: int, *, final: bool = False
    ) -> Iterator[Batch]:
        batch = reader.read(block, final=final)
        size = self.entry.path.stat().st_size
        said = pl.any_horizontal(pl.col(pl.String).is_not_null())  # not only separators
        batch = Batch(
            batch.frame.filter(said & (pl.col(ROW) >= self.layout.first_row)),
            tuple(bad for bad in batch.bad if bad.row >= self.layout.first_row),
            min(taken / size, 1.0) if self.entry.plain else None,
        )
        yield from delimited.slices(batch, BATCH)


_ENCODINGS = {"utf-8": "UTF-8", "cp1252": "Windows-1252"} | {
    f"utf-{bits}-{end}": f"UTF-{bits}" for bits in (16, 32) for end in ("le", "be")
}
