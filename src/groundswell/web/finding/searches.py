"""Saved searches: a table, one beside it to change, and the way from each into Discover."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.discovery.models import Cadence
from groundswell.discovery.saved import actions, queries, rules
from groundswell.kernel.errors import GroundswellError, Invalid
from groundswell.ui.formats import count
from groundswell.web.answers import go, partial_or_page, say, trigger
from groundswell.web.doors import MemberRequest, by_script, here, member
from groundswell.web.finding.words import cadences
from groundswell.workspaces.scope import Right

_RECENT = 20


@member(Right.READ)
def index(request: MemberRequest) -> HttpResponse:
    """The shared searches and one's own, and what one searched for lately."""
    return partial_or_page(
        request, "finding/searches.html", _table(request), part="finding/_searches.html"
    )


@member(Right.READ)
def open_one(request: MemberRequest, uid: str) -> HttpResponse:
    """Open a saved search in Discover: the short, lasting link to it."""
    row = actions.open_search(request.scope, uid)
    return HttpResponseRedirect(_discover(request, rules.query_of(row)))


@member(Right.READ)
def open_new(request: MemberRequest, uid: str, after: int) -> HttpResponse:
    """Open only what a saved search found new after a finding: where an alert leads."""
    row = actions.open_search(request.scope, uid)
    return HttpResponseRedirect(_discover(request, rules.query_of(row, since=after)))


@member(Right.READ, methods=("GET", "POST"))
def edit(request: MemberRequest, uid: str) -> HttpResponse:
    """One search beside the table: name, query, who sees it, and one's alert."""
    line = queries.saved_search(request.scope, uid)
    if request.method == "GET":
        return _panel(request, line)
    data = request.POST
    try:
        undo = None
        # first, because who is not the owner may be making it private
        actions.follow(request.scope, uid, data.get("cadence", ""), by_mail="by_mail" in data)
        if line.may_change:
            _row, undo = actions.change_search(
                request.scope,
                uid,
                name=data.get("name", ""),
                query=data.get("q", ""),
                shared="shared" in data,
            )
    except Invalid as refusal:
        return _panel(request, line, refusal)
    except actions.NameTaken as refusal:
        return _panel(request, line, refusal)
    say(request, _("%(name)s saved") % {"name": data.get("name") or line.row.name}, undo=undo)
    return _done(request)


@member(Right.READ, methods=("POST",))
def alert(request: MemberRequest, uid: str) -> HttpResponse:
    """Change how often one is told, straight from the table."""
    word = rules.check_cadence(request.POST.get("cadence", ""))
    line = queries.saved_search(request.scope, uid)
    actions.follow(request.scope, uid, word, by_mail=line.by_mail)
    said = {
        Cadence.NEVER: _("No more alerts of %(name)s"),
        Cadence.NOW: _("You hear of new matches of %(name)s as soon as they are known"),
        Cadence.DAILY: _("You hear of new matches of %(name)s every day"),
        Cadence.WEEKLY: _("You hear of new matches of %(name)s every Monday"),
    }[word]
    say(request, said % {"name": line.row.name})
    return _done(request)


@member(Right.WRITE, methods=("POST",))
def delete(request: MemberRequest, uid: str) -> HttpResponse:
    """Delete a saved search."""
    row, undo = actions.delete_search(request.scope, uid)
    say(request, _("%(name)s deleted") % {"name": row.name}, undo=undo)
    return _done(request)


@member(Right.READ, methods=("POST",))
def forget_recent(request: MemberRequest) -> HttpResponse:
    """Forget what one searched for lately."""
    many = actions.forget_recent(request.scope)
    say(
        request,
        ngettext("%(n)s search forgotten", "%(n)s searches forgotten", many) % {"n": count(many)},
    )
    return _done(request)


def _table(request: MemberRequest) -> dict[str, Any]:
    lines = queries.saved_searches(request.scope)
    return {
        "lines": lines,
        "recent": queries.recent_searches(request.scope, _RECENT),
        "cadences": cadences(),
    }


def _panel(
    request: MemberRequest, line: queries.SavedLine, refusal: GroundswellError | None = None
) -> HttpResponse:
    data = request.POST if refusal else None
    context = {
        "line": line,
        "refusal": refusal,
        "name": data.get("name", "") if data else line.row.name,
        "q": data.get("q", "") if data else line.row.query,
        "shared": "shared" in data if data else line.row.shared,
        "cadence": data.get("cadence", "") if data else line.cadence,
        "by_mail": "by_mail" in data if data else line.by_mail,
        "cadences": cadences(),
        "link": request.build_absolute_uri(here(request, "search_open", line.row.uid)),
        "hour": rules.HOUR_OF_ALERTS,
        "alone": not by_script(request),
    }
    answer = partial_or_page(
        request,
        "finding/search.html",
        context,
        part="finding/_search.html",
        status=422 if refusal else 200,
    )
    if refusal and by_script(request):  # the form asks for the table, which stays as it is
        answer["HX-Retarget"] = "#panel"
    return answer


def _done(request: MemberRequest) -> HttpResponse:
    if by_script(request):
        answer = render(request, "finding/_searches.html", _table(request))
        return trigger(answer, **{"gs:close-panel": {}})
    return go(request, here(request, "searches"))


def _discover(request: MemberRequest, query: str) -> str:
    address = here(request, "discover")
    return f"{address}?{urlencode({'q': query})}" if query else address
