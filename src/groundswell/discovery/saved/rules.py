"""Pure decisions about saved searches: when to look and to tell, what is new, what they say."""

from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from groundswell.discovery.language import parse
from groundswell.discovery.models import Cadence, SavedSearch
from groundswell.discovery.query import And, Query, Terms
from groundswell.discovery.saved import rowset
from groundswell.discovery.saved.rowset import Rows
from groundswell.discovery.writing import format_query
from groundswell.kernel.errors import Invalid
from groundswell.kernel.text import fold, tidy

HOUR_OF_ALERTS = 8
"""Daily and weekly alerts go out at this hour of the workspace's own day."""

LOOK_AGAIN = timedelta(minutes=15)
"""How soon a search is looked at again that somebody wants to hear of at once: lists, tags and
"within 30 days" change what it matches without a change of the catalog."""

AFTER_CHANGE = timedelta(seconds=10)
"""How long to gather changes of the catalog before looking."""

KEPT_FINDINGS = timedelta(days=90)
KEPT_DELETED = timedelta(days=30)
MOST_RECENT = 50
LONGEST_NAME = 200
MOST_SAVED = 500


def check_name(name: str) -> str:
    """A name that can be shown: tidy, 1 to 200 characters."""
    clean = tidy(name)
    if not clean:
        raise Invalid("A saved search needs a name.", field="name")
    if len(clean) > LONGEST_NAME:
        raise Invalid(f"A name has at most {LONGEST_NAME} characters.", field="name")
    return clean


def name_key(name: str) -> str:
    """What makes two names the same."""
    return fold(name)[:400]


def check_cadence(word: str) -> Cadence:
    """The cadence called so; Invalid names those there are."""
    if word not in Cadence.values:
        known = ", ".join(one for one in Cadence.values if one)
        raise Invalid(
            f"“{word}” is not how often somebody can be told.",
            field="cadence",
            hint=f"One of {known}, or nothing for no alert.",
        )
    return Cadence(word)


def next_due(cadence: str, moment: datetime, zone: str) -> datetime:
    """When the next alert may go out after one at ``moment`` (aware UTC)."""
    if cadence == Cadence.NOW:
        return moment
    local = moment.astimezone(ZoneInfo(zone))
    due = local.replace(hour=HOUR_OF_ALERTS, minute=0, second=0, microsecond=0)
    while due <= local or (cadence == Cadence.WEEKLY and due.weekday() != 0):
        due += timedelta(days=1)
    return due.astimezone(moment.tzinfo)


def next_look(cadences: Collection[str], moment: datetime, zone: str) -> datetime:
    """When to look again: soon where somebody wants to know at once, else before the day's alerts."""
    if Cadence.NOW in cadences:
        return moment + LOOK_AGAIN
    return next_due(Cadence.DAILY, moment, zone)


def fresh(rows: Rows, known: bytes, twins: dict[str, Rows]) -> Rows:
    """The rows that are not known, nor known by the other layer of the same profile.

    Args:
        rows: what matches now, ascending.
        known: what matched at the last look, with the twins of `remembered`.
        twins: pairs of rows that are one profile: ``private`` and ``public``, one beside the other.
    """
    unknown = rows[~rowset.holds(known, rows)]
    if not unknown.size or not twins["private"].size:
        return unknown
    excused = np.concatenate(
        [
            mine[rowset.holds(known, other)]
            for mine, other in (
                (twins["private"], twins["public"]),
                (twins["public"], twins["private"]),
            )
        ]
    )
    return unknown[~np.isin(unknown, excused)]


def remembered(rows: Rows, twins: dict[str, Rows]) -> bytes:
    """What to keep of a look: the rows, and the public ones that stand behind private ones.

    Where a private layer goes, its public one comes to light; that is nothing new.
    """
    behind = twins["public"][np.isin(twins["private"], rows)]
    return rowset.pack(np.concatenate([rows, behind]))


def alert_text(name: str, count: int) -> str:
    """What the bell says."""
    return f"{count:,} new {'match' if count == 1 else 'matches'} for “{name}”"


def query_of(row: SavedSearch, *, since: int | None = None) -> str:
    """The text to open a saved search with.

    Args:
        row: the search.
        since: only what it found new after this finding; 0 for all that is kept.
    """
    if since is None:
        return row.query
    value = parse(row.query)
    word = f"{row.uid}/{since}" if since else row.uid
    only = Terms("new", (word,))
    where = only if value.where is None else And((value.where, only))
    return format_query(Query(where, value.prefer, value.sort))
