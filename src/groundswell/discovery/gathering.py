"""Everybody who matches a search onto a list: a few at once, many as a job."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from groundswell.discovery import search
from groundswell.discovery.engines.base import RowIds
from groundswell.discovery.query import Query
from groundswell.discovery.writing import format_query
from groundswell.relationships import actions, queries
from groundswell.relationships.actions import Added
from groundswell.tasks.queue import enqueue
from groundswell.tasks.registry import job
from groundswell.workspaces.notifications import notify
from groundswell.workspaces.queries import person_behind
from groundswell.workspaces.scope import Right, Scope

if TYPE_CHECKING:
    from groundswell.tasks.running import Run

ADD_MATCHING = "discovery.add-matching"
AT_ONCE = 5_000
"""More matches than this are added by a job."""


def add_matching(scope: Scope, query: Query, name: str) -> Added | str:
    """Put all profiles that match on a list.

    Args:
        scope: who acts.
        query: which profiles.
        name: name or uid of the list.

    Returns:
        What became of them, or the uid of the job that does it where they are more than `AT_ONCE`.

    Raises:
        Missing: the workspace has no such list.
    """
    scope.require(Right.WRITE)
    found = queries.list_named(scope, name)
    if search.count(scope, query) <= AT_ONCE:
        return actions.add_profiles(scope, found.uid, search.all_rows(scope, query))
    payload = {"query": format_query(query), "list": found.uid, "actor": scope.actor}
    with transaction.atomic():
        return enqueue(ADD_MATCHING, payload, workspace=scope.workspace).uid


@job(ADD_MATCHING, atomic=False, timeout=timedelta(hours=2))
def gather(run: "Run") -> dict[str, Any]:
    """Add them batch by batch; a repeated run adds what is still missing and nothing twice."""
    assert run.workspace is not None
    actor, text = run.payload["actor"], run.payload["query"]
    scope = Scope(run.workspace, actor, frozenset({Right.READ, Right.WRITE}))
    total = search.count(scope, text)

    def batches() -> Iterator[RowIds]:
        done = 0
        for rows in search.all_rows(scope, text):
            run.progress(done, total)
            yield rows
            done += len(rows)

    added = actions.add_profiles(scope, run.payload["list"], batches())
    run.progress(total, total)
    _tell(scope, run.payload["list"], added)
    return {"added": added.added, "already": added.already, "undo": added.undo}


def _tell(scope: Scope, uid: str, added: Added) -> None:
    person = person_behind(scope)
    if person is None:
        return
    row = queries.list_named(scope, uid)
    text = f"{added.added:,} profiles were added to “{row.name}”."
    with transaction.atomic():
        notify(scope.workspace, [person.pk], "list.profiles-added", text, f"lists/{uid}/")
