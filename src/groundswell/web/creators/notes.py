"""Notes and activity: what the workspace wrote and did about a creator."""

import json
from typing import Any

from groundswell.relationships import queries
from groundswell.web.creators.deeds import sentence
from groundswell.web.creators.subject import Subject
from groundswell.web.doors import MemberRequest
from groundswell.workspaces.scope import Scope

FEED = 30


def build(request: MemberRequest, subject: Subject) -> dict[str, Any]:
    """What Notes shows."""
    scope = request.scope
    written = notes_of(scope, subject)
    names = queries.actor_names(scope, {note.author for note in written})
    before = request.GET.get("before", "")
    feed = queries.activity_of_creator(
        scope,
        profiles=subject.rows,
        creator=subject.creator.row,
        before=int(before) if before.isdigit() else None,
        limit=FEED,
    )
    return {
        "notes": [
            {"note": note, "who": note.guest or names[note.author], "guest": bool(note.guest),
             "mine": note.author == scope.actor}
            for note in written
        ],
        "tags": tags_of(scope, subject),
        "tags_used": list(queries.tags_used(scope))[:50],
        "mention_names": json.dumps(list(queries.member_names(scope).values())),
        "feed": [
            {
                "who": line.who,
                "said": sentence(line.deed.verb, line.deed.detail,
                                 line.deed.list.name if line.deed.list else ""),
                "at": line.deed.at,
                "list": line.deed.list,
            }
            for line in feed.lines
        ],
        "older": feed.cursor,
    }  # fmt: skip


def notes_of(scope: Scope, subject: Subject) -> list[Any]:
    """Notes about the creator and all profiles, newest first."""
    found = {
        note.pk: note
        for row in subject.rows
        for note in queries.notes_about(scope, profile=row, creator=subject.creator.row)
    }
    return sorted(found.values(), key=lambda note: -note.pk)


def tags_of(scope: Scope, subject: Subject) -> list[str]:
    """The tags of all profiles."""
    many = queries.tags_of_many(scope, subject.rows)
    return sorted({tag for tags in many.values() for tag in tags})


def count(scope: Scope, subject: Subject) -> int | None:
    """How many notes there are."""
    return len(notes_of(scope, subject)) or None
