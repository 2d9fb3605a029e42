"""`groundswell doctor`: check the instance, and say how to mend each fault."""

from collections import Counter
from dataclasses import asdict
from typing import Annotated

import typer

from groundswell.ops.findings import Finding, State
from groundswell.ops.health import examine
from groundswell.ops.output import Json, emit, say

app = typer.Typer()

_MARKS = {
    State.OK: "[green]ok  [/]",
    State.WARN: "[yellow]warn[/]",
    State.FAIL: "[bold red]FAIL[/]",
    State.SKIP: "[dim]skip[/]",
}


@app.command()
def doctor(
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Also read every page of the database.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Check home, disk, secrets, clock, database, index, jobs and mail.

    Ends with code 1 where something has failed; warnings do not count.
    """
    findings: list[Finding] = []
    for finding in examine(full=full):
        findings.append(finding)
        if not as_json:
            _show(finding)
    failed = any(finding.state is State.FAIL for finding in findings)
    if as_json:
        emit({"ok": not failed, "checks": [asdict(finding) for finding in findings]})
    else:
        counts = Counter(finding.state for finding in findings)
        say(", ".join(f"{count} {state}" for state, count in counts.items()))
    raise typer.Exit(1 if failed else 0)


def _show(finding: Finding) -> None:
    from rich.markup import escape

    say(f"{_MARKS[finding.state]} {finding.check:<11} {escape(finding.sentence)}")
    if finding.mend:
        say(f"     {'':<11} [bold]mend:[/] {escape(finding.mend)}")
