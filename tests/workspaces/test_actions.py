import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction

from groundswell.kernel.clock import now
from groundswell.kernel.errors import Missing, Refused
from groundswell.tasks.models import Job
from groundswell.workspaces import actions, audit, queries
from groundswell.workspaces.errors import (
    AlreadyMember,
    BadValue,
    InvitationClosed,
    LastOwner,
    NotForYou,
    Taken,
    TooMuchRight,
)
from groundswell.workspaces.jobs import mail_invitation
from groundswell.workspaces.models import (
    ApiKey,
    AuditLine,
    Invitation,
    InvitationState,
    Member,
    Person,
    Role,
    Workspace,
)
from groundswell.workspaces.scope import Right, Scope
from tests.factories.people import PASSWORD, Cast, make_cast


def token_of(invited: actions.Invited) -> str:
    return invited.link


def verbs(cast: Cast) -> list[str]:
    rows = AuditLine.objects.filter(workspace=cast.fernhill).order_by("pk")
    return list(rows.values_list("verb", flat=True))


# ------------------------------------------------------------------ members


def test_the_last_owner_cannot_leave_be_removed_or_demoted(cast: Cast) -> None:
    owner = cast.scope("owner")
    for attempt in (
        lambda: actions.leave(owner),
        lambda: actions.remove_member(owner, cast.member("owner").uid),
        lambda: actions.change_role(owner, cast.member("owner").uid, "manager"),
        lambda: actions.erase_person(queries.scope_of_self(cast["owner"]), cast["owner"]),
    ):
        with pytest.raises(LastOwner):
            attempt()
    assert cast.member("owner").role == Role.OWNER
    assert not cast["owner"].erased_at


def test_with_a_second_owner_the_first_may_leave(cast: Cast) -> None:
    actions.change_role(cast.scope("owner"), cast.member("manager").uid, "owner")
    actions.leave(cast.scope("owner"))
    with pytest.raises(Missing):
        cast.scope("owner")
    with pytest.raises(LastOwner):
        actions.leave(cast.scope("manager"))


@pytest.mark.parametrize("role", ["manager", "analyst", "finance", "viewer"])
def test_only_owners_change_who_is_in_it(cast: Cast, role: str) -> None:
    scope, victim = cast.scope(role), cast.member("viewer").uid
    for attempt in (
        lambda: actions.change_role(scope, victim, "analyst"),
        lambda: actions.remove_member(scope, victim),
        lambda: actions.invite(scope, "new@example.com", "viewer", link_for=str),
        lambda: actions.make_key(scope, "Key", ["read"]),
        lambda: actions.change_workspace(scope, name="Mine"),
    ):
        with pytest.raises(Refused):
            attempt()


def test_a_key_cannot_raise_anybody_above_itself(cast: Cast) -> None:
    made = actions.make_key(cast.scope("owner"), "Admin", ["admin", "read"])
    scope = queries.scope_of_key(made.raw)
    with pytest.raises(TooMuchRight):
        actions.change_role(scope, cast.member("viewer").uid, "manager")
    with pytest.raises(TooMuchRight):
        actions.remove_member(scope, cast.member("manager").uid)
    with pytest.raises(TooMuchRight):
        actions.invite(scope, "new@example.com", "owner", link_for=str)
    with pytest.raises(TooMuchRight):
        actions.make_key(scope, "More", ["read", "money"])
    assert actions.make_key(scope, "Less", ["read"]).key.made_by == cast["owner"]


def test_members_of_another_workspace_are_missing(cast: Cast) -> None:
    stranger = cast.scope("stranger", "rivalry")
    key = actions.make_key(cast.scope("owner"), "Key", ["read"]).key.uid
    invited = actions.invite(cast.scope("owner"), "x@example.com", "viewer", link_for=str)
    for attempt in (
        lambda: actions.change_role(stranger, cast.member("viewer").uid, "owner"),
        lambda: actions.remove_member(stranger, cast.member("viewer").uid),
        lambda: actions.revoke_key(stranger, key),
        lambda: actions.revoke_invitation(stranger, invited.invitation.uid),
    ):
        with pytest.raises(Missing):
            attempt()
    assert not ApiKey.objects.get(uid=key).revoked_at


