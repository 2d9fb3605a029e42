"""The catalog's part of a workspace's archive.

The workspace's own layer travels whole. Of the public layer go the profiles that the workspace's
lists, notes and so on point at, with what sources say of them whose terms let it be shown. What is
computed (projections, the facts that follow) stays behind and is computed again.
"""

from collections.abc import Callable, Iterable
from typing import Any

import polars as pl
from django.db.models import Q

from groundswell.creators import bulk, feed
from groundswell.creators.actions.linking import MERGES
from groundswell.creators.actions.projection import reproject
from groundswell.creators.actions.reposting import reproject_posts
from groundswell.creators.actions.tombstones import without_erased
from groundswell.creators.models import (
    PUBLIC,
    AudienceEstimate,
    Creator,
    CreatorMerge,
    Observation,
    Post,
    Profile,
    Snapshot,
    Source,
)
from groundswell.creators.platforms import Platform
from groundswell.workspaces.portable.incoming import Coming, add
from groundswell.workspaces.portable.outgoing import Going
from groundswell.workspaces.portable.registry import CATALOG, TABLES, Document, carry

_CHUNK = 2_000
_IMPORT = "spreadsheet.Import"
_PROFILE, _CREATOR, _SOURCE = "creators.Profile", "creators.Creator", "creators.Source"


def _chunks(rows: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(rows)
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]


def _of(model: Any, column: str, rows: Iterable[int], *more: Q) -> set[int]:
    """The rows of a table whose column is one of these."""
    found: set[int] = set()
    for chunk in _chunks(rows):
        query = model.objects.filter(*more, **{f"{column}__in": chunk})
        found.update(query.values_list("pk", flat=True))
    return found


def _values(model: Any, column: str, rows: Iterable[int]) -> set[int]:
    """What a column of these rows holds."""
    found: set[int] = set()
    for chunk in _chunks(rows):
        found.update(model.objects.filter(pk__in=chunk).values_list(column, flat=True).distinct())
    return found - {None}


def _looked_up(going: Going) -> dict[str, set[int]]:
    """Which rows of the catalog travel, found once for all its tables."""
    if "creators" not in going.found:
        going.found["creators"] = _survey(going)
    found: dict[str, set[int]] = going.found["creators"]
    return found


def _survey(going: Going) -> dict[str, set[int]]:
    layers = Q(owner__in=[PUBLIC, going.workspace])
    own = Q(owner=going.workspace)
    noted = _of(Creator, "pk", going.wanted.get(_CREATOR, set()), layers)
    profiles = {
        *_of(Profile, "pk", going.wanted.get(_PROFILE, set()), layers),
        *_of(Profile, "creator", noted, layers),
        *Profile.objects.filter(own).values_list("pk", flat=True),
    }
    merges = set(CreatorMerge.objects.filter(own).values_list("pk", flat=True))
    creators = {
        *noted,
        *_values(Profile, "creator", profiles),
        *Creator.objects.filter(own).values_list("pk", flat=True),
        *_values(CreatorMerge, "absorbed", merges),
        *_values(CreatorMerge, "kept", merges),
    }
    creators |= _values(Creator, "merged_into", creators)
    merges |= _of(CreatorMerge, "absorbed", creators, layers) & _of(
        CreatorMerge, "kept", creators, layers
    )
    shown = Q(profile__owner=going.workspace) | Q(source__may_show=True)
    observations = _of(Observation, "profile", profiles, shown)
    audiences = _of(AudienceEstimate, "profile", profiles, shown)
    posts = _of(Post, "profile", profiles)
    snapshots = _of(
        Snapshot, "post", posts, Q(post__profile__owner=going.workspace) | Q(source__may_show=True)
    )
    sources = {
        *going.wanted.get(_SOURCE, set()),
        *Source.objects.filter(own).values_list("pk", flat=True),
        *_values(Observation, "source", observations),
        *_values(AudienceEstimate, "source", audiences),
        *_values(Snapshot, "source", snapshots),
    }
    return {
        _SOURCE: _of(Source, "pk", sources, layers),
        _CREATOR: creators,
        _PROFILE: profiles,
        "creators.CreatorMerge": merges,
        "creators.Observation": observations,
        "creators.AudienceEstimate": audiences,
        "creators.Post": _values(Snapshot, "post", snapshots),
        "creators.Snapshot": snapshots,
    }


def _rows(label: str) -> Callable[[Going], Iterable[int]]:
    return lambda going: sorted(_looked_up(going)[label])


def _sources(coming: Coming, documents: list[Document]) -> list[int]:
    """A public source of this kind and name is the same source, and keeps its terms."""
    rows = []
    for document in documents:
        names = {name: document[name] for name in ("owner", "kind", "name")}
        here = Source.objects.filter(**names).first()
        rows += [here.pk] if here else add(coming, TABLES[_SOURCE], [document])
    return rows


