"""What is done to many at once, and the list as a file."""

import csv
import io
import re

import polars as pl
import pytest

from groundswell.relationships import actions, queries
from groundswell.workspaces import reversals
from groundswell.workspaces.models import AuditLine
from groundswell.workspaces.scope import Scope
from tests.web.lists.conftest import Desk

pytestmark = pytest.mark.django_db


def undo_of(response) -> str:
    found = re.search(r"/undo/(\w+)/", response["HX-Trigger"])
    assert found
    return found[1]


def stage_of(scope: Scope, desk: Desk, stage: str) -> int:
    return queries.stage_counts(scope, desk.row.uid)[queries.stage_named(scope, stage).uid]


def test_the_ticked_are_moved_and_moved_back(desk: Desk, scope: Scope) -> None:
    stage = queries.stage_named(scope, "Contacted").uid
    answer = desk.post("{}/many/", deed="move", value=stage, id=desk.keys()[:5])
    assert answer.status_code == 204
    assert "5 moved to Contacted" in answer["HX-Trigger"]
    assert stage_of(scope, desk, "Contacted") == 5
    reversals.undo(scope, undo_of(answer))
    assert stage_of(scope, desk, "Contacted") == 0


def test_all_that_the_table_shows_is_more_than_what_is_ticked(desk: Desk, scope: Scope) -> None:
    wanted = set(desk.profiles()[:40])
    member = desk.cast.member("manager").uid
    actions.assign_entries(scope, desk.row.uid, sorted(wanted), member)
    answer = desk.post(f"{{}}/many/?owner={member}", deed="tag", value="", tag="vip", all="1")
    assert answer.status_code == 400, "a tag needs a word, and it comes as the value"
    answer = desk.post(f"{{}}/many/?owner={member}", deed="tag", value="vip", all="1")
    assert "40 tagged vip" in answer["HX-Trigger"]
    tagged = queries.tags_of_many(scope, desk.profiles())
    assert set(tagged) == wanted


def test_an_owner_is_given_and_taken(desk: Desk, scope: Scope) -> None:
    member = desk.cast.member("manager").uid
    desk.post("{}/many/", deed="give", value=member, id=desk.keys()[:2])
    assert len(queries.order_of(scope, desk.row.uid, owner=member)) == 2
    answer = desk.post("{}/many/", deed="give", value="", id=desk.keys()[:2])
    assert "2 have no owner now" in answer["HX-Trigger"]


def test_they_are_copied_to_another_list(desk: Desk, scope: Scope) -> None:
    other = actions.create_list(scope, "Autumn")
    actions.add_profiles(scope, other.uid, desk.profiles()[:1])
    answer = desk.post("{}/many/", deed="copy", value=other.uid, id=desk.keys()[:3])
    assert "2 added to Autumn, 1 was there already" in answer["HX-Trigger"]
    assert len(queries.order_of(scope, other.uid)) == 3


def test_removing_leads_to_the_table_as_it_was_looked_at(desk: Desk, scope: Scope) -> None:
    answer = desk.post("{}/many/?sort=-followers&order=ord_x", deed="remove", id=desk.keys()[:3])
    assert answer["HX-Redirect"] == desk.path("{}/table/?sort=-followers")
    assert len(desk.keys()) == 127


@pytest.mark.parametrize("form", [{"deed": "burn", "id": "x"}, {"deed": "remove"}])
def test_nonsense_is_refused(desk: Desk, form: dict[str, str]) -> None:
    assert desk.post("{}/many/", **form).status_code == 400
    assert len(desk.keys()) == 130


def test_a_file_has_the_columns_of_the_list(desk: Desk, scope: Scope) -> None:
    money = actions.add_field(scope, "Offer", "money", name=desk.row.uid, currency="USD")
    own = actions.add_field(scope, "price", "number", name=desk.row.uid)
    first = desk.profiles()[0]
    cells = actions.Block([first], [money.uid, own.uid], [["€50.50", "3"]])
    actions.set_values(scope, desk.row.uid, cells)
    actions.annotate_entry(scope, desk.row.uid, first, "kind")
    answer = desk.get("{}/export/?format=csv")
    text = b"".join(answer.streaming_content).decode()
    lines = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(lines) == 130
    assert [line["id"] for line in lines] == desk.keys()
    head = lines[0]
    assert (head["stage"], head["remark"]) == ("Sourced", "kind")
    assert (head["Offer"], head["Offer currency"], head["price (own)"]) == ("50.5", "EUR", "3.0")
    assert AuditLine.objects.filter(verb="list.exported", subject=desk.row.uid).count() == 1


@pytest.mark.parametrize("kind", ["xlsx", "parquet", "jsonl"])
def test_every_kind_of_file_can_be_read_again(desk: Desk, kind: str) -> None:
    answer = desk.get(f"{{}}/export/?format={kind}&sort=-followers")
    content = io.BytesIO(b"".join(answer.streaming_content))
    read = {"xlsx": pl.read_excel, "parquet": pl.read_parquet, "jsonl": pl.read_ndjson}[kind]
    frame = read(content)
    assert frame.height == 130
    followers = frame["followers"].drop_nulls().to_list()
    assert followers == sorted(followers, reverse=True)


def test_a_format_that_there_is_not_is_refused(desk: Desk) -> None:
    assert desk.get("{}/export/?format=pdf").status_code == 422
