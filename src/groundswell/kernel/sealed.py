"""Sealed files: encrypted before the first byte touches a disk, readable at any place.

Content is cut into blocks of one size, and each is encrypted and authenticated by itself
(AES-256-GCM, NIST SP 800-38D) under a key made for that file alone. The number of a block and
whether it is the last are part of its seal, so that blocks can be neither swapped nor cut off.
"""

import io
import os
import secrets as chance
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from groundswell.kernel.errors import GroundswellError
from groundswell.kernel.secrets import derive

BLOCK = 256 * 1024
_MAGIC = b"GSEAL1"
_SALT = 16
_TAG = 16
_HEAD = len(_MAGIC) + _SALT


class Broken(GroundswellError):
    """The file was changed, cut off, or sealed under another secret key."""

    code = "seal-broken"


class Sealer:
    """Writes a sealed file; hand it the content in pieces of any size, then `close`."""

    def __init__(self, path: Path, purpose: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        salt = chance.token_bytes(_SALT)
        self._box = _box(purpose, salt)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._out = os.fdopen(descriptor, "wb")
        self._out.write(_MAGIC + salt)
        self._left = bytearray()
        self._number = 0

    def write(self, piece: bytes) -> None:
        """Append a piece of the content."""
        self._left += piece
        while len(self._left) > BLOCK:  # the last block stays until it is known to be the last
            self._seal(bytes(self._left[:BLOCK]), last=False)
            del self._left[:BLOCK]

    def close(self) -> None:
        """Seal what is left and flush it to disk."""
        self._seal(bytes(self._left), last=True)
        self._left.clear()
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()

    def abandon(self) -> None:
        """Close without a last block: what is there cannot be read."""
        self._left.clear()
        self._out.close()

    def _seal(self, block: bytes, *, last: bool) -> None:
        place = _place(self._number, last=last)
        self._out.write(self._box.encrypt(place, block, None))
        self._number += 1


def seal(content: Iterable[bytes], path: Path, purpose: str) -> None:
    """Write a sealed file at once; nothing stays where the content cannot be read to its end."""
    sealer = Sealer(path, purpose)
    try:
        for piece in content:
            sealer.write(piece)
        sealer.close()
    except BaseException:
        sealer.abandon()
        path.unlink(missing_ok=True)
        raise


def unseal(path: Path, purpose: str) -> BinaryIO:
    """The content of a sealed file, to be read from any place; raises Broken where it is damaged."""
    return io.BufferedReader(_Unsealed(path, purpose), BLOCK)


class _Unsealed(io.RawIOBase):
    def __init__(self, path: Path, purpose: str) -> None:
        super().__init__()
        self._file = path.open("rb")
        head = self._file.read(_HEAD)
        if len(head) < _HEAD or not head.startswith(_MAGIC):
            self._file.close()
            raise Broken("This is not a sealed file.")
        self._box = _box(purpose, head[len(_MAGIC) :])
        body = path.stat().st_size - _HEAD
        self._blocks = -(-body // (BLOCK + _TAG))
        self._size = body - self._blocks * _TAG
        self._at = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(start + offset, 0)
        return self._at

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        if self._at >= self._size:
            return 0
        number, within = divmod(self._at, BLOCK)
        piece = self._block(number)[within : within + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _block(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(_HEAD + number * (BLOCK + _TAG))
            place = _place(number, last=number == self._blocks - 1)
            try:
                opened = self._box.decrypt(place, self._file.read(BLOCK + _TAG), None)
            except InvalidTag as error:
                raise Broken(
                    "A sealed file cannot be opened: it was changed, or the secret key was."
                ) from error
            self._held = (number, opened)
        return self._held[1]


def _box(purpose: str, salt: bytes) -> AESGCM:
    return AESGCM(derive(f"sealed:{purpose}:{salt.hex()}", 32))


def _place(number: int, *, last: bool) -> bytes:
    return struct.pack(">QI", number, last)
