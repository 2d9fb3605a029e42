"""How views answer: a page or its part, and what was done, with Undo.

What was done is said with `say`. It reaches the reader on whichever answer comes next: as a toast
of the page, or in the header ``HX-Trigger`` of an htmx answer (see `Sayings`).
"""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from groundswell.kernel.errors import GroundswellError
from groundswell.web.doors import MemberRequest, by_script, here

_UNDO = "undo:"


def partial_or_page(
    request: HttpRequest,
    page: str,
    context: dict[str, Any] | None = None,
    *,
    part: str,
    status: int = 200,
) -> HttpResponse:
    """Render ``part`` where htmx asks for it, else the whole ``page``, with the same context."""
    response = render(request, part if by_script(request) else page, context, status=status)
    response["Vary"] = "HX-Request"
    return response


def say(request: MemberRequest, text: str, *, undo: str | None = None) -> None:
    """Tell the reader what was done; ``undo`` is the uid of its reversal."""
    address = here(request, "undo", undo) if undo else ""
    messages.success(request, text, extra_tags=_UNDO + address if address else "")


def said(request: HttpRequest) -> list[dict[str, str | None]]:
    """What was said and not yet read, as toasts (``text``, ``undo``); reading empties it."""
    return [
        {
            "text": str(message),
            "undo": (message.extra_tags or "").removeprefix(_UNDO) or None,
            "kind": "stop" if message.level >= messages.ERROR else "done",
        }
        for message in messages.get_messages(request)
    ]


def go(request: HttpRequest, address: str) -> HttpResponse:
    """Send the reader to another page, whoever asked: a redirect, or ``HX-Redirect`` to htmx."""
    if by_script(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def trigger(response: HttpResponse, **events: Any) -> HttpResponse:
    """Have htmx raise these events in the page, beside those that are there already."""
    there = json.loads(response.get("HX-Trigger", "{}"))
    response["HX-Trigger"] = json.dumps(there | events)
    return response


class Sayings:
    """Puts what was said into htmx answers; pages show it themselves (`ui/base.html`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the header, unless the answer leads elsewhere or carries a page."""
        response = self.get_response(request)
        if not by_script(request) or "HX-Redirect" in response or "HX-Refresh" in response:
            return response
        if not 300 <= response.status_code < 400 and (toasts := said(request)):
            trigger(response, **{"gs:say": {"toasts": toasts}})
        return response


def refusal_header(response: HttpResponse, refusal: GroundswellError) -> HttpResponse:
    """The sentence of a refusal where scripts find it."""
    words = " ".join(filter(None, (refusal.sentence, refusal.hint)))
    response["X-Refusal"] = quote(words[:1000])
    return response
