"""Notes about profiles and creators."""

from django.db import transaction

from groundswell.creators.models import PUBLIC, Creator
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Invalid, Missing
from groundswell.relationships import layers, rules
from groundswell.relationships.events import NoteWritten
from groundswell.relationships.models import Note
from groundswell.tasks.events import announce
from groundswell.workspaces.audit import record
from groundswell.workspaces.scope import Right, Scope


def write_note(
    scope: Scope, text: str, *, profile: int | None = None, creator: int | None = None
) -> Note:
    """Write a note about a profile or a creator.

    Raises:
        Invalid: neither or both are named.
        BadText: the text is empty or too long.
        Missing: the workspace sees no such profile or creator.
    """
    scope.require(Right.WRITE)
    clean = rules.check_text(text)
    if (profile is None) == (creator is None):
        raise Invalid("A note is about a profile or about a creator.", field="profile")
    with transaction.atomic():
        note = Note.objects.create(
            workspace_id=scope.workspace,
            profile=None if profile is None else _profile(scope, profile),
            creator=None if creator is None else _creator(scope, creator),
            text=clean,
            author=scope.actor,
        )
        record(scope, "note.written", note.uid)
        announce(NoteWritten(scope.workspace, note.uid), workspace=scope.workspace)
    return note


def edit_note(scope: Scope, uid: str, text: str) -> Note:
    """Write a note anew; Missing where the workspace has no such note."""
    scope.require(Right.WRITE)
    clean = rules.check_text(text)
    with transaction.atomic():
        note = _own(scope, uid)
        if note.text != clean:
            note.text, note.edited_at = clean, now()
            note.save(update_fields=["text", "edited_at"])
            record(scope, "note.edited", note.uid)
    return note


def delete_note(scope: Scope, uid: str) -> None:
    """Remove a note for good."""
    scope.require(Right.WRITE)
    with transaction.atomic():
        _own(scope, uid).delete()
        record(scope, "note.deleted", uid)


def _own(scope: Scope, uid: str) -> Note:
    note = Note.objects.select_for_update().filter(workspace_id=scope.workspace, uid=uid).first()
    if note is None:
        raise Missing("There is no such note.", field="note")
    return note


def _profile(scope: Scope, row: int) -> int:
    kept = layers.kept_rows(scope, [row])["kept"].to_list()
    if not kept:
        raise Missing("There is no such profile.", field="profile")
    return int(kept[0])


def _creator(scope: Scope, row: int) -> int:
    if not Creator.objects.filter(pk=row, owner__in=(PUBLIC, scope.workspace)).exists():
        raise Missing("There is no such creator.", field="creator")
    return row
