"""Refusals of the circle."""

from groundswell.kernel.errors import Conflict, Invalid


class BadFile(Invalid):
    """The file holds nobody: no column of addresses or handles, or no rows."""

    code = "bad-circle-file"


class StillReading(Conflict):
    """The file is being read; wait for it, or stop it."""

    code = "still-reading"
