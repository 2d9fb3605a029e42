"""One try of one delivery: the call, and what follows from it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from groundswell.kernel import http
from groundswell.kernel.clock import now
from groundswell.kernel.secrets import Unreadable, decrypt
from groundswell.workspaces import notifications
from groundswell.workspaces.audit import record
from groundswell.workspaces.models import (
    DeliveryState,
    Role,
    WebhookDelivery,
    WebhookEndpoint,
)
from groundswell.workspaces.scope import Scope
from groundswell.workspaces.webhooks import rules, signing

SECRET_PURPOSE = "workspaces.webhook-secret"  # noqa: S105 - the name of a key
AGENT = "Groundswell (webhooks)"
_BOUNDS = http.Bounds(connect=5, total=20, size=rules.ANSWER_KEPT)
_KEPT_ATTEMPTS = 40


def deliver(uid: str) -> tuple[DeliveryState, timedelta | None]:
    """Try a waiting delivery once; gives where it stands then, and how long to wait before the next.

    A try that was made and not written down (the machine went off) is made again with the same
    ``webhook-id``, by which receivers tell.
    """
    row = WebhookDelivery.objects.filter(uid=uid).select_related("endpoint").first()
    if row is None:
        return DeliveryState.FAILED, None
    if row.state != DeliveryState.WAITING:
        return DeliveryState(row.state), None
    if row.endpoint.paused_at is not None:
        _waiting(row).update(state=DeliveryState.HELD, next_at=None)
        return DeliveryState.HELD, None
    attempt, asked = _attempt(row)
    with transaction.atomic():
        return _write_down(row, attempt, asked)


def keys_of(endpoint: WebhookEndpoint, moment: datetime) -> list[str]:
    """The secrets that sign at this moment, newest first."""
    sealed = [endpoint.secret]
    if endpoint.old_secret and endpoint.old_secret_until and moment < endpoint.old_secret_until:
        sealed.append(endpoint.old_secret)
    return [decrypt(SECRET_PURPOSE, one) for one in sealed]


def _attempt(row: WebhookDelivery) -> tuple[dict[str, Any], str | None]:
    moment, body = now(), row.body.encode()
    attempt: dict[str, Any] = {"at": moment.isoformat(), "status": None, "ms": None}
    try:
        signed = signing.headers(row.uid, moment, body, keys_of(row.endpoint, moment))
        answer = http.call(
            "POST",
            row.endpoint.url,
            headers={"content-type": "application/json", "user-agent": AGENT, **signed},
            content=body,
            bounds=_BOUNDS,
        )
    except (http.Unreachable, http.AddressNotAllowed, http.BadAddress, Unreadable) as error:
        return attempt | {"error": error.sentence, "answer": ""}, None
    text = answer.body.decode("utf-8", "replace").replace("\x00", "")
    told = {"status": answer.status, "ms": answer.ms, "error": "", "answer": text}
    return attempt | told, answer.headers.get("retry-after")


def _write_down(
    row: WebhookDelivery, attempt: dict[str, Any], asked: str | None
) -> tuple[DeliveryState, timedelta | None]:
    moment, status, tries = now(), attempt["status"], row.tries + 1
    worked = rules.delivered(status)
    after = None if worked or rules.gone(status) else rules.wait(tries, asked)
    state = (
        DeliveryState.DELIVERED
        if worked
        else DeliveryState.FAILED
        if after is None
        else DeliveryState.WAITING
    )
    written = _waiting(row).update(
        state=state,
        tries=tries,
        attempts=[*row.attempts, attempt][-_KEPT_ATTEMPTS:],
        status=status,
        ms=attempt["ms"],
        next_at=None if after is None else moment + after,
        done_at=None if state == DeliveryState.WAITING else moment,
    )
    if not written:  # another run of the same job was faster
        return DeliveryState.DELIVERED, None
    endpoint = WebhookEndpoint.objects.select_for_update().get(pk=row.endpoint_id)
    if worked:
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(last_ok_at=moment, failing_since=None)
    else:
        _note_failure(endpoint, moment, status)
    return state, after


def _note_failure(endpoint: WebhookEndpoint, moment: datetime, status: int | None) -> None:
    since = endpoint.failing_since or moment
    stop = rules.gone(status) or rules.must_pause(since, moment)
    values: dict[str, Any] = {"failing_since": since}
    if stop and endpoint.paused_at is None:
        values |= {"paused_at": moment, "paused_why": "failures"}
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(**values)
    if "paused_at" not in values:
        return
    why = (
        "said that it is gone"
        if rules.gone(status)
        else f"has not taken anything for {(moment - since).days} days"
    )
    scope = Scope(endpoint.workspace_id, "job:webhooks.deliver", frozenset())
    record(scope, "webhook.paused", endpoint.uid, why="failures", status=status)
    notifications.notify_role(
        endpoint.workspace_id,
        [Role.OWNER],
        "webhook.paused",
        f"The webhook {endpoint.name} {why}, so it is paused. What happens meanwhile is held.",
        f"settings/webhooks/{endpoint.uid}/",
    )


def _waiting(row: WebhookDelivery) -> Any:
    return WebhookDelivery.objects.filter(pk=row.pk, state=DeliveryState.WAITING, tries=row.tries)
