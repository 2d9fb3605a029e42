"""The table of a list: its order, its cells, its sums, and what is written into it."""

import re
from statistics import median

import pytest

from groundswell.discovery import search
from groundswell.relationships import actions, queries
from groundswell.web.lists.sheet import BLOCK
from groundswell.workspaces import reversals
from groundswell.workspaces.scope import Scope
from tests.web.lists.conftest import Desk

pytestmark = pytest.mark.django_db


def keys(response) -> list[str]:
    return re.findall(r'<tr data-row data-key="(prf_\w+)"', response.content.decode())


def rows_url(response) -> str:
    found = re.search(r'data-rows-url="([^"]+)"', response.content.decode())
    assert found
    return found[1].replace("&amp;", "&").removeprefix("/w/fernhill/lists/")


def known(scope: Scope, desk: Desk, name: str) -> dict[str, float]:
    found = search.search(scope, f"list:{desk.row.uid}", limit=200).results
    return {one["id"]: one[name] for one in found if one[name] is not None}


def test_the_first_rows_come_with_the_page_and_the_others_by_place(desk: Desk) -> None:
    page = desk.get("{}/table/")
    assert keys(page) == desk.keys()[:BLOCK]
    url = rows_url(page)
    assert keys(desk.get(f"{url}&from=100", part=True)) == desk.keys()[BLOCK:]


def test_rows_keep_their_order_while_somebody_works(desk: Desk, scope: Scope) -> None:
    url = rows_url(desk.get("{}/table/"))
    before = desk.keys()
    actions.move_entries(scope, desk.row.uid, desk.profiles()[:120], "Contacted")
    assert desk.keys() != before
    assert keys(desk.get(f"{url}&from=100", part=True)) == before[BLOCK:]
    again = desk.get(f"{url}&keys={before[3]},{before[2]}", part=True)
    assert keys(again) == [before[3], before[2]]
    assert "Contacted" in again.content.decode()


def test_it_is_sorted_by_what_the_catalog_knows(desk: Desk, scope: Scope) -> None:
    followers = known(scope, desk, "followers")
    shown = keys(desk.get("{}/table/?sort=-followers"))
    told = [followers.get(key, -1) for key in shown]
    assert told == sorted(told, reverse=True)
    upward = [followers.get(key, 10**12) for key in keys(desk.get("{}/table/?sort=followers"))]
    assert upward == sorted(upward)


def test_it_is_sorted_by_a_field_of_ones_own(desk: Desk, scope: Scope) -> None:
    field = actions.add_field(scope, "Offer", "money", name=desk.row.uid, currency="USD")
    some, texts = desk.profiles()[:3], [["$300"], ["$100"], ["$200"]]
    actions.set_values(scope, desk.row.uid, actions.Block(some, [field.uid], texts))
    shown = keys(desk.get(f"{{}}/table/?sort={field.uid}"))
    every = desk.keys()
    assert shown[:3] == [every[1], every[2], every[0]]


def test_it_is_filtered_in_the_language_of_discover(desk: Desk, scope: Scope) -> None:
    wanted = search.search(scope, f"list:{desk.row.uid} er>=3%", limit=200).results
    assert set(keys(desk.get("{}/table/?q=er>=3%25"))) == {one["id"] for one in wanted}
    text = desk.get("{}/table/?q=er>>3").content.decode()
    assert "This filter cannot be read." in text
    assert 'aria-invalid="true"' in text


def test_columns_are_chosen_in_the_address(desk: Desk) -> None:
    text = desk.get("{}/table/?cols=city,followers,nonsense").content.decode()
    assert re.findall(r'<th data-col="([^"]+)"', text.split("<tbody")[0])[-2:] == [
        "city",
        "followers",
    ]


def test_sums_say_what_they_are(desk: Desk, scope: Scope) -> None:
    field = actions.add_field(scope, "Offer", "money", name=desk.row.uid, currency="USD")
    some = desk.profiles()[:2]
    actions.set_values(
        scope, desk.row.uid, actions.Block(some, [field.uid], [["$300"], ["$150.50"]])
    )
    url = rows_url(desk.get("{}/table/?cols=er,posted," + field.uid))
    text = desk.get(f"{url}&part=foot", part=True).content.decode()
    rates = known(scope, desk, "engagement_rate")
    middle = f"{median(rates.values()) * 100:.1f}%"
    label = "median" if len(rates) == 130 else f"median of {len(rates)}"
    assert f"<small>{label}</small> {middle}" in text
    assert "<small>sum of 2</small> $450.50" in text
    assert "<small>rows</small> 130" in text


