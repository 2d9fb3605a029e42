"""The frame around one's own account: that of the workspace where one was last.

The account belongs to no workspace, and neither do its addresses; but who changes their password is
still somewhere, and finds the way back in the same navigation.
"""

import zoneinfo
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from groundswell.ui.locales import chosen, speaking
from groundswell.workspaces.models import Person
from groundswell.workspaces.queries import Place, places_of, scope_of_person, workspace_of

_KEPT = "workspace"
_OWN = "/account/"


class AccountFrame:
    """Remembers the workspace of each visit, and puts it around the account's pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Frame the account's pages; note where the others were."""
        if not request.path.startswith(_OWN):
            response = self.get_response(request)
            slug = getattr(request, "slug", None)
            if slug and hasattr(request, "workspace") and request.session.get(_KEPT) != slug:
                request.session[_KEPT] = slug
            return response
        with ExitStack() as stack:
            person = request.user
            if isinstance(person, Person):
                asked = request.headers.get("Accept-Language", "")
                stack.enter_context(speaking(chosen(person.locale, asked)))
                place = last_place(request, person)
                if place is not None:
                    stack.enter_context(_around(request, person, place))
            return self.get_response(request)


def last_place(request: HttpRequest, person: Person) -> Place | None:
    """The workspace where a person was last, else the first of theirs; None where they have none."""
    places = places_of(person)
    kept = request.session.get(_KEPT)
    return next((one for one in places if one.slug == kept), places[0] if places else None)


def _around(request: Any, person: Person, place: Place) -> Any:
    request.scope = scope_of_person(person, place.slug)
    request.person, request.slug = person, place.slug
    request.workspace = workspace_of(request.scope)
    return timezone.override(zoneinfo.ZoneInfo(request.workspace.time_zone))
