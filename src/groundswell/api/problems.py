"""Refusals as problem documents (RFC 9457), translated in this one place."""

import logging
import math
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from groundswell.discovery.errors import QueryError
from groundswell.kernel.errors import GroundswellError, Status, TryLater
from groundswell.workspaces.errors import UnknownKey

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
HTTP_STATUS = {
    Status.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Status.REFUSED: HTTPStatus.FORBIDDEN,
    Status.MISSING: HTTPStatus.NOT_FOUND,
    Status.CONFLICT: HTTPStatus.CONFLICT,
    Status.LIMITED: HTTPStatus.TOO_MANY_REQUESTS,
    Status.BROKEN: HTTPStatus.SERVICE_UNAVAILABLE,
}


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """A problem document; members that are None are left out."""
    document = {
        "type": f"urn:groundswell:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "code": code,
        "detail": detail,
        **more,
    }
    body = orjson.dumps({name: value for name, value in document.items() if value is not None})
    response = HttpResponse(body, status=status, content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="groundswell"'
    return response


def of_refusal(error: GroundswellError) -> HttpResponse:
    """The problem document of an expected failure."""
    if isinstance(error, UnknownKey):
        return problem(HTTPStatus.UNAUTHORIZED, error.code, error.sentence)
    more: dict[str, Any] = {"field": error.field, "hint": error.hint}
    if isinstance(error, QueryError):
        more |= {"position": error.position, "length": error.length, "path": error.path or None}
    response = problem(HTTP_STATUS[error.status], error.code, error.sentence, **more)
    if isinstance(error, TryLater):
        response["Retry-After"] = str(max(1, math.ceil(error.after.total_seconds())))
    return response


def install(api: NinjaAPI) -> None:
    """Make every failure of this API a problem document."""

    def refused(_request: HttpRequest, error: Any) -> HttpResponse:
        return of_refusal(error)

    def unauthenticated(_request: HttpRequest, _error: Any) -> HttpResponse:
        return problem(
            HTTPStatus.UNAUTHORIZED,
            "unauthenticated",
            "Say who you are.",
            hint="Send `Authorization: Bearer gsk_...`, or sign in.",
        )

    def invalid(_request: HttpRequest, error: Any) -> HttpResponse:
        return _invalid(error.errors)

    def http(_request: HttpRequest, error: Any) -> HttpResponse:
        return problem(error.status_code, "bad-request", str(error))

    def crashed(request: HttpRequest, error: Any) -> HttpResponse:
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        return problem(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "internal-error",
            "Something went wrong here; the log of the server says what.",
        )

    api.add_exception_handler(GroundswellError, refused)
    api.add_exception_handler(AuthenticationError, unauthenticated)
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(HttpError, http)
    api.add_exception_handler(Exception, crashed)


def _invalid(errors: list[dict[str, Any]]) -> HttpResponse:
    faults = [{"field": _place(error["loc"]), "detail": error["msg"]} for error in errors]
    first = faults[0]
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "invalid",
        f"{first['field']}: {first['detail']}.",
        field=first["field"],
        errors=faults,
    )


def _place(location: tuple[str | int, ...]) -> str:
    """``("body", "payload", "rows", 3, "handle")`` as ``body.rows.3.handle``.

    The second part is the name of a view's argument, which is nobody's business.
    """
    source, *rest = location
    if source in {"body", "form"} and len(rest) > 1:
        rest = rest[1:]
    return ".".join(str(part) for part in (source, *rest))
