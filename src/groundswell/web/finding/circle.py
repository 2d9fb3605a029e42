"""Our circle: whom the workspace knows already, and how many of them are in the catalog."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from groundswell.circle import actions, queries, rules
from groundswell.circle.queries import SetLine
from groundswell.circle.upkeep import FOLLOW
from groundswell.creators.platforms import Platform
from groundswell.discovery import search
from groundswell.discovery.errors import IndexMissing
from groundswell.discovery.query import Query, Terms
from groundswell.discovery.writing import format_query
from groundswell.kernel.errors import GroundswellError, Invalid
from groundswell.kernel.tables import guarded
from groundswell.tasks.errors import NoSuchJob
from groundswell.tasks.models import State as JobState
from groundswell.tasks.queries import job
from groundswell.ui.jobs import describe
from groundswell.web.answers import go, partial_or_page, say
from groundswell.web.doors import MemberRequest, here, member
from groundswell.web.finding.receiving import SealedUpload, SealingHandler
from groundswell.web.finding.words import relation_of, relations
from groundswell.workspaces.scope import Right

describe(
    actions.TAKE_IN,
    label=gettext_lazy("Reading and matching"),
    done=gettext_lazy("Read and matched"),
    right=Right.IMPORT,
    stops=True,
)
describe(FOLLOW, label=gettext_lazy("Matching changed profiles with the circle"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A set as its row shows it; ``stopped`` where its job will not go on by itself."""

    line: SetLine
    relation: str
    href: str
    stopped: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A relation of the circle: its sets, and how many profiles Discover finds by it."""

    word: str
    name: str
    why: str
    sets: tuple[Shown, ...]
    matched: int | None
    href: str


@member(Right.READ)
def index(request: MemberRequest) -> HttpResponse:
    """The sets by relation, and a place to drop a file."""
    return render(request, "finding/circle.html", _page(request))


@member(Right.READ)
def one(request: MemberRequest, uid: str) -> HttpResponse:
    """One set beside the others: its counts, its rejected rows."""
    shown = _shown(request, queries.set_called(request.scope, uid))
    first = [row for _n, row in zip(range(20), queries.rejects(request.scope, uid), strict=False)]
    context = {
        "one": shown,
        "first": first,
        "may_import": Right.IMPORT in request.scope.rights,
        "days": rules.KEPT_DAYS,
    }
    return partial_or_page(request, "finding/set.html", context, part="finding/_set.html")


def _sealing(view: Any) -> Any:
    """Let the files of a form be sealed as they come: before anything reads the form."""
    guarded_view = csrf_protect(view)

    @wraps(view)
    def receive(request: MemberRequest, *args: Any) -> HttpResponse:
        request.upload_handlers = [SealingHandler(request)]
        answer: HttpResponse = guarded_view(request, *args)
        return answer

    return receive


@csrf_exempt  # checked inside, once files are received the way they must be
@member(Right.IMPORT, methods=("GET", "POST"))
@_sealing
def new(request: MemberRequest) -> HttpResponse:
    """Take in a file of people."""
    if request.method == "GET":
        return render(request, "finding/circle.html", _page(request, wanted=True))
    by_fetch = request.headers.get("X-Requested-With") == "fetch"
    file = request.FILES.get("file")
    try:
        _row, fresh = _take_in(request, file)
    except GroundswellError as refusal:
        if by_fetch:
            raise
        context = _page(request, refusal=refusal, wanted=True)
        return render(request, "finding/circle.html", context, status=422)
    finally:
        if isinstance(file, SealedUpload):
            file.discard()
    if not fresh:
        say(request, _("This file is part of your circle already."))
    address = here(request, "circle")
    if by_fetch:
        return JsonResponse({"address": address}, status=201)
    return go(request, address)


@member(Right.IMPORT, methods=("POST",))
def remove(request: MemberRequest, uid: str) -> HttpResponse:
    """Take a set out of the circle."""
    row, undo = actions.remove_set(request.scope, uid)
    say(request, _("%(name)s is no longer part of the circle") % {"name": row.name}, undo=undo)
    return go(request, here(request, "circle"))


@member(Right.IMPORT, methods=("POST",))
def resume(request: MemberRequest, uid: str) -> HttpResponse:
    """Go on reading a set that was stopped."""
    actions.resume(request.scope, uid)
    return go(request, here(request, "circle"))


@member(Right.IMPORT)
def rejects(request: MemberRequest, uid: str) -> HttpResponseBase:
    """The rejected rows of a set as CSV: row, reason, and what may be shown of the cell."""
    rows = queries.rejects(request.scope, uid)
    answer = StreamingHttpResponse(_csv(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rejected-{uid}.csv"'
    return answer


class _Echo:
    def write(self, text: str) -> str:
        return text


def _csv(rows: Iterator[tuple[int, str, str]]) -> Iterator[bytes]:
    out = csv.writer(_Echo())
    yield str(out.writerow(["row", "reason", "value"])).encode()
    for row, reason, shown in rows:
        yield str(out.writerow([row, guarded(reason), guarded(shown)])).encode()


def _take_in(request: MemberRequest, file: "UploadedFile[Any] | None") -> tuple[Any, bool]:
    if file is None:
        raise Invalid(_("Choose a file first."), field="file")
    data = request.POST
    return actions.take_in(
        request.scope,
        data.get("relation", ""),
        file.name or "",
        file.chunks(),
        competitor=data.get("competitor", ""),
        platform=data.get("platform", ""),
    )


def _page(
    request: MemberRequest, *, refusal: GroundswellError | None = None, wanted: bool = False
) -> dict[str, Any]:
    lines = [_shown(request, line) for line in queries.sets(request.scope)]
    data = request.POST if refusal else {}
    return {
        "groups": [_group(request, *words, lines) for words in relations()],
        "any": bool(lines),
        "many": len(lines),
        "relations": relations(),
        "competitors": queries.competitors(request.scope),
        "platforms": [(one.slug, one.label) for one in Platform],
        "accept": ",".join(rules.ACCEPTED),
        "limit": rules.MOST_BYTES,
        "limit_mb": rules.MOST_BYTES // 2**20,
        "may_import": Right.IMPORT in request.scope.rights,
        "refusal": refusal,
        "wanted": wanted,
        "form": {
            "relation": data.get("relation", request.GET.get("relation", "customer")),
            "competitor": data.get("competitor", ""),
            "platform": data.get("platform", ""),
        },
    }


def _group(request: MemberRequest, word: str, name: str, why: str, sets: list[Shown]) -> Group:
    own = tuple(one for one in sets if one.line.row.relation == word)
    return Group(
        word, name, why, own, _matched(request, word) if own else None, _href(request, word)
    )


def _matched(request: MemberRequest, word: str) -> int | None:
    """How many profiles Discover finds by a relation; None before there is an index."""
    try:
        return search.count(request.scope, f"relation:{word}")
    except IndexMissing:
        return None


def _shown(request: MemberRequest, line: SetLine) -> Shown:
    return Shown(line, relation_of(line), _href(request, line.word), _is_stopped(request, line))


def _is_stopped(request: MemberRequest, line: SetLine) -> bool:
    if not line.is_open:
        return False
    try:
        state = job(line.row.job, workspace=request.scope.workspace).state
    except NoSuchJob:
        return True
    return state in {JobState.CANCELLED, JobState.DEAD}


def _href(request: MemberRequest, word: str) -> str:
    text = format_query(Query(Terms("relation", (word,))))
    return f"{here(request, 'discover')}?{urlencode({'q': text})}"
