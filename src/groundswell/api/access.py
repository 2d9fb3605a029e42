"""Who asks: an API key acts in its workspace, a signed-in member in the one the request names."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from groundswell.api import limits
from groundswell.kernel.errors import Invalid, Refused
from groundswell.workspaces.actions import note_key_use
from groundswell.workspaces.errors import UnknownKey
from groundswell.workspaces.models import Person
from groundswell.workspaces.queries import places_of, scope_of_key, scope_of_person
from groundswell.workspaces.scope import Scope

WORKSPACE_HEADER = "X-Workspace"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class Unidentified(UnknownKey):
    """The Authorization header cannot be read."""

    code = "bad-authorization"


class CsrfMissing(Refused):
    """A browser session may write only with the token that shows the page is ours."""

    code = "csrf"


@dataclass(frozen=True, slots=True)
class Admission:
    """Who asks and what they have left; made once for each request."""

    scope: Scope
    allowance: limits.Allowance


def admit(request: HttpRequest) -> Admission | None:
    """Find out who asks and count the request; None where nobody says who they are.

    Raises:
        UnknownKey: the key opens nothing (401).
        CsrfMissing: a session writes without its CSRF token.
        Missing: the member named a workspace that is not theirs.
        Invalid: the member has several workspaces and named none.
    """
    known: Admission | None = getattr(request, "admission", None)
    if known is not None:
        return known
    scope = _scope(request)
    if scope is None:
        return None
    admission = Admission(scope, limits.count(f"{scope.workspace}:{scope.actor}"))
    request.admission = admission  # type: ignore[attr-defined]
    if scope.actor.startswith("key:"):
        note_key_use(scope)
    return admission


def scope_of(request: HttpRequest) -> Scope:
    """The scope of a request that was let in."""
    scope: Scope = request.auth  # type: ignore[attr-defined]
    return scope


def _scope(request: HttpRequest) -> Scope | None:
    header = request.headers.get("Authorization")
    if header is not None:
        kind, _, raw = header.partition(" ")
        if kind.lower() != "bearer" or not raw.strip():
            raise Unidentified
        return scope_of_key(raw.strip())
    person = request.user
    if not isinstance(person, Person):
        return None
    if request.method not in _SAFE and check_csrf(request) is not None:
        raise CsrfMissing(
            "This session may write only with its CSRF token.",
            hint="Send the value of the cookie `csrftoken` in the header X-CSRFToken.",
        )
    return scope_of_person(person, request.headers.get(WORKSPACE_HEADER) or _only_one(person))


def _only_one(person: Person) -> str:
    slugs = [place.slug for place in places_of(person)]
    if len(slugs) != 1:
        raise Invalid(
            "Say which workspace is meant.",
            field=WORKSPACE_HEADER,
            hint=f"Send {WORKSPACE_HEADER} with one of {', '.join(slugs)}." if slugs else None,
        )
    return slugs[0]


def _let_in(request: HttpRequest) -> Scope | None:
    admission = admit(request)
    if admission is None:
        return None
    limits.require(admission.allowance)
    return admission.scope


class ApiKey(HttpBearer):
    """A key of one workspace, made in its settings."""

    def __call__(self, request: HttpRequest) -> Any:
        """The scope of the key; None where the request carries none."""
        return _let_in(request) if "Authorization" in request.headers else None

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Unused; `__call__` reads the header itself."""
        raise NotImplementedError


class Session(APIKeyCookie):
    """A signed-in member; unsafe methods need X-CSRFToken, and X-Workspace says where."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Any:
        """The scope of the member; None where nobody is signed in."""
        return None if "Authorization" in request.headers else _let_in(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Unused; `__call__` asks the session itself."""
        raise NotImplementedError
