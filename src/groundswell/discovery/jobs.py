"""Jobs of discovery: looking for new matches, and mail about them."""

from datetime import time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from groundswell.discovery.errors import IndexMissing
from groundswell.discovery.models import Follower
from groundswell.discovery.saved import looking, purging
from groundswell.kernel.clock import now
from groundswell.kernel.errors import TryLater
from groundswell.tasks.registry import job, schedule
from groundswell.workspaces.models import Member

if TYPE_CHECKING:
    from groundswell.tasks.running import Run

PURGE = "discovery.purge-searches"


@job(looking.LOOK_JOB, atomic=False, timeout=timedelta(hours=1))
def look_for_new(run: "Run") -> dict[str, int]:
    """Look at every saved search whose time has come; each look is a transaction of its own."""
    looked = found = 0
    pks = looking.due(now())
    for place, pk in enumerate(pks):
        run.progress(place, len(pks))
        try:
            new = looking.look(pk)
        except IndexMissing as missing:
            raise TryLater(timedelta(minutes=1), missing.sentence) from missing
        looked += new is not None
        found += new or 0
    return {"looked": looked, "found": found}


schedule(looking.LOOK_JOB, every=timedelta(minutes=5))


@job(looking.MAIL_JOB, retries=8, atomic=False)
def mail_alert(run: "Run") -> bool:
    """Send one follower the mail of one alert; gives whether it went out.

    The claim is written before the mail is handed over and taken back where that fails, so that a
    process killed in between sends it never rather than twice; the bell has it either way.
    """
    payload = run.payload
    row = (
        Follower.objects.filter(pk=payload["follower"])
        .select_related("search__workspace", "person")
        .first()
    )
    if row is None or not row.cadence or not row.by_mail or not _may_hear(row):
        return False
    before = row.mailed
    mine = Follower.objects.filter(pk=row.pk, mailed=before)
    if before >= payload["finding"] or not mine.update(mailed=payload["finding"]):
        return False
    try:
        _mail(row, payload["count"], payload["link"]).send()
    except Exception:
        Follower.objects.filter(pk=row.pk, mailed=payload["finding"]).update(mailed=before)
        raise
    return True


@job(PURGE)
def purge(run: "Run") -> int:  # noqa: ARG001 - as the worker calls it
    """Forget old findings, and searches that were deleted long enough ago."""
    return purging.purge()


schedule(PURGE, every=timedelta(days=1), at=time(3, 50))


def _may_hear(row: Follower) -> bool:
    search = row.search
    mine = Member.objects.filter(workspace=search.workspace_id, person=row.person_id)
    may_see = search.shared or search.owner_id == row.person_id
    return search.deleted_at is None and may_see and row.person.is_active and mine.exists()


def _mail(row: Follower, count: int, link: str) -> EmailMessage:
    workspace = row.search.workspace
    base = f"{settings.SITE_URL.rstrip('/')}/w/{workspace.slug}/"
    off = f"{base}alerts/{row.uid}/off/"
    values = {
        "count": count,
        "name": row.search.name,
        "workspace": workspace.name,
        "link": base + link,
        "off": off,
    }
    matches = "new match" if count == 1 else "new matches"
    return EmailMessage(
        f"{count:,} {matches} for “{row.search.name}”",
        render_to_string("discovery/mail/alert.txt", values),
        None,
        [row.person.email],
        headers={
            "List-Unsubscribe": f"<{off}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
