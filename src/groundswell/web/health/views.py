"""The health page: for monitors a word, for administrators the reasons."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from groundswell.web.health import checks
from groundswell.workspaces import queries
from groundswell.workspaces.models import Person
from groundswell.workspaces.scope import Right


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 where the instance does its job, 503 where not; JSON unless a browser asks.

    Everybody learns only which of the two. What each check says is for members with ADMIN.
    """
    made = checks.run()
    fine = checks.works(made)
    details = made if _may_see_details(request) else []
    status = 200 if fine else 503
    if request.accepts("text/html") and request.headers.get("Accept", "*/*") != "*/*":
        page = {"fine": fine, "checks": details}
        return render(request, "web/health.html", page, status=status)
    body: dict[str, object] = {"status": "ok" if fine else "not ok"}
    if details:
        body["checks"] = [
            {"name": check.name, "verdict": check.verdict, "says": check.says} for check in details
        ]
    return JsonResponse(body, status=status)


def _may_see_details(request: HttpRequest) -> bool:
    try:
        person = request.user
        return isinstance(person, Person) and any(
            Right.ADMIN in place.rights for place in queries.places_of(person)
        )
    except DatabaseError:  # nobody can be known while the database is out
        return False
