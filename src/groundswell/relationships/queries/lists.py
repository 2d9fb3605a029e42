"""Lists, their entries, tags and notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import partial

import numpy as np
from django.db.models import Count, Q, QuerySet

from groundswell.kernel.errors import Missing
from groundswell.relationships import layers, rules
from groundswell.relationships.caching import kept
from groundswell.relationships.layers import Rows
from groundswell.relationships.models import List, ListEntry, Note, Tag
from groundswell.workspaces.scope import Right, Scope

MOST_PER_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A profile on a list.

    ``profile`` is the row that lists keep, ``shown`` the one that discovery shows the workspace;
    ``shown`` is None where the profile is gone from the catalog.
    """

    profile: int
    shown: int | None
    added_at: datetime
    added_by: str
    note: str


@dataclass(frozen=True, slots=True)
class Entries:
    """One page of a list; ``cursor`` is None at its end."""

    list: List
    entries: tuple[Entry, ...]
    cursor: int | None


def lists_of(scope: Scope, *, archived: bool = False, brand: str = "") -> list[List]:
    """The lists of the workspace by name.

    Args:
        scope: who looks.
        archived: those put aside instead.
        brand: uid of a brand, to see only its lists.
    """
    scope.require(Right.READ)
    rows = _own(scope).filter(archived_at__isnull=not archived).select_related("brand")
    if brand:
        rows = rows.filter(brand__uid=brand)
    return list(rows.order_by("key"))


def deleted_lists(scope: Scope) -> list[List]:
    """Lists that can still be restored, newest first."""
    scope.require(Right.READ)
    rows = List.objects.filter(workspace_id=scope.workspace, deleted_at__isnull=False)
    return list(rows.order_by("-deleted_at"))


def list_named(scope: Scope, name: str) -> List:
    """The list of this name or uid; Missing with the nearest name where there is none."""
    scope.require(Right.READ)
    return _named(scope, [name])[0]


def entries(scope: Scope, name: str, *, cursor: int | None = None, limit: int = 100) -> Entries:
    """One page of a list, newest entries first.

    Args:
        scope: who looks.
        name: name or uid of the list.
        cursor: that of the page before.
        limit: entries per page, at most `MOST_PER_PAGE`.
    """
    found = list_named(scope, name)
    rows = ListEntry.objects.filter(list=found)
    if cursor is not None:
        rows = rows.filter(pk__lt=cursor)
    size = max(1, min(limit, MOST_PER_PAGE))
    page = list(rows.order_by("-pk")[: size + 1])
    more = len(page) > size
    page = page[:size]
    shown = layers.shown_rows(scope, [row.profile for row in page])
    return Entries(
        found,
        tuple(
            Entry(row.profile, shown.get(row.profile), row.added_at, row.added_by, row.note)
            for row in page
        ),
        page[-1].pk if more else None,
    )


def rows_of_lists(scope: Scope, names: Sequence[str]) -> Rows:
    """Sorted rows of the profiles on any of these lists (names or uids), in every layer.

    Kept in memory until a list or the catalog's row numbers change.

    Raises:
        Missing: the workspace has no list of one of the names.
    """
    scope.require(Right.READ)
    stamp = layers.newest_row()
    parts = [
        kept(("list", row.pk), (row.version, stamp), partial(_rows_of, scope, row))
        for row in _named(scope, names)
    ]
    return parts[0] if len(parts) == 1 else np.unique(np.concatenate(parts))


def rows_tagged(scope: Scope, tags: Sequence[str], *, every: bool = False) -> Rows:
    """Sorted rows of the profiles with any (or every) of these tags, in every layer."""
    scope.require(Right.READ)
    words = {rules.check_tag(tag) for tag in tags}
    rows = Tag.objects.filter(workspace_id=scope.workspace, tag__in=words).order_by()
    if every:
        found = rows.values("profile").annotate(n=Count("pk")).filter(n=len(words))
        profiles = layers.as_rows(found.values_list("profile", flat=True).iterator())
    else:
        profiles = layers.as_rows(rows.values_list("profile", flat=True).iterator())
    return layers.all_rows(scope, profiles) if len(profiles) else profiles


def lists_containing(scope: Scope, profile: int) -> list[List]:
    """The lists on which a profile is, by name."""
    scope.require(Right.READ)
    found = layers.kept_rows(scope, [profile])["kept"].to_list()
    on = ListEntry.objects.filter(profile__in=found).values("list")
    return list(_own(scope).filter(pk__in=on).order_by("key"))


def tags_of(scope: Scope, profile: int) -> list[str]:
    """The tags of a profile, in order of the alphabet."""
    scope.require(Right.READ)
    found = layers.kept_rows(scope, [profile])["kept"].to_list()
    rows = Tag.objects.filter(workspace_id=scope.workspace, profile__in=found)
    return list(rows.order_by("tag").values_list("tag", flat=True).distinct())


def tags_used(scope: Scope) -> dict[str, int]:
    """All tags of the workspace and on how many profiles each is, most used first."""
    scope.require(Right.READ)
    rows = Tag.objects.filter(workspace_id=scope.workspace).values("tag")
    counted = rows.annotate(n=Count("pk")).order_by("-n", "tag")
    return {row["tag"]: row["n"] for row in counted}


def notes_about(
    scope: Scope, *, profile: int | None = None, creator: int | None = None
) -> list[Note]:
    """Notes on a profile, a creator, or either where both are given; newest first."""
    scope.require(Right.READ)
    about = Q(pk__in=[])
    if profile is not None:
        about |= Q(profile__in=layers.kept_rows(scope, [profile])["kept"].to_list())
    if creator is not None:
        about |= Q(creator=creator)
    return list(Note.objects.filter(about, workspace_id=scope.workspace).order_by("-pk"))


def _own(scope: Scope) -> QuerySet[List]:
    return List.objects.filter(workspace_id=scope.workspace, deleted_at=None)


def _named(scope: Scope, names: Sequence[str]) -> list[List]:
    keys = {name: name if name.startswith("lst_") else rules.name_key(name) for name in names}
    rows = _own(scope).filter(Q(uid__in=keys.values()) | Q(key__in=keys.values()))
    known = {word: row for row in rows for word in (row.key, row.uid)}
    for name, key in keys.items():
        if key not in known:
            raise Missing(f"There is no list “{name}”.", field="list", hint=_nearest(scope, key))
    return list({known[key].pk: known[key] for key in keys.values()}.values())


def _nearest(scope: Scope, key: str) -> str | None:
    names = dict(_own(scope).values_list("key", "name"))
    near = get_close_matches(key, names, n=1, cutoff=0.6)
    return f"Did you mean “{names[near[0]]}”?" if near else None


def _rows_of(scope: Scope, row: List) -> Rows:
    profiles = ListEntry.objects.filter(list=row).order_by("profile")
    rows = np.fromiter(
        profiles.values_list("profile", flat=True).iterator(chunk_size=50_000), dtype=np.int64
    )
    return layers.all_rows(scope, rows) if len(rows) else rows
