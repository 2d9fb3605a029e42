"""`groundswell search`, `similar` and `export`: find profiles from the command line."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from groundswell.kernel.errors import Conflict, Invalid
from groundswell.ops.acting import WorkspaceOption, operator_scope
from groundswell.ops.output import Json, emit, progress, say

if TYPE_CHECKING:
    from groundswell.discovery.errors import QueryError
    from groundswell.discovery.query import Query
    from groundswell.discovery.search import Results
    from groundswell.workspaces.scope import Scope

app = typer.Typer()
similar_app = typer.Typer()
export_app = typer.Typer()

_FACET_LINES = 12
_BAR = 24
# Money and moments want a unit beside them; `export` writes them in full.
_AMOUNTS = frozenset({"price", "currency", "posted", "seen"})


class Shape(StrEnum):
    """How results are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    JSONL = "jsonl"


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


@app.command()
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
    from groundswell.discovery import search as discovery

    scope = operator_scope(workspace)
    asked = _sorted(query, sort)
    chosen = Shape.JSON if as_json else shape
    names: list[str] | bool = _split(facet) or facets
    if chosen in {Shape.CSV, Shape.JSONL}:
        _stream(scope, asked, chosen, limit=limit, cursor=cursor, exclude_lists=exclude_list or ())
        return
    found = discovery.search(
        scope,
        asked,
        limit=min(limit, discovery.MOST_PER_PAGE),
        cursor=cursor,
        facets=names,
        exclude_lists=exclude_list or (),
        exact_facets=exact,
        explain=explain,
    )
    while found.cursor and len(found.results) < limit:
        more = discovery.search(
            scope,
            asked,
            limit=min(limit - len(found.results), discovery.MOST_PER_PAGE),
            cursor=found.cursor,
            exclude_lists=exclude_list or (),
        )
        found.results += more.results
        found.cursor = more.cursor
        found.took_ms += more.took_ms
    _print(found, chosen)


@similar_app.command()
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
    if chosen in {Shape.CSV, Shape.JSONL}:
        _stream(scope, asked, chosen, limit=limit, cursor=cursor, exclude_lists=())
        return
    most = min(limit, discovery.MOST_PER_PAGE)
    names: list[str] | bool = _split(facet) or facets
    _print(discovery.search(scope, asked, limit=most, cursor=cursor, facets=names), chosen)


@export_app.command()
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


def _stream(
    scope: "Scope",
    query: "Query",
    shape: Shape,
    *,
    limit: int,
    cursor: str | None,
    exclude_lists: Sequence[str],
) -> None:
    """Rows to standard output, page by page: all a result has as JSON, the usual columns as CSV."""
    pages = _pages(scope, query, limit, cursor, exclude_lists)
    sys.stdout.flush()
    out = sys.stdout.buffer
    if shape is Shape.JSONL:
        import orjson

        for page in pages:
            out.writelines(orjson.dumps(each) + b"\n" for each in page)
        out.flush()
        return
    import polars as pl

    from groundswell.discovery.export import COLUMNS, USUAL
    from groundswell.kernel.tables import open_table

    columns = {name: COLUMNS[name] for name in USUAL if name not in _AMOUNTS}
    with open_table(out, "csv", {**columns, "reasons": pl.List(pl.String)}) as table:
        for page in pages:
            for each in page:
                table.row(each)
    out.flush()


def _pages(
    scope: "Scope", query: "Query", limit: int, cursor: str | None, exclude_lists: Sequence[str]
) -> Iterator[list[dict[str, Any]]]:
    from groundswell.discovery import search as discovery

    left = limit
    while left > 0:
        page = discovery.search(
            scope,
            query,
            limit=min(left, discovery.MOST_PER_PAGE),
            cursor=cursor,
            exclude_lists=exclude_lists,
        )
        yield page.results
        left -= len(page.results)
        cursor = page.cursor
        if cursor is None:
            return


# ---------------------------------------------------------------- telling


def _print(found: "Results", shape: Shape) -> None:
    if shape is Shape.JSON:
        emit(found.document())
        return
    from rich.console import Console

    console = Console()
    console.print(_people(found.results, wide=console.width))
    for name, lines in found.facets.items():
        console.print(_counts(name, lines, about=name in found.about))
    if found.explanation is not None:
        for sheet in _explained(found):
            console.print(sheet)
    shown = len(found.results)
    say(f"[bold]{found.total:,}[/] {'profile' if found.total == 1 else 'profiles'}"
        f"{f', {shown:,} shown' if shown < found.total else ''}, {found.took_ms:.1f} ms")  # fmt: skip
    say(f"[dim]{_plain(found.sentence)}[/]")
    if found.cursor:
        say(f"[dim]Next page: --cursor {found.cursor}[/]")


def _people(results: list[dict[str, Any]], *, wide: int) -> Any:
    from rich.table import Table

    from groundswell.discovery.facets import short

    sheet = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("Handle", "Platform"):
        sheet.add_column(title, no_wrap=True)
    for title in ("Followers", "ER"):
        sheet.add_column(title, justify="right", no_wrap=True)
    sheet.add_column("Tier", no_wrap=True)
    sheet.add_column("Country")
    if wide >= 110:
        sheet.add_column("Name", max_width=28, no_wrap=True)
    sheet.add_column("Matched", overflow="fold")
    for each in results:
        rate, followers = each["engagement_rate"], each["followers"]
        cells = [
            f"[bold]@{_plain(str(each['handle']))}[/]",
            each["platform"],
            "" if followers is None else short(followers),
            "" if rate is None else f"{rate * 100:.2f}%",
            each["tier"],
            each["country"] or "",
        ]
        if wide >= 110:
            cells.append(_plain(each["name"] or ""))
        sheet.add_row(*cells, _plain(", ".join(each["reasons"])))
    return sheet


def _counts(name: str, lines: list[Any], *, about: bool) -> Any:
    from rich.table import Table

    from groundswell.discovery.fields import FIELDS

    sheet = Table(
        title=f"{FIELDS[name].label}{' (about)' if about else ''}",
        title_justify="left",
        box=None,
        show_header=False,
    )
    sheet.add_column(min_width=20)
    sheet.add_column(justify="right")
    sheet.add_column()
    most = max((line["count"] for line in lines), default=0) or 1
    shown = lines if any("low" in line for line in lines) else lines[:_FACET_LINES]
    for line in shown:
        bar = "█" * round(line["count"] / most * _BAR)
        sheet.add_row(_plain(str(line["label"])), f"{line['count']:,}", f"[cyan]{bar}[/]")
    return sheet


def _explained(found: "Results") -> list[Any]:
    from rich.table import Table

    told = found.explanation
    assert told is not None
    clauses = Table(title="Conditions", title_justify="left", box=None)
    clauses.add_column("Condition")
    clauses.add_column("Alone", justify="right")
    clauses.add_column("Left", justify="right")
    for clause in told.clauses:
        clauses.add_row(_plain(clause.text), f"{clause.alone:,}", f"{clause.left:,}")
    ranking = Table(title=f"Ranked by {_plain(told.ranking)}", title_justify="left", box=None)
    ranking.add_column("Handle")
    ranking.add_column("Made of", overflow="fold")
    for each, parts in zip(found.results, told.parts, strict=False):
        made = ", ".join(f"{what} {number:g}" for what, number in parts.items())
        ranking.add_row(f"@{_plain(str(each['handle']))}", _plain(made))
    return [clauses, ranking]


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
