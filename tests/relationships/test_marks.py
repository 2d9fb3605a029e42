"""Tags and notes, and how they leave when a person asks."""

import pytest

from groundswell.kernel.errors import Invalid, Missing
from groundswell.relationships import actions, queries
from groundswell.relationships.errors import BadText
from groundswell.relationships.models import ListEntry, Note, Tag
from groundswell.workspaces import erasure
from groundswell.workspaces.audit import INSTANCE
from groundswell.workspaces.erasure import Subject
from groundswell.workspaces.models import AuditLine
from groundswell.workspaces.scope import Scope

OPERATOR = Scope.operator(INSTANCE)


def test_tags(me, stranger, catalog):
    first, second, third, *_ = catalog.public

    assert actions.tag_profiles(me, "#VIP", [first, second, catalog.foreign]).count == 2
    assert actions.tag_profiles(me, "vip", [second, third, catalog.overlay]).count == 2
    assert actions.tag_profiles(me, "new", [third]).count == 1
    actions.tag_profiles(stranger, "vip", [first])

    assert queries.rows_tagged(me, ["Vip"]).tolist() == sorted(
        [first, second, third, catalog.overlaid, catalog.overlay]
    )
    assert queries.rows_tagged(me, ["vip", "new"], every=True).tolist() == [third]
    assert queries.rows_tagged(me, ["nothing"]).tolist() == []
    assert queries.tags_of(me, catalog.overlay) == ["vip"]
    assert queries.tags_used(me) == {"vip": 4, "new": 1}
    assert queries.tags_used(stranger) == {"vip": 1}
    assert actions.untag_profiles(me, "VIP", [first, catalog.overlay, third]).count == 3
    assert actions.untag_profiles(me, "vip", [first]).count == 0
    assert queries.rows_tagged(me, ["vip"]).tolist() == [second]
    assert queries.rows_tagged(stranger, ["vip"]).tolist() == [first]
    verbs = list(AuditLine.objects.order_by("-pk").values_list("verb", flat=True)[:2])
    assert verbs == ["profile.untagged", "profile.tagged"]


@pytest.mark.parametrize("tag", ["", "#", "  ", "x" * 101])
def test_tags_that_are_none(me, tag):
    with pytest.raises(BadText):
        actions.tag_profiles(me, tag, [])


def test_notes(me, stranger, catalog):
    about = actions.write_note(me, " answers fast ", profile=catalog.overlay)
    person = actions.write_note(me, "met at a fair", creator=catalog.creator)

    assert (about.text, about.author, about.profile) == (
        "answers fast", me.actor, catalog.overlaid,
    )  # fmt: skip
    assert queries.notes_about(me, profile=catalog.overlaid) == [about]
    assert queries.notes_about(me, profile=catalog.overlaid, creator=catalog.creator) == [
        person, about,
    ]  # fmt: skip
    assert queries.notes_about(me) == []
    edited = actions.edit_note(me, about.uid, "answers slowly")
    assert edited.edited_at is not None
    assert queries.notes_about(stranger, profile=catalog.overlaid) == []
    with pytest.raises(Missing):
        actions.edit_note(stranger, about.uid, "x")
    with pytest.raises(Missing):
        actions.delete_note(stranger, about.uid)
    actions.delete_note(me, about.uid)
    with pytest.raises(Missing):
        actions.delete_note(me, about.uid)
    assert [note.uid for note in Note.objects.all()] == [person.uid]


def test_notes_that_cannot_be_written(me, catalog):
    with pytest.raises(BadText):
        actions.write_note(me, "  ", profile=catalog.own)
    with pytest.raises(BadText):
        actions.write_note(me, "x" * 20_001, profile=catalog.own)
    with pytest.raises(Invalid):
        actions.write_note(me, "x")
    with pytest.raises(Invalid):
        actions.write_note(me, "x", profile=catalog.own, creator=catalog.creator)
    with pytest.raises(Missing):
        actions.write_note(me, "x", profile=catalog.foreign)
    with pytest.raises(Missing):
        actions.write_note(me, "x", creator=10**9)


def marked(scope, profile, text="wrote to Anna@Example.com today"):
    actions.create_list(scope, "Crew")
    actions.add_profiles(scope, "Crew", [profile], note="warm")
    actions.tag_profiles(scope, "vip", [profile])
    actions.write_note(scope, text, profile=profile)


def test_a_creator_is_exported_and_erased_everywhere(me, stranger, catalog):
    for scope in (me, stranger):
        marked(scope, catalog.public[0])
    actions.write_note(me, "of the person", creator=catalog.creator)
    actions.write_note(me, "of another", profile=catalog.public[1])
    subject = Subject.creator(catalog.creator)

    told = erasure.export(OPERATOR, subject)["relationships"]
    done = erasure.ERASERS["relationships"].erase(OPERATOR, subject)

    assert [row["list"] for row in told["ListEntry"]] == ["Crew", "Crew"]
    assert [row["tag"] for row in told["Tag"]] == ["vip", "vip"]
    assert len(told["Note"]) == 3
    assert {name: n for name, n in done.removed.items() if n} == {
        "ListEntry": 2, "Tag": 2, "Note": 3, "Deed": 7,
    }  # fmt: skip
    assert not ListEntry.objects.exists()
    assert not Tag.objects.exists()
    assert [note.text for note in Note.objects.all()] == ["of another"]
    assert queries.list_named(me, "Crew").size == 0
    assert queries.rows_of_lists(me, ["Crew"]).tolist() == []


def test_an_address_is_blackened_in_notes(me, catalog):
    marked(me, catalog.public[0])
    subject = Subject.email("anna@example.com")

    assert len(erasure.export(OPERATOR, subject)["relationships"]["Note"]) == 1
    done = erasure.ERASERS["relationships"].erase(OPERATOR, subject)

    assert done.redacted == {"Note": 1}
    assert Note.objects.get().text == "wrote to [erased] today"
    assert "relationships" not in erasure.export(OPERATOR, subject)


def test_what_a_member_wrote_is_exported_and_stays(me, cast, catalog):
    marked(me, catalog.public[0])
    subject = Subject.person(cast["manager"].pk)

    told = erasure.export(OPERATOR, subject)["relationships"]
    done = erasure.ERASERS["relationships"].erase(OPERATOR, subject)

    assert [row["text"] for row in told["Note"]] == ["wrote to Anna@Example.com today"]
    assert done.kept
    assert Note.objects.count() == 1
