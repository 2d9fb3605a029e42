"""`groundswell demo`: an invented catalog to try everything on, and a login to do it with."""

from typing import Annotated

import typer

from groundswell.ops.acting import WorkspaceOption, operator_scope
from groundswell.ops.output import Json, emit, progress, say

app = typer.Typer()

LOGIN = "demo@groundswell.example"
DOCUMENTED = 20_000
PASSWORD_FILE = "demo-password"  # noqa: S105 - a name


@app.command()
def demo(
    *,
    creators: Annotated[
        int, typer.Option(min=1, max=100_000_000, help="Profiles in the demo catalog.")
    ] = 20_000,
    documented: Annotated[
        int | None,
        typer.Option(min=0, help="Profiles with posts and history; else the first 20,000."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed gives another crowd.")] = 7,
    no_index: Annotated[
        bool, typer.Option("--no-index", help="Leave the index to the worker.")
    ] = False,
    workspace: WorkspaceOption = None,
    as_json: Json = False,
) -> None:
    """Load invented creators, each marked synthetic, and make a login.

    Running it again changes nothing: the same seed is the same crowd. The workspace itself stays
    empty: no lists, no notes.
    """
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    scope = operator_scope(workspace)
    known = min(creators, DOCUMENTED if documented is None else documented)
    counts = _load(scope.workspace, creators, known, seed, quiet=as_json)
    if not no_index:
        _index(quiet=as_json)
    login, password = _login(scope.workspace)
    if as_json:
        emit({**counts, "login": login, "password": password})
        return
    say(f"{counts['created']:,} profiles new, {counts['updated'] + counts['unchanged']:,} known.")
    say(f"{counts['posts']:,} posts and {counts['observations']:,} follower counts new.")
    say(f"Sign in as [bold]{login}[/] with [bold]{password}[/]")


def _load(workspace: int, count: int, documented: int, seed: int, *, quiet: bool) -> dict[str, int]:
    """Record the crowd and what is known of it; gives what was created, updated and unchanged."""
    from groundswell.connectors.demo import loading
    from groundswell.workspaces.scope import Scope

    scope = Scope.operator(workspace)
    with progress(quiet=quiet) as bar:
        tasks = {
            "profiles": bar.add_task("Demo creators", total=count, rate=""),
            "documents": bar.add_task("Posts and history", total=documented, rate=""),
        }

        def told(step: str, done: int) -> None:
            bar.advance(tasks[step], done)

        return loading.load(scope, count, documented, seed, told=told)


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
