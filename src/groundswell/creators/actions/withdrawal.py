"""Taking an import back: as if it had never been."""

from dataclasses import dataclass

from django.db import transaction

from groundswell.creators import bulk, feed
from groundswell.creators.actions.derivation import derive
from groundswell.creators.actions.linking import MERGES, undo
from groundswell.creators.actions.projection import reproject
from groundswell.creators.actions.removal import remove_empty
from groundswell.creators.actions.reposting import reproject_posts
from groundswell.creators.actions.sources import check_owner
from groundswell.creators.models import (
    AudienceEstimate,
    CreatorMerge,
    Observation,
    Post,
    Profile,
    Snapshot,
)
from groundswell.workspaces.scope import Right, Scope

_CHUNK = 5_000


@dataclass(slots=True)
class Withdrawn:
    """What was taken back: rows by kind, and the profiles that had nothing left."""

    observations: int = 0
    snapshots: int = 0
    audiences: int = 0
    profiles: int = 0


def withdraw_batch(scope: Scope, batch: int) -> Withdrawn:
    """Remove what an import brought and project its profiles from what remains.

    Works in transactions of a few thousand profiles, so that searches and other imports go on; if
    it is interrupted, call it again.
    """
    scope.require(Right.IMPORT)
    if batch < 1:
        raise ValueError("a batch is a positive number")
    done = Withdrawn()
    with transaction.atomic():
        bulk.lock_platforms([MERGES])
        for link in CreatorMerge.objects.filter(batch=batch, undone_at=None):
            check_owner(scope, link.owner)
            undo(link, scope.actor)
    while _withdraw_some(scope, batch, done):
        pass
    return done


def _withdraw_some(scope: Scope, batch: int, done: Withdrawn) -> bool:
    with transaction.atomic():
        profiles = _profiles_of(batch)
        if not profiles:
            return False
        layers = list(
            Profile.objects.filter(id__in=profiles).values_list("owner", "platform").distinct()
        )
        for owner in {owner for owner, _ in layers}:
            check_owner(scope, owner)
        bulk.lock_platforms(platform for _, platform in layers)
        mine = {"batch": batch, "profile__in": profiles}
        done.observations += Observation.objects.filter(**mine).delete()[0]
        done.audiences += AudienceEstimate.objects.filter(**mine).delete()[0]
        posted = _withdraw_posts(batch, profiles, done)
        changed = reproject(profiles)
        for owner in {owner for owner, _ in layers}:
            of_layer = Profile.objects.filter(owner=owner, id__in=posted)
            changed += derive(list(of_layer.values_list("id", flat=True)), owner)
        gone, touched = remove_empty(profiles)
        done.profiles += len(gone)
        feed.tell(set(changed) - set(gone), [*gone, *touched])
    return True


def _withdraw_posts(batch: int, profiles: list[int], done: Withdrawn) -> list[int]:
    snapshots = Snapshot.objects.filter(batch=batch, post__profile__in=profiles)
    posts = list(snapshots.values_list("post", flat=True).distinct())
    if not posts:
        return []
    posted = list(Post.objects.filter(id__in=posts).values_list("profile", flat=True).distinct())
    done.snapshots += Snapshot.objects.filter(batch=batch, post__in=posts).delete()[0]
    empty = reproject_posts(posts)
    Post.objects.filter(id__in=empty).delete()
    return posted


def _profiles_of(batch: int) -> list[int]:
    """Some profiles of which the batch says something still."""
    found: set[int] = set()
    for table in (Observation, AudienceEstimate):
        rows = table.objects.filter(batch=batch)[:_CHUNK]
        found.update(rows.values_list("profile", flat=True))
    snapshots = Snapshot.objects.filter(batch=batch)[:_CHUNK]
    found.update(snapshots.values_list("post__profile", flat=True))
    return sorted(found)
