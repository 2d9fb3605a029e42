"""Lists: made, named, put aside, deleted, restored; and nobody else's business."""

from datetime import timedelta

import pytest

from groundswell.kernel import clock
from groundswell.kernel.errors import Missing, Refused
from groundswell.relationships import actions, queries
from groundswell.relationships.actions import lists
from groundswell.relationships.errors import BadText, NameTaken, WrongState
from groundswell.relationships.events import ListCreated
from groundswell.relationships.jobs import purge
from groundswell.relationships.models import List, ListEntry
from groundswell.tasks import events
from groundswell.workspaces.models import AuditLine


def names(scope, **which):
    return [row.name for row in queries.lists_of(scope, **which)]


def test_a_list_is_created_with_its_audit_line(me):
    row = actions.create_list(me, "  Summer   shortlist ", note="for June")

    assert row.uid.startswith("lst_")
    assert (row.name, row.note, row.size, row.created_by) == (
        "Summer shortlist", "for June", 0, me.actor,
    )  # fmt: skip
    line = AuditLine.objects.latest("pk")
    assert (line.verb, line.subject, line.actor) == ("list.created", row.uid, me.actor)


def test_creation_is_announced(me, monkeypatch):
    told = []
    monkeypatch.setattr(lists, "announce", lambda event, workspace: told.append((event, workspace)))

    row = actions.create_list(me, "Told")

    assert told == [(ListCreated(me.workspace, row.uid), me.workspace)]
    assert events.decode(ListCreated, {"workspace": 1, "list": "x"}) == ListCreated(1, "x")


@pytest.mark.parametrize("again", ["Café", "CAFÉ", "cafe", " Cafe "])
def test_names_are_unique_whatever_case_and_accents(me, stranger, again):
    actions.create_list(me, "Café")

    with pytest.raises(NameTaken):
        actions.create_list(me, again)
    actions.create_list(stranger, again)
    assert names(me) == ["Café"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "lst_0000000000000", "\u200b"])
def test_names_that_are_none(me, name):
    with pytest.raises(BadText):
        actions.create_list(me, name)


def test_rename_and_describe(me):
    actions.create_list(me, "Old")
    actions.create_list(me, "Other")

    row = actions.rename_list(me, "old", "New")
    actions.describe_list(me, row.uid, "why")
    with pytest.raises(NameTaken):
        actions.rename_list(me, "New", "OTHER")
    actions.rename_list(me, "new", "NEW")  # its own name in another case

    assert queries.list_named(me, row.uid).note == "why"
    assert names(me) == ["NEW", "Other"]


def test_archive_and_back(me):
    actions.create_list(me, "Old")

    actions.archive_list(me, "Old")
    with pytest.raises(WrongState):
        actions.archive_list(me, "Old")

    assert names(me) == []
    assert names(me, archived=True) == ["Old"]
    assert len(queries.rows_of_lists(me, ["Old"])) == 0  # still found by name
    actions.unarchive_list(me, "Old")
    assert names(me) == ["Old"]
    with pytest.raises(WrongState):
        actions.unarchive_list(me, "Old")


def test_delete_and_restore(me):
    row = actions.create_list(me, "Gone")
    actions.delete_list(me, "Gone")

    with pytest.raises(Missing):
        queries.list_named(me, "Gone")
    assert [gone.uid for gone in queries.deleted_lists(me)] == [row.uid]
    actions.create_list(me, "Gone")  # the name is free
    with pytest.raises(NameTaken):
        actions.restore_list(me, row.uid)
    actions.rename_list(me, "Gone", "Another")
    actions.restore_list(me, row.uid)
    assert names(me) == ["Another", "Gone"]
    with pytest.raises(Missing):
        actions.restore_list(me, row.uid)


def test_deleted_lists_are_purged_after_a_while(me, catalog, monkeypatch):
    young = actions.create_list(me, "Young")
    old = actions.create_list(me, "Old")
    for row in (young, old):
        actions.add_profiles(me, row.uid, catalog.public)
        actions.delete_list(me, row.uid)
    List.objects.filter(pk=old.pk).update(deleted_at=clock.now() - timedelta(days=31))

    assert purge(None) == 1
    assert purge(None) == 0

    assert [row.uid for row in queries.deleted_lists(me)] == [young.uid]
    assert set(ListEntry.objects.values_list("list", flat=True)) == {young.pk}
    assert AuditLine.objects.latest("pk").verb == "list.purged"


def test_a_name_nearby_is_offered(me):
    actions.create_list(me, "Contacted in May")

    with pytest.raises(Missing) as refusal:
        queries.list_named(me, "contacted in mai")

    assert refusal.value.hint == "Did you mean “Contacted in May”?"


def test_another_workspace_sees_nothing(me, stranger, catalog):
    row = actions.create_list(me, "Secret plan")
    actions.add_profiles(me, row.uid, catalog.public)

    assert names(stranger) == []
    deeds = (
        queries.list_named,
        queries.entries,
        lambda scope, name: queries.rows_of_lists(scope, [name]),
        lambda scope, name: actions.rename_list(scope, name, "Mine"),
        lambda scope, name: actions.describe_list(scope, name, "Mine"),
        actions.archive_list,
        actions.unarchive_list,
        actions.delete_list,
        actions.restore_list,
        lambda scope, name: actions.add_profiles(scope, name, catalog.public),
        lambda scope, name: actions.remove_profiles(scope, name, catalog.public),
        lambda scope, name: actions.annotate_entry(scope, name, catalog.public[0], "x"),
    )
    for name in (row.uid, "Secret plan"):
        for deed in deeds:
            with pytest.raises(Missing) as refusal:
                deed(stranger, name)
            assert refusal.value.hint is None
    assert queries.lists_containing(stranger, catalog.public[0]) == []


def test_who_may_only_read_cannot_write(cast):
    viewer = cast.scope("viewer")
    actions.create_list(cast.scope("manager"), "Shown")

    assert names(viewer) == ["Shown"]
    for deed in (
        lambda: actions.create_list(viewer, "x"),
        lambda: actions.rename_list(viewer, "Shown", "x"),
        lambda: actions.describe_list(viewer, "Shown", "x"),
        lambda: actions.archive_list(viewer, "Shown"),
        lambda: actions.delete_list(viewer, "Shown"),
        lambda: actions.restore_list(viewer, "lst_x"),
        lambda: actions.purge_lists(viewer),
        lambda: actions.add_profiles(viewer, "Shown", []),
        lambda: actions.remove_profiles(viewer, "Shown", []),
        lambda: actions.annotate_entry(viewer, "Shown", 1, "x"),
        lambda: actions.tag_profiles(viewer, "x", []),
        lambda: actions.untag_profiles(viewer, "x", []),
        lambda: actions.write_note(viewer, "x", profile=1),
        lambda: actions.edit_note(viewer, "nte_x", "x"),
        lambda: actions.delete_note(viewer, "nte_x"),
    ):
        with pytest.raises(Refused):
            deed()
