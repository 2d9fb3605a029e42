"""People: made, renamed, let back in, erased."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from groundswell.kernel.errors import Refused
from groundswell.tasks.events import announce
from groundswell.workspaces import erasure, rules
from groundswell.workspaces.actions.invitations import checked_email
from groundswell.workspaces.actions.members import let_go
from groundswell.workspaces.actions.workspaces import (
    add_member,
    ensure_default_workspace,
    lock,
)
from groundswell.workspaces.audit import INSTANCE, record
from groundswell.workspaces.errors import BadValue
from groundswell.workspaces.events import PersonErased
from groundswell.workspaces.models import Member, Person, Role, Workspace
from groundswell.workspaces.queries import actor_of, person_behind, scope_of_self
from groundswell.workspaces.scope import Scope


def ensure_person(
    email: str,
    password: str | None = None,
    *,
    name: str = "",
    workspace: Workspace | None = None,
    role: str = Role.OWNER,
) -> tuple[Person, bool]:
    """The person who signs in with this address, made a member; for the operator and the demo.

    Somebody who exists already keeps password, name and role.

    Args:
        email: the login, taken as verified.
        password: None makes a person who has to reset the password first.
        name: how they are called.
        workspace: where they become a member; None is the default workspace.
        role: what they become there.

    Returns:
        The person, and whether they are new.

    Raises:
        BadValue: no e-mail address, no such role, or a password that is too weak.
    """
    address, as_role = checked_email(email), rules.role_named(role)
    with transaction.atomic():
        place = lock((workspace or ensure_default_workspace()).pk)
        person = Person.objects.filter(email=address).first()
        new = person is None
        if person is None:
            person = Person(email=address, name=" ".join(name.split())[:200])
            _put_password(person, password)
            person.save()
            EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
            record(Scope.operator(INSTANCE), "person.made", person.uid)
        if not Member.objects.filter(workspace=place, person=person).exists():
            add_member(Scope.operator(place.pk), place, person, as_role)
    return person, new


def found_instance(person: Person) -> None:
    """Make the first person of an empty instance owner of what is there (at least "default").

    Raises:
        Refused: somebody else was first.
    """
    with transaction.atomic():
        ensure_default_workspace()
        places = list(Workspace.objects.select_for_update().order_by("pk"))
        if Member.objects.exists() or Person.objects.exclude(pk=person.pk).exists():
            raise Refused("Somebody else was first. Ask them for an invitation.")
        record(scope_of_self(person), "person.made", person.uid)
        for place in places:
            add_member(Scope.operator(place.pk), place, person, Role.OWNER)


def rename_person(scope: Scope, name: str) -> Person:
    """Change how the acting person is called. BadValue for a name that cannot be shown."""
    person = _self(scope)
    new = rules.check_name(name)
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(name=new)
        record(scope, "person.renamed", person.uid)
    person.name = new
    return person


def change_look(scope: Scope, *, locale: str | None = None, theme: str | None = None) -> Person:
    """Change how the acting person sees numbers and dates (``locale``), and light or dark.

    None leaves a value alone, "" goes back to what browser and system say. BadValue for others.
    """
    person = _self(scope)
    if locale is not None:
        person.locale = rules.check_locale(locale)
    if theme is not None:
        person.theme = rules.check_theme(theme)
    person.save(update_fields=["locale", "theme"])
    return person


def set_password(scope: Scope, person: Person, password: str) -> None:
    """Give a person a new password and end their sessions; for the operator.

    Raises:
        Refused: anybody but the operator asks.
        BadValue: the password is too weak.
    """
    _require_operator(scope)
    with transaction.atomic():
        _put_password(person, password)
        person.save(update_fields=["password"])
        record(scope, "person.password_set", person.uid)


def reset_second_factor(scope: Scope, person: Person) -> int:
    """Take away authenticator and recovery codes, for somebody who lost both; for the operator.

    Returns how many there were.
    """
    _require_operator(scope)
    with transaction.atomic():
        removed: int = Authenticator.objects.filter(user=person).delete()[0]
        record(scope, "person.second_factor_reset", person.uid, removed=removed)
    return removed


def record_own_deed(person: Person, verb: str, **detail: Any) -> None:
    """Add an audit line about what a person did to their own account (signing in, for example)."""
    with transaction.atomic():
        record(scope_of_self(person), verb, person.uid, **detail)


def erase_person(scope: Scope, person: Person) -> None:
    """Erase a person's data everywhere; they themselves or the operator may ask.

    They leave all workspaces and cannot sign in any more. The row stays without name and address,
    so that the audit trail still tells one actor from another.

    Raises:
        Refused: somebody else asks.
        LastOwner: a workspace would be left without an owner.
    """
    if scope.actor not in {actor_of(person), "operator"}:
        raise Refused("Only they themselves or the operator can erase a person.")
    with transaction.atomic():
        rows = Member.objects.filter(person=person).order_by("workspace_id")
        for row in rows.select_related("person"):
            place = lock(row.workspace_id)
            let_go(Scope(place.pk, scope.actor, frozenset()), place, row)
        erasure.erase(scope, erasure.Subject.person(person.pk))
        announce(PersonErased(person.pk))


def _put_password(person: Person, password: str | None) -> None:
    if password is None:
        person.set_unusable_password()
        return
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise BadValue(" ".join(error.messages), field="password") from None
    person.set_password(password)


def _self(scope: Scope) -> Person:
    person = person_behind(scope) if scope.actor.startswith("person:") else None
    if person is None:
        raise Refused("Only a person has an account.")
    return person


def _require_operator(scope: Scope) -> None:
    if scope.actor != "operator":
        raise Refused("Only the operator can do this, at the machine's command line.")
