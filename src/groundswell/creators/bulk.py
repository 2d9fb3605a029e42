"""Writing and reading many rows at once, on SQLite and PostgreSQL alike.

SQLite takes `executemany` in a transaction that already holds the write lock; PostgreSQL takes
COPY. Row numbers are reserved beforehand, so that rows that point at each other (profile and
observation) can be written table by table.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import orjson
import polars as pl
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

Ids: TypeAlias = npt.NDArray[np.int64]

PAIR: dict[str, pl.DataType | type[pl.DataType]] = {"one": pl.Int64, "other": pl.Int64}

_LOCK_SPACE = 0x67726F77  # the catalog's own space of advisory locks


def on_postgres() -> bool:
    """Whether the database is PostgreSQL (else SQLite)."""
    return connection.vendor == "postgresql"


def lock_platforms(platforms: Iterable[int]) -> None:
    """Let one writer at a time at the profiles of each platform, until the transaction ends.

    SQLite has one writer anyway; there the lock is taken by the first write.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the catalog is written inside a transaction")
    if on_postgres():
        with connection.cursor() as cursor:
            for platform in sorted(set(platforms)):
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_SPACE, platform])


def reserve(model: type[Model], count: int) -> Ids:
    """``count`` fresh row numbers of a table, ascending; nobody else will get them."""
    table = _table(model)
    with connection.cursor() as cursor:
        if on_postgres():
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [f'"{table}"', count],
            )
            return np.sort(np.fromiter((row[0] for row in cursor), np.int64, count))
        # The update takes the write lock where the transaction does not hold it yet.
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, table])
        if cursor.rowcount == 0:
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count]
            )
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = int(cursor.fetchone()[0])
    return np.arange(last - count + 1, last + 1, dtype=np.int64)


def insert(model: type[Model], rows: pl.DataFrame) -> None:
    """Add rows; the columns of the frame are the columns of the table."""
    if rows.is_empty():
        return
    table = f'"{_table(model)}"'
    with connection.cursor() as cursor:
        if on_postgres():
            _copy(cursor, table, rows)
        else:
            names = ", ".join(f'"{name}"' for name in rows.columns)
            marks = ", ".join(["%s"] * rows.width)
            values = list(zip(*(column.to_list() for column in rows), strict=True))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608


def insert_alike(model: type[Model], ids: Ids, values: dict[str, Any]) -> None:
    """Add rows that differ only in their number; ``ids`` come from `reserve`."""
    if not len(ids):
        return
    names = ", ".join(f'"{name}"' for name in ("id", *values))
    marks = ", ".join(["%s"] * len(values))
    table = f'"{_table(model)}"'
    with connection.cursor() as cursor:
        if on_postgres():
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT given, {marks} "  # noqa: S608
                "FROM unnest(%s::bigint[]) AS given",
                [*values.values(), ids.tolist()],
            )
        else:  # reserved together, so they follow one another
            cursor.execute(
                "WITH RECURSIVE given(n) AS (SELECT %s UNION ALL SELECT n + 1 FROM given "  # noqa: S608
                f"WHERE n < %s) INSERT INTO {table} ({names}) SELECT n, {marks} FROM given",
                [int(ids[0]), int(ids[-1]), *values.values()],
            )


def update(
    model: type[Model],
    types: Sequence[tuple[str, str]],
    rows: Sequence[tuple[Any, ...]],
    *,
    extra: str = "",
) -> None:
    """Set columns of rows that exist, one tuple ``(*values, id)`` each.

    Args:
        model: the table.
        types: name and PostgreSQL type of each value, in order.
        rows: the values, the row number last.
        extra: further assignments, for example ``version = version + 1``.
    """
    if not rows:
        return
    table = f'"{_table(model)}"'
    more = [extra] if extra else []
    if on_postgres():
        sets = ", ".join([*(f'"{name}" = given."{name}"' for name, _ in types), *more])
        _update_from_copy(table, sets, [*types, ("id", "bigint")], rows)
        return
    sets = ", ".join([*(f'"{name}" = %s' for name, _ in types), *more])
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {sets} WHERE id = %s", rows)  # noqa: S608


def _update_from_copy(
    table: str, sets: str, types: Sequence[tuple[str, str]], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Values go in by COPY: as array parameters their texts would be escaped one by one."""
    schema = {name: pl.String if kind == "text" else pl.Int64 for name, kind in types}
    columns = ", ".join(f'"{name}" {kind}' for name, kind in types)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE given ({columns})")
        _copy(cursor, "given", pl.DataFrame(rows, schema=schema, orient="row"))
        cursor.execute(f"UPDATE {table} SET {sets} FROM given WHERE {table}.id = given.id")  # noqa: S608
        cursor.execute("DROP TABLE given")


def _copy(cursor: CursorWrapper, table: str, rows: pl.DataFrame) -> None:
    names = ", ".join(f'"{name}"' for name in rows.columns)
    sink = io.BytesIO()
    rows.write_csv(sink, include_header=False, quote_style="non_numeric", null_value="\\N")
    statement = f"COPY {table} ({names}) FROM STDIN WITH (FORMAT csv, NULL '\\N')"
    with cursor.copy(statement) as copy:
        copy.write(sink.getbuffer())


def given(values: Sequence[Any] | Ids, kind: str = "bigint") -> tuple[str, Any]:
    """A list as a table ``given`` with the one column ``value``: SQL fragment and its parameter.

    Join it with ``CROSS JOIN ... WHERE``: SQLite keeps the order of a cross join, and would else
    scan the catalog and look each row up in the list.
    """
    plain = values.tolist() if isinstance(values, np.ndarray) else list(values)
    if on_postgres():
        return f"unnest(%s::{kind}[]) AS given(value)", plain
    return "json_each(%s) AS given", orjson.dumps(plain).decode()


def fetch(
    sql: str, parameters: Sequence[Any], schema: dict[str, pl.DataType | type[pl.DataType]]
) -> pl.DataFrame:
    """The answer of a query as a frame."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    columns: Iterable[Sequence[Any]] = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pl.DataFrame(
        [
            pl.Series(name, values, dtype=dtype)
            for (name, dtype), values in zip(schema.items(), columns, strict=True)
        ]
    )


def moment(at: datetime) -> str:
    """A UTC time as the database writes it in a column of Django's DateTimeField."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f") + ("+00" if on_postgres() else "")


def pack(ids: Ids | Sequence[int]) -> bytes:
    """Row numbers as little-endian int64, the form of `models.ProfileChange`."""
    return np.asarray(ids, dtype="<i8").tobytes()


def unpack(blob: bytes) -> Ids:
    """The row numbers of `pack`."""
    return np.frombuffer(bytes(blob), dtype="<i8").astype(np.int64)


def _table(model: type[Model]) -> str:
    return model._meta.db_table  # noqa: SLF001 - Django's documented model metadata
