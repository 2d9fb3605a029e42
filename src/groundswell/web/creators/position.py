"""Where a creator stands in the search that the page was opened from, and who is next to them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from groundswell.discovery.errors import QueryError
from groundswell.discovery.search import MOST_PASSED, search
from groundswell.kernel.errors import GroundswellError
from groundswell.web.doors import MemberRequest, here


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a result.

    Attributes:
        query: text of the search; empty for all profiles.
        sentence: the search in plain words.
        at: place, from 1.
        total: how many there are.
        before: address of the one before; empty at the start.
        after: address of the next one; empty at the end.
    """

    query: str
    sentence: str
    at: int
    total: int
    before: str
    after: str


def position(request: MemberRequest, tab: str = "") -> Position | None:
    """The place that the address names (``q`` and ``at``); None where it names none that holds.

    Whoever stands beside is looked up anew, so the search may have moved on meanwhile.
    """
    place = _place(request.GET)
    if place is None:
        return None
    query, at = place
    first = max(at - 2, 0)
    try:
        found = search(request.scope, query, limit=3, offset=first)
    except (QueryError, GroundswellError):
        return None
    if at > found.total:
        return None
    ids = dict(enumerate((card["id"] for card in found.results), first + 1))
    return Position(
        query,
        found.sentence,
        at,
        found.total,
        _address(request, ids.get(at - 1), query, at - 1, tab),
        _address(request, ids.get(at + 1), query, at + 1, tab),
    )


def trail(data: QueryDict, **more: str) -> str:
    """The part of an address (with its ``?``) that keeps the place, and the profile looked at."""
    kept = {name: data[name] for name in ("profile", "q", "at") if name in data} | more
    return f"?{urlencode(kept)}" if kept else ""


def _place(data: QueryDict) -> tuple[str, int] | None:
    number = data.get("at", "")
    if "q" not in data or not number.isdigit() or not 1 <= int(number) <= MOST_PASSED:
        return None
    return str(data["q"]), int(number)


def _address(request: MemberRequest, uid: str | None, query: str, at: int, tab: str) -> str:
    if uid is None:
        return ""
    path = here(request, "creator_tab", uid, tab) if tab else here(request, "creator", uid)
    return f"{path}?{urlencode({'q': query, 'at': at})}"
