"""Looking whether a saved search matches somebody new, and telling who wants to know.

A look is exact: it reads every matching row number off the index and compares them with the set of
the last look. What it found, the new set, the alerts in the bell and the jobs that send mail are
written in one transaction that only holds if nobody looked meanwhile (``turn``), so that a process
killed at any moment has told everybody or nobody, and the next one tells it once.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from functools import partial

import numpy as np
from django.db import transaction
from django.db.models import Max

from groundswell.creators import bulk
from groundswell.creators.models import PUBLIC, Profile
from groundswell.discovery import search as searching
from groundswell.discovery.errors import IndexMissing
from groundswell.discovery.events import NewMatchesFound
from groundswell.discovery.models import Cadence, Finding, Follower, Memory, SavedSearch
from groundswell.discovery.saved import rowset, rules
from groundswell.discovery.saved.rowset import Rows
from groundswell.kernel.clock import now
from groundswell.kernel.errors import GroundswellError
from groundswell.relationships import layers
from groundswell.relationships.caching import kept
from groundswell.tasks.events import announce
from groundswell.tasks.queue import enqueue
from groundswell.workspaces.models import Member
from groundswell.workspaces.notifications import notify
from groundswell.workspaces.scope import Right, Scope

LOOK_JOB = "discovery.look"
MAIL_JOB = "discovery.mail-alert"
ALERT_KIND = "search.matched"

log = logging.getLogger(__name__)


def scope_of(search: SavedSearch) -> Scope:
    """Who looks where nobody does: the owner's eyes, and only those."""
    actor = f"person:{search.owner_id}" if search.owner_id else f"job:{LOOK_JOB}"
    return Scope(search.workspace_id, actor, frozenset({Right.READ}))


def matching(scope: Scope, query: str) -> Rows:
    """Every row that matches now, ascending."""
    return rowset.union(searching.all_rows(scope, query))


def due(moment: datetime) -> list[int]:
    """Row numbers of the searches to look at by now, longest due first."""
    rows = SavedSearch.objects.filter(deleted_at=None, next_at__lte=moment)
    return list(rows.order_by("next_at", "pk").values_list("pk", flat=True))


def look(pk: int) -> int | None:
    """Look at one search and tell its followers; how many are new.

    None where somebody else looked meanwhile, or the query can no longer be answered (which is
    noted on the search, and tried again the next day).
    """
    search = SavedSearch.objects.select_related("workspace").filter(pk=pk, deleted_at=None).first()
    if search is None:
        return None
    moment = now()
    try:
        rows = matching(scope_of(search), search.query)
    except IndexMissing:
        raise
    except GroundswellError as refusal:
        log.info("saved search %s cannot be looked at: %s", search.uid, refusal.sentence)
        _postpone(search, refusal.sentence, moment)
        return None
    with transaction.atomic():
        return _note(search, rows, moment)


def remember(search: SavedSearch, rows: Rows) -> None:
    """Take what matches now as known: nobody is told of it. Inside the caller's transaction."""
    twins = twins_of(search.workspace_id)
    Memory.objects.update_or_create(search=search, defaults={"rows": rules.remembered(rows, twins)})


def last_finding(row: SavedSearch) -> int:
    """The number of the newest finding of a search; 0 where there is none."""
    found: int | None = Finding.objects.filter(search=row).aggregate(last=Max("pk"))["last"]
    return found or 0


def twins_of(workspace: int) -> dict[str, Rows]:
    """The workspace's private layers that have a public one: both rows of each, side by side."""
    stamp = layers.newest_row()
    both = kept(("twins", workspace), stamp, partial(_read_twins, workspace))
    half = both.size // 2
    return {"private": both[:half], "public": both[half:]}


def poke() -> None:
    """The catalog has changed: look soon at searches that somebody wants to hear of at once."""
    eager = Follower.objects.filter(cadence=Cadence.NOW).values("search")
    moment = now()
    if SavedSearch.objects.filter(pk__in=eager, deleted_at=None).update(next_at=moment):
        enqueue(LOOK_JOB, key="look", run_at=moment + rules.AFTER_CHANGE)


