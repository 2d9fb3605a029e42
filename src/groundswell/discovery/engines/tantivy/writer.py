"""The one writer of a generation."""

import fcntl
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import orjson
import polars as pl
import tantivy

from groundswell.discovery.engines.tantivy.encoding import encode
from groundswell.discovery.engines.tantivy.schema import fingerprint, schema
from groundswell.discovery.errors import IndexBusy, IndexMissing
from groundswell.kernel import files

MANIFEST = "index.json"
COMMIT = "commit"
"""Touched after each commit, so that readers learn of it by looking at one file."""

_LOCK = "write.lock"
_HEAP = 192_000_000
_BATCH = 20_000


def create(path: Path, *, shards: int) -> None:
    """Lay out an empty index in a new folder; what was there before is removed."""
    if path.exists():
        shutil.rmtree(path)
    for shard in range(shards):
        (path / f"shard-{shard}").mkdir(parents=True)
        tantivy.Index(schema(), str(path / f"shard-{shard}"))
    files.write(path / COMMIT, b"0")
    files.write(path / MANIFEST, orjson.dumps({"fingerprint": fingerprint(), "shards": shards}))


def ample_heap() -> int:
    """Bytes per shard for a first load: the more, the fewer segments to merge; a 24th of memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(min(memory // 24, 800_000_000), 128_000_000)


def manifest(path: Path) -> dict[str, object]:
    """What the folder says of itself; raises IndexMissing where it is no index of this version."""
    try:
        told: dict[str, object] = orjson.loads((path / MANIFEST).read_bytes())
    except (FileNotFoundError, orjson.JSONDecodeError) as error:
        raise IndexMissing(
            "There is no search index yet.", hint="Run `groundswell index rebuild`."
        ) from error
    if told.get("fingerprint") != fingerprint():
        raise IndexMissing(
            "The search index was made by another version and cannot be read.",
            hint="Run `groundswell index rebuild`.",
        )
    return told


class TantivyWriter:
    """Writes the shards of one index folder; see `base.IndexWriter`.

    Args:
        path: folder made by `create`.
        only: write this shard alone and ignore documents of others, so that processes can build
            the shards of a fresh index side by side.
        heap: bytes per shard that are gathered before a segment is written.
    """

    def __init__(self, path: Path, *, only: int | None = None, heap: int = _HEAP) -> None:
        self._path = path
        self._count = int(str(manifest(path)["shards"]))
        self._only = only
        self._lock = _locked(path / (_LOCK if only is None else f"{_LOCK}-{only}"))
        self._dirty = False
        self._commits = int((path / COMMIT).read_bytes() or b"0")
        try:
            self._shards = {
                shard: tantivy.Index(schema(), str(path / f"shard-{shard}")).writer(heap, 1)
                for shard in range(self._count)
                if only is None or shard == only
            }
        except BaseException:
            self._lock.close()
            raise

    def upsert(self, documents: pl.DataFrame) -> None:
        """Replace these documents by their row number."""
        self.delete(documents["row"].to_list())
        self.add_new(documents)

    def add_new(self, documents: pl.DataFrame) -> None:
        """Add documents none of which is in the index."""
        for start in range(0, len(documents), _BATCH):
            batch = documents.slice(start, _BATCH)
            for shard, writer in self._shards.items():
                mine = (
                    batch
                    if self._count == 1
                    else batch.filter(pl.col("row") % self._count == shard)
                )
                add = writer.add_json
                for line in encode(mine) if len(mine) else ():
                    add(line)
        self._dirty = self._dirty or len(documents) > 0

    def delete(self, rows: Sequence[int]) -> None:
        """Remove these documents."""
        for row in rows:
            writer = self._shards.get(int(row) % self._count)
            if writer is not None:
                writer.delete_documents_by_term("row", int(row))
                self._dirty = True

    def commit(self) -> None:
        """Make everything since the last commit durable, then tell the readers."""
        if not self._dirty:
            return
        for writer in self._shards.values():
            writer.commit()
        self._dirty = False
        self._commits += 1
        if self._only is None:
            touch(self._path, self._commits)

    def close(self) -> None:
        """Drop what was not committed and let the next writer in."""
        for writer in self._shards.values():
            if self._dirty:
                writer.rollback()
            writer.wait_merging_threads()
        self._shards = {}
        self._lock.close()


def touch(path: Path, number: int) -> None:
    """Tell readers of a commit; `number` only has to differ from the one before."""
    part = path / f".{COMMIT}.part"
    part.write_bytes(str(number).encode())
    part.replace(path / COMMIT)


def _locked(path: Path) -> IO[bytes]:
    lock = path.open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise IndexBusy(
            "Another process is writing the search index.",
            hint="Only one may write; look for a running `groundswell worker` or rebuild.",
        ) from error
    os.utime(path)
    return lock
