"""What kind of table a text is: separator, header, where the rows begin."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from groundswell.connectors.spreadsheet import vocabulary
from groundswell.connectors.spreadsheet.delimited import split

HEAD = 256 * 1024
_RECORDS = 200
_ENOUGH = 0.5  # share of records that must agree on their width
_SEPARATORS = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "bar",
    "^": "caret",
    "~": "tilde",
    "\x1f": "unit separator",
    ":": "colon",
}
_VALUE = re.compile(
    r"""^(?:[+\-]?[$€£]?[\d.,\s']*\d[\d.,\s']*\s?[kmbKMB%€$]?  # a number
         |https?://.*|www\..*|[^@\s]+@[^@\s]+\.[a-z]{2,}|@\S+      # an address
         |\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|nan|null|n/a|true|false)$""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How the records of a text are laid out.

    Attributes:
        separator: one character.
        width: cells per record.
        header: the cells of the header, None where there is none.
        first_row: row number of the first record of data.
        skipped: rows above the header that are not part of the table.
        mac: lines end with a lone carriage return.
    """

    separator: str
    width: int
    header: tuple[str, ...] | None
    first_row: int
    skipped: int
    mac: bool

    def headers(self) -> tuple[str, ...]:
        """A name for every column."""
        return name_columns(self.header, self.width)

    def notes(self) -> tuple[str, ...]:
        """What a person should know of how the table was found."""
        notes = []
        if self.skipped:
            notes.append(f"{self.skipped} rows above the header are not part of the table.")
        if self.header is None:
            notes.append("The table has no header; columns are told by their values.")
        return tuple(notes)

    def words(self) -> str:
        """``CSV, semicolon``."""
        if self.width == 1:
            return "one column"
        return f"CSV, {_SEPARATORS.get(self.separator, repr(self.separator))}"


def name_columns(header: Sequence[str | None] | None, width: int) -> tuple[str, ...]:
    """The header's words, ``Column 3`` where one is empty or there is none."""
    cells = list(header or [])
    cells += [None] * (width - len(cells))
    return tuple((cell or "").strip() or f"Column {at}" for at, cell in enumerate(cells, start=1))


def is_json(head: bytes) -> bool:
    """Whether text that starts so is JSON or JSON Lines."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return re.match(rb'[\[\s]*\{\s*("|\})', start) is not None


def layout(text: str, separator: str | None, header: bool | None) -> Layout | None:  # noqa: FBT001
    """The layout of a text from its head; None where there is not one record."""
    mac = "\n" not in text and "\r" in text
    text = re.sub("\r+\n", "\n", text)
    text = text.replace("\r", "\n" if mac else " ")
    whole = len(text) < HEAD * 9 // 10
    declared = 0
    if (first := re.match(r"sep=(.)\n", text)) is not None:  # the line that Excel understands
        separator = separator or first[1]
        declared = 1
    lines = text.split("\n")
    if not whole or not lines[-1]:
        lines.pop()
    if separator is None:
        best = max(_SEPARATORS, key=lambda mark: _consistency(lines, mark))
        alone = _consistency(lines, best) < (_ENOUGH, 2)
        separator = "\x1f" if alone else best  # one column: a mark that no text holds
    records = _records(lines[declared:], separator)
    if not records:
        return None
    width = _width(records)
    skipped = _preamble(records, width)
    at = records[skipped][0] + declared
    rows = [cells for _, cells in records[skipped:] if len(cells) == width]
    if not rows:
        return None
    named = has_header(rows[0], rows[1:]) if header is None else header
    above = sum(1 for row, _ in records[:skipped] if row)
    if not named:
        return Layout(separator, width, None, at, above, mac)
    return Layout(separator, width, tuple(rows[0]), at + 1, above, mac)


def has_header(first: Sequence[str | None], rest: Sequence[Sequence[str | None]]) -> bool:
    """Whether the first record names the columns.

    It does where one of its cells is a known name of a column, or where none of its cells looks like
    a value while a column below does; it does not where one of its cells looks like a value.
    """
    cells = [(cell or "").strip() for cell in first]
    known = sum(1 for cell in cells if cell and vocabulary.known(cell))
    values = sum(1 for cell in cells if _VALUE.match(cell))
    if known or values:
        return known > values
    filled = [cell for cell in cells if cell]
    if len(set(filled)) < len(filled):
        return False
    below = any(
        rest and sum(1 for row in rest if _VALUE.match((row[at] or "").strip())) * 2 > len(rest)
        for at in range(len(cells))
    )
    return below or (len(cells) > 1 and not rest)


def _records(lines: Sequence[str], separator: str) -> list[tuple[int, list[str]]]:
    """The first records with their row numbers; a blank line is a row but no record."""
    records: list[tuple[int, list[str]]] = []
    at = row = 0
    while at < len(lines) and len(records) < _RECORDS:
        text, row = lines[at], row + 1
        at += 1
        while (cells := split(text, separator)) is None and at < len(lines):
            text += "\n" + lines[at]
            at += 1
        if cells is not None and text.strip():
            records.append((row, cells))
    return records


def _width(records: Sequence[tuple[int, list[str]]]) -> int:
    counts = Counter(len(cells) for _, cells in records)
    return max(counts, key=lambda width: (counts[width], width))


def _preamble(records: Sequence[tuple[int, list[str]]], width: int) -> int:
    """How many records stand above the table: titles, which fill one cell or none."""
    if width == 1:
        return 0
    for index, (_, cells) in enumerate(records):
        if len(cells) == width and sum(1 for cell in cells if cell.strip()) > 1:
            return index
    return 0


def _consistency(lines: Sequence[str], separator: str) -> tuple[float, int]:
    """How alike the records are when cut at a separator: share of the commonest width, width."""
    records = _records(lines, separator)
    if not records:
        return 0.0, 0
    width = _width(records)
    if width == 1:
        return 0.0, 0
    alike = sum(1 for _, cells in records if len(cells) == width) / len(records)
    rare = 0.5 if separator in ":^~" else 1.0  # colons stand in times and addresses too
    return round(alike * rare, 2), width
