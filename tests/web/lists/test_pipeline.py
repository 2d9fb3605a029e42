"""Stages and the workspace's own columns."""

import pytest

from groundswell.relationships import actions, queries
from groundswell.workspaces import reversals
from groundswell.workspaces.scope import Scope
from tests.web.lists.conftest import Desk

pytestmark = pytest.mark.django_db


def order(scope: Scope) -> list[str]:
    return [one.name for one in queries.stages(scope)]


def press(desk: Desk, deed: str, stage: str = "", **more: str):
    return desk.post("pipeline/change/", deed=deed, stage=stage, **more)


def test_a_stage_is_added_moved_renamed_archived_and_brought_back(desk: Desk, scope: Scope) -> None:
    press(desk, "add", name="Booked", kind="open")
    assert order(scope)[-2:] == ["Booked", "Declined"]
    booked = queries.stage_named(scope, "Booked").uid
    press(desk, "up", booked)
    assert order(scope)[-3:] == ["Booked", "Agreed", "Declined"]
    press(desk, "down", booked)
    assert order(scope)[-3:] == ["Agreed", "Booked", "Declined"]
    press(desk, "change", booked, name="Scheduled", kind="agreed")
    assert queries.stage_named(scope, "Scheduled").kind == "agreed"
    actions.move_entries(scope, desk.row.uid, desk.profiles()[:2], booked)
    answer = press(desk, "archive", booked, into=queries.stage_named(scope, "Agreed").uid)
    assert "Scheduled is archived, 2 creators moved on" in answer["HX-Trigger"]
    assert "Scheduled" not in order(scope)
    press(desk, "back", booked)
    assert order(scope)[-1] == "Scheduled"


def test_a_name_that_is_taken_is_said_at_its_stage(desk: Desk, scope: Scope) -> None:
    shortlisted = queries.stage_named(scope, "Shortlisted")
    answer = press(desk, "change", shortlisted.uid, name="contacted", kind="open")
    assert answer.status_code == 422
    assert "There is a stage “contacted” already." in answer.content.decode()
    assert "Shortlisted" in order(scope)


def test_the_first_stage_stays_in_front(desk: Desk, scope: Scope) -> None:
    answer = press(desk, "up", queries.stage_named(scope, "Shortlisted").uid)
    assert answer.status_code == 422
    assert order(scope)[:2] == ["Sourced", "Shortlisted"]


def test_who_does_not_administer_only_reads_it(desk: Desk) -> None:
    text = desk.get("pipeline/", who="manager").content.decode()
    assert "Only administrators change the pipeline." in text
    assert "<form" not in text


def test_a_column_is_made_renamed_and_taken_off_with_undo(desk: Desk, scope: Scope) -> None:
    answer = desk.post(
        "{}/columns/?cols=stage", label="Size", kind="choice", choices="30 ml\n50 ml\n\n"
    )
    field = queries.field_on(scope, desk.row, "Size")
    assert field.choices == ["30 ml", "50 ml"]
    assert answer["HX-Redirect"] == desk.path(f"{{}}/table/?cols=stage%2C{field.uid}")
    desk.post(f"{{}}/columns/{field.uid}/", label="Volume", choices="30 ml\n50 ml\n75 ml")
    assert queries.field_on(scope, desk.row, "Volume").choices[-1] == "75 ml"
    desk.post(f"{{}}/columns/{field.uid}/", deed="delete", label="Volume")
    assert queries.fields_of(scope, desk.row.uid) == []
    page = desk.get("{}/table/")
    assert page.status_code == 200


def test_a_column_of_all_lists_is_the_administrators(desk: Desk, scope: Scope) -> None:
    refused = desk.post("{}/columns/", who="manager", label="VIP", kind="flag", everywhere="1")
    assert refused.status_code == 403
    desk.post("{}/columns/", label="VIP", kind="flag", everywhere="1")
    other = actions.create_list(scope, "Autumn")
    assert [one.name for one in queries.fields_of(scope, other.uid)] == ["VIP"]


def test_a_column_without_a_name_is_refused_with_what_was_typed(desk: Desk, scope: Scope) -> None:
    answer = desk.post("{}/columns/", label=" ", kind="choice", choices="30 ml")
    assert answer.status_code == 422
    assert "30 ml" in answer.content.decode()
    assert 'value="choice" selected' in answer.content.decode()
    assert queries.fields_of(scope, desk.row.uid) == []


def test_several_deeds_are_undone_all_or_none(desk: Desk, scope: Scope) -> None:
    from django.db import transaction

    from groundswell.kernel.errors import Conflict

    other = actions.create_list(scope, "Autumn")
    with transaction.atomic():
        undos = [actions.archive_list(scope, uid).undo for uid in (desk.row.uid, other.uid)]
        both = actions.undo_together(scope, undos, "Back")
    assert both
    assert undos[0]
    reversals.undo(scope, undos[0])
    with pytest.raises(Conflict):
        reversals.undo(scope, both)
    assert [one.name for one in queries.lists_of(scope, archived=True)] == ["Autumn"]
