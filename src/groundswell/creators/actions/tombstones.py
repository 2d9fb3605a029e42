"""Persons who were erased stay away: keyed hashes of what identifies them."""

import hashlib

import polars as pl

from groundswell.creators import bulk
from groundswell.creators.models import Tombstone
from groundswell.kernel import secrets

_PURPOSE = "creators.tombstones"


def digest(platform: int, identifier: str) -> str:
    """The keyed hash (32 hex digits) of a key, which may be ``id:<platform id>``, on a platform."""
    return _digest(secrets.derive(_PURPOSE, 32), platform, identifier)


def without_erased(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of a prepared frame whose persons were not erased."""
    if not Tombstone.objects.exists():
        return rows
    secret = secrets.derive(_PURPOSE, 32)
    named = [
        (row, mark)
        for row, platform, key, number in rows.select(
            "row", "platform", "key", "platform_id"
        ).iter_rows()
        for mark in _marks(secret, platform, key, number)
    ]
    marks = pl.DataFrame(named, schema={"row": pl.Int64, "mark": pl.String}, orient="row")
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
