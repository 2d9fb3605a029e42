"""Creators joined and parted by a person, with a way back; the links themselves are in `merging`."""

from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db import transaction

from groundswell.creators import queries
from groundswell.creators.actions.entering import source_by_hand
from groundswell.creators.actions.merging import merge_creators, unmerge, visible_creator
from groundswell.creators.actions.profiles import record_profiles
from groundswell.creators.errors import MovedOn, SameCreator
from groundswell.creators.frames import IDENTITY
from groundswell.creators.handles import Identity, identify
from groundswell.creators.models import CreatorMerge
from groundswell.creators.platforms import Platform
from groundswell.creators.queries import ProfileShown
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Invalid, Missing, Refused
from groundswell.workspaces.reversals import offer, reverses
from groundswell.workspaces.scope import Right, Scope


@dataclass(frozen=True, slots=True)
class Joined:
    """What joining did.

    Attributes:
        merge: the link that was made.
        undo: uid of the reversal.
        made: whether the profile was not known before (`link_profile` only).
    """

    merge: CreatorMerge
    undo: str
    made: bool = False


def join_creators(scope: Scope, kept: int, absorbed: int, reason: str) -> Joined:
    """`merge_creators` by a person, who can undo it; raises as it does, and SameCreator."""
    with transaction.atomic():
        if _head(scope, kept) == _head(scope, absorbed):
            raise SameCreator("These two are one creator already.")
        merge = merge_creators(scope, kept, absorbed, reason)
        return Joined(merge, offer(scope, "creators.join", {"merge": merge.pk}))


def part_creators(scope: Scope, merge: int) -> str:
    """`unmerge` by a person; gives the uid of the reversal. Raises as `unmerge` does."""
    with transaction.atomic():
        parted = unmerge(scope, merge)
        pair = {"kept": parted.kept_id, "absorbed": parted.absorbed_id, "reason": parted.reason}
        return offer(scope, "creators.part", pair)


def link_profile(
    scope: Scope, creator: int, platform: Platform, handle: str, reason: str
) -> Joined:
    """Say that a profile belongs to a creator; one that is not known yet is made for this workspace.

    Args:
        scope: needs the right to import.
        creator: row number.
        platform: where the profile is.
        handle: handle, address or id.
        reason: why it is theirs.

    Raises:
        NotAProfile: the text names no profile on the platform.
        Missing: the scope sees no such creator.
        SameCreator: the profile is theirs already.
        Refused: it is the profile of somebody who was erased.
    """
    scope.require(Right.IMPORT)
    identity = identify(platform, handle)
    if not reason.strip():
        raise Invalid("Say why it is theirs.", field="reason")
    with transaction.atomic():
        head = visible_creator(scope, creator)
        found = queries.find_profile(scope, identity.platform, identity.key)
        made = found is None
        profile = _made(scope, identity) if found is None else found
        if profile.creator == (head.merged_into_id or head.pk):
            raise SameCreator("This profile is theirs already.", field="handle")
        merge = merge_creators(scope, head.merged_into_id or head.pk, profile.creator, reason)
        return Joined(merge, offer(scope, "creators.join", {"merge": merge.pk}), made)


@reverses("creators.join")
def part_again(scope: Scope, payload: dict[str, Any]) -> str:
    """Undo `join_creators` and `link_profile`; a profile that was made stays, on its own."""
    try:
        unmerge(scope, payload["merge"])
    except Missing:
        raise MovedOn("The two were parted already.") from None
    return "The two are apart again"


@reverses("creators.part")
def join_again(scope: Scope, payload: dict[str, Any]) -> str:
    """Undo `part_creators`."""
    kept, absorbed = payload["kept"], payload["absorbed"]
    if _head(scope, kept) == _head(scope, absorbed):
        raise MovedOn("The two are one creator again already.")
    merge_creators(scope, kept, absorbed, payload["reason"])
    return "The two are one creator again"


def _made(scope: Scope, identity: Identity) -> ProfileShown:
    row = {
        "platform": [int(identity.platform)],
        "key": [identity.key],
        "handle": [identity.handle],
        "platform_id": [identity.platform_id],
        "observed_at": [int(now().timestamp())],
    }
    frame = pl.DataFrame(row, schema=IDENTITY)
    done = record_profiles(scope, source_by_hand(scope), frame, owner=scope.workspace)
    if done.refused:
        raise Refused(
            f"{identity.handle} asked to be erased, and is not taken up again.", field="handle"
        )
    return queries.profile_detail(scope, int(done.rows[0]))


def _head(scope: Scope, creator: int) -> int:
    found = visible_creator(scope, creator)
    return int(found.merged_into_id or found.pk)
