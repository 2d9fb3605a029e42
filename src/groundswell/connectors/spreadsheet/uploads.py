"""What people hand in to be imported: which files, how large, and what is wrong with one in words.

`kernel.files` guards what is stored; here the usual mistakes get a sentence that says what to do.
"""

from pathlib import PurePath
from typing import BinaryIO

from groundswell.kernel import files
from groundswell.kernel.files import BadFile

ACCEPTED = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".xlsx", ".parquet", ".gz", ".zip")
_LOCKED = b"\xd0\xcf\x11\xe0"  # the container of old workbooks, and of new ones behind a password
_LOOKED_AT = 4096


def take_in(content: BinaryIO, called: str, *, limit: int) -> files.Stored:
    """Store an upload.

    Args:
        content: the bytes, seekable.
        called: the name it came with.
        limit: largest size in bytes.

    Raises:
        BadFile: it is empty, of another kind, locked, or not what its name says.
        FileTooLarge: it is larger than ``limit``; nothing is kept.
    """
    shown = files.shown_name(called)
    suffix = PurePath(shown).suffix.lower()
    head = content.read(_LOOKED_AT)
    content.seek(0)
    if not head:
        raise BadFile(f"{shown} is empty.", field="file")
    if suffix not in ACCEPTED:
        raise _unknown(shown, suffix)
    if suffix == ".xlsx" and head.startswith(_LOCKED):
        raise BadFile(
            f"{shown} is protected by a password, or an old workbook under a new name.",
            field="file",
            hint="Save it without the password as .xlsx, then add it again.",
        )
    try:
        return files.store(content, called, accept=ACCEPTED, limit=limit)
    except BadFile as refusal:
        if suffix not in {".csv", ".tsv", ".txt", ".json", ".jsonl"}:
            raise BadFile(
                f"{shown} is not a {suffix} file inside, or it is damaged.", field="file"
            ) from refusal
        raise BadFile(
            f"{shown} is not text inside, although its name says so.",
            field="file",
            hint="Export it again as CSV or .xlsx.",
        ) from refusal


def _unknown(shown: str, suffix: str) -> BadFile:
    if suffix in {".xls", ".xlsm", ".xlsb", ".ods", ".numbers"}:
        return BadFile(
            f"{shown} is a workbook of a kind that is not taken here.",
            field="file",
            hint="Save it as .xlsx or CSV, then add it again.",
        )
    kinds = ", ".join(ACCEPTED[:-1])
    return BadFile(
        f"{shown} is not a table.", field="file", hint=f"Take {kinds} or {ACCEPTED[-1]}."
    )
