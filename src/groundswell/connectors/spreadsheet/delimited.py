"""Records of delimited text, in blocks, with the number of the row each stands in.

Polars parses fast but says nothing of rows with too few or too many cells, so the record bounds
and the cells of each record are counted first, over the whole block with NumPy; Polars then gets
the sound records only, and its answer must have exactly their number. Blocks with quotes that do
not follow RFC 4180 go through a slower reader that recovers line by line.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from groundswell.connectors.spreadsheet.decoding import UNREADABLE

QUOTE = '"'
_Q, _NL = ord(QUOTE), ord("\n")
RECORD_LIMIT = 1024 * 1024  # a longer record is a quote that was never closed
ROW = "row"

TOO_MANY = "The row has {got} cells where the table has {want}."
TOO_FEW = "The row has only {got} cells where the table has {want}."
UNCLOSED = "A quote is opened and never closed."
ENCODING = "The row holds bytes that cannot be read as text."

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be read as a row of the table."""

    row: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a table.

    Attributes:
        frame: `ROW` (Int64, the row as a spreadsheet numbers it: first row 1, header counted, a cell
            with line breaks is one row) and one String column per cell, named ``0``, ``1`` ...;
            an empty cell is null.
        bad: rows that could not be read.
        part: how much of the file was read by now, 0 to 1; None where that is not known.
    """

    frame: pl.DataFrame
    bad: tuple[BadRow, ...] = ()
    part: float | None = None


@dataclass(slots=True)
class Reader:
    """Cuts UTF-8 blocks into batches; remembers what is left over and the row reached."""

    separator: str
    width: int
    mac: bool = False  # lines end with a lone carriage return
    row: int = 1  # number of the next record
    carry: bytes = b""

    def read(self, block: bytes, *, final: bool = False) -> Batch:
        """The records that end within the carried bytes and this block."""
        data = self.carry + block
        if b"\r" in data:
            data = _one_line_end(data, mac=self.mac, final=final)
        if final and data and not data.endswith(b"\n"):
            data += b"\n"
        data = _sound(data)
        self.carry = b""
        if not data:
            return Batch(self._frame([]))
        bounds = _bounds(data, self.separator)
        if bounds is None or (final and bounds.rest < len(data)) or bounds.stuck(len(data)):
            return self._slow(data, final=final)
        self.carry = data[bounds.rest :]
        return self._fast(data[: bounds.rest], bounds)

    def _fast(self, data: bytes, bounds: "_Bounds") -> Batch:
        count = len(bounds.ends)
        rows = np.arange(self.row, self.row + count)
        blank = bounds.ends == bounds.starts
        good = (bounds.cells == self.width) & ~blank
        unreadable = _unreadable(data, bounds)
        good[list(unreadable)] = False
        first = self.row
        self.row += count
        repaired: list[tuple[int, list[str]]] = []
        bad: list[BadRow] = []
        for index in np.flatnonzero(~good & ~blank):
            raw = data[bounds.starts[index] : bounds.ends[index]]
            if not raw.strip():
                continue
            self._judge(first + int(index), raw, repaired, bad, readable=index not in unreadable)
        frame = self._parse(_keep(data, bounds, good), rows[good])
        if frame is None:
            self.row = first
            return self._slow(data, final=True)
        if repaired:
            frame = pl.concat([frame, self._frame(repaired)]).sort(ROW)
        return Batch(frame, tuple(bad))

    def _parse(self, data: bytes, rows: Positions) -> pl.DataFrame | None:
        """The records by Polars, or None where it does not see as many as we do."""
        if not len(rows):
            return self._frame([])
        names = [str(index) for index in range(self.width)]
        try:
            frame = pl.read_csv(
                data,
                has_header=False,
                new_columns=names,
                separator=self.separator,
                infer_schema=False,
            )
        except pl.exceptions.PolarsError:
            return None
        if frame.shape != (len(rows), self.width):
            return None
        return _nulls(frame.insert_column(0, pl.Series(ROW, rows, pl.Int64)))

    def _slow(self, data: bytes, *, final: bool) -> Batch:
        good: list[tuple[int, list[str]]] = []
        bad: list[BadRow] = []
        cut = data.rfind(b"\n") + 1  # what follows is a line begun
        lines = data[:cut].decode().split("\n")[:-1]
        at = 0
        while at < len(lines):
            cells, used = self._record(lines, at)
            if cells is None and not final and used == 0:
                break  # open at the end of what we have: wait for more
            text = "\n".join(lines[at : at + max(used, 1)])
            if cells is None:
                bad.append(BadRow(self.row, UNCLOSED, text))
                used = 1
            elif text.strip():
                self._judge(self.row, text.encode(), good, bad, readable="\0" not in text)
            self.row += 1
            at += used
        self.carry = "".join(f"{line}\n" for line in lines[at:]).encode() + data[cut:]
        return Batch(self._frame(good), tuple(bad))

    def _record(self, lines: list[str], at: int) -> tuple[list[str] | None, int]:
        """The cells of the record that starts in line ``at`` and how many lines it takes.

        (None, 0): still open at the last line; (None, 1): a quote that is never closed. A record of
        several lines with the wrong number of cells is taken for a stray quote in its first line.
        """
        text = lines[at]
        used = 1
        while (cells := split(text, self.separator)) is None:
            if len(text) > RECORD_LIMIT:
                return None, 1
            if at + used == len(lines):
                return None, 0
            text += "\n" + lines[at + used]
            used += 1
        if used > 1 and len(cells) != self.width:
            return None, 1
        return cells, used

    def _judge(
        self,
        row: int,
        raw: bytes,
        good: list[tuple[int, list[str]]],
        bad: list[BadRow],
        *,
        readable: bool,
    ) -> None:
        """Sort one odd record: sound after all, or bad and why."""
        text = raw.decode("utf-8", "replace")
        if not readable:
            bad.append(BadRow(row, ENCODING, text.replace("\0", "\ufffd")))
            return
        cells = split(text, self.separator)
        if cells is None or len(cells) != self.width:
            other = split(text, self.separator, backslash=True)
            cells = other if other is not None and len(other) == self.width else cells
        if cells is None:
            bad.append(BadRow(row, UNCLOSED, text))
            return
        while len(cells) > self.width and not cells[-1].strip():
            cells.pop()  # separators after the last cell
        if len(cells) == self.width:
            good.append((row, cells))
            return
        reason = TOO_MANY if len(cells) > self.width else TOO_FEW
        bad.append(BadRow(row, reason.format(got=len(cells), want=self.width), text))

    def _frame(self, records: list[tuple[int, list[str]]]) -> pl.DataFrame:
        columns: dict[str, pl.Series] = {ROW: pl.Series(ROW, [row for row, _ in records], pl.Int64)}
        for index in range(self.width):
            name = str(index)
            columns[name] = pl.Series(name, [cells[index] for _, cells in records], pl.String)
        return _nulls(pl.DataFrame(columns))


def split(text: str, separator: str, *, backslash: bool = False) -> list[str] | None:
    r"""The cells of one record, or None where a quoted cell does not end.

    A quote counts only at the start of a cell; a cell with text after its closing quote is kept as
    it stands. ``backslash`` reads ``\"`` as a quote within a quoted cell.
    """
    if QUOTE not in text:
        return text.split(separator)
    cells: list[str] = []
    at = 0
    while True:
        if not text.startswith(QUOTE, at):
            end = text.find(separator, at)
            cells.append(text[at:] if end < 0 else text[at:end])
        else:
            close = _closing(text, at + 1, backslash=backslash)
            if close < 0:
                return None
            if close + 1 == len(text) or text.startswith(separator, close + 1):
                inner = text[at + 1 : close].replace('""', QUOTE)
                cells.append(inner.replace('\\"', QUOTE) if backslash else inner)
                end = close + 1 if close + 1 < len(text) else -1
            else:
                end = text.find(separator, close + 1)
                cells.append(text[at:] if end < 0 else text[at:end])
        if end < 0:
            return cells
        at = end + len(separator)


def _closing(text: str, at: int, *, backslash: bool) -> int:
    """Where the quoted cell that started before ``at`` closes; -1 where it does not."""
    while (found := text.find(QUOTE, at)) >= 0:
        if backslash and text[found - 1] == "\\":
            at = found + 1
        elif text.startswith(QUOTE, found + 1):
            at = found + 2
        else:
            return found
    return -1


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Where the records of a block begin and end, how many cells each has, where the rest begins."""

    starts: Positions
    ends: Positions
    cells: Positions
    rest: int

    def stuck(self, length: int) -> bool:
        return length - self.rest > RECORD_LIMIT


