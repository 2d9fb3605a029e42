"""The workspaces' own eraser: persons who sign in, and addresses that were invited."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from groundswell.kernel.clock import now
from groundswell.workspaces import erasure, reversals
from groundswell.workspaces.erasure import Erased, Subject, SubjectKind
from groundswell.workspaces.models import (
    ApiKey,
    AuditLine,
    Invitation,
    InvitationState,
    Member,
    Notification,
    Person,
)
from groundswell.workspaces.queries import actor_of
from groundswell.workspaces.scope import Scope

TRAIL_STAYS = "The audit trail keeps what was done, under a number without name or address."


def register() -> None:
    """Make the eraser known."""
    erasure.register(
        "workspaces",
        {SubjectKind.PERSON, SubjectKind.EMAIL, SubjectKind.CREATOR},
        export=export,
        erase=erase,
        tables={
            "workspaces.Person",
            "workspaces.Member",
            "workspaces.Invitation",
            "workspaces.ApiKey",
            "workspaces.AuditLine",
            "workspaces.Notification",
            "workspaces.Reversal",
            "account.EmailAddress",
            "mfa.Authenticator",
            "usersessions.UserSession",
        },
    )


def export(scope: Scope, subject: Subject) -> dict[str, list[dict[str, Any]]]:  # noqa: ARG001 - as `erasure.Export`
    """Everything here about a person or an address; nothing here is about a creator."""
    if subject.kind is SubjectKind.CREATOR:
        return {}
    person, email = _who(subject)
    invitations = Invitation.objects.filter(email=email) if email else Invitation.objects.none()
    tables = {"Invitation": _rows(invitations, "uid", "email", "role", "state", "created_at")}
    if person is not None:
        tables |= {
            "Person": _rows(
                [person], "uid", "email", "name", "locale", "theme", "created_at", "last_login"
            ),
            "Member": _rows(Member.objects.filter(person=person), "uid", "role", "created_at"),
            "ApiKey": _rows(ApiKey.objects.filter(made_by=person), "uid", "name", "created_at"),
            "AuditLine": _rows(
                AuditLine.objects.filter(actor=actor_of(person)).order_by("pk"),
                "at", "verb", "subject",
            ),
            "Notification": _rows(
                Notification.objects.filter(person=person), "kind", "text", "at", "read_at"
            ),
            "EmailAddress": _rows(EmailAddress.objects.filter(user=person), "email", "verified"),
            "Authenticator": _rows(
                Authenticator.objects.filter(user=person), "type", "created_at", "last_used_at"
            ),
            "UserSession": _rows(
                UserSession.objects.filter(user=person),
                "ip", "user_agent", "created_at", "last_seen_at",
            ),
        }  # fmt: skip
    return {name: rows for name, rows in tables.items() if rows}


def erase(scope: Scope, subject: Subject) -> Erased:  # noqa: ARG001 - as `erasure.Erase`
    """Redact a person's row and invitations, remove what they signed in with.

    What is kept to undo deeds is emptied for everybody, because it may hold data of the erased.
    """
    count = reversals.forget_contents()
    emptied = {"Reversal": count} if count else {}
    if subject.kind is SubjectKind.CREATOR:
        return Erased(redacted=emptied)
    person, email = _who(subject)
    redacted = emptied | ({"Invitation": _redact_invitations(email)} if email else {})
    if person is None or subject.kind is SubjectKind.EMAIL:
        return Erased(redacted=redacted)
    for session in UserSession.objects.filter(user=person):
        session.end()
    removed = {
        "EmailAddress": EmailAddress.objects.filter(user=person).delete()[0],
        "Authenticator": Authenticator.objects.filter(user=person).delete()[0],
        "Member": Member.objects.filter(person=person).delete()[0],
        "Notification": Notification.objects.filter(person=person).delete()[0],
    }
    keys = ApiKey.objects.filter(made_by=person)
    keys.filter(revoked_at__isnull=True).update(revoked_at=now())
    redacted["ApiKey"] = keys.update(name="")
    person.email = f"{person.uid}@erased.invalid"
    person.name = person.locale = person.theme = ""
    person.is_active = False
    person.erased_at = now()
    person.set_unusable_password()
    person.save()
    redacted["Person"] = 1
    return Erased(removed, redacted, (TRAIL_STAYS,))


def _who(subject: Subject) -> tuple[Person | None, str | None]:
    if subject.kind is SubjectKind.PERSON:
        person = Person.objects.filter(pk=subject.value).first()
        return person, person.email if person else None
    return Person.objects.filter(email=subject.value).first(), str(subject.value)


def _redact_invitations(email: str) -> int:
    rows = list(Invitation.objects.filter(email=email))
    for row in rows:
        if row.state == InvitationState.OPEN:
            row.state, row.closed_at = InvitationState.REVOKED, now()
        row.email = f"{row.uid}@erased.invalid"
        row.save(update_fields=["state", "closed_at", "email"])
    return len(rows)


def _rows(rows: Any, *fields: str) -> list[dict[str, Any]]:
    return [{field: _plain(getattr(row, field)) for field in fields} for row in rows]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
