"""Links through which outsiders look at a list."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groundswell.kernel.errors import GroundswellError, Invalid, Status
from groundswell.relationships import actions, queries, rules
from groundswell.relationships.models import List, ShareLink
from groundswell.relationships.queries.sharing import in_force
from groundswell.web.answers import go, say
from groundswell.web.doors import MemberRequest, here, member
from groundswell.web.lists.frame import frame_of
from groundswell.web.lists.sheet import list_at
from groundswell.workspaces.scope import Right

COLUMNS = {
    "stage": gettext_lazy("Stage"),
    "followers": gettext_lazy("Followers"),
    "engagement": gettext_lazy("Engagement"),
    "country": gettext_lazy("Country"),
    "topics": gettext_lazy("Topics"),
    "audience": gettext_lazy("Audience"),
    "price": gettext_lazy("Asking price"),
    "link": gettext_lazy("Link to the profile"),
}


@member(Right.EXPORT, methods=("GET", "POST"))
def share(request: MemberRequest, uid: str) -> HttpResponse:
    """The links of a list, and a new one."""
    request.scope.require(Right.WRITE)
    row = list_at(request.scope, uid)
    if request.method == "GET":
        return _page(request, row)
    given = request.POST
    try:
        made = actions.share_list(
            request.scope,
            row.uid,
            label=given.get("label", ""),
            votes="votes" in given,
            comments="comments" in given,
            columns=given.getlist("columns"),
            expires_at=_ends(request, given.get("expires", "")),
        )
    except GroundswellError as refusal:
        if refusal.status is not Status.INVALID:
            raise
        return _page(request, row, refusal=refusal, typed=given, status=422)
    # told on this very answer: the token is not kept, so there is no address to send the reader to
    address = request.build_absolute_uri(reverse("shared", args=(made.token,)))
    return _page(request, row, made=made.link, address=address)


@member(Right.EXPORT, methods=("POST",))
def change_share(request: MemberRequest, uid: str, link: str) -> HttpResponse:
    """Withdraw a link, let it end at another time, or change what it shows."""
    row, given = list_at(request.scope, uid), request.POST
    if given.get("deed") == "revoke":
        undo = actions.revoke_share(request.scope, link)
        say(request, _("Link withdrawn"), undo=undo)
        return go(request, here(request, "list_share", row.uid))
    try:
        ends = _ends(request, given.get("expires", ""))
        actions.change_share(
            request.scope,
            link,
            label=given.get("label", ""),
            votes="votes" in given,
            comments="comments" in given,
            columns=given.getlist("columns"),
        )
        actions.extend_share(request.scope, link, ends)
    except GroundswellError as refusal:
        if refusal.status is not Status.INVALID:
            raise
        return _page(request, row, refusal=refusal, wrong=link, status=422)
    say(request, _("Link changed"))
    return go(request, here(request, "list_share", row.uid))


def _page(request: MemberRequest, row: List, *, status: int = 200, **more: Any) -> HttpResponse:
    fields = {one.uid: one.name for one in queries.fields_of(request.scope, row.uid)}
    columns = {**COLUMNS, **fields}
    typed: QueryDict | None = more.get("typed")
    chosen = typed.getlist("columns") if typed is not None else list(rules.SHARED_AT_FIRST)
    today = queries.today_of(request.scope)
    context = frame_of(request, row, "share") | {
        "columns": columns,
        "chosen": chosen,
        "links": [
            _line(request, link, columns) for link in queries.shares_of(request.scope, row.uid)
        ],
        "first_end": (today + timedelta(days=30)).isoformat(),
        "least": today.isoformat(),
        **more,
    }
    return render(request, "lists/share.html", context, status=status)


def _line(request: MemberRequest, link: ShareLink, columns: dict[str, Any]) -> dict[str, Any]:
    zone = ZoneInfo(request.workspace.time_zone)
    return {
        "link": link,
        "in_force": in_force(link),
        "shows": [str(columns[key]) for key in link.columns if key in columns],
        "ends": link.expires_at.astimezone(zone).date().isoformat() if link.expires_at else "",
    }


def _ends(request: MemberRequest, text: str) -> datetime | None:
    """The end of the day that a date field sends, in the workspace's time zone; None for no day."""
    if not text:
        return None
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone yet
    except ValueError:
        raise Invalid(_("That is not a day."), field="expires_at") from None
    zone = ZoneInfo(request.workspace.time_zone)
    return datetime.combine(day, time(23, 59, 59), tzinfo=zone).astimezone(UTC)
