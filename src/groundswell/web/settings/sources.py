"""Sources of facts and the terms under which they are kept and shown."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from groundswell.creators import actions, queries
from groundswell.creators.models import PUBLIC, Source
from groundswell.kernel.errors import GroundswellError, Missing
from groundswell.web.answers import go, say
from groundswell.web.doors import MemberRequest, here, member
from groundswell.web.settings.forms import TermsForm, tell
from groundswell.workspaces.scope import Right


@member(Right.READ)
def sources(request: MemberRequest) -> HttpResponse:
    """Where the facts that this workspace sees come from."""
    rows = queries.sources(request.scope)
    page = {"rows": [{"source": row, "own": row.owner != PUBLIC} for row in rows]}
    return render(request, "settings/sources.html", page)


@member(Right.READ)
def source(request: MemberRequest, uid: str) -> HttpResponse:
    """The terms of one source."""
    row = _source(request, uid)
    return _page(request, row, TermsForm.of(row))


@member(Right.ADMIN, methods=("POST",))
def change(request: MemberRequest, uid: str) -> HttpResponse:
    """Change the terms; what the source has said is brought in line by a job."""
    row = _source(request, uid)
    form = TermsForm(request.POST)
    if form.is_valid():
        try:
            actions.change_terms(request.scope, row.pk, **form.cleaned_data)
        except GroundswellError as refusal:
            tell(form, refusal)
        else:
            say(
                request,
                _("The terms are saved. What %s has said is brought in line now.") % row.name,
            )
            return go(request, here(request, "settings_sources"))
    return _page(request, row, form, status=422)


def _page(
    request: MemberRequest, row: Source, form: TermsForm, *, status: int = 200
) -> HttpResponse:
    page = {
        "source": row,
        "own": row.owner != PUBLIC,
        "form": form,
        "may_change": Right.ADMIN in request.scope.rights,
    }
    return render(request, "settings/source.html", page, status=status)


def _source(request: MemberRequest, uid: str) -> Source:
    found = next((row for row in queries.sources(request.scope) if row.uid == uid), None)
    if found is None:
        raise Missing("There is no such source.")
    return found
