"""Every table that points at profiles follows merges, lets go, is exported and is erased."""

import pytest
from django.apps import apps

from groundswell.creators import events
from groundswell.creators.models import Profile
from groundswell.relationships import actions, queries, upkeep
from groundswell.relationships.actions import Block
from groundswell.relationships.models import (
    Deed,
    ListEntry,
    Note,
    Tag,
    Task,
    Value,
    Vote,
)
from groundswell.workspaces import erasure
from groundswell.workspaces.audit import INSTANCE
from groundswell.workspaces.erasure import Subject
from groundswell.workspaces.scope import Scope

OPERATOR = Scope.operator(INSTANCE)
EMAIL = "anna@example.com"
TABLES = (ListEntry, Tag, Note, Value, Vote, Task, Deed)


def everything(scope, profiles, name="Crew"):
    """Something about each of these profiles in every table."""
    row = actions.create_list(scope, name)
    actions.add_profiles(scope, name, profiles)
    field = actions.add_field(scope, "Size", "text", name=name)
    made = actions.share_list(scope, name, votes=True, comments=True)
    shared = queries.shared_list(made.token)
    for profile in profiles:
        actions.set_values(scope, name, Block([profile], [field.uid], [[f"ask {EMAIL}"]]))
        actions.vote(scope, name, profile, up=True)
        actions.vote_as_guest(shared.scope, shared, profile, f"Anna {EMAIL}", up=True)
        actions.comment_as_guest(shared.scope, shared, profile, EMAIL, f"{EMAIL} it is")
        actions.give_task(scope, f"Write to {EMAIL}", name=name, profile=profile)
        actions.tag_profiles(scope, "vip", [profile])
    return row


def rows(profile):
    return {table.__name__: table.objects.filter(profile=profile).count() for table in TABLES}


def test_no_table_of_profiles_is_forgotten():
    """Whoever adds a column called profile or creator has to say how it is kept whole."""
    pointing = {
        model
        for model in apps.get_app_config("relationships").get_models()
        if {"profile", "creator"} & {field.name for field in model._meta.get_fields()}
    }

    assert pointing == set(TABLES) == {table for table, _ in upkeep._TABLES}
    assert {*(table for table, *_ in upkeep._ONCE), *upkeep._MANY} == pointing
    assert erasure.ERASERS["relationships"].tables == {
        f"relationships.{table.__name__}" for table in TABLES
    }


def test_two_profiles_that_become_one(me, stranger, catalog):
    gone, kept = catalog.public[:2]
    everything(me, [gone, kept])
    everything(stranger, [gone], "Theirs")

    events.profiles_united.send(Profile, gone=gone, kept=kept)

    assert set(rows(gone).values()) == {0}
    assert rows(kept)["ListEntry"] == 2  # one on each list
    assert rows(kept)["Value"] == 2
    assert rows(kept)["Vote"] == 4
    assert rows(kept)["Note"] == 3
    assert rows(kept)["Task"] == 3
    assert queries.list_named(me, "Crew").size == 1
    assert queries.marks_of(me, "Crew", [kept])[kept].votes.up == 2
    assert queries.values_of(me, "Crew", [kept])[kept]


def test_a_profile_that_goes(me, catalog):
    a, b = catalog.public[1:3]
    everything(me, [a, b])

    events.profiles_removed.send(Profile, rows=[a])

    left = rows(a)
    assert (left.pop("Note"), left.pop("Task")) == (1, 1)  # what people wrote to each other
    assert set(left.values()) == {0}
    assert rows(b)["Value"] == 1


def test_a_layer_that_goes_hands_over_to_the_other(me, catalog):
    everything(me, [catalog.overlaid])

    events.profiles_removed.send(Profile, rows=[catalog.overlaid])

    assert set(rows(catalog.overlaid).values()) == {0}
    assert all(rows(catalog.overlay).values())


def test_a_creator_is_exported_and_erased_from_every_table(me, stranger, catalog):
    mine = catalog.public[0]
    everything(me, [mine, catalog.public[1]])
    everything(stranger, [mine], "Theirs")
    actions.write_note(me, "of the person", creator=catalog.creator)
    subject = Subject.creator(catalog.creator)

    told = erasure.export(OPERATOR, subject)["relationships"]
    done = erasure.ERASERS["relationships"].erase(OPERATOR, subject)

    assert told.keys() == done.removed.keys() == {table.__name__ for table in TABLES}
    for name, some in told.items():
        assert len(some) == done.removed[name] > 0, name
    assert set(rows(mine).values()) == {0}
    assert not Deed.objects.filter(creator=catalog.creator).exists()
    assert all(rows(catalog.public[1]).values())


def test_a_workspace_erases_only_what_is_its_own(me, stranger, catalog):
    mine = catalog.public[0]
    everything(me, [mine])
    everything(stranger, [mine], "Theirs")

    erasure.ERASERS["relationships"].erase(me, Subject.creator(catalog.creator))

    assert all(rows(mine).values())
    assert not Deed.objects.filter(profile=mine, workspace=me.workspace).exists()
    assert queries.list_named(stranger, "Theirs").size == 1
    assert queries.list_named(me, "Crew").size == 0


def test_an_address_is_blackened_wherever_people_wrote_it(me, catalog):
    everything(me, catalog.public[:2])
    subject = Subject.email(EMAIL)

    told = erasure.export(OPERATOR, subject)["relationships"]
    done = erasure.ERASERS["relationships"].erase(OPERATOR, subject)

    assert told.keys() == {"Note", "Task", "Value"}
    assert done.redacted["Note"] == done.redacted["Task"] == done.redacted["Value"] == 2
    assert done.redacted["Vote"] == 2
    for table, columns in (
        (Note, ("text", "guest")), (Task, ("text",)), (Value, ("data", "word")),
        (Vote, ("guest", "voter")), (Deed, ("detail",)),
    ):  # fmt: skip
        for values in table.objects.values_list(*columns):
            assert EMAIL not in str(values).lower(), table
    assert Note.objects.first().text == "[erased] it is"


@pytest.mark.parametrize("who", ["manager"])
def test_a_member_gets_what_they_wrote(me, cast, catalog, who):
    everything(me, catalog.public[:1])

    told = erasure.export(OPERATOR, Subject.person(cast[who].pk))["relationships"]

    assert {"Task", "Value", "Vote"} <= told.keys()
