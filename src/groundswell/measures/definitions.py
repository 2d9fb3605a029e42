"""What each number on a screen means: name, formula, unit, base, window, interval and source.

Every number opens its definition, so every estimate carries the key of one of these rows. A change
of a formula raises ``method``, and figures of two methods are not compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from groundswell.measures import engagement


@dataclass(frozen=True, slots=True)
class Definition:
    """One number that the product shows.

    Attributes:
        key: stable name, carried by every estimate.
        name: what a person calls it.
        formula: how it is computed, in words and signs.
        unit: what one is: ``rate``, ``views``, ``posts per week``.
        base: what it is a share of, or what it is per; empty for plain counts.
        window: which posts, days or people count.
        interval: how its uncertainty is found; empty where it is an exact count.
        source: who defined it so, or whose method it is.
        method: version of our computation.
        need: the least number of observations that it takes.
        of: what is counted by ``need`` and by n: ``posts``, ``people``, ``days``.
    """

    key: str
    name: str
    formula: str
    unit: str
    base: str = ""
    window: str = ""
    interval: str = ""
    source: str = ""
    method: int = 1
    need: int = 1
    of: str = "posts"


RECENT = "the newest 30 posts that are at least 7 days old when measured (long videos 28)"
_RANKS = "order statistics of the median, 95 %"
_WILSON = "Wilson score interval, 95 %"

_WORDS = {
    "er_f_lc": "Median over posts of (likes + comments) ÷ followers when published",
    "er_v": "Median over posts of (likes + comments + shares) ÷ views",
    "er_v_lc": "Median over posts of (likes + comments) ÷ views",
}


def _engagements() -> tuple[Definition, ...]:
    """The rates of `engagement.DEFINITIONS` as medians over posts."""
    return tuple(
        Definition(
            rate.id,
            "Engagement",
            _WORDS.get(rate.id, f"Median over posts of {rate.formula}"),
            "rate",
            f"by {rate.base}",
            RECENT,
            _RANKS,
            rate.used_by,
            need=engagement.MIN_POSTS,
        )
        for rate in engagement.DEFINITIONS.values()
    )


_ROWS: tuple[Definition, ...] = (
    *_engagements(),
    Definition(
        "er_followers",
        "Engagement, as stated",
        "(average likes + comments) ÷ followers, as the source computed it",
        "rate",
        "by followers",
        source="taken over from the source",
    ),
    Definition(
        "er_views",
        "Engagement, as stated",
        "(average likes + comments + shares) ÷ views, as the source computed it",
        "rate",
        "by views",
        source="taken over from the source",
    ),
    Definition(
        "er_stated",
        "Engagement, as stated",
        "A rate whose source does not name its formula; not compared with others",
        "rate",
        "of an unstated base",
        source="taken over from the source",
    ),
    Definition(
        "post_rate",
        "Engagement of a post",
        "(likes + comments) ÷ followers when published; on TikTok (likes + comments + shares) ÷ "
        "views, on YouTube (likes + comments) ÷ views",
        "rate",
        window="the newest metrics of the post",
        source="the headline rate of the platform",
    ),
    Definition(
        "views_median",
        "Typical views",
        "Median views of one post",
        "views",
        "per post",
        RECENT,
        _RANKS,
        "median, because single posts spread far",
        need=engagement.MIN_POSTS,
    ),
    Definition(
        "views_stated",
        "Typical views, as stated",
        "Average or median views per post, as the source computed it",
        "views",
        "per post",
        source="taken over from the source",
    ),
    Definition(
        "growth_90d",
        "Growth",
        "Followers today ÷ followers 90 days ago − 1, of one source",
        "rate",
        "in 90 days",
        "90 days up to the newest observation",
        "between the observations before and after the day 90 days ago",
        "plain arithmetic on observed counts",
        need=90,
        of="days",
    ),
    Definition(
        "growth_stated",
        "Growth, as stated",
        "Change of followers over 90 days, as the source computed it",
        "rate",
        "in 90 days",
        source="taken over from the source",
    ),
    Definition(
        "posts_per_week",
        "Posting rhythm",
        "Posts ÷ weeks",
        "posts per week",
        "per week",
        "90 days up to the newest observation, or since the oldest post held where that is later",
        "exact Poisson interval, 95 %",
        "Garwood 1936",
        need=3,
    ),
    Definition(
        "posting_stated",
        "Posting rhythm, as stated",
        "Posts per week, as the source computed it",
        "posts per week",
        "per week",
        source="taken over from the source",
    ),
    Definition(
        "paid_share",
        "Paid posts",
        "Posts marked as paid ÷ posts; a post without a mark counts as not marked",
        "rate",
        "of posts",
        "90 days up to the newest post",
        _WILSON,
        "Wilson 1927; marks as sources give them, hidden advertising is not looked for here",
        need=engagement.MIN_POSTS,
    ),
    Definition(
        "paid_stated",
        "Paid posts, as stated",
        "Share of sponsored posts in 90 days, as the source computed it",
        "rate",
        "of posts",
        source="taken over from the source",
    ),
    Definition(
        "reply_rate",
        "Replies to comments",
        "Comments answered by the creator ÷ comments, as the source computed it",
        "rate",
        "of comments",
        source="taken over from the source",
    ),
    Definition(
        "price",
        "Price",
        "Lowest and highest price per post that a source states",
        "money",
        "per post",
        source="taken over from the source",
    ),
    Definition(
        "followers",
        "Followers",
        "Newest count of followers; subscribers on YouTube",
        "followers",
        source="as the platform shows it; sources may round",
    ),
    Definition(
        "credibility",
        "Audience credibility",
        "Share of followers that the source holds to be real",
        "rate",
        "of followers",
        source="taken over from the source",
    ),
    Definition(
        "disclosure_rate",
        "Disclosure record",
        "Paid posts disclosed above the fold ÷ paid posts, as the source computed it",
        "rate",
        "of paid posts",
        source="taken over from the source",
    ),
    Definition(
        "best_hours",
        "Best hours",
        "The three hours of the day whose posts have the highest median engagement, "
        "as a multiple of the creator's own median",
        "ratio",
        "of the own median",
        "all posts held, by the time zone of the workspace",
        _RANKS,
        "three-hour spans with at least 6 posts",
        need=engagement.MIN_POSTS,
    ),
    Definition(
        "lift",
        "Engagement with it",
        "Geometric mean of the rate of posts with it ÷ that of posts without it − 1; "
        "says what goes together, not what causes what",
        "rate",
        "compared with posts without it",
        "all posts held that are at least 7 days old when measured",
        "Welch's t interval on logarithms, 95 %",
        "Welch 1947",
        need=engagement.MIN_POSTS,
    ),
    Definition(
        "audience_share",
        "Audience share",
        "People in the group ÷ people looked at",
        "rate",
        "of people looked at",
        "the sample of the source",
        "Wilson score interval, simultaneous (Goodman) over the groups of one breakdown",
        "Wilson 1927; Goodman 1965; shown or not by the NCHS rule (Parker et al. 2017)",
        need=30,
        of="people",
    ),
    Definition(
        "percentile",
        "Place among peers",
        "Share of peers with a lower value; peers are profiles of the same platform and nearly "
        "the same number of followers, as discovery holds them",
        "rate",
        "of peers",
        source="the catalog of this instance",
        need=30,
        of="peers",
    ),
    Definition(
        "jump",
        "Unexplained jump",
        "Change of followers per day at least 6 robust standard deviations from the creator's "
        "usual change and at least 2 %, with no unusual post in the 3 days before",
        "followers",
        window="the series of one source",
        source="median absolute deviation, Hampel 1974",
    ),
)

DEFINITIONS: Mapping[str, Definition] = MappingProxyType({row.key: row for row in _ROWS})


def definition(key: str) -> Definition:
    """The definition of a key; KeyError for an unknown one."""
    return DEFINITIONS[key]
