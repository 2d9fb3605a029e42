"""All data of the workspace: out as a file, and in where there is nothing yet."""

from django import forms
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groundswell.tasks import queries as tasks
from groundswell.ui.jobs import describe
from groundswell.web.answers import go, say
from groundswell.web.doors import MemberRequest, here, member
from groundswell.workspaces.portable import actions
from groundswell.workspaces.portable.incoming import is_empty
from groundswell.workspaces.portable.registry import LEFT
from groundswell.workspaces.scope import Right

describe(
    actions.EXPORT_JOB,
    label=gettext_lazy("Writing the archive"),
    done=gettext_lazy("The archive is ready"),
    right=Right.ADMIN,
    stops=True,
)
describe(
    actions.IMPORT_JOB,
    label=gettext_lazy("Reading the archive"),
    done=gettext_lazy("The archive was read"),
    right=Right.ADMIN,
)


class ArchiveForm(forms.Form):
    """An archive to bring in."""

    file = forms.FileField(
        label=gettext_lazy("Archive"),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )


@member(Right.ADMIN)
def data(request: MemberRequest) -> HttpResponse:
    """Exports that were made, and the import where nothing is in the way."""
    return _page(request, ArchiveForm())


@member(Right.ADMIN, methods=("POST",))
def export(request: MemberRequest) -> HttpResponse:
    """Begin an export."""
    actions.export_workspace(request.scope)
    say(request, _("The archive is being written. You can leave this page."))
    return go(request, here(request, "settings_data"))


@member(Right.ADMIN)
def download(request: MemberRequest, uid: str) -> FileResponse:
    """The archive of an export."""
    path = actions.archive_of(request.scope, uid)
    name = f"{request.slug}-{timezone.localdate().isoformat()}.zip"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


@member(Right.ADMIN, methods=("POST",))
def bring_in(request: MemberRequest) -> HttpResponse:
    """Begin an import."""
    form = ArchiveForm(request.POST, request.FILES)
    if not is_empty(request.workspace):
        form.add_error(None, _("This workspace is not empty. Import into a new one."))
    if not form.is_valid():
        return _page(request, form, status=422)
    actions.bring_in(request.scope, form.cleaned_data["file"])
    say(request, _("The archive is being read. You can leave this page."))
    return go(request, here(request, "settings_data"))


def _page(request: MemberRequest, form: ArchiveForm, *, status: int = 200) -> HttpResponse:
    exports = actions.exports_of(request.scope)
    incoming = tasks.jobs(name=actions.IMPORT_JOB, workspace=request.scope.workspace).first()
    page = {
        "form": form,
        "exports": exports,
        "running": next((one["job"] for one in exports if one["job"].finished_at is None), None),
        "incoming": incoming,
        "refused": ((incoming.result or {}).get("refused", "") if incoming else ""),
        "empty": is_empty(request.workspace),
        "left": sorted(set(LEFT.values())),
    }
    return render(request, "settings/data.html", page, status=status)
