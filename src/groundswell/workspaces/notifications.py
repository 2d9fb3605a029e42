"""What members should know of, kept until they have read it (and a while longer)."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db.models import QuerySet

from groundswell.kernel.clock import now
from groundswell.kernel.text import shorten
from groundswell.workspaces.models import Member, Notification
from groundswell.workspaces.scope import Right, Scope

KEPT_UNREAD = timedelta(days=180)
KEPT_READ = timedelta(days=60)
LONGEST_TEXT = 500


def notify(
    workspace_id: int, person_ids: Iterable[int], kind: str, text: str, link: str = ""
) -> int:
    """Tell members of a workspace something, in the caller's transaction; gives how many.

    Args:
        workspace_id: row number of the workspace.
        person_ids: row numbers of persons; who is not a member is left out.
        kind: ``noun.deed`` as in the audit trail, for example ``search.matched``.
        text: one plain sentence, cut at 500 characters.
        link: where to look, an address inside the workspace such as ``lists/lst_…/``.
    """
    members = Member.objects.filter(
        workspace_id=workspace_id, person_id__in=set(person_ids), person__is_active=True
    )
    rows = [
        Notification(
            workspace_id=workspace_id,
            person_id=person,
            kind=kind,
            text=shorten(text, LONGEST_TEXT),
            link=link,
        )
        for person in members.order_by("person_id").values_list("person_id", flat=True)
    ]
    Notification.objects.bulk_create(rows)
    return len(rows)


def notify_role(workspace_id: int, roles: Collection[str], kind: str, text: str, link: str) -> int:
    """Tell all members who have one of these roles; as `notify`."""
    members = Member.objects.filter(workspace_id=workspace_id, role__in=roles)
    return notify(workspace_id, members.values_list("person_id", flat=True), kind, text, link)


def unread(scope: Scope) -> int:
    """How many of the acting person's notifications are unread; 0 where no person acts."""
    return _mine(scope).filter(read_at=None).count()


def latest(scope: Scope, limit: int = 20) -> list[Notification]:
    """The acting person's notifications, newest first."""
    return list(_mine(scope).order_by("-id")[:limit])


def mark_read(scope: Scope, uids: Collection[str] | None = None) -> int:
    """Note that the acting person has read these, or all of them; gives how many were unread."""
    rows = _mine(scope).filter(read_at=None)
    if uids is not None:
        rows = rows.filter(uid__in=list(uids))
    return rows.update(read_at=now())


def forget_old() -> int:
    """Delete notifications read 60 days ago, or 180 days old; gives how many."""
    moment = now()
    read = Notification.objects.filter(read_at__lte=moment - KEPT_READ).delete()[0]
    return read + Notification.objects.filter(at__lte=moment - KEPT_UNREAD).delete()[0]


def _mine(scope: Scope) -> "QuerySet[Notification]":
    scope.require(Right.READ)
    kind, _, number = scope.actor.partition(":")
    rows = Notification.objects.filter(workspace_id=scope.workspace)
    return rows.filter(person_id=int(number)) if kind == "person" else rows.none()
