"""A job's progress, as a page and as the part that asks again by itself."""

from django.http import HttpResponse

from groundswell.tasks import queries, queue
from groundswell.ui.jobs import description, progress
from groundswell.web.answers import go, partial_or_page
from groundswell.web.doors import MemberRequest, by_script, here, member
from groundswell.workspaces.scope import Right

_MOST = 10_000  # polls are counted no further


@member(Right.READ)
def job(request: MemberRequest, uid: str) -> HttpResponse:
    """How far a job of this workspace is."""
    found = queries.job(uid, workspace=request.scope.workspace)
    said = request.GET.get("n", "")
    polls = min(int(said), _MOST) if said.isdecimal() else 0
    shown = progress(request.scope, found, polls)
    return partial_or_page(request, "jobs/job.html", {"job": shown}, part="ui/job.html")


@member(Right.READ, methods=("POST",))
def stop(request: MemberRequest, uid: str) -> HttpResponse:
    """Ask a job to stop at its next safe point."""
    found = queries.job(uid, workspace=request.scope.workspace)
    request.scope.require(description(found.name).right)
    if description(found.name).stops:
        queue.cancel(uid, workspace=request.scope.workspace)
    if not by_script(request):
        return go(request, here(request, "job", uid))
    found.refresh_from_db()
    context = {"job": progress(request.scope, found, polls=1)}
    return partial_or_page(request, "jobs/job.html", context, part="ui/job.html")
