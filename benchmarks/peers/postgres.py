"""PostgreSQL: btrees on columns, GIN on words with share thresholds, GIN on a tsvector."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import polars as pl
import psutil
import psycopg
from tests.postgres import cluster

from benchmarks.peers import Answer, Needs
from benchmarks.peers.sql import Dialect
from benchmarks.peers.sqlite import body_of
from groundswell.discovery.engines import base

SETTINGS = {
    "shared_buffers": "4GB",
    "work_mem": "256MB",
    "effective_cache_size": "14GB",
    "random_page_cost": "1.1",
    "maintenance_work_mem": "1GB",
    "max_parallel_workers_per_gather": "1",
    "jit": "off",
    "max_wal_size": "8GB",
    "autovacuum": "off",
}


class Postgres(Dialect):
    """One connection to a private cluster tuned for this data (`SETTINGS`)."""

    name = "PostgreSQL 15"
    mark: ClassVar[str] = "%s"

    def __init__(self, needs: Needs) -> None:
        self.needs = needs
        self.server = cluster(**SETTINGS)
        self.db = psycopg.connect(self.server.__enter__(), autocommit=True)
        self.pid = int(self.db.execute("SELECT pg_backend_pid()").fetchone()[0])

    def load(self, frames: Iterable[pl.DataFrame]) -> None:
        numbers, single = sorted(self.needs.numbers), sorted(self.needs.keywords)
        columns = ", ".join(
            [*(f"{n} bigint" for n in numbers), *(f'{k} text COLLATE "C"' for k in single)]
        )
        self.db.execute(
            f"CREATE TABLE p (row bigint, {columns}, card text, words text[], shares jsonb, body tsvector)"
        )
        for frame in frames:
            self._add(frame, numbers, single)
        self.db.execute("ALTER TABLE p ADD PRIMARY KEY (row)")
        self.db.execute("CREATE INDEX words_i ON p USING gin (words) WITH (fastupdate=off)")
        self.db.execute("CREATE INDEX body_i ON p USING gin (body) WITH (fastupdate=off)")
        for name in ("country", "handle", "followers", "er", "growth", "price", "avg_views"):
            if name in {*numbers, *single}:
                self.db.execute(f"CREATE INDEX i_{name} ON p ({name})")
        for kind in ("followers", "er"):
            self.db.execute(f"CREATE INDEX i_pc_{kind} ON p (platform, country, {kind})")
        self.db.execute("VACUUM ANALYZE p")

    def _add(self, frame: pl.DataFrame, numbers: list[str], single: list[str]) -> None:
        wanted = list(self.needs.shares)
        shares = (
            frame.select("row", "shares").drop_nulls().explode("shares").unnest("shares")
            .with_columns(full=pl.col("key"))
            .filter(pl.col("full").is_in(wanted))
        )  # fmt: skip
        by_row: dict[int, dict[str, list[int]]] = {}
        for row, key, share, low, high in shares.select(
            "row", "full", "share", "low", "high"
        ).rows():
            by_row.setdefault(row, {})[key] = [share, low, high]
        lists = sorted(self.needs.lists)
        table = frame.select("row", *numbers, *single, "card", *lists).join(
            body_of(frame), on="row"
        )
        at = table.columns.index("card")
        copy_sql = "COPY p FROM STDIN"
        with self.db.cursor().copy(copy_sql) as copy:
            copy.set_types(
                [
                    "int8",
                    *["int8"] * len(numbers),
                    *["text"] * len(single),
                    "text",
                    "text[]",
                    "text",
                    "text",
                ]
            )
            for record in table.iter_rows():
                mine = by_row.get(record[0], {})
                words = [
                    f"{name}:{word}"
                    for name, found in zip(lists, record[at + 1 : -1], strict=True)
                    for word in found or ()
                ]
                words += [
                    f"{key}>={step}"
                    for key, (share, _, _) in mine.items()
                    for step in range(50, share + 1, 50)
                ]
                copy.write_row((*record[: at + 1], words, json.dumps(mine), _vector(record[-1])))

    def has_words(self, name: str, values: tuple[str, ...], every: bool, args: list[Any]) -> str:
        args.append([f"{name}:{value}" for value in values])
        return f"p.words {'@>' if every else '&&'} %s::text[]"

    def share(self, node: base.ShareBetween, args: list[Any]) -> str:
        key = f"{node.dimension}:{node.key}"
        parts = []
        step = (node.low or 0) // 50 * 50
        if step:
            args.append([f"{key}>={step}"])
            parts.append("p.words @> %s::text[]")
        if node.low is not None and (node.certain or node.low != step):
            args.append(key)
            parts.append(f"(p.shares -> %s ->> {1 if node.certain else 0})::int >= {node.low}")
        if node.high is not None:
            args.append(key)
            parts.append(f"(p.shares -> %s ->> {2 if node.certain else 0})::int <= {node.high}")
        return " AND ".join(parts)

    def text(self, words: tuple[str, ...], args: list[Any]) -> str:
        args.append(" & ".join(f"'{word}'" for word in words))
        return "p.body @@ %s::tsquery"

    def in_rows(self, rows: list[int], args: list[Any]) -> str:
        args.append(rows)
        return "p.row = ANY(%s)"

    def run(
        self, plan: base.Plan, *, limit: int, offset: int, facets: Sequence[str] = ()
    ) -> Answer:
        lowered = self.lower(plan)
        execute = self.db.execute
        counted_row = execute(
            f"SELECT count(*) FROM p WHERE {lowered.where}", lowered.where_args
        ).fetchone()
        words = next((n.words for n in plan.filters if isinstance(n, base.HasText)), None)
        order, order_args = lowered.order or "p.row", lowered.order_args
        if words and not plan.order:
            order, order_args = (
                "ts_rank(p.body, %s::tsquery) DESC",
                [" & ".join(f"'{w}'" for w in words)],
            )
        page = execute(
            f"SELECT p.row, p.card FROM p WHERE {lowered.where} ORDER BY {order} LIMIT {limit} OFFSET {offset}",
            [*lowered.where_args, *order_args],
        )
        rows = [row for row, card in page.fetchall() if json.loads(card)]
        counted = {}
        for name in facets:
            if name in self.needs.lists:
                sql = (
                    f"SELECT substr(w, {len(name) + 2}), count(*) FROM p, unnest(p.words) w "
                    f"WHERE w LIKE '{name}:%%' AND {lowered.where} GROUP BY 1"
                )
            else:
                sql = f"SELECT p.{name}, count(*) FROM p WHERE {lowered.where} AND p.{name} IS NOT NULL GROUP BY 1"
            counted[name] = dict(execute(sql, lowered.where_args).fetchall())
        return Answer(int(counted_row[0]) if counted_row else 0, rows, counted or None)

    def cpu_seconds(self) -> float:
        """Our own time, the backend's and that of the parallel workers it started and that ended."""
        postmaster = psutil.Process(self.pid).parent()
        used = psutil.Process().cpu_times()
        total = used.user + used.system
        if postmaster is not None:
            own = postmaster.cpu_times()
            backend = psutil.Process(self.pid).cpu_times()
            total += own.children_user + own.children_system + backend.user + backend.system
        return total

    def close(self) -> None:
        self.db.close()
        self.server.__exit__(None, None, None)


def _vector(body: str) -> str:
    words = {word for word in body.lower().replace("'", "").replace("\\", "").split() if word}
    return " ".join(f"'{word}'" for word in words)
