"""The API: who gets which answer. Extend it with every operation; see `permissions.py`.

Members ask with a session and name Fernhill in X-Workspace, so a stranger gets 404 everywhere.
"""

from groundswell.workspaces.scope import Right
from tests.architecture.permissions import Address, at, everybody, with_right

_NOWHERE = everybody(404)
_ONLY_GET = everybody(405)

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
    Address("GET", "api/v1/me", with_right(Right.READ, 200), at("/api/v1/me"), Right.READ),
]
