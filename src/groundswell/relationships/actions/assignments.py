"""Tasks: given, changed, done, taken back; whoever has one due is told."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from groundswell.kernel.clock import now
from groundswell.kernel.errors import Invalid, Missing
from groundswell.relationships import queries, rules
from groundswell.relationships.actions.deeds import acting_member, member_called, one_kept, tell
from groundswell.relationships.errors import MovedOn, WrongState
from groundswell.relationships.events import TaskGiven
from groundswell.relationships.models import List, Task
from groundswell.tasks.events import announce
from groundswell.workspaces.audit import record
from groundswell.workspaces.models import Member, Workspace
from groundswell.workspaces.notifications import notify
from groundswell.workspaces.reversals import offer, reverses
from groundswell.workspaces.scope import Right, Scope

_UNCHANGED: Any = object()
FARTHEST = timedelta(days=3660)


def give_task(
    scope: Scope,
    text: str,
    *,
    name: str = "",
    profile: int | None = None,
    due_on: date | None = None,
    assignee: str | None = None,
) -> Task:
    """Write down something to do about a list, a profile, or both.

    Args:
        scope: who acts.
        text: what is to be done, in one line.
        name: name or uid of the list.
        profile: the profile, any layer.
        due_on: the day by whose end it should be done, in the workspace's time zone.
        assignee: uid of the member who is to do it; they are told unless they gave it themselves.

    Raises:
        Invalid: neither a list nor a profile is named.
        BadText, Missing: as the words say.
    """
    scope.require(Right.WRITE)
    clean = rules.check_task(text)
    if not name and profile is None:
        raise Invalid("A task is about a list or a creator.", field="list")
    with transaction.atomic():
        task = Task.objects.create(
            workspace_id=scope.workspace,
            list=queries.list_named(scope, name) if name else None,
            profile=None if profile is None else one_kept(scope, profile),
            text=clean,
            due_on=_day(due_on),
            assignee=member_called(scope, assignee),
            created_by=scope.actor,
        )
        record(scope, "task.given", task.uid)
        _tell(scope, "task.given", task)
        _tell_assignee(scope, task)
        announce(TaskGiven(scope.workspace, task.uid), workspace=scope.workspace)
    return task


def change_task(
    scope: Scope,
    uid: str,
    *,
    text: str | None = None,
    due_on: date | None = _UNCHANGED,
    assignee: str | None = _UNCHANGED,
) -> Task:
    """Change what is to be done, by when or by whom; what is not named stays."""
    scope.require(Right.WRITE)
    with transaction.atomic():
        task = _own(scope, uid)
        before = _plain(task)
        if text is not None:
            task.text = rules.check_task(text)
        if due_on is not _UNCHANGED:
            task.due_on, task.told_on = _day(due_on), None
        given = False
        if assignee is not _UNCHANGED:
            chosen = member_called(scope, assignee)
            given = chosen != task.assignee
            task.assignee = chosen
        if _plain(task) == before:
            return task
        task.save()
        record(scope, "task.changed", task.uid)
        if given:
            _tell_assignee(scope, task)
        task.undo = offer(
            scope, "tasks.change", {"task": uid, "before": before, "after": _plain(task)}
        )
    return task


def finish_task(scope: Scope, uid: str, *, done: bool = True) -> Task:
    """Say that a task is done, or that it is not done after all."""
    scope.require(Right.WRITE)
    with transaction.atomic():
        task = _own(scope, uid)
        if (task.done_at is not None) == done:
            raise WrongState("The task is done already." if done else "The task is open already.")
        task.done_at, task.done_by = (now(), scope.actor) if done else (None, "")
        task.save(update_fields=["done_at", "done_by"])
        verb = "task.done" if done else "task.reopened"
        record(scope, verb, task.uid)
        _tell(scope, verb, task)
        task.undo = offer(scope, "tasks.finish", {"task": uid, "done": not done})
    return task


def delete_task(scope: Scope, uid: str) -> str:
    """Remove a task; gives the uid of the reversal."""
    scope.require(Right.WRITE)
    with transaction.atomic():
        task = _own(scope, uid)
        payload = _plain(task) | {
            "uid": task.uid,
            "list": task.list_id,
            "profile": task.profile,
            "created_at": task.created_at.isoformat(),
            "created_by": task.created_by,
            "done_at": task.done_at.isoformat() if task.done_at else None,
            "done_by": task.done_by,
        }
        _tell(scope, "task.deleted", task)
        task.delete()
        record(scope, "task.deleted", uid)
        return offer(scope, "tasks.delete", payload)


@reverses("tasks.change")
def unchange_task(scope: Scope, payload: dict[str, Any]) -> str:
    """Undo `change_task`."""
    scope.require(Right.WRITE)
    task = _own(scope, payload["task"])
    if _plain(task) != payload["after"]:
        raise MovedOn("The task was changed again since.")
    _restore(scope, task, payload["before"])
    task.save()
    record(scope, "task.changed", task.uid)
    return "The task is as it was"


@reverses("tasks.finish")
def unfinish_task(scope: Scope, payload: dict[str, Any]) -> str:
    """Undo `finish_task`."""
    task = finish_task(scope, payload["task"], done=payload["done"])
    return "The task is done" if task.done_at else "The task is open again"


@reverses("tasks.delete")
def undelete_task(scope: Scope, payload: dict[str, Any]) -> str:
    """Undo `delete_task`."""
    scope.require(Right.WRITE)
    row = List.objects.filter(workspace_id=scope.workspace, pk=payload["list"]).first()
    if row is None and payload["profile"] is None:
        raise MovedOn("The list of this task is gone for good.")
    if Task.objects.filter(uid=payload["uid"]).exists():
        raise MovedOn("The task is there again.")
    done = payload["done_at"]
    task = Task(
        uid=payload["uid"],
        workspace_id=scope.workspace,
        list=row,
        profile=payload["profile"],
        created_at=datetime.fromisoformat(payload["created_at"]),
        created_by=payload["created_by"],
        done_at=datetime.fromisoformat(done) if done else None,
        done_by=payload["done_by"],
    )
    _restore(scope, task, payload)
    task.save()
    record(scope, "task.given", task.uid)
    return "The task is back"


def tell_of_due_tasks(scope: Scope) -> int:
    """Notify the assignees of the workspace's open tasks that are due today or late; once each."""
    scope.require(Right.WRITE)
    zone = ZoneInfo(Workspace.objects.get(pk=scope.workspace).time_zone)
    today = now().astimezone(zone).date()
    with transaction.atomic():
        due = list(
            Task.objects.select_for_update(of=("self",))
            .filter(
                workspace_id=scope.workspace,
                done_at=None,
                due_on__lte=today,
                told_on=None,
                assignee__isnull=False,
            )
            .select_related("assignee", "list")
        )
        for task in due:
            assert task.assignee is not None
            when = "today" if task.due_on == today else f"since {task.due_on:%-d %b}"
            said = f"Due {when}: {task.text}"
            notify(scope.workspace, [task.assignee.person_id], "task.due", said, link_of(task))
        Task.objects.filter(pk__in=[task.pk for task in due]).update(told_on=today)
    return len(due)


