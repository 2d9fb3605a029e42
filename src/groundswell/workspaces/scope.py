"""The scope: who acts, for which workspace, with which rights. Passed, never fetched."""

from dataclasses import dataclass
from enum import StrEnum

from groundswell.kernel.errors import Refused


class Right(StrEnum):
    """What an actor may do in a workspace; roles and API keys are sets of these."""

    READ = "read"  # search, look at creators, lists, exports of what may be seen
    WRITE = "write"  # lists, notes, tags
    IMPORT = "import"  # bring facts in, undo imports, merge creators
    EXPORT = "export"  # take result sets out as files
    MONEY = "money"  # see and approve money
    ADMIN = "admin"  # members, roles, API keys, sources, workspace settings
    ERASE = "erase"  # erase a person's data


@dataclass(frozen=True, slots=True)
class Scope:
    """Who acts, for which workspace, with which rights.

    Attributes:
        workspace: row number of the workspace.
        actor: ``person:12``, ``key:3``, ``job:import`` or ``operator``; written to the audit trail.
        rights: what this actor may do here.
    """

    workspace: int
    actor: str
    rights: frozenset[Right]

    @classmethod
    def operator(cls, workspace: int) -> "Scope":
        """The person at the machine's own command line: every right."""
        return cls(workspace, "operator", frozenset(Right))

    def require(self, right: Right) -> None:
        """Raise Refused unless this scope has the right."""
        if right not in self.rights:
            raise Refused(f"This needs the right to {right.value}, which your role does not have.")
