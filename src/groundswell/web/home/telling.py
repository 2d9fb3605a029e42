"""Everything a member was told, newest first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from groundswell.kernel.errors import Missing
from groundswell.ui import formats
from groundswell.web.answers import go, say
from groundswell.web.doors import MemberRequest, here, member
from groundswell.web.home.work import inside
from groundswell.workspaces import notifications as told
from groundswell.workspaces.scope import Right

_SHOWN = 200


@member(Right.READ, methods=("GET", "POST"))
def notifications(request: MemberRequest) -> HttpResponse:
    """The list; sent back, all of them count as read."""
    if request.method == "POST":
        count = told.mark_read(request.scope)
        words = ngettext("%(n)s marked as read", "%(n)s marked as read", count)
        say(request, words % {"n": formats.count(count)})
        return go(request, here(request, "notifications"))
    rows = told.latest(request.scope, _SHOWN)
    context = {"rows": rows, "unread": any(one.read_at is None for one in rows)}
    return render(request, "home/notifications.html", context)


@member(Right.READ, methods=("GET", "POST"))
def follow(request: MemberRequest, uid: str) -> HttpResponse:
    """To what a notification is about; it then counts as read."""
    row = next((one for one in told.latest(request.scope, _SHOWN) if one.uid == uid), None)
    if row is None:
        raise Missing("There is no such notification.")
    told.mark_read(request.scope, [uid])
    address = inside(request, row.link) if row.link else here(request, "notifications")
    return go(request, here(request, "notifications") if request.method == "POST" else address)
