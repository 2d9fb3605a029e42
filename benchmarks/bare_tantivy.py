"""Tantivy by hand: what the engine underneath costs when nobody stands in front of it."""

import multiprocessing
import os
import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import orjson
import tantivy


def lines_of_home(home: Path, folder: Path) -> list[Path]:
    """The JSON lines that the index of this home was made of, one file per shard."""
    os.environ["GROUNDSWELL_HOME"] = str(home.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "groundswell.config.settings"
    import django

    django.setup()
    import polars as pl
    from django.conf import settings

    from groundswell.discovery import catalog
    from groundswell.discovery.document import from_rows
    from groundswell.discovery.engines.tantivy.encoding import encode

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shards = settings.INDEX_SHARDS
    paths = [folder / f"{shard}.jsonl" for shard in range(shards)]
    files = [path.open("w") for path in paths]
    row = 0
    while len(rows := catalog.rows_after(row, 50_000)):
        row = int(rows["row"].max())
        documents = from_rows(rows)
        for shard, file in enumerate(files):
            mine = documents.filter(pl.col("row") % shards == shard)
            file.writelines(line + "\n" for line in encode(mine))
    for file in files:
        file.close()
    return paths


def add_lines(paths: Sequence[Path], folder: Path) -> float:
    """Seconds to index these lines and commit, a process per shard."""
    shutil.rmtree(folder, ignore_errors=True)
    context = multiprocessing.get_context("spawn")
    ready, go = context.Barrier(len(paths) + 1), context.Barrier(len(paths) + 1)
    work = [
        context.Process(target=_add, args=(path, folder / path.stem, ready, go)) for path in paths
    ]
    for process in work:
        process.start()
    ready.wait()
    start = time.perf_counter()
    go.wait()
    for process in work:
        process.join()
    return time.perf_counter() - start


def _add(lines: Path, folder: Path, ready: Any, go: Any) -> None:
    from groundswell.discovery.engines.tantivy.schema import schema

    folder.mkdir(parents=True)
    writer = tantivy.Index(schema(), str(folder)).writer(192_000_000, 1)
    ready.wait()
    go.wait()
    with lines.open() as file:
        for line in file:
            writer.add_json(line)
    writer.commit()
    writer.wait_merging_threads()


class ByHand:
    """The lowered query straight to the searchers: no plan, no cursor, no reasons, no names."""

    name = "the same Tantivy query by hand"

    def __init__(self, folder: Path) -> None:
        from groundswell.discovery.engines.tantivy.schema import schema

        indexes = [tantivy.Index(schema(), str(path)) for path in sorted(folder.glob("shard-*"))]
        for index in indexes:
            index.reload()
        self.searchers = [index.searcher() for index in indexes]
        self.pool = ThreadPoolExecutor(len(indexes))

    def top(self, query: Any, order: str | None, *, descending: bool, limit: int) -> list[Any]:
        """Count, the best of each shard, merged, and their cards."""
        way = tantivy.Order.Desc if descending else tantivy.Order.Asc

        def ask(searcher: Any) -> Any:
            return searcher.search(query, limit, order_by_field=order, order=way)

        others = [self.pool.submit(ask, searcher) for searcher in self.searchers[1:]]
        answers = [ask(self.searchers[0]), *(other.result() for other in others)]
        hits = [
            (hit[0], shard, hit[1]) for shard, answer in enumerate(answers) for hit in answer.hits
        ]
        hits.sort(key=lambda hit: (hit[0] is not None, hit[0] or 0), reverse=descending)
        return [
            orjson.loads(self.searchers[shard].doc(address).get_first("card"))
            for _, shard, address in hits[:limit]
        ]
