"""Refusals of relationships."""

from dataclasses import dataclass

from groundswell.kernel.errors import Conflict, Invalid, Missing


class NameTaken(Conflict):
    """Another list of the workspace has this name."""

    code = "list-name-taken"


class WrongState(Conflict):
    """The list is not in the state that this needs."""

    code = "list-state"


class BadText(Invalid):
    """A name, tag or note that is empty or too long."""

    code = "bad-text"


class MovedOn(Conflict):
    """What was done cannot be taken back, because it was changed again since."""

    code = "moved-on"


class LinkClosed(Missing):
    """The share link was there, but has expired or was withdrawn."""

    code = "link-closed"


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Why one cell of a block cannot be written; ``row`` and ``column`` count from 0."""

    row: int
    column: int
    reason: str


class BadCells(Invalid):
    """Some cells of a block cannot be read, so none was written.

    Attributes:
        cells: what is wrong, in order of rows.
    """

    code = "bad-cells"

    def __init__(self, cells: tuple[CellProblem, ...], size: int) -> None:
        first = cells[0]
        super().__init__(
            f"{len(cells)} of {size} cells cannot be read, so nothing was written. "
            f"Row {first.row + 1}, column {first.column + 1}: {first.reason}",
            field="cells",
        )
        self.cells = cells
