"""What can be done with a creator: lists, tags, notes; one view per deed, each with its way back."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.relationships import actions, queries
from groundswell.web.answers import go, say
from groundswell.web.creators import notes
from groundswell.web.creators.subject import Subject
from groundswell.web.creators.views import standing, subject_of
from groundswell.web.doors import MemberRequest, by_script, here, member
from groundswell.workspaces.scope import Right


@member(Right.WRITE, methods=("POST",))
def put_on_list(request: MemberRequest, uid: str) -> HttpResponse:
    """Put the profile looked at on a list, or take it off; a new name makes the list."""
    subject = subject_of(request, uid)
    scope, name = request.scope, request.POST.get("name", "").strip()
    row = (
        actions.create_list(scope, name)
        if name
        else queries.list_named(scope, request.POST.get("list", ""))
    )
    said = {"name": subject.name, "list": row.name}
    if request.POST.get("off"):
        gone = actions.remove_profiles(scope, row.uid, subject.rows)
        say(request, _("%(name)s taken off %(list)s") % said, undo=gone.undo)
    else:
        added = actions.add_profiles(scope, row.uid, [subject.profile.row])
        text = (
            _("%(name)s added to %(list)s") if added.added else _("%(name)s is on %(list)s already")
        )
        say(request, text % said, undo=added.undo)
    return _standing(request, uid, subject)


@member(Right.WRITE, methods=("POST",))
def tag(request: MemberRequest, uid: str) -> HttpResponse:
    """Put a tag on the creator's profiles, or take it off them."""
    subject = subject_of(request, uid)
    word = request.POST.get("tag", "")
    if request.POST.get("off"):
        done = actions.untag_profiles(request.scope, word, subject.rows)
        text = _("Tag %(tag)s taken off")
    else:
        done = actions.tag_profiles(request.scope, word, [subject.profile.row])
        text = _("Tagged %(tag)s")
    say(request, text % {"tag": word}, undo=done.undo)
    return _notes(request, uid, subject)


@member(Right.WRITE, methods=("POST",))
def write_note(request: MemberRequest, uid: str) -> HttpResponse:
    """Write a note about the creator; members named with an @ are told."""
    subject = subject_of(request, uid)
    actions.write_note(request.scope, request.POST.get("text", ""), creator=subject.creator.row)
    return _notes(request, uid, subject)


@member(Right.WRITE, methods=("POST",))
def change_note(request: MemberRequest, uid: str, note: str) -> HttpResponse:
    """Write a note anew, or delete it."""
    subject = subject_of(request, uid)
    if request.POST.get("delete"):
        undo = actions.delete_note(request.scope, note)
        say(request, ngettext("%(n)d note deleted", "%(n)d notes deleted", 1) % {"n": 1}, undo=undo)
    else:
        actions.edit_note(request.scope, note, request.POST.get("text", ""))
    return _notes(request, uid, subject)


def _notes(request: MemberRequest, uid: str, subject: Subject) -> HttpResponse:
    """The notes anew for htmx, else back to them."""
    if not by_script(request):
        return go(request, here(request, "creator_tab", uid, "notes"))
    context = standing(request, subject) | notes.build(request, subject)
    return render(request, "creators/_notes.html", context)


def _standing(request: MemberRequest, uid: str, subject: Subject) -> HttpResponse:
    """The lists in the header and their menu anew for htmx, else back to the page."""
    if not by_script(request):
        return go(request, here(request, "creator", uid))
    lists = queries.lists_of(request.scope)[:100]
    context = standing(request, subject) | {"all_lists": lists, "again": True}
    return render(request, "creators/_standing.html", context)
