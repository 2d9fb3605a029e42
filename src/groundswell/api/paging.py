"""Pages by cursor: the cursor holds the last row seen, so pages never shift or repeat."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from ninja import Query, Schema
from pydantic import Field

from groundswell.kernel.errors import Invalid

Row = TypeVar("Row")

MOST = 100

Limit = Annotated[int, Query(ge=1, le=MOST, description="How many to give.", example=25)]
Cursor = Annotated[
    str | None,
    Query(max_length=400, description="`next` of the page before; the first page has none."),
]


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """One page and where the next begins."""

    items: Sequence[Row]
    next: str | None


class Paged(Schema):
    """What every page says besides its items."""

    next: str | None = Field(description="Cursor of the next page; null at the end.")


def slice_after(
    rows: Callable[[int | None, int], Sequence[Row]],
    place: Callable[[Row], int],
    cursor: str | None,
    limit: int,
) -> Slice[Row]:
    """One page of rows that are ordered by a whole number.

    Args:
        rows: gives at most so many rows behind this number (None: from the start).
        place: the number of a row.
        cursor: as given by the page before.
        limit: rows on a page.
    """
    found = list(rows(None if cursor is None else read_place(cursor), limit + 1))
    page = found[:limit]
    return Slice(page, write_place(place(page[-1])) if len(found) > limit else None)


def write_pair(first: int, second: int) -> str:
    """A cursor that holds two whole numbers of at most 63 bits."""
    raw = first.to_bytes(8, "big", signed=True) + second.to_bytes(8, "big", signed=True)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def read_pair(cursor: str) -> tuple[int, int]:
    """The numbers in a cursor; Invalid where the cursor is none of ours."""
    raw = _bytes(cursor, 16)
    return int.from_bytes(raw[:8], "big", signed=True), int.from_bytes(raw[8:], "big", signed=True)


def write_place(number: int) -> str:
    """A cursor that holds a whole number, at least 0."""
    return base64.urlsafe_b64encode(number.to_bytes(8, "big")).rstrip(b"=").decode()


def read_place(cursor: str) -> int:
    """The number in a cursor; Invalid where the cursor is none of ours."""
    return min(int.from_bytes(_bytes(cursor, 8), "big"), 2**62)


def _bytes(cursor: str, length: int) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != length or base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != cursor:
        raise Invalid(
            "This cursor is not one of ours.", field="cursor", hint="Begin without a cursor."
        )
    return raw