def test_keys_go_with_who_made_them(cast: Cast) -> None:
    actions.change_role(cast.scope("owner"), cast.member("manager").uid, "owner")
    made = actions.make_key(cast.scope("manager"), "Sync", ["read"])
    kept = actions.make_key(cast.scope("owner"), "Other", ["read"])
    actions.remove_member(cast.scope("owner"), cast.member("manager").uid)
    assert [row.uid for row in queries.api_keys(cast.scope("owner"))] == [kept.key.uid]
    line = queries.audit_lines(cast.scope("owner"), limit=1)[0]
    assert (line.verb, line.detail["keys_revoked"]) == ("member.left", [made.key.uid])


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_leave_one_behind() -> None:
    cast = make_cast()
    actions.change_role(cast.scope("owner"), cast.member("manager").uid, "owner")
    gate, results = threading.Barrier(2), []

    def go(who: str) -> None:
        scope = cast.scope(who)
        gate.wait()
        try:
            actions.leave(scope)
            results.append("left")
        except LastOwner:
            results.append("stayed")
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(who,)) for who in ("owner", "manager")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["left", "stayed"]
    assert Member.objects.filter(workspace=cast.fernhill, role=Role.OWNER).count() == 1


# ------------------------------------------------------------------ invitations


def test_an_invitation_is_accepted_once(cast: Cast) -> None:
    invited = actions.invite(
        cast.scope("owner"), "Stanley@Rivalry.example", "analyst", link_for=str
    )
    member = actions.accept_invitation(cast["stranger"], token_of(invited))
    assert (member.workspace, member.role) == (cast.fernhill, Role.ANALYST)
    actions.remove_member(cast.scope("owner"), member.uid)
    with pytest.raises(InvitationClosed, match="used"):
        actions.accept_invitation(cast["stranger"], token_of(invited))
    with pytest.raises(InvitationClosed, match="used"):
        queries.invitation_behind(token_of(invited))


def test_the_token_is_kept_as_a_keyed_hash_only(cast: Cast) -> None:
    invited = actions.invite(cast.scope("owner"), "x@example.com", "viewer", link_for=str)
    row = Invitation.objects.get(pk=invited.invitation.pk)
    token = token_of(invited)
    assert token not in str(vars(row))
    assert row.token_hash != token
    job = Job.objects.get(name="workspaces.mail_invitation")
    assert token not in str(job.payload)


def test_an_invitation_ends(cast: Cast) -> None:
    invited = actions.invite(cast.scope("owner"), cast["stranger"].email, "viewer", link_for=str)
    Invitation.objects.filter(pk=invited.invitation.pk).update(expires_at=now())
    with pytest.raises(InvitationClosed, match="expired"):
        actions.accept_invitation(cast["stranger"], token_of(invited))
    assert not Member.objects.filter(person=cast["stranger"], workspace=cast.fernhill).exists()


def test_an_invitation_can_be_withdrawn(cast: Cast) -> None:
    owner = cast.scope("owner")
    invited = actions.invite(owner, cast["stranger"].email, "viewer", link_for=str)
    actions.revoke_invitation(owner, invited.invitation.uid)
    with pytest.raises(InvitationClosed, match="withdrawn"):
        actions.accept_invitation(cast["stranger"], token_of(invited))
    with pytest.raises(Missing):
        actions.revoke_invitation(owner, invited.invitation.uid)


def test_a_new_invitation_replaces_the_open_one(cast: Cast) -> None:
    owner = cast.scope("owner")
    first = actions.invite(owner, "x@example.com", "viewer", link_for=str)
    second = actions.invite(owner, "x@example.com", "analyst", link_for=str)
    assert [row.uid for row in queries.open_invitations(owner)] == [second.invitation.uid]
    with pytest.raises(InvitationClosed, match="withdrawn"):
        queries.invitation_behind(token_of(first))


def test_an_invitation_is_for_its_address_only(cast: Cast) -> None:
    invited = actions.invite(cast.scope("owner"), "x@example.com", "viewer", link_for=str)
    with pytest.raises(NotForYou):
        actions.accept_invitation(cast["stranger"], token_of(invited))
    with pytest.raises(Missing):
        actions.accept_invitation(cast["stranger"], "guessed")
    assert Invitation.objects.get(pk=invited.invitation.pk).state == InvitationState.OPEN


