"""Refusals of discovery: a query that cannot be read, a cursor or an index that cannot be used."""

from groundswell.kernel.errors import Conflict, GroundswellError, Invalid


class QueryError(Invalid):
    """The query cannot be read.

    Attributes:
        position: where in the text the fault begins, in characters from 0 to the text's length.
        length: how many characters are at fault; 0 where something is missing.
        path: for a query that came as JSON, the place in it (``where.nodes.0.field``); else empty.
    """

    code = "bad-query"

    def __init__(
        self,
        sentence: str,
        *,
        position: int = 0,
        length: int = 0,
        hint: str | None = None,
        path: str = "",
    ) -> None:
        super().__init__(sentence, field="query", hint=hint)
        self.position = position
        self.length = length
        self.path = path


class BadCursor(Invalid):
    """The cursor does not belong to this query or this index."""

    code = "bad-cursor"


class IndexBusy(Conflict):
    """Another process is writing the index."""

    code = "index-busy"


class IndexMissing(GroundswellError):
    """There is no index yet, or not one that this version can read."""

    code = "index-missing"