def _bounds(data: bytes, separator: str) -> _Bounds | None:
    """The record bounds by quote parity, or None where the quotes do not follow RFC 4180."""
    letters = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(letters == _NL)
    marks = np.flatnonzero(letters == ord(separator))
    if QUOTE.encode() in data:
        quotes = np.flatnonzero(letters == _Q)
        if not _regular(letters, quotes, separator):
            return None
        ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
        marks = marks[np.searchsorted(quotes, marks) % 2 == 0]
    starts = np.concatenate([[0], ends[:-1] + 1]) if len(ends) else ends
    cells = np.diff(np.searchsorted(marks, ends), prepend=0) + 1
    rest = int(ends[-1]) + 1 if len(ends) else 0
    return _Bounds(starts, ends, cells, rest)


def _regular(letters: npt.NDArray[np.uint8], quotes: Positions, separator: str) -> bool:
    """Whether every opening quote starts a cell and every closing one ends it (or is doubled)."""
    breaks = np.zeros(256, dtype=bool)
    breaks[[_NL, ord(separator), _Q]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    before = letters[np.maximum(opening - 1, 0)]
    if not bool((breaks[before] | (opening == 0)).all()):
        return False
    # an "opening" quote right after another quote is the second half of a doubled one
    after = letters[np.minimum(closing + 1, len(letters) - 1)]
    return bool((breaks[after] | (closing == len(letters) - 1)).all())


def _unreadable(data: bytes, bounds: _Bounds) -> set[int]:
    """Indexes of the records that hold an unreadable byte."""
    if UNREADABLE not in data:
        return set()
    zeros = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == 0)
    return {int(index) for index in np.searchsorted(bounds.ends, zeros)}


