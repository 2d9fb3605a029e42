"""The key numbers of a profile, each an `Estimate` or `NotEnough`.

Where posts are held, numbers are computed from them, with an interval; else what a source states is
taken over, with its name and without an interval.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from groundswell.creators import queries
from groundswell.creators.estimates import Estimate, Figure, NotEnough
from groundswell.creators.postings import Postings, of_profile
from groundswell.creators.queries import FactShown, Point, ProfileShown, SourceShown
from groundswell.measures import activity, engagement, growth, intervals
from groundswell.measures.definitions import DEFINITIONS
from groundswell.workspaces.scope import Scope

PAID_WINDOW = 90 * 86_400
DERIVED = "derived"
"""Kind of the source of facts that we compute from posts ourselves."""
VIDEO = ("reel", "short", "video", "live", "episode")


@dataclass(frozen=True, slots=True)
class Price:
    """What a source states that one post costs, minor units of ``currency``."""

    low: int
    high: int
    currency: str
    source: SourceShown | None
    as_of: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The key numbers of one profile.

    Attributes:
        engagement: the headline rate of its platform.
        views: typical views of one post (of its commonest kind of video where it has one).
        growth: followers over 90 days.
        posting: posts per week.
        paid: share of posts marked as paid.
        replies: comments answered.
        brands: how many different brands its paid posts name, where posts are held.
        price: as stated; None where no source states one.
        followers: newest count; None where nobody counted.
        by_kind: the headline rate per kind of post, commonest first, where there are enough.
    """

    engagement: Figure
    views: Figure
    growth: Figure
    posting: Figure
    paid: Figure
    replies: Figure
    brands: int
    price: Price | None
    followers: Estimate | None
    by_kind: Mapping[str, Estimate]


def key_figures(scope: Scope, row: int) -> Figures:
    """The key numbers of a profile by its row number (of either layer).

    Raises:
        Missing: the scope sees no such profile.
    """
    profile = queries.profile_detail(scope, row)
    return figures_of(of_profile(scope, profile))


def figures_of(held: Postings) -> Figures:
    """As `key_figures`, for a profile whose posts were read already."""
    profile = held.profile
    return Figures(
        engagement=engagement_of(held),
        views=views_of(held),
        growth=growth_of(profile, held.counts),
        posting=posting_of(held),
        paid=paid_of(held),
        replies=_stated(profile, "comment_reply_rate", "reply_rate", "comments"),
        brands=_brands(held),
        price=_price(profile),
        followers=_followers(profile),
        by_kind=_by_kind(held),
    )


def engagement_of(held: Postings) -> Figure:
    """The headline rate: the median of recent posts, else as a source states it."""
    found = _rate(held, held.ripe)
    if found is not None:
        return found
    facts = held.profile.facts
    for name in _preferred(held.profile):
        if name in facts:
            return _taken(facts[name], "er_followers" if name == "er_median" else name)
    have = int((held.ripe & np.isfinite(held.rates)).sum())
    return NotEnough(held.definition, have, engagement.MIN_POSTS)


def views_of(held: Postings) -> Figure:
    """Median views of the kind of post that is commonest among those with views."""
    views = held.column("views")
    usable = held.ripe & np.isfinite(views) & (views > 0)
    kinds = [str(post.facts.get("kind") or "") for post in held.posts]
    kind = _commonest([name for name, use in zip(kinds, usable, strict=True) if use])
    chosen = np.flatnonzero(usable & (np.array(kinds) == kind))[: engagement.MAX_POSTS]
    if len(chosen) >= engagement.MIN_POSTS:
        low, high, _ = engagement.median_interval(views[chosen])
        return Estimate(
            "views_median",
            float(np.median(views[chosen])),
            low,
            high,
            len(chosen),
            held.sources,
            held.seen_at,
            *_window(held, chosen),
            note=f"per {kind}" if kind else "per post",
        )
    for name, note in (
        ("median_views", "per post"),
        ("avg_reels_views", "per reel"),
        ("avg_shorts_views", "per short"),
        ("avg_views", "per post"),
    ):
        if name in held.profile.facts:
            return _taken(held.profile.facts[name], "views_stated", note=note)
    return NotEnough("views_median", len(chosen), engagement.MIN_POSTS)


def growth_of(profile: ProfileShown, points: Sequence[Point]) -> Figure:
    """Growth over 90 days from the source that observed most of them, else as stated."""
    best: tuple[int, Estimate] | None = None
    seen = 0
    for series in by_source(points).values():
        times, values = [point.at for point in series], [point.value for point in series]
        seen = max(seen, growth.days_seen(times))
        found = growth.growth(times, values)
        if found is not None and (best is None or found.n > best[0]):
            counted = found.low == found.high  # somebody looked on that very day
            best = (
                found.n,
                Estimate(
                    "growth_90d",
                    found.value,
                    None if counted else found.low,
                    None if counted else found.high,
                    found.n,
                    (series[-1].source,),
                    found.end,
                    found.start,
                    found.end,
                ),
            )
    if best is not None:
        return best[1]
    if "growth_90d" in profile.facts:
        return _taken(profile.facts["growth_90d"], "growth_stated")
    return NotEnough("growth_90d", seen, 90, "days")


