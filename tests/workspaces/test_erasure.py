import pytest
from allauth.account.models import EmailAddress

from groundswell.workspaces import actions, erasure, queries
from groundswell.workspaces.audit import INSTANCE
from groundswell.workspaces.erasure import ERASERS, Erased, Subject, SubjectKind
from groundswell.workspaces.errors import UnknownKey
from groundswell.workspaces.models import ApiKey, AuditLine, Invitation, Member, Person
from groundswell.workspaces.scope import Scope
from tests.factories.people import Cast

OPERATOR = Scope.operator(INSTANCE)


def test_an_erased_person_is_gone_and_the_trail_stays(cast: Cast) -> None:
    actions.change_role(cast.scope("owner"), cast.member("manager").uid, "owner")
    manager = cast["manager"]
    key = actions.make_key(cast.scope("manager"), "Manager's laptop", ["read"])
    deeds = AuditLine.objects.filter(actor=f"person:{manager.pk}").count()
    actions.erase_person(queries.scope_of_self(manager), manager)
    row = Person.objects.get(pk=manager.pk)
    assert row.erased_at
    assert not row.is_active
    assert row.name == ""
    assert not row.has_usable_password()
    assert "manager" not in row.email
    assert not Member.objects.filter(person=manager).exists()
    assert not EmailAddress.objects.filter(user=manager).exists()
    assert ApiKey.objects.get(pk=key.key.pk).name == ""
    with pytest.raises(UnknownKey):
        queries.scope_of_key(key.raw)
    after = AuditLine.objects.filter(actor=f"person:{manager.pk}")
    assert after.count() > deeds
    assert after.filter(verb="person.erased", workspace=None).count() == 1


def test_the_export_holds_what_is_kept_about_a_person_and_nothing_of_others(cast: Cast) -> None:
    actions.make_key(cast.scope("owner"), "Sheets", ["read"])
    answer = erasure.export(OPERATOR, Subject.person(cast["owner"].pk))["workspaces"]
    assert answer["Person"][0]["email"] == "owner@fernhill.example"
    assert answer["Member"][0]["role"] == "owner"
    assert answer["ApiKey"][0]["name"] == "Sheets"
    assert "key.made" in {row["verb"] for row in answer["AuditLine"]}
    assert "stanley" not in str(answer)
    assert "password" not in str(answer)


def test_an_address_that_was_only_invited_can_be_erased(cast: Cast) -> None:
    actions.invite(cast.scope("owner"), "shy@example.com", "viewer", link_for=str)
    subject = Subject.email(" Shy@Example.com")
    assert erasure.export(OPERATOR, subject)["workspaces"]["Invitation"][0]["state"] == "open"
    done = erasure.erase(OPERATOR, subject)
    assert done["workspaces"].redacted == {"Invitation": 1}
    assert not Invitation.objects.filter(email="shy@example.com").exists()
    assert not Invitation.objects.filter(state="open").exists()
    assert erasure.export(OPERATOR, subject) == {}
    assert "shy" not in str(list(AuditLine.objects.values_list("subject", "detail")))


def test_every_domain_is_asked_and_one_that_fails_undoes_all(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def erase(_scope: Scope, subject: Subject) -> Erased:
        asked.append(subject)
        assert Person.objects.get(pk=subject.value).name  # the highest domain goes first
        return Erased(removed={"Thing": 3})

    def fail(_scope: Scope, _subject: Subject) -> Erased:
        raise OSError("disk full")

    monkeypatch.setattr(erasure, "ERASERS", dict(ERASERS))
    erasure.register(
        "above",
        {SubjectKind.PERSON},
        export=lambda _s, _w: {"Thing": [{"a": 1}]},
        erase=erase,
        tables=["above.Thing"],
    )
    viewer = Subject.person(cast["viewer"].pk)
    assert erasure.export(OPERATOR, viewer)["above"] == {"Thing": [{"a": 1}]}
    erasure.register(
        "between",
        {SubjectKind.PERSON},
        export=lambda _s, _w: {},
        erase=fail,
        tables=[],
    )
    with pytest.raises(OSError, match="disk full"):
        actions.erase_person(OPERATOR, cast["viewer"])
    assert Person.objects.get(pk=cast["viewer"].pk).name == "Viewer Quill"
    assert cast.member("viewer")
    del erasure.ERASERS["between"]
    actions.erase_person(OPERATOR, cast["viewer"])
    assert asked == [viewer]
    line = AuditLine.objects.get(verb="person.erased")
    assert line.detail["domains"]["above"]["removed"] == {"Thing": 3}
