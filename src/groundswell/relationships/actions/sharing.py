"""Share links: made, changed, withdrawn; and what outsiders do through one."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from groundswell.kernel.clock import now
from groundswell.kernel.errors import Invalid, Missing, Refused
from groundswell.kernel.secrets import keyed_hash
from groundswell.kernel.text import fold
from groundswell.relationships import queries, rules
from groundswell.relationships.actions.deeds import kept, tell
from groundswell.relationships.actions.notes import tell_mentioned
from groundswell.relationships.actions.votes import cast_vote
from groundswell.relationships.errors import WrongState
from groundswell.relationships.events import ListShared, NoteWritten
from groundswell.relationships.models import ListEntry, Note, ShareLink
from groundswell.relationships.queries.sharing import SHARE_PURPOSE, Shared
from groundswell.tasks.events import announce
from groundswell.workspaces.audit import record
from groundswell.workspaces.reversals import offer, reverses
from groundswell.workspaces.scope import Right, Scope

LONGEST_COMMENT = 2_000
MOST_COMMENTS = 2_000


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A new share link; ``token`` is told once and never again."""

    link: ShareLink
    token: str


def share_list(
    scope: Scope,
    name: str,
    *,
    label: str = "",
    votes: bool = False,
    comments: bool = False,
    columns: Collection[str] = rules.SHARED_AT_FIRST,
    expires_at: datetime | None = None,
) -> MadeLink:
    """Make a link through which outsiders look at a list; needs WRITE and EXPORT.

    Args:
        scope: who acts.
        name: name or uid of the list.
        label: for whom it is, to tell links apart.
        votes: outsiders may vote, giving a name.
        comments: outsiders may comment, giving a name.
        columns: what is shown: `rules.SHARE_COLUMNS` and uids of the list's fields.
        expires_at: when it ends; None is never.

    Raises:
        Missing, Invalid, BadText: as the words say.
    """
    _require(scope)
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        row = queries.list_named(scope, name)
        link = ShareLink.objects.create(
            workspace_id=scope.workspace,
            list=row,
            token_hash=keyed_hash(SHARE_PURPOSE, token),
            name=_label(label),
            votes=votes,
            comments=comments,
            columns=_columns(scope, row.uid, columns),
            created_by=scope.actor,
            expires_at=rules.check_expiry(expires_at, now()),
        )
        record(scope, "share.created", link.uid, list=row.uid)
        tell(scope, "share.created", row, link=link.name)
        announce(ListShared(scope.workspace, row.uid, link.uid), workspace=scope.workspace)
    return MadeLink(link, token)


def change_share(
    scope: Scope,
    uid: str,
    *,
    label: str | None = None,
    votes: bool | None = None,
    comments: bool | None = None,
    columns: Collection[str] | None = None,
) -> ShareLink:
    """Change what a link that was not withdrawn shows and allows; None leaves it."""
    _require(scope)
    with transaction.atomic():
        link = _own(scope, uid)
        if link.revoked_at is not None:
            raise WrongState("This link was withdrawn.")
        link.name = link.name if label is None else _label(label)
        link.votes = link.votes if votes is None else votes
        link.comments = link.comments if comments is None else comments
        if columns is not None:
            link.columns = _columns(scope, link.list.uid, columns)
        link.save(update_fields=["name", "votes", "comments", "columns"])
        record(scope, "share.changed", link.uid)
    return link


def extend_share(scope: Scope, uid: str, expires_at: datetime | None) -> ShareLink:
    """Let a link end at another time (None: never), also one that has expired."""
    _require(scope)
    with transaction.atomic():
        link = _own(scope, uid)
        if link.revoked_at is not None:
            raise WrongState("This link was withdrawn.")
        link.expires_at = rules.check_expiry(expires_at, now())
        link.save(update_fields=["expires_at"])
        record(scope, "share.changed", link.uid)
    return link


