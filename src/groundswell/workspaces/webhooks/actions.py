"""Making, changing and ending endpoints, and sending again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from groundswell.kernel import http
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Conflict, Missing
from groundswell.kernel.secrets import encrypt
from groundswell.tasks.queue import enqueue
from groundswell.workspaces import rules as workspace_rules
from groundswell.workspaces.audit import record
from groundswell.workspaces.models import DeliveryState, WebhookDelivery, WebhookEndpoint
from groundswell.workspaces.scope import Right, Scope
from groundswell.workspaces.webhooks import rules, signing
from groundswell.workspaces.webhooks.delivering import SECRET_PURPOSE
from groundswell.workspaces.webhooks.kinds import DELIVER_JOB, KINDS, TEST, put_on_its_way

MOST_REPLAYED = 1_000


@dataclass(frozen=True, slots=True)
class MadeEndpoint:
    """An endpoint and its new secret, which is shown this once."""

    endpoint: WebhookEndpoint
    secret: str


def create_endpoint(scope: Scope, name: str, url: str, kinds: Iterable[str]) -> MadeEndpoint:
    """Tell an address what happens here; needs ADMIN.

    Raises:
        BadValue: no name, no kind of event, or one that there is not.
        BadAddress, AddressNotAllowed: no address, or one where this instance does not go.
        Conflict: the workspace has as many endpoints as it may have.
    """
    scope.require(Right.ADMIN)
    values = _checked(name, url, kinds)
    secret = signing.new_secret()
    with transaction.atomic():
        if (
            WebhookEndpoint.objects.filter(workspace_id=scope.workspace).count()
            >= rules.MOST_ENDPOINTS
        ):
            raise Conflict(f"A workspace has at most {rules.MOST_ENDPOINTS} webhooks.")
        row = WebhookEndpoint.objects.create(
            workspace_id=scope.workspace,
            secret=encrypt(SECRET_PURPOSE, secret),
            created_by=scope.actor,
            **values,
        )
        record(scope, "webhook.created", row.uid, kinds=row.kinds)
    return MadeEndpoint(row, secret)


def change_endpoint(
    scope: Scope, uid: str, name: str, url: str, kinds: Iterable[str]
) -> WebhookEndpoint:
    """Change name, address and kinds; needs ADMIN. Raises as `create_endpoint`, and Missing."""
    scope.require(Right.ADMIN)
    values = _checked(name, url, kinds)
    with transaction.atomic():
        row = _endpoint(scope, uid)
        changed = [field for field, new in values.items() if getattr(row, field) != new]
        if changed:
            WebhookEndpoint.objects.filter(pk=row.pk).update(**values)
            record(scope, "webhook.changed", uid, fields=changed, kinds=values["kinds"])
            row.refresh_from_db()
    return row


def renew_secret(scope: Scope, uid: str) -> MadeEndpoint:
    """Give an endpoint a new secret; the old one signs beside it for 24 hours. Needs ADMIN."""
    scope.require(Right.ADMIN)
    secret = signing.new_secret()
    with transaction.atomic():
        row = _endpoint(scope, uid)
        row.old_secret, row.old_secret_until = row.secret, now() + rules.OLD_SECRET_LIFE
        row.secret = encrypt(SECRET_PURPOSE, secret)
        row.save(update_fields=["secret", "old_secret", "old_secret_until"])
        record(scope, "webhook.secret_renewed", uid)
    return MadeEndpoint(row, secret)


def pause_endpoint(scope: Scope, uid: str) -> None:
    """Hold what happens from now on back; needs ADMIN. What is on its way is held too."""
    scope.require(Right.ADMIN)
    with transaction.atomic():
        row = _endpoint(scope, uid)
        if row.paused_at is None:
            WebhookEndpoint.objects.filter(pk=row.pk).update(paused_at=now(), paused_why="member")
            record(scope, "webhook.paused", uid, why="member")


def resume_endpoint(scope: Scope, uid: str) -> int:
    """Go on sending; needs ADMIN. Gives how many held deliveries wait to be sent by `replay_all`."""
    scope.require(Right.ADMIN)
    with transaction.atomic():
        row = _endpoint(scope, uid)
        if row.paused_at is not None:
            WebhookEndpoint.objects.filter(pk=row.pk).update(
                paused_at=None, paused_why="", failing_since=None
            )
            record(scope, "webhook.resumed", uid)
    return WebhookDelivery.objects.filter(endpoint=row, state=DeliveryState.HELD).count()


def delete_endpoint(scope: Scope, uid: str) -> None:
    """Remove an endpoint with the log of its deliveries; needs ADMIN."""
    scope.require(Right.ADMIN)
    with transaction.atomic():
        row = _endpoint(scope, uid)
        row.delete()
        record(scope, "webhook.deleted", uid)


def send_test(scope: Scope, uid: str) -> WebhookDelivery:
    """Send the endpoint a test event, whatever kinds it chose; needs ADMIN. Conflict while paused."""
    scope.require(Right.ADMIN)
    with transaction.atomic():
        row = _endpoint(scope, uid)
        if row.paused_at is not None:
            raise Conflict(f"{row.name} is paused.", hint="Resume it first.")
        return put_on_its_way(row, TEST, {"webhook": row.uid})


def replay(scope: Scope, uid: str) -> WebhookDelivery:
    """Send a delivery once more, with the same id and body; needs ADMIN.

    Raises:
        Missing: no such delivery here.
        Conflict: it is on its way, or its endpoint is paused.
    """
    scope.require(Right.ADMIN)
    with transaction.atomic():
        row = (
            WebhookDelivery.objects.filter(workspace_id=scope.workspace, uid=uid)
            .select_related("endpoint")
            .first()
        )
        if row is None:
            raise Missing("There is no such delivery, or it was forgotten after 30 days.")
        if row.endpoint.paused_at is not None:
            raise Conflict(f"{row.endpoint.name} is paused.", hint="Resume it first.")
        if not _put_back(WebhookDelivery.objects.filter(pk=row.pk)):
            raise Conflict("This delivery is on its way already.")
        enqueue(DELIVER_JOB, {"delivery": row.uid}, workspace=scope.workspace)
        record(scope, "webhook.replayed", row.endpoint.uid, delivery=row.uid)
    row.refresh_from_db()
    return row


def replay_all(scope: Scope, uid: str) -> int:
    """Send again what an endpoint did not get (given up or held), oldest first; needs ADMIN.

    Gives how many, 1,000 at most at a time. Conflict while it is paused.
    """
    scope.require(Right.ADMIN)
    with transaction.atomic():
        row = _endpoint(scope, uid)
        if row.paused_at is not None:
            raise Conflict(f"{row.name} is paused.", hint="Resume it first.")
        missed = WebhookDelivery.objects.filter(
            endpoint=row, state__in=[DeliveryState.FAILED, DeliveryState.HELD]
        )
        uids = list(missed.order_by("pk").values_list("uid", flat=True)[:MOST_REPLAYED])
        _put_back(WebhookDelivery.objects.filter(uid__in=uids))
        for one in uids:
            enqueue(DELIVER_JOB, {"delivery": one}, workspace=scope.workspace)
        if uids:
            record(scope, "webhook.replayed", uid, count=len(uids))
    return len(uids)


def _put_back(rows: Any) -> int:
    changed: int = rows.exclude(state=DeliveryState.WAITING).update(
        state=DeliveryState.WAITING, tries=0, next_at=now(), done_at=None
    )
    return changed


def _checked(name: str, url: str, kinds: Iterable[str]) -> dict[str, Any]:
    return {
        "name": workspace_rules.check_name(name),
        "url": http.check_url(url),
        "kinds": rules.check_kinds(kinds, KINDS),
    }


def _endpoint(scope: Scope, uid: str) -> WebhookEndpoint:
    row = (
        WebhookEndpoint.objects.filter(workspace_id=scope.workspace, uid=uid)
        .select_for_update()
        .first()
    )
    if row is None:
        raise Missing("There is no such webhook.")
    return row
