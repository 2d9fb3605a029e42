import pytest
from django.db import Error, IntegrityError, connection, transaction

from groundswell.workspaces.models import AuditLine, Member, Person, normal_email
from tests.factories.people import Cast


def test_an_audit_line_cannot_be_changed_or_removed_in_code(cast: Cast) -> None:
    line = AuditLine.objects.filter(workspace=cast.fernhill).latest("pk")
    with pytest.raises(TypeError):
        line.save()
    with pytest.raises(TypeError):
        line.delete()
    with pytest.raises(TypeError):
        AuditLine.objects.update(verb="nothing.happened")
    with pytest.raises(TypeError):
        AuditLine.objects.all().delete()


def test_the_database_itself_refuses_to_change_an_audit_line(cast: Cast) -> None:
    line = AuditLine.objects.filter(workspace=cast.fernhill).latest("pk")
    with (
        pytest.raises(Error, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE workspaces_auditline SET verb = 'nothing.happened' WHERE id = %s", [line.pk]
        )
    assert AuditLine.objects.get(pk=line.pk).verb == line.verb


def test_e_mail_addresses_are_one_whatever_their_case(cast: Cast) -> None:
    assert normal_email("  Ada@Example.COM ") == "ada@example.com"
    assert Person.objects.get_by_natural_key("OWNER@Fernhill.example") == cast["owner"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email="Loud@example.com")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email="owner@fernhill.example")


def test_a_person_is_a_member_once_and_with_a_known_role(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(workspace=cast.fernhill, person=cast["owner"], role="viewer")
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(workspace=cast.fernhill, person=cast["stranger"], role="king")
