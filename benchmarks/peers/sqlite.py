"""SQLite 3 with FTS5: columns with btrees, words and shares in covering tables, text in FTS5."""

import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.peers import Answer, Needs
from benchmarks.peers.sql import Dialect
from groundswell.discovery.engines import base

TEXTS = ("name", "bio", "caption", "tags")


class Sqlite(Dialect):
    """One connection to a file, 2 GB of page cache, memory-mapped."""

    name = "SQLite FTS5"

    def __init__(self, path: Path, needs: Needs) -> None:
        self.needs = needs
        path.unlink(missing_ok=True)
        self.db = sqlite3.connect(path, isolation_level=None)
        for pragma in (
            "journal_mode=OFF", "synchronous=OFF", "cache_size=-2000000", "mmap_size=30000000000",
            "temp_store=MEMORY",
        ):  # fmt: skip
            self.db.execute(f"PRAGMA {pragma}")

    def load(self, frames: Iterable[pl.DataFrame]) -> None:
        needs, db = self.needs, self.db
        single, numbers = sorted(needs.keywords), sorted(needs.numbers)
        columns = ", ".join([*(f"{n} INTEGER" for n in numbers), *(f"{k} TEXT" for k in single)])
        db.execute(f"CREATE TABLE p (row INTEGER PRIMARY KEY, {columns}, card TEXT)")
        db.execute("CREATE TABLE word (word TEXT, row INTEGER)")
        db.execute(
            "CREATE TABLE share (key TEXT, share INTEGER, low INTEGER, high INTEGER, row INTEGER)"
        )
        db.execute("CREATE VIRTUAL TABLE fts USING fts5(body, content='', detail=none)")
        for frame in frames:
            db.execute("BEGIN")
            self._add(frame, numbers, single)
            db.execute("COMMIT")
        db.execute("CREATE INDEX word_i ON word (word, row)")
        db.execute("CREATE INDEX share_i ON share (key, share, row)")
        db.execute("CREATE INDEX low_i ON share (key, low, row)")
        for name in (
            "platform",
            "country",
            "handle",
            "followers",
            "er",
            "growth",
            "price",
            "avg_views",
        ):
            if name in {*numbers, *single}:
                db.execute(f"CREATE INDEX i_{name} ON p ({name})")
        for pair in (("platform", "country", "followers"), ("platform", "country", "er")):
            if set(pair) <= {*numbers, *single}:
                db.execute(f"CREATE INDEX i_{'_'.join(pair)} ON p ({', '.join(pair)})")
        db.execute("INSERT INTO fts(fts) VALUES ('optimize')")
        db.execute("ANALYZE")

    def _add(self, frame: pl.DataFrame, numbers: list[str], single: list[str]) -> None:
        width = 2 + len(numbers) + len(single)
        self.db.executemany(
            f"INSERT INTO p VALUES ({', '.join('?' * width)})",
            frame.select("row", *numbers, *single, "card").rows(),
        )
        for name in sorted(self.needs.lists):
            words = frame.select(name, "row").drop_nulls().explode(name).drop_nulls()
            words = words.with_columns((pl.lit(name + ":") + pl.col(name)).alias(name))
            self.db.executemany("INSERT INTO word VALUES (?, ?)", words.rows())
        shares = (
            frame.select("row", "shares").drop_nulls().explode("shares").unnest("shares")
            .filter(pl.col("key").is_in(list(self.needs.shares)))
        )  # fmt: skip
        self.db.executemany(
            "INSERT INTO share VALUES (?, ?, ?, ?, ?)",
            shares.select("key", "share", "low", "high", "row").rows(),
        )
        self.db.executemany("INSERT INTO fts(rowid, body) VALUES (?, ?)", body_of(frame).rows())

    def has_words(self, name: str, values: tuple[str, ...], every: bool, args: list[Any]) -> str:
        if every:
            args.extend(f"{name}:{value}" for value in values)
            one = "p.row IN (SELECT row FROM word WHERE word = ?)"
            return " AND ".join([one] * len(values))
        args.extend(f"{name}:{value}" for value in values)
        return f"p.row IN (SELECT row FROM word WHERE word IN ({', '.join('?' * len(values))}))"

    def share(self, node: base.ShareBetween, args: list[Any]) -> str:
        args.append(f"{node.dimension}:{node.key}")
        parts = []
        if node.low is not None:
            parts.append(f"{'low' if node.certain else 'share'} >= {node.low}")
        if node.high is not None:
            parts.append(f"{'high' if node.certain else 'share'} <= {node.high}")
        return f"p.row IN (SELECT row FROM share WHERE key = ? AND {' AND '.join(parts)})"

    def text(self, words: tuple[str, ...], args: list[Any]) -> str:
        args.append(" ".join(f'"{word}"' for word in words))
        return "p.row IN (SELECT rowid FROM fts WHERE fts MATCH ?)"

    def in_rows(self, rows: list[int], args: list[Any]) -> str:
        args.append(json.dumps(rows))
        return "p.row IN (SELECT value FROM json_each(?))"

    def run(
        self, plan: base.Plan, *, limit: int, offset: int, facets: Sequence[str] = ()
    ) -> Answer:
        lowered = self.lower(plan)
        execute = self.db.execute
        total = execute(
            f"SELECT count(*) FROM p WHERE {lowered.where}", lowered.where_args
        ).fetchone()[0]
        words = next((n.words for n in plan.filters if isinstance(n, base.HasText)), None)
        if words and not plan.order:
            match = " ".join(f'"{word}"' for word in words)
            page = execute(
                f"SELECT p.row, p.card FROM fts JOIN p ON p.row = fts.rowid WHERE fts MATCH ? "
                f"AND {lowered.where} ORDER BY fts.rank LIMIT {limit} OFFSET {offset}",
                [match, *lowered.where_args],
            )
        else:
            order = f"ORDER BY {lowered.order}" if lowered.order else "ORDER BY p.row"
            page = execute(
                f"SELECT p.row, p.card FROM p WHERE {lowered.where} {order} LIMIT {limit} OFFSET {offset}",
                [*lowered.where_args, *lowered.order_args],
            )
        rows = [row for row, card in page.fetchall() if json.loads(card)]
        counted = {}
        for name in facets:
            if name in self.needs.lists:
                sql = (
                    f"SELECT substr(w.word, {len(name) + 2}), count(*) FROM p JOIN word w ON w.row = p.row "
                    f"WHERE w.word >= '{name}:' AND w.word < '{name};' AND {lowered.where} GROUP BY 1"
                )
            else:
                sql = f"SELECT p.{name}, count(*) FROM p WHERE {lowered.where} AND p.{name} IS NOT NULL GROUP BY 1"
            counted[name] = dict(execute(sql, lowered.where_args).fetchall())
        return Answer(total, rows, counted or None)

    def cpu_seconds(self) -> float:
        return time.process_time()

    def close(self) -> None:
        self.db.close()


def body_of(frame: pl.DataFrame) -> pl.DataFrame:
    """Row and the words of all text fields, as the discovery index sees them."""
    parts = [pl.col(name).fill_null("") for name in TEXTS]
    return frame.select("row", pl.concat_str(parts, separator=" ").alias("body"))