def _profiles(coming: Coming, documents: list[Document]) -> list[int]:
    """A public profile that is known here stays as it is; facts come only with those that are new.

    Who was erased here stays away, with what was said of them.
    """
    bulk.lock_platforms([MERGES, *(platform.value for platform in Platform)])
    erased = _erased(documents)
    rows: list[int] = []
    new: list[Document] = []
    for at, document in enumerate(documents):
        names = {name: document[name] for name in ("platform", "key", "owner")}
        here = None if at in erased else Profile.objects.filter(**names).first()
        rows.append(here.pk if here else 0)
        if here is not None:
            _same_creator(coming, document["creator_id"], here.creator_id)
        elif at not in erased:
            new.append(document)
    made = iter(add(coming, TABLES[_PROFILE], new))
    _forget(coming, [documents[at]["creator_id"] for at in erased])
    return [row if row or at in erased else next(made) for at, row in enumerate(rows)]


def _erased(documents: list[Document]) -> set[int]:
    """The places of those who were erased on this instance."""
    if not documents:
        return set()
    rows = pl.DataFrame(
        {
            "row": range(len(documents)),
            "platform": [one["platform"] for one in documents],
            "key": [one["key"] for one in documents],
            "platform_id": [one["platform_id"] for one in documents],
            "document": "{}",
        },
        schema_overrides={"platform_id": pl.String, "row": pl.Int64},
    )
    return set(range(len(documents))) - set(without_erased(rows)["row"].to_list())


def _forget(coming: Coming, creators: list[int]) -> None:
    """Creators of whom nobody is left: what points at them is left out too."""
    gone = set(creators) - set(
        Profile.objects.filter(creator__in=creators).values_list("creator", flat=True)
    )
    coming.rows[_CREATOR] = [0 if row in gone else row for row in coming.rows[_CREATOR]]


def _same_creator(coming: Coming, arrived: int, here: int) -> None:
    """What was said of the creator that arrived is said of the one who is here."""
    rows = coming.rows[_CREATOR]
    coming.rows[_CREATOR] = [here if row == arrived else row for row in rows]
    Profile.objects.filter(creator=arrived).update(creator=here)


def _merges(coming: Coming, documents: list[Document]) -> list[int]:
    """Merges of creators that are new; who was here already is merged as people here decided."""
    new = set(coming.new.get(_CREATOR, []))
    taken = [one for one in documents if one["absorbed_id"] in new]
    for one in taken:
        if one["undone_at"] is None:
            kept = Creator.objects.get(pk=one["kept_id"])
            Creator.objects.filter(pk=one["absorbed_id"]).update(
                merged_into=kept.merged_into_id or kept.pk
            )
    made = iter(add(coming, TABLES["creators.CreatorMerge"], taken))
    return [next(made) if one["absorbed_id"] in new else 0 for one in documents]


def _about_new_profiles(
    label: str, column: str, parent: str
) -> Callable[[Coming, list[Document]], list[int]]:
    def take(coming: Coming, documents: list[Document]) -> list[int]:
        new = set(coming.new.get(parent, []))
        taken = [one for one in documents if one[column] in new]
        made = iter(add(coming, TABLES[label], taken))
        return [next(made) if one[column] in new else 0 for one in documents]

    return take


def _compute(coming: Coming) -> None:
    """Project what is new, and tell discovery."""
    posts = coming.new.get("creators.Post", [])
    for chunk in _chunks(posts):
        reproject_posts(chunk)
    profiles = sorted(coming.new.get(_PROFILE, []))
    reproject(profiles)
    empty = Creator.objects.filter(pk__in=coming.new.get(_CREATOR, []), profiles=None)
    empty.exclude(pk__in=coming.rows.get(_CREATOR, [])).delete()
    feed.tell(profiles, profiles)


_BATCH = {"batch": _IMPORT}
_computed: dict[str, Callable[[], Any]] = {
    "facts": lambda: "{}", "origins": lambda: "{}", "audience": lambda: None,
    "version": lambda: 1, "source_id": lambda: None,
}  # fmt: skip

for _model, _how in (
    (Source, {"takes": _sources, "owned": ("owner",)}),
    (Creator, {"owned": ("owner",)}),
    (CreatorMerge, {
        "owned": ("owner",), "actors": ("actor", "undone_by"),
        "points": _BATCH, "loose": frozenset({"batch"}),
        "takes": _merges, "behind": frozenset({_PROFILE}),
    }),
    (Profile, {
        "owned": ("owner",), "takes": _profiles, "after": _compute,
        "without": {**_computed, "seen_at": lambda: 0},
    }),
    (Observation, {
        "points": _BATCH, "loose": frozenset({"batch"}),
        "takes": _about_new_profiles("creators.Observation", "profile_id", _PROFILE),
    }),
    (AudienceEstimate, {
        "points": _BATCH, "loose": frozenset({"batch"}),
        "takes": _about_new_profiles("creators.AudienceEstimate", "profile_id", _PROFILE),
    }),
    (Post, {
        "without": {"facts": lambda: "{}", "published_at": lambda: None, "seen_at": lambda: 0},
        "takes": _about_new_profiles("creators.Post", "profile_id", _PROFILE),
    }),
    (Snapshot, {
        "points": _BATCH, "loose": frozenset({"batch"}),
        "takes": _about_new_profiles("creators.Snapshot", "post_id", "creators.Post"),
    }),
):  # fmt: skip
    carry(
        _model,
        within="",
        tier=CATALOG,
        counts=False,
        rows=_rows(_model._meta.label),  # noqa: SLF001 - Django's documented interface
        **_how,
    )
