"""What members do together: notes with mentions, votes, tasks, and the activity they leave."""

from datetime import date, timedelta

import pytest

from groundswell.kernel import clock
from groundswell.kernel.errors import Invalid, Missing
from groundswell.relationships import actions, queries, rules
from groundswell.relationships.errors import BadText, MovedOn, WrongState
from groundswell.relationships.jobs import tell_of_due
from groundswell.relationships.models import Task
from groundswell.workspaces import reversals
from groundswell.workspaces.models import Notification


@pytest.fixture
def crew(me, catalog):
    row = actions.create_list(me, "Crew")
    actions.add_profiles(me, "Crew", catalog.public)
    return row


def told(person):
    return list(
        Notification.objects.filter(person=person).order_by("pk").values_list("text", flat=True)
    )


# ---------------------------------------------------------------- notes


def test_who_is_mentioned_is_told(me, cast, catalog):
    note = actions.write_note(
        me, "@Analyst Quill please call; cc @manager@fernhill.example", profile=catalog.own
    )

    assert told(cast["analyst"]) == [
        "Manager Quill: @Analyst Quill please call; cc @manager@fernhill.example"
    ]
    assert told(cast["manager"]) == []
    actions.edit_note(me, note.uid, "@Analyst Quill and @finance, please call")
    assert len(told(cast["analyst"])) == 1
    assert len(told(cast["finance"])) == 1
    link = Notification.objects.latest("pk").link
    assert link.startswith("creators/prf_")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@ada please", ["1"]),
        ("@Ada Quill", ["1"]),
        ("ask @RUI@x.example.", ["2"]),
        ("@adamant", []),
        ("ada", []),
        ("@sam", []),  # two of them
        ("@Sam Reed and @ada, @ada", ["4", "1"]),
        ("me@ada.example", []),
        ("@", []),
    ],
)
def test_mentions(text, expected):
    members = {"1": ["Ada Quill", "Ada"], "2": ["Rui", "rui@x.example"], "3": ["Sam Moor", "Sam"],
               "4": ["Sam Reed", "Sam"]}  # fmt: skip

    assert rules.mentioned(text, members) == expected


def test_notes_on_a_list(me, crew, catalog):
    with pytest.raises(Invalid):
        actions.write_note(me, "x", profile=catalog.own, shared=True)

    note = actions.write_note(me, "fits", profile=catalog.public[0], name="Crew", shared=True)
    actions.write_note(me, "for us only", profile=catalog.public[0], name="Crew")

    assert note.list == crew
    shown = queries.remarks(me, "Crew", catalog.public)
    assert [(one.who, one.text, one.guest) for one in shown[catalog.public[0]]] == [
        ("Manager Quill", "fits", False)
    ]


# ---------------------------------------------------------------- votes


def test_votes(me, cast, crew, stranger, catalog):
    a, b = catalog.public[:2]
    ana = cast.scope("analyst")
    actions.vote(me, "Crew", a, up=True)
    actions.vote(ana, "Crew", a, up=True)
    actions.vote(ana, "Crew", a, up=False)
    actions.vote(ana, "Crew", b, up=True)

    marks = queries.marks_of(me, "Crew", [a, b])
    assert (marks[a].votes.up, marks[a].votes.down, marks[a].votes.mine) == (1, 1, True)
    assert (marks[b].votes.up, marks[b].votes.mine) == (1, None)
    actions.vote(ana, "Crew", b, up=None)
    assert queries.tallies(me, "Crew", [b]) == {}
    assert [vote.voter for vote in queries.votes_on(me, "Crew", a)] == [ana.actor, me.actor]
    with pytest.raises(Missing):
        actions.vote(me, "Crew", catalog.own, up=True)
    with pytest.raises(Missing):
        actions.vote(stranger, crew.uid, a, up=True)


# ---------------------------------------------------------------- tasks


def test_a_task_is_given_and_done(me, cast, crew, catalog):
    ana = cast.member("analyst")
    task = actions.give_task(
        me, "Ask  for rates", name="Crew", profile=catalog.overlay,
        due_on=date(2026, 12, 1), assignee=ana.uid,
    )  # fmt: skip

    assert (task.text, task.profile, task.list) == ("Ask for rates", catalog.overlaid, crew)
    assert told(cast["analyst"]) == ["Manager Quill gave you a task: Ask for rates"]
    assert Notification.objects.latest("pk").link == f"lists/{crew.uid}/tasks/"
    assert queries.my_tasks(cast.scope("analyst")).open == (task,)
    assert queries.tasks_about(me, [catalog.overlaid]).open == (task,)
    assert queries.open_tasks(me, [crew.uid]) == {crew.uid: 1}
    done = actions.finish_task(me, task.uid)
    with pytest.raises(WrongState):
        actions.finish_task(me, task.uid)
    shown = queries.tasks_of_list(me, "Crew")
    assert (shown.open, shown.done) == ((), (task,))
    assert reversals.undo(me, done.undo) == "The task is open again"
    assert queries.tasks_of_list(me, "Crew").open == (task,)


