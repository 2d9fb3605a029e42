"""Finding creators: search, facets, likeness, completion, and the fields that can be asked."""

from typing import Annotated, Any, Literal

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from groundswell.api.access import scope_of
from groundswell.api.bodies import AskedFor, Body, Selection, asked
from groundswell.api.description import READ_ONLY
from groundswell.api.paging import Cursor
from groundswell.discovery import search as discovery
from groundswell.discovery.fields import FIELDS
from groundswell.discovery.forms import query_to_json
from groundswell.discovery.language import parse
from groundswell.discovery.sentence import describe
from groundswell.discovery.writing import format_query
from groundswell.workspaces.scope import Right

router = Router(tags=["search"])

Text = Annotated[
    str,
    Query(
        max_length=20_000,
        description="A query in the text language; empty finds everybody.",
        example="platform:instagram topic:skincare er>=3%",
    ),
]
Names = Annotated[
    str | None,
    Query(
        max_length=500,
        description="Fields to count, separated by commas; `*` is the usual panel.",
        example="platform,country",
    ),
]
PageSize = Annotated[int, Query(ge=0, le=100, description="Profiles on the page.")]


class SearchIn(Selection):
    """What to look for, and what to say of it."""

    limit: int = Field(25, ge=0, le=100)
    cursor: str | None = Field(None, max_length=4_000)
    facets: bool | list[str] = Field(False, description="Fields to count, or true for the panel.")
    exact_facets: bool = Field(False, description="Exact counts even above a million matches.")
    explain: bool = Field(False, description="Say how the result came about.")


class SimilarIn(Body):
    """Whom the profiles should be like."""

    profile: str = Field(
        min_length=1,
        max_length=300,
        description="Identifier, `@handle` or `platform/@handle`.",
        examples=["instagram/@glow.daily"],
    )
    query: AskedFor = ""
    audience: bool = Field(False, description="Compare audiences instead of creators.")
    limit: int = Field(25, ge=0, le=100)
    cursor: str | None = Field(None, max_length=4_000)
    facets: bool | list[str] = False


