"""Refusals of the domains as pages, translated in this one place."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from groundswell.kernel.errors import GroundswellError, Status
from groundswell.web.answers import refusal_header
from groundswell.web.doors import by_script

HTTP_STATUS = {
    Status.INVALID: 422,
    Status.REFUSED: 403,
    Status.MISSING: 404,
    Status.CONFLICT: 409,
    Status.LIMITED: 429,
    Status.BROKEN: 503,
}


class RefusalPages:
    """Turns a refusal that a page did not deal with into a page with its sentence and hint.

    To htmx the sentence goes in the header ``X-Refusal`` (a toast shows it), to scripts that want
    JSON as ``{"detail", "field"}``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of a refusal; other exceptions go their way."""
        if not isinstance(error, GroundswellError):
            return None
        status = HTTP_STATUS[error.status]
        if request.headers.get("X-Requested-With") == "fetch":
            detail = {"detail": error.sentence, "field": error.field, "hint": error.hint}
            return JsonResponse(detail, status=status)
        if by_script(request):
            # a status of its own for a refused form, so that htmx keeps what is on the page
            plain = HttpResponse(error.sentence, "text/plain", 400 if status == 422 else status)
            return refusal_header(plain, error)
        return render(request, "web/refusal.html", {"refusal": error}, status=status)
