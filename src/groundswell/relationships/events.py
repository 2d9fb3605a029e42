"""Facts that relationships announce; ``list`` is the uid of a list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListCreated:
    """A list was created."""

    workspace: int
    list: str


@dataclass(frozen=True, slots=True)
class ListRenamed:
    """A list has another name."""

    workspace: int
    list: str


@dataclass(frozen=True, slots=True)
class ListArchived:
    """A list was put aside."""

    workspace: int
    list: str


@dataclass(frozen=True, slots=True)
class ListUnarchived:
    """A list was taken up again."""

    workspace: int
    list: str


@dataclass(frozen=True, slots=True)
class ListDeleted:
    """A list was deleted; it can be restored for a while."""

    workspace: int
    list: str


@dataclass(frozen=True, slots=True)
class ListRestored:
    """A deleted list is back."""

    workspace: int
    list: str


@dataclass(frozen=True, slots=True)
class ProfilesAdded:
    """Profiles came onto a list."""

    workspace: int
    list: str
    count: int


@dataclass(frozen=True, slots=True)
class ProfilesRemoved:
    """Profiles left a list."""

    workspace: int
    list: str
    count: int


@dataclass(frozen=True, slots=True)
class ProfilesTagged:
    """Profiles were given a tag."""

    workspace: int
    tag: str
    count: int


@dataclass(frozen=True, slots=True)
class ProfilesUntagged:
    """Profiles lost a tag."""

    workspace: int
    tag: str
    count: int


@dataclass(frozen=True, slots=True)
class NoteWritten:
    """A note was written about a profile or creator."""

    workspace: int
    note: str


@dataclass(frozen=True, slots=True)
class EntriesMoved:
    """Profiles on a list came into another stage; ``stage`` is its uid."""

    workspace: int
    list: str
    stage: str
    count: int


@dataclass(frozen=True, slots=True)
class TaskGiven:
    """Somebody was given a task."""

    workspace: int
    task: str


@dataclass(frozen=True, slots=True)
class ListShared:
    """A list was shared with outsiders by link."""

    workspace: int
    list: str
    link: str