def link_of(task: Task) -> str:
    """Where a task is read, as an address inside the workspace."""
    from groundswell.creators.identifiers import profile_id

    if task.list is not None:
        return f"lists/{task.list.uid}/tasks/"
    return f"creators/{profile_id(task.profile or 0)}/"


def _plain(task: Task) -> dict[str, Any]:
    return {
        "text": task.text,
        "due_on": task.due_on.isoformat() if task.due_on else None,
        "assignee": task.assignee.uid if task.assignee else None,
    }


def _restore(scope: Scope, task: Task, plain: dict[str, Any]) -> None:
    """Put back what `_plain` says; who left since is nobody."""
    task.text = plain["text"]
    task.due_on = date.fromisoformat(plain["due_on"]) if plain["due_on"] else None
    members = Member.objects.filter(workspace_id=scope.workspace, uid=plain["assignee"])
    task.assignee = members.first()


def _own(scope: Scope, uid: str) -> Task:
    rows = Task.objects.select_for_update(of=("self",)).select_related("assignee", "list")
    task = rows.filter(workspace_id=scope.workspace, uid=uid).first()
    if task is None:
        raise Missing("There is no such task.", field="task")
    return task


def _day(due_on: date | None) -> date | None:
    if due_on is not None and abs(due_on - now().date()) > FARTHEST:
        raise Invalid("That day is more than ten years away.", field="due_on")
    return due_on


def _tell(scope: Scope, verb: str, task: Task) -> None:
    about = [] if task.profile is None else [task.profile]
    tell(scope, verb, task.list, about, task=task.uid, text=task.text)


def _tell_assignee(scope: Scope, task: Task) -> None:
    me = acting_member(scope)
    if task.assignee is None or (me is not None and me.pk == task.assignee.pk):
        return
    who = queries.actor_names(scope, [scope.actor])[scope.actor]
    said = f"{who} gave you a task: {task.text}"
    notify(scope.workspace, [task.assignee.person_id], "task.given", said, link_of(task))
