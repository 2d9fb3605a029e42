"""What the command says: results to standard output, everything else to standard error."""

import sys
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer

from groundswell.kernel.errors import GroundswellError, Status

EXIT_CODES: dict[Status, int] = {
    Status.BROKEN: 1,
    Status.INVALID: 2,
    Status.REFUSED: 3,
    Status.MISSING: 4,
    Status.CONFLICT: 5,
    Status.LIMITED: 6,
}

Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")]


def emit(document: object) -> None:
    """Print one JSON document (UTF-8, indented only for a terminal) to standard output."""
    import orjson

    options = orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY
    if sys.stdout.isatty():
        options |= orjson.OPT_INDENT_2
    sys.stdout.flush()
    sys.stdout.write(orjson.dumps(document, default=str, option=options).decode())
    sys.stdout.flush()


def say(text: str) -> None:
    """Print a line for people to standard error (rich markup)."""
    _stderr().print(text, highlight=False)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table to standard output; a column whose name begins with ``>`` is set right."""
    from rich.console import Console
    from rich.table import Table

    sheet = Table(title=title or None, title_justify="left")
    for name in columns:
        right = name.startswith(">")
        sheet.add_column(name.removeprefix(">"), justify="right" if right else "left")
    for row in rows:
        sheet.add_row(*("" if cell is None else str(cell) for cell in row))
    Console().print(sheet)


def progress(*, quiet: bool = False) -> Any:
    """A rich progress display with rate and time left on standard error; a context manager.

    It shows nothing where standard error is no terminal, or with ``quiet``.
    """
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = _stderr()
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )


def problem(error: GroundswellError) -> dict[str, object]:
    """The error as the API would answer it (RFC 9457), without what is not known."""
    document: dict[str, object] = {
        "error": error.code,
        "status": error.status.value,
        "detail": error.sentence,
        "field": error.field,
        "hint": error.hint,
    }
    return {name: value for name, value in document.items() if value is not None}


def complain(error: GroundswellError, *, as_json: bool) -> int:
    """Print an expected failure and give its exit code.

    With ``--json`` the problem goes to standard output, so that it always holds one document.
    """
    if as_json:
        emit(problem(error))
    else:
        from rich.markup import escape

        say(f"[bold red]Error:[/] {escape(error.sentence)}")
        if error.hint:
            say(f"[bold]Hint:[/] {escape(error.hint)}")
    return EXIT_CODES[error.status]


def _stderr() -> Any:
    from rich.console import Console

    return Console(stderr=True)
