"""Fact events: how a low floor causes something on a higher one without knowing it.

An event is a frozen dataclass of plain values in a domain's `events.py`. Announcing it enqueues one
job per subscriber in the announcer's transaction, so a fact is told exactly when it is true, and
each subscriber is retried on its own. Subscribers are declared in the `jobs.py` of the floor above:

    @on(SubmissionApproved, "rewards.accrue-fee")
    def accrue_fee(run: Run, event: SubmissionApproved) -> None: ...
"""

from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar, get_type_hints

from groundswell.tasks.queue import enqueue
from groundswell.tasks.registry import job
from groundswell.tasks.running import Run

E = TypeVar("E")

_SUBSCRIBERS: dict[type, list[str]] = {}


def announce(event: object, *, workspace: int | None = None) -> None:
    """Tell a fact: enqueue the job of each subscriber, in the caller's transaction."""
    if not is_dataclass(event) or isinstance(event, type):
        raise TypeError("an event is an instance of a dataclass")
    payload = {name: _plain(value) for name, value in asdict(event).items()}
    for name in _SUBSCRIBERS.get(type(event), []):
        enqueue(name, payload, workspace=workspace)


def on(
    kind: type[E],
    name: str,
    *,
    retries: int = 5,
    atomic: bool = True,
    timeout: timedelta = timedelta(minutes=10),
) -> Callable[[Callable[[Run, E], Any]], Callable[[Run, E], Any]]:
    """Subscribe to a kind of event with a job of this name (options as for `registry.job`)."""

    def subscribe(handler: Callable[[Run, E], Any]) -> Callable[[Run, E], Any]:
        def run_with_event(run: Run) -> Any:
            return handler(run, decode(kind, run.payload))

        run_with_event.__qualname__ = handler.__qualname__
        job(name, retries=retries, atomic=atomic, timeout=timeout)(run_with_event)
        names = _SUBSCRIBERS.setdefault(kind, [])
        if name not in names:
            names.append(name)
        return handler

    return subscribe


def decode(kind: type[E], payload: dict[str, Any]) -> E:
    """The event of a payload made by `announce`.

    Fields that this version does not know are dropped, and missing ones take their default, so
    that jobs enqueued by a neighbouring version still run.
    """
    hints = get_type_hints(kind)
    return kind(**{n: _rich(hints[n], value) for n, value in payload.items() if n in hints})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _rich(hint: Any, value: Any) -> Any:
    if hint is datetime:
        return datetime.fromisoformat(value)
    if hint is date:
        return date.fromisoformat(value)
    if isinstance(value, list) and getattr(hint, "__origin__", None) is tuple:
        return tuple(value)
    return value
