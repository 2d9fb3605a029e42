"""What outsiders get behind a share link: see `permissions.py`."""

from collections.abc import Callable

from groundswell.creators.identifiers import profile_id
from groundswell.discovery import search
from groundswell.relationships import actions
from tests.architecture.permissions import Address, Request, at, everybody
from tests.factories.people import Cast

_OUT = "s/<str:token>/"


def _outside(rest: str, **form: str) -> Callable[[Cast], Request]:
    """Behind a link to a list of Fernhill with somebody on it; nobody gave a name yet."""

    def ask(cast: Cast) -> Request:
        scope = cast.scope("owner")
        row = actions.create_list(scope, "Spring launch")
        found = search.search(scope, "", limit=1).results
        rows = search.rows_named(scope, [str(one["id"]) for one in found]).tolist()
        actions.add_profiles(scope, row.uid, rows)
        made = actions.share_list(scope, row.uid, votes=True, comments=True)
        known = {"profile": profile_id(rows[0])}
        filled = {name: value.format(**known) for name, value in form.items()}
        return Request(f"/s/{made.token}/{rest}", filled or None)

    return ask


class _Somewhere(str):
    """A redirection to wherever the token or list leads; both are drawn anew each time."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return str(other).startswith(str.__str__(self))

    __hash__ = str.__hash__


_TO_PAGE = _Somewhere("→/s/")

ADDRESSES: list[Address] = [
    # outsiders: who has the link needs no account, and an account gives no more than the link
    Address("GET", _OUT, everybody(200), _outside(""), crowd=True),
    Address("POST", _OUT, everybody(405), _outside(""), crowd=True),
    Address("GET", f"{_OUT}name/", everybody(405), at("/s/guessed/name/")),
    Address("POST", f"{_OUT}name/", everybody(_TO_PAGE), _outside("name/", guest="Kim"), crowd=True),
    Address("GET", f"{_OUT}vote/", everybody(405), at("/s/guessed/vote/")),
    # without a name the word is not taken
    Address("POST", f"{_OUT}vote/", everybody(422), _outside("vote/", vote="up", profile="{profile}"), crowd=True),
    Address("GET", f"{_OUT}comment/", everybody(405), at("/s/guessed/comment/")),
    Address("POST", f"{_OUT}comment/", everybody(422), _outside("comment/", text="Hi", profile="{profile}"), crowd=True),
]  # fmt: skip
