"""Each address × each role gives the stated answer; the table and the urlconf name the same ones."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.http import FileResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from ninja.operation import PathView

from groundswell.workspaces import actions
from groundswell.workspaces.scope import Right, Scope
from tests.api.world import load_crowd
from tests.architecture import (
    permissions_api,
    permissions_creators,
    permissions_discover,
    permissions_finding,
    permissions_home,
    permissions_imports,
    permissions_lists,
    permissions_settings,
    permissions_sharing,
    permissions_shell,
    permissions_web,
)
from tests.architecture.permissions import ACTORS, Address, Answer, Request
from tests.factories.people import Cast, make_cast

_AREAS = (
    permissions_web, permissions_shell, permissions_home, permissions_discover,
    permissions_finding, permissions_creators, permissions_lists, permissions_sharing,
    permissions_imports, permissions_settings, permissions_api,
)  # fmt: skip
TABLE: list[Address] = [address for area in _AREAS for address in area.ADDRESSES]
_ids = [f"{address.method} {address.route}" for address in TABLE]


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def addresses_of(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Method and route of everything under a resolver.

    django-ninja says which methods a route has; of all other views GET and POST are asked, since
    only asking shows what they do with each.
    """
    for entry in resolver.url_patterns:
        part = str(entry.pattern)
        route = prefix + (part.removeprefix("^") if prefix else part)  # as Django's resolve does
        if isinstance(entry, URLResolver):
            yield from addresses_of(entry, route)
        else:
            for method in _methods(entry):
                yield method, route


def _methods(entry: URLPattern) -> list[str]:
    path_view = _path_view(entry.callback)
    if path_view is None:
        return ["GET", "POST"]
    return sorted({method for one in path_view.operations for method in one.methods})


def _path_view(view: Callable[..., Any]) -> PathView | None:
    for cell in getattr(view, "__closure__", None) or ():
        if isinstance(cell.cell_contents, PathView):
            return cell.cell_contents
    return None


def test_the_table_names_each_address_of_the_urlconf_once_and_no_other() -> None:
    there = set(addresses_of(get_resolver()))
    listed = [(address.method, address.route) for address in TABLE]
    assert sorted(there - set(listed)) == [], "not in the table: say who gets which answer"
    assert sorted(set(listed) - there) == [], "in the table, but not in the urlconf any more"
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("address", TABLE, ids=_ids)
def test_each_role_gets_the_stated_answer(address: Address, cast: Cast) -> None:
    assert set(address.expect) == set(ACTORS)
    if address.crowd:
        load_crowd(Scope.operator(cast.fernhill.pk), 40)
    got = {}
    for actor in ACTORS:
        with transaction.atomic():
            got[actor] = _ask(address, cast, actor)
            transaction.set_rollback(True)
    assert got == dict(address.expect)


def _ask(address: Address, cast: Cast, actor: str) -> Answer:
    request = address.ask(cast)
    assert resolve(urlsplit(request.path).path).route == address.route
    client = Client(raise_request_exception=False)
    if actor != "anonymous":
        client.force_login(cast[actor])
    return _send(client, address.method, request, {"X-Workspace": "fernhill"})


def _send(client: Client, method: str, request: Request, headers: dict[str, str]) -> Answer:
    headers = headers | dict(request.headers)
    if request.json is not None:
        response = client.generic(
            method,
            request.path,
            client._encode_json(request.json, "application/json"),  # type: ignore[attr-defined]
            "application/json",
            headers=headers,
        )
    else:
        response = getattr(client, method.lower())(request.path, request.form, headers=headers)
    if isinstance(response, FileResponse):  # to its end, which closes the file
        assert b"".join(response.streaming_content) is not None
    # other streams stay unread: they are written by a thread that does not see our transaction
    if 300 <= response.status_code < 400:
        return "→" + urlsplit(response["Location"]).path
    return int(response.status_code)


_with_right = [address for address in TABLE if address.right is not None]


@pytest.mark.parametrize("address", _with_right, ids=lambda one: f"{one.method} {one.route}")
def test_a_key_needs_the_right_of_the_operation_and_no_other(address: Address, cast: Cast) -> None:
    """With READ and the right: as the owner. With all rights but that one: 403."""
    assert address.right is not None
    if address.crowd:
        load_crowd(Scope.operator(cast.fernhill.pk), 40)
    others = sorted(set(Right) - {address.right})
    keys = {
        "right": (cast.scope("owner"), sorted({Right.READ, address.right})),
        "others": (cast.scope("owner"), others),
    }
    got = {}
    for name, (scope, rights) in keys.items():
        raw = actions.make_key(scope, name, rights).raw
        with transaction.atomic():
            request = address.ask(cast)
            got[name] = _send(
                Client(raise_request_exception=False),
                address.method, request, {"Authorization": f"Bearer {raw}"},
            )  # fmt: skip
            transaction.set_rollback(True)
    assert got == {"right": address.expect["owner"], "others": 403}
