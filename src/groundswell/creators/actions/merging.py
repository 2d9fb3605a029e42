"""Creators that are the same person: merged by reversible links, never by moving rows.

A link says that one creator was absorbed by another. ``Creator.merged_into`` is the projection of
the open links: who stands for it at the end of the chain. Taking a link back restores what was.
"""

from django.db import transaction

from groundswell.creators import bulk
from groundswell.creators.actions.linking import MERGES, link, undo
from groundswell.creators.actions.sources import check_owner
from groundswell.creators.models import PUBLIC, Creator, CreatorMerge
from groundswell.kernel.errors import Invalid, Missing
from groundswell.kernel.ids import public_id
from groundswell.kernel.secrets import identifier_key
from groundswell.workspaces import audit
from groundswell.workspaces.scope import Right, Scope


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
        bulk.lock_platforms([MERGES])
        one, other = visible_creator(scope, kept), visible_creator(scope, absorbed)
        other = visible_creator(scope, other.merged_into_id or other.pk)
        if one.owner != PUBLIC and other.owner == PUBLIC:
            one, other = other, visible_creator(scope, one.merged_into_id or one.pk)
        check_owner(scope, one.owner or other.owner)
        merge = link(one, other, reason.strip(), scope.actor, batch)
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
        bulk.lock_platforms([MERGES])
        found = CreatorMerge.objects.filter(
            pk=merge, undone_at=None, owner__in=[PUBLIC, scope.workspace]
        ).first()
        if found is None:
            raise Missing("There is no such merge, or it was taken back already.")
        check_owner(scope, found.owner)
        undo(found, scope.actor)
        audit.record(scope, "creator.unmerged", _uid(found.absorbed_id), was=_uid(found.kept_id))
    return found


def visible_creator(scope: Scope, row: int) -> Creator:
    """A creator that the scope may see; Missing otherwise."""
    found = Creator.objects.filter(pk=row, owner__in=[PUBLIC, scope.workspace]).first()
    if found is None:
        raise Missing("There is no such creator.")
    return found


def _uid(creator: int) -> str:
    return public_id("crt", creator, identifier_key())
