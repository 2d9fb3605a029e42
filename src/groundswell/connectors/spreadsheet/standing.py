"""Where an import stands for the person who comes back to it: what to show, and what comes next."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from groundswell.connectors.spreadsheet import queries, stepwise
from groundswell.connectors.spreadsheet.models import MOVES, Import, State
from groundswell.kernel import clock
from groundswell.tasks.models import OPEN, Job
from groundswell.tasks.models import State as JobState
from groundswell.workspaces.scope import Scope

UNDO_FOR = timedelta(days=30)
"""How long the pages offer to take an import back; the command and the API set no end."""


class Phase(StrEnum):
    """What is going on with an import, as a person sees it."""

    ASKS = "asks"  # something has to be said before it can be read
    READING = "reading"
    READY = "ready"  # the dry run is there
    STOPPED = "stopped"  # somebody halted it, or its run failed: it can go on
    RECORDING = "recording"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"
    UNDOING = "undoing"
    UNDONE = "undone"


WAITING = frozenset((Phase.ASKS, Phase.READY, Phase.STOPPED, Phase.FAILED))
"""Phases in which nothing happens before a person does something."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An import, what is going on with it, its newest job, and its dry run where there is one."""

    entry: Import
    phase: Phase
    job: Job | None
    plan: dict[str, Any] | None

    @property
    def step(self) -> int:
        """The step of the wizard, from 0: file, columns and trial, import."""
        early = {Phase.ASKS, Phase.READING, Phase.READY, Phase.FAILED}
        stopped_early = self.phase is Phase.STOPPED and self.entry.state != State.RECORDING
        return 1 if self.phase in early or stopped_early else 2

    @property
    def can_undo(self) -> bool:
        """Whether the pages offer to take it back."""
        entry = self.entry
        if State.UNDOING not in MOVES[State(entry.state)] or self.phase is Phase.RECORDING:
            return False
        return entry.finished_at is None or entry.finished_at > clock.now() - UNDO_FOR


def standing(scope: Scope, uid: str) -> Standing:
    """Where an import stands; an import that was replaced answers as its successor.

    Raises:
        Missing: the workspace has no such import.
    """
    entry = queries.import_called(scope, uid)
    seen = {uid}
    while entry.replaced_by and entry.replaced_by not in seen:
        seen.add(entry.replaced_by)
        entry = queries.import_called(scope, entry.replaced_by)
    return standings(scope, [entry], plans=True)[0]


def standings(scope: Scope, entries: list[Import], *, plans: bool = False) -> list[Standing]:
    """Where several imports of the workspace stand, in their order; ``plans`` brings dry runs."""
    newest: dict[tuple[str, str], Job] = {}
    jobs = Job.objects.filter(
        name__in=(stepwise.READ, stepwise.RECORD, stepwise.UNDO),
        key__in=[entry.uid for entry in entries],
        workspace=scope.workspace,
    ).order_by("id")
    for job in jobs if plans else jobs.defer("result"):
        newest[job.name, str(job.key)] = job
    return [_standing(entry, newest, plans=plans) for entry in entries]


def waiting(scope: Scope, *, limit: int = 50) -> list[Standing]:
    """Imports that wait for a person or failed, the oldest first."""
    states = (State.READING, State.READY, State.RECORDING, State.UNDOING, State.FAILED)
    rows = queries.imports(scope, limit=limit, states=states)
    found = [one for one in standings(scope, rows) if one.phase in WAITING]
    return sorted(found, key=lambda one: one.entry.made_at)


def _standing(entry: Import, newest: dict[tuple[str, str], Job], *, plans: bool) -> Standing:
    read = newest.get((stepwise.READ, entry.uid))
    job = _job(entry, newest)
    plan = None
    if plans and read is not None and read.state == JobState.DONE and read.result:
        plan = read.result if "created" in read.result else None
    return Standing(entry, _phase(entry, job), job, plan)


def _job(entry: Import, newest: dict[tuple[str, str], Job]) -> Job | None:
    """The job that matters now: one that works or waits to, else the last of its state."""
    for name in _WORK:
        job = newest.get((name, entry.uid))
        if job is not None and job.state in OPEN:
            return job
    return newest.get((_LAST.get(State(entry.state), stepwise.READ), entry.uid))


_WORK = {
    stepwise.UNDO: Phase.UNDOING,
    stepwise.RECORD: Phase.RECORDING,
    stepwise.READ: Phase.READING,
}
_LAST = {
    State.RECORDING: stepwise.RECORD,
    State.DONE: stepwise.RECORD,
    State.UNDOING: stepwise.UNDO,
    State.UNDONE: stepwise.UNDO,
}
_ENDED = frozenset((State.DROPPED, State.FAILED, State.UNDONE))


def _phase(entry: Import, job: Job | None) -> Phase:
    state = State(entry.state)
    if state is State.READING and entry.problem:
        return Phase.ASKS
    if state in _ENDED:
        return Phase(state.value)
    if job is not None and job.state in OPEN:  # before its worker has moved the import on, too
        return _WORK[job.name]
    if state is State.DONE:
        return Phase.DONE
    read = state is State.READY and job is not None and job.state == JobState.DONE
    return Phase.READY if read else Phase.STOPPED
