"""What happened lately: on a list, to a creator, in the workspace."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from groundswell.creators.models import PUBLIC, Profile
from groundswell.relationships import layers
from groundswell.relationships.models import Deed
from groundswell.relationships.queries.lists import list_named
from groundswell.relationships.queries.people import actor_names
from groundswell.workspaces.scope import Right, Scope


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a feed.

    Attributes:
        deed: what was done; ``deed.list`` is loaded.
        who: the name of who did it.
        handle: of the profile, where it is one and still there.
        shown: the row by which discovery shows it.
    """

    deed: Deed
    who: str
    handle: str = ""
    shown: int | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of a feed, newest first; ``cursor`` asks for the next one, None at the end."""

    lines: tuple[Happening, ...]
    cursor: int | None


def activity_of_list(
    scope: Scope, name: str, *, before: int | None = None, limit: int = 50
) -> Feed:
    """Who did what with a list and the profiles on it."""
    row = list_named(scope, name)
    return _feed(scope, Q(list=row, listed=True), before, limit)


def activity_of_creator(
    scope: Scope,
    *,
    profiles: Collection[int],
    creator: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Feed:
    """Who did what with a creator: with the creator as such or any of these profiles (any layer)."""
    scope.require(Right.READ)
    kept = layers.kept_rows(scope, list(profiles))["kept"].unique().to_list()
    about = Q(profile__in=kept)
    if creator is not None:
        about |= Q(creator=creator)
    alive = Q(list=None) | Q(list__deleted_at=None)
    return _feed(scope, about & alive, before, limit)


def activity(scope: Scope, *, before: int | None = None, limit: int = 50) -> Feed:
    """Who did what with lists, tags, notes and tasks of the workspace."""
    scope.require(Right.READ)
    return _feed(scope, Q(listed=True) & (Q(list=None) | Q(list__deleted_at=None)), before, limit)


def _feed(scope: Scope, where: Q, before: int | None, limit: int) -> Feed:
    rows = Deed.objects.filter(where, workspace_id=scope.workspace).select_related("list")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    size = max(1, min(limit, 200))
    page = list(rows.order_by("-pk")[: size + 1])
    more, page = len(page) > size, page[:size]
    names = actor_names(scope, {deed.actor for deed in page})
    profiles = {deed.profile for deed in page if deed.profile is not None}
    shown = layers.shown_rows(scope, sorted(profiles)) if profiles else {}
    visible = Profile.objects.filter(pk__in=shown.values(), owner__in=(PUBLIC, scope.workspace))
    handles = dict(visible.values_list("pk", "handle"))
    lines = tuple(
        Happening(
            deed,
            str(deed.detail.get("guest") or "") or names[deed.actor],
            handles.get(shown.get(deed.profile or 0, 0), ""),
            shown.get(deed.profile or 0),
        )
        for deed in page
    )
    return Feed(lines, page[-1].pk if more else None)
