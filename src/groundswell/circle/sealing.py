"""The files of sets: sealed while they come in, looked at behind the seal, thrown away once read."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import PurePath

from groundswell.circle import reading, rules
from groundswell.circle.errors import BadFile
from groundswell.kernel import files, sealed
from groundswell.kernel.secrets import keyed_hash

SEAL = "circle"
_LOOK_AT = 400


def accepted(called: str) -> str:
    """The name of a file as it may be shown; BadFile for a kind that is not read here."""
    shown = files.shown_name(called)
    if PurePath(shown).suffix.lower() not in rules.ACCEPTED:
        raise BadFile(
            f"{shown!r} is not a kind of file that is accepted here; expected one of "
            f"{', '.join(rules.ACCEPTED)}.",
            field="file",
        )
    return shown


def name_of(uid: str) -> str:
    """Under which name the content of a set is kept."""
    return f"circle/{uid}.sealed"


def seal(content: Iterable[bytes], uid: str, shown: str) -> str:
    """Seal the content; its keyed digest, which tells nothing to who does not have the file.

    Raises:
        BadFile: it is empty.
        FileTooLarge: it is larger than `rules.MOST_BYTES`; nothing is kept.
    """
    digest, size = hashlib.sha256(), 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        for piece in content:
            size += len(piece)
            if size > rules.MOST_BYTES:
                raise files.FileTooLarge(
                    f"{shown!r} is larger than {rules.MOST_BYTES // 2**20:,} MB, the most that is "
                    "accepted here.",
                    field="file",
                )
            digest.update(piece)
            yield piece

    path = files.home() / "files" / name_of(uid)
    sealed.seal(counted(), path, SEAL)
    if not size:
        path.unlink()
        raise BadFile(f"{shown!r} is empty.", field="file")
    return keyed_hash(SEAL, digest.hexdigest())


def holds_emails(uid: str, platform: int | None) -> bool:
    """Whether the first rows hold e-mail addresses; BadFile where they name nobody."""
    path = files.path_of(name_of(uid))
    with sealed.unseal(path, SEAL) as content:
        head = [cells for _, cells in islice(reading.rows_of(content), _LOOK_AT)]
    return rules.layout(head, platform).emails


def throw_away(uid: str) -> None:
    """Remove the content of a set; no error where it is gone already."""
    (files.home() / "files" / name_of(uid)).unlink(missing_ok=True)
