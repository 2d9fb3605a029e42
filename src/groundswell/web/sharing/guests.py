"""Who an outsider says they are: a name in a signed cookie of the link's own address."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from groundswell.kernel.text import fold
from groundswell.relationships.queries.sharing import Shared

_COOKIE = "gs_guest"
_SEEN = "gs_seen"
_KEPT = 90 * 24 * 3600
_SAME_VISIT = 30 * 60


@dataclass(frozen=True, slots=True)
class Guest:
    """An outsider; ``name`` is empty as long as they did not give one."""

    name: str
    voter: str


def guest_of(request: HttpRequest, shared: Shared) -> Guest:
    """Who is looking, as far as they said."""
    name = request.get_signed_cookie(_COOKIE, "", salt=shared.link.uid, max_age=_KEPT) or ""
    return Guest(name, f"{shared.scope.actor}:{fold(name)[:120]}" if name else "")


def remember(
    response: HttpResponse, request: HttpRequest, shared: Shared, token: str, name: str
) -> None:
    """Keep the name for this link; nothing else is kept in the browser."""
    response.set_signed_cookie(
        _COOKIE, name, salt=shared.link.uid, max_age=_KEPT, path=reverse("shared", args=(token,)),
        secure=request.is_secure(), httponly=True, samesite="Lax",
    )  # fmt: skip


def first_look(request: HttpRequest, response: HttpResponse, token: str) -> bool:
    """Whether this is a new visit; marks it in the browser, so that reloading is not counted."""
    if _SEEN in request.COOKIES:
        return False
    response.set_cookie(
        _SEEN, "1", max_age=_SAME_VISIT, path=reverse("shared", args=(token,)),
        secure=request.is_secure(), httponly=True, samesite="Lax",
    )  # fmt: skip
    return True
