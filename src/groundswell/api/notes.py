"""Tags and notes on profiles and creators."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from groundswell.api.access import scope_of
from groundswell.api.bodies import Body
from groundswell.api.lists import Chosen, ListOut, chosen
from groundswell.creators.identifiers import creator_id, creator_row, profile_id, profile_row
from groundswell.relationships import actions, queries
from groundswell.relationships.models import Note
from groundswell.workspaces.scope import Scope

router = Router(tags=["notes and tags"])

Uid = Annotated[str | None, Query(max_length=40, example="prf_5t0gk3v9w2x8m")]


class TagIn(Chosen):
    """A tag, and the profiles it is about."""

    tag: str = Field(min_length=1, max_length=100, examples=["spring"])


class Count(Schema):
    """How many profiles changed."""

    count: int


class TagOut(Schema):
    """A tag of the workspace, and on how many profiles it is."""

    tag: str
    count: int


class NoteIn(Body):
    """A note about a profile or about a creator."""

    text: str = Field(min_length=1, max_length=20_000)
    profile: str | None = Field(None, max_length=40, examples=["prf_5t0gk3v9w2x8m"])
    creator: str | None = Field(None, max_length=40)


class NoteText(Body):
    """A note written anew."""

    text: str = Field(min_length=1, max_length=20_000)


class NoteOut(Schema):
    """A note."""

    id: str = Field(examples=["nte_5t0gk3v9w2x8m"])
    text: str
    profile: str | None
    creator: str | None
    author: str
    at: datetime
    edited_at: datetime | None


class Relations(Schema):
    """What a workspace has to do with a profile."""

    lists: list[ListOut]
    tags: list[str]
    notes: list[NoteOut]


@router.get("/tags", response=list[TagOut], operation_id="listTags", summary="Tags")
def list_tags(request: HttpRequest) -> list[TagOut]:
    """The tags of the workspace, the most used first."""
    used = queries.tags_used(scope_of(request))
    return [TagOut(tag=tag, count=count) for tag, count in used.items()]


@router.post("/tags", response=Count, operation_id="tagProfiles", summary="Tag profiles")
def tag_profiles(request: HttpRequest, body: TagIn) -> Count:
    """Put a tag on profiles: those named, or all that match a query."""
    scope = scope_of(request)
    return Count(count=actions.tag_profiles(scope, body.tag, _rows(scope, body)).count)


@router.post("/tags/remove", response=Count, operation_id="untagProfiles", summary="Untag profiles")
def untag_profiles(request: HttpRequest, body: TagIn) -> Count:
    """Take a tag off profiles."""
    scope = scope_of(request)
    return Count(count=actions.untag_profiles(scope, body.tag, _rows(scope, body)).count)


@router.get("/notes", response=list[NoteOut], operation_id="listNotes", summary="Notes")
def list_notes(request: HttpRequest, profile: Uid = None, creator: Uid = None) -> list[NoteOut]:
    """The notes about a profile, about a creator, or about either; newest first."""
    found = queries.notes_about(
        scope_of(request),
        profile=None if profile is None else profile_row(profile),
        creator=None if creator is None else creator_row(creator),
    )
    return [shown(note) for note in found]


@router.post("/notes", response={201: NoteOut}, operation_id="writeNote", summary="Write a note")
def write_note(request: HttpRequest, body: NoteIn) -> Status[NoteOut]:
    """Write a note about a profile or about a creator."""
    note = actions.write_note(
        scope_of(request),
        body.text,
        profile=None if body.profile is None else profile_row(body.profile),
        creator=None if body.creator is None else creator_row(body.creator),
    )
    return Status(201, shown(note))


@router.put("/notes/{uid}", response=NoteOut, operation_id="editNote", summary="Edit a note")
def edit_note(request: HttpRequest, uid: str, body: NoteText) -> NoteOut:
    """Write a note anew."""
    return shown(actions.edit_note(scope_of(request), uid, body.text))


@router.delete("/notes/{uid}", response={204: None}, operation_id="deleteNote", summary="Delete")
def delete_note(request: HttpRequest, uid: str) -> Status[None]:
    """Remove a note for good."""
    actions.delete_note(scope_of(request), uid)
    return Status(204, None)


@router.get(
    "/profiles/{uid}/relations",
    response=Relations,
    operation_id="getRelations",
    summary="Lists, tags and notes",
)
def get_relations(request: HttpRequest, uid: str) -> Relations:
    """What this workspace has to do with a profile: its lists, tags and notes."""
    scope, row = scope_of(request), profile_row(uid)
    return Relations(
        lists=[ListOut.from_orm(each) for each in queries.lists_containing(scope, row)],
        tags=queries.tags_of(scope, row),
        notes=[shown(note) for note in queries.notes_about(scope, profile=row)],
    )


def shown(note: Note) -> NoteOut:
    """A note as the API says it."""
    return NoteOut(
        id=note.uid,
        text=note.text,
        profile=None if note.profile is None else profile_id(note.profile),
        creator=None if note.creator is None else creator_id(note.creator),
        author=note.author,
        at=note.at,
        edited_at=note.edited_at,
    )


def _rows(scope: Scope, body: Chosen) -> list[int]:
    """Every row that is meant, one by one."""
    rows: list[int] = []
    for each in chosen(scope, body):
        rows.extend([each] if isinstance(each, int) else (int(row) for row in each))
    return rows
