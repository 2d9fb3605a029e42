"""The catalog's eraser: creators with all their profiles, and e-mail addresses in contacts."""

from typing import Any

import orjson

from groundswell.creators import bulk, feed
from groundswell.creators.actions.projection import reproject
from groundswell.creators.actions.removal import remove
from groundswell.creators.actions.tombstones import EMAIL, bury
from groundswell.creators.models import (
    PUBLIC,
    AudienceEstimate,
    Creator,
    CreatorMerge,
    Observation,
    Post,
    Profile,
    Snapshot,
)
from groundswell.creators.platforms import Platform
from groundswell.workspaces import erasure
from groundswell.workspaces.erasure import Erased, Subject, SubjectKind
from groundswell.workspaces.scope import Scope

STAYS_AWAY = (
    "Keyed hashes of handles, ids and addresses stay, so that no later file brings the person back."
)


def register() -> None:
    """Make the eraser known."""
    erasure.register(
        "creators",
        {SubjectKind.CREATOR, SubjectKind.EMAIL},
        export=export,
        erase=erase,
        tables={
            "creators.Creator",
            "creators.CreatorMerge",
            "creators.Profile",
            "creators.Observation",
            "creators.Post",
            "creators.Snapshot",
            "creators.AudienceEstimate",
        },
    )


def export(scope: Scope, subject: Subject) -> dict[str, list[dict[str, Any]]]:
    """Everything here about a creator, or the profiles that carry an address."""
    profiles = _profiles(subject)
    if subject.kind is SubjectKind.CREATOR:  # what another workspace holds is not this one's to see
        profiles = [one for one in profiles if one.owner in {PUBLIC, scope.workspace}]
    ids = [one.pk for one in profiles]
    posts = list(Post.objects.filter(profile__in=ids).order_by("id"))
    tables = {
        "Profile": [_profile(one) for one in profiles],
        "Observation": [
            {**_origin(one), "observed_at": one.observed_at, "said": orjson.loads(one.document)}
            for one in _of(Observation, profile__in=ids)
        ],
        "Post": [{"key": one.key, **orjson.loads(one.facts)} for one in posts],
        "Snapshot": [
            {**_origin(one), "observed_at": one.observed_at, "said": orjson.loads(one.document)}
            for one in _of(Snapshot, post__in=[post.pk for post in posts])
        ],
        "AudienceEstimate": [
            {**_origin(one), "as_of": one.as_of, "basis": one.basis, **orjson.loads(one.shares)}
            for one in _of(AudienceEstimate, profile__in=ids)
        ],
    }
    return {name: rows for name, rows in tables.items() if rows}


def erase(scope: Scope, subject: Subject) -> Erased:  # noqa: ARG001 - as `erasure.Erase`
    """Remove a creator, or take an address out of every contact; either stays away for good."""
    profiles = _profiles(subject)
    bulk.lock_platforms({one.platform for one in profiles})
    if subject.kind is SubjectKind.EMAIL:
        return _forget_address(str(subject.value), profiles)
    bury((one.platform, one.key, one.platform_id) for one in profiles)
    ids = [one.pk for one in profiles]
    creators = {one.creator_id for one in profiles} | set(_group(int(subject.value)))
    removed = {
        "Observation": Observation.objects.filter(profile__in=ids).count(),
        "Post": Post.objects.filter(profile__in=ids).count(),
        "Profile": len(ids),
        "Creator": len(creators),
    }
    touched = remove(ids)
    CreatorMerge.objects.filter(absorbed__in=creators).delete()
    CreatorMerge.objects.filter(kept__in=creators).delete()
    left = set(Profile.objects.filter(creator__in=creators).values_list("creator", flat=True))
    Creator.objects.filter(pk__in=creators - left).delete()
    feed.announce([*ids, *touched])
    return Erased(removed=removed, kept=(STAYS_AWAY,))


def _forget_address(address: str, profiles: list[Profile]) -> Erased:
    bury([(EMAIL, address, None)])
    contact = f"email:{address}"
    ids = [one.pk for one in profiles]
    count = 0
    for said in Observation.objects.filter(profile__in=ids, document__icontains=contact):
        document = orjson.loads(said.document)
        kept = [one for one in document.get("contacts", []) if one.lower() != contact]
        document["contacts"] = kept
        if not kept:
            del document["contacts"]
        said.document = orjson.dumps(document).decode()
        said.save(update_fields=["document"])
        count += 1
    feed.tell(reproject(ids))
    return Erased(redacted={"Observation": count}, kept=(STAYS_AWAY,) if count else ())


def _profiles(subject: Subject) -> list[Profile]:
    if subject.kind is SubjectKind.EMAIL:
        told = Observation.objects.filter(document__icontains=f'"email:{subject.value}"')
        return list(Profile.objects.filter(pk__in=told.values("profile")).order_by("id"))
    own = list(Profile.objects.filter(creator__in=_group(int(subject.value))))
    layers = {
        layer.pk: layer
        for one in own
        for layer in Profile.objects.filter(platform=one.platform, key=one.key)
    }
    return sorted(layers.values(), key=lambda one: one.pk)


def _group(creator: int) -> list[int]:
    """The creator, who stands for it, and all that one stands for."""
    row = Creator.objects.filter(pk=creator).first()
    if row is None:
        return []
    head = row.merged_into_id or row.pk
    return [head, *Creator.objects.filter(merged_into=head).values_list("id", flat=True)]


def _of(table: Any, **which: Any) -> Any:
    return table.objects.filter(**which).select_related("source").order_by("id")


def _origin(row: Any) -> dict[str, Any]:
    return {"source": row.source.name, "basis": row.source.basis}


def _profile(one: Profile) -> dict[str, Any]:
    return {
        "platform": Platform(one.platform).slug,
        "handle": one.handle,
        "platform_id": one.platform_id,
        "facts": orjson.loads(one.facts),
        "audience": orjson.loads(one.audience) if one.audience else None,
        "seen_at": one.seen_at,
    }