def test_amounts_in_two_currencies_have_no_sum(desk: Desk, scope: Scope) -> None:
    field = actions.add_field(scope, "Offer", "money", name=desk.row.uid, currency="USD")
    some = desk.profiles()[:2]
    actions.set_values(scope, desk.row.uid, actions.Block(some, [field.uid], [["$300"], ["€50"]]))
    url = rows_url(desk.get("{}/table/?cols=" + field.uid))
    text = desk.get(f"{url}&part=foot", part=True).content.decode()
    assert "2 currencies" in text
    assert "sum of" not in text


def test_a_block_is_written_whole_and_undone_whole(desk: Desk, scope: Scope) -> None:
    field = actions.add_field(
        scope, "Size", "choice", name=desk.row.uid, choices=["30 ml", "50 ml"]
    )
    some = desk.keys()[:2]
    body = {
        "ids": some,
        "columns": [field.uid, "stage", "note"],
        "texts": [["30 ml", "Agreed", "kind"], ["50 ml", "contacted", ""]],
        "word": "pasted",
    }
    answer = desk.send("{}/cells/", body)
    assert answer["text"] == "Pasted 2 rows by 3 columns"
    placed = queries.placed(scope, desk.row.uid, desk.profiles())
    names = {one.uid: one.name for one in queries.stages(scope)}
    assert sorted(names[one.stage] for one in placed.values())[:2] == ["Agreed", "Contacted"]
    reversals.undo(scope, answer["undo"].split("/")[-2])
    assert desk.keys()[:2] == some
    assert queries.values_of(scope, desk.row.uid, desk.profiles()) == {}


def test_cells_that_cannot_be_read_are_named_and_nothing_is_written(
    desk: Desk, scope: Scope
) -> None:
    day = actions.add_field(scope, "Ship by", "date", name=desk.row.uid)
    some = desk.keys()[:2]
    body = {
        "ids": some,
        "columns": [day.uid, "stage"],
        "texts": [["sometime", "Agreed"], ["26 Jan", "Shortlistd"]],
        "word": "pasted",
    }
    answer = desk.send("{}/cells/", body)
    assert answer["undo"] is None
    wrong = [(one["id"], one["column"], one["value"]) for one in answer["errors"]]
    assert wrong == [(some[0], day.uid, "sometime"), (some[1], "stage", "Shortlistd")]
    assert "Shortlisted" in answer["errors"][1]["sentence"]
    assert "Write the other 2" in answer["problems"]
    assert queries.values_of(scope, desk.row.uid, desk.profiles()) == {}


def test_a_document_that_makes_no_sense_is_refused(desk: Desk) -> None:
    assert "columns" in desk.send("{}/cells/", {"ids": desk.keys()[:1], "texts": [["x"]]})["detail"]
    assert "ids" in desk.send("{}/cells/", {"ids": [], "columns": ["note"], "texts": []})["detail"]


def test_text_to_copy_is_in_full_and_quoted(desk: Desk, scope: Scope) -> None:
    first, second = desk.profiles()[:2]
    actions.annotate_entry(scope, desk.row.uid, first, 'Says "oat",\nnot almond')
    url = rows_url(desk.get("{}/table/"))
    text = desk.get(f"{url}&part=text&from=0&to=1&columns=followers,note", part=True)
    followers = known(scope, desk, "followers")
    first_key, second_key = desk.keys()[:2]
    assert text.content.decode() == (
        f'{followers[first_key]}\t"Says ""oat"",\nnot almond"\n{followers[second_key]}\t'
    )
    assert second


def test_values_are_escaped(desk: Desk, scope: Scope) -> None:
    actions.annotate_entry(scope, desk.row.uid, desk.profiles()[0], "<script>alert(1)</script>")
    text = desk.get("{}/table/").content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_a_reader_edits_nothing(desk: Desk) -> None:
    text = desk.get("{}/table/", who="finance").content.decode()
    assert "data-edit=" not in text
    assert "data-tick" not in text