class Result(Schema):
    """One profile of a result; more members as far as they are known."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(examples=["prf_5t0gk3v9w2x8m"])
    creator: str = Field(examples=["crt_9w2x8m5t0gk3v"])
    platform: str | None = Field(examples=["instagram"])
    handle: str | None = Field(examples=["glow.daily"])
    name: str | None = None
    url: str | None = None
    followers: int | None = None
    engagement_rate: float | None = Field(description="fraction; see engagement_base")
    engagement_base: str | None = Field(description="what the rate is a share of")
    country: str | None = Field(description="ISO 3166-1 alpha-2")
    language: str | None = None
    topics: list[str] | None = None
    tier: str | None = None
    score: float | None = Field(description="what placed it: a sort key or a score")
    reasons: list[str] = Field(description="what matched, in words")


class Line(Schema):
    """One line of a facet; `low` and `high` where it is an interval."""

    value: str | float
    label: str
    count: int
    low: float | None = None
    high: float | None = None


class SearchOut(Schema):
    """One page of a result."""

    total: int = Field(description="exact number of matching profiles")
    took_ms: float
    query: str = Field(description="the query as canonical text")
    sentence: str = Field(description="the query in plain English")
    results: list[Result]
    facets: dict[str, list[Line]]
    about: list[str] = Field([], description="facets whose counts are estimates from a sample")
    explain: dict[str, Any] | None = None
    cursor: str | None = Field(description="of the next page; null at the end")


class FacetsOut(Schema):
    """Counts by field."""

    facets: dict[str, list[Line]]
    about: list[str] = Field(description="facets whose counts are estimates from a sample")


class ReadQuery(Schema):
    """A query in its other forms."""

    query: str = Field(description="canonical text")
    sentence: str = Field(description="plain English")
    document: dict[str, Any] = Field(description="as JSON, for POST /search")


class FieldOut(Schema):
    """One thing that can be asked."""

    name: str
    kind: Literal[
        "keyword", "keywords", "count", "number", "rate", "money", "time", "text", "special"
    ]
    label: str
    group: str
    unit: str
    note: str
    aliases: list[str]
    choices: list[str]
    facet: bool
    sort: bool


def _answer(document: dict[str, Any]) -> HttpResponse:
    """A page as it is, past the validation of answers, which would cost more than the search."""
    body = orjson.dumps(document, option=orjson.OPT_SERIALIZE_NUMPY)
    return HttpResponse(body, content_type="application/json")


def _names(text: str | None) -> list[str] | bool:
    if text is None:
        return []
    return True if text == "*" else [name.strip() for name in text.split(",") if name.strip()]


@router.get("/search", response=SearchOut, operation_id="searchByText", summary="Search")
def search_by_text(
    request: HttpRequest,
    q: Text = "",
    limit: PageSize = 25,
    cursor: Cursor = None,
    facets: Names = None,
    explain: bool = False,  # noqa: FBT001, FBT002 - a parameter of the address
) -> HttpResponse:
    """One page of the profiles that match a text query, with the reasons."""
    scope = scope_of(request)
    found = discovery.search(
        scope, q, limit=limit, cursor=cursor, facets=_names(facets), explain=explain
    )
    return _answer(found.document())


@router.post(
    "/search",
    response=SearchOut,
    operation_id="search",
    summary="Search, at length",
    openapi_extra=READ_ONLY,
)
def search(request: HttpRequest, body: SearchIn) -> HttpResponse:
    """One page of the profiles that match a query given as text or as JSON."""
    found = discovery.search(
        scope_of(request),
        asked(body.query),
        limit=body.limit,
        cursor=body.cursor,
        facets=body.facets,
        exclude=body.exclude,
        exclude_lists=body.exclude_lists,
        exact_facets=body.exact_facets,
        explain=body.explain,
    )
    return _answer(found.document())


@router.get("/facets", response=FacetsOut, operation_id="getFacets", summary="Facets")
def facets(
    request: HttpRequest,
    q: Text = "",
    names: Names = None,
    exact: bool = False,  # noqa: FBT001, FBT002 - a parameter of the address
) -> HttpResponse:
    """How many matching profiles have each value; each field with its own condition lifted."""
    wanted = True if names is None else _names(names)
    lines, about = discovery.facets(scope_of(request), q, wanted, exact=exact)
    return _answer({"facets": lines, "about": list(about)})


@router.get("/suggest", response=list[Line], operation_id="suggest", summary="Complete a value")
def suggest(
    request: HttpRequest,
    field: Annotated[str, Query(max_length=40, example="topic")],
    start: Annotated[str, Query(max_length=100, example="skin")] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> HttpResponse:
    """Values of a field that begin with these letters, the most frequent first."""
    lines = discovery.suggest(scope_of(request), field, start, limit=limit)
    return HttpResponse(orjson.dumps(lines), content_type="application/json")


@router.post(
    "/similar",
    response=SearchOut,
    operation_id="findSimilar",
    summary="Alike",
    openapi_extra=READ_ONLY,
)
def similar(request: HttpRequest, body: SimilarIn) -> HttpResponse:
    """Profiles alike to one, most alike first, and why each is."""
    found = discovery.similar(
        scope_of(request),
        body.profile,
        query=asked(body.query),
        audience=body.audience,
        limit=body.limit,
        cursor=body.cursor,
        facets=body.facets,
    )
    return _answer(found.document())


@router.get("/query", response=ReadQuery, operation_id="readQuery", summary="Read a query")
def read_query(request: HttpRequest, q: Text = "") -> dict[str, Any]:
    """A text query in its canonical form, in plain English and as JSON."""
    scope_of(request).require(Right.READ)
    value = parse(q)
    return {
        "query": format_query(value),
        "sentence": describe(value),
        "document": query_to_json(value),
    }


@router.get("/fields", response=list[FieldOut], operation_id="listFields", summary="Fields")
def fields(request: HttpRequest) -> list[FieldOut]:
    """Everything that can be asked, with unit, definition and source."""
    scope_of(request).require(Right.READ)
    return [FieldOut.from_orm(each) for each in FIELDS.values()]
