"""What the OpenAPI document says of every operation, beyond what the views say themselves."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from groundswell.api.bodies import QUERY_MARK, QUERY_SCHEMA
from groundswell.api.problems import MEDIA_TYPE
from groundswell.discovery.forms import json_schema

INTRODUCTION = """\
Creators, profiles, imports, search, lists and exports of one workspace.

**Who asks.** Send `Authorization: Bearer gsk_...` with an API key of the workspace. Pages of the
site may use the session of a member instead, with `X-CSRFToken` on writes, and `X-Workspace` where
the member has several.

**Refusals** are problem documents (RFC 9457) with a stable `code`, and `field`, `position` and
`hint` where they help.

**Repeats.** A write with an `Idempotency-Key` can be repeated for a day: it happens once, and the
repeat gets the same answer.

**Limits.** `X-RateLimit-Remaining` says how many requests are left in this minute; `Retry-After`
how long to wait after a 429.

**Pages.** Where an answer has `next`, ask again with it as `cursor`.
"""

READ_ONLY: dict[str, Any] = {"x-read-only": True}
"""Marks (as ``openapi_extra``) an operation that reads though its method is POST."""

_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"

_PROBLEMS = {
    "400": "The request is not well-formed.",
    "401": "Nobody said who asks, or the key opens nothing.",
    "403": "The key or role lacks the right.",
    "404": "There is no such thing in this workspace.",
    "409": "The thing is in another state, or the idempotency key was used for another request.",
    "422": "The input makes no sense; `field` and `hint` say where and why.",
    "429": "Too many requests, or too large.",
    "503": "Something that this needs is not there (a search index, for example).",
}

_PROBLEM = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:groundswell:problem:bad-query"]},
        "title": {"type": "string", "examples": ["Unprocessable Entity"]},
        "status": {"type": "integer", "examples": [422]},
        "code": {"type": "string", "examples": ["bad-query"]},
        "detail": {"type": "string", "examples": ['There is no field "folowers".']},
        "field": {"type": "string", "examples": ["query"]},
        "hint": {"type": "string", "examples": ["Did you mean followers?"]},
        "position": {"type": "integer", "description": "characters from the start of the text"},
        "length": {"type": "integer", "description": "characters at fault"},
        "path": {"type": "string", "description": "place in a query that came as JSON"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}

_LIMITS = {
    "X-RateLimit-Limit": "Requests a minute.",
    "X-RateLimit-Remaining": "Requests left in this minute.",
    "X-RateLimit-Reset": "When the next minute begins, in seconds since 1970 UTC.",
}

_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": "Makes the write safe to repeat for a day.",
}


def finish(document: dict[str, Any]) -> dict[str, Any]:
    """Add problems, limits and the idempotency key to each operation of an OpenAPI document."""
    schemas = _referring(document["components"]["schemas"])
    document["components"]["schemas"] = schemas | _query_schemas() | {"Problem": _PROBLEM}
    for operations in document["paths"].values():
        for method, operation in operations.items():
            _finish(method, operation)
    document["paths"] = dict(sorted(document["paths"].items()))
    return document


def _referring(schema: Any) -> Any:
    """The schema with the reference to that of a query where its mark stands."""
    if schema == QUERY_MARK:
        return {"$ref": f"#/components/schemas/{QUERY_SCHEMA}"}
    if isinstance(schema, list):
        return [_referring(each) for each in schema]
    if isinstance(schema, dict):
        return {name: _referring(each) for name, each in schema.items()}
    return schema


def _query_schemas() -> dict[str, Any]:
    """The schema of a query as JSON, its definitions as components."""
    text = json.dumps(json_schema()).replace("#/$defs/", f"#/components/schemas/{QUERY_SCHEMA}.")
    schema = json.loads(text)
    del schema["$schema"]
    definitions = schema.pop("$defs")
    return {QUERY_SCHEMA: schema, **{f"{QUERY_SCHEMA}.{n}": d for n, d in definitions.items()}}


def _finish(method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"] = {str(k): v for k, v in operation["responses"].items()}
    open_to_all = not operation.get("security")
    for status, meaning in _PROBLEMS.items():
        if not (open_to_all and status in {"401", "403", "409", "429"}):
            responses.setdefault(status, _answer(meaning))
    if not open_to_all:
        for response in responses.values():
            response["headers"] = {
                **response.get("headers", {}),
                **{n: {"description": d, "schema": {"type": "string"}} for n, d in _LIMITS.items()},
            }
    if method != "get" and not open_to_all and not operation.get("x-read-only"):
        operation["parameters"] = [*operation["parameters"], _KEY]


def _answer(meaning: str) -> dict[str, Any]:
    reference = {"$ref": "#/components/schemas/Problem"}
    return {"description": meaning, "content": {MEDIA_TYPE: {"schema": reference}}}


def page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the page of the documentation style itself; its script comes from our own files."""

    @wraps(view, assigned=("__doc__",))
    def styled(request: HttpRequest, **path: Any) -> HttpResponse:
        response = view(request, **path)
        response["Content-Security-Policy"] = _POLICY
        return response

    return styled
