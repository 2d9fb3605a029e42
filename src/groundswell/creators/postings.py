"""Posts of a profile as numbers: what figures, content and series are computed from."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from groundswell.creators import queries
from groundswell.creators.models import Snapshot, Source
from groundswell.creators.platforms import Platform
from groundswell.creators.queries import Point, PostShown, ProfileShown, SourceShown
from groundswell.measures import engagement
from groundswell.measures.engagement import PostState
from groundswell.workspaces.scope import Scope

Floats = npt.NDArray[np.float64]

DAY = 86_400
MOST = 5_000
_PASSING = frozenset({"story", "live"})  # gone after a day, or measured in viewers
_LONG_MINUTES = 10


@dataclass(frozen=True)
class Postings:
    """The posts of a profile that may be computed with, newest first.

    Attributes:
        profile: whose they are.
        posts: all that are held, up to `MOST`.
        followers: the followers when each was published, NaN where nobody counted.
        counts: the followers over time, by every source.
        definition: the rate that the platform's posts are measured by.
        sources: who measured them.
    """

    profile: ProfileShown
    posts: tuple[PostShown, ...]
    followers: Floats
    counts: tuple[Point, ...]
    definition: str
    sources: tuple[SourceShown, ...]

    def column(self, name: str) -> Floats:
        """A number of each post, NaN where it is not known."""
        return np.array([_number(post.facts.get(name)) for post in self.posts])

    def words(self, name: str) -> list[list[str]]:
        """A list of words of each post."""
        return [list(post.facts.get(name) or ()) for post in self.posts]

    @cached_property
    def times(self) -> npt.NDArray[np.int64]:
        """When each was published; 0 where that is not known."""
        return np.array([post.published_at or 0 for post in self.posts], dtype=np.int64)

    @cached_property
    def ripe(self) -> npt.NDArray[np.bool_]:
        """Whether each had time to gather its numbers when it was measured, and stays."""
        return np.array([_ripe(post) for post in self.posts], dtype=bool)

    @cached_property
    def rates(self) -> Floats:
        """The engagement rate of each post by ``definition``, NaN where it is not known."""
        rule = engagement.DEFINITIONS[self.definition]
        base = self.followers if rule.base == "followers" else self.column(rule.base)
        return engagement.rate(
            self.definition, base, **{part: self.column(part) for part in rule.parts}
        )

    @cached_property
    def engagements(self) -> Floats:
        """The counts of each post that its rate adds up."""
        parts = engagement.DEFINITIONS[self.definition].parts
        return np.asarray(sum((self.column(part) for part in parts), np.zeros(len(self.posts))))

    @cached_property
    def seen_at(self) -> int:
        """When the newest of them was looked at, seconds; 0 without posts."""
        return max((post.seen_at for post in self.posts), default=0)

    @cached_property
    def paid(self) -> list[bool | None]:
        """Whether each is marked as paid; None where nobody says."""
        return [post.facts.get("sponsored") for post in self.posts]


def postings(scope: Scope, row: int) -> Postings:
    """The posts of a profile (row of either layer) that our own numbers may be computed from.

    Raises:
        Missing: the scope sees no such profile.
    """
    return of_profile(scope, queries.profile_detail(scope, row))


def of_profile(scope: Scope, profile: ProfileShown) -> Postings:
    """As `postings`, for a profile that was read already."""
    posts = queries.posts_of(scope, profile.row, limit=MOST)
    told = _sources_of([post.row for post in posts])
    allowed = [post for post in posts if any(one[1] for one in told.get(post.row, ()))]
    sources = {one[0].row: one[0] for post in allowed for one in told[post.row]}
    counts = tuple(queries.fact_series(scope, profile.row, "followers"))
    return Postings(
        profile,
        tuple(allowed),
        _followers_at(counts, [post.published_at or 0 for post in allowed]),
        counts,
        _definition(profile.platform, allowed),
        tuple(sources.values()),
    )


def _sources_of(posts: Sequence[int]) -> dict[int, list[tuple[SourceShown, bool]]]:
    """Who measured each post, and whether that source lets us compute with it."""
    pairs = (
        Snapshot.objects.filter(post__in=posts).values_list("post_id", "source_id").distinct()
        if posts
        else ()
    )
    known = {
        one.pk: (SourceShown(one.pk, one.kind, one.name, one.basis), one.may_derive)
        for one in Source.objects.filter(pk__in={source for _, source in pairs})
    }
    told: dict[int, list[tuple[SourceShown, bool]]] = {}
    for post, source in pairs:
        told.setdefault(post, []).append(known[source])
    return told


def _followers_at(counts: Sequence[Point], times: Sequence[int]) -> Floats:
    """Followers at these times: between observations by a straight line, outside as at the end."""
    values = {point.at: float(point.value) for point in counts}
    if not values or not times:
        return np.full(len(times), np.nan)
    when = sorted(values)
    found = np.interp(np.array(times, dtype=float), when, [values[at] for at in when])
    return np.asarray(found, dtype=np.float64)


def _definition(platform: Platform, posts: Sequence[PostShown]) -> str:
    """The platform's headline rate; without shares where its posts mostly lack them."""
    usual = engagement.headline_definition(platform.slug)
    if "shares" in engagement.DEFINITIONS[usual].parts:
        having = sum(post.facts.get("shares") is not None for post in posts)
        if having * 2 < len(posts):
            return "er_v_lc"
    return usual


def _ripe(post: PostShown) -> bool:
    if post.published_at is None or post.facts.get("kind") in _PASSING:
        return False
    minutes = _number(post.facts.get("duration")) / 60
    long = post.facts.get("kind") == "video" and minutes >= _LONG_MINUTES
    age = (post.seen_at - post.published_at) / DAY
    return engagement.eligible(PostState(age, format="long_video" if long else "static"))


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)
