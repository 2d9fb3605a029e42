"""`groundswell workspace export` and `import`: a whole workspace as a file."""

from pathlib import Path
from typing import Annotated

import typer

from groundswell.kernel.errors import Conflict, Missing
from groundswell.ops.acting import WorkspaceOption, operator_scope
from groundswell.ops.output import Json, emit, progress, say


def export_workspace(
    file: Annotated[Path, typer.Argument(help="The archive to write; must not be there yet.")],
    *,
    workspace: WorkspaceOption = None,
    as_json: Json = False,
) -> None:
    """Write everything that a workspace owns to an archive."""
    from django.db import transaction

    from groundswell.workspaces import queries
    from groundswell.workspaces.audit import record
    from groundswell.workspaces.portable import outgoing

    scope = operator_scope(workspace)
    if file.exists():
        raise Conflict(f"{file} is there already.", field="file")
    place = queries.workspace_of(scope)
    with transaction.atomic():
        record(scope, "workspace.exported")
    draft = file.with_name(file.name + ".part")
    with progress(quiet=as_json) as shown:
        task = shown.add_task(f"Exporting {place.name}", total=None, rate="")
        manifest = outgoing.write(
            scope.workspace,
            draft,
            lambda done, total: shown.update(task, completed=done, total=total),
        )
    draft.replace(file)
    rows = sum(part["rows"] for part in manifest["parts"])
    if as_json:
        emit({"file": str(file), "rows": rows, "content": manifest["content"]})
        return
    say(f"{place.name} is in {file}: {rows:,} rows, {file.stat().st_size:,} bytes.")


def import_workspace(
    file: Annotated[Path, typer.Argument(help="An archive of a workspace.")],
    *,
    as_json: Json = False,
) -> None:
    """Bring an archive in as a workspace of its own; all of it or nothing."""
    from groundswell.workspaces.portable import actions

    if not file.exists():
        raise Missing(f"There is no file {file}.", field="file")
    from groundswell.workspaces.audit import INSTANCE
    from groundswell.workspaces.scope import Scope

    done = actions.import_workspace(Scope.operator(INSTANCE), file)
    place = done.workspace
    if as_json:
        emit(
            {"workspace": place.slug, "rows": done.rows, "before": done.before,
             "same_secret": done.same_secret}
        )  # fmt: skip
        return
    if done.before:
        say(f"This archive was imported before: {place.name} is at /w/{place.slug}/.")
        return
    say(f"{place.name} is at /w/{place.slug}/: {done.rows:,} rows.")
    say("People who are new here have no password yet: groundswell person password EMAIL.")
    say("API keys, share links and webhook secrets stayed behind; make new ones.")
