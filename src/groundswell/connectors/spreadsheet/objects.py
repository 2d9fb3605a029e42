"""JSON and JSON Lines as tables of strings."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import orjson
import polars as pl

from groundswell.connectors.spreadsheet.decoding import Entry, guess_encoding, utf8_blocks
from groundswell.connectors.spreadsheet.delimited import ROW, BadRow, Batch
from groundswell.kernel.errors import Invalid

BATCH = 50_000
_WHOLE_JSON = 512 * 1024 * 1024  # a JSON document that is not a list is held whole
_NOT_AN_OBJECT = "The line is not a JSON object."
_BETWEEN = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class JsonTable:
    """JSON Lines, or a JSON document that holds a list of objects.

    Objects within objects become columns named ``stats.followers``; lists become their JSON text.
    """

    entry: Entry
    encoding: str
    lines: bool
    headers: tuple[str, ...]

    @classmethod
    def open(cls, entry: Entry, encoding: str | None) -> "JsonTable":
        """Find the columns: every name that any object has."""
        encoding = encoding or guess_encoding(entry)
        lines = _is_lines(entry, encoding)
        names: dict[str, None] = {}
        for _, item in _items(entry, encoding, lines=lines):
            if isinstance(item, dict):
                names.update(dict.fromkeys(_flat(item)))
        if not names:
            raise Invalid(f"{entry.name} holds no JSON objects.", field="file")
        return cls(entry, encoding, lines, tuple(names))

    @property
    def name(self) -> str:
        """The name of the entry."""
        return self.entry.name

    @property
    def form(self) -> str:
        """What it is, in words."""
        return "JSON Lines" if self.lines else "JSON"

    @property
    def has_header(self) -> bool:
        """Objects name their parts."""
        return True

    @property
    def notes(self) -> tuple[str, ...]:
        """Nothing is passed over."""
        return ()

    def batches(self) -> Iterator[Batch]:
        """Every object; its row is its line, or its place in the list."""
        rows: list[int] = []
        items: list[dict[str, Any]] = []
        bad: list[BadRow] = []
        for row, item in _items(self.entry, self.encoding, lines=self.lines):
            if isinstance(item, dict):
                rows.append(row)
                items.append(_flat(item))
            else:
                bad.append(BadRow(row, _NOT_AN_OBJECT, str(item)[:1000]))
            if len(rows) == BATCH:
                yield Batch(self._frame(rows, items), tuple(bad))
                rows, items, bad = [], [], []
        if rows or bad:
            yield Batch(self._frame(rows, items), tuple(bad))

    def sample(self) -> Iterator[Batch]:
        """The first rows."""
        yield next(self.batches())

    def _frame(self, rows: Sequence[int], items: Iterable[dict[str, Any]]) -> pl.DataFrame:
        columns = [pl.Series(ROW, rows, pl.Int64)]
        for at, name in enumerate(self.headers):
            cells = [_cell(item.get(name)) for item in items]
            columns.append(pl.Series(str(at), cells, pl.String))
        return pl.DataFrame(columns)


def _flat(item: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    if not any(isinstance(value, dict) for value in item.values()):
        return {prefix + key: value for key, value in item.items()} if prefix else item
    flat: dict[str, Any] = {}
    for key, value in item.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = value
    return flat


def _cell(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, list) and not value:
        return None
    return orjson.dumps(value).decode()


def _is_lines(entry: Entry, encoding: str) -> bool:
    """Whether the first line is an object by itself."""
    block = next(utf8_blocks(entry, encoding), b"").lstrip()
    line, mark, _ = block.partition(b"\n")
    try:
        first = orjson.loads(line)
    except orjson.JSONDecodeError:
        return bool(mark) and block.startswith(b"{") and not _is_document(entry, encoding)
    return isinstance(first, dict) and not _lists(first)


def _is_document(entry: Entry, encoding: str) -> bool:
    try:
        orjson.loads(_whole(entry, encoding))
    except orjson.JSONDecodeError:
        return False
    return True


def _items(entry: Entry, encoding: str, *, lines: bool) -> Iterator[tuple[int, Any]]:
    """Each item with its number; a line that is not JSON comes as its text."""
    if lines:
        yield from _json_lines(entry, encoding)
        return
    text = next(utf8_blocks(entry, encoding), b"").lstrip()
    if text.startswith(b"["):
        yield from enumerate(_array(entry, encoding), start=1)
        return
    try:
        document = orjson.loads(_whole(entry, encoding))
    except orjson.JSONDecodeError as error:
        raise Invalid(f"{entry.name} is not valid JSON: {error}.", field="file") from error
    found = _lists(document)
    yield from enumerate(found[0] if found else [document], start=1)


def _lists(document: dict[str, Any]) -> list[list[Any]]:
    """The lists of objects that a document holds, longest first."""
    lists = [
        value
        for value in document.values()
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value)
    ]
    return sorted(lists, key=len, reverse=True)


def _json_lines(entry: Entry, encoding: str) -> Iterator[tuple[int, Any]]:
    carry = b""
    row = 0
    for block in chain(utf8_blocks(entry, encoding), [b""]):
        data = carry + block
        lines = data.split(b"\n")
        carry = lines.pop() if block else b""
        for line in lines:
            row += 1
            if not line.strip():
                continue
            try:
                yield row, orjson.loads(line)
            except orjson.JSONDecodeError:
                yield row, line.decode("utf-8", "replace")


def _array(entry: Entry, encoding: str) -> Iterator[Any]:
    """The items of a JSON list, one after the other, without holding the list."""
    decoder = json.JSONDecoder()
    blocks = (block.decode("utf-8", "replace") for block in _at_characters(entry, encoding))
    text = next(blocks).lstrip()
    at = 1
    while True:
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        if text.startswith("]", at):
            return
        try:
            item, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            more = next(blocks, None)
            if more is None:
                raise Invalid(
                    f"{entry.name} is not valid JSON: {error.msg}.", field="file"
                ) from error
            text, at = text[at:] + more, 0
            continue
        yield item


def _at_characters(entry: Entry, encoding: str) -> Iterator[bytes]:
    """Blocks that do not end within a character."""
    carry = b""
    for block in utf8_blocks(entry, encoding, 256 * 1024):
        data = carry + block
        cut = len(data)
        while cut and data[cut - 1] & 0xC0 == 0x80:
            cut -= 1
        cut -= bool(cut and data[cut - 1] >= 0xC0)
        yield data[:cut]
        carry = data[cut:]
    yield carry


def _whole(entry: Entry, encoding: str) -> bytes:
    content = b""
    for block in utf8_blocks(entry, encoding):
        content += block
        if len(content) > _WHOLE_JSON:
            raise Invalid(
                f"{entry.name} is one JSON object of more than {_WHOLE_JSON >> 20} MB.",
                field="file",
                hint="Write one object per line (JSON Lines).",
            )
    return content
