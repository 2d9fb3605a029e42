"""What a check of the instance found."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"  # could not be looked at, because of another fault


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found.

    Attributes:
        check: name of the check.
        state: how it came out.
        sentence: what was seen.
        mend: what to do about it; empty where nothing is to be done.
    """

    check: str
    state: State
    sentence: str
    mend: str = ""


def ok(check: str, sentence: str) -> Finding:
    """All is well."""
    return Finding(check, State.OK, sentence)


def skipped(check: str) -> Finding:
    """Could not be looked at."""
    return Finding(check, State.SKIP, "Not looked at, because of a fault above.")


def line(error: BaseException) -> str:
    """The error's own words in one line, without the full stop."""
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
