"""Files in: upload, look at the dry run, confirm, undo."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal, cast

import orjson
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from groundswell.api.access import scope_of
from groundswell.api.bodies import Body
from groundswell.api.paging import Cursor, Limit, Paged, slice_after
from groundswell.connectors.spreadsheet import queries, stepwise, uploads
from groundswell.connectors.spreadsheet.models import Import, State
from groundswell.connectors.spreadsheet.reading import Options
from groundswell.connectors.spreadsheet.requests import Request
from groundswell.kernel.errors import Invalid
from groundswell.workspaces.scope import Right, Scope

router = Router(tags=["imports"])

REJECTS = {
    "responses": {
        200: {
            "description": "The file",
            "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}
Kind = Literal["profiles", "posts", "audience", "contacts"]


class ImportIn(Schema):
    """What is said of a file; what is left out is guessed."""

    platform: str | None = Field(None, max_length=32, examples=["instagram"])
    kind: Kind | None = Field(None, description="What a row is.")
    columns: str | None = Field(
        None,
        max_length=100_000,
        description='JSON object of headers and targets: `{"Fans": "followers"}`.',
    )
    profile: str | None = Field(None, max_length=300, description="Whose all rows are.")
    as_of: str | None = Field(None, max_length=40, description="Day the file is of, ISO 8601.")
    source: str | None = Field(None, max_length=200, description="Name of the source.")
    public: bool = Field(False, description="For every workspace; needs the right to administer.")
    separator: str | None = Field(None, min_length=1, max_length=1)
    encoding: str | None = Field(None, max_length=40)
    header: bool | None = Field(None, description="Whether the first row names the columns.")
    sheet: str | None = Field(None, max_length=200)


class Progress(Schema):
    """How far the step is that is being done."""

    step: str = Field(examples=["read"])
    done: int | None
    total: int | None
    failed: bool


class ImportOut(Schema):
    """One table of a file on its way into the catalog."""

    id: str = Field(examples=["imp_5t0gk3v9w2x8m"])
    file: str
    table: str
    source: str
    kind: str
    state: State
    problem: str
    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    repeated: int = Field(description="rows that a later row of the file speaks over")
    warnings: int
    made_at: datetime
    finished_at: datetime | None
    progress: Progress | None
    plan: dict[str, Any] | None = Field(description="the dry run, once the file is read")


class SkippedOut(Schema):
    """A table of the file that is not imported, and why."""

    table: str
    reason: str
    hint: str | None


class UploadOut(Schema):
    """What became of an upload."""

    imports: list[ImportOut]
    skipped: list[SkippedOut]


class ImportPage(Paged):
    """Imports, newest first."""

    items: list[ImportOut]


class MappingIn(Body):
    """Columns that are understood otherwise: header to target, `ignore` leaves one out."""

    columns: dict[str, str] = Field(min_length=1, max_length=500, examples=[{"Fans": "followers"}])


class MappingOut(Schema):
    """How the columns of a table are understood."""

    kind: str
    kind_reason: str
    platform: str | None
    platform_reason: str
    columns: list[dict[str, Any]]
    notes: list[str]
    fingerprint: str


def shown(scope: Scope, entry: Import, *, plan: bool = False) -> ImportOut:
    """An import as the API says it; with its dry run where that is asked."""
    step = stepwise.step_of(scope, entry.uid)
    progress = None
    if step is not None and step.state in {"pending", "running", "dead"}:
        progress = Progress(
            step=step.name.rpartition(".")[2],
            done=step.done_count,
            total=step.total_count,
            failed=step.state == "dead",
        )
    read = stepwise.step_of(scope, entry.uid, stepwise.READ) if plan else None
    return ImportOut(
        id=entry.uid,
        file=entry.called,
        table=entry.table,
        source=entry.source_name,
        kind=entry.kind,
        state=State(entry.state),
        problem=entry.problem,
        rows=entry.rows,
        created=entry.created,
        updated=entry.updated,
        unchanged=entry.unchanged,
        rejected=entry.rejected,
        repeated=entry.repeated,
        warnings=entry.warnings,
        made_at=entry.made_at,
        finished_at=entry.finished_at,
        progress=progress,
        plan=read.result if read is not None else None,
    )


@router.post("/imports", response={202: UploadOut}, operation_id="createImport", summary="Upload")
def create_import(
    request: HttpRequest, file: Annotated[UploadedFile, File()], details: Form[ImportIn]
) -> Status[UploadOut]:
    """Take a file in and read it; look at the dry run of each import, then confirm it.

    CSV, TSV, XLSX, JSON Lines and Parquet, also in gz and zip; each table is one import.
    """
    scope = scope_of(request)
    scope.require(Right.IMPORT)
    said = _request(details)
    stored = uploads.take_in(cast("BinaryIO", file), file.name or "", limit=settings.IMPORT_LIMIT)
    entries, skipped = stepwise.begin(scope, stored, said)
    return Status(
        202,
        UploadOut(
            imports=[shown(scope, entry) for entry in entries],
            skipped=[
                SkippedOut(table=one.table, reason=one.refusal.sentence, hint=one.refusal.hint)
                for one in skipped
            ],
        ),
    )


@router.get("/imports", response=ImportPage, operation_id="listImports", summary="Imports")
def list_imports(request: HttpRequest, limit: Limit = 25, cursor: Cursor = None) -> ImportPage:
    """The imports of the workspace, newest first."""
    scope = scope_of(request)
    page = slice_after(
        lambda after, most: queries.imports(scope, limit=most, before=after),
        lambda entry: entry.pk,
        cursor,
        limit,
    )
    return ImportPage(items=[shown(scope, entry) for entry in page.items], next=page.next)


@router.get("/imports/{uid}", response=ImportOut, operation_id="getImport", summary="Import")
def get_import(request: HttpRequest, uid: str) -> ImportOut:
    """How an import stands, and its dry run once the file is read."""
    scope = scope_of(request)
    return shown(scope, queries.import_called(scope, uid), plan=True)


@router.get(
    "/imports/{uid}/mapping", response=MappingOut, operation_id="getMapping", summary="Mapping"
)
def get_mapping(request: HttpRequest, uid: str) -> dict[str, Any]:
    """How the columns are understood, how surely, and why."""
    return dict(queries.import_called(scope_of(request), uid).understood)


@router.put(
    "/imports/{uid}/mapping",
    response={202: ImportOut},
    operation_id="correctMapping",
    summary="Correct the mapping",
)
def correct_mapping(request: HttpRequest, uid: str, body: MappingIn) -> Status[ImportOut]:
    """Read the file again with these columns corrected; the answer is the import to go on with.

    The correction is kept for the next file with the same headers.
    """
    scope = scope_of(request)
    return Status(202, shown(scope, stepwise.correct(scope, uid, body.columns)))


@router.post(
    "/imports/{uid}/confirm",
    response={202: ImportOut},
    operation_id="confirmImport",
    summary="Confirm",
)
def confirm_import(request: HttpRequest, uid: str) -> Status[ImportOut]:
    """Put what was read into the catalog; nothing of it was there before."""
    scope = scope_of(request)
    return Status(202, shown(scope, stepwise.confirm(scope, uid)))


@router.post(
    "/imports/{uid}/undo", response={202: ImportOut}, operation_id="undoImport", summary="Undo"
)
def undo_import(request: HttpRequest, uid: str) -> Status[ImportOut]:
    """Take back everything an import brought; the catalog will be as if it had never been."""
    scope = scope_of(request)
    return Status(202, shown(scope, stepwise.take_back(scope, uid)))


@router.delete(
    "/imports/{uid}", response={204: None}, operation_id="discardImport", summary="Discard"
)
def discard_import(request: HttpRequest, uid: str) -> Status[None]:
    """Forget an import that was read and is not wanted."""
    stepwise.discard(scope_of(request), uid)
    return Status(204, None)


@router.get(
    "/imports/{uid}/rejects",
    response=None,
    operation_id="getRejects",
    summary="Rejected rows",
    openapi_extra=REJECTS,
)
def get_rejects(request: HttpRequest, uid: str) -> HttpResponse:
    """The rows that were rejected, as CSV: row number, column, value and reason."""
    path = queries.rejects_of(scope_of(request), uid)
    return FileResponse(  # type: ignore[return-value]
        path.open("rb"), as_attachment=True, filename=f"rejects-{uid}.csv", content_type="text/csv"
    )


def _request(said: ImportIn) -> Request:
    return Request(
        path=Path(),
        platform=said.platform,
        kind=said.kind,
        columns=_columns(said.columns),
        profile=said.profile,
        as_of=_moment(said.as_of),
        source=said.source,
        public=said.public,
        options=Options(said.separator, said.encoding, said.header, said.sheet),
    )


def _columns(text: str | None) -> dict[str, str]:
    if text is None:
        return {}
    try:
        columns = orjson.loads(text)
    except orjson.JSONDecodeError:
        columns = None
    if not isinstance(columns, dict) or not all(isinstance(v, str) for v in columns.values()):
        raise Invalid(
            "The columns are no JSON object of texts.",
            field="columns",
            hint='Write {"Fans": "followers"}.',
        )
    return columns


def _moment(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        seconds = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError) as error:
        raise Invalid(
            f"{text!r} is not a day.", field="as_of", hint="Write it as 2024-01-31."
        ) from error
    return seconds
