"""Who did what on a list, newest first."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy, ngettext

from groundswell.creators.identifiers import profile_id
from groundswell.relationships import queries
from groundswell.relationships.queries.activity import Happening
from groundswell.ui import formats
from groundswell.web.answers import partial_or_page
from groundswell.web.doors import MemberRequest, member
from groundswell.web.lists.frame import frame_of
from groundswell.web.lists.sheet import list_at
from groundswell.workspaces.scope import Right

_SAID = {
    "list.created": gettext_lazy("made this list"),
    "list.renamed": gettext_lazy("renamed it, before “%(before)s”"),
    "list.archived": gettext_lazy("archived it"),
    "list.unarchived": gettext_lazy("brought it back from the archive"),
    "list.deleted": gettext_lazy("deleted it"),
    "list.restored": gettext_lazy("restored it"),
    "list.profiles-added": gettext_lazy("added %(who)s"),
    "list.profiles-removed": gettext_lazy("took %(who)s off"),
    "list.moved": gettext_lazy("moved %(who)s to %(stage)s"),
    "list.moved-back": gettext_lazy("moved %(who)s back"),
    "list.assigned": gettext_lazy("made %(owner)s owner of %(who)s"),
    "list.unassigned": gettext_lazy("took the owner from %(who)s"),
    "list.entry-annotated": gettext_lazy("wrote a remark on %(who)s"),
    "list.values-set": gettext_lazy("wrote %(fields)s of %(who)s"),
    "list.voted-up": gettext_lazy("voted for %(who)s"),
    "list.voted-down": gettext_lazy("voted against %(who)s"),
    "list.unvoted": gettext_lazy("took a vote on %(who)s back"),
    "field.added": gettext_lazy("added the column %(field)s"),
    "field.archived": gettext_lazy("took the column %(field)s away"),
    "note.written": gettext_lazy("wrote a note about %(who)s"),
    "note.deleted": gettext_lazy("deleted a note about %(who)s"),
    "task.given": gettext_lazy("gave the task “%(text)s”"),
    "task.done": gettext_lazy("did “%(text)s”"),
    "task.reopened": gettext_lazy("opened “%(text)s” again"),
    "task.deleted": gettext_lazy("deleted the task “%(text)s”"),
    "share.created": gettext_lazy("made a share link"),
    "share.revoked": gettext_lazy("withdrew a share link"),
    "share.commented": gettext_lazy("commented on %(who)s"),
}
_ICONS = {
    "list.profiles-added": "user-plus", "list.profiles-removed": "trash", "list.moved": "arrow-right",
    "list.moved-back": "arrow-back-up", "list.assigned": "user", "list.values-set": "table",
    "list.voted": "thumb-up", "note.written": "message", "share.commented": "message",
    "task.given": "checkbox", "task.done": "check", "share.created": "link", "share.revoked": "link",
    "list.created": "list-details", "list.archived": "archive", "list.deleted": "trash",
}  # fmt: skip


@member(Right.READ)
def activity(request: MemberRequest, uid: str) -> HttpResponse:
    """The activity of a list, a page at a time."""
    row = list_at(request.scope, uid)
    before = request.GET.get("before", "")
    feed = queries.activity_of_list(
        request.scope, row.uid, before=int(before) if before.isdigit() else None
    )
    context = frame_of(request, row, "activity") | {
        "lines": [_line(one) for one in feed.lines],
        "cursor": feed.cursor,
        "first": not before,
    }
    return partial_or_page(request, "lists/activity.html", context, part="lists/_activity.html")


def _line(one: Happening) -> dict[str, object]:
    deed = one.deed
    return {
        "who": one.who,
        "guest": bool(deed.detail.get("guest")),
        "said": say_deed(one),
        "icon": _ICONS.get(deed.verb, "pencil"),
        "at": deed.at,
        "creator": profile_id(one.shown) if one.shown and one.handle else "",
        "handle": one.handle,
    }


def say_deed(one: Happening) -> str:
    """What was done, without who did it: ``moved @maren to Agreed``."""
    deed = one.deed
    detail = {key: value for key, value in deed.detail.items() if isinstance(value, str)}
    who = f"@{one.handle}" if one.handle else _creators(deed.count)
    fields = ", ".join(str(name) for name in deed.detail.get("fields", ()))
    verb = deed.verb
    if verb == "list.voted":
        up = deed.detail.get("up")
        verb = "list.unvoted" if up is None else "list.voted-up" if up else "list.voted-down"
    if verb == "list.assigned" and not detail.get("owner"):
        verb = "list.unassigned"
    words = {"who": who, "fields": fields, **detail}
    pattern = _SAID.get(verb)
    return verb if pattern is None else str(pattern) % words


def _creators(count: int) -> str:
    words = ngettext("%(n)s creator", "%(n)s creators", count)
    return words % {"n": formats.count(count)}
