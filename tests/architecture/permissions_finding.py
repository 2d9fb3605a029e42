"""The pages of this area: who gets which answer; see `permissions.py`."""

from collections.abc import Callable

from groundswell.circle import actions as circle
from groundswell.discovery.models import Cadence, Follower, SavedSearch
from groundswell.workspaces.scope import Right
from tests.architecture.permissions import (
    SIGN_IN,
    Address,
    Answer,
    Request,
    at,
    everybody,
    signed_in,
    with_right,
)
from tests.factories.people import Cast

_W = "w/<slug:slug>/"
_SEARCH = f"{_W}searches/<str:uid>/"
_SET = f"{_W}circle/<str:uid>/"
_FILE = b"instagram\nada\n!!!\n"


def _members(answer: Answer, **other: Answer) -> dict[str, Answer]:
    return signed_in(answer, stranger=404, **other)


def _may(right: Right, answer: Answer) -> dict[str, Answer]:
    return with_right(right, answer, anonymous=SIGN_IN)


def _saved(cast: Cast) -> SavedSearch:
    """A search that the manager saved and shares."""
    return SavedSearch.objects.create(
        workspace=cast.fernhill, owner=cast["manager"], name="Vegans", key="vegans",
        query="topic:vegan", shared=True,
    )  # fmt: skip


def _of_search(path: str, **form: str) -> Callable[[Cast], Request]:
    return lambda cast: Request(
        f"/w/fernhill/searches/{_saved(cast).uid}/{path}", form=dict(form) or None
    )


def _alert(cast: Cast) -> Request:
    follower = Follower.objects.create(
        search=_saved(cast), person=cast["viewer"], cadence=Cadence.NOW
    )
    return Request(f"/w/fernhill/alerts/{follower.uid}/off/")


def _of_set(path: str) -> Callable[[Cast], Request]:
    def ask(cast: Cast) -> Request:
        row, _ = circle.take_in(cast.scope("manager"), "customer", "people.csv", [_FILE])
        return Request(f"/w/fernhill/circle/{row.uid}/{path}")

    return ask


def _stopped(cast: Cast) -> Request:
    from groundswell.tasks import queue

    row, _ = circle.take_in(cast.scope("manager"), "customer", "people.csv", [_FILE])
    queue.cancel(row.job)
    return Request(f"/w/fernhill/circle/{row.uid}/resume/")


_NEW = f"{_SEARCH}new/<int:after>/"
_TABLE = "→/w/fernhill/searches/"
_DISCOVER = "→/w/fernhill/discover/"
_CIRCLE = "→/w/fernhill/circle/"
_EDITED = {"name": "Vegans", "q": "topic:vegan", "cadence": "daily"}

ADDRESSES: list[Address] = [
    Address("GET", f"{_W}searches/", _members(200), at("/w/fernhill/searches/")),
    Address("POST", f"{_W}searches/", signed_in(405), at("/w/fernhill/searches/")),
    Address("GET", f"{_W}searches/recent/forget/", signed_in(405), at("/w/fernhill/searches/recent/forget/")),
    Address("POST", f"{_W}searches/recent/forget/", _members(_TABLE), at("/w/fernhill/searches/recent/forget/")),
    Address("GET", _SEARCH, _members(_DISCOVER), _of_search("")),
    Address("POST", _SEARCH, signed_in(405), _of_search("")),
    Address("GET", _NEW, _members(_DISCOVER), _of_search("new/3/")),
    Address("POST", _NEW, signed_in(405), _of_search("new/3/")),
    Address("GET", f"{_SEARCH}edit/", _members(200), _of_search("edit/")),
    Address("POST", f"{_SEARCH}edit/", _members(_TABLE), _of_search("edit/", **_EDITED)),
    Address("GET", f"{_SEARCH}alert/", signed_in(405), _of_search("alert/")),
    Address("POST", f"{_SEARCH}alert/", _members(_TABLE), _of_search("alert/", cadence="now")),
    Address("GET", f"{_SEARCH}delete/", signed_in(405), _of_search("delete/")),
    Address(
        "POST", f"{_SEARCH}delete/",
        _members(403, owner=_TABLE, manager=_TABLE),  # whose it is, and who runs the workspace
        _of_search("delete/"),
    ),
    # the token is the proof, whoever holds it
    Address("GET", f"{_W}alerts/<str:token>/off/", everybody(200), _alert),
    Address("POST", f"{_W}alerts/<str:token>/off/", everybody(200), _alert),
    Address("GET", f"{_W}circle/", _members(200), at("/w/fernhill/circle/")),
    Address("POST", f"{_W}circle/", signed_in(405), at("/w/fernhill/circle/")),
    Address("GET", f"{_W}circle/new/", _may(Right.IMPORT, 200), at("/w/fernhill/circle/new/")),
    Address("POST", f"{_W}circle/new/", _may(Right.IMPORT, 422), at("/w/fernhill/circle/new/")),
    Address("GET", _SET, _members(200), _of_set("")),
    Address("POST", _SET, signed_in(405), _of_set("")),
    Address("GET", f"{_SET}remove/", signed_in(405), _of_set("remove/")),
    Address("POST", f"{_SET}remove/", _may(Right.IMPORT, _CIRCLE), _of_set("remove/")),
    Address("GET", f"{_SET}resume/", signed_in(405), _stopped),
    Address("POST", f"{_SET}resume/", _may(Right.IMPORT, _CIRCLE), _stopped),
    Address("GET", f"{_SET}rejects/", _may(Right.IMPORT, 200), _of_set("rejects/")),
    Address("POST", f"{_SET}rejects/", signed_in(405), _of_set("rejects/")),
]  # fmt: skip
