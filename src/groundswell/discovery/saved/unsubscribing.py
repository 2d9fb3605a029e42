"""The holder of a link in an alert's mail, who need not sign in: the token is the proof."""

from groundswell.discovery.models import Cadence, Follower
from groundswell.kernel.errors import Missing


def alert_behind(workspace_slug: str, token: str) -> Follower:
    """The alert that a link ends; Missing for a wrong one."""
    rows = Follower.objects.select_related("search")
    found = rows.filter(uid=token, search__workspace__slug=workspace_slug).first()
    if found is None:
        raise Missing("There is no such alert.")
    return found


def unfollow(workspace_slug: str, token: str) -> None:
    """End the alert behind a link; nothing where it has ended already."""
    found = alert_behind(workspace_slug, token)
    Follower.objects.filter(pk=found.pk).update(cadence=Cadence.NEVER)
