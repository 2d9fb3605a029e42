"""A list is its workspace's own: through another workspace's address it is not there."""

import orjson
import pytest
from django.test import Client

from groundswell.relationships import actions, queries
from groundswell.workspaces.scope import Scope
from tests.web.lists.conftest import Desk

pytestmark = pytest.mark.django_db

READS = ("", "table/", "rows/", "export/", "creators/{key}/", "columns/", "change/", "add/")
WRITES = ("many/", "creators/{key}/note/", "creators/{key}/vote/", "creators/{key}/remove/")


@pytest.fixture
def stranger(desk: Desk) -> Client:
    client = Client()
    client.force_login(desk.cast["stranger"])
    return client


@pytest.mark.parametrize("path", READS)
def test_a_stranger_reads_nothing_of_it(desk: Desk, stranger: Client, path: str) -> None:
    address = f"/w/rivalry/lists/{desk.row.uid}/{path.format(key=desk.keys()[0])}"
    assert stranger.get(address).status_code == 404


@pytest.mark.parametrize("path", WRITES)
def test_a_stranger_writes_nothing_into_it(desk: Desk, stranger: Client, path: str) -> None:
    key = desk.keys()[0]
    address = f"/w/rivalry/lists/{desk.row.uid}/{path.format(key=key)}"
    form = {"deed": "remove", "id": key, "text": "hello", "vote": "up"}
    assert stranger.post(address, form).status_code == 404
    assert len(desk.keys()) == 130
    assert queries.notes_about(desk.cast.scope("owner"), profile=desk.profiles()[0]) == []


def test_a_stage_or_a_list_of_another_workspace_is_not_there(desk: Desk, scope: Scope) -> None:
    theirs = desk.cast.scope("stranger", "rivalry")
    stage = queries.stages(theirs)[1].uid
    other = actions.create_list(theirs, "Theirs")
    key = desk.keys()[0]
    assert "detail" in desk.send("{}/move/", {"id": key, "stage": stage})
    for deed, value in (("move", stage), ("copy", other.uid)):
        assert desk.post("{}/many/", deed=deed, value=value, id=key).status_code == 404
    assert queries.order_of(theirs, other.uid).tolist() == []


def test_what_is_asked_of_rows_by_name_tells_nothing_of_profiles_off_the_list(
    desk: Desk, scope: Scope
) -> None:
    other = actions.create_list(scope, "Empty")
    answer = desk.get(f"{other.uid}/rows/?keys={desk.keys()[0]}", part=True)
    assert answer.status_code == 200
    assert "taken off the list" in answer.content.decode()


def test_cells_of_another_list_are_not_written(desk: Desk, scope: Scope) -> None:
    other = actions.create_list(scope, "Empty")
    body = {"ids": desk.keys()[:1], "columns": ["note"], "texts": [["kind"]]}
    client = desk.client(**{"X-Requested-With": "fetch"})
    answer = client.post(
        f"/w/fernhill/lists/{other.uid}/cells/", orjson.dumps(body), content_type="application/json"
    )
    assert answer.json()["errors"][0]["sentence"] == "This creator is not on the list."
