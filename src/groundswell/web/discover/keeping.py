"""Searches that are kept: saved under a name, with an alert, and those of late."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from groundswell.discovery.errors import QueryError
from groundswell.discovery.models import Cadence
from groundswell.discovery.saved import actions, queries
from groundswell.kernel.errors import GroundswellError
from groundswell.web.answers import go, say, trigger
from groundswell.web.doors import MemberRequest, by_script, here, member
from groundswell.workspaces.scope import Right

_RECENT = 8


@member(Right.READ)
def searches(request: MemberRequest) -> HttpResponse:
    """The menu of saved and recent searches."""
    context = {
        "saved": queries.saved_searches(request.scope),
        "recent": queries.recent_searches(request.scope, _RECENT),
    }
    return render(request, "discover/_searches.html", context)


@member(Right.WRITE, methods=("POST",))
def save(request: MemberRequest) -> HttpResponse:
    """Keep the query under a name, with an alert where one is wanted."""
    form = request.POST
    try:
        row = actions.save_search(
            request.scope,
            form.get("name", ""),
            form.get("q", ""),
            shared="shared" in form,
            cadence=form.get("cadence", ""),
            by_mail="by_mail" in form,
        )
    except GroundswellError as refusal:
        if not by_script(request):
            raise
        context = {"refusal": refusal, "form": form, "cadences": Cadence.choices}
        return render(request, "discover/_save.html", context, status=422)
    say(request, _("Saved as %(name)s") % {"name": row.name})
    if not by_script(request):
        return go(request, here(request, "discover"))
    blank: dict[str, Any] = {"form": {}, "cadences": Cadence.choices, "refusal": None}
    return trigger(render(request, "discover/_save.html", blank), **{"gs:taken": {}})


@member(Right.READ, methods=("POST",))
def recent(request: MemberRequest) -> HttpResponse:
    """Note a search that somebody stayed with; what cannot be read is not noted."""
    total = request.POST.get("total", "")
    try:
        actions.note_recent(
            request.scope, request.POST.get("q", ""), int(total) if total.isdecimal() else None
        )
    except QueryError:
        return HttpResponse(status=422)
    return HttpResponse(status=204)
