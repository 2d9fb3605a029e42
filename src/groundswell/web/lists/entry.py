"""One creator on a list, beside the board or the table."""

import json
from typing import Any

import numpy as np
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from groundswell.creators.identifiers import profile_row
from groundswell.discovery.desk import desk, identifiers
from groundswell.kernel.errors import GroundswellError, Missing, Status
from groundswell.relationships import actions, queries
from groundswell.relationships.actions.values import Block
from groundswell.relationships.errors import BadCells
from groundswell.relationships.models import List
from groundswell.relationships.queries.todo import tasks_about
from groundswell.ui import locales
from groundswell.web.answers import go, say, trigger
from groundswell.web.doors import MemberRequest, here, member
from groundswell.web.lists import columns, sheet
from groundswell.web.lists.frame import frame_of
from groundswell.workspaces.scope import Right


@member(Right.READ)
def entry(request: MemberRequest, uid: str, profile: str) -> HttpResponse:
    """The side panel of an entry."""
    return _panel(request, sheet.list_at(request.scope, uid), profile)


@member(Right.WRITE, methods=("POST",))
def change(request: MemberRequest, uid: str, profile: str) -> HttpResponse:
    """Write stage, owner, remark or a field of the entry."""
    row = sheet.list_at(request.scope, uid)
    known = columns.known(queries.fields_of(request.scope, row.uid))
    asked = [name for name in request.POST if name in known and known[name].edit]
    block = Block([profile_row(profile)], asked, [[request.POST[name] for name in asked]])
    try:
        done = actions.set_values(request.scope, row.uid, block, locale=str(locales.locale()))
    except BadCells as refusal:
        wrong = {asked[cell.column]: cell.reason for cell in refusal.cells}
        return _panel(request, row, profile, wrong=wrong, status=422)
    if done:
        say(request, _said(known, asked), undo=done.undo)
    return _changed(_panel(request, row, profile))


@member(Right.WRITE, methods=("POST",))
def vote(request: MemberRequest, uid: str, profile: str) -> HttpResponse:
    """Vote for or against, or take the vote back."""
    row = sheet.list_at(request.scope, uid)
    up = {"up": True, "down": False}.get(request.POST.get("vote", ""))
    actions.vote(request.scope, row.uid, profile_row(profile), up=up)
    return _changed(_panel(request, row, profile))


@member(Right.WRITE, methods=("POST",))
def note(request: MemberRequest, uid: str, profile: str) -> HttpResponse:
    """Write a note about the creator, or delete one."""
    row = sheet.list_at(request.scope, uid)
    gone = request.POST.get("delete", "")
    try:
        if gone:
            say(request, _("Note deleted"), undo=actions.delete_note(request.scope, gone))
        else:
            shared = bool(request.POST.get("shared"))
            text = request.POST.get("text", "")
            about = profile_row(profile)
            actions.write_note(request.scope, text, profile=about, name=row.uid, shared=shared)
    except GroundswellError as refusal:
        if refusal.status is not Status.INVALID:
            raise
        typed = request.POST.get("text", "")
        return _panel(
            request, row, profile, wrong={"text": refusal.sentence}, typed=typed, status=422
        )
    return _changed(_panel(request, row, profile))


@member(Right.WRITE, methods=("POST",))
def remove(request: MemberRequest, uid: str, profile: str) -> HttpResponse:
    """Take the creator off the list."""
    row = sheet.list_at(request.scope, uid)
    done = actions.remove_profiles(request.scope, row.uid, [profile_row(profile)])
    if not done:
        raise Missing(_("This creator is not on the list any more."), field="profile")
    say(request, _("1 taken off %(list)s") % {"list": row.name}, undo=done.undo)
    return go(request, request.POST.get("back") or here(request, "list_board", row.uid))


def _said(known: dict[str, columns.Column], asked: list[str]) -> str:
    names = ", ".join(str(known[name].label) for name in asked)
    return _("%(names)s changed") % {"names": names}


def _changed(response: HttpResponse) -> HttpResponse:
    """The board or table beside the panel is to look again."""
    return trigger(response, **{"gs:rows-changed": {}})


def _panel(
    request: MemberRequest, row: List, profile: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    scope, number = request.scope, profile_row(profile)
    known = columns.known(queries.fields_of(scope, row.uid))
    own = [one for one in known.values() if one.field is not None]
    here_, wanted = desk(scope), np.array([number], dtype=np.int64)
    line = sheet.lines(here_, row, wanted)[0]
    if line.entry is None:
        raise Missing(_("This creator is not on the list any more."), field="profile")
    notes = queries.notes_about(scope, profile=number)
    votes = queries.votes_on(scope, row.uid, line.entry.profile)
    names = queries.actor_names(
        scope, [*(one.author for one in notes), *(one.voter for one in votes)]
    )
    ids = identifiers([line.entry.shown or number], [line.card])[0]
    context = frame_of(request, row, "board") | {
        "line": line,
        "profile": profile,
        "creator": ids[1],
        "card": line.card,
        "own": sheet.lines(here_, row, wanted, own)[0].cells if own else (),
        "notes_said": [(one, one.guest or names[one.author]) for one in notes],
        "votes_said": [(one, one.guest or names[one.voter]) for one in votes],
        "tasks": tasks_about(scope, [number]).open,
        "elsewhere": [one for one in queries.lists_containing(scope, number) if one.pk != row.pk],
        "stages": queries.stages(scope),
        "members": queries.member_names(scope),
        "wrong": {},
        "task_url": here(request, "list_tasks", row.uid) + f"?about={line.key}",
        "mention_names": json.dumps(list(queries.member_names(scope).values())),
        **more,
    }
    return render(request, "lists/_entry.html", context, status=status)
