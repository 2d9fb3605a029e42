"""A list with an invented crowd on it, and members who work with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client

from groundswell.creators.identifiers import profile_id
from groundswell.discovery import search
from groundswell.relationships import actions, caching, queries
from groundswell.relationships.models import List
from groundswell.web.lists import facts
from groundswell.workspaces.scope import Scope
from tests.api.world import load_crowd
from tests.factories.people import Cast


@dataclass(frozen=True)
class Desk:
    """Asks addresses of a list (``{}`` in a path is its uid) as a member of Fernhill."""

    cast: Cast
    row: List

    def client(self, who: str = "owner", **headers: str) -> Client:
        client = Client(headers=headers, raise_request_exception=True)
        client.force_login(self.cast[who])
        return client

    def path(self, path: str) -> str:
        return f"/w/fernhill/lists/{path.replace('{}', self.row.uid)}"

    def get(self, path: str, *, who: str = "owner", part: bool = False) -> HttpResponse:
        headers = {"HX-Request": "true"} if part else {}
        return self.client(who, **headers).get(self.path(path))  # type: ignore[return-value]

    def post(self, path: str, *, who: str = "owner", **form: Any) -> HttpResponse:
        return self.client(who, **{"HX-Request": "true"}).post(self.path(path), form)  # type: ignore[return-value]

    def send(self, path: str, body: Any, *, who: str = "owner") -> Any:
        client = self.client(who, **{"X-Requested-With": "fetch"})
        answer = client.post(self.path(path), orjson.dumps(body), content_type="application/json")
        return orjson.loads(answer.content)

    def profiles(self) -> list[int]:
        """The profiles of the list, in the order of its board."""
        return queries.order_of(self.cast.scope("owner"), self.row.uid).tolist()

    def keys(self) -> list[str]:
        return [profile_id(row) for row in self.profiles()]


@pytest.fixture
def crowd(cast: Cast) -> Cast:
    caching.forget()
    facts.forget()
    load_crowd(cast.scope("owner"), 150)
    return cast


@pytest.fixture
def scope(crowd: Cast) -> Scope:
    return crowd.scope("owner")


@pytest.fixture
def desk(crowd: Cast, scope: Scope) -> Desk:
    """Spring launch with 130 creators: more than one stretch of the table, more than one of a stage."""
    row = actions.create_list(scope, "Spring launch")
    batches = [batch.tolist() for batch in search.all_rows(scope, "")]
    actions.add_profiles(scope, row.uid, [one for batch in batches for one in batch][:130])
    row.refresh_from_db()
    return Desk(crowd, row)


Asked = Callable[..., HttpResponse]
