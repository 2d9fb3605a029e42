"""Home: what needs the member, one queue at a time; the first steps where there is nothing yet."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from groundswell.connectors.spreadsheet import uploads
from groundswell.creators.queries import holds_anybody
from groundswell.discovery.saved.queries import recent_searches
from groundswell.relationships.queries import shelf
from groundswell.tasks.queries import jobs
from groundswell.tasks.queue import enqueue
from groundswell.web.answers import go, partial_or_page, say
from groundswell.web.doors import MemberRequest, by_script, here, member
from groundswell.web.home.jobs import DEMO_JOB
from groundswell.web.home.queues import Loaded, deed_of, loaded
from groundswell.web.imports import words
from groundswell.workspaces.scope import Right

_RECENT = 5


@member(Right.READ)
def home(request: MemberRequest) -> HttpResponse:
    """The queues, and the items of one of them."""
    if not holds_anybody(request.scope):
        return render(request, "home/first.html", _first(request))
    context = _queues(request, request.GET.get("queue", ""))
    return partial_or_page(request, "home/home.html", context, part="home/_home.html")


@member(Right.READ, methods=("POST",))
def act(request: MemberRequest, queue: str, key: str, deed: str) -> HttpResponse:
    """Do something with an item of a queue."""
    done = deed_of(request, queue, deed).act(request, key)
    say(request, done.text, undo=done.undo)
    if not by_script(request):
        return go(request, f"{here(request, 'home')}?queue={queue}")
    context = _queues(request, queue)
    return render(request, "home/_home.html", context)


@member(Right.ADMIN, methods=("POST",))
def demo(request: MemberRequest) -> HttpResponse:
    """Have invented creators loaded, to look around with."""
    enqueue(DEMO_JOB, {"actor": request.scope.actor}, key="demo", workspace=request.scope.workspace)
    return go(request, here(request, "home"))


def _queues(request: MemberRequest, asked: str) -> dict[str, Any]:
    """Queues by when they matter, and the open one: the one asked for, else the first with items."""
    found = loaded(request)
    filled = [one for one in found if one.items]
    chosen = next((one for one in found if one.queue.slug == asked), None)
    chosen = chosen or (filled[0] if filled else None)
    following = next((one for one in filled if one is not chosen), None)
    return {
        "groups": [
            ("today", [one for one in filled if one.queue.today]),
            ("week", [one for one in filled if not one.queue.today]),
            ("clear", [one for one in found if not one.items]),
        ],
        "chosen": chosen,
        "following": following,
        "items": _items(request, chosen) if chosen else [],
        "needs": sum(len(one.items) for one in filled),
        "needs_today": sum(len(one.items) for one in filled if one.queue.today),
        "recent": recent_searches(request.scope, _RECENT),
        "lists": sorted(shelf(request.scope), key=lambda one: one.changed_at, reverse=True)[
            :_RECENT
        ],
    }


def _items(request: MemberRequest, chosen: Loaded) -> list[dict[str, Any]]:
    deeds = [one for one in chosen.queue.deeds.values() if one.right in request.scope.rights]
    return [
        {
            "item": item,
            "deeds": [one for one in deeds if item.does is None or one.name in item.does],
        }
        for item in chosen.items
    ]


def _first(request: MemberRequest) -> dict[str, Any]:
    running = jobs(name=DEMO_JOB, workspace=request.scope.workspace).first()
    return {
        "may_import": Right.IMPORT in request.scope.rights,
        "may_demo": Right.ADMIN in request.scope.rights,
        "job": running,
        "limit": settings.IMPORT_LIMIT,
        "limit_words": words.size(settings.IMPORT_LIMIT),
        "accept": ",".join(uploads.ACCEPTED),
    }
