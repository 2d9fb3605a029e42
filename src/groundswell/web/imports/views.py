"""Past imports, and a new one: files are handed in here."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from groundswell.connectors.spreadsheet import queries, standing, stepwise, uploads
from groundswell.connectors.spreadsheet.models import Import
from groundswell.connectors.spreadsheet.requests import Request
from groundswell.kernel.errors import GroundswellError, Invalid
from groundswell.web.answers import go, say
from groundswell.web.doors import MemberRequest, here, member
from groundswell.web.imports import words
from groundswell.workspaces.scope import Right

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one uploaded file: its imports, or the refusal; and what was passed over."""

    called: str
    entries: list[Import]
    refusal: GroundswellError | None
    skipped: list[str]


@member(Right.READ)
def imports(request: MemberRequest) -> HttpResponse:
    """Files that were brought in, newest first."""
    before = request.GET.get("before", "")
    rows = queries.imports(
        request.scope,
        limit=PER_PAGE + 1,
        before=int(before) if before.isdecimal() else None,
        states=words.LISTED,
    )
    page, more = rows[:PER_PAGE], len(rows) > PER_PAGE
    return render(
        request,
        "imports/list.html",
        {
            "rows": [words.line(one) for one in standing.standings(request.scope, page)],
            "actors": words.actors(request.scope),
            "may": Right.IMPORT in request.scope.rights,
            "more": page[-1].pk if more else None,
        },
    )


@member(Right.IMPORT, methods=("GET", "POST"))
def new(request: MemberRequest) -> HttpResponse:
    """Hand in one file or several; each table of them becomes an import."""
    if request.method == "GET":
        return render(request, "imports/new.html", _page(request, []))
    modified = _number(request.POST.get("modified", ""))
    files = request.FILES.getlist("file")
    taken = [_take(request, file, modified if len(files) == 1 else None) for file in files]
    if not taken:
        refusal = Invalid(_("Choose a file first."), field="file")
        taken = [Taken("", [], refusal, [])]
    if request.headers.get("X-Requested-With") == "fetch":
        return _for_script(request, taken[0])
    if any(one.refusal for one in taken):
        return render(request, "imports/new.html", _page(request, taken), status=422)
    return go(request, _address(request, [entry for one in taken for entry in one.entries]))


def _page(request: MemberRequest, taken: list[Taken]) -> dict[str, object]:
    waiting = standing.waiting(request.scope)
    return {
        "taken": taken,
        "steps": words.STEPS,
        "limit": settings.IMPORT_LIMIT,
        "limit_words": words.size(settings.IMPORT_LIMIT),
        "accept": ",".join(uploads.ACCEPTED),
        "waiting": [words.line(one) for one in waiting],
    }


def _take(request: MemberRequest, file: "UploadedFile[Any]", modified: float | None) -> Taken:
    called = file.name or ""
    try:
        stored = uploads.take_in(cast("BinaryIO", file), called, limit=settings.IMPORT_LIMIT)
        asked = Request(path=Path())
        entries, skipped = stepwise.begin(
            request.scope, stored, asked, insist=False, modified=modified
        )
    except GroundswellError as refusal:
        return Taken(called, [], words.for_pages(refusal), [])
    passed_over = [f"{one.table}: {one.refusal.sentence}" for one in skipped]
    return Taken(called, entries, None, passed_over)


def _for_script(request: MemberRequest, one: Taken) -> HttpResponse:
    if one.refusal is not None:
        raise one.refusal
    for sentence in one.skipped:
        say(request, _("Passed over: %(why)s") % {"why": sentence})
    return JsonResponse(
        {
            "address": _address(request, one.entries),
            "imports": [entry.uid for entry in one.entries],
        },
        status=201,
    )


def _address(request: MemberRequest, entries: list[Import]) -> str:
    if len(entries) == 1:
        return here(request, "import", entries[0].uid)
    return here(request, "imports")


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
