"""What a creator publishes: posts by the page, tags and whom they name, words, hours."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from groundswell.creators.estimates import Estimate, Figure, NotEnough
from groundswell.creators.postings import Postings, postings
from groundswell.creators.queries import PostShown
from groundswell.creators.stopwords import STOPWORDS
from groundswell.kernel.errors import Invalid
from groundswell.measures import activity, engagement
from groundswell.measures.lift import lift
from groundswell.workspaces.scope import Scope

ORDERS = ("newest", "oldest", "engagement", "views", "likes", "comments")
PER_PAGE = 24

_WORD = re.compile(r"[^\W\d_][\w'’-]{2,}")
_TAG = re.compile(r"[#@][\w.]+")


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post with its engagement rate (fraction by ``Content.definition``; None: not known).

    ``times`` is its rate as a multiple of the creator's own median.
    """

    post: PostShown
    rate: float | None
    times: float | None
    ripe: bool

    @property
    def paid(self) -> bool | None:
        """Whether it is marked as paid; None where nobody says."""
        return self.post.facts.get("sponsored")


@dataclass(frozen=True, slots=True)
class PostsPage:
    """One page of posts.

    Attributes:
        rows: the page.
        total: how many match.
        held: how many are held in all.
        page: number of the page, from 1.
        pages: how many pages there are.
        kinds: kinds of posts held, with counts, commonest first.
        definition: key of the rate in `measures.definitions`.
    """

    rows: tuple[PostRow, ...]
    total: int
    held: int
    page: int
    pages: int
    kinds: tuple[tuple[str, int], ...]
    definition: str


@dataclass(frozen=True, slots=True)
class WordUse:
    """A hashtag, mention or word: in how many posts, of how many, and how those do.

    ``lift`` is the engagement of posts with it against posts without it.
    """

    word: str
    posts: int
    of: int
    lift: Figure


@dataclass(frozen=True, slots=True)
class PostingTimes:
    """When posts come out, in the zone asked for.

    Attributes:
        counts: posts per weekday (row, Monday first) and hour (column).
        rates: their median engagement, None where there is none.
        n: posts with a time.
        start: seconds of the oldest of them.
        end: seconds of the newest of them.
        best: the best three hours, as a multiple of the own median (``note`` is ``18–21``).
        zone: name of the time zone.
    """

    counts: tuple[tuple[int, ...], ...]
    rates: tuple[tuple[float | None, ...], ...]
    n: int
    start: int | None
    end: int | None
    best: Figure
    zone: str


@dataclass(frozen=True, slots=True)
class Content:
    """All that the Content page shows beside the posts themselves."""

    posts: int
    hashtags: tuple[WordUse, ...]
    mentions: tuple[WordUse, ...]
    words: tuple[WordUse, ...]
    times: PostingTimes
    definition: str


def posts_page(  # noqa: PLR0913 - a form's worth of filters
    scope: Scope,
    row: int,
    *,
    order: str = "newest",
    hashtag: str = "",
    mention: str = "",
    kind: str = "",
    paid: bool | None = None,
    page: int = 1,
    size: int = PER_PAGE,
) -> PostsPage:
    """A page of a profile's posts.

    Args:
        scope: who asks.
        row: the profile, either layer.
        order: one of `ORDERS`; what is not known comes last.
        hashtag: only posts with it (with or without #).
        mention: only posts that name this account (with or without @).
        kind: only posts of this kind, see `frames.POST_KINDS`.
        paid: only posts marked as paid (True) or not marked (False).
        page: number of the page, from 1; behind the last the last is given.
        size: posts per page, 1 to 200.

    Raises:
        Missing: the scope sees no such profile.
        Invalid: an unknown order, or a page that cannot be.
    """
    return page_of(
        postings(scope, row), order=order, hashtag=hashtag, mention=mention, kind=kind, paid=paid,
        page=page, size=size,
    )  # fmt: skip


