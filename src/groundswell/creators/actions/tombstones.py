"""Persons who were erased stay away: keyed hashes of what identifies them."""

import hashlib
from collections.abc import Iterable, Iterator

import orjson
import polars as pl

from groundswell.creators import bulk
from groundswell.creators.models import Tombstone
from groundswell.kernel import secrets

_PURPOSE = "creators.tombstones"
EMAIL = 0  # in place of a platform, for e-mail addresses


def bury(persons: Iterable[tuple[int, str, str | None]]) -> None:
    """Keep these from coming back: platform, key and platform id of each."""
    secret = secrets.derive(_PURPOSE, 32)
    marks = {mark for one in persons for mark in _marks(secret, *one)}
    Tombstone.objects.bulk_create(
        [Tombstone(digest=mark) for mark in sorted(marks)], ignore_conflicts=True
    )


def without_erased(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of a prepared frame whose persons were not erased."""
    if not Tombstone.objects.exists():
        return rows
    secret = secrets.derive(_PURPOSE, 32)
    marks = pl.DataFrame(
        list(_all_marks(secret, rows)), schema={"row": pl.Int64, "mark": pl.String}, orient="row"
    )
    table, value = bulk.given(marks["mark"].unique().to_list(), "text")
    gone = bulk.fetch(
        f"SELECT t.digest FROM {table} CROSS JOIN creators_tombstone t WHERE t.digest = given.value",  # noqa: S608
        [value],
        {"mark": pl.String},
    )
    erased = marks.join(gone, on="mark", how="semi")
    return rows.join(erased, on="row", how="anti", maintain_order="left")


def _digest(secret: bytes, platform: int, identifier: str) -> str:
    text = f"{platform}:{identifier}".encode()
    return hashlib.blake2b(text, key=secret, digest_size=16).hexdigest()


def _marks(secret: bytes, platform: int, key: str, number: str | None) -> set[str]:
    return {_digest(secret, platform, one) for one in (key, f"id:{number}" if number else key)}


def _all_marks(secret: bytes, rows: pl.DataFrame) -> Iterator[tuple[int, str]]:
    """Row and mark of whatever names a person: handles, ids, e-mail addresses."""
    columns = ("row", "platform", "key", "platform_id", "document")
    for row, platform, key, number, document in rows.select(columns).iter_rows():
        for mark in _marks(secret, platform, key, number):
            yield row, mark
        if '"email:' in document:
            for contact in orjson.loads(document).get("contacts", ()):
                kind, _, address = contact.partition(":")
                if kind == "email":
                    yield row, _digest(secret, EMAIL, address.strip().lower())
