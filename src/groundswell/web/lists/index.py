"""All lists: made, renamed, put aside, deleted and brought back."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groundswell.kernel.errors import GroundswellError, Invalid, Status
from groundswell.kernel.text import fold
from groundswell.relationships import actions
from groundswell.relationships.models import List
from groundswell.relationships.queries.shelf import Shelved, State, shelf
from groundswell.ui import formats
from groundswell.web.answers import go, partial_or_page, say
from groundswell.web.doors import MemberRequest, by_script, here, member
from groundswell.web.lists.sheet import list_at
from groundswell.web.shell.frame import brand_of
from groundswell.workspaces.queries import brands
from groundswell.workspaces.scope import Right

_SORTS = {
    "name": lambda one: one.list.key,
    "size": lambda one: one.list.size,
    "brand": lambda one: (one.brand == "", fold(one.brand)),
    "changed": lambda one: one.changed_at,
}


@member(Right.READ)
def index(request: MemberRequest) -> HttpResponse:
    """The lists of the workspace, filtered and sorted as the address says."""
    return _page(request)


@member(Right.WRITE, methods=("GET", "POST"))
def create(request: MemberRequest) -> HttpResponse:
    """Make a list and go there."""
    if request.method == "GET":
        return _form(request, {"brand": brand_of(request)})
    given = request.POST
    try:
        row = actions.create_list(
            request.scope,
            given.get("name", ""),
            note=given.get("note", ""),
            brand=given.get("brand", ""),
        )
    except GroundswellError as refusal:
        return _form(request, given.dict(), refusal=refusal)
    return go(request, here(request, "list_board", row.uid))


@member(Right.WRITE, methods=("GET", "POST"))
def change(request: MemberRequest, uid: str) -> HttpResponse:
    """Rename a list, say what and for which brand it is."""
    row = list_at(request.scope, uid)
    if request.method == "GET":
        brand = row.brand.uid if row.brand else ""
        return _form(request, {"name": row.name, "note": row.note, "brand": brand}, row)
    given = request.POST
    try:
        actions.rename_list(request.scope, uid, given.get("name", ""))
        actions.describe_list(request.scope, uid, given.get("note", ""))
        if "brand" in given:
            actions.brand_list(request.scope, uid, given["brand"])
    except GroundswellError as refusal:
        return _form(request, given.dict(), row, refusal)
    if by_script(request):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return go(request, here(request, "lists"))


@member(Right.WRITE, methods=("POST",))
def put_aside(request: MemberRequest) -> HttpResponse:
    """Archive, delete, take up or restore the ticked lists."""
    deed = request.POST.get("deed", "")
    if deed not in _DEEDS:
        raise Invalid(_("Say what is to be done."), field="deed")
    uids = request.POST.getlist("one") or request.POST.getlist("id")
    with transaction.atomic():
        rows = [_DEEDS[deed](request.scope, uid) for uid in uids]
        said = _said(deed, rows) if rows else ""
        undo = actions.undo_together(request.scope, [row.undo for row in rows], _back(rows))
    if rows:
        say(request, said, undo=undo)
    return _page(request)


_DEEDS = {
    "archive": actions.archive_list,
    "take-up": actions.unarchive_list,
    "delete": actions.delete_list,
    "restore": actions.restore_list,
}


def _said(deed: str, rows: Sequence[List]) -> str:
    if len(rows) > 1:
        said = {
            "archive": _("%(n)s lists are archived"),
            "take-up": _("%(n)s lists are in use again"),
            "delete": _("%(n)s lists are deleted and can be restored for 30 days"),
            "restore": _("%(n)s lists are back"),
        }[deed]
        return said % {"n": formats.count(len(rows))}
    return {
        "archive": _("%(name)s is archived"),
        "take-up": _("%(name)s is in use again"),
        "delete": _("%(name)s is deleted and can be restored for 30 days"),
        "restore": _("%(name)s is back"),
    }[deed] % {"name": rows[0].name}


def _back(rows: Sequence[List]) -> str:
    return _("%(n)s lists are as they were") % {"n": formats.count(len(rows))}


def _form(
    request: MemberRequest,
    typed: Mapping[str, str],
    row: List | None = None,
    refusal: GroundswellError | None = None,
) -> HttpResponse:
    """The form of a list, with what is wrong where it was refused."""
    if refusal is not None and refusal.status not in {Status.INVALID, Status.CONFLICT}:
        raise refusal
    context = {
        "list": row,
        "address": here(request, "list_change", row.uid) if row else here(request, "lists_create"),
        "name": typed.get("name", ""),
        "note": typed.get("note", ""),
        "brand": typed.get("brand", ""),
        "all_brands": brands(request.scope),
        "refusal": refusal,
    }
    return render(request, "lists/_list_form.html", context, status=422 if refusal else 200)


def _page(request: MemberRequest) -> HttpResponse:
    state = _state(request)
    found = shelf(request.scope, state, brand=brand_of(request))
    q = fold(request.GET.get("q", "")[:200])
    shown = _sorted(request, [one for one in found if q in fold(f"{one.list.name} {one.brand}")])
    search = request.GET.urlencode()
    context = {
        "rows": [{"one": one, "pieces": _pieces(one)} for one in shown],
        "total": len(found),
        "places": sum(one.list.size for one in shown),
        "many": ngettext("%(n)s list", "%(n)s lists", len(shown))
        % {"n": formats.count(len(shown))},
        "state": state,
        "states": [{"key": key, "label": label} for key, label in _STATES.items()],
        "q": request.GET.get("q", ""),
        "sort": request.GET.get("sort", "name"),
        "heads": _heads(request),
        "aside": here(request, "lists_aside") + (f"?{search}" if search else ""),
        "discover": here(request, "discover"),
        "may_write": Right.WRITE in request.scope.rights,
    }
    return partial_or_page(request, "lists/index.html", context, part="lists/_index.html")


_STATES = {
    "active": gettext_lazy("In use"),
    "archived": gettext_lazy("Archived"),
    "deleted": gettext_lazy("Deleted"),
}


def _heads(request: HttpRequest) -> list[dict[str, Any]]:
    """The headings: which way each sorts now, and where a click on it leads."""
    asked = request.GET.get("sort", "name")
    heads = (
        ("name", _("Name"), False), ("size", _("Creators"), True), ("stages", _("Stages"), False),
        ("brand", _("Brand"), False), ("changed", _("Last change"), False),
    )  # fmt: skip
    found = []
    for key, label, right in heads:
        way = {key: "ascending", f"-{key}": "descending"}.get(asked, "")
        first = f"-{key}" if key in {"size", "changed"} else key
        other = key if first.startswith("-") else f"-{key}"
        following = (other if asked == first else first) if key in _SORTS else ""
        found.append({"key": key, "label": label, "right": right, "way": way, "next": following})
    return found


def _state(request: HttpRequest) -> State:
    asked = request.GET.get("state", "active")
    known: tuple[State, ...] = get_args(State)
    return next((one for one in known if one == asked), "active")


def _sorted(request: HttpRequest, rows: list[Shelved]) -> list[Shelved]:
    asked = request.GET.get("sort", "name")
    key = _SORTS.get(asked.removeprefix("-"), _SORTS["name"])
    return sorted(rows, key=key, reverse=asked.startswith("-"))


def _pieces(one: Shelved) -> list[tuple[str, int]]:
    """The stages as parts of a bar; without any, no bar."""
    return [(stage.name, many) for stage, many in one.standing] if one.list.size else []
