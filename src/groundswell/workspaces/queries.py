"""Reads of the workspaces, and the two ways from the outside to a scope."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from groundswell.kernel.clock import now
from groundswell.kernel.errors import Missing
from groundswell.kernel.secrets import keyed_hash
from groundswell.workspaces import rules
from groundswell.workspaces.audit import INSTANCE
from groundswell.workspaces.errors import InvitationClosed, UnknownKey
from groundswell.workspaces.models import (
    ApiKey,
    AuditLine,
    Brand,
    Invitation,
    InvitationState,
    Member,
    Person,
    Role,
    WebhookEndpoint,
    Workspace,
    normal_email,
)
from groundswell.workspaces.scope import Right, Scope

KEY_PURPOSE = "workspaces.api-key"
INVITATION_PURPOSE = "workspaces.invitation"
KEY_PREFIX = "gsk_"


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace as one of its members sees it."""

    slug: str
    name: str
    role: Role
    member: str
    rights: frozenset[Right]

    @property
    def may(self) -> str:
        """What the role stands for, as a phrase."""
        return rules.MEANING_OF_ROLE[self.role]


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """What the holder of a token may know before accepting."""

    uid: str
    workspace: str
    email: str
    role: Role
    invited_by: str
    expires_at: datetime
    has_account: bool


def scope_of_person(person: Person, workspace_slug: str) -> Scope:
    """The scope of a signed-in person in a workspace; Missing for strangers and unknown slugs."""
    found = (
        Member.objects.filter(
            person_id=person.pk, person__is_active=True, workspace__slug=workspace_slug
        )
        .values_list("workspace_id", "role")
        .first()
    )
    if found is None:
        raise Missing("There is no such workspace, or you are not a member of it.")
    workspace, role = found
    return Scope(workspace, actor_of(person), rules.RIGHTS_OF_ROLE[Role(role)])


def scope_of_key(raw: str) -> Scope:
    """The scope of whoever presents this API key; UnknownKey where it opens nothing.

    Reads only: `actions.note_key_use` writes the last use.
    """
    if not raw.startswith(KEY_PREFIX):
        raise UnknownKey
    key = ApiKey.objects.filter(
        key_hash=keyed_hash(KEY_PURPOSE, raw), revoked_at__isnull=True
    ).first()
    if key is None or (key.expires_at is not None and key.expires_at <= now()):
        raise UnknownKey
    rights = rules.rights_of_key(
        key.rights, _role_of_maker(key), by_operator=key.made_by_id is None
    )
    return Scope(key.workspace_id, f"key:{key.pk}", rights)


def scope_of_self(person: Person) -> Scope:
    """The scope in which a person acts on their own account, outside all workspaces."""
    return Scope(INSTANCE, actor_of(person), frozenset())


def actor_of(person: Person) -> str:
    """How a person is written in scopes and in the audit trail."""
    return f"person:{person.pk}"


def person_behind(scope: Scope) -> Person | None:
    """The person who acts, or who made the key that acts; None for the operator and jobs."""
    kind, _, number = scope.actor.partition(":")
    if kind == "person":
        return Person.objects.filter(pk=int(number)).first()
    if kind == "key":
        return Person.objects.filter(
            pk__in=ApiKey.objects.filter(pk=int(number)).values("made_by")
        ).first()
    return None


def default_workspace() -> Workspace:
    """The workspace meant when none is named: the oldest. Missing where there is none yet."""
    found = Workspace.objects.order_by("pk").first()
    if found is None:
        raise Missing(
            "There is no workspace yet.", hint="Sign up as the first person, or load the demo."
        )
    return found


def workspace_called(slug: str) -> Workspace:
    """The workspace with this slug, for the operator; Missing names those there are."""
    found = Workspace.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Workspace.objects.order_by("slug").values_list("slug", flat=True)[:10])
        raise Missing(
            f'There is no workspace "{slug}".',
            field="workspace",
            hint=f"There is {known}." if known else None,
        )
    return found


