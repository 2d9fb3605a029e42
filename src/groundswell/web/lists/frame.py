"""The frame of every page of one list: its name, its tabs, what can be done to all of it."""

from typing import Any

from groundswell.kernel.tables import FORMATS
from groundswell.relationships.models import List
from groundswell.relationships.queries.todo import open_tasks
from groundswell.web.doors import MemberRequest, here
from groundswell.web.lists.look import Look
from groundswell.workspaces.scope import Right


def frame_of(request: MemberRequest, row: List, tab: str) -> dict[str, Any]:
    """Context of a page of a list; ``tab`` is the one that is open."""
    rights, look = request.scope.rights, Look.of(request.GET)
    return {
        "list": row,
        "tab": tab,
        "look": look,
        "formats": FORMATS,
        "export_url": here(request, "list_export", row.uid) + look.address(format=""),
        "discover_url": here(request, "discover"),
        "open_tasks": open_tasks(request.scope, [row.uid]).get(row.uid, 0),
        "may_write": Right.WRITE in rights,
        "may_export": Right.EXPORT in rights,
        "may_admin": Right.ADMIN in rights,
    }