def test_a_task_is_changed_and_deleted_and_both_taken_back(me, cast, crew):
    task = actions.give_task(me, "One", name="Crew")
    changed = actions.change_task(
        me, task.uid, text="Two", due_on=date(2026, 12, 1), assignee=cast.member("viewer").uid
    )
    assert told(cast["viewer"]) == ["Manager Quill gave you a task: Two"]

    reversals.undo(me, changed.undo)
    shown = queries.task(me, task.uid)
    assert (shown.text, shown.due_on, shown.assignee) == ("One", None, None)
    again = actions.change_task(me, task.uid, text="Three")
    actions.change_task(me, task.uid, text="Four")
    with pytest.raises(MovedOn):
        reversals.undo(me, again.undo)
    undo = actions.delete_task(me, task.uid)
    assert queries.task(me, task.uid) is None
    reversals.undo(me, undo)
    assert queries.task(me, task.uid).text == "Four"


def test_tasks_that_cannot_be(me, stranger, crew, catalog):
    with pytest.raises(Invalid):
        actions.give_task(me, "About nothing")
    with pytest.raises(BadText):
        actions.give_task(me, "  ", name="Crew")
    with pytest.raises(Missing):
        actions.give_task(me, "x", name="Crew", assignee="mem_nobody")
    with pytest.raises(Missing):
        actions.give_task(me, "x", profile=catalog.foreign)
    with pytest.raises(Invalid):
        actions.give_task(me, "x", name="Crew", due_on=date(2099, 1, 1))
    task = actions.give_task(me, "x", name="Crew")
    for deed in (actions.change_task, actions.finish_task, actions.delete_task):
        with pytest.raises(Missing):
            deed(stranger, task.uid)
    assert queries.task(stranger, task.uid) is None


def test_whoever_has_a_task_due_is_told_once(me, cast, crew):
    today = clock.now().date()
    ana = cast.member("analyst").uid
    late = actions.give_task(me, "Late", name="Crew", due_on=today - timedelta(2), assignee=ana)
    actions.give_task(me, "Now", name="Crew", due_on=today, assignee=ana)
    actions.give_task(me, "Later", name="Crew", due_on=today + timedelta(2), assignee=ana)
    actions.give_task(me, "Nobody's", name="Crew", due_on=today)
    Notification.objects.all().delete()

    assert tell_of_due(None) == 2
    assert tell_of_due(None) == 0

    since = f"{late.due_on:%-d %b}"
    assert sorted(told(cast["analyst"])) == [f"Due since {since}: Late", "Due today: Now"]
    shown = queries.tasks_of_list(me, "Crew")
    assert shown.late == 1
    assert [task.text for task in shown.open] == ["Late", "Now", "Nobody's", "Later"]
    actions.change_task(me, late.uid, due_on=today)
    assert tell_of_due(None) == 1


# ---------------------------------------------------------------- activity


def test_what_happened_on_a_list(me, cast, crew, stranger, catalog):
    a = catalog.public[0]
    actions.move_entries(me, "Crew", [a], "Agreed")
    actions.tag_profiles(me, "vip", [a])
    actions.vote(cast.scope("analyst"), "Crew", a, up=True)
    actions.give_task(me, "Call", name="Crew", profile=a)
    actions.write_note(me, "Nice", profile=a, name="Crew")

    lines = queries.activity_of_list(me, "Crew").lines
    assert [(one.deed.verb, one.who, one.handle) for one in lines] == [
        ("note.written", "Manager Quill", "public0"),
        ("task.given", "Manager Quill", "public0"),
        ("list.voted", "Analyst Quill", "public0"),
        ("list.moved", "Manager Quill", "public0"),
        ("list.profiles-added", "Manager Quill", ""),
        ("list.created", "Manager Quill", ""),
    ]
    of_creator = queries.activity_of_creator(me, profiles=[a], creator=catalog.creator).lines
    assert [one.deed.verb for one in of_creator] == [
        "note.written", "task.given", "list.voted", "profile.tagged", "list.moved",
        "list.profiles-added",
    ]  # fmt: skip
    assert queries.activity_of_creator(stranger, profiles=[a]).lines == ()
    assert len(queries.activity(me).lines) == 7
    first = queries.activity_of_list(me, "Crew", limit=4)
    rest = queries.activity_of_list(me, "Crew", limit=4, before=first.cursor)
    assert [one.deed.pk for one in (*first.lines, *rest.lines)] == [one.deed.pk for one in lines]
    assert rest.cursor is None


def test_many_at_once_are_one_line(me, catalog, monkeypatch):
    monkeypatch.setattr("groundswell.relationships.actions.deeds.EACH", 2)
    monkeypatch.setattr("groundswell.relationships.actions.entries.EACH", 2)
    actions.create_list(me, "Crew")
    actions.add_profiles(me, "Crew", catalog.public)

    assert [one.deed.count for one in queries.activity_of_list(me, "Crew").lines] == [5, 1]
    assert queries.activity_of_creator(me, profiles=catalog.public).lines == ()


def test_what_happened_on_a_deleted_list_is_not_told(me, crew, catalog):
    actions.delete_list(me, "Crew")

    assert queries.activity(me).lines == ()
    assert queries.activity_of_creator(me, profiles=catalog.public).lines == ()
    assert Task.objects.count() == 0
