"""What stands on a list: exactly once, in the right layer, also by the million."""

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.creators import events
from groundswell.creators.models import Profile
from groundswell.kernel.errors import Missing
from groundswell.relationships import actions, caching, layers, queries
from groundswell.relationships.actions import Added, entries
from groundswell.relationships.errors import WrongState
from groundswell.relationships.models import List, ListEntry
from groundswell.workspaces.models import AuditLine
from tests.relationships.conftest import profile


@pytest.fixture
def crew(me):
    return actions.create_list(me, "Crew")


def rows(scope, *names):
    return queries.rows_of_lists(scope, names or ["Crew"]).tolist()


def test_adding_is_idempotent_and_counted(me, crew, catalog):
    first, second, *_ = catalog.public

    assert actions.add_profiles(me, "crew", [first, second, first]) == Added(2, 1, 0)
    assert actions.add_profiles(me, "Crew", [second, catalog.own]) == Added(1, 1, 0)

    assert rows(me) == sorted([first, second, catalog.own])
    crew.refresh_from_db()
    assert (crew.size, crew.version) == (3, 2)
    line = AuditLine.objects.latest("pk")
    assert (line.verb, line.subject, line.detail) == (
        "list.profiles-added", crew.uid, {"count": 1},
    )  # fmt: skip


def test_rows_of_others_and_of_nobody_are_passed_over(me, crew, catalog):
    assert actions.add_profiles(me, "Crew", [catalog.foreign, 10**12, -1]) == Added(0, 0, 3)

    assert rows(me) == []
    crew.refresh_from_db()
    assert crew.version == 0
    assert AuditLine.objects.latest("pk").verb == "list.created"


def test_a_profile_in_two_layers_is_one_entry(me, crew, catalog):
    added = actions.add_profiles(
        me, "Crew", [catalog.overlay, catalog.overlaid, catalog.late_public, catalog.late]
    )

    assert added == Added(2, 2, 0)
    assert rows(me) == sorted(
        [catalog.overlaid, catalog.overlay, catalog.late, catalog.late_public]
    )
    page = queries.entries(me, "Crew")
    assert {(entry.profile, entry.shown) for entry in page.entries} == {
        (catalog.overlaid, catalog.overlay),
        (catalog.late, catalog.late),
    }


def test_a_layer_that_comes_later_is_found_too(me, crew, catalog, cast):
    row = catalog.public[0]
    actions.add_profiles(me, "Crew", [row])
    assert rows(me) == [row]

    overlay = profile("public0", cast.fernhill.pk)
    foreign = profile("public0", cast.rivalry.pk)

    assert rows(me) == [row, overlay]
    assert foreign not in rows(me)
    assert actions.add_profiles(me, "Crew", [overlay]) == Added(0, 1, 0)
    assert actions.remove_profiles(me, "Crew", [overlay]).count == 1
    assert rows(me) == []


def test_removing(me, crew, catalog):
    actions.add_profiles(me, "Crew", [*catalog.public, catalog.overlay])

    assert (
        actions.remove_profiles(me, "Crew", [catalog.public[0], catalog.overlay, 10**12]).count == 2
    )
    assert actions.remove_profiles(me, "Crew", [catalog.public[0]]).count == 0

    assert rows(me) == catalog.public[1:]
    crew.refresh_from_db()
    assert crew.size == 4


def test_a_profile_gone_from_the_catalog_can_be_removed(me, crew, catalog):
    row = catalog.public[0]
    actions.add_profiles(me, "Crew", [row])
    Profile.objects.filter(pk=row).delete()

    assert [entry.shown for entry in queries.entries(me, "Crew").entries] == [None]
    assert actions.remove_profiles(me, "Crew", [row]).count == 1


def test_a_deleted_list_takes_nothing_more(me, crew, catalog):
    def batches():
        yield catalog.public[:1]
        actions.delete_list(me, "Crew")
        yield catalog.public[1:]

    with pytest.raises(WrongState):
        actions.add_profiles(me, "Crew", batches())

    assert ListEntry.objects.count() == 1


def test_batches_of_any_shape(me, crew, catalog, monkeypatch):
    monkeypatch.setattr(entries, "BATCH", 2)
    seen = []
    add = entries._add
    monkeypatch.setattr(
        entries, "_add", lambda *given: (seen.append(len(given[2])), add(*given))[1]
    )

    actions.add_profiles(me, "Crew", iter([np.array(catalog.public), [], [catalog.own]]))
    actions.add_profiles(me, "Crew", (row for row in [*catalog.public, catalog.own]))

    assert seen == [2, 2, 1, 1, 2, 2, 2]
    assert rows(me) == sorted([*catalog.public, catalog.own])


def test_pages_newest_first(me, crew, catalog):
    for row in catalog.public:
        actions.add_profiles(me, "Crew", [row], note=f"n{row}")

    pages, cursor = [], None
    while True:
        page = queries.entries(me, "Crew", cursor=cursor, limit=2)
        pages.append([(entry.profile, entry.note) for entry in page.entries])
        cursor = page.cursor
        if cursor is None:
            break

    expected = [(row, f"n{row}") for row in reversed(catalog.public)]
    assert pages == [expected[:2], expected[2:4], expected[4:]]


def test_remarks_on_entries(me, crew, catalog):
    actions.add_profiles(me, "Crew", [catalog.overlaid])

    actions.annotate_entry(me, "Crew", catalog.overlay, "calls on Mondays")

    assert queries.entries(me, "Crew").entries[0].note == "calls on Mondays"
    with pytest.raises(Missing):
        actions.annotate_entry(me, "Crew", catalog.public[0], "x")


