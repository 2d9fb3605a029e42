"""`groundswell import`: bring in files of creators, posts, audiences or contacts."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from groundswell.kernel.errors import GroundswellError, Invalid
from groundswell.ops.acting import WorkspaceOption, operator_scope
from groundswell.ops.output import Json, emit, progress, say, table

if TYPE_CHECKING:
    from groundswell.connectors.spreadsheet.actions import Opened, Progress, Skipped
    from groundswell.connectors.spreadsheet.models import Import
    from groundswell.connectors.spreadsheet.plan import Plan
    from groundswell.connectors.spreadsheet.requests import Request
    from groundswell.workspaces.scope import Scope

app = typer.Typer()

_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "bar": "|", "\\t": "\t"}
_PATIENCE = 600.0  # seconds for another writer of the index to let us in
_NUMBERS = ("rows", "created", "updated", "unchanged", "rejected", "repeated", "warnings")


@app.command()
def import_(  # noqa: PLR0913 - options of a command
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help="CSV, XLSX, JSON Lines, Parquet; also gz and zip."),
    ] = None,
    *,
    platform: Annotated[
        str | None, typer.Option("--platform", metavar="NAME", help="Platform of all rows.")
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="KIND", help="profiles, posts, audience or contacts."),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="COLUMN=FACT", help="Correct a column; =ignore leaves it out."
        ),
    ] = None,
    profile: Annotated[
        str | None, typer.Option("--profile", metavar="HANDLE", help="All rows are about this one.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Day the file is of; else its own date."),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="NAME", help="Name of the source; else the file's."),
    ] = None,
    public: Annotated[
        bool, typer.Option("--public", help="Show it to every workspace of this instance.")
    ] = False,
    separator: Annotated[
        str | None, typer.Option("--separator", metavar="C", help="Cell separator; else guessed.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", metavar="E", help="Encoding; else guessed.")
    ] = None,
    header: Annotated[
        bool | None,
        typer.Option("--header/--no-header", help="Whether the first row names columns."),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar="NAME", help="One sheet of a workbook.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would happen; change nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Import without asking.")] = False,
    undo: Annotated[
        str | None, typer.Option("--undo", metavar="IMPORT", help="Take an import back.")
    ] = None,
    no_index: Annotated[
        bool, typer.Option("--no-index", help="Leave the index to the worker.")
    ] = False,
    workspace: WorkspaceOption = None,
    as_json: Json = False,
) -> None:
    """Read files, show how their columns are understood and what would change, and import them.

    Running it again on the same file changes nothing; running it after it was cut short goes on.
    """
    from django.core.management import call_command

    from groundswell.connectors.spreadsheet.reading import Options
    from groundswell.connectors.spreadsheet.requests import Request

    call_command("migrate", interactive=False, verbosity=0)
    scope = operator_scope(workspace)
    if undo is not None:
        _undo(scope, undo, as_json=as_json, no_index=no_index)
        return
    if not paths:
        raise Invalid("Say which file to import.", field="file")
    if as_json and not (yes or dry_run):
        raise Invalid("--json does not ask, so it needs --yes or --dry-run.", field="yes")
    options = Options(_separator(separator), encoding, header, sheet)
    said = _columns(columns or ())
    moment = _moment(as_of)
    runs = []
    for path in paths:
        request = Request(
            path,
            platform,
            kind,
            said,
            profile=profile,
            as_of=moment,
            source=source,
            public=public,
            options=options,
        )
        runs.append(_file(scope, request, dry_run=dry_run, yes=yes, quiet=as_json))
    behind = None
    if not dry_run and not no_index and any(run["imports"] for run in runs):
        behind = _index(quiet=as_json)
    if as_json:
        emit({**_answer(runs, dry_run=dry_run), "index_problem": behind})


def _file(
    scope: "Scope", request: "Request", *, dry_run: bool, yes: bool, quiet: bool
) -> dict[str, Any]:
    """Import one file; gives what happened to each of its tables."""
    from groundswell.connectors.spreadsheet import actions, plan, queries

    opened, skipped = actions.open_file(scope, request)
    if not quiet:
        _say_skipped(skipped)
    done: list[dict[str, Any]] = []
    for one in opened:
        with _shown(one.table.name, quiet=quiet) as tell:
            actions.read_in(scope, one, tell)
        if dry_run or not yes:
            found = plan.look(scope, one)
            if not quiet:
                show_plan(found)
            if dry_run or not _agreed(one.table.name):
                # What another run has begun to record is not ours to drop.
                if one.entry.state == "ready":
                    actions.drop(scope, one.entry.uid)
                if dry_run:
                    done.append(found.document())
                continue
        with _shown(one.table.name, quiet=quiet) as tell:
            entry = actions.record(scope, one.entry.uid, tell)
        done.append(
            {
                "import": entry.uid,
                "table": entry.table,
                "kind": entry.kind,
                **queries.counts(entry),
                "rejects_file": _rejects(scope, entry),
            }
        )
        if not quiet:
            _say_done(scope, entry)
    return {
        "file": str(request.path),
        "imports": done,
        "skipped": [plan.skipped_document(one) for one in skipped],
    }


def _answer(runs: Sequence[dict[str, Any]], *, dry_run: bool) -> dict[str, Any]:
    """One document over all files and tables."""
    every = [one for run in runs for one in run["imports"]]
    sums: dict[str, Any] = {name: sum(one[name] for one in every) for name in _NUMBERS}
    files = [one["rejects_file"] for one in every if one.get("rejects_file")]
    return {
        **sums,
        "rejects_file": files[0] if files else None,
        "rejects_files": files,
        "dry_run": dry_run,
        "import": every[0]["import"] if len(every) == 1 else None,
        "files": list(runs),
    }


def _undo(scope: "Scope", uid: str, *, as_json: bool, no_index: bool) -> None:
    from groundswell.connectors.spreadsheet import actions

    entry = actions.undo(scope, uid)
    if not no_index:
        _index(quiet=as_json)
    if as_json:
        emit({"import": entry.uid, "state": entry.state})
    else:
        say(f"Import [bold]{entry.uid}[/] of {entry.called} is undone.")


def _index(*, quiet: bool) -> str | None:
    """Make the import searchable; what hinders it, if anything does: the facts are stored anyway."""
    from groundswell.discovery import sync

    with progress(quiet=quiet) as bar:
        bar.add_task("Index", total=None, rate="")
        try:
            sync.drain(wait=_PATIENCE)
        except GroundswellError as error:
            behind = f"The catalog has it, but search does not yet: {error.sentence}"
        else:
            return None
    if not quiet:
        say(f"[yellow]{_plain(behind)}[/]")
    return behind


# ---------------------------------------------------------------- what was asked


def _columns(texts: Sequence[str]) -> dict[str, str]:
    said = {}
    for text in texts:
        header, equals, target = text.rpartition("=")
        if not equals or not header.strip() or not target.strip():
            raise Invalid(
                f"{text!r} does not map a column.", field="map", hint='Write "Column=fact".'
            )
        said[header.strip()] = target.strip()
    return said


def _separator(word: str | None) -> str | None:
    if word is None:
        return None
    mark = _SEPARATORS.get(word.lower(), word)
    if len(mark) != 1:
        raise Invalid(f"{word!r} is not one character.", field="separator")
    return mark


def _moment(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(
            f"{text!r} is not a day.", field="as-of", hint="Write it as 2024-01-31."
        ) from error
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _agreed(name: str) -> bool:
    if not sys.stdin.isatty():
        raise Invalid(
            "There is nobody to ask; add --yes to import or --dry-run to look.", field="yes"
        )
    return typer.confirm(f"Import {name}?", err=True)


# ---------------------------------------------------------------- what is shown


@contextmanager
def _shown(name: str, *, quiet: bool) -> Iterator["Progress"]:
    """A progress bar with rate and time left for each phase."""
    words = {"read": f"Reading {name}", "record": f"Recording {name}"}
    with progress(quiet=quiet) as bar:
        tasks: dict[str, Any] = {}
        begun: dict[str, tuple[float, int]] = {}

        def tell(phase: str, done: int, total: int | None) -> None:
            if phase not in tasks:
                tasks[phase] = bar.add_task(words[phase], total=total, rate="")
                begun[phase] = (time.monotonic(), done)
            start, first = begun[phase]
            spent = time.monotonic() - start
            rate = f"{(done - first) / spent:,.0f} rows/s" if spent > 0.2 else ""
            bar.update(tasks[phase], completed=done, total=total, rate=rate)

        yield tell


def show_plan(plan: "Plan") -> None:
    """The mapping and the dry run as tables for people."""
    one: Opened = plan.opened
    understood = one.mapping
    say(f"[bold]{_plain(one.table.name)}[/]: {_plain(one.table.form)}; rows are "
        f"[bold]{understood.kind}[/] ({_plain(understood.kind_reason)})")  # fmt: skip
    where = understood.platform.label if understood.platform else "said row by row"
    say(f"Platform: [bold]{where}[/] ({_plain(understood.platform_reason)})")
    table(
        "How the columns are understood",
        ("Column", "Goes to", ">Sure", "Why", "For example"),
        (
            (
                column.header,
                column.target or "left out",
                f"{column.confidence:.0%}" if column.target else "",
                column.reason,
                " · ".join(text[:24] for text in column.samples[:2]),
            )
            for column in understood.columns
        ),
    )
    entry = one.entry
    table(
        "What would happen",
        ("Rows", ">"),
        (
            ("read", f"{entry.rows:,}"),
            ("new", f"{plan.created:,}"),
            ("updated", f"{plan.updated:,}"),
            ("unchanged", f"{plan.unchanged:,}"),
            ("repeated in the file (the last one counts)", f"{entry.repeated:,}"),
            ("rejected", f"{plan.rejected:,}"),
            ("values left out or odd", f"{entry.warnings:,}"),
        ),
    )
    _show_samples(plan)
    for note in (*one.table.notes, *understood.notes):
        say(f"[yellow]Note:[/] {_plain(note)}")
    for doubt in understood.doubts():
        say(f"[yellow]Doubtful:[/] {_plain(doubt)}")


def _show_samples(plan: "Plan") -> None:
    for word, rows in (plan.samples or {}).items():
        for row in rows[:2]:
            shown = ", ".join(f"{name} {value}" for name, value in list(row.items())[2:9])
            say(f"[dim]{word}, row {row['row']}:[/] {row['platform']} {_plain(shown)}")
    for problem in (plan.problems or [])[:5]:
        say(
            f"[dim]{problem['what']}, row {problem['row']}:[/] {_plain(problem['column'])} "
            f"{_plain(repr(problem['value']))}: {_plain(problem['reason'])}"
        )


def _say_skipped(skipped: Sequence["Skipped"]) -> None:
    for one in skipped:
        say(f"[yellow]Passed over {_plain(one.table)}:[/] {_plain(one.refusal.sentence)}")


def _say_done(scope: "Scope", entry: "Import") -> None:
    say(
        f"[bold green]{_plain(entry.table)}:[/] {entry.rows:,} rows: {entry.created:,} new, "
        f"{entry.updated:,} updated, {entry.unchanged:,} unchanged, {entry.rejected:,} rejected, "
        f"{entry.repeated:,} repeated. Undo with: groundswell import --undo {entry.uid}"
    )
    if entry.rejects_file:
        say(
            f"{entry.rejected:,} rejected rows and {entry.warnings:,} values left out or odd are "
            f"listed in {_plain(str(_rejects(scope, entry)))}"
        )


def _rejects(scope: "Scope", entry: "Import") -> str | None:
    from groundswell.connectors.spreadsheet import queries

    return str(queries.rejects_of(scope, entry.uid)) if entry.rejects_file else None


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
