"""The API: who gets which answer. Extend it with every operation; see `permissions.py`.

Members ask with a session and name Fernhill in X-Workspace, so a stranger gets 404 everywhere.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from groundswell.creators.actions import merge_creators
from groundswell.creators.identifiers import creator_id, merge_id, profile_id
from groundswell.creators.models import Creator, Profile
from groundswell.creators.platforms import Platform
from groundswell.relationships.actions import (
    add_profiles,
    archive_list,
    create_list,
    delete_list,
    write_note,
)
from groundswell.tasks.worker import work_once
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


_FILE = b"username,Fans\nglow.daily,12400\nhttps://www.instagram.com/p/CxyzAbc1234/,5\n"


def _upload(_cast: Cast) -> Request:
    file = SimpleUploadedFile("instagram creators.csv", _FILE)
    return Request("/api/v1/imports", form={"file": file, "platform": "instagram"})


def _of_import(end: str = "", *, confirmed: bool = False, **more: Any) -> Callable[[Cast], Request]:
    """A request about an import of Fernhill that was read, and perhaps put into the catalog."""

    def ask(cast: Cast) -> Request:
        client = Client(headers={"X-Workspace": "fernhill"})
        client.force_login(cast["owner"])
        upload = _upload(cast)
        (made,) = client.post(upload.path, upload.form).json()["imports"]
        _work()
        path = f"/api/v1/imports/{made['id']}"
        if confirmed:
            assert client.post(f"{path}/confirm").status_code == 202
            _work()
        return Request(path + end, **more)

    return ask


def _work() -> None:
    while work_once("permissions", timedelta(minutes=1)):
        pass


def _import(
    method: str, end: str, answer: int, ask: Callable[[Cast], Request], right: Right
) -> Address:
    route = f"api/v1/imports/<uid>{end}"
    return Address(method, route, with_right(right, answer), ask, right)


def _address(
    method: str,
    path: str,
    answer: int,
    ask: Callable[[Cast], Request],
    right: Right = Right.WRITE,
    *,
    crowd: bool = False,
) -> Address:
    """An operation; identifiers in the path are `{uid}` as django-ninja writes them."""
    route = "api/v1/" + path.replace("{", "<").replace("}", ">")
    return Address(method, route, with_right(right, answer), ask, right, crowd=crowd)


# ---------------------------------------------------------------- lists, tags, notes


def _list(cast: Cast) -> str:
    return create_list(cast.scope("owner"), "Spring").uid


def _of_list(inner: str = "", json: Any = None) -> Callable[[Cast], Request]:
    return lambda cast: Request(f"/api/v1/lists/{_list(cast)}{inner}", json=json)


def _first() -> int:
    return Profile.objects.earliest("pk").pk


def _of_entry(json: Any = None) -> Callable[[Cast], Request]:
    def ask(cast: Cast) -> Request:
        uid = _list(cast)
        add_profiles(cast.scope("owner"), uid, [_first()])
        return Request(f"/api/v1/lists/{uid}/entries/{profile_id(_first())}", json=json)

    return ask


def _archived(cast: Cast) -> Request:
    return Request(f"/api/v1/lists/{archive_list(cast.scope('owner'), _list(cast)).uid}/unarchive")


def _deleted(cast: Cast) -> Request:
    return Request(f"/api/v1/lists/{delete_list(cast.scope('owner'), _list(cast)).uid}/restore")


_LISTS = [
    _address("GET", "lists", 200, at("/api/v1/lists"), Right.READ),
    _address("POST", "lists", 201, lambda _cast: Request("/api/v1/lists", json={"name": "New"})),
    _address("GET", "lists/{uid}", 200, _of_list(), Right.READ),
    _address("PATCH", "lists/{uid}", 200, _of_list(json={"name": "Summer"})),
    _address("DELETE", "lists/{uid}", 204, _of_list()),
    _address("POST", "lists/{uid}/archive", 200, _of_list("/archive")),
    _address("POST", "lists/{uid}/unarchive", 200, _archived),
    _address("POST", "lists/{uid}/restore", 200, _deleted),
    _address("GET", "lists/{uid}/entries", 200, _of_list("/entries"), Right.READ),
    _address("POST", "lists/{uid}/entries", 200, _of_list("/entries", {"query": ""}), crowd=True),
    _address(
        "POST",
        "lists/{uid}/entries/remove",
        200,
        _of_list("/entries/remove", {"query": ""}),
        crowd=True,
    ),
    _address("PUT", "lists/{uid}/entries/{profile}", 204, _of_entry({"note": "x"}), crowd=True),
    _address("DELETE", "lists/{uid}/entries/{profile}", 204, _of_entry(), crowd=True),
]


def _tagging(inner: str) -> Callable[[Cast], Request]:
    return lambda _cast: Request(f"/api/v1/tags{inner}", json={"tag": "spring", "query": ""})


def _noting(_cast: Cast) -> Request:
    return Request("/api/v1/notes", json={"text": "x", "profile": profile_id(_first())})


def _of_note(json: Any = None) -> Callable[[Cast], Request]:
    def ask(cast: Cast) -> Request:
        note = write_note(cast.scope("owner"), "x", profile=_first())
        return Request(f"/api/v1/notes/{note.uid}", json=json)

    return ask


def _relations(_cast: Cast) -> Request:
    return Request(f"/api/v1/profiles/{profile_id(_first())}/relations")


_NOTES = [
    _address("GET", "tags", 200, at("/api/v1/tags"), Right.READ),
    _address("POST", "tags", 200, _tagging(""), crowd=True),
    _address("POST", "tags/remove", 200, _tagging("/remove"), crowd=True),
    _address("GET", "notes", 200, at("/api/v1/notes"), Right.READ),
    _address("POST", "notes", 201, _noting, crowd=True),
    _address("PUT", "notes/{uid}", 200, _of_note({"text": "y"}), crowd=True),
    _address("DELETE", "notes/{uid}", 204, _of_note(), crowd=True),
    _address("GET", "profiles/{uid}/relations", 200, _relations, Right.READ, crowd=True),
]

# ---------------------------------------------------------------- profiles, creators


def _of_profile(inner: str = "", json: Any = None) -> Callable[[Cast], Request]:
    return lambda _cast: Request(f"/api/v1/profiles/{profile_id(_first())}{inner}", json=json)


def _found(_cast: Cast) -> Request:
    one = Profile.objects.earliest("pk")
    slug = Platform(one.platform).slug
    return Request(f"/api/v1/profiles?platform={slug}&handle={quote(one.handle)}")


def _telling(_cast: Cast) -> Request:
    said = [{"platform": "instagram", "handle": "glow.daily", "facts": {"followers": 12}}]
    return Request("/api/v1/profiles", json={"profiles": said})


def _own_creators(cast: Cast) -> tuple[int, int]:
    """Two creators that only Fernhill knows."""
    return tuple(  # type: ignore[return-value]
        Creator.objects.create(owner=cast.fernhill.pk).pk for _ in range(2)
    )


def _of_creator(inner: str = "") -> Callable[[Cast], Request]:
    return lambda cast: Request(f"/api/v1/creators/{creator_id(_own_creators(cast)[0])}{inner}")


def _merging(cast: Cast) -> Request:
    kept, absorbed = _own_creators(cast)
    body = {"absorbed": creator_id(absorbed), "reason": "the same person"}
    return Request(f"/api/v1/creators/{creator_id(kept)}/merges", json=body)


def _merged(cast: Cast) -> Request:
    merge = merge_creators(cast.scope("owner"), *_own_creators(cast), "the same person")
    return Request(f"/api/v1/merges/{merge_id(merge.pk)}")


_CATALOG = [
    _address("GET", "profiles", 200, _found, Right.READ, crowd=True),
    _address("POST", "profiles", 200, _telling, Right.IMPORT),
    _address("GET", "profiles/{uid}", 200, _of_profile(), Right.READ, crowd=True),
    *(
        _address(
            "GET", f"profiles/{{uid}}/{inner}", 200, _of_profile(asked), Right.READ, crowd=True
        )
        for inner, asked in (
            ("posts", "/posts"),
            ("series", "/series?fact=followers"),
            ("audiences", "/audiences"),
            ("disagreements", "/disagreements"),
        )
    ),
    _address(
        "PUT",
        "profiles/{uid}/facts/{name}",
        200,
        _of_profile("/facts/followers", {"value": 12}),
        crowd=True,
    ),
    _address("GET", "facts", 200, at("/api/v1/facts"), Right.READ),
    _address("GET", "creators/{uid}", 200, _of_creator(), Right.READ),
    _address("POST", "creators/{uid}/merges", 201, _merging, Right.IMPORT),
    _address("DELETE", "merges/{uid}", 204, _merged, Right.IMPORT),
    _address("GET", "creators/{uid}/data", 200, _of_creator("/data"), Right.ERASE),
    _address("DELETE", "creators/{uid}", 200, _of_creator(), Right.ERASE),
]

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
    _reads("imports"),
    Address("POST", "api/v1/imports", with_right(Right.IMPORT, 202), _upload, Right.IMPORT),
    _import("GET", "", 200, _of_import(), Right.READ),
    _import("DELETE", "", 204, _of_import(), Right.IMPORT),
    _import("GET", "/mapping", 200, _of_import("/mapping"), Right.READ),
    _import(
        "PUT",
        "/mapping",
        202,
        _of_import("/mapping", json={"columns": {"Fans": "followers"}}),
        Right.IMPORT,
    ),
    _import("POST", "/confirm", 202, _of_import("/confirm"), Right.IMPORT),
    _import("POST", "/undo", 202, _of_import("/undo", confirmed=True), Right.IMPORT),
    _import("GET", "/rejects", 200, _of_import("/rejects", confirmed=True), Right.READ),
    *_LISTS,
    *_NOTES,
    *_CATALOG,
]
