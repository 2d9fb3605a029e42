"""`groundswell lists`: make lists, fill them from searches, look at them."""

from dataclasses import replace
from typing import Annotated, Any

import typer

from groundswell.kernel.errors import Invalid
from groundswell.ops.acting import WorkspaceOption, operator_scope
from groundswell.ops.output import Json, emit, say, table
from groundswell.ops.results import Shape, TakesQuery, printed
from groundswell.ops.searching import Cursor, Format, Limit, Words

app = typer.Typer(
    no_args_is_help=True,
    help="Make lists of profiles, fill them from searches, look at them. Each takes --json.",
)

Name = Annotated[str, typer.Argument(metavar="LIST", help="Name of the list, or its lst_ id.")]
Profiles = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PROFILE]...", help="prf_..., platform/@handle or @handle."),
]
Matching = Annotated[
    str | None, typer.Option("--query", "-q", metavar="QUERY", help="All profiles that match.")
]
Note = Annotated[str, typer.Option("--note", help="What it is for.")]


@app.command("all")
def all_lists(
    *,
    archived: Annotated[bool, typer.Option("--archived", help="Those put aside.")] = False,
    workspace: WorkspaceOption = None,
    as_json: Json = False,
) -> None:
    """Show the lists of the workspace."""
    from groundswell.relationships import queries

    rows = queries.lists_of(operator_scope(workspace), archived=archived)
    if as_json:
        emit({"lists": [_document(row) for row in rows]})
        return
    table(
        "",
        ("List", ">Profiles", "Made", "Note"),
        ((row.name, f"{row.size:,}", f"{row.created_at:%Y-%m-%d}", row.note) for row in rows),
    )


@app.command(cls=TakesQuery)
def create(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    *,
    query: Matching = None,
    note: Note = "",
    workspace: WorkspaceOption = None,
    as_json: Json = False,
) -> None:
    """Make a list; with --query, put every profile that matches on it."""
    from groundswell.relationships import actions

    scope = operator_scope(workspace)
    row = actions.create_list(scope, name, note=note)
    added = actions.add_profiles(scope, row.uid, _rows(scope, None, query)) if query else None
    count = 0 if added is None else added.added
    if as_json:
        emit({**_document(row), "size": count, "added": count})
    else:
        say(f"Made the list “{row.name}” with {count:,} profiles.")


@app.command(cls=TakesQuery)
def add(
    name: Name,
    profiles: Profiles = None,
    *,
    query: Matching = None,
    note: Annotated[str, typer.Option("--note", help="A remark on each new entry.")] = "",
    workspace: WorkspaceOption = None,
    as_json: Json = False,
) -> None:
    """Put profiles on a list: those named, or with --query all that match, not only a page."""
    from groundswell.relationships import actions

    scope = operator_scope(workspace)
    added = actions.add_profiles(scope, name, _rows(scope, profiles, query), note=note)
    if as_json:
        emit({"added": added.added, "already": added.already, "missing": added.missing})
    else:
        already = f", {added.already:,} were on it already" if added.already else ""
        say(f"Added {added.added:,} profiles{already}.")


@app.command(cls=TakesQuery)
def remove(
    name: Name,
    profiles: Profiles = None,
    *,
    query: Matching = None,
    workspace: WorkspaceOption = None,
    as_json: Json = False,
) -> None:
    """Take profiles off a list: those named, or with --query all that match."""
    from groundswell.relationships import actions

    scope = operator_scope(workspace)
    # A search goes on while the list shrinks, so all its rows are found first.
    rows = [batch.copy() for batch in _rows(scope, profiles, query)]
    removed = actions.remove_profiles(scope, name, rows).count
    if as_json:
        emit({"removed": removed})
    else:
        say(f"Removed {removed:,} profiles.")


@app.command(cls=TakesQuery)
def show(
    name: Name,
    query: Words = "",
    *,
    shape: Format = Shape.TABLE,
    limit: Limit = 25,
    cursor: Cursor = None,
    workspace: WorkspaceOption = None,
    as_json: Json = False,
) -> None:
    """Show the profiles on a list, largest first."""
    from groundswell.discovery.language import parse
    from groundswell.discovery.query import And, InList
    from groundswell.relationships import queries

    scope = operator_scope(workspace)
    row = queries.list_named(scope, name)
    asked = parse(query)
    on = InList((row.name,))
    where = on if asked.where is None else And((on, asked.where))
    chosen = Shape.JSON if as_json else shape
    printed(scope, replace(asked, where=where), chosen, limit=limit, cursor=cursor)


@app.command()
def rename(
    name: Name,
    new: Annotated[str, typer.Argument(metavar="NEW")],
    *,
    workspace: WorkspaceOption = None,
    as_json: Json = False,
) -> None:
    """Give a list another name."""
    from groundswell.relationships import actions

    _told(actions.rename_list(operator_scope(workspace), name, new), "Renamed", as_json=as_json)


@app.command()
def delete(name: Name, *, workspace: WorkspaceOption = None, as_json: Json = False) -> None:
    """Delete a list; `restore` with its id brings it back for a while."""
    from groundswell.relationships import actions

    _told(actions.delete_list(operator_scope(workspace), name), "Deleted", as_json=as_json)


@app.command()
def restore(
    uid: Annotated[str, typer.Argument(metavar="LST_ID")],
    *,
    workspace: WorkspaceOption = None,
    as_json: Json = False,
) -> None:
    """Bring a deleted list back."""
    from groundswell.relationships import actions

    _told(actions.restore_list(operator_scope(workspace), uid), "Restored", as_json=as_json)


def _rows(scope: Any, profiles: list[str] | None, query: str | None) -> Any:
    """Batches of rows: all matches of a query, or the profiles named; not both, not neither."""
    from groundswell.discovery import search

    if (query is None) == (not profiles):
        raise Invalid("Name profiles, or give --query.", field="profiles")
    if query is not None:
        return search.all_rows(scope, query)
    return [search.rows_named(scope, profiles or [])]


def _told(row: Any, verb: str, *, as_json: bool) -> None:
    if as_json:
        emit(_document(row))
    else:
        say(f"{verb} the list “{row.name}” ({row.uid}).")


def _document(row: Any) -> dict[str, Any]:
    return {
        "id": row.uid,
        "name": row.name,
        "note": row.note,
        "size": row.size,
        "created_at": row.created_at,
        "archived_at": row.archived_at,
    }
