"""Reads of the circle."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import polars as pl
from django.db.models import QuerySet

from groundswell.circle.models import CircleSet, Reject, Relation, Relative, State
from groundswell.creators import bulk
from groundswell.creators.bulk import Ids
from groundswell.creators.models import PUBLIC, Profile
from groundswell.kernel.errors import Missing
from groundswell.workspaces.scope import Right, Scope


@dataclass(frozen=True, slots=True)
class Competitor:
    """A competitor whose followers were taken in."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class SetLine:
    """A set and how many profiles it reaches, as Discover shows them."""

    row: CircleSet
    reached: int

    @property
    def word(self) -> str:
        """What follows ``relation:`` to find them."""
        return f"{self.row.relation}/{self.row.key}" if self.row.key else self.row.relation

    @property
    def is_open(self) -> bool:
        """Whether the file is still being read or matched."""
        return self.row.state in {State.READING, State.MATCHING}


def sets(scope: Scope) -> list[SetLine]:
    """The sets of the workspace by relation and competitor, newest first."""
    scope.require(Right.READ)
    doubled = _doubled(scope)
    order = list(Relation.values)
    rows = sorted(_own(scope), key=lambda row: (order.index(row.relation), row.key, -row.pk))
    return [SetLine(row, row.reached - doubled.get(row.pk, 0)) for row in rows]


def set_called(scope: Scope, uid: str) -> SetLine:
    """One set; Missing where the workspace has none such."""
    scope.require(Right.READ)
    row = _own(scope).filter(uid=uid).first()
    if row is None:
        raise Missing("There is no such set.", field="set")
    return SetLine(row, row.reached - _doubled(scope).get(row.pk, 0))


def rejects(scope: Scope, uid: str) -> Iterator[tuple[int, str, str]]:
    """Row, reason and what may be shown of each rejected row of a set, in order."""
    found = set_called(scope, uid).row
    rows = Reject.objects.filter(set=found).order_by("row")
    return rows.values_list("row", "reason", "shown").iterator(chunk_size=10_000)


def competitors(scope: Scope) -> list[Competitor]:
    """The competitors whose followers are in the circle, by name."""
    scope.require(Right.READ)
    rows = _own(scope).filter(relation=Relation.FOLLOWS_COMPETITOR).order_by("key", "pk")
    names = dict(rows.values_list("key", "competitor"))
    return [Competitor(key, name) for key, name in names.items()]


def stamp(scope: Scope, relation: str, competitor: str = "") -> tuple[tuple[int, int], ...]:
    """Changes whenever `rows_related` would answer otherwise."""
    rows = _sets(scope, relation, competitor)
    return tuple(rows.order_by("pk").values_list("pk", "version"))


def rows_related(scope: Scope, relation: str, competitor: str = "") -> Ids:
    """Sorted rows of the profiles that the sets of a relation reach.

    Args:
        scope: who looks.
        relation: a word of `Relation`.
        competitor: only the followers of this one (its folded name).

    Raises:
        Missing: nobody's followers were taken in under this name.
    """
    scope.require(Right.READ)
    found = _sets(scope, relation, competitor)
    if competitor and not found.exists():
        raise Missing(
            f"There are no followers of “{competitor}” in your circle.",
            field="relation",
            hint=_nearest(scope, competitor),
        )
    rows = Relative.objects.filter(set__in=found).order_by()
    profiles = rows.values_list("profile", flat=True).iterator(chunk_size=50_000)
    return np.unique(np.fromiter(profiles, dtype=np.int64))


def relations_of(scope: Scope, profile: int) -> list[str]:
    """How a profile stands to the workspace: words as after ``relation:``, in their order."""
    scope.require(Right.READ)
    on = Relative.objects.filter(profile=profile).values("set")
    order = list(Relation.values)
    rows = sorted(
        _own(scope).filter(pk__in=on), key=lambda row: (order.index(row.relation), row.key)
    )
    return list(dict.fromkeys(SetLine(row, 0).word for row in rows))


def _own(scope: Scope) -> QuerySet[CircleSet]:
    return CircleSet.objects.filter(workspace_id=scope.workspace, removed_at=None)


def _sets(scope: Scope, relation: str, competitor: str) -> QuerySet[CircleSet]:
    rows = _own(scope).filter(relation=relation)
    return rows.filter(key=competitor) if competitor else rows


def _nearest(scope: Scope, key: str) -> str | None:
    names = {one.key: one.name for one in competitors(scope)}
    near = get_close_matches(key, names, n=1, cutoff=0.6)
    return f"Did you mean “{names[near[0]]}”?" if near else None


def _doubled(scope: Scope) -> dict[int, int]:
    """By set: public profiles that it reaches behind a private layer, which Discover shows instead."""
    if not Profile.objects.filter(owner=scope.workspace).exists():
        return {}
    found = bulk.fetch(
        "SELECT r.set_id, COUNT(*) FROM circle_circleset s "
        "JOIN circle_relative r ON r.set_id = s.id "
        "JOIN creators_profile t ON t.id = r.profile AND t.owner = %s "
        "JOIN creators_profile p ON p.platform = t.platform AND p.key = t.key AND p.owner = %s "
        "JOIN circle_relative q ON q.set_id = r.set_id AND q.profile = p.id "
        "WHERE s.workspace_id = %s GROUP BY r.set_id",
        [scope.workspace, PUBLIC, scope.workspace],
        {"set": pl.Int64, "count": pl.Int64},
    )
    return dict(found.iter_rows())
