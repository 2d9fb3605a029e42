"""Sealed files as rows of text, a batch at a time.

Delimited text is streamed; a workbook is held in memory, as its form demands, and never unpacked to
a disk.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from groundswell.circle.errors import BadFile

Numbered = tuple[int, list[str]]

_HEAD = 256 * 1024
_LONGEST_CELL = 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def rows_of(content: BinaryIO) -> Iterator[Numbered]:
    """The rows that hold anything, each with its number (the first is 1), as a spreadsheet counts.

    Raises:
        BadFile: neither text nor a workbook, or a workbook that cannot be opened.
    """
    head = content.read(_HEAD)
    content.seek(0)
    if head.startswith((_ZIP, _OLE)):
        rows = _workbook(content.read())
    elif b"\0" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadFile("This is neither a table of text nor a workbook.", field="file")
    else:
        rows = _delimited(content, head)
    for number, cells in rows:
        if any(cell.strip() for cell in cells):
            yield number, cells


def batches(rows: Iterator[Numbered], size: int) -> Iterator[list[Numbered]]:
    """The rows in lists of ``size``; the last may be shorter."""
    while batch := list(islice(rows, size)):
        yield batch


def _delimited(content: BinaryIO, head: bytes) -> Iterator[Numbered]:
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if encoding is None:
        encoding = "utf-8" if _is_utf8(head) else "cp1252"
    start = head.decode(encoding, "replace")
    csv.field_size_limit(_LONGEST_CELL)
    text = io.TextIOWrapper(content, encoding, errors="replace", newline="")
    reader = csv.reader(_without_nul(text), delimiter=_separator(start))
    number = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:  # a cell beyond all measure: a quote that was never closed
            cells = [""]
        number += 1
        yield number, cells
    text.detach()


def _without_nul(lines: Iterator[str]) -> Iterator[str]:
    return (line.replace("\0", "") for line in lines)


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < _HEAD)
    except UnicodeDecodeError:
        return False
    return True


def _separator(text: str) -> str:
    """What parts the cells of most lines; a comma where nothing does (one column)."""
    lines = [line for line in text.splitlines()[:200] if line.strip()]
    scores = {one: sum(one in line for line in lines) for one in "\t;,|"}
    best = max(scores, key=lambda one: scores[one])
    return best if scores[best] * 2 > len(lines) else ","


def _workbook(content: bytes) -> Iterator[Numbered]:
    import fastexcel

    try:
        book = fastexcel.read_excel(content)
        sheet = next(
            (
                found
                for name in book.sheet_names
                if (found := book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string"))
                and found.visible == "visible"
                and found.height
            ),
            None,
        )
    except fastexcel.FastExcelError as error:
        raise BadFile(
            f"This workbook cannot be read: {error}.",
            field="file",
            hint="Save it without a password, or as CSV.",
        ) from error
    if sheet is None:
        return
    for number, cells in enumerate(sheet.to_polars().iter_rows(), start=1):
        yield number, ["" if cell is None else str(cell) for cell in cells]
