"""Reads of endpoints and of the log of their deliveries."""

from dataclasses import dataclass

from django.db.models import Count, Q

from groundswell.kernel.errors import Missing
from groundswell.workspaces.models import DeliveryState, WebhookDelivery, WebhookEndpoint
from groundswell.workspaces.scope import Right, Scope


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """An endpoint with what its log of the last 30 days says.

    Attributes:
        endpoint: the row.
        delivered: how many got through.
        missed: how many were given up or are held, and could be sent again.
        waiting: how many are on their way.
    """

    endpoint: WebhookEndpoint
    delivered: int
    missed: int
    waiting: int


def endpoints(scope: Scope) -> list[EndpointRow]:
    """All endpoints of the workspace by name; needs ADMIN."""
    scope.require(Right.ADMIN)
    rows = WebhookEndpoint.objects.filter(workspace_id=scope.workspace).order_by("name", "pk")
    counts = _counts(scope, [row.pk for row in rows])
    return [EndpointRow(row, *counts.get(row.pk, (0, 0, 0))) for row in rows]


def endpoint(scope: Scope, uid: str) -> EndpointRow:
    """One endpoint; Missing where the workspace has none such. Needs ADMIN."""
    scope.require(Right.ADMIN)
    row = WebhookEndpoint.objects.filter(workspace_id=scope.workspace, uid=uid).first()
    if row is None:
        raise Missing("There is no such webhook.")
    return EndpointRow(row, *_counts(scope, [row.pk]).get(row.pk, (0, 0, 0)))


def deliveries(
    scope: Scope,
    uid: str,
    *,
    state: str = "",
    kind: str = "",
    before: int | None = None,
    limit: int = 50,
) -> list[WebhookDelivery]:
    """The log of an endpoint, newest first; ``before`` is the last row number seen. Needs ADMIN."""
    scope.require(Right.ADMIN)
    rows = WebhookDelivery.objects.filter(workspace_id=scope.workspace, endpoint__uid=uid)
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: min(limit, 200)])


def delivery(scope: Scope, uid: str) -> WebhookDelivery:
    """One delivery with its endpoint; Missing where the workspace has none such. Needs ADMIN."""
    scope.require(Right.ADMIN)
    rows = WebhookDelivery.objects.filter(workspace_id=scope.workspace, uid=uid)
    row = rows.select_related("endpoint").first()
    if row is None:
        raise Missing("There is no such delivery, or it was forgotten after 30 days.")
    return row


def _counts(scope: Scope, rows: list[int]) -> dict[int, tuple[int, int, int]]:
    found = (
        WebhookDelivery.objects.filter(workspace_id=scope.workspace, endpoint__in=rows)
        .order_by()
        .values_list("endpoint")
        .annotate(
            delivered=Count("pk", filter=Q(state=DeliveryState.DELIVERED)),
            missed=Count("pk", filter=Q(state__in=[DeliveryState.FAILED, DeliveryState.HELD])),
            waiting=Count("pk", filter=Q(state=DeliveryState.WAITING)),
        )
    )
    return {row: (delivered, missed, waiting) for row, delivered, missed, waiting in found}
