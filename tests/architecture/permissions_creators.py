"""The creator's page and its deeds: who gets which answer; see `permissions.py`."""

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

import polars as pl

from groundswell.creators.actions import ensure_source, merge_creators, record_profiles
from groundswell.creators.frames import DTYPES, IDENTITY
from groundswell.creators.identifiers import creator_id, merge_id
from groundswell.creators.models import Profile
from groundswell.creators.platforms import Platform
from groundswell.relationships.actions import create_list, write_note
from groundswell.workspaces.scope import Right, Scope
from tests.architecture.permissions import Address, Request
from tests.architecture.permissions_shell import closed, member_page
from tests.factories.people import Cast

_C = "w/<slug:slug>/creators/<str:uid>/"


def maren(cast: Cast, key: str = "maren", owner: int | None = None) -> int:
    """A creator of Fernhill's own layer (or of all), with a few facts; the row number."""
    scope = Scope.operator(cast.fernhill.pk)
    layer = cast.fernhill.pk if owner is None else owner
    source = ensure_source(scope, kind="file", name="Agency list", owner=layer)
    row = {
        "platform": [int(Platform.INSTAGRAM)], "key": [key], "handle": [key],
        "platform_id": [None], "observed_at": [1_790_000_000], "name": ["Maren Okoye-Lindt"],
        "followers": [48_200],
    }  # fmt: skip
    frame = pl.DataFrame(row, schema={name: {**IDENTITY, **DTYPES}[name] for name in row})
    record_profiles(scope, source, frame, owner=layer)
    return Profile.objects.get(key=key).creator_id


def _path(cast: Cast, rest: str = "") -> str:
    return f"/w/fernhill/creators/{creator_id(maren(cast))}/{rest}"


def _at(rest: str = "", **form: Any) -> Callable[[Cast], Request]:
    return lambda cast: Request(_path(cast, rest), form or None)


def _merge(cast: Cast) -> Request:
    other = creator_id(maren(cast, "maren.too"))
    return Request(_path(cast, "merge/"), {"other": other, "reason": "same face"})


def _unmerge(cast: Cast) -> Request:
    one, other = maren(cast), maren(cast, "maren.too")
    scope = Scope.operator(cast.fernhill.pk)
    merge = merge_creators(scope, one, other, "same face")
    return Request(_path(cast, "unmerge/"), {"merge": merge_id(merge.pk)})


def _list(cast: Cast) -> Request:
    row = create_list(cast.scope("owner"), "Spring launch")
    return Request(_path(cast, "do/list/"), {"list": row.uid})


def _note(cast: Cast) -> Request:
    note = write_note(cast.scope("owner"), "Kind and quick.", creator=maren(cast))
    return Request(_path(cast, f"do/note/{note.uid}/"), {"text": "Kind, quick and precise."})


class To(str):
    """A redirection whose path holds an identifier that only the instance's key decides (``*``)."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return fnmatchcase(str(other), str.__str__(self))

    __hash__ = str.__hash__


def _get_and_post(
    rest: str, right: Right, get: int, post: int | str, ask: Callable[[Cast], Request]
) -> list[Address]:
    route = _C + rest
    first = closed() if get == 405 else member_page(right, get)
    return [
        Address("GET", route, first, _at(rest)),
        Address("POST", route, member_page(right, post), ask),
    ]


HOME = To("→/w/fernhill/creators/*/")
NOTES = To("→/w/fernhill/creators/*/notes/")

ADDRESSES: list[Address] = [
    Address("GET", _C, member_page(Right.READ, 200), _at()),
    Address("POST", _C, closed(), _at()),
    Address("GET", _C + "peek/", member_page(Right.READ, 200), _at("peek/")),
    Address("POST", _C + "peek/", closed(), _at("peek/")),
    Address("GET", _C + "<slug:tab>/", member_page(Right.READ, 200), _at("history/")),
    Address("POST", _C + "<slug:tab>/", closed(), _at("history/")),
    Address("GET", _C + "export/", member_page(Right.ERASE, 200), _at("export/")),
    Address("POST", _C + "export/", closed(), _at("export/")),
    *_get_and_post("edit/", Right.WRITE, 200, 422, _at("edit/", followers="-1")),
    *_get_and_post("merge/", Right.IMPORT, 200, HOME, _merge),
    *_get_and_post("unmerge/", Right.IMPORT, 405, HOME, _unmerge),
    *_get_and_post(
        "link/", Right.IMPORT, 200, HOME,
        _at("link/", handle="https://www.tiktok.com/@maren.moves", reason="in the bio"),
    ),
    *_get_and_post("erase/", Right.ERASE, 200, 200, _at("erase/", typed="maren okoye-lindt")),
    *_get_and_post("do/list/", Right.WRITE, 405, HOME, _list),
    *_get_and_post("do/tag/", Right.WRITE, 405, NOTES, _at("do/tag/", tag="glow")),
    *_get_and_post("do/note/", Right.WRITE, 405, NOTES, _at("do/note/", text="Kind.")),
    Address("GET", _C + "do/note/<str:note>/", closed(), _at("do/note/nte_none/")),
    Address("POST", _C + "do/note/<str:note>/", member_page(Right.WRITE, NOTES), _note),
]  # fmt: skip
