"""Imports in words: where one stands, what a job at it is called, who began it."""

from dataclasses import dataclass
from pathlib import PurePath

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groundswell.connectors.spreadsheet import stepwise
from groundswell.connectors.spreadsheet.models import Import, State
from groundswell.connectors.spreadsheet.queries import import_called
from groundswell.connectors.spreadsheet.standing import Phase, Standing
from groundswell.kernel.errors import GroundswellError
from groundswell.relationships.actions import create_list
from groundswell.relationships.errors import NameTaken
from groundswell.relationships.models import List
from groundswell.relationships.queries import list_named
from groundswell.tasks.models import Job
from groundswell.ui import formats
from groundswell.ui.jobs import Words, describe
from groundswell.workspaces.queries import members
from groundswell.workspaces.scope import Right, Scope

LONGEST_LIST = 200
LISTED = tuple(state for state in State if state != State.DROPPED)
STEPS = (gettext_lazy("File"), gettext_lazy("Match columns and try"), gettext_lazy("Import"))

_PHASES: dict[Phase, Words] = {
    Phase.ASKS: gettext_lazy("Needs an answer"),
    Phase.READING: gettext_lazy("Trial run"),
    Phase.READY: gettext_lazy("Waits for a yes"),
    Phase.STOPPED: gettext_lazy("Stopped"),
    Phase.RECORDING: gettext_lazy("Importing"),
    Phase.DONE: gettext_lazy("Imported"),
    Phase.FAILED: gettext_lazy("Failed"),
    Phase.DROPPED: gettext_lazy("Not wanted"),
    Phase.UNDOING: gettext_lazy("Being undone"),
    Phase.UNDONE: gettext_lazy("Undone"),
}
_TONES = {Phase.FAILED: "stop", Phase.STOPPED: "watch", Phase.ASKS: "watch", Phase.READY: "acc"}


@dataclass(frozen=True, slots=True)
class Line:
    """An import in a list: ``tone`` is watch, stop, acc or empty."""

    standing: Standing
    entry: Import
    state: Words
    tone: str


def line(one: Standing) -> Line:
    """An import as a row."""
    return Line(one, one.entry, _PHASES[one.phase], _TONES.get(one.phase, ""))


def actors(scope: Scope) -> dict[str, str]:
    """Who did things here, by what the import keeps: members by name, machines by kind."""
    found = {f"person:{one.person_id}": one.person.get_full_name() for one in members(scope)}
    return {**found, "operator": _("Command line")}


def for_pages(refusal: GroundswellError) -> GroundswellError:
    """The refusal without a hint that only helps at the command line."""
    if refusal.hint and "--" in refusal.hint:
        refusal.hint = None
    return refusal


def list_for(scope: Scope, entry: Import) -> List:
    """The list named after an import's file; made where there is none yet."""
    name = PurePath(entry.called).name.partition(".")[0].strip() or entry.source_name
    try:
        return create_list(scope, name[:LONGEST_LIST])
    except NameTaken:
        return list_named(scope, name[:LONGEST_LIST])


def size(count: int) -> str:
    """A number of bytes: ``6 GB``."""
    for limit, unit in ((1024**3, "GB"), (1024**2, "MB"), (1024, "kB")):
        if count >= limit:
            places = 0 if count % limit == 0 else 1
            return f"{formats.decimal(count / limit, places)} {unit}"
    return f"{formats.count(count)} B"


def _figures(scope: Scope, job: Job) -> list[tuple[Words, str]]:
    """What an import brought and rejected so far."""
    entry = import_called(scope, job.payload["import"])
    return [
        (gettext_lazy("new"), formats.count(entry.created)),
        (gettext_lazy("updated"), formats.count(entry.updated)),
        (gettext_lazy("rejected"), formats.count(entry.rejected)),
    ]


_READ: dict[str, str | Promise] = {
    "read": gettext_lazy("Reading the file"),
    "record": gettext_lazy("Comparing with the catalog"),
}

describe(
    stepwise.READ,
    label=gettext_lazy("Trial run"),
    done=gettext_lazy("Read"),
    right=Right.IMPORT,
    stops=True,
    phases=_READ,
)
describe(
    stepwise.RECORD,
    label=gettext_lazy("Importing"),
    done=gettext_lazy("Imported"),
    right=Right.IMPORT,
    stops=True,
    figures=_figures,
)
describe(stepwise.UNDO, label=gettext_lazy("Taking it back"), done=gettext_lazy("Taken back"))
