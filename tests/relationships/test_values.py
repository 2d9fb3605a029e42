"""Fields of one's own and the blocks pasted into them: all or nothing, and back in one go."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.kernel.errors import Conflict, Invalid, Limited, Missing, Refused
from groundswell.relationships import actions, queries
from groundswell.relationships.actions import Block, values
from groundswell.relationships.errors import BadCells, BadText, MovedOn, NameTaken
from groundswell.relationships.models import Deed, List, Value
from groundswell.workspaces import reversals


@pytest.fixture
def boss(cast):
    return cast.scope("owner")


@pytest.fixture
def crew(me, catalog):
    row = actions.create_list(me, "Crew")
    actions.add_profiles(me, "Crew", catalog.public)
    return row


@pytest.fixture
def sheet(me, crew):
    """The columns of the mock: what we offer, how much of it, by when, and who sees to it."""
    return {
        "offer": actions.add_field(me, "Our offer", "money", name="Crew").uid,
        "size": actions.add_field(me, "Size", "number", name="Crew", unit="ml").uid,
        "ship": actions.add_field(me, "Ship by", "date", name="Crew").uid,
        "kind": actions.add_field(
            me, "Kind", "choice", name="Crew", choices=["Balm", "Oil", "balm "]
        ).uid,
    }


def texts(scope, profiles, uid):
    found = queries.values_of(scope, "Crew", profiles)
    return [found.get(one, {}).get(uid, queries.Cell(None, "")).text for one in profiles]


def test_a_pasted_block(me, sheet, catalog):
    rows = catalog.public[:2]

    done = actions.set_values(
        me,
        "Crew",
        Block(rows, [sheet["offer"], sheet["size"], sheet["ship"]],
              [["$450", "50 ml", "2027-01-26"], ["1.2k", "30", ""]]),
    )  # fmt: skip

    assert done.count == 5
    assert texts(me, rows, sheet["offer"]) == ["450.00 USD", "1200.00 USD"]
    assert texts(me, rows, sheet["size"]) == ["50", "30"]
    assert texts(me, rows, sheet["ship"]) == ["2027-01-26", ""]
    feet = queries.feet_of(me, "Crew")
    assert (feet[sheet["offer"]].filled, feet[sheet["offer"]].sums) == (2, {"USD": 165000})
    assert feet[sheet["size"]].sums == {"ml": 80}
    assert feet[sheet["ship"]].first == "2027-01-26"
    deed = Deed.objects.filter(verb="list.values-set", listed=True).get()
    assert deed.detail == {"fields": ["Our offer", "Ship by", "Size"], "cells": 5}


def test_a_cell_that_cannot_be_read_stops_the_block(me, sheet, catalog):
    block = Block(
        [catalog.public[0], catalog.own],
        [sheet["offer"], sheet["kind"]],
        [["plenty", "Bolm"], ["5", "Oil"]],
    )

    with pytest.raises(BadCells) as refusal:
        actions.set_values(me, "Crew", block)

    assert [(one.row, one.column) for one in refusal.value.cells] == [(0, 0), (0, 1), (1, 0)]
    assert "did you mean “Balm”?" in refusal.value.cells[1].reason
    assert "Row 1, column 1: “plenty” is not a number." in refusal.value.sentence
    assert not Value.objects.exists()


def test_stage_owner_and_remark_stand_in_blocks_too(me, cast, crew, catalog):
    rows = catalog.public[:2]

    done = actions.set_values(
        me, "Crew", Block(rows, ["stage", "owner", "note"], [["agreed", "Analyst Quill", "calls"], ["Sourced", "", ""]]),
    )  # fmt: skip

    assert done.count == 3
    first = queries.placed(me, "Crew", rows)[rows[0]]
    assert (first.stage, first.owner, first.note) == (
        queries.stage_named(me, "Agreed").uid, cast.member("analyst").uid, "calls",
    )  # fmt: skip
    assert reversals.undo(me, done.undo) == "3 cells changed back on Crew"
    back = queries.placed(me, "Crew", rows)[rows[0]]
    assert (back.owner, back.note) == ("", "")
    assert back.stage == queries.stages(me)[0].uid


def test_undo_leaves_alone_what_was_changed_since(me, sheet, catalog):
    a, b = catalog.public[:2]
    first = actions.set_values(me, "Crew", Block([a, b], [sheet["size"]], [["1"], ["2"]]))
    second = actions.set_values(me, "Crew", Block([a, b], [sheet["size"]], [["3"], ["2"]]))

    assert second.count == 1
    reversals.undo(me, first.undo)
    assert texts(me, [a, b], sheet["size"]) == ["3", ""]
    reversals.undo(me, second.undo)
    assert texts(me, [a, b], sheet["size"]) == ["1", ""]
    third = actions.set_values(me, "Crew", Block([a], [sheet["size"]], [["9"]]))
    actions.set_values(me, "Crew", Block([a], [sheet["size"]], [[""]]))
    with pytest.raises(MovedOn):
        reversals.undo(me, third.undo)


def test_nothing_changed_is_nothing_done(me, sheet, catalog):
    block = Block(catalog.public[:1], [sheet["size"]], [["50 ml"]])
    actions.set_values(me, "Crew", block)

    again = actions.set_values(me, "Crew", block)

    assert (again.count, again.undo) == (0, None)


def test_values_stay_with_the_list_when_a_profile_leaves_and_comes_back(me, sheet, catalog):
    a = catalog.public[0]
    actions.set_values(me, "Crew", Block([a], [sheet["size"]], [["50"]]))

    gone = actions.remove_profiles(me, "Crew", [a])
    assert queries.feet_of(me, "Crew")[sheet["size"]].filled == 0
    reversals.undo(me, gone.undo)

    assert texts(me, [a], sheet["size"]) == ["50"]


def test_blocks_that_make_no_sense(me, sheet, catalog, monkeypatch):
    a = catalog.public[0]
    with pytest.raises(Invalid):
        actions.set_values(me, "Crew", Block([a], [sheet["size"]], [["1", "2"]]))
    with pytest.raises(Invalid):
        actions.set_values(me, "Crew", Block([a], [sheet["size"]] * 2, [["1", "2"]]))
    with pytest.raises(Invalid):
        actions.set_values(me, "Crew", Block([a], ["nothing"], [["1"]]))
    monkeypatch.setattr(values, "MOST_CELLS", 1)
    with pytest.raises(Limited):
        actions.set_values(me, "Crew", Block([a] * 2, [sheet["size"]], [["1"], ["2"]]))


def test_fields(me, boss, stranger, sheet, catalog):
    everywhere = actions.add_field(boss, "Priority", "text")
    other = actions.create_list(me, "Other")

    names = [field.name for field in queries.fields_of(me, "Crew")]
    assert names == ["Priority", "Our offer", "Size", "Ship by", "Kind"]
    assert [field.name for field in queries.fields_of(me, other.uid)] == ["Priority"]
    assert queries.fields_of(me)[0].uid == everywhere.uid
    assert queries.fields_of(stranger) == []
    actions.reorder_field(me, sheet["kind"], before=sheet["offer"])
    actions.change_field(me, sheet["size"], label="Amount", unit="g")
    names = [field.name for field in queries.fields_of(me, "Crew")]
    assert names == ["Priority", "Kind", "Our offer", "Amount", "Ship by"]
    gone = actions.archive_field(me, sheet["ship"])
    assert len(queries.fields_of(me, "Crew")) == 4
    assert reversals.undo(me, gone.undo) == "Ship by is back"
    assert len(queries.fields_of(me, "Crew")) == 5


def test_fields_that_cannot_be(me, stranger, sheet, catalog):
    with pytest.raises(NameTaken):
        actions.add_field(me, "OUR OFFER", "text", name="Crew")
    with pytest.raises(Invalid):
        actions.add_field(me, "Thing", "colour", name="Crew")
    with pytest.raises(BadText):
        actions.add_field(me, "Thing", "choice", name="Crew")
    with pytest.raises(Refused):  # of every list: for who runs the workspace
        actions.add_field(me, "Thing", "text")
    with pytest.raises(Missing):
        actions.change_field(stranger, sheet["size"], label="Mine")
    with pytest.raises(Missing):
        actions.archive_field(stranger, sheet["size"])
    actions.set_values(me, "Crew", Block(catalog.public[:1], [sheet["kind"]], [["oil"]]))
    with pytest.raises(Conflict):
        actions.change_field(me, sheet["kind"], choices=["Balm"])
    actions.change_field(me, sheet["kind"], choices=["Oil", "Serum"])


@pytest.mark.django_db
@settings(max_examples=20)
@given(
    pastes=st.lists(
        st.lists(
            st.tuples(st.integers(0, 4), st.sampled_from(["", "1", "2.5", "30 ml"])),
            min_size=1,
            max_size=5,
            unique_by=lambda cell: cell[0],
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_pastes_undone_backwards_leave_nothing(me, catalog, pastes):
    List.objects.all().delete()
    actions.create_list(me, "Crew")
    actions.add_profiles(me, "Crew", catalog.public)
    uid = actions.add_field(me, "Size", "number", name="Crew", unit="ml").uid
    seen, undos = [], []
    for paste in pastes:
        seen.append(texts(me, catalog.public, uid))
        block = Block([catalog.public[n] for n, _ in paste], [uid], [[text] for _, text in paste])
        undos.append(actions.set_values(me, "Crew", block).undo)
    for undo, then in zip(reversed(undos), reversed(seen), strict=True):
        if undo:
            reversals.undo(me, undo)
        assert texts(me, catalog.public, uid) == then