def _postpone(search: SavedSearch, trouble: str, moment: datetime) -> None:
    SavedSearch.objects.filter(pk=search.pk, turn=search.turn).update(
        trouble=trouble[:500],
        next_at=rules.next_due(Cadence.DAILY, moment, search.workspace.time_zone),
    )


def _note(search: SavedSearch, rows: Rows, moment: datetime) -> int | None:
    zone = search.workspace.time_zone
    followers = list(Follower.objects.filter(search=search).select_related("person"))
    cadences = {one.cadence for one in followers}
    claimed = SavedSearch.objects.filter(pk=search.pk, turn=search.turn, deleted_at=None).update(
        turn=search.turn + 1,
        total=rows.size,
        looked_at=moment,
        trouble="",
    )
    if not claimed:
        return None
    # Where the catalog changed after the rows were read, `poke` has set another time; it stays.
    SavedSearch.objects.filter(pk=search.pk, next_at=search.next_at).update(
        next_at=rules.next_look(cadences, moment, zone)
    )
    twins = twins_of(search.workspace_id)
    memory = Memory.objects.filter(search=search).first()
    found = rows[:0] if memory is None else rules.fresh(rows, bytes(memory.rows), twins)
    Memory.objects.update_or_create(search=search, defaults={"rows": rules.remembered(rows, twins)})
    if found.size:
        Finding.objects.create(search=search, at=moment, count=found.size, rows=rowset.pack(found))
        announce(
            NewMatchesFound(search.workspace_id, search.uid, int(found.size)),
            workspace=search.workspace_id,
        )
    _tell(search, followers, rows, moment)
    return int(found.size)


def _tell(search: SavedSearch, followers: Iterable[Follower], rows: Rows, moment: datetime) -> None:
    """Alert the followers whose time has come, each of what came since they were told last."""
    due = [one for one in followers if one.cadence and one.due_at <= moment]
    if not due:
        return
    untold = Finding.objects.filter(search=search, pk__gt=min(one.told for one in due))
    findings = list(untold.order_by("pk").values_list("pk", "rows"))
    last = findings[-1][0] if findings else 0
    members = set(
        Member.objects.filter(workspace=search.workspace_id).values_list("person_id", flat=True)
    )
    for one in due:
        may_see = search.shared or one.person_id == search.owner_id
        if not may_see or one.person_id not in members:
            continue
        news = rowset.union(
            rowset.unpack(bytes(packed)) for number, packed in findings if number > one.told
        )
        count = int(np.isin(news, rows).sum())
        after, one.told = one.told, max(last, one.told)
        one.due_at = rules.next_due(one.cadence, moment, search.workspace.time_zone)
        one.save(update_fields=["told", "due_at"])
        if count:
            _alert(search, one, count, after)


def _alert(search: SavedSearch, follower: Follower, count: int, after: int) -> None:
    link = f"searches/{search.uid}/new/{after}/"
    text = rules.alert_text(search.name, count)
    notify(search.workspace_id, [follower.person_id], ALERT_KIND, text, link)
    if follower.by_mail:
        enqueue(
            MAIL_JOB,
            {"follower": follower.pk, "finding": follower.told, "count": count, "link": link},
            workspace=search.workspace_id,
        )


def _read_twins(workspace: int) -> Rows:
    if not Profile.objects.filter(owner=workspace).exists():
        return np.empty(0, dtype=np.int64)
    found = bulk.fetch(
        "SELECT t.id, p.id FROM creators_profile t JOIN creators_profile p "
        "ON p.platform = t.platform AND p.key = t.key AND p.owner = %s WHERE t.owner = %s",
        [PUBLIC, workspace],
        bulk.PAIR,
    )
    return np.concatenate([found["one"].to_numpy(), found["other"].to_numpy()])
