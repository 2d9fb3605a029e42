"""Facts that the workspaces announce."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkspaceCreated:
    """A workspace was created."""

    workspace: int


@dataclass(frozen=True, slots=True)
class MemberJoined:
    """A person became a member."""

    workspace: int
    person: int
    role: str


@dataclass(frozen=True, slots=True)
class RoleChanged:
    """A member has another role."""

    workspace: int
    person: int
    role: str


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """A person left or was removed."""

    workspace: int
    person: int


@dataclass(frozen=True, slots=True)
class PersonErased:
    """A person's data was erased."""

    person: int
