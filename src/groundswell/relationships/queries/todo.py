"""Tasks: of a list, of a profile, of the one who looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet

from groundswell.kernel.clock import now
from groundswell.relationships import layers
from groundswell.relationships.models import Task
from groundswell.relationships.queries.lists import list_named
from groundswell.workspaces.models import Workspace
from groundswell.workspaces.scope import Right, Scope


@dataclass(frozen=True, slots=True)
class TasksShown:
    """Tasks of a list or profile: open ones by day (those without one last), done ones newest first."""

    open: tuple[Task, ...]
    done: tuple[Task, ...]
    today: date

    @property
    def late(self) -> int:
        """How many open tasks are past their day."""
        return sum(1 for task in self.open if task.due_on and task.due_on < self.today)


def tasks_of_list(scope: Scope, name: str, *, done: int = 50) -> TasksShown:
    """The tasks about a list and the profiles on it; at most ``done`` finished ones."""
    row = list_named(scope, name)
    return _shown(scope, _tasks(scope).filter(list=row), done)


def tasks_about(scope: Scope, profiles: Sequence[int], *, done: int = 20) -> TasksShown:
    """The tasks about any of these profiles (any layer), on whatever list."""
    kept = set(layers.kept_rows(scope, list(profiles))["kept"].to_list())
    return _shown(scope, _tasks(scope).filter(profile__in=kept), done)


def my_tasks(scope: Scope, *, limit: int = 50) -> TasksShown:
    """Open tasks of the member who looks, the most urgent first."""
    kind, _, number = scope.actor.partition(":")
    mine = Q(assignee__person=int(number)) if kind == "person" else Q(pk=None)
    open_lists = Q(list=None) | Q(list__deleted_at=None)
    shown = _shown(scope, _tasks(scope).filter(mine & open_lists), 0)
    return TasksShown(shown.open[:limit], (), shown.today)


def open_tasks(scope: Scope, names: Sequence[str]) -> dict[str, int]:
    """How many open tasks each of these lists (uids) has."""
    rows = _tasks(scope).filter(list__uid__in=list(names), done_at=None).order_by()
    return dict(rows.values_list("list__uid").annotate(n=Count("pk")))


def next_tasks(scope: Scope, name: str, profiles: Sequence[int]) -> dict[int, Task]:
    """The open task that is due first about each of these profiles (kept rows) of a list."""
    row = list_named(scope, name)
    rows = _tasks(scope).filter(list=row, profile__in=list(profiles), done_at=None)
    last_first = rows.order_by(F("due_on").desc(nulls_first=True), "-pk")
    return {one.profile: one for one in last_first if one.profile is not None}


def task(scope: Scope, uid: str) -> Task | None:
    """A task of the workspace by uid, or None."""
    return _tasks(scope).filter(uid=uid).first()


def today_of(scope: Scope) -> date:
    """Which day it is in the workspace's time zone."""
    zone = ZoneInfo(Workspace.objects.get(pk=scope.workspace).time_zone)
    return now().astimezone(zone).date()


def _tasks(scope: Scope) -> "QuerySet[Task]":
    scope.require(Right.READ)
    rows = Task.objects.filter(workspace_id=scope.workspace)
    return rows.select_related("assignee__person", "list")


def _shown(scope: Scope, rows: "QuerySet[Task]", done: int) -> TasksShown:
    due = rows.filter(done_at=None).order_by(F("due_on").asc(nulls_last=True), "pk")
    finished = rows.filter(done_at__isnull=False).order_by("-done_at")[:done] if done else ()
    return TasksShown(tuple(due), tuple(finished), today_of(scope))
