"""One creator beside the list, several side by side, and what the page asks for later."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from groundswell.creators import queries as catalog
from groundswell.creators.identifiers import creator_row, profile_row
from groundswell.discovery import search as discovery
from groundswell.discovery.query import Share
from groundswell.discovery.viewed import note_view
from groundswell.kernel.errors import Missing
from groundswell.relationships import queries as lists
from groundswell.web.answers import partial_or_page
from groundswell.web.discover import answering, found, standing
from groundswell.web.discover.asking import NotReadable, read
from groundswell.web.discover.comparing import facts_of
from groundswell.web.discover.editing import control_of, parts_of, with_parts
from groundswell.web.doors import MemberRequest, here, member
from groundswell.workspaces.scope import Right

MOST_COMPARED = 6
_POSTS = 3
_STEPS = tuple(range(0, 100, 5))


@member(Right.READ)
def peek(request: MemberRequest, uid: str) -> HttpResponse:
    """A creator beside the list: who, why here, the audience, the latest posts."""
    scope, asked = request.scope, _read(request)
    card = answering.one(scope, uid, asked.query)
    if card is None:
        raise Missing("There is no such profile.")
    row = profile_row(uid)
    note_view(scope, row)
    shown = found.found(card, found.share_asked(asked.query), found.matched_words(asked.query))
    places, _ = standing.standings(scope, [shown], patience=None)
    context: dict[str, Any] = {
        "row": shown,
        "reasons": [found.marked(text, found.matched_words(asked.query)) for text in shown.reasons],
        "standing": places[shown.id],
        "profiles": catalog.creator_detail(scope, creator_row(shown.creator)).profiles,
        "audience": found.audience_groups(card),
        "audience_at": found.moment(card.get("audience_at")),
        "posts": [_post(one) for one in catalog.posts_of(scope, row, limit=_POSTS)],
        "on_lists": lists.lists_containing(scope, row),
        "bio": found.marked(str(card.get("bio") or ""), found.matched_words(asked.query)),
        "like": f"like:{shown.platform}/@{shown.handle}",
        "asked": asked,
        **answering.words(scope),
        "place": request.GET.get("place", ""),
        "total": request.GET.get("total", ""),
    }
    return partial_or_page(request, "discover/peek.html", context, part="discover/_peek.html")


@member(Right.READ)
def compare(request: MemberRequest) -> HttpResponse:
    """Up to six creators side by side: facts with intervals, audiences as bars."""
    named = [name for name in request.GET.get("ids", "").split(",") if name]
    cards = answering.several(request.scope, named[:MOST_COMPARED])
    rows = [found.found(card, None, None) for card in cards]
    places, _ = standing.standings(request.scope, rows, patience=None)
    ids = [row.id for row in rows]
    context = {
        "rows": [(row, ",".join(other for other in ids if other != row.id)) for row in rows],
        "facts": facts_of(rows, places),
        "left_out": max(len(named) - MOST_COMPARED, 0),
        "discover_url": here(request, "discover"),
    }
    return render(request, "discover/compare.html", context)


@member(Right.READ)
def shares(request: MemberRequest) -> HttpResponse:
    """How a share of the audience is spread over the profiles that match besides."""
    asked = _read(request)
    name = request.GET.get("name", "")
    nodes = parts_of(asked.query)
    share = next((one for one in nodes if control_of(one) == name), None)
    if not isinstance(share, Share):
        raise Missing("This share of the audience is not asked for.")
    rest = [one for one in nodes if one is not share]
    above = [
        discovery.count(
            request.scope,
            with_parts(asked.query, [*rest, Share(share.dimension, share.keys, step / 100)]),
        )
        for step in _STEPS
    ]
    low, high = share.low or 0.0, 1.0 if share.high is None else share.high
    context = {
        "counts": [here - after for here, after in zip(above, [*above[1:], 0], strict=True)],
        "inside": [low <= (step + 2.5) / 100 <= high for step in _STEPS],
    }
    return render(request, "discover/_shares.html", context)


@member(Right.READ)
def ridges(request: MemberRequest) -> HttpResponse:
    """The places among peers that a page of results did not wait for."""
    named = [name for name in request.GET.get("ids", "").split(",") if name][:100]
    rows = [found.found(card, None, None) for card in answering.several(request.scope, named)]
    places, _ = standing.standings(request.scope, rows, patience=None)
    return render(request, "discover/_ridges.html", {"places": places})


def _read(request: MemberRequest) -> Any:
    try:
        return read(request.GET)
    except NotReadable as problem:
        raise problem.error from problem


def _post(post: Any) -> dict[str, Any]:
    facts = post.facts
    text = facts.get("title") or facts.get("caption") or facts.get("text") or ""
    return {
        "text": " ".join(str(text).split()),
        "at": found.moment(post.published_at),
        "url": facts.get("url"),
        "likes": facts.get("likes"),
        "views": facts.get("views"),
        "comments": facts.get("comments"),
        "sponsored": facts.get("sponsored"),
    }
