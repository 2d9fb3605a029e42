"""Asking the API in tests: as a program with a key, as a member with a session, as nobody."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.core.cache import caches
from django.test import Client

from groundswell.workspaces.actions import make_key
from groundswell.workspaces.scope import Right
from tests.factories.people import Cast, make_cast


class Caller:
    """A client of the API that sends and reads JSON."""

    def __init__(self, key: str | None = None, **headers: str) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = dict(headers)
        if key is not None:
            self.headers["Authorization"] = f"Bearer {key}"

    def __call__(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> Any:
        payload = {} if body is None else {"data": orjson.dumps(body)}
        return self.client.generic(
            method,
            f"/api/v1{path}",
            content_type="application/json",
            headers={**self.headers, **(headers or {})},
            **payload,
        )

    def get(self, path: str, **headers: str) -> Any:
        return self("GET", path, headers=headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self("POST", path, body, headers=headers)

    def upload(self, path: str, data: dict[str, Any], **headers: str) -> Any:
        return self.client.post(f"/api/v1{path}", data, headers={**self.headers, **headers})


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    caches["limits"].clear()


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def key_of(cast: Cast) -> Callable[..., str]:
    """Make an API key of a workspace with these rights (all but those of administrators)."""

    def make(*rights: Right, workspace: str = "fernhill", who: str = "owner") -> str:
        given = rights or tuple(right for right in Right if right is not Right.ADMIN)
        return make_key(cast.scope(who, workspace), "test", given).raw

    return make


@pytest.fixture
def api(key_of: Callable[..., str]) -> Caller:
    """A program of Fernhill with every right but ADMIN."""
    return Caller(key_of())


@pytest.fixture
def stranger(key_of: Callable[..., str]) -> Caller:
    """A program of the other workspace."""
    return Caller(key_of(workspace="rivalry", who="stranger"))
