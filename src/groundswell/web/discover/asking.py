"""What one address of Discover asks: the query, and how its answer is shown.

Everything that the page shows can be read off its address, so that Back, reload and a shared link
give the same page. Parameters of a change (``add``, ``at``, ``edit`` …) are applied and then gone.

====================  =================================================================
``q``                 the query as text, with its sort
``draft``             words that are being typed: searched for, not yet part of ``q``
``add``, ``at``       text to join to the query; with ``at`` in the place of that part
``edit`` (repeated)   controls whose values follow, see `editing.edited`
``dimension, key``    one more share of the audience
``view``, ``cols``    table or cards; columns
``cursor``, ``from``  where the page begins, and which place that is
``groups``, ``show``  open groups of the panel, controls added to it (kept by the page)
====================  =================================================================
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from groundswell.discovery.errors import QueryError
from groundswell.discovery.language import parse
from groundswell.discovery.query import Query
from groundswell.discovery.writing import format_query
from groundswell.kernel.errors import GroundswellError
from groundswell.web.discover.editing import edited, joined, with_share
from groundswell.web.discover.groups import OPEN_AT_FIRST, groups

PAGE = 25
VIEWS = ("table", "cards")
COLUMNS = (
    "followers", "engagement", "audience", "credibility", "growth", "views", "price", "posted",
    "seen",
)  # fmt: skip
USUAL_COLUMNS = ("followers", "engagement", "audience", "growth", "price", "seen")


class NotReadable(Exception):
    """What was asked cannot be read: the text at fault and why."""

    def __init__(self, text: str, error: GroundswellError, box: str) -> None:
        super().__init__(error.sentence)
        self.text = text
        self.error = error
        self.box = box


@dataclass(frozen=True, slots=True)
class Asked:
    """One address, read.

    Attributes:
        query: with all changes applied; what the chips show.
        draft: words being typed.
        view: ``table`` or ``cards``.
        columns: of the table, in order.
        cursor: where the page begins; None for the first.
        first: place of the page's first profile, from 1.
        groups: groups of the panel that are open.
        show: fields with a control that a person added.
        peek: the profile beside the list.
        as_text: the query is edited as text.
    """

    query: Query
    draft: str = ""
    view: str = "table"
    columns: tuple[str, ...] = USUAL_COLUMNS
    cursor: str | None = None
    first: int = 1
    groups: tuple[str, ...] = OPEN_AT_FIRST
    show: tuple[str, ...] = ()
    peek: str = ""
    as_text: bool = False

    @property
    def text(self) -> str:
        """The query as text."""
        return format_query(self.query)

    @property
    def searched(self) -> Query:
        """The query together with what is being typed, as far as that can be read."""
        if not self.draft:
            return self.query
        try:
            return joined(self.query, parse(self.draft))
        except QueryError:
            return self.query

    def parameters(self, **changes: object) -> str:
        """The address of this state (after ``?``), with changes; empty values are left away."""
        values = {
            "q": self.text,
            "draft": self.draft,
            "view": "" if self.view == "table" else self.view,
            "cols": "" if self.columns == USUAL_COLUMNS else ",".join(self.columns),
            "cursor": self.cursor,
            "from": "" if self.first == 1 else self.first,
            "peek": self.peek,
        } | changes
        return urlencode({name: value for name, value in values.items() if value})


def read(data: QueryDict) -> Asked:
    """What an address asks, its changes applied.

    Raises:
        NotReadable: with the text at fault.
    """
    before = _parsed(data.get("q", ""), "q")
    query = _changed(before, data)
    same = query == before
    return Asked(
        query,
        draft=data.get("draft", "").strip(),
        view=next((view for view in VIEWS if view == data.get("view")), "table"),
        columns=_among(data.get("cols"), COLUMNS) or USUAL_COLUMNS,
        cursor=(data.get("cursor") or None) if same else None,
        first=_number(data.get("from")) if same else 1,
        groups=_among(data.get("groups"), [group.name for group in groups()])
        if "groups" in data
        else OPEN_AT_FIRST,
        show=tuple(name for name in data.get("show", "").split(",") if name),
        peek=data.get("peek", ""),
        as_text="text" in data,
    )


def _changed(query: Query, data: QueryDict) -> Query:
    controls = data.getlist("edit")
    if controls:
        try:
            query = edited(query, controls, dict(data.lists()))
        except QueryError as error:
            raise NotReadable("", error, "panel") from error
    if key := data.get("key", "").strip():
        try:
            query = with_share(query, data.get("dimension", ""), key)
        except QueryError as error:
            raise NotReadable(key, error, "key") from error
    if "at" in data or data.get("add", "").strip():
        more = _parsed(data.get("add", ""), "add")
        at = data.get("at", "")
        query = joined(query, more, int(at) if at.isdecimal() else None)
    return query


def _parsed(text: str, box: str) -> Query:
    try:
        return parse(text)
    except QueryError as error:
        raise NotReadable(text, error, box) from error


def _among(text: str | None, known: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in (text or "").split(",") if name in known)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 1
