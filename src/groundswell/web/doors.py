"""The doors of member pages: who comes in, to which workspace, with which right.

    @member(Right.WRITE, methods=("POST",))
    def rename(request: MemberRequest, uid: str) -> HttpResponse: ...

The address carries the workspace (``/w/<slug>/…``); the view gets it as ``request.workspace`` and
acts through ``request.scope``. To who is no member the workspace does not exist.
"""

import zoneinfo
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from groundswell.ui.locales import chosen, speaking
from groundswell.workspaces.models import Person, Workspace
from groundswell.workspaces.queries import scope_of_person, workspace_of
from groundswell.workspaces.scope import Right, Scope


class MemberRequest(HttpRequest):
    """A request that came in through `member`."""

    scope: Scope
    workspace: Workspace
    person: Person
    slug: str


P = ParamSpec("P")


def member(
    right: Right, *, methods: tuple[str, ...] = ("GET",)
) -> Callable[[Callable[Concatenate[MemberRequest, P], HttpResponseBase]], Callable[..., Any]]:
    """A page for members of the workspace in the address, who need ``right``.

    Answers: a redirect to sign in, 404 to who is no member, 403 without the right, 405 for other
    methods. Numbers and dates are written in the reader's locale, times in the workspace's zone.
    """
    allowed = [*methods, "HEAD"] if "GET" in methods else list(methods)

    def fit(view: Callable[Concatenate[MemberRequest, P], HttpResponseBase]) -> Callable[..., Any]:
        @never_cache
        @login_required
        @require_http_methods(allowed)
        @wraps(view)
        def door(
            request: MemberRequest, slug: str, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            person = request.user
            assert isinstance(person, Person)
            request.scope = scope_of_person(person, slug)
            request.scope.require(right)
            request.person, request.slug = person, slug
            request.workspace = workspace_of(request.scope)
            with (
                speaking(chosen(person.locale, request.headers.get("Accept-Language", ""))),
                timezone.override(zoneinfo.ZoneInfo(request.workspace.time_zone)),
            ):
                return view(request, *args, **kwargs)

        return door

    return fit


def here(request: MemberRequest, name: str, *args: Any) -> str:
    """The address of a member page in the workspace of this request."""
    return reverse(name, args=(request.slug, *args))


def by_script(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page (and not for the page to go back to)."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in headers
