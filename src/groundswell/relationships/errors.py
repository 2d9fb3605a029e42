"""Refusals of relationships."""

from groundswell.kernel.errors import Conflict, Invalid


class NameTaken(Conflict):
    """Another list of the workspace has this name."""

    code = "list-name-taken"


class WrongState(Conflict):
    """The list is not in the state that this needs."""

    code = "list-state"


class BadText(Invalid):
    """A name, tag or note that is empty or too long."""

    code = "bad-text"
