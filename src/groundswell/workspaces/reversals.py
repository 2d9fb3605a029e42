"""Taking a deed back: whoever does it leaves what is needed to undo it, once, for 30 days.

A domain registers how, under a name of its own, and offers it inside the deed's transaction:

    @reverses("lists.add")
    def take_back(scope: Scope, payload: dict[str, Any]) -> str:
        ...
        return _("12 creators taken off Spring launch again")

    uid = offer(scope, "lists.add", {"list": row.uid, "profiles": added})

`undo` runs the handler in one transaction. The handler checks the rights of who undoes as every
action does, and raises Conflict where the world has moved on too far.
"""

import json
import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction

from groundswell.kernel.clock import now
from groundswell.kernel.errors import Conflict, Missing
from groundswell.workspaces.audit import record
from groundswell.workspaces.models import Reversal
from groundswell.workspaces.scope import Right, Scope

KEPT = timedelta(days=30)

Handler = Callable[[Scope, dict[str, Any]], str]
_HANDLERS: dict[str, Handler] = {}


class TooLate(Conflict):
    """The deed was undone before, is too old, or can no longer be undone."""

    code = "too-late-to-undo"


def reverses(kind: str) -> Callable[[Handler], Handler]:
    """Declare how deeds of this kind are taken back; ValueError where the name is taken."""

    def register(handler: Handler) -> Handler:
        known = _HANDLERS.get(kind)
        if known is not None and known.__qualname__ != handler.__qualname__:
            raise ValueError(f"two reversals are called {kind!r}")
        _HANDLERS[kind] = handler
        return handler

    return register


def offer(scope: Scope, kind: str, payload: dict[str, Any]) -> str:
    """Keep what it takes to undo a deed; gives the uid that `undo` takes.

    Args:
        scope: who did it.
        kind: a name declared with `reverses`; ValueError for another.
        payload: JSON-able, as large as it needs to be; stored compressed.

    Raises:
        RuntimeError: outside a transaction, where the offer could outlive a deed that failed.
    """
    if kind not in _HANDLERS:
        raise ValueError(f"no reversal is called {kind!r}")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a reversal is offered inside the transaction of its deed")
    packed = zlib.compress(json.dumps(payload, separators=(",", ":")).encode())
    row = Reversal.objects.create(
        workspace_id=scope.workspace, kind=kind, payload=packed, actor=scope.actor
    )
    return row.uid


def undo(scope: Scope, uid: str) -> str:
    """Take a deed back; gives the sentence of what was undone.

    Raises:
        Missing: no such deed in this workspace.
        TooLate: it was undone before, or is older than 30 days.
        Refused, Conflict: as the handler says; the deed can then still be undone later.
    """
    scope.require(Right.READ)
    moment = now()
    with transaction.atomic():
        rows = Reversal.objects.filter(workspace_id=scope.workspace, uid=uid)
        open_rows = rows.filter(undone_at=None, at__gt=moment - KEPT).exclude(payload=b"")
        row = open_rows.select_for_update().first()
        if row is None:
            raise _closed(rows.first())
        handler = _HANDLERS.get(row.kind)
        if handler is None:
            raise TooLate("This version no longer knows how to undo that.")
        claimed = Reversal.objects.filter(pk=row.pk, undone_at=None).update(
            undone_at=moment, undone_by=scope.actor, payload=b""
        )
        if not claimed:
            raise TooLate("This was undone before.")
        sentence = handler(scope, json.loads(zlib.decompress(bytes(row.payload))))
        record(scope, "deed.undone", row.uid, kind=row.kind)
    return sentence


def forget_old() -> int:
    """Delete what can no longer be undone; gives how many rows."""
    return Reversal.objects.filter(at__lte=now() - KEPT).delete()[0]


def forget_contents() -> int:
    """Empty what is kept to undo deeds, of every workspace; gives how many can no longer be undone.

    An erased person's data must not come back, and a payload does not tell whose data it holds.
    """
    return Reversal.objects.filter(undone_at=None).exclude(payload=b"").update(payload=b"")


def _closed(row: Reversal | None) -> Missing | TooLate:
    if row is None:
        return Missing("There is nothing to undo here.")
    if row.undone_at is not None:
        return TooLate("This was undone before.")
    return TooLate("This can no longer be undone.")
