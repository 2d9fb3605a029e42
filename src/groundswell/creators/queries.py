"""What is known of creators, as one workspace may see it: with source, time and basis."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db.models import Q

from groundswell.creators import bulk, feed
from groundswell.creators.facts import FACTS
from groundswell.creators.models import (
    PUBLIC,
    AudienceEstimate,
    Creator,
    CreatorMerge,
    Observation,
    Post,
    Profile,
    Source,
)
from groundswell.creators.platforms import Platform
from groundswell.creators.rules import Layer, differs, lay_over
from groundswell.kernel.errors import Invalid, Missing
from groundswell.workspaces.scope import Right, Scope


@dataclass(frozen=True, slots=True)
class SourceShown:
    """Who said it: ``kind`` and ``name`` of the source, and how it came to know (``basis``)."""

    row: int
    kind: str
    name: str
    basis: str


@dataclass(frozen=True, slots=True)
class FactShown:
    """One fact with its origin; ``at`` in seconds since 1970 UTC; ``private``: of the own layer."""

    name: str
    value: Any
    at: int
    source: SourceShown | None
    private: bool


@dataclass(frozen=True, slots=True)
class AudienceShown:
    """One estimate of an audience; shares (fractions) by ``dimension:key``."""

    as_of: int
    basis: str
    method: str
    sample_size: int | None
    shares: dict[str, float]
    source: SourceShown


@dataclass(frozen=True, slots=True)
class ProfileShown:
    """A profile as the scope sees it, its own layer over the public one.

    ``row`` is the row that stands for it in this workspace, ``rows`` all layers that were read.
    """

    row: int
    rows: tuple[int, ...]
    creator: int
    platform: Platform
    key: str
    handle: str
    platform_id: str | None
    seen_at: int
    facts: dict[str, FactShown]
    audience: AudienceShown | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a series."""

    at: int
    value: Any
    source: SourceShown


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two or more sources that say different things of one fact, newest first."""

    name: str
    said: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class PostShown:
    """One post with its newest metrics."""

    row: int
    key: str
    published_at: int | None
    seen_at: int
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CreatorShown:
    """A creator: the one who stands for the group, its profiles, its open merges."""

    row: int
    profiles: tuple[ProfileShown, ...]
    merges: tuple[CreatorMerge, ...] = field(default=())


def profile_detail(scope: Scope, row: int) -> ProfileShown:
    """A profile by its row number (of either layer), with the origin of every fact.

    Raises:
        Missing: the scope sees no such profile.
    """
    scope.require(Right.READ)
    return _shown(scope, [_layers(scope, row)])[0]


def find_profile(scope: Scope, platform: Platform, key: str) -> ProfileShown | None:
    """The profile of a key (`handles.identify`), or None where the scope sees none."""
    scope.require(Right.READ)
    layers = Profile.objects.filter(_visible(scope), platform=platform, key=key)
    found = list(layers.order_by("owner"))  # the own layer over the public one
    return _shown(scope, [found])[0] if found else None


def creator_detail(scope: Scope, row: int) -> CreatorShown:
    """A creator with all profiles that the scope sees, merges followed.

    Raises:
        Missing: the scope sees no such creator.
    """
    scope.require(Right.READ)
    creator = Creator.objects.filter(_visible(scope), pk=row).first()
    if creator is None:
        raise Missing("There is no such creator.")
    head = creator.merged_into_id or creator.pk
    rows = Profile.objects.filter(_visible(scope), pk__in=feed.profiles_of_creators([head]))
    layers: dict[tuple[int, str], list[Profile]] = {}
    for profile in rows.order_by("platform", "owner", "id"):
        layers.setdefault((profile.platform, profile.key), []).append(profile)
    group = [head, *Creator.objects.filter(merged_into=head).values_list("id", flat=True)]
    merges = CreatorMerge.objects.filter(
        Q(absorbed__in=group) | Q(kept__in=group), _visible(scope), undone_at=None
    )
    profiles = _shown(scope, list(layers.values()))
    return CreatorShown(head, tuple(profiles), tuple(merges.order_by("id")))


def fact_series(scope: Scope, row: int, name: str) -> list[Point]:
    """Every value of a fact over time, oldest first; a confirmed value has a point at each end.

    Raises:
        Missing: the scope sees no such profile.
        Invalid: there is no such fact.
    """
    scope.require(Right.READ)
    if name not in FACTS:
        raise Invalid(f"There is no fact called {name}.", field="fact")
    points = [
        Point(at, said.facts[name], said.source)
        for said in _observations(_layers(scope, row), naming=name)
        for at in {said.first, said.last}
    ]
    return sorted(points, key=lambda point: point.at)


@dataclass(frozen=True, slots=True)
class Observed:
    """One observation: what a source said, first at ``first`` and last at ``last`` (seconds)."""

    row: int
    first: int
    last: int
    facts: dict[str, Any]
    source: SourceShown


def observed(scope: Scope, row: int) -> list[Observed]:
    """Every observation of a profile, oldest first.

    Raises:
        Missing: the scope sees no such profile.
    """
    scope.require(Right.READ)
    return _observations(_layers(scope, row))


def disagreements(scope: Scope, row: int) -> list[Disagreement]:
    """Facts on which the newest words of two sources differ (`rules.differs`).

    Raises:
        Missing: the scope sees no such profile.
    """
    scope.require(Right.READ)
    newest: dict[str, dict[int, Point]] = {}
    for said in sorted(_observations(_layers(scope, row)), key=lambda said: (said.last, said.row)):
        for name, value in said.facts.items():
            newest.setdefault(name, {})[said.source.row] = Point(said.last, value, said.source)
    found = []
    for name in FACTS:
        points = sorted(newest.get(name, {}).values(), key=lambda point: -point.at)
        if any(differs(points[0].value, other.value) for other in points[1:]):
            found.append(Disagreement(name, tuple(points)))
    return found


def posts_of(
    scope: Scope, row: int, *, limit: int = 50, before: tuple[int, int] | None = None
) -> list[PostShown]:
    """Posts of a profile, newest first; those without a time last.

    Args:
        scope: who asks.
        row: the profile, either layer.
        limit: at most this many.
        before: ``(published_at or 0, row)`` of the last post of the page before.

    Raises:
        Missing: the scope sees no such profile.
    """
    scope.require(Right.READ)
    posts = Post.objects.filter(profile__in=_layers(scope, row))
    seen: dict[str, Post] = {}
    for post in posts.order_by("seen_at", "id"):
        seen[post.key] = post  # the newer of two layers' rows of one post
    ordered = sorted(
        seen.values(), key=lambda post: (post.published_at or 0, post.pk), reverse=True
    )
    if before is not None:
        ordered = [post for post in ordered if (post.published_at or 0, post.pk) < before]
    return [
        PostShown(post.pk, post.key, post.published_at, post.seen_at, orjson.loads(post.facts))
        for post in ordered[:limit]
    ]


def audiences_of(scope: Scope, row: int) -> list[AudienceShown]:
    """All estimates of a profile's audience, newest first.

    Raises:
        Missing: the scope sees no such profile.
    """
    scope.require(Right.READ)
    return _estimates(_layers(scope, row))


def holds_anybody(scope: Scope) -> bool:
    """Whether the catalog has a profile that the scope sees."""
    scope.require(Right.READ)
    return Profile.objects.filter(_visible(scope)).exists()


def sources(scope: Scope) -> list[Source]:
    """The sources that the scope may see: public ones and its own."""
    scope.require(Right.READ)
    return list(Source.objects.filter(_visible(scope)).order_by("kind", "name"))


# ---------------------------------------------------------------- below


def _visible(scope: Scope) -> Q:
    return Q(owner__in=[PUBLIC, scope.workspace])


def _layers(scope: Scope, row: int) -> list[Profile]:
    """The layers of a profile that the scope sees."""
    found = Profile.objects.filter(_visible(scope), pk=row).first()
    if found is None:
        raise Missing("There is no such profile.")
    others = Profile.objects.filter(_visible(scope), platform=found.platform, key=found.key)
    return sorted([found, *others.exclude(pk=row)], key=lambda layer: layer.owner)


def _observations(layers: Iterable[Profile], *, naming: str = "") -> list[Observed]:
    """What was said of a profile, oldest first; with ``naming`` only what speaks of that fact."""
    shown = Q(source__may_show=True) | ~Q(profile__owner=PUBLIC)
    told = Observation.objects.filter(shown, profile__in=list(layers))
    if naming:
        told = told.filter(document__contains=f'"{naming}":')
    rows = told.order_by("observed_at", "id").values_list(
        "id", "observed_at", "confirmed_at", "source_id", "document"
    )
    found = [(*row[:4], orjson.loads(row[4])) for row in rows]
    sources = {
        one.pk: _source(one) for one in Source.objects.filter(pk__in={row[3] for row in found})
    }
    return [
        Observed(row, first, last, facts, sources[source])
        for row, first, last, source, facts in found
        if not naming or naming in facts
    ]


def _estimates(layers: Sequence[Profile]) -> list[AudienceShown]:
    shown = Q(source__may_show=True) | ~Q(profile__owner=PUBLIC)
    rows = AudienceEstimate.objects.filter(shown, profile__in=layers).select_related("source")
    result = []
    for one in rows.order_by("-as_of", "-id"):
        told = orjson.loads(one.shares)
        shares = dict(zip(told["keys"], told["shares"], strict=True))
        result.append(
            AudienceShown(
                one.as_of, one.basis, one.method, one.sample_size, shares, _source(one.source)
            )
        )
    return result


def _shown(scope: Scope, profiles: Sequence[Sequence[Profile]]) -> list[ProfileShown]:
    """Profiles with the origins of their facts; all sources are read at once."""
    alone = set(Source.objects.filter(may_mix=False).values_list("id", flat=True))
    views = [_view(layers, alone) for layers in profiles]
    wanted = {origin[1] for _, _, view in views for origin in view.origins.values()}
    table, value = bulk.given(sorted(wanted))
    told = dict(
        bulk.fetch(
            f"SELECT o.id, o.source_id FROM {table} "  # noqa: S608
            "CROSS JOIN creators_observation o WHERE o.id = given.value",
            [value],
            bulk.PAIR,
        ).iter_rows()
    )
    known = {one.pk: _source(one) for one in Source.objects.filter(pk__in=set(told.values()))}
    return [
        _profile(scope, layers, view, {row: known[source] for row, source in told.items()})
        for layers, _, view in views
    ]


def _view(layers: Sequence[Profile], alone: set[int]) -> tuple[Sequence[Profile], bool, Any]:
    """The own layer over the public one, unless a source forbids mixing."""
    top = layers[-1]
    own = Layer.read(top.facts, top.origins, top.audience)
    mixed = len(layers) > 1 and not {layer.source_id for layer in layers} & alone
    below = layers[0]
    under = Layer.read(below.facts, below.origins, below.audience) if mixed else Layer.empty()
    view = lay_over(under, own)
    return (layers if mixed else [top]), mixed, view


def _profile(
    scope: Scope, layers: Sequence[Profile], view: Any, told: dict[int, SourceShown]
) -> ProfileShown:
    newest = max(layers, key=lambda layer: (layer.seen_at, layer.owner))
    top = layers[-1]
    own = view.private if top.owner == scope.workspace else frozenset()
    facts = {
        name: FactShown(
            name,
            value,
            view.origins[name][0],
            told.get(view.origins[name][1]),
            name in own,
        )
        for name, value in view.facts.items()
    }
    estimates = _estimates(layers) if view.audience else []
    shown = orjson.loads(view.audience) if view.audience else None
    audience = next(
        (
            one
            for one in estimates
            if shown and (one.as_of, one.basis) == (shown["as_of"], shown["basis"])
        ),
        None,
    )
    head = Creator.objects.get(pk=top.creator_id)
    return ProfileShown(
        row=top.pk,
        rows=tuple(layer.pk for layer in layers),
        creator=head.merged_into_id or head.pk,
        platform=Platform(top.platform),
        key=top.key,
        handle=newest.handle,
        platform_id=next((one.platform_id for one in reversed(layers) if one.platform_id), None),
        seen_at=newest.seen_at,
        facts=facts,
        audience=audience,
    )


def _source(source: Source) -> SourceShown:
    return SourceShown(source.pk, source.kind, source.name, source.basis)
