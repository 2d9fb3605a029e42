"""Notes about profiles and creators, with the members that they mention."""

from typing import Any

from django.db import transaction

from groundswell.creators.identifiers import creator_id, profile_id
from groundswell.creators.models import PUBLIC, Creator
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Invalid, Missing
from groundswell.kernel.text import shorten
from groundswell.relationships import queries, rules
from groundswell.relationships.actions.deeds import one_kept, tell
from groundswell.relationships.errors import MovedOn
from groundswell.relationships.events import NoteWritten
from groundswell.relationships.models import List, Note
from groundswell.relationships.queries.people import names_of
from groundswell.tasks.events import announce
from groundswell.workspaces.audit import record
from groundswell.workspaces.models import Member
from groundswell.workspaces.notifications import notify
from groundswell.workspaces.reversals import offer, reverses
from groundswell.workspaces.scope import Right, Scope


def write_note(
    scope: Scope,
    text: str,
    *,
    profile: int | None = None,
    creator: int | None = None,
    name: str = "",
    shared: bool = False,
) -> Note:
    """Write a note about a profile or a creator; members named with an @ are told.

    Args:
        scope: who acts.
        text: the note.
        profile: the profile it is about, any layer.
        creator: or the creator.
        name: name or uid of the list on which it is said, if any.
        shared: also shown to outsiders who look at that list through a share link.

    Raises:
        Invalid: neither or both are named, or it is shared without a list.
        BadText: the text is empty or too long.
        Missing: the workspace sees no such profile, creator or list.
    """
    scope.require(Right.WRITE)
    clean = rules.check_text(text)
    if (profile is None) == (creator is None):
        raise Invalid("A note is about a profile or about a creator.", field="profile")
    if shared and not name:
        raise Invalid("Only what is said on a list can be shared.", field="shared")
    with transaction.atomic():
        row = queries.list_named(scope, name) if name else None
        note = Note.objects.create(
            workspace_id=scope.workspace,
            profile=None if profile is None else one_kept(scope, profile),
            creator=None if creator is None else _creator(scope, creator),
            list=row,
            text=clean,
            shared=shared,
            author=scope.actor,
        )
        record(scope, "note.written", note.uid)
        _tell(scope, "note.written", note)
        tell_mentioned(scope, note)
        announce(NoteWritten(scope.workspace, note.uid), workspace=scope.workspace)
    return note


def edit_note(scope: Scope, uid: str, text: str) -> Note:
    """Write a note anew; Missing where the workspace has no such note.

    Members whom it did not mention before are told.
    """
    scope.require(Right.WRITE)
    clean = rules.check_text(text)
    with transaction.atomic():
        note = _own(scope, uid)
        if note.text != clean:
            before = _mentioned(scope, note.text)
            was, note.text, note.edited_at = note.text, clean, now()
            note.save(update_fields=["text", "edited_at"])
            record(scope, "note.edited", note.uid)
            tell_mentioned(scope, note, but=before)
            note.undo = offer(
                scope, "notes.edit", {"note": note.uid, "before": was, "after": clean}
            )
    return note


def delete_note(scope: Scope, uid: str) -> str:
    """Remove a note; gives the uid of the reversal, after whose time it is gone for good."""
    scope.require(Right.WRITE)
    with transaction.atomic():
        note = _own(scope, uid)
        payload = {name: getattr(note, name) for name in _PLAIN} | {
            "list": note.list_id,
            "at": note.at.isoformat(),
        }
        _tell(scope, "note.deleted", note)
        note.delete()
        record(scope, "note.deleted", uid)
        return offer(scope, "notes.delete", payload)


_PLAIN = ("uid", "profile", "creator", "text", "author", "guest", "shared")


@reverses("notes.edit")
def unedit(scope: Scope, payload: dict[str, Any]) -> str:
    """Undo `edit_note`."""
    scope.require(Right.WRITE)
    note = _own(scope, payload["note"])
    if note.text != payload["after"]:
        raise MovedOn("The note was written anew since.")
    note.text, note.edited_at = payload["before"], now()
    note.save(update_fields=["text", "edited_at"])
    record(scope, "note.edited", note.uid)
    return "The note says again what it said"


@reverses("notes.delete")
def undelete_note(scope: Scope, payload: dict[str, Any]) -> str:
    """Undo `delete_note`."""
    scope.require(Right.WRITE)
    row = List.objects.filter(workspace_id=scope.workspace, pk=payload["list"]).first()
    if Note.objects.filter(uid=payload["uid"]).exists():
        raise MovedOn("The note is there again.")
    plain = {name: payload[name] for name in _PLAIN}
    note = Note.objects.create(workspace_id=scope.workspace, list=row, at=payload["at"], **plain)
    record(scope, "note.written", note.uid)
    return "The note is back"


def tell_mentioned(scope: Scope, note: Note, *, but: frozenset[int] = frozenset()) -> None:
    """Notify the members whom a note mentions, apart from its author and those told before."""
    me = scope.actor.partition(":")[2] if scope.actor.startswith("person:") else ""
    people = {one for one in _mentioned(scope, note.text) if str(one) != me} - but
    if not people:
        return
    who = note.guest or queries.actor_names(scope, [scope.actor])[scope.actor]
    said = shorten(note.text.replace("\n", " "), 160)
    notify(scope.workspace, people, "note.mentioned", f"{who}: {said}", link_of(note))


def link_of(note: Note) -> str:
    """Where a note is read, as an address inside the workspace."""
    if note.creator is not None:
        return f"creators/{creator_id(note.creator)}/"
    return f"creators/{profile_id(note.profile or 0)}/"


def _mentioned(scope: Scope, text: str) -> frozenset[int]:
    if "@" not in text:
        return frozenset()
    rows = Member.objects.filter(workspace_id=scope.workspace).select_related("person")
    known = {str(row.person_id): names_of(row.person) for row in rows}
    return frozenset(int(one) for one in rules.mentioned(text, known))


def _tell(scope: Scope, verb: str, note: Note) -> None:
    about = [] if note.profile is None else [note.profile]
    tell(scope, verb, note.list, about, creator=note.creator, note=note.uid)


def _own(scope: Scope, uid: str) -> Note:
    note = Note.objects.select_for_update().filter(workspace_id=scope.workspace, uid=uid).first()
    if note is None:
        raise Missing("There is no such note.", field="note")
    return note


def _creator(scope: Scope, row: int) -> int:
    if not Creator.objects.filter(pk=row, owner__in=(PUBLIC, scope.workspace)).exists():
        raise Missing("There is no such creator.", field="creator")
    return row