def all_workspaces() -> list[Workspace]:
    """Every workspace of the instance, oldest first; for the operator."""
    return list(Workspace.objects.order_by("pk"))


def workspace_of(scope: Scope) -> Workspace:
    """The workspace of the scope."""
    scope.require(Right.READ)
    return Workspace.objects.get(pk=scope.workspace)


def places_of(person: Person) -> list[Place]:
    """The workspaces that a person is a member of, by name."""
    rows = Member.objects.filter(person=person).select_related("workspace")
    return [
        Place(
            row.workspace.slug,
            row.workspace.name,
            Role(row.role),
            row.uid,
            rules.RIGHTS_OF_ROLE[Role(row.role)],
        )
        for row in rows.order_by("workspace__name", "workspace_id")
    ]


def person_with_email(email: str) -> Person:
    """The person who signs in with this address, for the operator; Missing where there is none."""
    found = Person.objects.filter(email=normal_email(email)).first()
    if found is None:
        raise Missing(f"Nobody signs in as {email}.", field="email")
    return found


def has_people() -> bool:
    """Whether anybody can sign in; the first one to come to an empty instance becomes its owner."""
    return Person.objects.exists()


def members(scope: Scope) -> list[Member]:
    """All members with their persons, owners first, then by name."""
    scope.require(Right.READ)
    rows = Member.objects.filter(workspace_id=scope.workspace).select_related("person")
    order = list(Role)
    return sorted(rows, key=lambda row: (order.index(Role(row.role)), row.person.get_full_name()))


def open_invitations(scope: Scope) -> list[Invitation]:
    """Invitations that can still be accepted, newest first."""
    scope.require(Right.ADMIN)
    return list(
        Invitation.objects.filter(
            workspace_id=scope.workspace, state=InvitationState.OPEN, expires_at__gt=now()
        ).order_by("-pk")
    )


