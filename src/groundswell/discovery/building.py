"""Filling a fresh generation from the catalog, one process per shard."""

import multiprocessing
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from queue import Empty
from typing import Any

from django.db import connections

from groundswell.discovery import catalog, shard_process
from groundswell.discovery.document import from_rows
from groundswell.discovery.engines.tantivy import TantivyWriter
from groundswell.discovery.engines.tantivy.writer import ample_heap, manifest
from groundswell.discovery.errors import IndexMissing

_BATCH = 10_000
_LARGE = 50_000
"""Smaller catalogs are built faster than processes start."""


def build(path: Path, *, processes: int | None, progress: Callable[[int, int], None]) -> None:
    """Fill the shards of an empty generation.

    Args:
        path: the generation.
        processes: how many to start; 0 or 1 builds here; None: one per shard, up to the number of
            cores, where the catalog is large.
        progress: called with profiles done and in all.

    Raises:
        IndexMissing: a process failed; its own message says why.
    """
    total = catalog.count()
    shards = int(str(manifest(path)["shards"]))
    if processes is None:
        processes = min(shards, os.cpu_count() or 1) if total >= _LARGE else 1
    progress(0, total)
    if processes <= 1:
        done = 0
        for shard in range(shards):
            for count in fill(path, shard, shards):
                done += count
                progress(done, total)
        return
    _side_by_side(path, shards, processes, lambda done: progress(done, total))


def fill(path: Path, shard: int, shards: int) -> Any:
    """Fill one shard; yields how many were added, batch by batch."""
    with closing(TantivyWriter(path, only=shard, heap=ample_heap())) as writer:
        row = 0
        while True:
            rows = catalog.rows_after(row, _BATCH, part=shard, parts=shards)
            if rows.is_empty():
                break
            row = int(rows["row"].max())  # type: ignore[arg-type]
            writer.add_new(from_rows(rows))
            yield len(rows)
        writer.commit()


def _side_by_side(path: Path, shards: int, processes: int, progress: Callable[[int], None]) -> None:
    context = multiprocessing.get_context("spawn")
    told: Any = context.Queue()
    waiting = list(range(shards))
    running: dict[int, Any] = {}
    database = dict(connections["default"].settings_dict)
    done = 0
    try:
        while waiting or running:
            while waiting and len(running) < processes:
                shard = waiting.pop(0)
                running[shard] = context.Process(
                    target=shard_process.run,
                    args=(path, shard, shards, database, told),
                    daemon=True,
                )
                running[shard].start()
            done += _heard(told)
            progress(done)
            for shard, process in list(running.items()):
                if not process.is_alive():
                    process.join()
                    del running[shard]
                    if process.exitcode:
                        raise IndexMissing(
                            f"Building shard {shard} failed; the log says why.",
                            hint="The index that was live before still is.",
                        )
        progress(done + _heard(told, wait=0.05))
    finally:
        for process in running.values():
            process.terminate()


def _heard(told: Any, *, wait: float = 0.3) -> int:
    """What the processes have reported by now."""
    done = 0
    try:
        done += told.get(timeout=wait)
        while True:
            done += told.get_nowait()
    except Empty:
        return done
