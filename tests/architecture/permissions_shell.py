"""The frame of the member pages: who gets which answer; see `permissions.py`."""

from groundswell.workspaces.scope import Right
from tests.architecture.permissions import (
    SIGN_IN,
    Address,
    Request,
    at,
    everybody,
    signed_in,
    with_right,
)
from tests.factories.people import Cast

_W = "w/<slug:slug>/"


def member_page(right: Right, answer: int | str) -> dict[str, int | str]:
    """For members with the right; to a stranger there is no such workspace, others sign in."""
    return with_right(right, answer, anonymous=SIGN_IN)


def closed() -> dict[str, int | str]:
    """A method that the page does not know: said before anybody is asked who they are in there."""
    return signed_in(405)


def _undo_of_nothing(_cast: Cast) -> Request:
    return Request("/w/fernhill/undo/und_none/", form={})


ADDRESSES: list[Address] = [
    Address("GET", _W + "jump/", member_page(Right.READ, 200), at("/w/fernhill/jump/")),
    Address("POST", _W + "jump/", closed(), at("/w/fernhill/jump/")),
    Address("GET", _W + "undo/<str:uid>/", closed(), at("/w/fernhill/undo/und_none/")),
    Address("POST", _W + "undo/<str:uid>/", signed_in(404), _undo_of_nothing),
    Address("GET", _W + "brand/", closed(), at("/w/fernhill/brand/")),
    Address(
        "POST", _W + "brand/", member_page(Right.READ, "→/w/fernhill/"),
        at("/w/fernhill/brand/", brand=""),
    ),
    Address(
        "GET", _W + "help/", member_page(Right.READ, "→/w/fernhill/help/start/"),
        at("/w/fernhill/help/"),
    ),
    Address("POST", _W + "help/", closed(), at("/w/fernhill/help/")),
    Address(
        "GET", _W + "help/<slug:page>/", member_page(Right.READ, 200),
        at("/w/fernhill/help/search/"),
    ),
    Address("POST", _W + "help/<slug:page>/", closed(), at("/w/fernhill/help/search/")),
    Address("GET", "theme", signed_in(405), at("/theme")),
    Address("POST", "theme", signed_in(204), at("/theme", theme="dark")),
    Address("GET", "styleguide", everybody(404), at("/styleguide")),
    Address("POST", "styleguide", everybody(405), at("/styleguide")),
]  # fmt: skip
