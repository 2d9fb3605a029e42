"""Where the index lives: generations side by side, and the pointer to the one that is searched.

``GROUNDSWELL_HOME/index/<generation>/`` holds a whole index, ``CURRENT`` the name of the live one.
A generation is built beside it and becomes the live one by one rename, so a search sees the old
index or the new one, never a part. Who writes holds ``write.lock``, who builds ``build.lock``; the
system lets go of both when the process dies, however it dies.
"""

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Lock

from django.conf import settings

from groundswell.discovery.engines.tantivy import TantivyReader, TantivyWriter, create
from groundswell.discovery.engines.tantivy.writer import ample_heap
from groundswell.discovery.errors import IndexBusy, IndexMissing
from groundswell.kernel import files
from groundswell.kernel.clock import now
from groundswell.kernel.ids import random_uid

GRACE = timedelta(minutes=1)
"""How long a superseded generation stays for readers that still hold it."""

_CURRENT = "CURRENT"
_opened: dict[Path, TantivyReader] = {}
_opening = Lock()


def folder() -> Path:
    """The folder of all generations, made where it is missing."""
    path = files.home() / "index"
    path.mkdir(parents=True, exist_ok=True)
    return path


def live() -> Path | None:
    """The folder of the generation that is searched; None before the first build.

    Asked before every search, so it makes no folder and builds one path only.
    """
    try:
        with open(f"{settings.HOME}/index/{_CURRENT}", encoding="ascii") as pointer:  # noqa: PTH123
            return Path(f"{settings.HOME}/index/{pointer.read().strip()}")
    except FileNotFoundError:
        return None


def reader() -> TantivyReader:
    """The reader of the live generation, one per process; raises IndexMissing.

    Cheap enough to ask before every search: it follows a switch of generations by itself.
    """
    path = live()
    if path is None:
        raise IndexMissing("There is no search index yet.", hint="Run `groundswell index rebuild`.")
    known = _opened.get(path)
    if known is not None:
        return known
    with _opening:
        if path not in _opened:
            fresh = TantivyReader(path)
            _opened.clear()  # who still holds the old one may finish with it
            _opened[path] = fresh
        return _opened[path]


@contextmanager
def writing(*, wait: float = 0.0) -> Iterator[None]:
    """Hold the lock of the one writer; raises IndexBusy where another has it.

    Args:
        wait: seconds to wait for it; meanwhile `wanted` tells the other.
    """
    if wait <= 0:
        with _held("write.lock"):
            yield
        return
    with ExitStack() as asking:
        asking.enter_context(_held("want.lock", shared=True))
        with _held("write.lock", wait=wait):
            asking.close()
            yield


def wanted() -> bool:
    """Whether somebody waits for the lock of the writer, so that who has it for long lets go."""
    return _is_held("want.lock")


@contextmanager
def building() -> Iterator[None]:
    """Hold the lock of the one build; raises IndexBusy."""
    with _held("build.lock"):
        yield


def is_building() -> bool:
    """Whether somebody builds a generation right now."""
    return _is_held("build.lock")


def new_generation(*, shards: int | None = None) -> Path:
    """Lay out an empty generation beside the live one."""
    name = f"{now():%Y%m%d-%H%M%S}-{random_uid('g')[2:8]}"
    path = folder() / name
    create(path, shards=shards or settings.INDEX_SHARDS)
    return path


def switch(path: Path) -> None:
    """Make a generation the live one; hold the writer's lock."""
    files.write(folder() / _CURRENT, path.name.encode())


def clean(*, grace: timedelta = GRACE) -> None:
    """Remove what no reader needs: generations that were left or never finished.

    Hold the writer's lock, with no build under way.
    """
    current = live()
    pointer = folder() / _CURRENT
    switched = pointer.stat().st_mtime if pointer.exists() else 0.0
    if now().timestamp() - switched < grace.total_seconds():
        return
    for path in folder().iterdir():
        if path.is_dir() and path != current:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def fresh(*, shards: int | None = None) -> Iterator[TantivyWriter]:
    """A writer of an empty generation that becomes the live one when the block ends well.

    For loading documents that are in no catalog, such as those of a benchmark; `sync.rebuild`
    builds from the catalog.
    """
    with building():
        path = new_generation(shards=shards)
        try:
            writer = TantivyWriter(path, heap=ample_heap())
            try:
                yield writer
                writer.commit()
            finally:
                writer.close()
            with writing(wait=60):
                switch(path)
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)
            raise


def _is_held(name: str) -> bool:
    try:
        with _held(name):
            return False
    except IndexBusy:
        return True


@contextmanager
def _held(name: str, *, wait: float = 0.0, shared: bool = False) -> Iterator[None]:
    deadline = time.monotonic() + wait
    with (folder() / name).open("ab") as lock:
        while True:
            try:
                fcntl.flock(lock, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
                break
            except OSError as error:
                if time.monotonic() >= deadline and not shared:
                    raise IndexBusy(
                        "Another process is writing the search index.",
                        hint="Try again when it is done; `groundswell index status` shows it.",
                    ) from error
                time.sleep(0.02)
        yield
