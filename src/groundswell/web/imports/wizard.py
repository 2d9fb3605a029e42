"""One import, at whichever step it stands: columns and trial, import, result."""

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.connectors.spreadsheet import queries, standing, stepwise
from groundswell.connectors.spreadsheet.models import State
from groundswell.connectors.spreadsheet.standing import Standing
from groundswell.creators.batches import profiles_of_batch
from groundswell.kernel.errors import Conflict, GroundswellError, Invalid
from groundswell.relationships.actions import add_profiles
from groundswell.ui.formats import count
from groundswell.web.answers import go, say
from groundswell.web.doors import MemberRequest, here, member
from groundswell.web.imports import forms, shown, words
from groundswell.workspaces.scope import Right

MOST_LISTED = 50_000
"""Most creators that are put on a list while somebody waits for the page."""


@member(Right.READ)
def show(request: MemberRequest, uid: str) -> HttpResponse:
    """The step at which an import stands."""
    now = standing.standing(request.scope, uid)
    if now.entry.uid != uid:
        return go(request, here(request, "import", now.entry.uid))
    return _page(request, now)


@member(Right.IMPORT, methods=("POST",))
def try_again(request: MemberRequest, uid: str) -> HttpResponse:
    """Read the file again with what was said of its columns."""
    now = standing.standing(request.scope, uid)
    try:
        asked = forms.wishes(request.scope, now, request.POST)
        successor = stepwise.again(request.scope, now.entry.uid, asked)
    except Invalid as refusal:
        return _page(request, now, words.for_pages(refusal), status=422)
    return go(request, here(request, "import", successor.uid))


@member(Right.IMPORT, methods=("POST",))
def confirm(request: MemberRequest, uid: str) -> HttpResponse:
    """Put what was read into the catalog."""
    stepwise.confirm(request.scope, uid)
    return go(request, here(request, "import", uid))


@member(Right.IMPORT, methods=("POST",))
def go_on(request: MemberRequest, uid: str) -> HttpResponse:
    """Go on where it was stopped."""
    stepwise.go_on(request.scope, uid)
    return go(request, here(request, "import", uid))


@member(Right.IMPORT, methods=("POST",))
def discard(request: MemberRequest, uid: str) -> HttpResponse:
    """Forget an import that is not wanted."""
    entry = stepwise.discard(request.scope, uid)
    say(request, _("%(file)s was not imported.") % {"file": entry.called})
    return go(request, here(request, "imports"))


@member(Right.IMPORT, methods=("POST",))
def undo(request: MemberRequest, uid: str) -> HttpResponse:
    """Take back what an import brought."""
    now = standing.standing(request.scope, uid)
    if not now.can_undo:
        raise Conflict(_("This import can no longer be undone here."))
    stepwise.take_back(request.scope, uid)
    return go(request, here(request, "import", uid))


@member(Right.WRITE, methods=("POST",))
def keep(request: MemberRequest, uid: str) -> HttpResponse:
    """Put who an import speaks of on a list of its name."""
    entry = queries.import_called(request.scope, uid)
    if entry.state != State.DONE or entry.created + entry.updated > MOST_LISTED:
        raise Conflict(_("These creators cannot be put on a list from here."))
    row = words.list_for(request.scope, entry)
    added = add_profiles(request.scope, row.uid, profiles_of_batch(request.scope, entry.pk))
    said = ngettext(
        "%(n)s creator added to %(list)s", "%(n)s creators added to %(list)s", added.added
    )
    say(request, said % {"n": count(added.added), "list": row.name}, undo=added.undo)
    return go(request, here(request, "list_board", row.uid))


@member(Right.READ)
def rejects(request: MemberRequest, uid: str) -> HttpResponseBase:
    """What could not be taken, as CSV with the reasons."""
    path = queries.rejects_of(request.scope, uid)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"rejected-{uid}.csv", content_type="text/csv"
    )


def _page(
    request: MemberRequest,
    now: Standing,
    refusal: GroundswellError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "now": now,
        "entry": now.entry,
        "steps": words.STEPS,
        "refusal": refusal,
        "may": Right.IMPORT in request.scope.rights,
        "state": words.line(now),
    }
    if now.step == 1:
        context |= shown.trial(request.scope, now, request.POST if refusal else None)
        return render(request, "imports/trial.html", context, status=status)
    context |= shown.result(now)
    few = 0 < now.entry.created + now.entry.updated <= MOST_LISTED
    context["may_list"] = few and Right.WRITE in request.scope.rights
    return render(request, "imports/result.html", context, status=status)
