"""The links between creators that are the same, and who stands for whom because of them."""

from collections.abc import Iterable

from groundswell.creators import feed
from groundswell.creators.errors import MergeCircle
from groundswell.creators.models import Creator, CreatorMerge
from groundswell.creators.rules import stands_for, would_circle
from groundswell.kernel.clock import now

MERGES = 0  # no platform has this number: the lock of merges, see `bulk.lock_platforms`


def link(kept: Creator, absorbed: Creator, reason: str, actor: str, batch: int = 0) -> CreatorMerge:
    """Let ``kept`` stand for ``absorbed``, for whom nobody else stands; raises MergeCircle."""
    links = _links_around([kept.pk, absorbed.pk])
    if would_circle(links, absorbed.pk, kept.pk):
        raise MergeCircle("One of the two stands for the other already.")
    merge = CreatorMerge.objects.create(
        owner=kept.owner or absorbed.owner,
        kept=kept,
        absorbed=absorbed,
        reason=reason,
        actor=actor,
        batch=batch,
    )
    _project({kept.pk, absorbed.pk})
    return merge


def undo(merge: CreatorMerge, actor: str) -> None:
    """Close a link and project anew those it concerned; the caller is in its transaction."""
    merge.undone_at, merge.undone_by = now(), actor
    merge.save(update_fields=["undone_at", "undone_by"])
    _project({merge.kept_id, merge.absorbed_id})


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
