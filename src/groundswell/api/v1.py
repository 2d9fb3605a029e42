"""Version 1 of the API: the routers, and what every request passes on its way."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from groundswell import __version__
from groundswell.api import description, idempotency, problems
from groundswell.api.access import ApiKey, Session, admit
from groundswell.api.creators import router as creators
from groundswell.api.exports import router as exports
from groundswell.api.imports import router as imports
from groundswell.api.lists import router as lists
from groundswell.api.me import router as me
from groundswell.api.notes import router as notes
from groundswell.api.profiles import router as profiles
from groundswell.api.search import router as search
from groundswell.kernel.errors import GroundswellError, Invalid

_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})

View = Callable[..., HttpResponseBase]


class _Parser(Parser):
    """Reads JSON strictly: no NaN, no lone surrogates, no NUL (which PostgreSQL cannot store)."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The document of the body; ValueError (400) where it is none."""
        document = orjson.loads(request.body)
        if b"\\u0000" in request.body:
            raise Invalid("Text cannot hold the character NUL.", field="body")
        return document


class _Renderer(BaseRenderer):
    """JSON by orjson."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:  # noqa: ARG002
        """The bytes of a document."""
        return orjson.dumps(data, default=str)


class Api(NinjaAPI):
    """django-ninja with our description of what every operation shares."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """The OpenAPI 3.1 document."""
        return description.finish(super().get_openapi_schema(**options))


def passage(run: View) -> View:
    """What every operation passes: plain text in addresses, repeats, and the headers of limits."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    reads = "x-read-only" in (operation.openapi_extra or {})

    @wraps(run)
    def call(request: HttpRequest, *args: Any, **path: Any) -> HttpResponseBase:
        try:
            response = _answer(request, lambda: run(request, *args, **path), reads=reads)
        except GroundswellError as refusal:
            response = problems.of_refusal(refusal)
        admission = getattr(request, "admission", None)
        if admission is not None:
            admission.allowance.announce(response)
        response.setdefault("Cache-Control", "no-store")
        return response

    return call


def _answer(request: HttpRequest, run: Callable[[], Any], *, reads: bool) -> HttpResponse:
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        raise Invalid("Text cannot hold the character NUL.", field="address")
    key = request.headers.get(idempotency.HEADER)
    if key is None or reads or request.method not in _WRITES:
        return run()  # type: ignore[no-any-return]
    admission = admit(request)
    if admission is None or admission.allowance.remaining < 0:
        return run()  # type: ignore[no-any-return]
    return idempotency.once(admission.scope, key, request, run)


api = Api(
    title="Groundswell",
    version=__version__,
    description=description.INTRODUCTION,
    urls_namespace="api-1",
    auth=[ApiKey(), Session()],
    parser=_Parser(),
    renderer=_Renderer(),
    docs_decorator=description.page,
)
problems.install(api)
api.add_decorator(passage, mode="view")
for router in (me, search, exports, imports, lists, notes, creators, profiles):
    api.add_router("", router)
