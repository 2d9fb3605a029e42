"""Files of the instance: its home folder, atomic writes, and what people hand in.

What people hand in is stored under a name of ours, after its content (not only its name) was seen
to be of an accepted kind.
"""

import hashlib
import os
import secrets
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO, BinaryIO

from django.conf import settings

from groundswell.kernel.errors import Invalid, Limited, Missing
from groundswell.kernel.ids import random_uid
from groundswell.kernel.text import shorten, tidy

_HEAD = 4096


class BadFile(Invalid):
    """The file is not of an accepted kind, or not what its name says."""

    code = "bad-file"


class FileTooLarge(Limited):
    """The file is larger than is accepted here."""

    code = "file-too-large"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that can be accepted.

    Attributes:
        suffix: ending of the name, with the point; ``media_type`` is its MIME type.
        starts: the content begins with one of these, or with ``holds`` somewhere in a zip's names.
        text: True where the content is text, which has no signature but also no NUL byte.
    """

    suffix: str
    media_type: str
    starts: tuple[bytes, ...] = ()
    holds: str = ""
    text: bool = False


KINDS: dict[str, Kind] = {
    kind.suffix: kind
    for kind in (
        Kind(".csv", "text/csv", text=True),
        Kind(".tsv", "text/tab-separated-values", text=True),
        Kind(".txt", "text/plain", text=True),
        Kind(".json", "application/json", text=True),
        Kind(".jsonl", "application/x-ndjson", text=True),
        Kind(
            ".xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            (b"PK\x03\x04",),
            holds="xl/workbook.xml",
        ),
        Kind(".parquet", "application/vnd.apache.parquet", (b"PAR1",)),
        Kind(".gz", "application/gzip", (b"\x1f\x8b",)),
        Kind(".zip", "application/zip", (b"PK\x03\x04", b"PK\x05\x06")),
        Kind(".pdf", "application/pdf", (b"%PDF-",)),
        Kind(".png", "image/png", (b"\x89PNG\r\n\x1a\n",)),
        Kind(".jpg", "image/jpeg", (b"\xff\xd8\xff",)),
        Kind(".jpeg", "image/jpeg", (b"\xff\xd8\xff",)),
        Kind(".gif", "image/gif", (b"GIF87a", b"GIF89a")),
    )
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was taken in.

    Attributes:
        name: our name, such as ``5t/fil_5t0gk3v9w2x8m.csv``; the key to open it again.
        called: what the person called it, safe to show (no folders, no control characters).
        media_type, size, sha256: of the content; size in bytes, digest in hex.
    """

    name: str
    called: str
    media_type: str
    size: int
    sha256: str


def home() -> Path:
    """The folder of the instance (``GROUNDSWELL_HOME``), made where it is missing."""
    folder = Path(settings.HOME)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def replacing(path: Path, *, mode: int = 0o644) -> Iterator[Path]:
    """A temporary path beside ``path`` that takes its place when the block ends well.

    Readers see the old file or the new one, never a part; after a crash the old one stands. The
    content is flushed to disk before the switch.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        yield part
        part.chmod(mode)
        _sync(part, os.O_RDONLY)
        part.replace(path)
        _sync(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    finally:
        part.unlink(missing_ok=True)


def write(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Put ``content`` at ``path`` atomically."""
    with replacing(path, mode=mode) as part:
        part.write_bytes(content)


def store(content: BinaryIO, called: str, *, accept: Collection[str], limit: int) -> Stored:
    """Take in a file that somebody handed in.

    Args:
        content: the bytes, read once from the present position.
        called: the name it came with.
        accept: suffixes out of `KINDS` that are welcome here.
        limit: largest size in bytes.

    Raises:
        BadFile: the suffix is not welcome, or the content is not of that kind, or it is empty.
        FileTooLarge: it is larger than ``limit``; nothing is kept.
    """
    shown = shown_name(called)
    kind = KINDS.get(PurePath(shown).suffix.lower())
    if kind is None or kind.suffix not in accept:
        raise BadFile(
            f"{shown!r} is not a kind of file that is accepted here; expected one of "
            f"{', '.join(sorted(accept))}.",
            field="file",
        )
    uid = random_uid("fil")
    name = f"{uid[4:6]}/{uid}{kind.suffix}"
    with replacing(_folder() / name, mode=0o600) as part:
        size, digest = _copy(content, part, shown, limit)
        _check(part, kind, shown)
    return Stored(name, shown, kind.media_type, size, digest)


def path_of(name: str) -> Path:
    """The path of a stored file; raises Missing where there is none of this name."""
    folder = _folder().resolve()
    path = (folder / name).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise Missing("There is no such file.")
    return path


def open_stored(name: str) -> IO[bytes]:
    """The content of a stored file, for reading; raises Missing."""
    return path_of(name).open("rb")


def remove(name: str) -> None:
    """Forget a stored file; no error where it is gone already."""
    try:
        path_of(name).unlink(missing_ok=True)
    except Missing:
        return


def shown_name(called: str) -> str:
    """A file name that is safe to show and to send: last part, tidy, at most 120 characters."""
    last = tidy(PurePath(called.replace("\\", "/")).name) or "file"
    suffix = PurePath(last).suffix
    if len(suffix) > 16:
        return shorten(last, 120)
    return shorten(last.removesuffix(suffix) or "file", 120 - len(suffix)) + suffix


def _folder() -> Path:
    return home() / "files"


def _copy(content: BinaryIO, part: Path, shown: str, limit: int) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with part.open("xb") as out:
        while block := content.read(1 << 20):
            size += len(block)
            if size > limit:
                raise FileTooLarge(
                    f"{shown!r} is larger than {limit / 1_000_000:,.1f} MB, the most that is "
                    "accepted here.",
                    field="file",
                )
            digest.update(block)
            out.write(block)
    return size, digest.hexdigest()


def _check(path: Path, kind: Kind, shown: str) -> None:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise BadFile(f"{shown!r} is empty.", field="file")
    if kind.text:
        wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16 has NUL bytes
        fits = wide or b"\x00" not in head
    else:
        fits = head.startswith(kind.starts) and (not kind.holds or _zip_holds(path, kind.holds))
    if not fits:
        raise BadFile(
            f"The content of {shown!r} is not what its name says ({kind.media_type}).",
            field="file",
        )


def _zip_holds(path: Path, member: str) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return member in archive.namelist()
    except zipfile.BadZipFile:
        return False


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
