"""Whole results as files."""

from collections.abc import Iterator
from functools import partial
from typing import Annotated

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router
from pydantic import Field

from groundswell.api.access import scope_of
from groundswell.api.bodies import Selection, asked
from groundswell.api.description import READ_ONLY
from groundswell.api.search import Text
from groundswell.discovery.export import COLUMNS, Order, export
from groundswell.kernel.clock import now
from groundswell.kernel.streams import written
from groundswell.kernel.tables import FORMATS, MEDIA_TYPES, Format
from groundswell.workspaces.scope import Right, Scope

router = Router(tags=["exports"])

FILES = {
    "responses": {
        200: {
            "description": "The file",
            "content": {
                MEDIA_TYPES[kind].partition(";")[0]: {
                    "schema": {"type": "string", "format": "binary"}
                }
                for kind in FORMATS
            },
        }
    }
}


class ExportIn(Selection):
    """Which profiles, and as what."""

    format: Format = Field("csv", description="Kind of file.")
    columns: list[str] = Field(
        [],
        max_length=200,
        description="Columns in their order, `audience.country:US` for a share; else the usual.",
        examples=[["handle", "followers", "audience.country:US"]],
    )
    order: Order = Field("query", description="`row` is faster by far for millions.")


@router.get(
    "/exports", response=None, operation_id="exportByText", summary="Export", openapi_extra=FILES
)
def export_by_text(
    request: HttpRequest,
    q: Text = "",
    format: Annotated[Format, Query()] = "csv",  # noqa: A002 - the word of the address
    columns: Annotated[str | None, Query(max_length=4_000, example="handle,followers")] = None,
) -> StreamingHttpResponse:
    """Every profile that matches a text query, as a file that is sent while it is written."""
    names = [name.strip() for name in (columns or "").split(",") if name.strip()]
    chosen = ExportIn.model_validate({"query": q, "format": format, "columns": names})
    return _file(scope_of(request), chosen)


@router.post(
    "/exports",
    response=None,
    operation_id="export",
    summary="Export, at length",
    openapi_extra={**FILES, **READ_ONLY},
)
def export_at_length(request: HttpRequest, body: ExportIn) -> StreamingHttpResponse:
    """Every profile that a query matches, as a file that is sent while it is written."""
    return _file(scope_of(request), body)


@router.get("/exports/columns", response=list[str], operation_id="listColumns", summary="Columns")
def columns(request: HttpRequest) -> list[str]:
    """The columns that a file may have, besides shares of the audience."""
    scope_of(request).require(Right.READ)
    return list(COLUMNS)


def _file(scope: Scope, body: ExportIn) -> StreamingHttpResponse:
    scope.require(Right.EXPORT)
    chunks: Iterator[bytes] = written(
        partial(
            export,
            scope,
            asked(body.query),
            kind=body.format,
            columns=body.columns,
            order=body.order,
            exclude=body.exclude,
            exclude_lists=body.exclude_lists,
        )
    )
    response = StreamingHttpResponse(chunks, content_type=MEDIA_TYPES[body.format])
    name = f"creators-{now():%Y-%m-%d}.{body.format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
