"""A workspace with an invented crowd, and members who look at it."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from groundswell.relationships import caching
from groundswell.workspaces.scope import Scope
from tests.api.world import load_crowd
from tests.factories.people import Cast

HTMX = {"HX-Request": "true"}


@pytest.fixture
def crowd(cast: Cast) -> Cast:
    caching.forget()  # a list of another test may have had the same number and version
    load_crowd(cast.scope("owner"), 200)
    return cast


@pytest.fixture
def scope(crowd: Cast) -> Scope:
    return crowd.scope("editor") if "editor" in crowd.people else crowd.scope("owner")


Ask = Callable[..., HttpResponse]


@pytest.fixture
def ask(crowd: Cast) -> Ask:
    """Ask an address of Fernhill's Discover as its owner; ``part`` asks as a script does."""

    def asked(
        path: str = "", *, who: str = "owner", part: bool = True, **form: object
    ) -> HttpResponse:
        client = Client(headers=HTMX if part else {})
        client.force_login(crowd[who])
        if form:
            return client.post(f"/w/fernhill/discover/{path}", form)  # type: ignore[return-value]
        return client.get(f"/w/fernhill/discover/{path}")  # type: ignore[return-value]

    return asked