def api_keys(scope: Scope) -> list[ApiKey]:
    """Keys that are not revoked (expired ones too), newest first."""
    scope.require(Right.ADMIN)
    rows = ApiKey.objects.filter(workspace_id=scope.workspace, revoked_at__isnull=True)
    return list(rows.select_related("made_by").order_by("-pk"))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines of the audit trail; what is empty does not matter.

    Attributes:
        actor: as in `Scope`: ``person:12``; a word before the colon (``key``) means all of its kind.
        verb: ``list.created``, or the noun alone (``list``).
        subject: uid of what it was done to.
        since: not before this moment.
        until: before this moment.
    """

    actor: str = ""
    verb: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


def audit_lines(
    scope: Scope, asked: Asked | None = None, *, before: int | None = None, limit: int = 100
) -> list[AuditLine]:
    """The audit trail of the workspace, newest first; ``before`` is the last row number seen."""
    rows = _audit(scope, asked or Asked())
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: min(limit, 1000)])


def audit_stream(scope: Scope, asked: Asked | None = None) -> Iterator[AuditLine]:
    """All lines that were asked for, oldest first, a few at a time; needs EXPORT besides."""
    scope.require(Right.EXPORT)
    return _audit(scope, asked or Asked()).order_by("pk").iterator(chunk_size=2_000)


def audit_verbs(scope: Scope, *, among: int = 5_000) -> list[str]:
    """What was done among the newest lines, by word; to choose from."""
    newest = _audit(scope, Asked()).order_by("-pk").values_list("verb", flat=True)[:among]
    return sorted(set(newest))


def _audit(scope: Scope, asked: Asked) -> "QuerySet[AuditLine]":
    scope.require(Right.ADMIN)
    rows = AuditLine.objects.filter(workspace_id=scope.workspace)
    if asked.actor:
        exact = ":" in asked.actor or asked.actor == "operator"
        rows = rows.filter(
            **{"actor" if exact else "actor__startswith": asked.actor + ("" if exact else ":")}
        )
    if asked.verb:
        exact = "." in asked.verb
        rows = rows.filter(
            **{"verb" if exact else "verb__startswith": asked.verb + ("" if exact else ".")}
        )
    if asked.subject:
        rows = rows.filter(subject=asked.subject)
    if asked.since:
        rows = rows.filter(at__gte=asked.since)
    if asked.until:
        rows = rows.filter(at__lt=asked.until)
    return rows


@dataclass(frozen=True, slots=True)
class Names:
    """How things of a workspace are called, by actor and by uid."""

    actors: Mapping[str, str]
    things: Mapping[str, str]


def names(scope: Scope, lines: Iterable[AuditLine]) -> Names:
    """The names of who acted and of the people, keys, brands and webhooks that lines speak of."""
    scope.require(Right.READ)
    seen = list(lines)
    numbers: dict[str, set[int]] = {"person": set(), "key": set()}
    for line in seen:
        kind, _, number = line.actor.partition(":")
        if kind in numbers and number.isdecimal():
            numbers[kind].add(int(number))
    uids = {line.subject for line in seen}
    people = Person.objects.filter(
        Q(pk__in=numbers["person"]) | Q(uid__in=uids, memberships__workspace_id=scope.workspace)
    ).distinct()
    keys = ApiKey.objects.filter(workspace_id=scope.workspace)
    keys = keys.filter(Q(pk__in=numbers["key"]) | Q(uid__in=uids))
    members = Member.objects.filter(workspace_id=scope.workspace, uid__in=uids)
    actors: dict[str, str] = {}
    things: dict[str, str] = {}
    for person in people:
        called = "" if person.erased_at else person.get_full_name()
        actors[actor_of(person)] = things[person.uid] = called
    for key in keys:
        actors[f"key:{key.pk}"] = things[key.uid] = key.name or key.hint
    things |= {row.uid: row.person.get_full_name() for row in members.select_related("person")}
    for table in (Brand, WebhookEndpoint):
        rows = table.objects.filter(workspace_id=scope.workspace, uid__in=uids)
        things |= dict(rows.values_list("uid", "name"))
    return Names(actors, things)


def brands(scope: Scope, *, archived: bool = False) -> list[Brand]:
    """The brands of the workspace by name; with ``archived`` also those put away, last."""
    scope.require(Right.READ)
    rows = Brand.objects.filter(workspace_id=scope.workspace)
    if not archived:
        rows = rows.filter(archived_at=None)
    return sorted(rows, key=lambda row: (row.archived_at is not None, row.key))


def invitation_behind(token: str) -> OpenInvitation:
    """What this token invites to.

    Raises:
        Missing: there is no such token.
        InvitationClosed: it was accepted or revoked, or its time is over.
    """
    row = (
        Invitation.objects.filter(token_hash=keyed_hash(INVITATION_PURPOSE, token))
        .select_related("workspace", "invited_by")
        .first()
    )
    if row is None:
        raise Missing("There is no such invitation.", hint="Ask for a new one.")
    if not rules.is_open(row.state, row.expires_at, now()):
        raise closed(row.state)
    return OpenInvitation(
        uid=row.uid,
        workspace=row.workspace.name,
        email=row.email,
        role=Role(row.role),
        invited_by=row.invited_by.get_full_name() if row.invited_by else "",
        expires_at=row.expires_at,
        has_account=Person.objects.filter(email=row.email).exists(),
    )


def closed(state: str) -> InvitationClosed:
    """Why an invitation in this state cannot be accepted; an open one is past its time."""
    why = {
        InvitationState.ACCEPTED: "This invitation has been used already.",
        InvitationState.REVOKED: "This invitation was withdrawn.",
    }.get(InvitationState(state), "This invitation has expired.")
    return InvitationClosed(why, hint="Ask for a new one.")


def _role_of_maker(key: ApiKey) -> str | None:
    if key.made_by_id is None:
        return None
    rows = Member.objects.filter(
        workspace_id=key.workspace_id, person_id=key.made_by_id, person__is_active=True
    )
    return rows.values_list("role", flat=True).first()