def posting_of(held: Postings) -> Figure:
    """Posts per week over 90 days, else as stated."""
    times = held.times[held.times > 0]
    found = activity.rhythm(times, held.seen_at) if len(times) else None
    if found is not None:
        return Estimate(
            "posts_per_week",
            found.value,
            found.low,
            found.high,
            found.n,
            held.sources,
            held.seen_at,
            found.start,
            found.end,
        )
    stated = held.profile.facts.get("posts_per_week")
    if stated is not None and (stated.source is None or stated.source.kind != DERIVED):
        return _taken(stated, "posting_stated")
    return NotEnough("posts_per_week", len(times), activity.FEWEST)


def paid_of(held: Postings) -> Figure:
    """The share of posts of 90 days that are marked as paid, else as stated."""
    newest = int(held.times.max(initial=0))
    inside = np.flatnonzero((held.times > 0) & (held.times >= newest - PAID_WINDOW))
    marks = [held.paid[place] for place in inside]
    if len(marks) >= engagement.MIN_POSTS and any(mark is not None for mark in marks):
        paid = sum(mark is True for mark in marks)
        low, high = intervals.wilson(paid, len(marks))
        return Estimate(
            "paid_share",
            paid / len(marks),
            float(low),
            float(high),
            len(marks),
            held.sources,
            held.seen_at,
            *_window(held, inside),
        )
    stated = held.profile.facts.get("sponsored_share_90d")
    if stated is not None and (stated.source is None or stated.source.kind != DERIVED):
        return _taken(stated, "paid_stated")
    have = sum(mark is not None for mark in marks)
    return NotEnough("paid_share", have, engagement.MIN_POSTS)


def by_source(points: Sequence[Point]) -> dict[int, list[Point]]:
    """A series apart by source, oldest first, one value per moment."""
    apart: dict[int, dict[int, Point]] = {}
    for point in points:
        apart.setdefault(point.source.row, {})[point.at] = point
    return {
        source: [series[at] for at in sorted(series) if series[at].value]
        for source, series in apart.items()
    }


# ---------------------------------------------------------------- below


def _rate(held: Postings, mask: npt.NDArray[np.bool_]) -> Estimate | None:
    usable = mask & np.isfinite(held.rates)
    chosen = np.flatnonzero(usable)[: engagement.MAX_POSTS]
    found = engagement.summarise(held.rates[chosen], 1.0)
    if found is None:
        return None
    return Estimate(
        held.definition,
        found.median,
        found.low,
        found.high,
        found.n,
        held.sources,
        held.seen_at,
        *_window(held, chosen),
    )


def _by_kind(held: Postings) -> dict[str, Estimate]:
    kinds = np.array([str(post.facts.get("kind") or "") for post in held.posts])
    found = {}
    for kind in sorted(set(kinds) - {""}):
        rate = _rate(held, held.ripe & (kinds == kind))
        if rate is not None:
            found[str(kind)] = rate
    return dict(sorted(found.items(), key=lambda pair: -(pair[1].n or 0)))


def _window(held: Postings, chosen: npt.NDArray[np.int64]) -> tuple[int, int]:
    times = held.times[chosen]
    return int(times.min()), int(times.max())


def _commonest(words: Sequence[str]) -> str:
    """The kind that most posts have, videos first where counts are equal; "" for none."""
    counts = {word: words.count(word) for word in set(words)}
    return max(counts, key=lambda word: (counts[word], word in VIDEO, word), default="")


def _preferred(profile: ProfileShown) -> tuple[str, ...]:
    """Names of stated rates: the platform's own base first, never the other base."""
    own = f"er_{engagement.headline_base(profile.platform.slug)}"
    return (own, "er_median", "er_stated") if own == "er_followers" else (own, "er_stated")


def _taken(fact: FactShown, definition: str, *, note: str = "") -> Estimate:
    """A number as its source states it: no interval and no n of ours."""
    return Estimate(
        definition,
        float(fact.value),
        sources=(fact.source,) if fact.source else (),
        as_of=fact.at,
        computed=False,
        note=note,
    )


def _stated(profile: ProfileShown, fact: str, definition: str, of: str) -> Figure:
    if fact in profile.facts:
        return _taken(profile.facts[fact], definition)
    return NotEnough(definition, 0, DEFINITIONS[definition].need, of)


def _followers(profile: ProfileShown) -> Estimate | None:
    fact = profile.facts.get("followers")
    return None if fact is None else _taken(fact, "followers")


def _brands(held: Postings) -> int:
    return len({brand for names in held.words("brands") for brand in names})


def _price(profile: ProfileShown) -> Price | None:
    facts = profile.facts
    if "price_min" not in facts or "price_currency" not in facts:
        return None
    low = facts["price_min"]
    high = facts.get("price_max", low)
    return Price(
        int(low.value), int(high.value), str(facts["price_currency"].value), low.source, low.at
    )
