"""Imports in a workspace's archive: what was done, without the files on this machine."""

from groundswell.connectors.spreadsheet.models import ColumnMapping, Import, State
from groundswell.workspaces.portable.registry import Document, carry

_SETTLED = {
    State.READING: State.DROPPED,
    State.READY: State.DROPPED,
    State.RECORDING: State.DONE,
    State.UNDOING: State.UNDONE,
}


def _settle(document: Document, _moment: str) -> None:
    """An import that is under way cannot go on elsewhere; its files stay here."""
    state = State(document["state"])
    document["state"] = _SETTLED.get(state, state).value
    document["path"] = document["rejects_file"] = ""


carry(Import, owned=("owner",), actors=("actor",), leaves=_settle)
carry(ColumnMapping)
