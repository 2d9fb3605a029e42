"""What was done to lists, tags and notes, taken back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.creators.models import Profile
from groundswell.kernel.errors import Missing, Refused
from groundswell.relationships import actions, queries
from groundswell.relationships.errors import MovedOn, NameTaken
from groundswell.relationships.models import List, ListEntry
from groundswell.workspaces import reversals


@pytest.fixture
def crew(me, catalog):
    row = actions.create_list(me, "Crew")
    actions.add_profiles(me, "Crew", catalog.public[:3])
    return row


def state(scope):
    """Everything of the list that members can see."""
    return [
        (one.profile, one.stage, one.owner, one.note, one.added_at, one.added_by)
        for one in queries.sheet(scope, "Crew").entries
    ]


def test_added_and_taken_off_again(me, crew, catalog, stranger):
    before = state(me)
    done = actions.add_profiles(me, "Crew", catalog.public)

    assert done.added == 2
    with pytest.raises(Missing):
        reversals.undo(stranger, done.undo)
    assert reversals.undo(me, done.undo) == "2 taken off Crew again"
    assert state(me) == before
    assert queries.list_named(me, "Crew").size == 3
    assert actions.add_profiles(me, "Crew", catalog.public[:3]).undo is None


def test_what_was_added_anew_since_stays(me, crew, catalog):
    done = actions.add_profiles(me, "Crew", [catalog.own])
    actions.remove_profiles(me, "Crew", [catalog.own])
    actions.add_profiles(me, "Crew", [catalog.own])

    with pytest.raises(MovedOn):
        reversals.undo(me, done.undo)
    assert ListEntry.objects.filter(profile=catalog.own).exists()


def test_removed_and_put_back_where_it_stood(me, cast, crew, catalog):
    a, b, *_ = catalog.public
    actions.move_entries(me, "Crew", [b], "Agreed")
    actions.assign_entries(me, "Crew", [b], cast.member("analyst").uid)
    actions.annotate_entry(me, "Crew", b, "prefers mornings")
    before = state(me)

    done = actions.remove_profiles(me, "Crew", [a, b])
    assert len(state(me)) == 1
    assert reversals.undo(me, done.undo) == "2 back on Crew"

    assert state(me) == before
    assert queries.list_named(me, "Crew").size == 3


def test_what_is_put_back_skips_who_is_there_or_gone(me, crew, catalog):
    a, b, c = catalog.public[:3]
    done = actions.remove_profiles(me, "Crew", [a, b, c])
    actions.add_profiles(me, "Crew", [a])
    Profile.objects.filter(pk=b).delete()

    assert reversals.undo(me, done.undo) == "1 back on Crew"
    assert {one[0] for one in state(me)} == {a, c}


def test_a_deleted_list_comes_back(me, crew):
    row = actions.delete_list(me, "Crew")
    actions.create_list(me, "Crew")

    with pytest.raises(NameTaken):
        reversals.undo(me, row.undo)
    actions.rename_list(me, "Crew", "Other")
    assert reversals.undo(me, row.undo) == "Crew is back"
    assert len(state(me)) == 3


def test_archived_and_back(me, crew):
    aside = actions.archive_list(me, "Crew")
    assert reversals.undo(me, aside.undo) == "Crew is among your lists again"
    actions.archive_list(me, "Crew")
    back = actions.unarchive_list(me, "Crew")
    assert reversals.undo(me, back.undo) == "Crew is archived again"
    assert queries.lists_of(me) == []


def test_tags_taken_back(me, stranger, catalog):
    a, b, c = catalog.public[:3]
    actions.tag_profiles(me, "vip", [a])
    put = actions.tag_profiles(me, "vip", [a, b])
    taken = actions.untag_profiles(me, "vip", [a, c])

    assert (put.count, taken.count) == (1, 1)
    reversals.undo(me, taken.undo)
    reversals.undo(me, put.undo)
    assert queries.rows_tagged(me, ["vip"]).tolist() == [a]
    late = actions.untag_profiles(me, "vip", [a])
    actions.tag_profiles(me, "vip", [a])
    with pytest.raises(MovedOn):
        reversals.undo(me, late.undo)


def test_notes_taken_back(me, crew, catalog):
    note = actions.write_note(me, "fast", profile=catalog.own, name="Crew")
    edited = actions.edit_note(me, note.uid, "slow")
    reversals.undo(me, edited.undo)
    assert queries.notes_about(me, profile=catalog.own)[0].text == "fast"

    undo = actions.delete_note(me, note.uid)
    assert queries.notes_about(me, profile=catalog.own) == []
    assert reversals.undo(me, undo) == "The note is back"

    (back,) = queries.notes_about(me, profile=catalog.own)
    assert (back.uid, back.text, back.at, back.author) == (note.uid, "fast", note.at, me.actor)
    assert back.list == crew


def test_who_may_only_read_takes_nothing_back(me, cast, crew, catalog):
    done = actions.add_profiles(me, "Crew", [catalog.own])

    with pytest.raises(Refused):
        reversals.undo(cast.scope("viewer"), done.undo)
    assert reversals.undo(me, done.undo)


@pytest.mark.django_db
@settings(max_examples=20)
@given(
    deeds=st.lists(
        st.tuples(
            st.sampled_from(["add", "remove", "move", "own"]),
            st.lists(st.integers(0, 4), min_size=1, max_size=3, unique=True),
            st.sampled_from(["Sourced", "Contacted", "Agreed"]),
        ),
        max_size=10,
    )
)
def test_any_deeds_undone_backwards_leave_the_state_before(me, cast, catalog, deeds):
    List.objects.all().delete()
    actions.create_list(me, "Crew")
    owner = cast.member("analyst").uid
    before, undos = [], []
    for deed, numbers, stage in deeds:
        rows = [catalog.public[n] for n in numbers]
        before.append(state(me))
        done = {
            "add": lambda rows=rows: actions.add_profiles(me, "Crew", rows),
            "remove": lambda rows=rows: actions.remove_profiles(me, "Crew", rows),
            "move": lambda rows=rows, stage=stage: actions.move_entries(me, "Crew", rows, stage),
            "own": lambda rows=rows: actions.assign_entries(me, "Crew", rows, owner),
        }[deed]()
        undos.append(done.undo)
    for undo, then in zip(reversed(undos), reversed(before), strict=True):
        if undo:
            reversals.undo(me, undo)
        assert state(me) == then
    assert queries.list_named(me, "Crew").size == len(state(me))
