"""The creator's page and the panel beside a list."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from groundswell.circle.queries import relations_of
from groundswell.discovery.viewed import note_view
from groundswell.kernel.errors import Missing
from groundswell.relationships import queries as relations
from groundswell.web.answers import go, partial_or_page
from groundswell.web.creators import audience, overview, standard
from groundswell.web.creators.position import position, trail
from groundswell.web.creators.subject import Subject, find
from groundswell.web.creators.tabs import Tab, shown, tab_called
from groundswell.web.doors import MemberRequest, here, member
from groundswell.workspaces.scope import Right

__all__ = ["creator", "frame", "peek", "standard"]


@member(Right.READ)
def creator(request: MemberRequest, uid: str, tab: str = "") -> HttpResponse:
    """A tab of a creator's page; the identifier of a profile leads to its creator."""
    subject = find(request.scope, request.workspace, uid, request.GET.get("profile", ""))
    here_tab = tab_called(tab)
    if uid != subject.uid:
        more = {"profile": uid} if uid == subject.profile_uid else {}
        path = (
            here(request, "creator_tab", subject.uid, tab)
            if tab
            else here(request, "creator", subject.uid)
        )
        return go(request, path + trail(request.GET, **more))
    note_view(request.scope, subject.profile.row)
    context = frame(request, subject, here_tab) | here_tab.build(request, subject)
    if here_tab.part:
        return partial_or_page(request, here_tab.template, context, part=here_tab.part)
    return render(request, here_tab.template, context)


@member(Right.READ)
def peek(request: MemberRequest, uid: str) -> HttpResponse:
    """A creator beside a list."""
    subject = find(request.scope, request.workspace, uid, request.GET.get("profile", ""))
    note_view(request.scope, subject.profile.row)
    context = standing(request, subject) | overview.glance(request.scope, subject)
    return partial_or_page(request, "creators/peek.html", context, part="creators/_peek.html")


def frame(request: MemberRequest, subject: Subject, tab: Tab | None) -> dict[str, Any]:
    """What the header, the strip of profiles and the tabs need; no ``tab`` for pages beside them."""
    return standing(request, subject) | {
        "tab": tab,
        "tabs": shown(request.scope, subject, tab),
        "position": position(request, tab.slug if tab and tab.order > 10 else ""),
        "trail": trail(request.GET),
        "place_trail": trail(_without_profile(request)),
        "all_lists": relations.lists_of(request.scope)[:100],
        "discover": here(request, "discover"),
    }


def standing(request: MemberRequest, subject: Subject) -> dict[str, Any]:
    """How a creator stands to the workspace: lists with stages, relation, and who may do what."""
    scope = request.scope
    on = lists_of(request, subject)
    rights = scope.rights
    return {
        "subject": subject,
        "on_lists": on,
        "on_uids": {one["uid"] for one in on},
        "relations": [relation_said(word) for word in relation_words(request, subject)],
        "may_write": Right.WRITE in rights,
        "may_import": Right.IMPORT in rights,
        "may_erase": Right.ERASE in rights,
        "audience_label": audience.label,
    }


def lists_of(request: MemberRequest, subject: Subject) -> list[dict[str, str]]:
    """The lists on which any profile of the creator is, with its stage."""
    scope = request.scope
    names = {stage.uid: stage.name for stage in relations.stages(scope)}
    many = relations.lists_containing_many(scope, subject.rows)
    lists = {one.uid: one for found in many.values() for one in found}
    result = []
    for one in sorted(lists.values(), key=lambda one: one.key):
        places = relations.placed(scope, one.uid, subject.rows)
        stage = next((names.get(place.stage, "") for place in places.values()), "")
        result.append({"uid": one.uid, "name": one.name, "stage": stage})
    return result


def relation_words(request: MemberRequest, subject: Subject) -> list[str]:
    """How any of the profiles stands to the brand's own circle."""
    words = [word for row in subject.rows for word in relations_of(request.scope, row)]
    return list(dict.fromkeys(words))


def relation_said(word: str) -> tuple[str, str]:
    """A relation as a row of the margin: what it is, and of whom."""
    from django.utils.translation import gettext as _

    kind, _colon, whom = word.partition(":")
    name = {
        "customer": _("Customer"),
        "employee": _("Employee"),
        "follows-us": _("Follows us"),
        "follows-competitor": _("Follows a competitor"),
    }.get(kind, kind)
    return name, whom.strip('"') or _("yes")


def _without_profile(request: MemberRequest) -> Any:
    data = request.GET.copy()
    data.pop("profile", None)
    return data


def subject_of(request: MemberRequest, uid: str) -> Subject:
    """The subject of an action's address; only creators have actions, not profiles."""
    subject = find(request.scope, request.workspace, uid, request.GET.get("profile", ""))
    if subject.uid != uid:
        raise Missing("There is no such creator.")
    return subject