def revoke_share(scope: Scope, uid: str) -> str:
    """Withdraw a link at once; gives the uid of the reversal."""
    _require(scope)
    with transaction.atomic():
        link = _own(scope, uid)
        claimed = ShareLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now())
        if not claimed:
            raise WrongState("This link was withdrawn already.")
        record(scope, "share.revoked", link.uid, list=link.list.uid)
        tell(scope, "share.revoked", link.list, link=link.name)
        return offer(scope, "shares.revoke", {"link": link.uid})


@reverses("shares.revoke")
def unrevoke_share(scope: Scope, payload: dict[str, str]) -> str:
    """Undo `revoke_share`."""
    _require(scope)
    link = _own(scope, payload["link"])
    ShareLink.objects.filter(pk=link.pk).update(revoked_at=None)
    record(scope, "share.created", link.uid, list=link.list.uid)
    tell(scope, "share.created", link.list, link=link.name)
    return f"The link to {link.list.name} works again"


# ---------------------------------------------------------------- what outsiders do


def note_view(scope: Scope, shared: Shared) -> None:
    """Count that somebody looked; the scope is that of the link (`queries.shared_list`)."""
    scope.require(Right.READ)
    ShareLink.objects.filter(pk=shared.link.pk).update(views=F("views") + 1, viewed_at=now())


def vote_as_guest(
    scope: Scope, shared: Shared, profile: int, guest: str, *, up: bool | None
) -> None:
    """An outsider's word for or against a profile; one for each name and link.

    Raises:
        Refused: the link does not take votes.
        BadText: no name.
        Missing: the profile is not on the list.
    """
    if not shared.link.votes:
        raise Refused("Votes are not open on this page.")
    name = rules.check_guest(guest)
    with transaction.atomic():
        voter = f"{scope.actor}:{fold(name)[:120]}"
        cast_vote(scope, shared.list, _on(scope, shared, profile), voter, up=up, guest=name)


def comment_as_guest(scope: Scope, shared: Shared, profile: int, guest: str, text: str) -> Note:
    """An outsider's remark on a profile, seen by the team and by whoever has a link to the list.

    Raises:
        Refused: the link does not take comments, or has enough of them.
        BadText: no name, no text, or too long.
        Missing: the profile is not on the list.
    """
    if not shared.link.comments:
        raise Refused("Comments are not open on this page.")
    name, clean = rules.check_guest(guest), rules.check_text(text)
    if len(clean) > LONGEST_COMMENT:
        raise Invalid(f"A comment has at most {LONGEST_COMMENT:,} characters.", field="text")
    with transaction.atomic():
        if Note.objects.filter(list=shared.list).exclude(guest="").count() >= MOST_COMMENTS:
            raise Refused("This list has as many comments as it can take.")
        note = Note.objects.create(
            workspace_id=scope.workspace,
            profile=_on(scope, shared, profile),
            list=shared.list,
            text=clean,
            author=scope.actor,
            guest=name,
            shared=True,
        )
        record(scope, "note.written", note.uid)
        tell(scope, "share.commented", shared.list, [note.profile or 0], guest=name, note=note.uid)
        tell_mentioned(scope, note)
        announce(NoteWritten(scope.workspace, note.uid), workspace=scope.workspace)
    return note


def _on(scope: Scope, shared: Shared, profile: int) -> int:
    found = kept(scope, [profile]).get(profile, profile)
    if not ListEntry.objects.filter(list=shared.list, profile=found).exists():
        raise Missing("This creator is not on the list.", field="profile")
    return found


def _require(scope: Scope) -> None:
    scope.require(Right.WRITE)
    scope.require(Right.EXPORT)


def _label(label: str) -> str:
    return rules.check_label(label, "link", 100) if label.strip() else ""


def _columns(scope: Scope, name: str, columns: Collection[str]) -> list[str]:
    fields = [one.uid for one in queries.fields_of(scope, name)]
    return rules.check_columns(columns, fields)


def _own(scope: Scope, uid: str) -> ShareLink:
    rows = ShareLink.objects.select_for_update(of=("self",)).select_related("list")
    link = rows.filter(workspace_id=scope.workspace, uid=uid).first()
    if link is None:
        raise Missing("There is no such link.", field="link")
    return link
