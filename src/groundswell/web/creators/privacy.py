"""A person's own rights: everything that is kept about them as a file, and erasure."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

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
        removed = {
            domain: sorted((*one.removed.items(), *one.redacted.items()))
            for domain, one in done.items()
        }
        kept = list(dict.fromkeys(text for one in done.values() for text in one.kept))
        return render(
            request,
            "creators/erased.html",
            {"removed": {domain: rows for domain, rows in removed.items() if rows}, "kept": kept},
        )
    held = export_creator(request.scope, subject.creator.row)
    context = frame(request, subject, None) | {
        "form": form,
        "held": [
            (domain, [(table, len(rows)) for table, rows in tables.items() if rows])
            for domain, tables in held.items()
        ],
    }
    return render(request, "creators/erase.html", context, status=422 if form.errors else 200)
