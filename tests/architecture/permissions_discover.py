"""Discover: who gets which answer. Nothing of another workspace is at these addresses."""

from groundswell.discovery import search
from groundswell.relationships import actions
from groundswell.workspaces.scope import Right
from tests.architecture.permissions import SIGN_IN, Address, Answer, Request, with_right
from tests.factories.people import Cast

_HERE = "w/<slug:slug>/discover/"
_THERE = "/w/fernhill/discover/"


def _somebody(cast: Cast) -> str:
    """A profile that Fernhill sees."""
    return str(search.search(cast.scope("owner"), "", limit=1).results[0]["id"])


def _peek(cast: Cast) -> Request:
    return Request(f"{_THERE}peek/{_somebody(cast)}/")


def _add(cast: Cast) -> Request:
    return Request(f"{_THERE}add/", form={"id": _somebody(cast), "new": "Shortlist"})


def _exclude(cast: Cast) -> Request:
    return Request(f"{_THERE}exclude/", form={"id": _somebody(cast)})


def _like_list(cast: Cast) -> Request:
    scope = cast.scope("owner")
    row = actions.create_list(scope, "Alike")
    actions.add_profiles(scope, row.uid, search.rows_named(scope, [_somebody(cast)]))
    return Request(f"{_THERE}like-list/{row.uid}/")


def _role(right: Right, answer: Answer) -> dict[str, Answer]:
    return with_right(right, answer, anonymous=SIGN_IN)


def _get(route: str, query: str = "", right: Right = Right.READ) -> list[Address]:
    """A page that is only read."""
    path = f"{_THERE}{route}"
    return [
        Address(
            "GET", _HERE + route, _role(right, 200), lambda _c: Request(path + query), crowd=True
        ),
        Address("POST", _HERE + route, _only(405), lambda _c: Request(path)),
    ]


def _only(answer: Answer) -> dict[str, Answer]:
    """The method is refused before anybody looks at the workspace."""
    return dict.fromkeys(_role(Right.READ, answer), answer) | {"anonymous": SIGN_IN}


ADDRESSES: list[Address] = [
    *_get("", "?q=topic:skincare"),
    *_get("complete/", "?text=skin"),
    *[
        Address(method, f"{_HERE}group/<slug:name>/", expect, lambda _c: Request(f"{_THERE}group/trust/"), crowd=True)
        for method, expect in (("GET", _role(Right.READ, 200)), ("POST", _only(405)))
    ],
    *[
        Address(method, f"{_HERE}values/<slug:name>/", expect, lambda _c: Request(f"{_THERE}values/topic/?start=s"), crowd=True)
        for method, expect in (("GET", _role(Right.READ, 200)), ("POST", _only(405)))
    ],
    *_get("shares/", "?q=audience.country:US>=20%25&name=audience.country:US"),
    *_get("ridges/", "?ids="),
    Address("GET", f"{_HERE}peek/<str:uid>/", _role(Right.READ, 200), _peek, crowd=True),
    Address("POST", f"{_HERE}peek/<str:uid>/", _only(405), _peek, crowd=True),
    *_get("compare/"),
    Address("GET", f"{_HERE}add/", _only(405), lambda _c: Request(f"{_THERE}add/")),
    Address("POST", f"{_HERE}add/", _role(Right.WRITE, "→/w/fernhill/discover/"), _add, crowd=True),
    Address("GET", f"{_HERE}exclude/", _only(405), lambda _c: Request(f"{_THERE}exclude/")),
    Address(
        "POST", f"{_HERE}exclude/", _role(Right.WRITE, "→/w/fernhill/discover/"), _exclude, crowd=True
    ),
    Address(
        "GET", f"{_HERE}like-list/<str:uid>/", _role(Right.READ, "→/w/fernhill/discover/"),
        _like_list, crowd=True,
    ),
    Address("POST", f"{_HERE}like-list/<str:uid>/", _only(405), _like_list, crowd=True),
    *_get("export/", "?q=topic:skincare", Right.EXPORT),
    *_get("searches/"),
    Address("GET", f"{_HERE}save/", _only(405), lambda _c: Request(f"{_THERE}save/")),
    Address(
        "POST", f"{_HERE}save/", _role(Right.WRITE, "→/w/fernhill/discover/"),
        lambda _c: Request(f"{_THERE}save/", form={"name": "Mine", "q": "topic:skincare"}),
        crowd=True,
    ),
    Address("GET", f"{_HERE}recent/", _only(405), lambda _c: Request(f"{_THERE}recent/")),
    Address(
        "POST", f"{_HERE}recent/", _role(Right.READ, 204),
        lambda _c: Request(f"{_THERE}recent/", form={"q": "topic:skincare", "total": "3"}),
        crowd=True,
    ),
]  # fmt: skip
