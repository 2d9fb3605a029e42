"""In whose place the command acts: the operator, in the workspace that ``--workspace`` names."""

from typing import Annotated

import typer

from groundswell.workspaces.actions import ensure_default_workspace
from groundswell.workspaces.queries import workspace_called
from groundswell.workspaces.scope import Scope

WorkspaceOption = Annotated[
    str | None,
    typer.Option("--workspace", metavar="SLUG", help="Workspace to act in; else the oldest."),
]


def operator_scope(slug: str | None) -> Scope:
    """The operator's scope in a workspace, by default the oldest one (made where there is none).

    Raises:
        Missing: no workspace has this slug.
    """
    workspace = workspace_called(slug) if slug else ensure_default_workspace()
    return Scope.operator(workspace.pk)
