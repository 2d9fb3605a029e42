"""Facts corrected by hand."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.creators.actions import enter_facts
from groundswell.creators.errors import BadFact
from groundswell.creators.facts import FACTS
from groundswell.web.answers import go, say
from groundswell.web.creators.forms import FactsForm
from groundswell.web.creators.position import trail
from groundswell.web.creators.views import frame, subject_of
from groundswell.web.doors import MemberRequest, here, member
from groundswell.workspaces.scope import Right


@member(Right.WRITE, methods=("GET", "POST"))
def edit(request: MemberRequest, uid: str) -> HttpResponse:
    """The facts of the profile looked at, to correct; source is then "entered by hand"."""
    subject = subject_of(request, uid)
    asked = request.GET.get("fact", "")
    sent = request.POST if request.method == "POST" else None
    form = FactsForm(subject.profile, sent, also=asked)
    if sent is not None and form.is_valid():
        try:
            done = enter_facts(request.scope, subject.profile.row, form.entered())
        except BadFact as refusal:
            form.add_error(
                refusal.field if refusal.field in form.fields else None, refusal.sentence
            )
        else:
            labels = ", ".join(FACTS[name].label for name in done.changed)
            count = len(done.changed)
            text = ngettext("%(facts)s corrected", "%(n)d facts corrected: %(facts)s", count)
            if count:
                say(request, text % {"n": count, "facts": labels}, undo=done.undo)
            else:
                say(request, _("Nothing was changed"))
            return go(request, here(request, "creator_tab", uid, "history") + trail(request.GET))
    context = frame(request, subject, None) | {"form": form, "asked": asked}
    return render(request, "creators/edit.html", context, status=422 if form.errors else 200)
