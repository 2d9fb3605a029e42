"""Jobs of the workspaces."""

from datetime import time, timedelta
from typing import TYPE_CHECKING

from django.core.mail import send_mail
from django.template.loader import render_to_string

from groundswell.kernel.clock import now
from groundswell.kernel.secrets import decrypt
from groundswell.tasks.registry import job, schedule
from groundswell.workspaces import notifications, reversals, rules
from groundswell.workspaces.actions.invitations import LINK_PURPOSE, MAIL_JOB
from groundswell.workspaces.models import Invitation
from groundswell.workspaces.portable import jobs as portable
from groundswell.workspaces.webhooks import jobs as webhooks

if TYPE_CHECKING:
    from groundswell.tasks.running import Run

__all__ = ["forget_old", "mail_invitation", "portable", "webhooks"]

TIDY_JOB = "workspaces.forget-old"


@job(MAIL_JOB, retries=8, atomic=False)
def mail_invitation(run: "Run") -> bool:
    """Send the mail of an invitation that is still open; gives whether it was.

    A run that is repeated after the mail went out sends it twice, which does no harm.
    """
    row = (
        Invitation.objects.filter(uid=run.payload["invitation"])
        .select_related("workspace", "invited_by")
        .first()
    )
    if row is None or not rules.is_open(row.state, row.expires_at, now()):
        return False
    values = {
        "workspace": row.workspace.name,
        "role": row.get_role_display().lower(),
        "inviter": row.invited_by.get_full_name() if row.invited_by else "",
        "link": decrypt(LINK_PURPOSE, run.payload["link"]),
        "days": rules.INVITATION_LIFE.days,
    }
    send_mail(
        f"Join {row.workspace.name} on Groundswell",
        render_to_string("workspaces/mail/invitation.txt", values),
        None,
        [row.email],
    )
    return True


@job(TIDY_JOB)
def forget_old(run: "Run") -> dict[str, int]:  # noqa: ARG001 - every handler takes its run
    """Delete what nobody can undo or read any more."""
    return {"reversals": reversals.forget_old(), "notifications": notifications.forget_old()}


schedule(TIDY_JOB, every=timedelta(days=1), at=time(3, 40))
