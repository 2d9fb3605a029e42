"""Jobs of relationships."""

from datetime import time, timedelta
from typing import TYPE_CHECKING

from groundswell.relationships import actions
from groundswell.relationships.models import List, Task
from groundswell.tasks.registry import job, schedule
from groundswell.workspaces.scope import Right, Scope

if TYPE_CHECKING:
    from groundswell.tasks.running import Run

PURGE = "relationships.purge-lists"
DUE = "relationships.tell-of-due-tasks"


@job(PURGE)
def purge(run: "Run") -> int:  # noqa: ARG001 - as the worker calls it
    """Remove for good what was deleted long enough ago, workspace by workspace."""
    workspaces = List.objects.filter(deleted_at__isnull=False).values_list("workspace", flat=True)
    return sum(
        actions.purge_lists(Scope(workspace, f"job:{PURGE}", frozenset({Right.WRITE})))
        for workspace in sorted(set(workspaces))
    )


schedule(PURGE, every=timedelta(days=1), at=time(3, 40))


@job(DUE)
def tell_of_due(run: "Run") -> int:  # noqa: ARG001 - as the worker calls it
    """Tell members what is due today or late, workspace by workspace in its own time zone."""
    waiting = Task.objects.filter(
        done_at=None, told_on=None, due_on__isnull=False, assignee__isnull=False
    )
    workspaces = sorted(set(waiting.values_list("workspace", flat=True)))
    return sum(
        actions.tell_of_due_tasks(Scope(one, f"job:{DUE}", frozenset({Right.READ, Right.WRITE})))
        for one in workspaces
    )


schedule(DUE, every=timedelta(minutes=30))
