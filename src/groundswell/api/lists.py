"""Lists of profiles: made, filled by hand or by all matches of a query, annotated."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from pydantic import AliasChoices, model_validator

from groundswell.api.access import scope_of
from groundswell.api.bodies import AskedFor, Body, asked
from groundswell.api.paging import Cursor, Limit, Paged, read_place, write_place
from groundswell.api.search import Result
from groundswell.creators.identifiers import profile_id, profile_row, profile_rows
from groundswell.discovery import search as discovery
from groundswell.discovery.errors import IndexMissing
from groundswell.discovery.query import Ids, Query
from groundswell.kernel.errors import Missing
from groundswell.relationships import actions, queries
from groundswell.relationships.actions import Added
from groundswell.relationships.layers import Rows
from groundswell.relationships.models import List
from groundswell.workspaces.scope import Scope

router = Router(tags=["lists"])

MOST_IDS = 100_000
LONGEST_NOTE = 20_000


class ListIn(Body):
    """A new list."""

    name: str = Field(min_length=1, max_length=200, examples=["Spring shortlist"])
    note: str = Field("", max_length=LONGEST_NOTE, description="What it is for.")


class ListChange(Body):
    """What is to be otherwise."""

    name: str | None = Field(None, min_length=1, max_length=200)
    note: str | None = Field(None, max_length=LONGEST_NOTE)


class ListOut(Schema):
    """A list."""

    id: str = Field(validation_alias=AliasChoices("uid", "id"), examples=["lst_5t0gk3v9w2x8m"])
    name: str
    note: str
    size: int = Field(description="profiles on it")
    created_at: datetime
    created_by: str
    archived_at: datetime | None
    deleted_at: datetime | None


class Lists(Schema):
    """Lists by name."""

    items: list[ListOut]


class Chosen(Body):
    """Profiles by identifier, or all that match a query."""

    ids: list[str] | None = Field(None, max_length=MOST_IDS)
    query: AskedFor | None = None
    exclude: list[str] = Field([], max_length=MOST_IDS, description="With a query: not these.")
    exclude_lists: list[str] = Field([], max_length=100)

    @model_validator(mode="after")
    def one_way(self) -> "Chosen":
        """Either way of choosing, not both."""
        if (self.ids is None) == (self.query is None):
            raise ValueError("give either ids or a query")
        return self


class Adding(Chosen):
    """Profiles to put on a list."""

    note: str = Field("", max_length=LONGEST_NOTE, description="A remark on each new entry.")


class AddedOut(Schema):
    """What became of the profiles."""

    added: int
    already: int = Field(description="stood there before, or were named twice")
    missing: int = Field(description="that this workspace does not see")


class RemovedOut(Schema):
    """How many profiles left."""

    removed: int


class EntryOut(Schema):
    """A profile on a list."""

    profile: str | None = Field(description="null where the profile is gone from the catalog")
    added_at: datetime
    added_by: str
    note: str
    card: Result | None = Field(description="what search shows of it, where it is indexed")


class EntryPage(Paged):
    """Entries, newest first."""

    items: list[EntryOut]


class EntryNote(Body):
    """A remark on an entry; empty takes it away."""

    note: str = Field(max_length=LONGEST_NOTE)


def chosen(scope: Scope, body: Chosen) -> Iterable[int] | Iterable[Rows | Sequence[int]]:
    """The row numbers that a request means, in batches where they come from a query."""
    if body.ids is not None:
        return profile_rows(body.ids)
    return discovery.all_rows(
        scope, asked(body.query or ""), exclude=body.exclude, exclude_lists=body.exclude_lists
    )


@router.get("/lists", response=Lists, operation_id="listLists", summary="Lists")
def list_lists(
    request: HttpRequest, state: Literal["active", "archived", "deleted"] = "active"
) -> dict[str, list[List]]:
    """The lists of the workspace: those in use, those put aside, or those that can be restored."""
    scope = scope_of(request)
    if state == "deleted":
        return {"items": queries.deleted_lists(scope)}
    return {"items": queries.lists_of(scope, archived=state == "archived")}


@router.post("/lists", response={201: ListOut}, operation_id="createList", summary="New list")
def create_list(request: HttpRequest, body: ListIn) -> Status[List]:
    """A new, empty list."""
    return Status(201, actions.create_list(scope_of(request), body.name, note=body.note))


@router.get("/lists/{uid}", response=ListOut, operation_id="getList", summary="List")
def get_list(request: HttpRequest, uid: str) -> List:
    """One list."""
    return queries.list_named(scope_of(request), _uid(uid))


@router.patch("/lists/{uid}", response=ListOut, operation_id="changeList", summary="Change a list")
def change_list(request: HttpRequest, uid: str, body: ListChange) -> List:
    """Rename a list, or write what it is for."""
    scope = scope_of(request)
    if body.name is not None:
        actions.rename_list(scope, _uid(uid), body.name)
    if body.note is not None:
        actions.describe_list(scope, _uid(uid), body.note)
    return queries.list_named(scope, _uid(uid))


@router.delete("/lists/{uid}", response={204: None}, operation_id="deleteList", summary="Delete")
def delete_list(request: HttpRequest, uid: str) -> Status[None]:
    """Delete a list; for thirty days it can be restored."""
    actions.delete_list(scope_of(request), _uid(uid))
    return Status(204, None)


@router.post(
    "/lists/{uid}/restore", response=ListOut, operation_id="restoreList", summary="Restore"
)
def restore_list(request: HttpRequest, uid: str) -> List:
    """Bring a deleted list back."""
    return actions.restore_list(scope_of(request), _uid(uid))


@router.post(
    "/lists/{uid}/archive", response=ListOut, operation_id="archiveList", summary="Put aside"
)
def archive_list(request: HttpRequest, uid: str) -> List:
    """Put a list aside: it stands no longer among the others, but can be searched by name."""
    return actions.archive_list(scope_of(request), _uid(uid))


@router.post(
    "/lists/{uid}/unarchive", response=ListOut, operation_id="unarchiveList", summary="Take up"
)
def unarchive_list(request: HttpRequest, uid: str) -> List:
    """Take a list up again that was put aside."""
    return actions.unarchive_list(scope_of(request), _uid(uid))


@router.get(
    "/lists/{uid}/entries", response=EntryPage, operation_id="listEntries", summary="Entries"
)
def list_entries(
    request: HttpRequest, uid: str, limit: Limit = 25, cursor: Cursor = None
) -> EntryPage:
    """The profiles on a list, those added last first."""
    scope = scope_of(request)
    place = None if cursor is None else read_place(cursor)
    page = queries.entries(scope, _uid(uid), cursor=place, limit=limit)
    names = [None if entry.shown is None else profile_id(entry.shown) for entry in page.entries]
    cards = _cards(scope, tuple(name for name in names if name is not None))
    return EntryPage(
        items=[
            EntryOut(
                profile=name,
                added_at=entry.added_at,
                added_by=entry.added_by,
                note=entry.note,
                card=Result(**card) if (card := cards.get(name or "")) else None,
            )
            for entry, name in zip(page.entries, names, strict=True)
        ],
        next=None if page.cursor is None else write_place(page.cursor),
    )


@router.post(
    "/lists/{uid}/entries", response=AddedOut, operation_id="addEntries", summary="Add profiles"
)
def add_entries(request: HttpRequest, uid: str, body: Adding) -> Added:
    """Put profiles on a list: those named, or all that match a query (not only a page of them)."""
    scope = scope_of(request)
    queries.list_named(scope, _uid(uid))
    return actions.add_profiles(scope, _uid(uid), chosen(scope, body), note=body.note)


@router.post(
    "/lists/{uid}/entries/remove",
    response=RemovedOut,
    operation_id="removeEntries",
    summary="Remove profiles",
)
def remove_entries(request: HttpRequest, uid: str, body: Chosen) -> dict[str, int]:
    """Take profiles off a list: those named, or all that match a query."""
    scope = scope_of(request)
    queries.list_named(scope, _uid(uid))
    return {"removed": actions.remove_profiles(scope, _uid(uid), chosen(scope, body)).count}


@router.put(
    "/lists/{uid}/entries/{profile}",
    response={204: None},
    operation_id="annotateEntry",
    summary="Remark on an entry",
)
def annotate_entry(request: HttpRequest, uid: str, profile: str, body: EntryNote) -> Status[None]:
    """Write a remark on a profile's entry."""
    actions.annotate_entry(scope_of(request), _uid(uid), profile_row(profile), body.note)
    return Status(204, None)


@router.delete(
    "/lists/{uid}/entries/{profile}",
    response={204: None},
    operation_id="removeEntry",
    summary="Remove a profile",
)
def remove_entry(request: HttpRequest, uid: str, profile: str) -> Status[None]:
    """Take one profile off a list."""
    if not actions.remove_profiles(scope_of(request), _uid(uid), [profile_row(profile)]):
        raise Missing("This profile is not on the list.", field="profile")
    return Status(204, None)


def _uid(uid: str) -> str:
    """The identifier of a list; in addresses names are not understood, since they change."""
    if not uid.startswith("lst_"):
        raise Missing(f"There is no list {uid[:40]!r}.", field="list")
    return uid


def _cards(scope: Scope, names: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """What search shows of these profiles; a list can be read while there is no index."""
    if not names:
        return {}
    try:
        found = discovery.search(scope, Query(Ids(names)), limit=len(names))
    except IndexMissing:
        return {}
    return {result["id"]: result for result in found.results}
