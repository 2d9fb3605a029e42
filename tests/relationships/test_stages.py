"""The pipeline, and entries moved through it: any order of moves, and every one taken back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.kernel.errors import Missing, Refused
from groundswell.relationships import actions, places, queries
from groundswell.relationships.errors import MovedOn, NameTaken, WrongState
from groundswell.relationships.models import PLACE, Deed, List, ListEntry
from groundswell.workspaces import actions as workspace_actions
from groundswell.workspaces import reversals
from groundswell.workspaces.models import AuditLine


@pytest.fixture
def boss(cast):
    return cast.scope("owner")


@pytest.fixture
def crew(me, catalog):
    row = actions.create_list(me, "Crew")
    actions.add_profiles(me, "Crew", catalog.public)
    return row


def standing(scope, name="Crew"):
    return {
        column.stage.name: [entry.profile for entry in column.entries]
        for column in queries.board(scope, name)
        if column.entries
    }


# ---------------------------------------------------------------- the pipeline


def test_a_workspace_begins_with_a_pipeline(me, stranger):
    names = [stage.name for stage in queries.stages(me)]

    assert names == [
        "Sourced", "Shortlisted", "Contacted", "Negotiating", "Agreed", "Declined",
    ]  # fmt: skip
    assert [stage.kind for stage in queries.stages(me)][-2:] == ["agreed", "closed"]
    assert {stage.pk for stage in queries.stages(me)}.isdisjoint(
        stage.pk for stage in queries.stages(stranger)
    )


def test_stages_are_added_before_the_closed_ones(boss):
    actions.add_stage(boss, "Gifted")
    lost = actions.add_stage(boss, "Lost", kind="closed")

    assert [stage.name for stage in queries.stages(boss)][-3:] == ["Gifted", "Declined", "Lost"]
    with pytest.raises(NameTaken):
        actions.add_stage(boss, "GIFTED")
    actions.change_stage(boss, lost.uid, name="Lost for now")
    assert queries.stage_named(boss, "lost for now").uid == lost.uid


def test_the_order_of_stages(boss):
    first, second, third, *_ = (stage.uid for stage in queries.stages(boss))

    order = actions.reorder_stage(boss, third, before=second)

    assert [stage.uid for stage in order][:3] == [first, third, second]
    for uid, before in ((first, None), (second, first)):
        with pytest.raises(WrongState):
            actions.reorder_stage(boss, uid, before=before)
    with pytest.raises(Missing):
        actions.reorder_stage(boss, second, before="stg_none")
    assert [stage.name for stage in actions.reorder_stage(boss, third)][-1] == "Contacted"


def test_an_archived_stage_sends_its_entries_on(boss, me, crew, catalog):
    contacted = queries.stage_named(me, "Contacted")
    agreed = queries.stage_named(me, "Agreed")
    actions.move_entries(me, "Crew", catalog.public[:2], "Contacted")

    with pytest.raises(WrongState):
        actions.archive_stage(boss, queries.stage_named(me, "Sourced").uid)
    assert actions.archive_stage(boss, contacted.uid, into=agreed.uid) == 2

    assert standing(me)["Agreed"] == catalog.public[:2]
    assert "Contacted" not in [stage.name for stage in queries.stages(me)]
    assert [stage.name for stage in queries.stages(me, archived=True)] == ["Contacted"]
    with pytest.raises(Missing):
        actions.move_entries(me, "Crew", catalog.public[:1], "Contacted")
    actions.archive_stage(boss, agreed.uid)
    assert sorted(standing(me)["Sourced"]) == catalog.public
    assert actions.unarchive_stage(boss, contacted.uid).name == "Contacted"
    assert queries.stages(me)[-1].name == "Contacted"


def test_only_who_runs_the_workspace_changes_its_stages(me, stranger, boss):
    uid = queries.stages(boss)[1].uid
    for deed in (
        lambda: actions.add_stage(me, "x"),
        lambda: actions.change_stage(me, uid, name="x"),
        lambda: actions.reorder_stage(me, uid),
        lambda: actions.archive_stage(me, uid),
        lambda: actions.unarchive_stage(me, uid),
    ):
        with pytest.raises(Refused):
            deed()
    for deed in (actions.change_stage, actions.reorder_stage, actions.archive_stage):
        with pytest.raises(Missing):
            deed(stranger, uid)


# ---------------------------------------------------------------- moving


def test_what_is_added_stands_in_the_first_stage_newest_first(me, crew, catalog):
    assert standing(me) == {"Sourced": catalog.public[::-1]}
    assert not ListEntry.objects.exclude(stage=None, rank=None).exists()


def test_moving_to_a_stage_and_within_it(me, crew, catalog):
    a, b, c, d, e = catalog.public

    assert actions.move_entries(me, "Crew", [a, b], "Contacted").count == 2
    actions.move_entries(me, "Crew", [c], "Contacted", after=a)
    actions.move_entries(me, "Crew", [d], "Contacted", before=a)

    assert standing(me) == {"Sourced": [e], "Contacted": [d, a, c, b]}
    assert queries.stage_counts(me, "Crew") == {
        stage.uid: {"Sourced": 1, "Contacted": 4}.get(stage.name, 0) for stage in queries.stages(me)
    }
    deeds = Deed.objects.filter(verb="list.moved", listed=True).order_by("pk")
    assert [(deed.count, deed.profile, deed.detail["stage"]) for deed in deeds] == [
        (2, None, "Contacted"), (1, c, "Contacted"), (1, d, "Contacted"),
    ]  # fmt: skip
    assert AuditLine.objects.filter(verb="list.entries-moved").count() == 3


def test_dragging_within_a_stage_is_no_news(me, crew, catalog):
    a, b, *_ = catalog.public

    actions.move_entries(me, "Crew", [a], "Sourced", before=b)

    assert standing(me)["Sourced"] == [*catalog.public[:1:-1], a, b]
    assert not Deed.objects.filter(verb="list.moved").exists()


def test_what_is_added_later_comes_before_what_was_dragged_to_the_top(me, crew, catalog):
    actions.move_entries(me, "Crew", [catalog.public[0]], "Sourced")
    actions.move_entries(me, "Crew", [catalog.public[1]], "Sourced")

    actions.add_profiles(me, "Crew", [catalog.own])

    assert standing(me)["Sourced"][:3] == [catalog.own, catalog.public[1], catalog.public[0]]


def test_a_neighbour_must_stand_there(me, crew, catalog):
    a, b, c, *_ = catalog.public
    actions.move_entries(me, "Crew", [a], "Contacted")

    for beside in ({"before": b}, {"after": catalog.own}, {"before": 10**9}, {"before": c}):
        with pytest.raises(Missing):
            actions.move_entries(me, "Crew", [c], "Contacted", **beside)
    with pytest.raises(Missing):
        actions.move_entries(me, "Crew", [c], "Nowhere")
    assert actions.move_entries(me, "Crew", [catalog.own, 10**9], "Contacted").count == 0


def test_strangers_move_nothing(stranger, crew, catalog):
    with pytest.raises(Missing):
        actions.move_entries(stranger, crew.uid, catalog.public, "Contacted")
    for read in (
        lambda: queries.board(stranger, crew.uid),
        lambda: queries.sheet(stranger, crew.uid),
        lambda: queries.column(stranger, crew.uid, "Sourced"),
        lambda: queries.placed(stranger, crew.uid, catalog.public),
        lambda: queries.stage_counts(stranger, crew.uid),
        lambda: queries.summary(stranger, crew.uid),
        lambda: queries.conflicts_of(stranger, crew.uid),
        lambda: queries.marks_of(stranger, crew.uid, catalog.public),
        lambda: queries.activity_of_list(stranger, crew.uid),
        lambda: queries.tasks_of_list(stranger, crew.uid),
        lambda: queries.shares_of(stranger, crew.uid),
        lambda: queries.values_of(stranger, crew.uid, catalog.public),
        lambda: queries.feet_of(stranger, crew.uid),
        lambda: queries.fields_of(stranger, crew.uid),
    ):
        with pytest.raises(Missing):
            read()


def test_a_full_gap_is_spread_out(me, crew, catalog):
    """Forty entries put one by one into the same gap: two bits of room are used up by each."""
    a, b, c, *_ = catalog.public
    order = standing(me)["Sourced"]
    for turn in range(40):
        moved = (a, b)[turn % 2]
        actions.move_entries(me, "Crew", [moved], "Sourced", before=c)
        order = [one for one in order if one != moved]
        order.insert(order.index(c), moved)
        assert standing(me)["Sourced"] == order

    ranks = ListEntry.objects.annotate(place=PLACE).values_list("place", flat=True)
    assert len(set(ranks)) == 5


def test_undoing_a_move(me, crew, catalog):
    a, b, c, *_ = catalog.public
    before = standing(me)

    done = actions.move_entries(me, "Crew", [a, b], "Agreed")
    actions.move_entries(me, "Crew", [b], "Declined")

    assert reversals.undo(me, done.undo) == "1 moved back on Crew"
    assert standing(me)["Declined"] == [b]
    assert standing(me)["Sourced"] == [one for one in before["Sourced"] if one != b]
    again = actions.move_entries(me, "Crew", [c], "Agreed")
    actions.move_entries(me, "Crew", [c], "Declined")
    with pytest.raises(MovedOn):
        reversals.undo(me, again.undo)


@pytest.mark.django_db
@settings(max_examples=25)
@given(
    moves=st.lists(
        st.tuples(
            st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True),
            st.integers(0, 2),
            st.sampled_from(["top", "before", "after"]),
            st.integers(0, 9),
        ),
        max_size=12,
    )
)
def test_any_moves_leave_everybody_in_order_and_can_be_taken_back(me, catalog, moves):
    List.objects.all().delete()
    actions.create_list(me, "Crew")
    pool = [*catalog.public, catalog.own, catalog.overlaid, catalog.late]
    actions.add_profiles(me, "Crew", pool)
    steps = [stage.name for stage in queries.stages(me)][:3]
    model = {name: [] for name in steps} | {"Sourced": standing(me)["Sourced"]}
    undos, before = [], []
    for numbers, step, how, beside in moves:
        moved = list(dict.fromkeys(pool[n % len(pool)] for n in numbers))
        rest = {name: [one for one in some if one not in moved] for name, some in model.items()}
        anchor = pool[beside % len(pool)]
        target = rest[steps[step]]
        there = how != "top" and anchor in target
        at = 0 if not there else target.index(anchor) + (how == "after")
        before.append(model)
        done = actions.move_entries(
            me, "Crew", moved, steps[step], **({how: anchor} if there else {})
        )
        undos.append(done.undo)
        model = rest | {steps[step]: [*target[:at], *moved, *target[at:]]}
        assert standing(me) == {name: some for name, some in model.items() if some}
    for undo, then in zip(reversed(undos), reversed(before), strict=True):
        reversals.undo(me, undo)
        assert standing(me) == {name: some for name, some in then.items() if some}


@given(
    low=st.none() | st.integers(-(2**62), 2**62),
    room=st.none() | st.integers(0, 10**6),
    count=st.integers(1, 200),
)
def test_places_lie_strictly_between(low, room, count):
    high = None if room is None else (low or 0) + room

    found = places.spread(low, high, count)

    if found is None:
        assert low is not None
        assert room is not None
        assert room <= count
        return
    assert len(found) == count
    ends = [*([] if low is None else [low]), *found, *([] if high is None else [high])]
    assert ends == sorted(set(ends))


# ---------------------------------------------------------------- owners, the table


def test_owners(me, cast, crew, catalog, stranger):
    ana = cast.member("analyst")
    before = actions.assign_entries(me, "Crew", catalog.public[:3], cast.member("viewer").uid)
    done = actions.assign_entries(me, "Crew", catalog.public[:2], ana.uid)

    assert [one.profile for one in queries.sheet(me, "Crew", owner=ana.uid).entries] == [
        catalog.public[1], catalog.public[0],
    ]  # fmt: skip
    assert actions.assign_entries(me, "Crew", catalog.public[:2], ana.uid).count == 0
    reversals.undo(me, done.undo)
    assert queries.sheet(me, "Crew", owner=ana.uid).count == 0
    assert queries.sheet(me, "Crew", owner=cast.member("viewer").uid).count == 3
    with pytest.raises(MovedOn):
        actions.assign_entries(me, "Crew", catalog.public, None)
        reversals.undo(me, before.undo)
    with pytest.raises(Missing):
        actions.assign_entries(me, "Crew", catalog.public, "mem_nobody")


def test_a_member_who_leaves_owns_nothing_more(me, cast, boss, crew, catalog):
    ana = cast.member("analyst")
    actions.assign_entries(me, "Crew", catalog.public[:1], ana.uid)

    workspace_actions.remove_member(boss, ana.uid)

    assert [one.owner for one in queries.sheet(me, "Crew").entries] == [""] * 5


def test_the_table_is_sorted_and_filtered(me, cast, crew, catalog):
    a, b, c, d, e = catalog.public
    actions.move_entries(me, "Crew", [b], "Agreed")
    actions.move_entries(me, "Crew", [d], "Contacted")
    field = actions.add_field(me, "Offer", "number", name="Crew")
    actions.set_values(me, "Crew", actions.Block([a, c, d], [field.uid], [["30"], ["10"], ["20"]]))

    def order(**asked):
        return [one.profile for one in queries.sheet(me, "Crew", **asked).entries]

    assert order() == [e, c, a, d, b]
    assert order(sort="added") == [e, d, c, b, a]
    assert order(sort="added", descending=True) == [a, b, c, d, e]
    assert order(sort=field.uid) == [c, d, a, e, b]
    assert order(sort=field.uid, descending=True) == [a, d, c, e, b]
    assert order(stage=queries.stage_named(me, "Agreed").uid) == [b]
    assert order(offset=1, limit=2) == [c, a]
    assert queries.sheet(me, "Crew", limit=2).count == 5
    assert queries.placed(me, "Crew", [b, catalog.own]).keys() == {b}


def test_a_column_gives_more_on_request(me, crew, catalog):
    whole = standing(me)["Sourced"]

    shown = queries.board(me, "Crew", per=2)[0]
    rest = queries.column(me, "Crew", shown.stage.uid, offset=2, limit=10)

    assert (shown.count, shown.more) == (5, 3)
    assert [one.profile for one in shown.entries] + [one.profile for one in rest.entries] == whole
