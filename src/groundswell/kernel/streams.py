"""Answers that are written while they are sent."""

import io
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import BinaryIO, cast

from django.db import connection

_WAITING = 8  # chunks between writer and reader; memory does not grow with the answer
_LOOKS_AROUND = 0.5  # seconds


class Abandoned(OSError):
    """The reader has gone away."""


class _Pipe(io.RawIOBase):
    def __init__(self) -> None:
        self.chunks: queue.Queue[bytes | BaseException | None] = queue.Queue(_WAITING)
        self.abandoned = threading.Event()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        chunk = bytes(cast("bytes", data))
        if chunk:
            self.put(chunk)
        return len(chunk)

    def put(self, item: bytes | BaseException | None) -> None:
        while not self.abandoned.is_set():
            try:
                return self.chunks.put(item, timeout=_LOOKS_AROUND)
            except queue.Full:
                continue
        raise Abandoned("the reader has gone away")


def written(write: Callable[[BinaryIO], object]) -> Iterator[bytes]:
    """What ``write`` puts into its stream, as it comes, from a thread of its own.

    What it raises before its first byte is raised here at once, so that a refusal can still be
    answered as one; what it raises later breaks the answer off.
    """
    pipe = _Pipe()
    threading.Thread(target=_run, args=(write, pipe), name="export", daemon=True).start()
    first = pipe.chunks.get()
    if isinstance(first, BaseException):
        raise first
    return _rest(pipe, first)


def _rest(pipe: _Pipe, chunk: bytes | None) -> Iterator[bytes]:
    try:
        while chunk is not None:
            yield chunk
            following = pipe.chunks.get()
            if isinstance(following, BaseException):
                raise following
            chunk = following
    finally:
        pipe.abandoned.set()


def _run(write: Callable[[BinaryIO], object], pipe: _Pipe) -> None:
    end: BaseException | None = None
    try:
        write(cast("BinaryIO", pipe))
    except BaseException as error:  # noqa: BLE001 - it is raised where the answer is read
        end = error
    finally:
        connection.close()
    with suppress(Abandoned):
        pipe.put(end)
