"""Refusals of the workspaces."""

from groundswell.kernel.errors import Conflict, Invalid, Missing, Refused


class UnknownKey(Missing):
    """The API key is wrong, revoked or expired; which of these is nobody's business."""

    code = "unknown-key"

    def __init__(self) -> None:
        super().__init__("This API key is not known, or no longer valid.")


class LastOwner(Conflict):
    """A workspace always has an owner."""

    code = "last-owner"

    def __init__(self, workspace: str) -> None:
        super().__init__(
            f"{workspace} needs at least one owner.", hint="Make another member owner first."
        )


class TooMuchRight(Refused):
    """Nobody gives away what they do not have."""

    code = "too-much-right"


class InvitationClosed(Conflict):
    """The invitation was used, revoked, or is past its time."""

    code = "invitation-closed"


class NotForYou(Refused):
    """The invitation names another e-mail address than that of who is signed in."""

    code = "not-for-you"


class AlreadyMember(Conflict):
    """The person is in the workspace already."""

    code = "already-member"


class Taken(Conflict):
    """The name is in use."""

    code = "taken"


class BadValue(Invalid):
    """A setting that makes no sense."""

    code = "bad-value"