def _sound(data: bytes) -> bytes:
    """The data with what is not UTF-8 up to the last line end replaced by `UNREADABLE`."""
    cut = data.rfind(b"\n") + 1
    body = data[:cut]
    try:
        body.decode()
    except UnicodeDecodeError:
        return body.decode("utf-8", "groundswell-nul").encode() + data[cut:]
    return data


def _keep(data: bytes, bounds: _Bounds, good: npt.NDArray[np.bool_]) -> bytes:
    if bool(good.all()):
        return data
    edges = np.flatnonzero(np.diff(np.concatenate([[False], good, [False]]).astype(np.int8)))
    spans = edges.reshape(-1, 2)
    return b"".join(data[bounds.starts[first] : bounds.ends[last - 1] + 1] for first, last in spans)


def _one_line_end(data: bytes, *, mac: bool, final: bool) -> bytes:
    r"""Line ends as ``\n``: after ``\r\n``, ``\r\r\n`` (a text-mode slip) and, on old Macs, ``\r``."""
    held = b""
    if not final:
        body = data.rstrip(b"\r")
        data, held = body, data[len(body) :]
    data = data.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n")
    return data.replace(b"\r", b"\n" if mac else b" ") + held


def _nulls(frame: pl.DataFrame) -> pl.DataFrame:
    texts = pl.col(pl.String)
    return frame.with_columns(pl.when(texts != "").then(texts))


def slices(batch: Batch, size: int) -> Iterator[Batch]:
    """A batch cut into pieces of at most ``size`` rows; the bad rows go with the first."""
    bad = batch.bad
    for piece in batch.frame.iter_slices(size):
        yield Batch(piece, bad, batch.part)
        bad = ()
    if bad:
        yield Batch(batch.frame.clear(), bad, batch.part)
