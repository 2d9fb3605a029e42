"""A person's own rights: everything that is kept about them as a file, and erasure."""

import re

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from groundswell.creators.actions import erase_creator, export_creator
from groundswell.web.creators.forms import EraseForm
from groundswell.web.creators.views import frame, subject_of
from groundswell.web.doors import MemberRequest, member
from groundswell.workspaces.scope import Right


@member(Right.ERASE)
def export(request: MemberRequest, uid: str) -> HttpResponse:
    """Everything that is kept about a creator, as a JSON file to hand to the person."""
    subject = subject_of(request, uid)
    data = export_creator(request.scope, subject.creator.row)
    response = JsonResponse(data, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{subject.uid}.json"'
    return response


@member(Right.ERASE, methods=("GET", "POST"))
def erase(request: MemberRequest, uid: str) -> HttpResponse:
    """Erase a creator for good, after the name was typed."""
    subject = subject_of(request, uid)
    sent = request.POST if request.method == "POST" else None
    form = EraseForm(subject.name, sent)
    if sent is not None and form.is_valid():
        done = erase_creator(request.scope, subject.creator.row)
        gone = [
            pair
            for one in done.values()
            for part in (one.removed, one.redacted)
            for pair in part.items()
        ]
        kept = list(dict.fromkeys(text for one in done.values() for text in one.kept))
        return render(
            request,
            "creators/erased.html",
            {"removed": [(table_said(table), n) for table, n in gone if n], "kept": kept},
        )
    held = export_creator(request.scope, subject.creator.row)
    context = frame(request, subject, None) | {
        "form": form,
        "held": [
            (table_said(table), len(rows))
            for tables in held.values()
            for table, rows in tables.items()
            if rows
        ],
    }
    return render(request, "creators/erase.html", context, status=422 if form.errors else 200)


def table_said(table: str) -> str:
    """What the rows of a table are to people; a table without a word of its own is told by its name."""
    words = {
        "Profile": _("Profiles"),
        "Creator": _("Creators, with those merged"),
        "Observation": _("Statements of sources"),
        "Post": _("Posts"),
        "Snapshot": _("Measurements of posts"),
        "AudienceEstimate": _("Audience estimates"),
        "View": _("Notes of who opened the page"),
        "ListEntry": _("Places on lists"),
        "Tag": _("Tags"),
        "Note": _("Notes"),
        "Value": _("Values of lists' own fields"),
        "Vote": _("Votes"),
        "Task": _("Tasks"),
        "Deed": _("Lines of activity"),
        "Relative": _("Places in the brand's circle"),
    }
    return words.get(table, re.sub(r"(?<=[a-z])(?=[A-Z])", " ", table).capitalize())
