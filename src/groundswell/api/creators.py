"""Creators: who has which profiles, merged and parted, erased."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from groundswell.api.access import scope_of
from groundswell.api.bodies import Body
from groundswell.creators import actions, queries
from groundswell.creators.identifiers import (
    creator_id,
    creator_row,
    merge_id,
    merge_row,
    profile_id,
)
from groundswell.creators.models import CreatorMerge
from groundswell.creators.queries import ProfileShown

router = Router(tags=["creators"])


class ProfileBrief(Schema):
    """A profile of a creator."""

    id: str = Field(examples=["prf_5t0gk3v9w2x8m"])
    platform: str = Field(examples=["instagram"])
    handle: str
    name: Any = None
    followers: Any = None


class MergeOut(Schema):
    """One reversible decision that two creators are the same."""

    id: str = Field(examples=["mrg_5t0gk3v9w2x8m"])
    absorbed: str
    kept: str
    reason: str
    actor: str
    at: datetime


class CreatorOut(Schema):
    """A creator, with all profiles that this workspace may see."""

    id: str = Field(description="of who stands for the group, where creators were merged")
    profiles: list[ProfileBrief]
    merges: list[MergeOut]


class MergeIn(Body):
    """Who is the same as this creator, and why."""

    absorbed: str = Field(max_length=40, examples=["crt_9w2x8m5t0gk3v"])
    reason: str = Field(min_length=1, max_length=2_000, examples=["links to it in the bio"])


class ErasedOut(Schema):
    """What one domain removed, redacted, and must keep."""

    removed: dict[str, int]
    redacted: dict[str, int]
    kept: list[str]


@router.get("/creators/{uid}", response=CreatorOut, operation_id="getCreator", summary="Creator")
def get_creator(request: HttpRequest, uid: str) -> CreatorOut:
    """A creator with all profiles and the merges behind them."""
    found = queries.creator_detail(scope_of(request), creator_row(uid))
    return CreatorOut(
        id=creator_id(found.row),
        profiles=[brief(profile) for profile in found.profiles],
        merges=[_merge(merge) for merge in found.merges],
    )


@router.post(
    "/creators/{uid}/merges",
    response={201: MergeOut},
    operation_id="mergeCreators",
    summary="Merge",
)
def merge_creators(request: HttpRequest, uid: str, body: MergeIn) -> Status[MergeOut]:
    """Let a creator stand for another one too; nothing moves, so it can be taken back."""
    absorbed = creator_row(body.absorbed)
    merge = actions.merge_creators(scope_of(request), creator_row(uid), absorbed, body.reason)
    return Status(201, _merge(merge))


@router.delete("/merges/{uid}", response={204: None}, operation_id="unmerge", summary="Unmerge")
def unmerge(request: HttpRequest, uid: str) -> Status[None]:
    """Take one merge back."""
    actions.unmerge(scope_of(request), merge_row(uid))
    return Status(204, None)


@router.get(
    "/creators/{uid}/data",
    response=dict[str, dict[str, list[dict[str, Any]]]],
    operation_id="getPersonalData",
    summary="All that is kept",
)
def get_personal_data(request: HttpRequest, uid: str) -> Any:
    """Everything that is kept about a creator, by domain and table, to hand to the person."""
    return actions.export_creator(scope_of(request), creator_row(uid))


@router.delete(
    "/creators/{uid}",
    response=dict[str, ErasedOut],
    operation_id="eraseCreator",
    summary="Erase",
)
def erase_creator(request: HttpRequest, uid: str) -> dict[str, ErasedOut]:
    """Erase a creator for good, in every domain and workspace, and keep them from coming back."""
    erased = actions.erase_creator(scope_of(request), creator_row(uid))
    return {
        domain: ErasedOut(
            removed=dict(one.removed), redacted=dict(one.redacted), kept=list(one.kept)
        )
        for domain, one in erased.items()
    }


def brief(profile: ProfileShown) -> ProfileBrief:
    """A profile in one line."""
    facts = profile.facts
    return ProfileBrief(
        id=profile_id(profile.row),
        platform=profile.platform.slug,
        handle=profile.handle,
        name=facts["name"].value if "name" in facts else None,
        followers=facts["followers"].value if "followers" in facts else None,
    )


def _merge(merge: CreatorMerge) -> MergeOut:
    return MergeOut(
        id=merge_id(merge.pk),
        absorbed=creator_id(merge.absorbed_id),
        kept=creator_id(merge.kept_id),
        reason=merge.reason,
        actor=merge.actor,
        at=merge.at,
    )
