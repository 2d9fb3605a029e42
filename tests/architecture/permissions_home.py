"""Home and notifications: who gets which answer; see `permissions.py`."""

from datetime import date

from groundswell.relationships.actions import create_list, give_task
from groundswell.workspaces.notifications import notify
from groundswell.workspaces.scope import Right
from tests.architecture.permissions import Address, Request, at
from tests.architecture.permissions_shell import closed, member_page
from tests.factories.people import Cast

_W = "w/<slug:slug>/"
_ACT = _W + "home/<slug:queue>/<str:key>/<str:deed>/"
_TOLD = _W + "notifications/<str:uid>/"


def _finish(cast: Cast) -> Request:
    scope = cast.scope("owner")
    board = create_list(scope, "Spring launch")
    task = give_task(
        scope, "Send briefs", name=board.uid, due_on=date(2026, 1, 1),
        assignee=cast.member("owner").uid,
    )  # fmt: skip
    return Request(f"/w/fernhill/home/tasks/{task.uid}/done/", form={})


def _told(cast: Cast) -> Request:
    """A notification of the owner: to everybody else there is none such."""
    notify(cast.fernhill.pk, [cast["owner"].pk], "list.shared", "A list was shared", "lists/")
    from groundswell.workspaces.models import Notification

    return Request(f"/w/fernhill/notifications/{Notification.objects.get().uid}/")


_OWNERS_ALONE = member_page(Right.READ, 404)

ADDRESSES: list[Address] = [
    Address("GET", _W, member_page(Right.READ, 200), at("/w/fernhill/")),
    Address("POST", _W, closed(), at("/w/fernhill/")),
    Address("GET", _ACT, closed(), at("/w/fernhill/home/tasks/tsk_none/done/")),
    Address("POST", _ACT, member_page(Right.WRITE, "→/w/fernhill/"), _finish),
    Address("GET", _W + "home/demo/", closed(), at("/w/fernhill/home/demo/")),
    Address(
        "POST", _W + "home/demo/", member_page(Right.ADMIN, "→/w/fernhill/"),
        at("/w/fernhill/home/demo/"),
    ),
    Address("GET", _W + "notifications/", member_page(Right.READ, 200), at("/w/fernhill/notifications/")),
    Address(
        "POST", _W + "notifications/", member_page(Right.READ, "→/w/fernhill/notifications/"),
        at("/w/fernhill/notifications/"),
    ),
    Address("GET", _TOLD, _OWNERS_ALONE | {"owner": "→/w/fernhill/lists/"}, _told),
    Address("POST", _TOLD, _OWNERS_ALONE | {"owner": "→/w/fernhill/notifications/"}, _told),
]  # fmt: skip
