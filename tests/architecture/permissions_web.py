"""The pages: who gets which answer. Extend it with every page; see `permissions.py`."""

from groundswell.workspaces import actions
from tests.architecture.permissions import (
    ACCOUNT,
    PROVE,
    SIGN_IN,
    Address,
    Request,
    at,
    everybody,
    signed_in,
)
from tests.factories.people import Cast


def _invitation(cast: Cast) -> Request:
    """An invitation of somebody new, to Fernhill."""
    invited = actions.invite(
        cast.scope("owner"), "new@example.com", "viewer", link_for="/invitation/{}/".format
    )
    return Request(invited.link, form={})


def _page(route: str, expect: dict[str, int | str], *posted: dict[str, int | str]) -> list[Address]:
    """A page that is read with GET and sent with POST, at a route without parameters."""
    path = f"/{route}"
    return [
        Address("GET", route, expect, at(path)),
        Address("POST", route, posted[0] if posted else expect, at(path)),
    ]


_ONLY_GET = everybody(405)
_LEAVE = "account/leave/<slug:slug>/"
_CONFIRM = r"account/confirm-email/(?P<key>[-:\w]+)/$"
_RESET = r"account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"
_DOOR = "→/"
_NOT_AGAIN = everybody(_DOOR, anonymous=200)  # pages for who is not signed in

ADDRESSES: list[Address] = [
    *_page("", everybody("→/w/fernhill/", stranger="→/w/rivalry/", anonymous=SIGN_IN), _ONLY_GET),
    *_page("health", everybody(200), _ONLY_GET),
    # accepting: who is signed in as somebody else is refused, others are sent to sign up
    Address("GET", "invitation/<str:token>/", everybody(200), _invitation),
    Address(
        "POST", "invitation/<str:token>/",
        everybody(403, anonymous="→/account/signup/"), _invitation,
    ),
    # one's own account: there is nothing of others at these addresses
    *_page("account/", signed_in(200), signed_in(422)),
    *_page("account/export/", signed_in(PROVE), signed_in(405)),
    *_page("account/erase/", signed_in(PROVE)),
    Address("GET", _LEAVE, signed_in(405), at("/account/leave/fernhill/")),
    Address(
        "POST", _LEAVE,
        signed_in(ACCOUNT, owner=409, stranger=404), at("/account/leave/fernhill/"),
    ),
    # allauth
    *_page("account/login/", _NOT_AGAIN),
    *_page("account/signup/", _NOT_AGAIN),
    *_page("account/logout/", everybody(200, anonymous=SIGN_IN), everybody(SIGN_IN)),
    *_page("account/inactive/", everybody(200), _ONLY_GET),
    *_page("account/reauthenticate/", signed_in(200)),
    *_page("account/email/", signed_in(200), signed_in("→/account/email/")),
    *_page("account/confirm-email/", everybody(200), _ONLY_GET),
    Address("GET", _CONFIRM, everybody(200), at("/account/confirm-email/guessed/")),
    Address("POST", _CONFIRM, everybody(404), at("/account/confirm-email/guessed/")),
    *_page("account/password/change/", signed_in(200)),
    *_page("account/password/set/", signed_in("→/account/password/change/")),
    *_page("account/password/reset/", everybody(200)),
    *_page("account/password/reset/done/", everybody(200), _ONLY_GET),
    *_page("account/password/reset/key/done/", everybody(200), _ONLY_GET),
    Address("GET", _RESET, everybody(200), at("/account/password/reset/key/1-guessed/")),
    Address("POST", _RESET, everybody(200), at("/account/password/reset/key/1-guessed/")),
    *_page("account/login/code/confirm/", everybody(_DOOR, anonymous=SIGN_IN)),
    *_page("account/2fa/", signed_in(200), signed_in(405)),
    *_page("account/2fa/authenticate/", everybody(_DOOR, anonymous=SIGN_IN)),
    *_page("account/2fa/reauthenticate/", signed_in(PROVE)),
    *_page("account/2fa/totp/activate/", signed_in(PROVE)),
    *_page("account/2fa/totp/deactivate/", signed_in(404)),
    *_page("account/2fa/recovery-codes/", signed_in(404), signed_in(405)),
    *_page("account/2fa/recovery-codes/generate/", signed_in(PROVE)),
    *_page("account/2fa/recovery-codes/download/", signed_in(404)),
    *_page("account/sessions/", signed_in(200), signed_in("→/account/sessions/")),
]  # fmt: skip
