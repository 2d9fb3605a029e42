"""Public identifiers of catalog rows, in and out."""

from collections.abc import Sequence

from groundswell.kernel.errors import Missing
from groundswell.kernel.ids import public_id, row_of
from groundswell.kernel.secrets import identifier_key

PROFILE, CREATOR, MERGE = "prf", "crt", "mrg"


def profile_id(row: int) -> str:
    """The public identifier of a profile."""
    return public_id(PROFILE, row, identifier_key())


def creator_id(row: int) -> str:
    """The public identifier of a creator."""
    return public_id(CREATOR, row, identifier_key())


def profile_row(identifier: str) -> int:
    """The row number behind the identifier of a profile; Missing where it is none."""
    return _row(PROFILE, identifier, "profile")


def creator_row(identifier: str) -> int:
    """The row number behind the identifier of a creator; Missing where it is none."""
    return _row(CREATOR, identifier, "creator")


def merge_id(row: int) -> str:
    """The public identifier of a merge."""
    return public_id(MERGE, row, identifier_key())


def merge_row(identifier: str) -> int:
    """The row number behind the identifier of a merge; Missing where it is none."""
    return _row(MERGE, identifier, "merge")


def profile_rows(identifiers: Sequence[str]) -> list[int]:
    """The row numbers behind identifiers of profiles; Missing for the first that is none."""
    return [profile_row(identifier) for identifier in identifiers]


def _row(prefix: str, identifier: str, what: str) -> int:
    row = row_of(prefix, identifier, identifier_key())
    if row is None or row >= 2**63:  # beyond what the database can number
        raise Missing(f"There is no {what} {identifier[:40]!r}.", field=what)
    return row
