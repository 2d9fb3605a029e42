"""Discover: the page, its answers, the groups of its panel and what its boxes complete."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from groundswell.discovery import search as discovery
from groundswell.discovery.errors import IndexMissing
from groundswell.discovery.fields import FIELDS
from groundswell.discovery.query import Query
from groundswell.kernel.errors import GroundswellError, Missing, Status
from groundswell.relationships import queries as lists
from groundswell.web.answers import partial_or_page
from groundswell.web.discover import answering, completion, panel
from groundswell.web.discover.asking import Asked, NotReadable, read
from groundswell.web.discover.groups import group_named
from groundswell.web.discover.mending import fault_of
from groundswell.web.doors import MemberRequest, by_script, here, member
from groundswell.workspaces.scope import Right

_MENDABLE = {Status.INVALID, Status.MISSING, Status.LIMITED}


@member(Right.READ)
def discover(request: MemberRequest) -> HttpResponse:
    """The page, or its answer to a change; the address of the new state goes with it."""
    try:
        asked = read(request.GET)
    except NotReadable as problem:
        return _faulty(request, problem.text, problem.error, problem.box)
    try:
        answer = answering.ask(request.scope, asked)
    except IndexMissing:
        return render(request, "discover/page.html", {"empty": True, "asked": asked})
    except GroundswellError as error:
        if error.status not in _MENDABLE or error.code == "bad-cursor":
            raise
        return _faulty(request, asked.text, error, "add" if "add" in request.GET else "q")
    context = answering.context(request.scope, request.workspace, answer)
    if not by_script(request):
        context |= _page(request)
    response = partial_or_page(request, "discover/page.html", context, part="discover/_answer.html")
    if by_script(request):
        address = here(request, "discover")
        state = asked.parameters()
        response["HX-Push-Url"] = f"{address}?{state}" if state else address
    return response


def _faulty(request: MemberRequest, text: str, error: GroundswellError, box: str) -> HttpResponse:
    """What is wrong under the box where it was typed; nothing else of the page changes."""
    fault = fault_of(text, error)
    context = {"fault": fault, "box": box, "typed": text, "empty": False}
    if by_script(request):
        response = render(request, "discover/_fault.html", context, status=422)
        response["HX-Retarget"] = "#fault"
        response["HX-Reswap"] = "innerHTML"
        response["HX-Push-Url"] = "false"
        return response
    blank = Asked(Query())
    context |= answering.context(
        request.scope, request.workspace, answering.ask(request.scope, blank)
    )
    context |= _page(request)
    return render(request, "discover/page.html", context, status=422)


def _page(request: MemberRequest) -> dict[str, Any]:
    return {"lists": lists.lists_of(request.scope), **answering.page_words()}


@member(Right.READ)
def group(request: MemberRequest, name: str) -> HttpResponse:
    """A group of the panel, with its counts, when it is opened."""
    known = group_named(name)
    if known is None:
        raise Missing("There is no such group of filters.")
    asked = _asked(request)
    names = panel.wanted(asked.searched, [name], asked.show)
    fields = panel.counted(names)
    counts, about = discovery.facets(request.scope, asked.searched, fields) if fields else ({}, ())
    sections = panel.sections(
        request.scope,
        asked.searched,
        names,
        counts,
        about=about,
        currency=request.workspace.currency,
    )
    section = next(one for one in sections if one.group.name == name)
    context = {"section": section, "asked": asked, **answering.panel_words(asked)}
    return render(request, "discover/_controls.html", context)


@member(Right.READ)
def values(request: MemberRequest, name: str) -> HttpResponse:
    """Values of a field that begin with the letters typed, each with what it would give."""
    known = FIELDS.get(name)
    if known is None or known.kind not in {"keyword", "keywords"}:
        raise Missing("There is no such filter.")
    start = request.GET.get("start", "").strip()[:100]
    asked = _asked(request)
    found = completion.values_of(request.scope, asked.query, name, start) if start else []
    context = {"name": name, "found": found, "start": start}
    return render(request, "discover/_values.html", context)


@member(Right.READ)
def complete(request: MemberRequest) -> HttpResponse:
    """Options for what stands in the search box."""
    text = request.GET.get("text", "")[:500]
    offers = completion.offers(request.scope, text)
    return render(request, "discover/_offers.html", {"offers": offers, "text": text})


def _asked(request: MemberRequest) -> Asked:
    """What the address asks; Invalid where it cannot be read (these parts are never typed)."""
    try:
        return read(request.GET)
    except NotReadable as problem:
        raise problem.error from problem
