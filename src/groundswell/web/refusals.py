"""Refusals of the domains as pages, translated in this one place."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from groundswell.kernel.errors import GroundswellError, Status

HTTP_STATUS = {
    Status.INVALID: 422,
    Status.REFUSED: 403,
    Status.MISSING: 404,
    Status.CONFLICT: 409,
    Status.LIMITED: 429,
    Status.BROKEN: 503,
}


class RefusalPages:
    """Turns a refusal that a page did not deal with into a page with its sentence and hint."""

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
        return render(request, "web/refusal.html", {"refusal": error}, status=status)
