"""`groundswell demo`: an invented catalog to try everything on, and a login to do it with."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Annotated

import typer

from groundswell.ops.acting import WorkspaceOption, operator_scope
from groundswell.ops.output import Json, emit, progress, say

if TYPE_CHECKING:
    import polars as pl

app = typer.Typer()

LOGIN = "demo@groundswell.example"
PASSWORD_FILE = "demo-password"  # noqa: S105 - a name


@app.command()
def demo(
    *,
    creators: Annotated[
        int, typer.Option(min=1, max=100_000_000, help="Profiles in the demo catalog.")
    ] = 20_000,
    seed: Annotated[int, typer.Option(help="Another seed gives another crowd.")] = 7,
    no_index: Annotated[
        bool, typer.Option("--no-index", help="Leave the index to the worker.")
    ] = False,
    workspace: WorkspaceOption = None,
    as_json: Json = False,
) -> None:
    """Load invented creators, each marked synthetic, and make a login.

    Running it again changes nothing: the same seed is the same crowd.
    """
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    scope = operator_scope(workspace)
    counts = _load(scope.workspace, creators, seed, quiet=as_json)
    if not no_index:
        _index(quiet=as_json)
    login, password = _login(scope.workspace)
    if as_json:
        emit({**counts, "login": login, "password": password})
        return
    say(f"{counts['created']:,} profiles new, {counts['updated'] + counts['unchanged']:,} known.")
    say(f"Sign in as [bold]{login}[/] with [bold]{password}[/]")


def _load(workspace: int, count: int, seed: int, *, quiet: bool) -> dict[str, int]:
    """Record the crowd block by block; gives how many were created, updated and unchanged."""
    from groundswell.connectors.demo.generate import profiles
    from groundswell.creators.actions import ensure_source, record_profiles
    from groundswell.creators.models import PUBLIC, Basis
    from groundswell.workspaces.scope import Scope

    scope = Scope.operator(workspace)
    source = ensure_source(
        scope, kind="demo", name=f"Demo crowd, seed {seed}", owner=PUBLIC, basis=Basis.PUBLIC,
        terms_note="Invented; may be used for anything.",
    )  # fmt: skip
    # The crowd was seen on the day it was first loaded, so that loading it again changes nothing.
    day = datetime.combine(source.created_at.date(), time(), UTC)
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    with progress(quiet=quiet) as bar:
        task = bar.add_task("Demo creators", total=count, rate="")
        for frame in profiles(count, seed=seed, as_of=int(day.timestamp())):
            for part in _parts(frame, 10_000):
                done = record_profiles(scope, source, part, owner=PUBLIC)
                for name in counts:
                    counts[name] += getattr(done, name)
                bar.advance(task, len(part))
    return counts


def _parts(frame: "pl.DataFrame", size: int) -> "Iterator[pl.DataFrame]":
    """The frame in parts of about ``size`` rows; the profiles of one creator stay together."""
    groups = frame["creator_group"].to_numpy()
    start = 0
    while start < len(frame):
        end = min(start + size, len(frame))
        while end < len(frame) and groups[end] == groups[end - 1]:
            end += 1
        yield frame.slice(start, end - start)
        start = end


def _index(*, quiet: bool) -> None:
    from groundswell.discovery import sync

    with progress(quiet=quiet) as bar:
        bar.add_task("Index", total=None, rate="")
        sync.drain()


def _login(workspace: int) -> tuple[str, str]:
    """The demo's e-mail and password; the password is made once and kept beside the database."""
    from groundswell.kernel import files
    from groundswell.kernel.ids import random_uid
    from groundswell.workspaces.actions import ensure_person
    from groundswell.workspaces.models import Workspace

    kept = files.home() / PASSWORD_FILE
    if not kept.exists():
        files.write(kept, random_uid("try").encode(), mode=0o600)
    password = kept.read_text().strip()
    ensure_person(LOGIN, password, name="Demo", workspace=Workspace.objects.get(pk=workspace))
    return LOGIN, password
