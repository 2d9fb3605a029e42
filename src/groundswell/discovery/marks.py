"""Marks: what only the workspace's own rows say of profiles.

``relation:`` comes from *Our circle*, ``viewed:`` from what members opened, ``new:`` from saved
searches. A mark is a set of row numbers in every layer that the workspace sees, as a list is.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from groundswell.discovery.engines.base import RowIds
from groundswell.discovery.fields import RELATIONS, VIEWERS
from groundswell.workspaces.scope import Scope

_LABELS = {
    "customer": "Customers",
    "employee": "Employees",
    "follows-us": "Follow us",
    "follows-competitor": "Follow a competitor",
    "me": "Viewed by me",
    "anybody": "Viewed by anybody here",
}


@dataclass(frozen=True, eq=False, slots=True)
class Marked:
    """One word of a field of marks, what people call it, and the rows that carry it."""

    word: str
    label: str
    rows: RowIds


def rows_marked(scope: Scope, field: str, word: str) -> RowIds:
    """Sorted rows that carry a mark.

    Args:
        scope: who looks; ``viewed:me`` is the person who acts.
        field: one of relation, viewed, new.
        word: canonical, as `build.term` makes it.

    Raises:
        Missing: a competitor or a saved search that the workspace does not have.
    """
    from groundswell.relationships import layers

    if field == "relation":
        return _related(scope, word)
    if field == "viewed":
        from groundswell.discovery import viewed

        found = viewed.rows_viewed(scope, word)
    else:
        from groundswell.discovery.saved import queries

        found = queries.rows_found(scope, word)
    return layers.all_rows(scope, found) if found.size else found


def marks(scope: Scope, field: str) -> tuple[Marked, ...]:
    """Every word of relation or viewed, with its rows; competitors by name after their sum."""
    if field == "viewed":
        words = [(word, _LABELS[word]) for word in VIEWERS]
    else:
        from groundswell.circle import queries

        words = [(word, _LABELS[word]) for word in RELATIONS]
        words += [
            (f"{RELATIONS[-1]}/{one.key}", f"Follow {one.name}")
            for one in queries.competitors(scope)
        ]
    return tuple(Marked(word, label, rows_marked(scope, field, word)) for word, label in words)


def said(field: str, word: str) -> str:
    """What a word of a mark is called: ``Customers``, ``Follow “glossier”``; nothing for ``new:``."""
    kind, slash, name = word.partition("/")
    if field == "new":
        return ""
    return f"Follow “{name}”" if slash else _LABELS.get(kind, word)


def _related(scope: Scope, word: str) -> RowIds:
    """Kept in memory until a set of the circle or the catalog's row numbers change."""
    from groundswell.circle import queries
    from groundswell.relationships import layers
    from groundswell.relationships.caching import kept

    kind, _, competitor = word.partition("/")
    stamp = (queries.stamp(scope, kind, competitor), layers.newest_row())
    return kept(
        ("circle", scope.workspace, word), stamp, partial(_read_related, scope, kind, competitor)
    )


def _read_related(scope: Scope, kind: str, competitor: str) -> RowIds:
    from groundswell.circle import queries
    from groundswell.relationships import layers

    found = queries.rows_related(scope, kind, competitor)
    # What is kept is made read-only, and an empty answer may be anybody's array.
    return layers.all_rows(scope, found) if found.size else np.empty(0, dtype=np.int64)
