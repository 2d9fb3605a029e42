"""The kinds of events that can be sent, and from a fact to its deliveries."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from groundswell.kernel.clock import now
from groundswell.tasks.events import on
from groundswell.tasks.queue import enqueue
from groundswell.tasks.running import Run
from groundswell.workspaces.models import DeliveryState, WebhookDelivery, WebhookEndpoint

E = TypeVar("E")

DELIVER_JOB = "webhooks.deliver"
TEST = "webhook.test"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event: its name on the wire, and a sentence for who chooses."""

    name: str
    says: str


KINDS: dict[str, Kind] = {}


def sends(name: str, event: type[E], says: str, data: Callable[[E], dict[str, Any] | None]) -> None:
    """Offer a fact event to webhooks; call it in the `hooks.py` of the domain that announces it.

    Args:
        name: ``noun.deed`` in the past, stable for ever: receivers depend on it.
        event: announced with its workspace.
        says: a sentence without a full stop, for the page where events are chosen.
        data: what is sent, by uid and without personal data; None where there is nothing to say
            any more.
    """
    KINDS[name] = Kind(name, says)

    def tell(run: Run, fact: E) -> int:
        found = data(fact)
        return 0 if run.workspace is None or found is None else publish(run.workspace, name, found)

    on(event, f"webhooks.on.{name}")(tell)


def publish(workspace: int, kind: str, data: dict[str, Any]) -> int:
    """Put an event on its way to all endpoints that want it; gives to how many."""
    rows = WebhookEndpoint.objects.filter(workspace_id=workspace).order_by("pk")
    wanting = [row for row in rows if kind in row.kinds]
    for row in wanting:
        put_on_its_way(row, kind, data)
    return len(wanting)


def put_on_its_way(endpoint: WebhookEndpoint, kind: str, data: dict[str, Any]) -> WebhookDelivery:
    """Write a delivery and its job in the caller's transaction; held where the endpoint pauses."""
    moment = now()
    body = {"type": kind, "timestamp": moment.isoformat(), "data": data}
    paused = endpoint.paused_at is not None
    row = WebhookDelivery.objects.create(
        workspace_id=endpoint.workspace_id,
        endpoint=endpoint,
        kind=kind,
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        at=moment,
        state=DeliveryState.HELD if paused else DeliveryState.WAITING,
        next_at=None if paused else moment,
    )
    if not paused:
        enqueue(DELIVER_JOB, {"delivery": row.uid}, workspace=endpoint.workspace_id)
    return row
