"""Facts that discovery announces."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NewMatchesFound:
    """A saved search (its uid) matches profiles that it did not match at the last look."""

    workspace: int
    search: str
    count: int
