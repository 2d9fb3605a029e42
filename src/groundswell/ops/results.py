"""How the command prints results: a table for people, JSON, CSV or JSON Lines for programs."""

import re
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

from groundswell.ops.output import emit, say

if TYPE_CHECKING:
    from groundswell.discovery.query import Query
    from groundswell.discovery.search import Results
    from groundswell.workspaces.scope import Scope

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


class TakesQuery(TyperCommand):
    """A command one of whose arguments is a query, which may begin with a minus."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Keep ``-list:contacted`` from being read as options; only ``-f`` and the like are."""
        known = {name for option in self.params for name in (*option.opts, *option.secondary_opts)}
        known |= set(ctx.help_option_names)
        kept = [
            f" {each}" if re.match(r"-[^-]", each) and each not in known else each for each in args
        ]
        return super().parse_args(ctx, kept)


def printed(
    scope: "Scope",
    query: "Query",
    shape: Shape,
    *,
    limit: int,
    cursor: str | None,
    exclude_lists: Sequence[str] = (),
    **more: Any,
) -> None:
    """Search and print ``limit`` profiles, in as many pages as that takes.

    ``more`` is what `discovery.search.search` takes besides; CSV and JSON Lines hold rows only.
    """
    from groundswell.discovery import search as discovery

    if shape in {Shape.CSV, Shape.JSONL}:
        _stream(scope, query, shape, limit=limit, cursor=cursor, exclude_lists=exclude_lists)
        return
    most = min(limit, discovery.MOST_PER_PAGE)
    found = discovery.search(
        scope, query, limit=most, cursor=cursor, exclude_lists=exclude_lists, **more
    )
    left = limit - len(found.results)
    if found.cursor and left > 0:
        for page in _pages(scope, query, left, found.cursor, exclude_lists):
            found.results += page.results
            found.cursor = page.cursor
            found.took_ms += page.took_ms
    _print(found, shape)


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
            out.writelines(orjson.dumps(each) + b"\n" for each in page.results)
        out.flush()
        return
    import polars as pl

    from groundswell.discovery.export import COLUMNS, USUAL
    from groundswell.kernel.tables import open_table

    columns = {name: COLUMNS[name] for name in USUAL if name not in _AMOUNTS}
    with open_table(out, "csv", {**columns, "reasons": pl.List(pl.String)}) as table:
        for page in pages:
            for each in page.results:
                table.row(each)
    out.flush()


def _pages(
    scope: "Scope", query: "Query", limit: int, cursor: str | None, exclude_lists: Sequence[str]
) -> Iterator["Results"]:
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
        yield page
        left -= len(page.results)
        cursor = page.cursor
        if cursor is None:
            return


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
