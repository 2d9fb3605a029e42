"""The workspaces' own tables on their way."""

import secrets
from typing import Any

from allauth.account.models import EmailAddress

from groundswell.kernel.secrets import encrypt
from groundswell.workspaces.models import (
    ApiKey,
    AuditLine,
    Brand,
    DeliveryState,
    Invitation,
    InvitationState,
    Member,
    Notification,
    Person,
    Reversal,
    WebhookDelivery,
    WebhookEndpoint,
    Workspace,
)
from groundswell.workspaces.portable.incoming import Coming, add, free_slug
from groundswell.workspaces.portable.registry import PEOPLE, TABLES, Document, actor, carry, leave
from groundswell.workspaces.webhooks.delivering import SECRET_PURPOSE
from groundswell.workspaces.webhooks.signing import new_secret


def _no_hash() -> str:
    """In place of a keyed hash: of nothing that anybody knows."""
    return secrets.token_hex(32)


def _people(coming: Coming, documents: list[Document]) -> list[int]:
    """Who signs in with the same address is the same person; others come without a password."""
    return [_person(coming, document) for document in documents]


def _person(coming: Coming, document: Document) -> int:
    found = Person.objects.filter(email=document["email"]).first()
    if found is not None:
        if found.uid != document["uid"]:
            coming.renamed[document["uid"]] = found.uid
        return found.pk
    person = Person(**document)
    person.set_unusable_password()
    person.save(force_insert=True)
    if person.erased_at is None:
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person.pk


def _members(coming: Coming, documents: list[Document]) -> list[int]:
    """Who is a member already stays what they are."""
    rows = []
    for document in documents:
        here = Member.objects.filter(
            workspace=coming.workspace, person=document["person_id"]
        ).first()
        if here is None:
            rows += add(coming, TABLES["workspaces.Member"], [document])
            continue
        coming.renamed[document["uid"]] = here.uid
        rows.append(here.pk)
    return rows


def _workspace(coming: Coming, documents: list[Document]) -> list[int]:
    (document,) = documents
    here = Workspace.objects.get(pk=coming.workspace)
    if document["slug"] != here.slug:
        document["slug"] = free_slug(document["slug"])
    Workspace.objects.filter(pk=here.pk).update(**document)
    return [here.pk]


def _withdrawn(document: Document, moment: str) -> None:
    if document["state"] == InvitationState.OPEN:
        document |= {"state": InvitationState.REVOKED.value, "closed_at": moment}


def _revoked(document: Document, moment: str) -> None:
    document["revoked_at"] = document["revoked_at"] or moment


def _paused(document: Document, moment: str) -> None:
    if document["paused_at"] is None:
        document |= {"paused_at": moment, "paused_why": "member"}


def _held(document: Document, _moment: str) -> None:
    if document["state"] == DeliveryState.WAITING:
        document |= {"state": DeliveryState.HELD.value, "next_at": None}


def _named(going: Any) -> list[int]:
    """Members, and whoever else rows of the workspace speak of."""
    members = Member.objects.filter(workspace=going.workspace).values_list("person", flat=True)
    named = going.wanted.get("workspaces.Person", set()) | set(members)
    return sorted(Person.objects.filter(pk__in=named).values_list("pk", flat=True))


actor("person", Person)
actor("key", ApiKey)
carry(
    Person,
    within="",
    rows=_named,
    tier=PEOPLE,
    without={"password": str, "last_login": lambda: None},
    takes=_people,
    counts=False,
)
carry(
    Workspace,
    within="",
    rows=lambda going: [going.workspace],
    takes=_workspace,
    counts=False,
)
carry(Brand)
carry(Member, takes=_members, counts=False)
carry(Invitation, without={"token_hash": _no_hash}, leaves=_withdrawn, counts=False)
carry(ApiKey, without={"key_hash": _no_hash}, leaves=_revoked, counts=False)
carry(AuditLine, actors=("actor",), counts=False)
carry(Notification, counts=False)
carry(
    WebhookEndpoint,
    actors=("created_by",),
    without={
        "secret": lambda: encrypt(SECRET_PURPOSE, new_secret()),
        "old_secret": str,
        "old_secret_until": lambda: None,
    },
    leaves=_paused,
)
carry(WebhookDelivery, leaves=_held)
leave(Reversal, "what it takes to undo deeds of the last 30 days")
