"""What is done to many creators of a list at once, and the list as a file."""

from collections.abc import Callable
from pathlib import Path

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.creators.identifiers import profile_rows
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Invalid
from groundswell.kernel.tables import MEDIA_TYPES, format_of
from groundswell.relationships import actions, queries
from groundswell.relationships.models import List
from groundswell.ui import formats
from groundswell.web.answers import go, say, trigger
from groundswell.web.doors import MemberRequest, here, member
from groundswell.web.lists import sheet
from groundswell.web.lists.files import list_file
from groundswell.web.lists.table import Table
from groundswell.workspaces.scope import Right, Scope


@member(Right.WRITE, methods=("POST",))
def many(request: MemberRequest, uid: str) -> HttpResponse:
    """Move, give, tag, copy or remove the ticked creators, or all that the table shows."""
    row = sheet.list_at(request.scope, uid)
    deed = _DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise Invalid(_("Say what is to be done."), field="deed")
    profiles = _chosen(request, uid)
    if not profiles:
        raise Invalid(_("Nobody is chosen."), field="id")
    text, undo = deed(request.scope, row, profiles, request.POST.get("value", ""))
    say(request, text, undo=undo)
    if request.POST["deed"] == "remove":
        return go(request, here(request, "list_table", uid) + Table.of(request, uid).look.address())
    return trigger(HttpResponse(status=204), **{"gs:rows-changed": {"clear": True}})


@member(Right.EXPORT)
def export(request: MemberRequest, uid: str) -> StreamingHttpResponse:
    """The list, or what the table shows of it, as a file with the workspace's own columns."""
    asked = Table.of(request, uid)
    kind = format_of(Path("x.csv"), request.GET.get("format", "csv"))
    order = asked.order("")
    chunks = list_file(asked.desk, asked.row, order, kind)
    response = StreamingHttpResponse(chunks, content_type=MEDIA_TYPES[kind])
    name = "".join(one if one.isalnum() else "-" for one in asked.row.name.lower()).strip("-")
    response["Content-Disposition"] = (
        f'attachment; filename="{name.encode("ascii", "ignore").decode() or "list"}'
        f'-{now():%Y-%m-%d}.{kind}"'
    )
    return response


def _chosen(request: MemberRequest, uid: str) -> list[int]:
    if request.POST.get("all"):
        rows: list[int] = Table.of(request, uid).order(request.GET.get("order", "")).tolist()
        return rows
    return profile_rows(request.POST.getlist("id"))


_Done = tuple[str, str | None]


def _move(scope: Scope, row: List, profiles: list[int], value: str) -> _Done:
    stage = queries.stage_named(scope, value)
    done = actions.move_entries(scope, row.uid, profiles, stage.uid)
    return _many(done.count, _("%(n)s moved to %(to)s"), stage.name), done.undo


def _give(scope: Scope, row: List, profiles: list[int], value: str) -> _Done:
    done = actions.assign_entries(scope, row.uid, profiles, value or None)
    if not value:
        return _many(done.count, _("%(n)s have no owner now")), done.undo
    return _many(
        done.count, _("%(n)s given to %(to)s"), queries.member_names(scope)[value]
    ), done.undo


def _tag(scope: Scope, _row: List, profiles: list[int], value: str) -> _Done:
    done = actions.tag_profiles(scope, value, profiles)
    return _many(done.count, _("%(n)s tagged %(to)s"), value.strip()), done.undo


def _copy(scope: Scope, _row: List, profiles: list[int], value: str) -> _Done:
    other = queries.list_named(scope, value)
    added = actions.add_profiles(scope, other.uid, profiles)
    text = _many(added.added, _("%(n)s added to %(to)s"), other.name)
    if added.already:
        text += ", " + ngettext(
            "%(n)s was there already", "%(n)s were there already", added.already
        ) % {"n": formats.count(added.already)}
    return text, added.undo


def _remove(scope: Scope, row: List, profiles: list[int], _value: str) -> _Done:
    done = actions.remove_profiles(scope, row.uid, profiles)
    return _many(done.count, _("%(n)s taken off %(to)s"), row.name), done.undo


def _many(count: int, sentence: str, name: str = "") -> str:
    return sentence % {"n": formats.count(count), "to": name}


_DEEDS: dict[str, Callable[[Scope, List, list[int], str], _Done]] = {
    "move": _move,
    "give": _give,
    "tag": _tag,
    "copy": _copy,
    "remove": _remove,
}
