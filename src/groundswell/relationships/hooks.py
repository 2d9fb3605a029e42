"""What webhooks can tell of lists, tags, notes and tasks."""

from dataclasses import asdict
from typing import Any

from groundswell.relationships import events
from groundswell.workspaces.webhooks.kinds import sends


def _said(fact: Any) -> dict[str, Any]:
    """The fact as it was announced; its workspace is that of the webhook."""
    return {name: value for name, value in asdict(fact).items() if name != "workspace"}


for _name, _event, _says in (
    ("list.created", events.ListCreated, "A list was created"),
    ("list.renamed", events.ListRenamed, "A list has another name"),
    ("list.archived", events.ListArchived, "A list was archived"),
    ("list.unarchived", events.ListUnarchived, "An archived list is used again"),
    ("list.deleted", events.ListDeleted, "A list was deleted"),
    ("list.restored", events.ListRestored, "A deleted list is back"),
    ("list.shared", events.ListShared, "A list was shared by link"),
    ("list.profiles_added", events.ProfilesAdded, "Creators came onto a list"),
    ("list.profiles_removed", events.ProfilesRemoved, "Creators left a list"),
    ("list.profiles_moved", events.EntriesMoved, "Creators came into another stage"),
    ("profile.tagged", events.ProfilesTagged, "Creators were given a tag"),
    ("profile.untagged", events.ProfilesUntagged, "Creators lost a tag"),
    ("note.written", events.NoteWritten, "A note was written"),
    ("task.given", events.TaskGiven, "Somebody was given a task"),
):
    sends(_name, _event, _says, _said)
