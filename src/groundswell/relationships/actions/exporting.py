"""The trail of lists that were taken out as files."""

from django.db import transaction

from groundswell.relationships import queries
from groundswell.workspaces.audit import record
from groundswell.workspaces.scope import Right, Scope


def note_export(scope: Scope, name: str, *, rows: int, kind: str) -> None:
    """Note that a list was written to a file of this format; needs the right to export."""
    scope.require(Right.EXPORT)
    with transaction.atomic():
        row = queries.list_named(scope, name)
        record(scope, "list.exported", row.uid, rows=rows, format=kind)
