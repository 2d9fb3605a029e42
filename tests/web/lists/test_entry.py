"""One creator on a list: what the side panel shows and writes."""

import pytest

from groundswell.relationships import actions, queries
from groundswell.workspaces.scope import Scope
from tests.web.lists.conftest import Desk

pytestmark = pytest.mark.django_db


def panel(desk: Desk, at: int = 0, path: str = "", **form: str):
    address = f"{{}}/creators/{desk.keys()[at]}/{path}"
    return desk.post(address, **form) if form else desk.get(address, part=True)


def test_it_shows_where_the_creator_stands_and_what_was_said(desk: Desk, scope: Scope) -> None:
    profile = desk.profiles()[0]
    actions.write_note(scope, "Loves oat milk", profile=profile, name=desk.row.uid)
    other = actions.create_list(scope, "Autumn")
    actions.add_profiles(scope, other.uid, [profile])
    actions.give_task(scope, "Send the contract", name=desk.row.uid, profile=profile)
    text = panel(desk).content.decode()
    for said in ("Loves oat milk", "Owner Quill", "Autumn", "Send the contract", "Sourced"):
        assert said in text


def test_stage_owner_and_remark_are_written_and_the_page_beside_is_told(
    desk: Desk, scope: Scope
) -> None:
    profile = desk.profiles()[0]
    key = desk.keys()[0]
    for form in ({"stage": "Contacted"}, {"owner": "Manager Quill"}, {"note": "kind"}):
        answer = desk.post(f"{{}}/creators/{key}/change/", **form)
        assert answer.status_code == 200
        assert "gs:rows-changed" in answer["HX-Trigger"]
        assert "/undo/" in answer["HX-Trigger"]
    entry = queries.placed(scope, desk.row.uid, [profile])[profile]
    assert entry.note == "kind"
    assert entry.owner == desk.cast.member("manager").uid
    assert queries.stage_named(scope, entry.stage).name == "Contacted"


def test_a_field_that_cannot_be_read_is_said_where_it_stands(desk: Desk, scope: Scope) -> None:
    field = actions.add_field(scope, "Ship by", "date", name=desk.row.uid)
    answer = panel(desk, path="change/", **{field.uid: "sometime"})
    assert answer.status_code == 422
    assert "is not a date" in answer.content.decode()
    assert queries.values_of(scope, desk.row.uid, desk.profiles()) == {}


def test_a_vote_is_given_turned_and_taken_back(desk: Desk, scope: Scope) -> None:
    profile = desk.profiles()[0]

    def tally() -> tuple[int, int]:
        found = queries.tallies(scope, desk.row.uid, [profile]).get(profile, queries.Tally())
        return found.up, found.down

    panel(desk, path="vote/", vote="up")
    assert tally() == (1, 0)
    panel(desk, path="vote/", vote="down")
    assert tally() == (0, 1)
    panel(desk, path="vote/", vote="none")
    assert tally() == (0, 0)


def test_a_note_is_written_deleted_and_refused_when_empty(desk: Desk, scope: Scope) -> None:
    profile = desk.profiles()[0]
    panel(desk, path="note/", text="Loves oat milk", shared="1")
    (note,) = queries.notes_about(scope, profile=profile)
    assert (note.text, note.shared, note.list_id) == ("Loves oat milk", True, desk.row.pk)
    refused = panel(desk, path="note/", text="  ")
    assert refused.status_code == 422
    assert "The note is empty." in refused.content.decode()
    answer = panel(desk, path="note/", delete=note.uid)
    assert "/undo/" in answer["HX-Trigger"]
    assert queries.notes_about(scope, profile=profile) == []


def test_taken_off_the_list_leads_back_to_it(desk: Desk, scope: Scope) -> None:
    key = desk.keys()[0]
    answer = desk.post(f"{{}}/creators/{key}/remove/", back="")
    assert answer["HX-Redirect"] == desk.path("{}/")
    assert key not in set(desk.keys())
    assert desk.get(f"{{}}/creators/{key}/").status_code == 404


def test_who_is_not_on_the_list_is_missing(desk: Desk, scope: Scope) -> None:
    other = actions.create_list(scope, "Empty")
    assert desk.get(f"{other.uid}/creators/{desk.keys()[0]}/").status_code == 404


def test_a_reader_sees_without_forms(desk: Desk) -> None:
    text = desk.get(f"{{}}/creators/{desk.keys()[0]}/", who="finance").content.decode()
    assert "<form" not in text
    assert "Sourced" in text
