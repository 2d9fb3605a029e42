"""Share links as members see them, and what an outsider sees through one."""

from collections.abc import Sequence
from dataclasses import dataclass

from groundswell.creators.models import Profile
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Missing
from groundswell.kernel.secrets import keyed_hash
from groundswell.relationships.errors import LinkClosed
from groundswell.relationships.models import List, Note, ShareLink, Vote
from groundswell.relationships.queries.lists import list_named
from groundswell.workspaces.models import Workspace
from groundswell.workspaces.scope import Right, Scope

SHARE_PURPOSE = "relationships.share-link"


@dataclass(frozen=True, slots=True)
class Shared:
    """What a token opens: the link, its list, and the scope of whoever came through it.

    The scope may only look, and acts as ``share:<row>``.
    """

    link: ShareLink
    list: List
    workspace: Workspace
    scope: Scope


@dataclass(frozen=True, slots=True)
class Remark:
    """A note that outsiders may read: who said it, when and what; ``guest`` if from outside."""

    uid: str
    profile: int
    who: str
    guest: bool
    text: str
    at: object


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes on a profile; ``mine`` is that of whoever asks, None where they gave none."""

    up: int = 0
    down: int = 0
    mine: bool | None = None


def shares_of(scope: Scope, name: str) -> list[ShareLink]:
    """The links to a list, those in force first, then the newest."""
    row = list_named(scope, name)
    links = list(ShareLink.objects.filter(list=row).order_by("-pk"))
    return sorted(links, key=lambda link: not in_force(link))


def in_force(link: ShareLink) -> bool:
    """Whether a link opens its list now."""
    return link.revoked_at is None and (link.expires_at is None or link.expires_at > now())


def shared_list(token: str) -> Shared:
    """What this token opens.

    Raises:
        Missing: there is no such token.
        LinkClosed: it was withdrawn, has expired, or its list is gone.
    """
    link = (
        ShareLink.objects.filter(token_hash=keyed_hash(SHARE_PURPOSE, token))
        .select_related("list", "workspace")
        .first()
    )
    if link is None:
        raise Missing("There is no such page.")
    if link.revoked_at is not None or link.list.deleted_at is not None:
        raise LinkClosed("This link was withdrawn.", hint="Ask whoever sent it to you.")
    if not in_force(link):
        raise LinkClosed("This link has expired.", hint="Ask whoever sent it to you for a new one.")
    scope = Scope(link.workspace_id, f"share:{link.pk}", frozenset({Right.READ}))
    return Shared(link, link.list, link.workspace, scope)


def not_to_be_shown(scope: Scope, rows: Sequence[int]) -> set[int]:
    """Which of these profiles (rows as shown) stand on facts whose source forbids showing them on."""
    scope.require(Right.READ)
    found = Profile.objects.filter(pk__in=list(rows), source__may_show=False)
    return set(found.values_list("pk", flat=True))


def tallies(
    scope: Scope, name: str, profiles: Sequence[int], *, voter: str = ""
) -> dict[int, Tally]:
    """Votes on these profiles (kept rows) of a list; ``voter`` is whose own vote is told too."""
    row = list_named(scope, name)
    me = voter or scope.actor
    found: dict[int, Tally] = {}
    for one in Vote.objects.filter(list=row, profile__in=list(profiles)):
        so_far = found.get(one.profile, Tally())
        found[one.profile] = Tally(
            so_far.up + one.up,
            so_far.down + (not one.up),
            one.up if one.voter == me else so_far.mine,
        )
    return found


def votes_on(scope: Scope, name: str, profile: int) -> list[Vote]:
    """Every vote on one profile (kept row) of a list, the newest first."""
    row = list_named(scope, name)
    return list(Vote.objects.filter(list=row, profile=profile).order_by("-at"))


def remarks(scope: Scope, name: str, profiles: Sequence[int]) -> dict[int, list[Remark]]:
    """What was said of these profiles (kept rows) for outsiders to read, oldest first."""
    from groundswell.relationships.queries.people import actor_names

    row = list_named(scope, name)
    notes = list(
        Note.objects.filter(list=row, shared=True, profile__in=list(profiles)).order_by("pk")
    )
    names = actor_names(scope, {note.author for note in notes if not note.guest})
    found: dict[int, list[Remark]] = {}
    for note in notes:
        assert note.profile is not None
        who = note.guest or names[note.author]
        remark = Remark(note.uid, note.profile, who, bool(note.guest), note.text, note.at)
        found.setdefault(note.profile, []).append(remark)
    return found
