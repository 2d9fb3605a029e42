"""Lists and all that hangs on them in a workspace's archive."""

import secrets

from groundswell.relationships.models import (
    Deed,
    Field,
    List,
    ListEntry,
    Note,
    ShareLink,
    Stage,
    Tag,
    Task,
    Value,
    Vote,
)
from groundswell.workspaces.portable.registry import Document, actor, carry

_PROFILE = {"profile": "creators.Profile"}
_EITHER = {**_PROFILE, "creator": "creators.Creator"}


def _revoked(document: Document, moment: str) -> None:
    """A link opens nothing elsewhere: its token stays here."""
    document["revoked_at"] = document["revoked_at"] or moment


actor("share", ShareLink)
carry(List, actors=("created_by",))
carry(Stage, counts=False, clears=True)
carry(ListEntry, within="list__workspace", points=_PROFILE, actors=("added_by",))
carry(Field)
carry(Value, within="list__workspace", points=_PROFILE, actors=("by",))
carry(Tag, points=_PROFILE, actors=("added_by",))
carry(
    ShareLink,
    without={"token_hash": lambda: secrets.token_hex(32)},
    actors=("created_by",),
    leaves=_revoked,
)
carry(Note, points=_EITHER, actors=("author",))
carry(Vote, within="list__workspace", points=_PROFILE, actors=("voter",))
carry(Task, points=_PROFILE, actors=("created_by", "done_by"))
carry(Deed, points=_EITHER, actors=("actor",))