def page_of(
    held: Postings,
    *,
    order: str = "newest",
    hashtag: str = "",
    mention: str = "",
    kind: str = "",
    paid: bool | None = None,
    page: int = 1,
    size: int = PER_PAGE,
) -> PostsPage:
    """As `posts_page`, for posts that were read already."""
    if order not in ORDERS:
        raise Invalid(f"Posts cannot be ordered by {order}.", field="order")
    if page < 1 or not 1 <= size <= 200:
        raise Invalid("Pages are counted from 1 and hold up to 200 posts.", field="page")
    rows = _rows(held)
    wanted = [
        one
        for one in rows
        if _carries(one.post, "hashtags", hashtag)
        and _carries(one.post, "mentions", mention)
        and (not kind or one.post.facts.get("kind") == kind)
        and (paid is None or (one.paid is True) == paid)
    ]
    wanted = _ordered(wanted, order)
    pages = max(-(-len(wanted) // size), 1)
    page = min(page, pages)
    kinds = Counter(str(one.post.facts["kind"]) for one in rows if one.post.facts.get("kind"))
    return PostsPage(
        rows=tuple(wanted[(page - 1) * size : page * size]),
        total=len(wanted),
        held=len(rows),
        page=page,
        pages=pages,
        kinds=tuple(kinds.most_common()),
        definition=held.definition,
    )


def content(scope: Scope, row: int, *, zone: str = "UTC", most: int = 20) -> Content:
    """Tags, mentions, words and posting times of a profile.

    Args:
        scope: who asks.
        row: the profile, either layer.
        zone: IANA name of the time zone in which hours are told.
        most: at most so many hashtags, mentions and words each, the most used first.

    Raises:
        Missing: the scope sees no such profile.
    """
    return content_of(postings(scope, row), zone=zone, most=most)


def content_of(held: Postings, *, zone: str = "UTC", most: int = 20) -> Content:
    """As `content`, for posts that were read already."""
    captions = [_caption_words(str(post.facts.get("caption") or "")) for post in held.posts]
    return Content(
        posts=len(held.posts),
        hashtags=_uses(held, held.words("hashtags"), most),
        mentions=_uses(held, held.words("mentions"), most),
        words=_uses(held, captions, most),
        times=times_of(held, zone),
        definition=held.definition,
    )


def times_of(held: Postings, zone: str) -> PostingTimes:
    """When the posts come out, in a time zone."""
    place = ZoneInfo(zone)
    known = np.flatnonzero(held.times > 0)
    local = [datetime.fromtimestamp(int(held.times[at]), UTC).astimezone(place) for at in known]
    rates = np.where(held.ripe, held.rates, np.nan)[known]
    hours = [one.hour for one in local]
    counts, medians = activity.weekly_grid([one.weekday() for one in local], hours, rates)
    found = activity.best_hours(hours, rates)
    newest = int(held.times[known].max()) if len(known) else None
    oldest = int(held.times[known].min()) if len(known) else None
    best: Figure = NotEnough("best_hours", int(np.isfinite(rates).sum()), engagement.MIN_POSTS)
    if found is not None:
        best = Estimate(
            "best_hours",
            found.value,
            found.low,
            found.high,
            found.n,
            held.sources,
            held.seen_at,
            oldest,
            newest,
            note=f"{found.first}–{found.end}",
        )
    return PostingTimes(
        counts=tuple(tuple(int(one) for one in line) for line in counts),
        rates=tuple(tuple(_or_none(one) for one in line) for line in medians),
        n=len(known),
        start=oldest,
        end=newest,
        best=best,
        zone=zone,
    )


# ---------------------------------------------------------------- below


def _rows(held: Postings) -> list[PostRow]:
    usable = held.rates[held.ripe & np.isfinite(held.rates)]
    median = float(np.median(usable)) if len(usable) >= engagement.MIN_POSTS else 0.0
    return [
        PostRow(
            post,
            _or_none(rate),
            rate / median if median and np.isfinite(rate) else None,
            bool(ripe),
        )
        for post, rate, ripe in zip(held.posts, held.rates.tolist(), held.ripe, strict=True)
    ]


def _carries(post: PostShown, name: str, word: str) -> bool:
    plain = word.strip().lstrip("#@").lower()
    return not plain or plain in (post.facts.get(name) or ())


def _ordered(rows: list[PostRow], order: str) -> list[PostRow]:
    """Rows come newest first, which also settles draws."""
    if order == "newest":
        return rows
    if order == "oldest":
        return rows[::-1]
    value: Callable[[PostRow], float | None] = (
        (lambda one: one.rate) if order == "engagement" else (lambda one: one.post.facts.get(order))
    )
    return sorted(rows, key=lambda one: -(-1.0 if (known := value(one)) is None else known))


def _caption_words(caption: str) -> list[str]:
    """Distinct words of a caption, folded to lower case, without tags and words of every text."""
    found = _WORD.findall(_TAG.sub(" ", caption).lower())
    return list(dict.fromkeys(word for word in found if word not in STOPWORDS))


def _uses(held: Postings, words: Sequence[Sequence[str]], most: int) -> tuple[WordUse, ...]:
    counts = Counter(word for own in words for word in set(own))
    best = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    rates = np.where(held.ripe, held.rates, np.nan)
    return tuple(
        WordUse(word, count, len(words), _lift(held, rates, [word in own for own in words]))
        for word, count in best
    )


def _lift(held: Postings, rates: npt.NDArray[np.float64], having: list[bool]) -> Figure:
    mask = np.array(having, dtype=bool)
    found = lift(rates[mask], rates[~mask])
    if found is None:
        known = np.isfinite(rates)
        fewer = min(int((known & mask).sum()), int((known & ~mask).sum()))
        return NotEnough("lift", fewer, engagement.MIN_POSTS)
    times = held.times[np.isfinite(rates) & (held.times > 0)]
    return Estimate(
        "lift",
        found.value,
        found.low,
        found.high,
        found.n,
        held.sources,
        held.seen_at,
        int(times.min()),
        int(times.max()),
    )


def _or_none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
