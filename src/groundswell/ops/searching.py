"""`groundswell search`, `similar` and `export`: find profiles from the command line."""

import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from groundswell.kernel.errors import Conflict, Invalid
from groundswell.ops.acting import WorkspaceOption, operator_scope
from groundswell.ops.output import Json, emit, progress, say
from groundswell.ops.results import Shape, TakesQuery, printed

if TYPE_CHECKING:
    from groundswell.discovery.errors import QueryError
    from groundswell.discovery.query import Query

app = typer.Typer()
similar_app = typer.Typer()
export_app = typer.Typer()


class Rows(StrEnum):
    """In which order a file is written."""

    QUERY = "query"
    ROW = "row"


Format = Annotated[
    Shape, typer.Option("--format", "-f", help="table for people; json, csv, jsonl for programs.")
]
Limit = Annotated[int, typer.Option("--limit", "-n", min=0, help="Profiles to show.")]
Cursor = Annotated[
    str | None, typer.Option("--cursor", metavar="C", help="Where the page before left off.")
]
Facets = Annotated[bool, typer.Option("--facets", help="Count the usual facets too.")]
Facet = Annotated[
    list[str] | None,
    typer.Option("--facet", metavar="FIELDS", help="Count these fields: --facet country,topic."),
]
Explain = Annotated[
    bool, typer.Option("--explain", help="Say what each condition leaves and what ranks.")
]
ExcludeLists = Annotated[
    list[str] | None,
    typer.Option("--exclude-list", metavar="L", help="Leave out the profiles of this list."),
]
Words = Annotated[str, typer.Argument(metavar="QUERY", help="For example 'topic:skincare er>=3%'.")]


@app.command(cls=TakesQuery)
def search(  # noqa: PLR0913 - options of a command
    query: Words = "",
    *,
    shape: Format = Shape.TABLE,
    limit: Limit = 25,
    cursor: Cursor = None,
    facets: Facets = False,
    facet: Facet = None,
    exact: Annotated[
        bool, typer.Option("--exact", help="Count facets exactly above a million matches too.")
    ] = False,
    sort: Annotated[
        str | None,
        typer.Option("--sort", metavar="S", help="For example followers:asc or '2*er+growth'."),
    ] = None,
    explain: Explain = False,
    exclude_list: ExcludeLists = None,
    workspace: WorkspaceOption = None,
    as_json: Json = False,
) -> None:
    """Find creators by any trait of theirs or of their audience.

    Examples: 'platform:instagram tier:micro er>=3%', 'audience.country:US>=30% "clean beauty"',
    'like:@handle -list:contacted'.
    """
    scope = operator_scope(workspace)
    asked = _sorted(query, sort)
    chosen = Shape.JSON if as_json else shape
    names: list[str] | bool = _split(facet) or facets
    printed(
        scope,
        asked,
        chosen,
        limit=limit,
        cursor=cursor,
        facets=names,
        exclude_lists=exclude_list or (),
        exact_facets=exact,
        explain=explain,
    )


@similar_app.command(cls=TakesQuery)
def similar(  # noqa: PLR0913 - options of a command
    profile: Annotated[
        str, typer.Argument(metavar="PROFILE", help="@handle, platform/@handle or prf_...")
    ],
    query: Annotated[str, typer.Argument(metavar="QUERY", help="What must hold besides.")] = "",
    *,
    audience: Annotated[
        bool, typer.Option("--audience", help="Compare audiences instead of creators.")
    ] = False,
    shape: Format = Shape.TABLE,
    limit: Limit = 25,
    cursor: Cursor = None,
    facets: Facets = False,
    facet: Facet = None,
    workspace: WorkspaceOption = None,
    as_json: Json = False,
) -> None:
    """Find profiles alike to one, by content or by audience, and say why."""
    from groundswell.discovery import search as discovery

    scope = operator_scope(workspace)
    asked = discovery.alike(scope, profile, query=query, audience=audience)
    chosen = Shape.JSON if as_json else shape
    names: list[str] | bool = _split(facet) or facets
    printed(scope, asked, chosen, limit=limit, cursor=cursor, facets=names)


@export_app.command(cls=TakesQuery)
def export(  # noqa: PLR0913 - options of a command
    query: Words,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The suffix says the format.", dir_okay=False)
    ],
    *,
    kind: Annotated[
        str | None,
        typer.Option("--format", "-f", help="csv, xlsx, jsonl or parquet; else by the suffix."),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--columns", metavar="NAMES", help="handle,followers,audience.country:US"),
    ] = None,
    order: Annotated[
        Rows, typer.Option("--order", help="query keeps the order; row is faster for millions.")
    ] = Rows.QUERY,
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,
    exclude_list: ExcludeLists = None,
    workspace: WorkspaceOption = None,
    as_json: Json = False,
) -> None:
    """Write every profile that matches to a CSV, XLSX, JSON Lines or Parquet file."""
    from groundswell.discovery import export as discovery
    from groundswell.kernel.tables import format_of

    scope = operator_scope(workspace)
    if file.exists() and not force:
        raise Conflict(f"{file} exists already.", field="file", hint="--force replaces it.")
    if not file.parent.is_dir():
        raise Invalid(f"There is no folder {file.parent}.", field="file")
    with progress(quiet=as_json) as bar:
        task = bar.add_task("Exporting", total=None, rate="")

        def told(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        count = discovery.export(
            scope,
            query,
            file,
            format_of(file, kind),
            columns=_split(columns),
            order="row" if order is Rows.ROW else "query",
            exclude_lists=exclude_list or (),
            progress=told,
        )
    if as_json:
        emit({"rows": count, "file": str(file)})
    else:
        say(f"Wrote {count:,} profiles to {file}.")


# ---------------------------------------------------------------- asking


def _split(names: list[str] | None) -> list[str]:
    """``--facet a,b --facet c`` as a, b, c."""
    return [part.strip() for each in names or () for part in each.split(",") if part.strip()]


def _sorted(text: str, sort: str | None) -> "Query":
    """The query, with the sort of ``--sort`` in the place of its own."""
    from groundswell.discovery.errors import QueryError
    from groundswell.discovery.language import parse

    try:
        query = parse(text)
    except QueryError as error:
        _point(text, error)
        raise
    if not sort:
        return query
    bare = sort.strip()
    blend = any(sign in bare for sign in "*+() ") and not bare.startswith("(")
    return replace(query, sort=parse(f"sort:({bare})" if blend else f"sort:{bare}").sort)


def _point(text: str, error: "QueryError") -> None:
    """Show on standard error where in the text the fault stands."""
    start = max(error.position - 60, 0)
    shown = "".join(c if c.isprintable() else " " for c in text[start : error.position + 40])
    mark = " " * (error.position - start) + "^" * max(min(error.length, 40), 1)
    sys.stderr.write(f"  {shown}\n  {mark}\n")
