"""What is to be done about a list and the creators on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from groundswell.creators.identifiers import profile_id, profile_row
from groundswell.kernel.errors import GroundswellError, Invalid, Missing, Status
from groundswell.relationships import actions, queries
from groundswell.relationships.models import List, Task
from groundswell.web.answers import go, partial_or_page, say
from groundswell.web.doors import MemberRequest, by_script, here, member
from groundswell.web.lists.frame import frame_of
from groundswell.web.lists.sheet import list_at
from groundswell.workspaces.scope import Right


@dataclass(frozen=True, slots=True)
class Line:
    """A task as it is shown; ``name`` and ``creator`` are of the profile it is about."""

    task: Task
    name: str
    creator: str
    late: bool
    today: bool


@member(Right.READ)
def tasks(request: MemberRequest, uid: str) -> HttpResponse:
    """The tasks of a list."""
    return _page(request, list_at(request.scope, uid))


@member(Right.WRITE, methods=("POST",))
def give(request: MemberRequest, uid: str) -> HttpResponse:
    """Write down something to do."""
    row, given = list_at(request.scope, uid), request.POST
    try:
        profile = given.get("profile", "")
        actions.give_task(
            request.scope,
            given.get("text", ""),
            name=row.uid,
            profile=profile_row(profile) if profile else None,
            due_on=_day(given.get("due_on", "")),
            assignee=given.get("assignee") or None,
        )
    except GroundswellError as refusal:
        return _refused(request, row, refusal)
    say(request, _("Task added"))
    return _answer(request, row)


@member(Right.WRITE, methods=("POST",))
def task(request: MemberRequest, uid: str, task: str) -> HttpResponse:
    """Change a task, say that it is done or not, or delete it."""
    row, given = list_at(request.scope, uid), request.POST
    found = queries.task(request.scope, task)
    if found is None or found.list_id != row.pk:
        raise Missing(_("There is no such task."), field="task")
    deed = given.get("deed", "")
    try:
        if deed == "delete":
            undo: str | None = actions.delete_task(request.scope, task)
        elif deed in {"done", "open"}:
            undo = actions.finish_task(request.scope, task, done=deed == "done").undo
        else:
            undo = actions.change_task(
                request.scope,
                task,
                text=given.get("text"),
                due_on=_day(given.get("due_on", "")),
                assignee=given.get("assignee") or None,
            ).undo
    except GroundswellError as refusal:
        return _refused(request, row, refusal, task)
    if undo:
        said = {"delete": _("Task deleted"), "done": _("Task done"), "open": _("Task open again")}
        say(request, said.get(deed, _("Task changed")), undo=undo)
    return _answer(request, row)


def _answer(request: MemberRequest, row: List) -> HttpResponse:
    if not by_script(request):
        return go(request, here(request, "list_tasks", row.uid))
    return _page(request, row)


def _refused(
    request: MemberRequest, row: List, refusal: GroundswellError, task: str = ""
) -> HttpResponse:
    if refusal.status is not Status.INVALID:
        raise refusal
    return _page(request, row, refusal=refusal, refused=task, status=422)


def _page(request: MemberRequest, row: List, *, status: int = 200, **more: Any) -> HttpResponse:
    found = queries.tasks_of_list(request.scope, row.uid)
    names = queries.names_of_profiles(
        request.scope, [one.profile for one in (*found.open, *found.done) if one.profile]
    )
    about = request.GET.get("about", "") or request.POST.get("profile", "")
    context = frame_of(request, row, "tasks") | {
        "open": _lines(found.open, found.today, names),
        "done": _lines(found.done, found.today, names),
        "late": found.late,
        "members": queries.member_names(request.scope),
        "today": found.today,
        "about": about,
        "about_name": _name_of(request, about) if about else "",
        "typed": request.POST if status != 200 else {},
        **more,
    }
    return partial_or_page(
        request, "lists/tasks.html", context, part="lists/_tasks.html", status=status
    )


def _name_of(request: MemberRequest, about: str) -> str:
    row = profile_row(about)
    return queries.names_of_profiles(request.scope, [row]).get(row, "")


def _lines(tasks: Sequence[Task], today: date, names: dict[int, str]) -> list[Line]:
    return [
        Line(
            one,
            names.get(one.profile or 0, ""),
            profile_id(one.profile) if one.profile in names else "",
            late=one.due_on is not None and one.due_on < today,
            today=one.due_on == today,
        )
        for one in tasks
    ]


def _day(text: str) -> date | None:
    """The day that a date field sends; Invalid for anything else."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(_("That is not a day."), field="due_on") from None