def test_several_lists_together(me, crew, catalog):
    other = actions.create_list(me, "Other")
    actions.add_profiles(me, "Crew", catalog.public[:3])
    actions.add_profiles(me, "Other", catalog.public[2:])

    assert rows(me, "crew", other.uid, "CREW") == catalog.public
    assert [row.name for row in queries.lists_containing(me, catalog.public[2])] == [
        "Crew", "Other",
    ]  # fmt: skip
    with pytest.raises(Missing):
        rows(me, "Crew", "Nowhere")


def test_rows_are_kept_until_something_changes(me, crew, catalog):
    actions.add_profiles(me, "Crew", catalog.public)
    first = queries.rows_of_lists(me, ["Crew"])

    with CaptureQueriesContext(connection) as asked:
        second = queries.rows_of_lists(me, ["Crew"])

    assert second is first
    assert not first.flags.writeable
    assert not [one for one in asked.captured_queries if "listentry" in one["sql"]]
    actions.remove_profiles(me, "Crew", catalog.public[:1])
    assert rows(me) == catalog.public[1:]


def test_memory_for_rows_is_bounded(me, monkeypatch):
    monkeypatch.setattr(caching, "MOST_BYTES", 100)
    big = np.arange(10, dtype=np.int64)

    caching.kept("a", 1, big.copy)
    caching.kept("b", 1, big.copy)

    assert list(caching._kept) == ["b"]


def test_two_rows_that_become_one(me, crew, catalog):
    gone, kept, other = catalog.public[:3]
    both = actions.create_list(me, "Both")
    actions.add_profiles(me, "Crew", [gone, other])
    actions.add_profiles(me, "Both", [gone, kept])
    actions.tag_profiles(me, "vip", [gone, kept])
    actions.tag_profiles(me, "new", [gone])
    note = actions.write_note(me, "hello", profile=gone)

    events.profiles_united.send(Profile, gone=gone, kept=kept)

    assert rows(me) == sorted([kept, other])
    assert rows(me, "Both") == [kept]
    both.refresh_from_db()
    assert both.size == 1
    assert queries.tags_of(me, kept) == ["new", "vip"]
    assert [one.uid for one in queries.notes_about(me, profile=kept)] == [note.uid]


def test_a_layer_that_goes_leaves_the_other(me, stranger, crew, catalog, cast):
    actions.create_list(stranger, "Theirs")
    for scope, name in ((me, "Crew"), (stranger, "Theirs")):
        actions.add_profiles(scope, name, [catalog.overlaid, catalog.public[0]])
        actions.tag_profiles(scope, "vip", [catalog.overlaid])
    note = actions.write_note(me, "stays", profile=catalog.overlaid)

    # the public layer goes: Fernhill has its own, Rivalry has nothing more
    events.profiles_removed.send(Profile, rows=[catalog.overlaid])
    Profile.objects.filter(pk=catalog.overlaid).delete()

    assert rows(me) == sorted([catalog.public[0], catalog.overlay])
    assert rows(stranger, "Theirs") == [catalog.public[0]]
    assert queries.tags_of(me, catalog.overlay) == ["vip"]
    assert queries.tags_used(stranger) == {}
    assert queries.notes_about(me, profile=catalog.overlay) == [note]
    assert [row.size for row in queries.lists_of(me)] == [2]
    assert [row.size for row in queries.lists_of(stranger)] == [1]

    # then the other one goes too
    events.profiles_removed.send(Profile, rows=[catalog.overlay])
    Profile.objects.filter(pk=catalog.overlay).delete()
    assert rows(me) == [catalog.public[0]]
    assert [row.size for row in queries.lists_of(me)] == [1]


@pytest.mark.django_db
@settings(max_examples=30)
@given(
    deeds=st.lists(
        st.tuples(st.sampled_from(["add", "remove"]), st.lists(st.integers(0, 11), max_size=6)),
        max_size=8,
    )
)
def test_any_order_of_deeds_gives_the_set(me, catalog, deeds):
    pool = [*catalog.public, catalog.own, catalog.foreign, catalog.overlaid, catalog.overlay,
            catalog.late, catalog.late_public, 10**9]  # fmt: skip
    stands_for = {
        row: catalog.overlaid if row in {catalog.overlaid, catalog.overlay}
        else catalog.late if row in {catalog.late, catalog.late_public} else row
        for row in pool if row not in {catalog.foreign, 10**9}
    }  # fmt: skip
    List.objects.all().delete()
    crew = actions.create_list(me, "Crew")
    model: set[int] = set()
    for deed, numbers in deeds:
        given_rows = [pool[n] for n in numbers]
        meant = {stands_for[row] for row in given_rows if row in stands_for}
        if deed == "add":
            result = actions.add_profiles(me, "Crew", given_rows)
            assert result.added == len(meant - model)
            assert result.added + result.already + result.missing == len(given_rows)
            model |= meant
        else:
            assert actions.remove_profiles(me, "Crew", given_rows).count == len(meant & model)
            model -= meant

    crew.refresh_from_db()
    assert crew.size == len(model)
    assert set(ListEntry.objects.values_list("profile", flat=True)) == model
    twins = {row for row in stands_for if stands_for[row] in model}
    assert set(rows(me)) == twins


def test_which_row_stands_for_a_profile(me, stranger, catalog):
    asked = [catalog.overlay, catalog.overlaid, catalog.late_public, catalog.own, catalog.foreign]

    assert layers.shown_rows(me, asked) == {
        catalog.overlay: catalog.overlay,
        catalog.overlaid: catalog.overlay,
        catalog.late_public: catalog.late,
        catalog.own: catalog.own,
    }
    assert layers.shown_rows(stranger, asked) == {
        catalog.overlaid: catalog.overlaid,
        catalog.late_public: catalog.late_public,
        catalog.foreign: catalog.foreign,
    }
    assert layers.shown_rows(me, []) == {}
