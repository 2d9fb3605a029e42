"""The small marks that cards and rows show: tags, votes, notes, tasks, other lists."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from groundswell.relationships import layers
from groundswell.relationships.models import List, ListEntry, Note, Tag, Task
from groundswell.relationships.queries.lists import list_named
from groundswell.relationships.queries.sharing import Tally, tallies
from groundswell.workspaces.scope import Right, Scope


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands on the card of a profile on a list; ``notes`` on whatever list, ``tasks`` open."""

    tags: tuple[str, ...] = ()
    votes: Tally = field(default_factory=Tally)
    notes: int = 0
    tasks: int = 0


def marks_of(scope: Scope, name: str, profiles: Sequence[int]) -> dict[int, Marks]:
    """The marks of these profiles (any layer) on a list, by the row asked for."""
    row = list_named(scope, name)
    kept = dict(layers.kept_rows(scope, list(profiles)).iter_rows())
    rows = sorted(set(kept.values()))
    tags = _tags(scope, rows)
    votes = tallies(scope, row.uid, rows)
    notes = dict(
        Note.objects.filter(workspace_id=scope.workspace, profile__in=rows)
        .order_by()
        .values_list("profile")
        .annotate(n=Count("pk"))
    )
    tasks = dict(
        Task.objects.filter(list=row, profile__in=rows, done_at=None)
        .order_by()
        .values_list("profile")
        .annotate(n=Count("pk"))
    )
    return {
        asked: Marks(
            tuple(tags.get(one, ())),
            votes.get(one, Tally()),
            notes.get(one, 0),
            tasks.get(one, 0),
        )
        for asked, one in kept.items()
    }


def tags_of_many(scope: Scope, profiles: Sequence[int]) -> dict[int, list[str]]:
    """The tags of these profiles (any layer), by the row asked for."""
    scope.require(Right.READ)
    kept = dict(layers.kept_rows(scope, list(profiles)).iter_rows())
    tags = _tags(scope, sorted(set(kept.values())))
    return {asked: tags[one] for asked, one in kept.items() if one in tags}


def lists_containing_many(scope: Scope, profiles: Sequence[int]) -> dict[int, list[List]]:
    """The lists (not archived, not deleted) on which these profiles are, by the row asked for."""
    scope.require(Right.READ)
    kept = dict(layers.kept_rows(scope, list(profiles)).iter_rows())
    entries = (
        ListEntry.objects.filter(
            profile__in=set(kept.values()),
            list__workspace=scope.workspace,
            list__deleted_at=None,
            list__archived_at=None,
        )
        .select_related("list")
        .order_by("list__key")
    )
    on: dict[int, list[List]] = {}
    for entry in entries:
        on.setdefault(entry.profile, []).append(entry.list)
    return {asked: on[one] for asked, one in kept.items() if one in on}


def _tags(scope: Scope, kept: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = Tag.objects.filter(workspace_id=scope.workspace, profile__in=list(kept))
    for profile, tag in rows.order_by("tag").values_list("profile", "tag"):
        found.setdefault(profile, []).append(tag)
    return found