def test_bad_invitations_are_refused(cast: Cast) -> None:
    owner = cast.scope("owner")
    with pytest.raises(BadValue, match="e-mail"):
        actions.invite(owner, "nobody", "viewer", link_for=str)
    with pytest.raises(BadValue, match="king"):
        actions.invite(owner, "x@example.com", "king", link_for=str)
    with pytest.raises(AlreadyMember):
        actions.invite(owner, cast["viewer"].email, "analyst", link_for=str)


def test_the_mail_says_who_invites_and_how_to_join(cast: Cast) -> None:
    class FakeRun:
        payload: dict[str, Any]

    invited = actions.invite(
        cast.scope("owner"), "x@example.com", "analyst", link_for="https://site/i/{}".format
    )
    run = FakeRun()
    run.payload = Job.objects.get(name="workspaces.mail_invitation").payload
    assert mail_invitation(run) is True  # type: ignore[arg-type]
    (message,) = mail.outbox
    assert message.to == ["x@example.com"]
    assert "Fernhill Botanics" in message.subject
    assert invited.link in message.body
    assert "Owner Quill invites you" in message.body
    assert "as analyst" in message.body
    actions.revoke_invitation(cast.scope("owner"), invited.invitation.uid)
    assert mail_invitation(run) is False  # type: ignore[arg-type]
    assert len(mail.outbox) == 1


# ------------------------------------------------------------------ keys


def test_a_key_is_kept_as_a_keyed_hash_only(cast: Cast) -> None:
    made = actions.make_key(cast.scope("owner"), "Sheets", ["read"])
    row = ApiKey.objects.get(pk=made.key.pk)
    assert made.raw.startswith("gsk_")
    assert len(made.raw) == 44
    assert row.key_hash != made.raw
    assert made.raw not in str(vars(row))
    assert made.raw.startswith(row.hint)
    assert len(row.hint) <= 10
    line = AuditLine.objects.get(verb="key.made")
    assert made.raw[10:] not in str(vars(line))


@pytest.mark.parametrize("role", list(Role))
def test_a_key_never_exceeds_who_makes_it(cast: Cast, role: Role) -> None:
    own = cast.scope(role).rights | {Right.ADMIN}
    scope = Scope(cast.fernhill.pk, f"person:{cast[role].pk}", own)
    if own == frozenset(Right):
        assert actions.make_key(scope, "All", list(Right)).key.rights.split() == list(Right)
        return
    with pytest.raises(TooMuchRight):
        actions.make_key(scope, "All", list(Right))
    assert not ApiKey.objects.exists()


