"""The page behind a share link."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from groundswell.creators.identifiers import profile_row
from groundswell.discovery.desk import desk
from groundswell.kernel.errors import GroundswellError, Status
from groundswell.relationships import actions, layers, queries, rules
from groundswell.relationships.errors import BadText, LinkClosed
from groundswell.relationships.queries.sharing import Shared
from groundswell.ui.locales import chosen, speaking
from groundswell.web.doors import by_script
from groundswell.web.sharing.cards import cards_of, page_of
from groundswell.web.sharing.guests import Guest, first_look, guest_of, remember
from groundswell.web.sharing.limits import count_write

P = ParamSpec("P")


def outsider(
    *methods: str,
) -> Callable[[Callable[Concatenate[HttpRequest, Shared, P], HttpResponse]], Callable[..., Any]]:
    """A page for whoever has the token in its address.

    Answers: 404 for a token that never was, 410 with the reason for one that is over.
    """

    def fit(
        view: Callable[Concatenate[HttpRequest, Shared, P], HttpResponse],
    ) -> Callable[..., Any]:
        @never_cache
        @require_http_methods(methods)
        @wraps(view)
        def door(
            request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            with speaking(chosen("", request.headers.get("Accept-Language", ""))):
                try:
                    shared = queries.shared_list(token)
                except LinkClosed as over:
                    return render(request, "sharing/closed.html", {"refusal": over}, status=410)
                request.token = token  # type: ignore[attr-defined]
                with timezone.override(ZoneInfo(shared.workspace.time_zone)):
                    return view(request, shared, *args, **kwargs)

        return door

    return fit


@outsider("GET", "HEAD")
def shared(request: HttpRequest, shared: Shared) -> HttpResponse:
    """The list."""
    asked = request.GET.get("page", "1")
    number = max(1, int(asked)) if asked.isdigit() and len(asked) < 6 else 1
    guest = guest_of(request, shared)
    page = page_of(desk(shared.scope), shared, guest, number)
    context = _context(request, shared, guest) | {"page": page}
    part = "sharing/_cards.html" if by_script(request) else "sharing/page.html"
    response = render(request, part, context)
    if not by_script(request) and first_look(request, response, _token(request)):
        actions.note_view(shared.scope, shared)
    return response


@outsider("POST")
def say_name(request: HttpRequest, shared: Shared) -> HttpResponse:
    """An outsider says who they are."""
    count_write(request, shared.link)
    try:
        name = rules.check_guest(request.POST.get("guest", ""))
    except BadText as refusal:
        guest = guest_of(request, shared)
        page = page_of(desk(shared.scope), shared, guest, 1)
        context = _context(request, shared, guest) | {"page": page, "refusal": refusal}
        return render(request, "sharing/page.html", context, status=422)
    response = HttpResponseRedirect(reverse("shared", args=(_token(request),)))
    remember(response, request, shared, _token(request), name)
    return response


@outsider("POST")
def vote(request: HttpRequest, shared: Shared) -> HttpResponse:
    """A word for or against a creator, or taken back."""
    count_write(request, shared.link)
    guest, profile = guest_of(request, shared), profile_row(request.POST.get("profile", ""))
    up = {"up": True, "down": False}.get(request.POST.get("vote", ""))
    try:
        actions.vote_as_guest(shared.scope, shared, profile, guest.name, up=up)
    except GroundswellError as refusal:
        return _refused(request, shared, guest, profile, refusal)
    return _card(request, shared, guest, profile)


@outsider("POST")
def comment(request: HttpRequest, shared: Shared) -> HttpResponse:
    """A remark on a creator."""
    count_write(request, shared.link)
    guest, profile = guest_of(request, shared), profile_row(request.POST.get("profile", ""))
    text = request.POST.get("text", "")
    try:
        actions.comment_as_guest(shared.scope, shared, profile, guest.name, text)
    except GroundswellError as refusal:
        return _refused(request, shared, guest, profile, refusal, typed=text)
    return _card(request, shared, guest, profile)


# ---------------------------------------------------------------- below


def _token(request: HttpRequest) -> str:
    return str(request.token)  # type: ignore[attr-defined]


def _context(request: HttpRequest, shared: Shared, guest: Guest) -> dict[str, Any]:
    return {
        "list": shared.list,
        "link": shared.link,
        "workspace": shared.workspace,
        "guest": guest,
        "token": _token(request),
        "shows": set(shared.link.columns),
        "open_to_words": shared.link.votes or shared.link.comments,
    }


def _refused(
    request: HttpRequest,
    shared: Shared,
    guest: Guest,
    profile: int,
    refusal: GroundswellError,
    **more: Any,
) -> HttpResponse:
    if refusal.status is not Status.INVALID:
        raise refusal
    return _card(request, shared, guest, profile, status=422, refusal=refusal, **more)


def _card(
    request: HttpRequest,
    shared: Shared,
    guest: Guest,
    profile: int,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The card as it is now; without scripts, the page at its place."""
    kept = dict(layers.kept_rows(shared.scope, [profile]).iter_rows()).get(profile, profile)
    (card,) = cards_of(desk(shared.scope), shared, guest, [kept])
    if not by_script(request) and status == 200:
        return HttpResponseRedirect(reverse("shared", args=(_token(request),)) + f"#{card.key}")
    context = _context(request, shared, guest) | {"card": card, "page": None} | more
    part = "sharing/_card.html" if by_script(request) else "sharing/one.html"
    return render(request, part, context, status=status)
