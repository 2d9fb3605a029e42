"""The workspace's pipeline: its stages, added, renamed, put in order, archived."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.kernel.errors import GroundswellError, Invalid, Status
from groundswell.relationships import actions, queries
from groundswell.relationships.models import StageKind
from groundswell.ui import formats
from groundswell.web.answers import partial_or_page, say
from groundswell.web.doors import MemberRequest, member
from groundswell.workspaces.scope import Right


@member(Right.READ)
def pipeline(request: MemberRequest) -> HttpResponse:
    """The stages that creators go through on every list."""
    return _page(request)


@member(Right.ADMIN, methods=("POST",))
def change_pipeline(request: MemberRequest) -> HttpResponse:
    """Add, rename, move, archive or bring back a stage."""
    deed = _DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise Invalid(_("Say what is to be done."), field="deed")
    uid = request.POST.get("stage", "")
    try:
        deed(request, uid)
    except GroundswellError as refusal:
        if refusal.status not in {Status.INVALID, Status.CONFLICT}:
            raise
        return _page(request, wrong={uid or "new": refusal}, status=422)
    return _page(request)


def _add(request: MemberRequest, _uid: str) -> None:
    given = request.POST
    row = actions.add_stage(
        request.scope, given.get("name", ""), kind=given.get("kind") or StageKind.OPEN
    )
    say(request, _("%(name)s is a stage now") % {"name": row.name})


def _change(request: MemberRequest, uid: str) -> None:
    given = request.POST
    actions.change_stage(request.scope, uid, name=given.get("name"), kind=given.get("kind") or None)


def _shift(by: int) -> Callable[[MemberRequest, str], None]:
    """Move a stage one place; the first stage keeps its own."""

    def shift(request: MemberRequest, uid: str) -> None:
        order = [one.uid for one in queries.stages(request.scope)]
        if uid not in order:
            raise Invalid(_("There is no such stage."), field="stage")
        at = order.index(uid) + by + (by > 0)
        before = order[at] if 0 <= at < len(order) else None
        actions.reorder_stage(request.scope, uid, before=before)

    return shift


def _archive(request: MemberRequest, uid: str) -> None:
    name = queries.stage_named(request.scope, uid).name
    moved = actions.archive_stage(request.scope, uid, into=request.POST.get("into") or None)
    text = _("%(name)s is archived") % {"name": name}
    if moved:
        text += ", " + ngettext("%(n)s creator moved on", "%(n)s creators moved on", moved) % {
            "n": formats.count(moved)
        }
    say(request, text)


def _bring_back(request: MemberRequest, uid: str) -> None:
    row = actions.unarchive_stage(request.scope, uid)
    say(request, _("%(name)s is back at the end of the pipeline") % {"name": row.name})


_DEEDS: dict[str, Callable[[MemberRequest, str], None]] = {
    "add": _add,
    "change": _change,
    "up": _shift(-1),
    "down": _shift(1),
    "archive": _archive,
    "back": _bring_back,
}


def _page(
    request: MemberRequest, *, status: int = 200, wrong: dict[str, GroundswellError] | None = None
) -> HttpResponse:
    context = {
        "stages": queries.stages(request.scope),
        "archived": queries.stages(request.scope, archived=True),
        "kinds": StageKind.choices,
        "may_admin": Right.ADMIN in request.scope.rights,
        "wrong": wrong or {},
    }
    return partial_or_page(
        request, "lists/pipeline.html", context, part="lists/_pipeline.html", status=status
    )
