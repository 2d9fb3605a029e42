"""Writing the audit trail: one line per deed, in the transaction of the deed."""

from typing import Any

from django.db import transaction

from groundswell.workspaces.models import AuditLine
from groundswell.workspaces.scope import Scope

INSTANCE = 0  # the workspace of a scope that acts on the whole instance


def record(scope: Scope, verb: str, subject: str = "", **detail: Any) -> AuditLine:
    """Add a line about what this scope does; the caller is inside its transaction.

    Args:
        scope: who acts; workspace `INSTANCE` makes it a line of the whole instance.
        verb: ``noun.deed`` in the past, for example ``list.created``.
        subject: uid of what it was done to.
        detail: JSON values that explain it. No personal data: name people by their uid.

    Raises:
        RuntimeError: outside a transaction, where the line could outlive a deed that failed.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit line is written inside the transaction of its deed")
    return AuditLine.objects.create(
        workspace_id=scope.workspace or None,
        actor=scope.actor,
        verb=verb,
        subject=subject,
        detail=detail,
    )
