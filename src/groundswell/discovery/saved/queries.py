"""Reads of saved and recent searches."""

from dataclasses import dataclass

import numpy as np
from django.db.models import Max, Q, QuerySet

from groundswell.discovery.errors import QueryError
from groundswell.discovery.language import parse
from groundswell.discovery.models import (
    Cadence,
    Finding,
    Follower,
    Memory,
    RecentSearch,
    SavedSearch,
)
from groundswell.discovery.saved import rowset, rules
from groundswell.discovery.saved.rowset import Rows
from groundswell.discovery.sentence import describe
from groundswell.kernel.errors import Missing
from groundswell.workspaces.queries import person_behind
from groundswell.workspaces.scope import Right, Scope


@dataclass(frozen=True, slots=True)
class SavedLine:
    """A saved search as one person sees it.

    Attributes:
        row: the search; its ``total`` is the number of matches at ``looked_at``.
        sentence: the query in plain English; the text itself where it can no longer be read.
        new: profiles found since the person last opened it, that still match.
        opened: the number of the finding after which they are new.
        cadence: how often the person is told; by_mail: also by mail.
        mine: the person saved it.
        may_change: the person may rename, edit, share and delete it.
        owner: who saved it, empty where a program did.
    """

    row: SavedSearch
    sentence: str
    new: int
    opened: int
    cadence: Cadence
    by_mail: bool
    mine: bool
    may_change: bool
    owner: str


@dataclass(frozen=True, slots=True)
class RecentLine:
    """A query that the person ran lately."""

    row: RecentSearch
    sentence: str


def saved_searches(scope: Scope) -> list[SavedLine]:
    """The workspace's shared searches and the person's own, by name."""
    scope.require(Right.READ)
    rows = visible(scope).select_related("owner").order_by("key", "pk")
    return _lines(scope, list(rows))


def saved_search(scope: Scope, uid: str) -> SavedLine:
    """One saved search; Missing where the scope does not see it."""
    return _lines(scope, [row_of(scope, uid)])[0]


def row_of(scope: Scope, uid: str) -> SavedSearch:
    """The row of a saved search; Missing where the scope does not see it."""
    scope.require(Right.READ)
    found = visible(scope).select_related("owner").filter(uid=uid).first()
    if found is None:
        raise Missing("There is no such saved search.", field="search")
    return found


def visible(scope: Scope) -> QuerySet[SavedSearch]:
    """What the scope may see: shared searches, the person's own, and those of programs."""
    person = person_behind(scope)
    rows = SavedSearch.objects.filter(workspace_id=scope.workspace, deleted_at=None)
    if scope.actor == "operator":
        return rows
    return rows.filter(Q(shared=True) | Q(owner=None) | Q(owner=person))


def may_change(scope: Scope, row: SavedSearch) -> bool:
    """Whether the scope may edit a search: its owner may, and who runs the workspace."""
    if Right.WRITE not in scope.rights:
        return False
    person = person_behind(scope)
    return Right.ADMIN in scope.rights or (person is not None and row.owner_id == person.pk)


def rows_found(scope: Scope, word: str) -> Rows:
    """Sorted rows that a saved search found new: ``sav_…``, or ``sav_…/12`` after its 12th finding.

    Raises:
        Missing: the scope sees no such search.
    """
    uid, _, number = word.partition("/")
    row = row_of(scope, uid)
    return _found(row, int(number or 0))


def recent_searches(scope: Scope, limit: int = rules.MOST_RECENT) -> list[RecentLine]:
    """What the person who acts searched for lately, newest first."""
    scope.require(Right.READ)
    person = person_behind(scope)
    rows = RecentSearch.objects.filter(workspace_id=scope.workspace, person=person)
    return [RecentLine(row, _said(row.query)) for row in rows.order_by("-at", "-pk")[:limit]]


def _lines(scope: Scope, rows: list[SavedSearch]) -> list[SavedLine]:
    person = person_behind(scope)
    mine = {one.search_id: one for one in Follower.objects.filter(search__in=rows, person=person)}
    latest: dict[int, int] = dict(
        Finding.objects.filter(search__in=rows)
        .order_by()
        .values_list("search")
        .annotate(last=Max("pk"))
    )
    lines = []
    for row in rows:
        follower = mine.get(row.pk)
        opened = follower.opened if follower else 0
        news = _still(row, opened) if latest.get(row.pk, 0) > opened else 0
        lines.append(
            SavedLine(
                row=row,
                sentence=_said(row.query),
                new=news,
                opened=opened,
                cadence=Cadence(follower.cadence) if follower else Cadence.NEVER,
                by_mail=follower.by_mail if follower else True,
                mine=person is not None and row.owner_id == person.pk,
                may_change=may_change(scope, row),
                owner=row.owner.get_full_name() if row.owner else "",
            )
        )
    return lines


def _still(row: SavedSearch, after: int) -> int:
    """How many of the rows found after a finding matched at the last look."""
    memory = Memory.objects.filter(search=row).first()
    found = _found(row, after)
    return int(rowset.holds(bytes(memory.rows), found).sum()) if memory else int(found.size)


def _found(row: SavedSearch, after: int) -> Rows:
    findings = Finding.objects.filter(search=row, pk__gt=after)
    parts = [rowset.unpack(bytes(one)) for one in findings.values_list("rows", flat=True)]
    return rowset.union(parts) if parts else np.empty(0, dtype=np.int64)


def _said(query: str) -> str:
    try:
        return describe(parse(query))
    except QueryError:  # a later version may know fewer words
        return query
