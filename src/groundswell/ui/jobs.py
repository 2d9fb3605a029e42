"""Long jobs as a person sees them: how far, how long still, whether they can be stopped.

An area says what its jobs are called:

    describe("import.record", label=_("Importing"), right=Right.IMPORT, stops=True)

and shows one with ``{% job_progress job.uid %}``, which goes on by itself until the job ends.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groundswell.kernel.clock import now
from groundswell.tasks.models import Job, State
from groundswell.ui import formats
from groundswell.workspaces.scope import Right, Scope

Words = str | Promise
Figures = Callable[[Scope, Job], list[tuple[Words, str]]]
_SURE_AFTER = timedelta(seconds=3)  # a rate over less says little about the time left
_PACES = ((5, 1), (15, 2), (40, 4))  # polls so far, seconds to the next


@dataclass(frozen=True, slots=True)
class Description:
    """What a kind of job is called and may be.

    Attributes:
        label: what it does: ``Importing``.
        done: the same when it is over.
        right: who may stop it.
        stops: whether it can be stopped.
        phases: what its notes mean, in words.
        figures: names and values to show beside the progress.
    """

    label: Words
    done: Words = "Done"
    right: Right = Right.WRITE
    stops: bool = False
    phases: Mapping[str, Words] = field(default_factory=dict)
    figures: Figures | None = None


_KNOWN: dict[str, Description] = {}
_UNKNOWN = Description(gettext_lazy("Working"))


def describe(name: str, **said: Any) -> None:
    """Say what a kind of job is called; fields as in `Description`."""
    _KNOWN[name] = Description(**said)


def description(name: str) -> Description:
    """What was said of a kind of job."""
    return _KNOWN.get(name, _UNKNOWN)


@dataclass(frozen=True, slots=True)
class Progress:
    """A job at this moment, in words.

    ``state`` is waiting, running, stopping, done, failed or stopped; ``rate`` is 0..1, None where
    the end is not known; ``pause`` is how many seconds to wait before asking again, None once it
    has ended.
    """

    uid: str
    state: str
    label: str
    rate: float | None
    counted: str
    left: str
    figures: list[tuple[Words, str]]
    can_stop: bool
    polls: int
    pause: int | None

    @property
    def width(self) -> str:
        """The rate as a style sheet says it, whatever the locale."""
        return f"{100 * (self.rate or 0):.1f}"


def progress(scope: Scope, job: Job, polls: int = 0) -> Progress:
    """A job in words; ``polls`` is how often it was asked for already."""
    about = description(job.name)
    state = _state(job)
    ended = state in {"done", "failed", "stopped"}
    total, done = job.total_count, job.done_count
    rate = min(1.0, done / total) if total and done is not None else None
    return Progress(
        uid=job.uid,
        state=state,
        label=str(_label(job, about, state)),
        rate=1.0 if state == "done" else rate,
        counted="" if state == "done" else _counted(done, total),
        left="" if ended else _left(job, rate),
        figures=about.figures(scope, job) if about.figures else [],
        can_stop=about.stops and about.right in scope.rights and state in {"waiting", "running"},
        polls=polls,
        pause=None if ended else next((pause for most, pause in _PACES if polls < most), 8),
    )


def _state(job: Job) -> str:
    if job.state == State.RUNNING:
        return "stopping" if job.cancel_asked else "running"
    return {
        State.PENDING.value: "waiting",
        State.DONE.value: "done",
        State.DEAD.value: "failed",
    }.get(job.state, "stopped")


def _label(job: Job, about: Description, state: str) -> Words:
    if state == "waiting" and job.attempts:
        at = formats.moment(job.due_at)
        return _("That did not work. The next try is at %(time)s.") % {"time": at}
    if state == "done":
        return about.done
    if state == "running":
        return about.phases.get(job.note, about.label)
    return _STATES[state]


_STATES: dict[str, Words] = {
    "waiting": gettext_lazy("Waiting for its turn"),
    "stopping": gettext_lazy("Stopping at the next safe point"),
    "failed": gettext_lazy("It did not work and was given up. The log of the instance says why."),
    "stopped": gettext_lazy("Stopped"),
}


def _counted(done: int | None, total: int | None) -> str:
    if done is None:
        return ""
    if not total:
        return formats.count(done)
    return _("%(done)s of %(total)s") % {
        "done": formats.count(min(done, total)), "total": formats.count(total),
    }  # fmt: skip


def _left(job: Job, rate: float | None) -> str:
    """How long it will still take, by its pace until now; empty where that says nothing."""
    if not rate or job.started_at is None or job.state != State.RUNNING:
        return ""
    spent = now() - job.started_at
    if spent < _SURE_AFTER:
        return ""
    seconds = spent.total_seconds() * (1 - rate) / rate
    if seconds < 60:
        whole = max(1, round(seconds / 5) * 5)
        return ngettext("about %(n)s s left", "about %(n)s s left", whole) % {"n": whole}
    minutes = round(seconds / 60)
    return ngettext("about %(n)s min left", "about %(n)s min left", minutes) % {"n": minutes}
