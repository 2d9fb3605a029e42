"""The lists of a workspace side by side."""

import re

import pytest

from groundswell.relationships import actions, queries
from groundswell.workspaces import reversals
from groundswell.workspaces.scope import Scope
from tests.web.lists.conftest import Desk

pytestmark = pytest.mark.django_db


def names(response) -> list[str]:
    return re.findall(r'gs-b" data-open[^>]*>([^<]+)<', response.content.decode())


def test_it_shows_each_list_with_its_stages_and_its_last_change(desk: Desk, scope: Scope) -> None:
    actions.move_entries(scope, desk.row.uid, desk.profiles()[:7], "Shortlisted")
    text = desk.get("").content.decode()
    assert "Spring launch" in text
    assert "Sourced 123" in text
    assert "Shortlisted 7" in text
    assert "Owner Quill" in text


def test_it_is_filtered_and_sorted_by_its_address(desk: Desk, scope: Scope) -> None:
    for name in ("Autumn sampling", "Éclair tasting"):
        actions.create_list(scope, name)
    assert names(desk.get("")) == ["Autumn sampling", "Éclair tasting", "Spring launch"]
    assert names(desk.get("?sort=-size"))[0] == "Spring launch"
    assert names(desk.get("?q=eclair")) == ["Éclair tasting"]
    assert "No list is called that." in desk.get("?q=zebra").content.decode()


def test_an_empty_workspace_offers_one_step(desk: Desk) -> None:
    actions.delete_list(desk.cast.scope("owner"), desk.row.uid)
    text = desk.get("").content.decode()
    assert "Find creators" in text
    assert "<table" not in text


def test_a_list_is_made_and_opened(desk: Desk, scope: Scope) -> None:
    answer = desk.post("new/", name="Summer", note="For the beach")
    made = queries.list_named(scope, "Summer")
    assert answer["HX-Redirect"] == f"/w/fernhill/lists/{made.uid}/"
    assert made.note == "For the beach"


def test_a_name_that_is_taken_is_said_at_the_field(desk: Desk) -> None:
    answer = desk.post("new/", name="spring LAUNCH")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in text
    assert "spring LAUNCH" in text


def test_renaming_writes_name_and_purpose(desk: Desk, scope: Scope) -> None:
    answer = desk.post("{}/change/", name="Spring launch 2027", note="Oat milk")
    assert answer["HX-Refresh"] == "true"
    row = queries.list_named(scope, desk.row.uid)
    assert (row.name, row.note) == ("Spring launch 2027", "Oat milk")


def test_several_lists_are_deleted_by_one_press_and_come_back_by_one(
    desk: Desk, scope: Scope
) -> None:
    other = actions.create_list(scope, "Autumn")
    answer = desk.post("aside/", id=[desk.row.uid, other.uid], deed="delete")
    assert queries.lists_of(scope) == []
    said = answer["HX-Trigger"]
    assert "2 lists are deleted" in said
    uid = re.search(r"/undo/(\w+)/", said)
    assert uid
    assert reversals.undo(scope, uid[1]) == "2 lists are as they were"
    assert [one.name for one in queries.lists_of(scope)] == ["Autumn", "Spring launch"]


def test_deleted_and_archived_lists_have_views_of_their_own(desk: Desk, scope: Scope) -> None:
    desk.post("aside/", id=desk.row.uid, deed="archive")
    assert names(desk.get("")) == []
    assert names(desk.get("?state=archived")) == ["Spring launch"]
    desk.post("aside/?state=archived", id=desk.row.uid, deed="delete")
    text = desk.get("?state=deleted").content.decode()
    assert "Spring launch" in text
    assert "Restore" in text
    desk.post("aside/?state=deleted", id=desk.row.uid, deed="restore")
    assert [one.name for one in queries.lists_of(scope, archived=True)] == ["Spring launch"]


def test_who_may_only_read_is_offered_nothing_to_write(desk: Desk) -> None:
    text = desk.get("", who="finance").content.decode()
    assert "New list" not in text
    assert "data-tick" not in text


def test_a_deed_that_there_is_not_is_refused(desk: Desk, scope: Scope) -> None:
    assert desk.post("aside/", id=desk.row.uid, deed="burn").status_code == 400
    assert queries.lists_of(scope)[0].pk == desk.row.pk
