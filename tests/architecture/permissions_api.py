"""The API: who gets which answer. Extend it with every operation; see `permissions.py`.

Members ask with a session and name Fernhill in X-Workspace, so a stranger gets 404 everywhere.
"""

from typing import Any

from groundswell.creators.models import Profile
from groundswell.creators.platforms import Platform
from groundswell.workspaces.scope import Right
from tests.architecture.permissions import Address, Request, at, everybody, with_right
from tests.factories.people import Cast

_NOWHERE = everybody(404)


def _reads(path: str, query: str = "", right: Right = Right.READ) -> Address:
    """A GET that needs a right and something to find."""
    ask = at(f"/api/v1/{path}{query}")
    return Address("GET", f"api/v1/{path}", with_right(right, 200), ask, right, crowd=True)


def _asks(path: str, body: dict[str, Any], right: Right = Right.READ) -> Address:
    """A POST that changes nothing, needs a right and something to find."""

    def ask(_cast: Cast) -> Request:
        return Request(f"/api/v1/{path}", json=body)

    return Address("POST", f"api/v1/{path}", with_right(right, 200), ask, right, crowd=True)


def _similar(_cast: Cast) -> Request:
    one = Profile.objects.earliest("pk")
    name = f"{Platform(one.platform).name.lower()}/@{one.handle}"
    return Request("/api/v1/similar", json={"profile": name})


ADDRESSES: list[Address] = [
    Address("GET", "api/v1/", _NOWHERE, at("/api/v1/")),
    Address("POST", "api/v1/", _NOWHERE, at("/api/v1/")),
    Address("GET", "api/.*$", _NOWHERE, at("/api/v0/me")),
    Address("POST", "api/.*$", _NOWHERE, at("/api/v0/me")),
    Address("GET", "api/v1/openapi.json", everybody(200), at("/api/v1/openapi.json")),
    Address("POST", "api/v1/openapi.json", everybody(200), at("/api/v1/openapi.json")),
    Address("GET", "api/v1/docs", everybody(200), at("/api/v1/docs")),
    Address("POST", "api/v1/docs", everybody(200), at("/api/v1/docs")),
    Address("GET", "api/v1/health", everybody(200), at("/api/v1/health")),
    _reads("me"),
    _reads("search"),
    _asks("search", {"query": "followers>=1"}),
    _reads("facets"),
    _reads("query"),
    _reads("fields"),
    _reads("suggest", "?field=country&start=u"),
    Address(
        "POST", "api/v1/similar", with_right(Right.READ, 200), _similar, Right.READ, crowd=True
    ),
    _reads("exports", right=Right.EXPORT),
    _asks("exports", {"query": ""}, right=Right.EXPORT),
    _reads("exports/columns"),
]
