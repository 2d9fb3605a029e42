"""Followers and engagement over time as columns that a chart draws."""

from dataclasses import dataclass

import numpy as np

from groundswell.creators.estimates import Figure
from groundswell.creators.figures import by_source, engagement_of
from groundswell.creators.history import FoundJump, jumps_of
from groundswell.creators.postings import Postings, postings
from groundswell.creators.queries import SourceShown
from groundswell.workspaces.scope import Scope

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Line:
    """A series of one source: ``times`` in seconds, ascending, and what it counted then."""

    source: SourceShown
    times: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FollowerSeries:
    """Followers over time.

    Attributes:
        lines: one per source, the one with most observations first.
        jumps: jumps of the lines that no post explains, newest first.
        as_of: newest observation, seconds; None without any.
    """

    lines: tuple[Line, ...]
    jumps: tuple[FoundJump, ...]
    as_of: int | None


@dataclass(frozen=True, slots=True)
class PostSeries:
    """Engagement per post, oldest first; parallel columns.

    Attributes:
        times: publication, seconds.
        rates: engagement (fraction, by ``definition``).
        paid: whether marked as paid.
        posts: row numbers of the posts.
        median: the figure that is drawn as line and band.
        definition: key in `measures.definitions`.
        sources: who measured them.
        as_of: newest measurement, seconds.
    """

    times: tuple[int, ...]
    rates: tuple[float, ...]
    paid: tuple[bool, ...]
    posts: tuple[int, ...]
    median: Figure
    definition: str
    sources: tuple[SourceShown, ...]
    as_of: int


def follower_series(scope: Scope, row: int, *, days: int = 90) -> FollowerSeries:
    """Followers of the last ``days`` days before the newest observation, by source.

    Raises:
        Missing: the scope sees no such profile.
    """
    return followers_of(postings(scope, row), days=days)


def followers_of(held: Postings, *, days: int = 90) -> FollowerSeries:
    """As `follower_series`, for posts that were read already."""
    points = held.counts
    newest = max((point.at for point in points), default=None)
    if newest is None:
        return FollowerSeries((), (), None)
    start = newest - days * DAY
    inside = [point for point in points if point.at >= start]
    lines = [
        Line(
            series[-1].source,
            tuple(point.at for point in series),
            tuple(float(point.value) for point in series),
        )
        for series in by_source(inside).values()
        if series
    ]
    jumps = tuple(one for one in jumps_of(held) if one.jump.end >= start)
    return FollowerSeries(tuple(sorted(lines, key=lambda one: -len(one.times))), jumps, newest)


def engagement_series(scope: Scope, row: int, *, most: int = 60) -> PostSeries:
    """Engagement of the newest posts, at most ``most``, oldest first.

    Raises:
        Missing: the scope sees no such profile.
    """
    return engagement_per_post(postings(scope, row), most=most)


def engagement_per_post(held: Postings, *, most: int = 60) -> PostSeries:
    """As `engagement_series`, for posts that were read already."""
    usable = np.flatnonzero(held.ripe & np.isfinite(held.rates) & (held.times > 0))[:most][::-1]
    return PostSeries(
        times=tuple(int(held.times[at]) for at in usable),
        rates=tuple(float(held.rates[at]) for at in usable),
        paid=tuple(held.paid[at] is True for at in usable),
        posts=tuple(held.posts[at].row for at in usable),
        median=engagement_of(held),
        definition=held.definition,
        sources=held.sources,
        as_of=held.seen_at,
    )
