"""What the frame shows: where one can go, what is unread, which workspaces there are."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groundswell.kernel.errors import Missing
from groundswell.ui.locales import locale
from groundswell.web.answers import said
from groundswell.web.doors import MemberRequest
from groundswell.workspaces import notifications, queries
from groundswell.workspaces.models import Brand, Person
from groundswell.workspaces.queries import Place, brands


@dataclass(frozen=True)
class Entry:
    """A page in the left navigation.

    Attributes:
        name: name of its address, which takes only the workspace.
        icon: a sign of the sprite.
        area: pages whose address name begins so belong to it.
        tab: one of the four at the bottom of a phone.
        count: how many things wait there, where that is known.
    """

    name: str
    label: str | Promise
    icon: str
    area: tuple[str, ...]
    tab: bool = False
    count: Callable[[MemberRequest], int] | None = None


NAV: tuple[Entry, ...] = (
    Entry("home", _("Home"), "home", ("home",), tab=True),
    Entry("discover", _("Discover"), "compass", ("discover", "creator", "search"), tab=True),
    Entry("lists", _("Lists"), "list-details", ("list", "pipeline"), tab=True),
    Entry("circle", _("Our circle"), "users-group", ("circle",)),
    Entry("imports", _("Imports"), "file-upload", ("import",)),
)


class Frame:
    """The frame of one request; each part is asked for only where the template uses it."""

    def __init__(self, request: MemberRequest) -> None:
        self._request = request
        match = request.resolver_match
        self._name = (match.url_name or "") if match else ""

    @cached_property
    def at(self) -> str:
        """The area that the page belongs to."""
        for entry in NAV:
            if self._name.startswith(entry.area):
                return entry.name
        return self._name.partition("_")[0]

    @cached_property
    def nav(self) -> list[dict[str, Any]]:
        """The pages of the navigation."""
        slug = self._request.slug
        return [
            {
                "label": entry.label, "icon": entry.icon, "tab": entry.tab,
                "href": reverse(entry.name, args=(slug,)), "here": entry.name == self.at,
                "count": entry.count(self._request) if entry.count else 0,
            }
            for entry in NAV
        ]  # fmt: skip

    @cached_property
    def places(self) -> list[Place]:
        """The workspaces of the person."""
        return queries.places_of(self._request.person)

    @cached_property
    def brands(self) -> list[Brand]:
        """The brands of the workspace; none where it is one brand."""
        return list(brands(self._request.scope))

    @cached_property
    def brand(self) -> str:
        """The uid of the chosen brand; empty for all of them."""
        return brand_of(self._request)

    @property
    def name(self) -> str:
        """The brand's name, else the workspace's."""
        chosen = next((one.name for one in self.brands if one.uid == self.brand), "")
        return chosen or self._request.workspace.name

    @cached_property
    def unread(self) -> int:
        """How many notifications are unread."""
        return notifications.unread(self._request.scope)

    @property
    def person(self) -> str:
        """How the person is called."""
        return self._request.person.get_full_name()

    @property
    def email(self) -> str:
        """What the person signs in with."""
        return self._request.person.email


def brand_of(request: MemberRequest) -> str:
    """The uid of the brand that the member works for now (chosen in the frame); empty for all."""
    kept: str = request.session.get(_brand_key(request), "")
    return kept


def choose_brand(request: MemberRequest, uid: str) -> None:
    """Remember for which brand the member works; empty for all. Missing for one that is not there."""
    if uid and all(one.uid != uid for one in brands(request.scope)):
        raise Missing("There is no such brand.", field="brand")
    request.session[_brand_key(request)] = uid


def _brand_key(request: MemberRequest) -> str:
    return f"brand:{request.slug}"


def _person(request: HttpRequest) -> Person | None:
    """Who is signed in; None too while the database is out, so that its own fault page still shows."""
    try:
        user = getattr(request, "user", None)
        return user if isinstance(user, Person) else None
    except DatabaseError:
        return None


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the theme, the frame where there is a workspace, what was said."""
    person = _person(request)
    context: dict[str, Any] = {
        "theme": person.theme if person else "",
        "locale_tag": str(locale()).replace("_", "-"),
        "said": cache(partial(said, request)),  # read only where a page shows it, once
        "theme_url": reverse("theme") if person else "",
    }
    if hasattr(request, "workspace"):
        context["shell"] = Frame(request)  # type: ignore[arg-type]
    return context
