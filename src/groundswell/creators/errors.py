"""Refusals of the catalog."""

from groundswell.kernel.errors import Conflict, Invalid, Refused


class BadFrame(Invalid):
    """A frame of facts lacks a column, or holds what it cannot hold."""

    code = "bad-frame"


class SourceForbids(Refused):
    """The terms of the source do not allow this."""

    code = "source-forbids"


class MergeCircle(Conflict):
    """The merge would make a creator stand for itself."""

    code = "merge-circle"


class BadFact(Invalid):
    """No such fact, or a value that it cannot have."""

    code = "bad-fact"


class MovedOn(Conflict):
    """What was done cannot be taken back, because it was changed again since."""

    code = "moved-on"


class SameCreator(Conflict):
    """The two are one creator already."""

    code = "same-creator"
