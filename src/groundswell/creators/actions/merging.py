"""Creators that are the same person: merged by reversible links, never by moving rows.

A link says that one creator was absorbed by another. ``Creator.merged_into`` is the projection of
the open links: who stands for it at the end of the chain. Taking a link back restores what was.
"""

from collections.abc import Iterable

from django.db import transaction

from groundswell.creators import bulk, feed
from groundswell.creators.actions.sources import check_owner
from groundswell.creators.errors import MergeCircle
from groundswell.creators.models import PUBLIC, Creator, CreatorMerge
from groundswell.creators.rules import stands_for, would_circle
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Invalid, Missing
from groundswell.kernel.ids import public_id
from groundswell.kernel.secrets import identifier_key
from groundswell.workspaces import audit
from groundswell.workspaces.scope import Right, Scope

_MERGES = 0  # no platform has this number: the lock of merges


def merge_creators(
    scope: Scope, kept: int, absorbed: int, reason: str, *, batch: int = 0
) -> CreatorMerge:
    """Let ``kept`` stand for ``absorbed`` and for all that it stands for already.

    Of a public creator and one of this workspace the public one is kept, whichever way round they
    are given; merging two public ones shows to every workspace and needs the right to administer.

    Raises:
        Missing: the scope sees no such creator.
        MergeCircle: one stands for the other already.
        Invalid: no reason is given.
    """
    scope.require(Right.IMPORT)
    if not reason.strip():
        raise Invalid("Say why the two are the same.", field="reason")
    with transaction.atomic():
        bulk.lock_platforms([_MERGES])
        one, other = visible_creator(scope, kept), visible_creator(scope, absorbed)
        other = visible_creator(scope, other.merged_into_id or other.pk)
        if one.owner != PUBLIC and other.owner == PUBLIC:
            one, other = other, visible_creator(scope, one.merged_into_id or one.pk)
        owner = one.owner or other.owner
        check_owner(scope, owner)
        links = _links_around([one.pk, other.pk])
        if would_circle(links, other.pk, one.pk):
            raise MergeCircle("One of the two stands for the other already.")
        heads = {one.merged_into_id or one.pk, other.pk}
        merge = CreatorMerge.objects.create(
            owner=owner,
            kept=one,
            absorbed=other,
            reason=reason.strip(),
            actor=scope.actor,
            batch=batch,
        )
        _project(heads)
        audit.record(
            scope, "creator.merged", _uid(other.pk), into=_uid(one.pk), reason=reason.strip()
        )
    return merge


def unmerge(scope: Scope, merge: int) -> CreatorMerge:
    """Take one merge back; other merges of the same creators stay.

    Raises:
        Missing: the scope sees no such open merge.
    """
    scope.require(Right.IMPORT)
    with transaction.atomic():
        bulk.lock_platforms([_MERGES])
        link = CreatorMerge.objects.filter(
            pk=merge, undone_at=None, owner__in=[PUBLIC, scope.workspace]
        ).first()
        if link is None:
            raise Missing("There is no such merge, or it was taken back already.")
        check_owner(scope, link.owner)
        undo(link, scope.actor)
        audit.record(scope, "creator.unmerged", _uid(link.absorbed_id), was=_uid(link.kept_id))
    return link


def undo(link: CreatorMerge, actor: str) -> None:
    """Close a link and project anew those it concerned; the caller is in its transaction."""
    heads = set(Creator.objects.filter(pk=link.kept_id).values_list("merged_into", flat=True))
    link.undone_at, link.undone_by = now(), actor
    link.save(update_fields=["undone_at", "undone_by"])
    _project({head or link.kept_id for head in heads} | {link.absorbed_id})


def visible_creator(scope: Scope, row: int) -> Creator:
    """A creator that the scope may see; Missing otherwise."""
    found = Creator.objects.filter(pk=row, owner__in=[PUBLIC, scope.workspace]).first()
    if found is None:
        raise Missing("There is no such creator.")
    return found


def _links_around(creators: Iterable[int]) -> list[tuple[int, int]]:
    """All open links of the groups that these creators are in, as (absorbed, kept)."""
    open_links = CreatorMerge.objects.filter(undone_at=None)
    seen: set[int] = set()
    ahead = set(creators)
    links: set[tuple[int, int]] = set()
    while ahead:
        seen |= ahead
        near = set(open_links.filter(absorbed__in=ahead).values_list("absorbed", "kept"))
        near |= set(open_links.filter(kept__in=ahead).values_list("absorbed", "kept"))
        links |= near
        ahead = {creator for link in near for creator in link} - seen
    return sorted(links)


def _project(creators: set[int]) -> None:
    """Write who stands for whom in the groups of these creators, and announce their profiles."""
    links = _links_around(creators)
    group = creators | {creator for link in links for creator in link}
    heads = stands_for(links)
    shown = feed.profiles_of_creators(sorted(group))
    for creator in Creator.objects.filter(pk__in=group):
        head = heads.get(creator.pk)
        if creator.merged_into_id != head:
            Creator.objects.filter(pk=creator.pk).update(merged_into=head)
    feed.touch(shown)
    feed.announce(shown)


def _uid(creator: int) -> str:
    return public_id("crt", creator, identifier_key())
