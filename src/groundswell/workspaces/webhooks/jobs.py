"""Jobs of webhooks, and the workspaces' own events that can be sent."""

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from groundswell.kernel.clock import now
from groundswell.kernel.errors import TryLater
from groundswell.tasks.registry import job, schedule
from groundswell.workspaces import events
from groundswell.workspaces.models import DeliveryState, Person, WebhookDelivery
from groundswell.workspaces.webhooks import delivering, rules
from groundswell.workspaces.webhooks.kinds import DELIVER_JOB, sends

if TYPE_CHECKING:
    from groundswell.tasks.running import Run

FORGET_JOB = "webhooks.forget-old"


@job(DELIVER_JOB, atomic=False, timeout=timedelta(minutes=2))
def deliver(run: "Run") -> str:
    """Try a delivery; where it failed, wait as long as the rules say and try again."""
    state, after = delivering.deliver(run.payload["delivery"])
    if after is not None:
        raise TryLater(after, "The endpoint did not take the message.")
    return state.value


@job(FORGET_JOB)
def forget_old(run: "Run") -> int:  # noqa: ARG001 - every handler takes its run
    """Delete deliveries that were settled long ago; gives how many."""
    settled = WebhookDelivery.objects.exclude(state=DeliveryState.WAITING)
    return settled.filter(at__lte=now() - rules.DELIVERIES_KEPT).delete()[0]


schedule(FORGET_JOB, every=timedelta(days=1), at=time(3, 50))


def _person(row: int) -> str | None:
    return Person.objects.filter(pk=row).values_list("uid", flat=True).first()


def _about(fact: events.MemberJoined | events.RoleChanged) -> dict[str, Any]:
    return {"person": _person(fact.person), "role": fact.role}


sends("member.joined", events.MemberJoined, "Somebody became a member", _about)
sends("member.role_changed", events.RoleChanged, "A member has another role", _about)
sends(
    "member.left",
    events.MemberLeft,
    "A member left or was removed",
    lambda fact: {"person": _person(fact.person)},
)
