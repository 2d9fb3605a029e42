"""Whom members have viewed: noted when a profile is opened, or marked by hand.

A person is seen on all their profiles at once, so the siblings of a profile are noted with it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import polars as pl
from django.db import connection, transaction

from groundswell.creators import bulk, feed
from groundswell.creators.models import PUBLIC
from groundswell.discovery.engines.base import RowIds
from groundswell.discovery.models import View
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Limited
from groundswell.relationships import layers
from groundswell.workspaces.queries import person_behind
from groundswell.workspaces.reversals import offer, reverses
from groundswell.workspaces.scope import Right, Scope

MOST_AT_ONCE = 100_000
_TAKE_BACK = "viewed.mark"


def note_view(scope: Scope, profile: int) -> None:
    """The person who acts has opened this profile; nothing where a program acts.

    Opening it again renews the time. Profiles that the scope does not see are not noted.
    """
    scope.require(Right.READ)
    person = person_behind(scope)
    if person is None or not scope.actor.startswith("person:"):
        return
    with transaction.atomic():
        _add(scope, person.pk, _with_siblings(scope, [profile]))


def mark_viewed(scope: Scope, profiles: Sequence[int] | RowIds) -> tuple[int, str]:
    """Mark profiles as seen by the person who acts; how many are new, and what undoes it.

    Raises:
        Limited: more than `MOST_AT_ONCE` at once.
    """
    scope.require(Right.READ)
    if len(profiles) > MOST_AT_ONCE:
        raise Limited(f"At most {MOST_AT_ONCE:,} profiles can be marked at once.", field="profiles")
    person = person_behind(scope)
    if person is None:
        return 0, ""
    with transaction.atomic():
        rows = _with_siblings(scope, profiles)
        fresh = np.setdiff1d(rows, _of(scope, person.pk))
        _add(scope, person.pk, rows)
        undo = offer(scope, _TAKE_BACK, {"person": person.pk, "profiles": fresh.tolist()})
    return int(fresh.size), undo


def forget_views(scope: Scope, profiles: Sequence[int] | RowIds | None = None) -> int:
    """Forget that the person who acts has seen these profiles, or any at all; how many rows."""
    scope.require(Right.READ)
    person = person_behind(scope)
    if person is None:
        return 0
    mine = View.objects.filter(workspace_id=scope.workspace, person=person)
    if profiles is None:
        return mine.delete()[0]
    with transaction.atomic():
        return _remove(scope, person.pk, _with_siblings(scope, profiles))


def rows_viewed(scope: Scope, who: str) -> RowIds:
    """Sorted rows that ``me`` (the person who acts) or ``anybody`` of the workspace has viewed."""
    scope.require(Right.READ)
    if who != "me":
        rows = View.objects.filter(workspace_id=scope.workspace)
        return _sorted(rows.values_list("profile", flat=True).distinct().order_by())
    person = person_behind(scope)
    return _of(scope, person.pk) if person else np.empty(0, dtype=np.int64)


@reverses(_TAKE_BACK)
def _take_back(scope: Scope, payload: dict[str, Any]) -> str:
    person = person_behind(scope)
    if person is None or person.pk != payload["person"]:
        return "Only who marked them can take that back."
    removed = _remove(scope, person.pk, np.array(payload["profiles"], dtype=np.int64))
    return f"{removed:,} profiles are no longer marked as seen"


def _of(scope: Scope, person: int) -> RowIds:
    rows = View.objects.filter(workspace_id=scope.workspace, person=person)
    return _sorted(rows.order_by("profile").values_list("profile", flat=True))


def _sorted(rows: Iterable[int]) -> RowIds:
    return np.unique(np.fromiter(rows, dtype=np.int64))


def _with_siblings(scope: Scope, profiles: Sequence[int] | RowIds) -> RowIds:
    """The rows, those of the same creators, and only what this workspace sees."""
    given = np.unique(np.asarray(profiles, dtype=np.int64))
    every = [*given.tolist(), *feed.siblings_of(given.tolist())]
    table, value = bulk.given(every)
    seen = bulk.fetch(
        f"SELECT p.id FROM {table} CROSS JOIN creators_profile p "  # noqa: S608
        "WHERE p.id = given.value AND p.owner IN (%s, %s)",
        [value, PUBLIC, scope.workspace],
        {"row": pl.Int64},
    )
    return np.unique(layers.kept_rows(scope, seen["row"].to_numpy())["kept"].to_numpy())


def _add(scope: Scope, person: int, rows: RowIds) -> None:
    table, value = bulk.given(rows)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO discovery_view (workspace_id, person_id, profile, at) "  # noqa: S608
            f"SELECT %s, %s, given.value, %s FROM {table} WHERE true "
            "ON CONFLICT (workspace_id, person_id, profile) DO UPDATE SET at = excluded.at",
            [scope.workspace, person, bulk.moment(now()), value],
        )


def _remove(scope: Scope, person: int, rows: RowIds) -> int:
    table, value = bulk.given(rows)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM discovery_view WHERE workspace_id = %s AND person_id = %s "  # noqa: S608
            f"AND profile IN (SELECT value FROM {table})",
            [scope.workspace, person, value],
        )
        return int(cursor.rowcount)