def test_the_last_use_is_written_at_most_once_a_minute(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    scope = queries.scope_of_key(actions.make_key(cast.scope("owner"), "Sync", ["read"]).raw)
    assert actions.note_key_use(scope)
    first = ApiKey.objects.get().last_used_at
    with django_assert_num_queries(1):
        assert not actions.note_key_use(scope)
    assert ApiKey.objects.get().last_used_at == first
    ApiKey.objects.update(last_used_at=now() - timedelta(seconds=61))
    assert actions.note_key_use(scope)
    assert not actions.note_key_use(cast.scope("owner"))


# ------------------------------------------------------------------ workspaces


def test_a_workspace_is_created_with_its_owner(cast: Cast) -> None:
    made = actions.create_workspace(cast["stranger"], "Café Söhne", currency="eur")
    assert (made.slug, made.currency) == ("cafe-sohne", "EUR")
    assert made.tier_scheme == "hypeauditor"
    assert cast.scope("stranger", "cafe-sohne").rights == frozenset(Right)
    assert actions.create_workspace(None, "Café Söhne").slug == "cafe-sohne-2"
    with pytest.raises(Taken):
        actions.create_workspace(None, "Other", slug="fernhill")
    with pytest.raises(BadValue) as refused:
        actions.create_workspace(None, "Other", currency="XXXX")
    assert refused.value.field == "currency"


def test_settings_change_with_their_before_and_after_in_the_trail(cast: Cast) -> None:
    changed = actions.change_workspace(cast.scope("owner"), name="Fernhill", time_zone="Asia/Tokyo")
    assert (changed.name, changed.time_zone) == ("Fernhill", "Asia/Tokyo")
    line = queries.audit_lines(cast.scope("owner"), limit=1)[0]
    assert line.detail["before"]["name"] == "Fernhill Botanics"
    assert line.detail["after"]["time_zone"] == "Asia/Tokyo"
    count = AuditLine.objects.count()
    actions.change_workspace(cast.scope("owner"), name="Fernhill")
    assert AuditLine.objects.count() == count
    with pytest.raises(Taken):
        actions.change_workspace(cast.scope("owner"), slug="rivalry")


# ------------------------------------------------------------------ people


def test_ensure_person_makes_one_once_and_keeps_what_they_have(db: None) -> None:
    person, new = actions.ensure_person("Demo@Example.com", PASSWORD, name="Demo")
    assert new
    assert person.email == "demo@example.com"
    assert person.check_password(PASSWORD)
    assert queries.places_of(person)[0].slug == "default"
    again, new = actions.ensure_person("demo@example.com", "another password", role="viewer")
    assert not new
    assert again == person
    assert again.check_password(PASSWORD)
    assert queries.places_of(person)[0].role == Role.OWNER
    with pytest.raises(BadValue, match="short"):
        actions.ensure_person("weak@example.com", "abc")
    assert Person.objects.count() == 1


def test_the_first_person_owns_what_is_there_and_nobody_comes_second(db: None) -> None:
    place = actions.ensure_default_workspace()
    first = Person.objects.create(email="first@example.com")
    actions.found_instance(first)
    assert Member.objects.get(workspace=place).person == first
    second = Person.objects.create(email="second@example.com")
    with pytest.raises(Refused):
        actions.found_instance(second)


def test_only_the_operator_lets_people_back_in(cast: Cast) -> None:
    operator = Scope.operator(audit.INSTANCE)
    actions.set_password(operator, cast["viewer"], "another quiet harbour")
    cast["viewer"].refresh_from_db()
    assert cast["viewer"].check_password("another quiet harbour")
    with pytest.raises(BadValue):
        actions.set_password(operator, cast["viewer"], "short")
    for attempt in (
        lambda: actions.set_password(cast.scope("owner"), cast["viewer"], PASSWORD),
        lambda: actions.reset_second_factor(cast.scope("owner"), cast["viewer"]),
        lambda: actions.erase_person(cast.scope("owner"), cast["viewer"]),
    ):
        with pytest.raises(Refused):
            attempt()


# ------------------------------------------------------------------ audit trail


def test_every_deed_leaves_a_line(cast: Cast) -> None:
    owner = cast.scope("owner")
    before = len(verbs(cast))
    key = actions.make_key(owner, "Sheets", ["read"])
    actions.revoke_key(owner, key.key.uid)
    invited = actions.invite(owner, cast["stranger"].email, "viewer", link_for=str)
    actions.accept_invitation(cast["stranger"], token_of(invited))
    actions.change_role(owner, cast.member("stranger").uid, "analyst")
    actions.remove_member(owner, cast.member("stranger").uid)
    actions.change_workspace(owner, name="Fern")
    assert verbs(cast)[before:] == [
        "key.made",
        "key.revoked",
        "invitation.sent",
        "invitation.accepted",
        "member.joined",
        "member.role_changed",
        "member.left",
        "workspace.changed",
    ]
    trail = AuditLine.objects.filter(workspace=cast.fernhill)
    assert "@" not in str(list(trail.values_list("subject", "detail", "actor")))


def test_a_line_goes_when_its_deed_is_rolled_back(cast: Cast) -> None:
    before = AuditLine.objects.count(), Job.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.make_key(cast.scope("owner"), "Sheets", ["read"])
        actions.invite(cast.scope("owner"), "x@example.com", "viewer", link_for=str)
        assert AuditLine.objects.count() == before[0] + 2
        _ = 1 / 0
    assert (AuditLine.objects.count(), Job.objects.count()) == before
    assert not ApiKey.objects.exists()


def test_a_deed_goes_when_its_line_cannot_be_written(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(AuditLine, "save", broken)
    with pytest.raises(OSError, match="disk full"):
        actions.make_key(cast.scope("owner"), "Sheets", ["read"])
    with pytest.raises(OSError, match="disk full"):
        actions.remove_member(cast.scope("owner"), cast.member("viewer").uid)
    with pytest.raises(OSError, match="disk full"):
        actions.create_workspace(None, "Third")
    assert not ApiKey.objects.exists()
    assert cast.member("viewer").role == Role.VIEWER
    assert Workspace.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError):
        audit.record(Scope.operator(audit.INSTANCE), "nothing.happened")
    assert not AuditLine.objects.exists()
