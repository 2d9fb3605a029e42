"""The table of addresses: which answer each role gets at each of them.

One `Address` per method and route of the root urlconf. The pages are in `permissions_web.py`, the
API in `permissions_api.py`; `test_permissions.py` asks every address as everybody, and fails where
an address is missing from the table or no longer exists.

An answer is a status code, or for a redirection ``"→/where/"`` (the path, without its query).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from groundswell.workspaces import rules
from groundswell.workspaces.models import Role
from groundswell.workspaces.scope import Right
from tests.factories.people import Cast

Answer = int | str
ROLES = tuple(Role.values)
ACTORS = (*ROLES, "stranger", "anonymous")
SIGN_IN = "→/account/login/"
PROVE = "→/account/reauthenticate/"
ACCOUNT = "→/account/"


@dataclass(frozen=True)
class Request:
    """What is sent: a path that the route matches, form fields or a JSON document, headers."""

    path: str
    form: Mapping[str, Any] | None = None
    json: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Address:
    """One method of one route.

    Attributes:
        method: GET, POST ...
        route: as the urlconf has it, joined from the root: ``account/leave/<slug:slug>/``.
        expect: the answer for each of `ACTORS`.
        ask: makes the request, and before that whatever it needs to be there (in Fernhill). It is
            called anew for every actor, in a transaction that is undone.
        right: what an API key needs to be let in (API only); None where no right is asked.
        crowd: True where there have to be creators and an index to search.
    """

    method: str
    route: str
    expect: Mapping[str, Answer]
    ask: Callable[[Cast], Request]
    right: Right | None = None
    crowd: bool = False


def at(path: str, **form: Any) -> Callable[[Cast], Request]:
    """A request that needs nothing to be there."""
    return lambda _cast: Request(path, form or None)


def everybody(answer: Answer, **other: Answer) -> dict[str, Answer]:
    """The same for all, apart from those named."""
    return dict.fromkeys(ACTORS, answer) | other


def signed_in(answer: Answer, **other: Answer) -> dict[str, Answer]:
    """The same for whoever is signed in, members of which workspace ever; others have to sign in."""
    return everybody(answer, anonymous=SIGN_IN) | other


def with_right(
    right: Right, answer: Answer, *, stranger: Answer = 404, anonymous: Answer = 401
) -> dict[str, Answer]:
    """For roles with this right; 403 for the others. To a stranger the workspace does not exist."""
    roles: dict[str, Answer] = {
        role: answer if right in rules.RIGHTS_OF_ROLE[Role(role)] else 403 for role in ROLES
    }
    return roles | {"stranger": stranger, "anonymous": anonymous}
