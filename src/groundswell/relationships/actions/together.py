"""Several deeds that one press did, taken back by one press."""

from collections.abc import Iterable
from typing import Any

from groundswell.workspaces import reversals
from groundswell.workspaces.reversals import offer, reverses
from groundswell.workspaces.scope import Scope


def undo_together(scope: Scope, undos: Iterable[str | None], sentence: str) -> str | None:
    """One reversal for several, the newest deed first; None where there is none.

    Args:
        scope: who acts; inside the transaction of the deeds.
        undos: uids of their reversals, in the order in which they were done.
        sentence: what is said when they are taken back.
    """
    uids = [uid for uid in undos if uid]
    if len(uids) <= 1:
        return uids[0] if uids else None
    return offer(scope, "lists.together", {"undos": uids, "sentence": sentence})


@reverses("lists.together")
def take_back_all(scope: Scope, payload: dict[str, Any]) -> str:
    """Undo each of them, all or none."""
    for uid in reversed(payload["undos"]):
        reversals.undo(scope, uid)
    return str(payload["sentence"])
