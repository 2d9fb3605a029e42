"""One vocabulary of refusals; every face translates it once."""

from datetime import timedelta
from enum import Enum


class Status(Enum):
    """What kind of refusal this is; the API maps it to an HTTP status, the command to an exit code."""

    INVALID = "invalid"  # the request makes no sense: 422, exit 2
    REFUSED = "refused"  # understood, not allowed: 403, exit 3
    MISSING = "missing"  # no such thing for this scope: 404, exit 4
    CONFLICT = "conflict"  # the thing is in another state: 409, exit 5
    LIMITED = "limited"  # too many, too fast, too large: 429, exit 6
    BROKEN = "broken"  # our fault or a dependency's: 503, exit 1


class GroundswellError(Exception):
    """An expected failure that a person can act on.

    Attributes:
        code: stable machine word in kebab-case, for example ``unknown-field``.
        sentence: one plain sentence that says what is wrong and what to do.
        status: the class of refusal.
        field: the name of the input that is at fault, where there is one.
        hint: what would mend it ("did you mean ..."), where we know.
    """

    code = "error"
    status = Status.BROKEN

    def __init__(self, sentence: str, *, field: str | None = None, hint: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.hint = hint


class Invalid(GroundswellError):
    """The input makes no sense."""

    code = "invalid"
    status = Status.INVALID


class Refused(GroundswellError):
    """The scope lacks the right."""

    code = "refused"
    status = Status.REFUSED


class Missing(GroundswellError):
    """No such thing in this workspace (a stranger gets the same answer)."""

    code = "missing"
    status = Status.MISSING


class Conflict(GroundswellError):
    """The thing is not in the state that this needs."""

    code = "conflict"
    status = Status.CONFLICT


class Limited(GroundswellError):
    """A limit was reached; the sentence says which and when to come back."""

    code = "limited"
    status = Status.LIMITED


class TryLater(Limited):
    """The other side (or our own limit) asks for patience; jobs wait, the API answers Retry-After.

    Attributes:
        after: how long to wait before the next try.
    """

    code = "try-later"

    def __init__(self, after: timedelta, sentence: str = "Try again later.") -> None:
        super().__init__(sentence)
        self.after = after
