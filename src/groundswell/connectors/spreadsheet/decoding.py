"""From the bytes of a file to UTF-8 bytes, whatever it was written in."""

import codecs
import contextlib
import gzip
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from groundswell.kernel.errors import Invalid

BLOCK = 8 * 1024 * 1024
_WHOLE = 64 * 1024 * 1024  # files up to this size are looked at whole, longer ones in slices
_SLICE = 256 * 1024
_SLICES = 24
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UNREADABLE = b"\0"


@dataclass(frozen=True, slots=True)
class Entry:
    """One stream of bytes: a plain file, an unpacked gz, or one member of a zip.

    Attributes:
        name: what a person calls it: ``creators.csv`` or ``all.zip/creators.csv``.
        path: the file on disk.
        member: the name inside the zip, where it is one.
        packed: whether the bytes on disk are gzip.
    """

    name: str
    path: Path
    member: str | None = None
    packed: bool = False

    @contextlib.contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The unpacked bytes, from their start."""
        try:
            if self.member is not None:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                    yield stream  # type: ignore[misc]
            elif self.packed:
                with gzip.open(self.path, "rb") as stream:
                    yield stream  # type: ignore[misc]
            else:
                with self.path.open("rb") as stream:
                    yield stream
        except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, NotImplementedError) as error:
            raise Invalid(
                f"{self.name} is a damaged or unknown archive: {error}.", field="file"
            ) from error
        except RuntimeError as error:  # zipfile's word for a member locked by a password
            if "password" not in str(error):
                raise
            raise Invalid(
                f"{self.name} is locked with a password; unpack it first.", field="file"
            ) from error

    @property
    def suffix(self) -> str:
        """The ending that says what is inside, lower case: ``.csv`` for ``a.csv.gz``."""
        inner = Path(self.member or self.path.name)
        return Path(inner.stem).suffix.lower() if self.packed else inner.suffix.lower()

    @property
    def plain(self) -> bool:
        """Whether the bytes on disk are the bytes themselves, so that one may seek."""
        return self.member is None and not self.packed


def guess_encoding(entry: Entry) -> str:
    """The encoding of an entry: ``utf-8``, ``utf-16-le`` and kin, or ``cp1252``.

    Valid UTF-8 is UTF-8. Where some bytes are not, the file is Windows-1252 (a superset of the
    printable Latin-1) unless the valid multi-byte sequences outnumber the faults: then it is UTF-8
    with damaged rows, which are rejected one by one.
    """
    slices = list(_slices(entry))
    head = slices[0]
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if (zeros := head[:4096].count(0)) and zeros * 4 >= min(len(head), 4096):
        even = head[:4096:2].count(0)
        return "utf-16-be" if even * 2 > zeros else "utf-16-le"
    good = bad = 0
    for index, piece in enumerate(slices):
        ok, faults = _utf8_evidence(piece, first=index == 0)
        good, bad = good + ok, bad + faults
    return "cp1252" if bad > good else "utf-8"


def utf8_blocks(
    entry: Entry, encoding: str, size: int = BLOCK, *, start: int = 0
) -> Iterator[bytes]:
    """The entry as UTF-8 blocks of about ``size`` bytes, without a byte order mark.

    UTF-8 passes through untouched, faults and all (the record reader names the rows). In UTF-16 and
    UTF-32 what cannot be decoded becomes `UNREADABLE`. ``start`` skips bytes of a plain file.
    """
    with entry.open() as stream:
        if start:
            stream.seek(start)
        mark = next((mark for mark, name in _MARKS if name == encoding), b"")
        block = stream.read(size)
        if not start and mark:
            block = block.removeprefix(mark)
        if encoding == "utf-8":
            while block:
                yield block
                block = stream.read(size)
            return
        decoder = codecs.getincrementaldecoder(encoding)(_ERRORS.get(encoding, "groundswell-nul"))
        while block:
            yield decoder.decode(block).encode("utf-8", "surrogatepass")
            block = stream.read(size)
        if rest := decoder.decode(b"", final=True):
            yield rest.encode("utf-8", "surrogatepass")


def _slices(entry: Entry) -> Iterator[bytes]:
    """What the guess looks at: all of a short file, the head and even slices of a long one."""
    with entry.open() as stream:
        if not entry.plain:
            yield stream.read(_WHOLE)
            return
        length = entry.path.stat().st_size
        if length <= _WHOLE:
            yield stream.read()
            return
        for index in range(_SLICES):
            stream.seek(index * (length - _SLICE) // (_SLICES - 1))
            yield stream.read(_SLICE)


def _utf8_evidence(piece: bytes, *, first: bool) -> tuple[int, int]:
    """How many multi-byte sequences are valid, and how many faults there are."""
    if piece.isascii():
        return 0, 0
    faults = [0]

    def note(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        cut_head = not first and error.start < 4
        cut_tail = error.end >= len(piece) and "unexpected end" in error.reason
        faults[0] += not (cut_head or cut_tail)
        return "", error.end

    codecs.register_error("groundswell-count", note)
    text = piece.decode("utf-8", "groundswell-count")
    return len(text) - len(text.encode("ascii", "ignore")), faults[0]


def _as_nul(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return "\0", error.end


def _as_latin1(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end


_ERRORS = {"cp1252": "groundswell-latin1"}
codecs.register_error("groundswell-nul", _as_nul)
codecs.register_error("groundswell-latin1", _as_latin1)
