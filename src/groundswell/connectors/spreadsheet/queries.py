"""Looking at imports and mappings of a workspace."""

from pathlib import Path
from typing import Any

from groundswell.connectors.spreadsheet.models import ColumnMapping, Import
from groundswell.kernel import files
from groundswell.kernel.errors import Missing
from groundswell.workspaces.scope import Right, Scope


def imports(scope: Scope, *, limit: int = 100, before: int | None = None) -> list[Import]:
    """The newest imports of the workspace; ``before`` is the last row number seen."""
    scope.require(Right.READ)
    found = Import.objects.filter(workspace=scope.workspace).select_related("source")
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-id")[:limit])


def import_called(scope: Scope, uid: str) -> Import:
    """One import; raises Missing where the workspace has none of this uid."""
    scope.require(Right.READ)
    found = Import.objects.filter(workspace=scope.workspace, uid=uid).first()
    if found is None:
        raise Missing(f"There is no import {uid}.", field="import")
    return found


def rejects_of(scope: Scope, uid: str) -> Path:
    """The file of rejected rows of an import; raises Missing where it has none."""
    name = import_called(scope, uid).rejects_file
    if not name:
        raise Missing(f"Import {uid} rejected nothing.")
    return files.path_of(name)


def saved_columns(scope: Scope, fingerprint: str) -> dict[str, str]:
    """What a person said before of tables with these headers; empty where nobody did."""
    found = ColumnMapping.objects.filter(workspace=scope.workspace, fingerprint=fingerprint).first()
    return dict(found.columns) if found is not None else {}


def counts(one: Import) -> dict[str, Any]:
    """The numbers of an import."""
    names = ("rows", "created", "updated", "unchanged", "rejected", "repeated", "warnings", "weak")
    return {name: getattr(one, name) for name in names}
