"""The desk: where one search is done.

The index as it stands now, the conventions of the workspace, and the look-ups that a query needs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from groundswell.discovery import index
from groundswell.discovery.engines.base import IndexReader, RowIds
from groundswell.discovery.leaves import rows_of_ids
from groundswell.discovery.marks import rows_marked
from groundswell.discovery.query import Query
from groundswell.discovery.resolve import Resolved, Setting, resolve
from groundswell.kernel.clock import now
from groundswell.kernel.ids import public_ids
from groundswell.kernel.secrets import identifier_key
from groundswell.measures import tiers
from groundswell.workspaces.models import Workspace
from groundswell.workspaces.scope import Right, Scope


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one search is done: the index as it stands now, and the workspace's conventions."""

    scope: Scope
    reader: IndexReader
    setting: Setting

    def resolve(self, query: Query, exclude: RowIds | None = None) -> Resolved:
        """The plan of a query at this desk."""
        return resolve(query, self.setting, exclude=exclude)


def desk(scope: Scope) -> Desk:
    """A desk for this scope; raises Refused without the right to read."""
    scope.require(Right.READ)
    scheme, currency = _conventions(scope.workspace)
    reader = index.reader()
    setting = Setting(
        viewer=scope.workspace,
        reader=reader,
        now=int(now().timestamp()),
        scheme=scheme,
        currency=currency,
        rows_of_lists=lambda names: _lists().rows_of_lists(scope, names),
        rows_tagged=lambda names, every: _lists().rows_tagged(scope, names, every=every),
        rows_of_ids=lambda ids: rows_of_ids(ids, identifier_key()),
        rows_marked=lambda field, word: rows_marked(scope, field, word),
    )
    return Desk(scope, reader, setting)


def excluded(here: Desk, ids: Iterable[str], lists: Iterable[str]) -> RowIds | None:
    """Sorted rows of these profiles and lists, to be left out; None where none are named."""
    parts = []
    if named := tuple(ids):
        parts.append(here.setting.rows_of_ids(named))
    if lists := tuple(lists):
        parts.append(here.setting.rows_of_lists(lists))
    if not parts:
        return None
    rows: RowIds = np.unique(np.concatenate(parts))
    return rows


def identifiers(rows: Sequence[int], cards: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Public identifiers of profiles and of their creators, in one go."""
    if not rows:
        return []
    numbers = [*rows, *(card.get("creator", 0) for card in cards)]
    bare = public_ids("", np.array(numbers, dtype=np.int64), identifier_key())
    half = len(rows)
    return [
        (f"prf{profile}", f"crt{creator}")
        for profile, creator in zip(bare[:half], bare[half:], strict=True)
    ]


def _conventions(workspace: int) -> tuple[str, str]:
    """Tier scheme and currency of a workspace.

    Plain SQL, because making the statement from a query set would take a tenth of a search.
    """
    table = Workspace._meta.db_table  # noqa: SLF001 - the documented way to a table's name
    statement = f"SELECT tier_scheme, currency FROM {table} WHERE id = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [workspace])
        found = cursor.fetchone()
    return found or (tiers.DEFAULT, "USD")


def _lists() -> Any:
    from groundswell.relationships import queries

    return queries
