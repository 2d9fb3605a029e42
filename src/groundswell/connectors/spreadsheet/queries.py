"""Looking at imports and mappings of a workspace."""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from groundswell.connectors.spreadsheet.models import ColumnMapping, Import, State
from groundswell.connectors.spreadsheet.targets import IGNORE
from groundswell.creators.models import Source
from groundswell.kernel import files
from groundswell.kernel.errors import Missing
from groundswell.workspaces.scope import Right, Scope

_LOOKED_BACK = 200  # imports


def imports(
    scope: Scope,
    *,
    limit: int = 100,
    before: int | None = None,
    states: Collection[str] | None = None,
) -> list[Import]:
    """The newest imports of the workspace; ``before`` is the last row number seen."""
    scope.require(Right.READ)
    found = Import.objects.filter(workspace=scope.workspace).select_related("source")
    if before is not None:
        found = found.filter(pk__lt=before)
    if states is not None:
        found = found.filter(state__in=states)
    return list(found.order_by("-id")[:limit])


def import_called(scope: Scope, uid: str) -> Import:
    """One import; raises Missing where the workspace has none of this uid."""
    scope.require(Right.READ)
    found = Import.objects.filter(workspace=scope.workspace, uid=uid).first()
    if found is None:
        raise Missing(f"There is no import {uid}.", field="import")
    return found


def rejects_of(scope: Scope, uid: str) -> Path:
    """The file of rejected rows of an import, or of its dry run; Missing where it has none."""
    entry = import_called(scope, uid)
    if entry.state == State.READY and (path := _of_dry_run(entry)) is not None:
        return path
    name = entry.rejects_file
    if not name:
        raise Missing(f"Import {uid} rejected nothing.")
    return files.path_of(name)


def _of_dry_run(entry: Import) -> Path | None:
    from groundswell.connectors.spreadsheet import rejects
    from groundswell.connectors.spreadsheet.staging import Stage

    return rejects.preview(entry, Stage(entry.uid))


def saved_mapping(scope: Scope, fingerprint: str) -> ColumnMapping:
    """What a person said before of tables with these headers; an empty one where nobody did."""
    found = ColumnMapping.objects.filter(workspace=scope.workspace, fingerprint=fingerprint).first()
    return found or ColumnMapping(workspace_id=scope.workspace, fingerprint=fingerprint)


def sources(scope: Scope) -> list[Source]:
    """The sources of files that this workspace brought, by name."""
    scope.require(Right.READ)
    return list(Source.objects.filter(owner=scope.workspace, kind="file").order_by("name"))


def matches_of_sources(scope: Scope, headers: Iterable[str]) -> dict[str, dict[str, str]]:
    """How the newest finished import of each source took columns that these headers have too.

    Source name to header to target, for sources that share a column with the table.
    """
    scope.require(Right.READ)
    wanted = set(headers)
    found: dict[str, dict[str, str]] = {}
    rows = Import.objects.filter(workspace=scope.workspace, state=State.DONE).order_by("-id")
    for name, understood in rows.values_list("source_name", "understood")[:_LOOKED_BACK]:
        taken = {
            one["column"]: one["target"] or IGNORE
            for one in understood["columns"]
            if one["column"] in wanted
        }
        if taken:
            found.setdefault(name, taken)
    return found


def counts(one: Import) -> dict[str, Any]:
    """The numbers of an import."""
    names = ("rows", "created", "updated", "unchanged", "rejected", "repeated", "warnings", "weak")
    return {name: getattr(one, name) for name in names}
