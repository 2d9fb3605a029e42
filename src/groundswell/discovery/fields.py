"""The field table: everything that can be asked of discovery, in one place.

It drives the text language, the form, the plain sentence, both engines, the API schema, the manual
and the fingerprint of the index. To add a field: add its fact to `creators.facts`, a row here, and
rebuild the index (the fingerprint changes, so `groundswell doctor` says so).
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "keyword",  # one word per profile: platform, country
    "keywords",  # several words: topics, hashtags
    "count",  # int
    "number",  # float, kept to 1/scale
    "rate",  # fraction, kept to 1/scale; written as a percentage
    "money",  # minor units, compared within one currency
    "time",  # seconds since 1970 UTC; written as a date or as days ago
    "text",  # words and phrases, ranked
    "special",  # resolved before the engine sees it: tier, list, like, id
]

Group = Literal[
    "creator", "size", "performance", "audience", "content", "paid", "trust", "relation", "data"
]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be asked.

    Attributes:
        name: the word in the query language.
        kind: how it is stored and compared.
        label: what the form calls it.
        group: the panel it stands in.
        fact: the fact of `creators.facts` it comes from; empty where `document.py` computes it.
        aliases: other words people type.
        scale: index integer = round(human value * scale).
        hot: often filtered; gets bucket terms besides its column.
        facet: can be counted by value (keywords) or as a histogram (numbers).
        sort: can order a result.
        note: definition, base and source, for the manual.
    """

    name: str
    kind: Kind
    label: str
    group: Group
    fact: str = ""
    aliases: tuple[str, ...] = ()
    scale: int = 1
    hot: bool = False
    facet: bool = False
    sort: bool = False
    note: str = ""


def _rate(
    name: str,
    label: str,
    group: Group,
    fact: str = "",
    *,
    hot: bool = False,
    aliases: tuple[str, ...] = (),
    note: str = "",
) -> Field:
    return Field(name, "rate", label, group, fact or name, aliases, 1_000_000, hot, hot, True, note)


def _number(
    name: str,
    label: str,
    group: Group,
    fact: str = "",
    *,
    kind: Kind = "count",
    scale: int = 1,
    hot: bool = False,
    aliases: tuple[str, ...] = (),
    note: str = "",
) -> Field:
    return Field(name, kind, label, group, fact or name, aliases, scale, hot, hot, True, note)


def _time(
    name: str,
    label: str,
    group: Group,
    fact: str = "",
    *,
    hot: bool = False,
    aliases: tuple[str, ...] = (),
    note: str = "",
) -> Field:
    return Field(name, "time", label, group, fact, aliases, 1, hot, hot, True, note)


_ROWS: tuple[Field, ...] = (
    # --- who
    Field("platform", "keyword", "Platform", "creator", "", ("network", "on"), facet=True),
    Field(
        "country",
        "keyword",
        "Country",
        "creator",
        "country",
        ("location",),
        facet=True,
        note="ISO 3166-1; names are understood",
    ),
    Field("region", "keyword", "State or region", "creator", "region", ("state",)),
    Field("city", "keyword", "City", "creator", "city"),
    Field(
        "language",
        "keyword",
        "Language",
        "creator",
        "language",
        ("lang",),
        facet=True,
        note="main language; BCP 47; names are understood",
    ),
    Field("languages", "keywords", "Any language", "creator", "languages"),
    Field(
        "gender",
        "keyword",
        "Gender",
        "creator",
        "gender",
        facet=True,
        note="as declared by the creator or stated by the source, never inferred",
    ),
    _number("age", "Age", "creator"),
    Field(
        "account",
        "keyword",
        "Account type",
        "creator",
        "account_type",
        ("account_type",),
        facet=True,
    ),
    Field(
        "category",
        "keyword",
        "Category",
        "creator",
        "category",
        facet=True,
        note="the platform's own word",
    ),
    Field(
        "is",
        "keywords",
        "Is",
        "creator",
        "",
        facet=True,
        note="verified, private, official_artist, partnered, mature, minor, live_streams, "
        "sponsored, affiliate, merch, shop, monetizing, synthetic",
    ),
    Field(
        "has",
        "keywords",
        "Has",
        "creator",
        "",
        facet=True,
        note="email, phone or another contact kind; website, audience, joint_audience, price, "
        "posts, picture; or a platform the same creator is also on",
    ),
    Field(
        "also_on",
        "keywords",
        "Also on",
        "creator",
        "",
        note="platforms on which the same creator has another profile",
    ),
    Field("link", "keywords", "Links to", "creator", "links", ("links", "link_in_bio")),
    _time("joined", "Account created", "creator", "joined_at"),
    # --- words
    Field(
        "text",
        "text",
        "Words",
        "content",
        "",
        ("keyword", "keywords"),
        note="name, handle, bio, captions and tags",
    ),
    Field("name", "text", "Name", "creator", "name"),
    Field("bio", "text", "Bio", "creator", "bio", ("description",)),
    Field("caption", "text", "Captions", "content", "keywords", ("captions",)),
    Field("handle", "keyword", "Handle", "creator", "", ("username", "user")),
    # --- size
    _number(
        "followers",
        "Followers",
        "size",
        hot=True,
        aliases=("subscribers", "subs", "fans"),
        note="subscribers on YouTube",
    ),
    _number("following", "Following", "size"),
    _number("posts", "Posts", "size", "posts_count", aliases=("media", "videos", "uploads")),
    _number("total_views", "Views, all time", "size", "views_total"),
    _number("total_likes", "Likes, all time", "size", "likes_total"),
    Field(
        "tier",
        "special",
        "Tier",
        "size",
        "",
        facet=True,
        note="nano, micro, mid, macro, mega under a named scheme; tier:izea/micro",
    ),
    # --- performance
    _rate(
        "er",
        "Engagement rate",
        "performance",
        "",
        hot=True,
        aliases=("engagement_rate", "engagement"),
        note="headline rate: by views on TikTok and YouTube, by followers elsewhere; a rate "
        "that a source states without its formula counts where nothing better is known",
    ),
    _rate("er_followers", "Engagement rate by followers", "performance"),
    _rate("er_views", "Engagement rate by views", "performance"),
    _rate("er_reach", "Engagement rate by reach", "performance"),
    _rate("er_impressions", "Engagement rate by impressions", "performance"),
    _rate("like_rate", "Like rate by followers", "performance"),
    _number(
        "avg_likes", "Average likes", "performance", kind="number", hot=True, aliases=("likes",)
    ),
    _number(
        "avg_comments", "Average comments", "performance", kind="number", aliases=("comments",)
    ),
    _number(
        "avg_views", "Average views", "performance", kind="number", hot=True, aliases=("views",)
    ),
    _number("median_views", "Median views", "performance", kind="number"),
    _number("avg_shares", "Average shares", "performance", kind="number", aliases=("shares",)),
    _number("avg_saves", "Average saves", "performance", kind="number", aliases=("saves",)),
    _number(
        "reels_views",
        "Average Reels plays",
        "performance",
        "avg_reels_views",
        kind="number",
        aliases=("reels_plays",),
    ),
    _number(
        "shorts_views", "Average Shorts views", "performance", "avg_shorts_views", kind="number"
    ),
    _number("engagements", "Average engagements", "performance", kind="number"),
    _rate("views_rate", "Views per follower", "performance", "", note="avg_views / followers"),
    _rate("comment_share", "Comments per like", "performance", "", note="avg_comments / avg_likes"),
    _rate("growth_30d", "Growth, 30 days", "performance"),
    _rate(
        "growth",
        "Growth, 90 days",
        "performance",
        "growth_90d",
        hot=True,
        aliases=("growth_90d", "follower_growth"),
    ),
    _rate("growth_180d", "Growth, 180 days", "performance"),
    _rate("growth_365d", "Growth, 365 days", "performance"),
    _rate("views_growth", "View growth, 30 days", "performance", "views_growth_30d"),
    _rate("likes_growth", "Like growth, 30 days", "performance", "likes_growth_30d"),
    _number("followers_gained", "Followers gained", "performance", kind="number"),
    _time(
        "posted",
        "Last post",
        "performance",
        "last_post_at",
        hot=True,
        aliases=("last_post", "last_posted"),
    ),
    _time("first_post", "First known post", "performance", "first_post_at"),
    _number(
        "posts_per_week",
        "Posts per week",
        "performance",
        kind="number",
        scale=100,
        aliases=("posting_frequency",),
    ),
    _rate("reels_share", "Share of Reels or Shorts", "performance"),
    _number(
        "live_viewers", "Average live viewers", "performance", "avg_live_viewers", kind="number"
    ),
    _number("peak_viewers", "Peak live viewers", "performance", "peak_live_viewers"),
    _number("hours_streamed", "Hours streamed", "performance", kind="number", scale=100),
    _number("hours_watched", "Hours watched", "performance", kind="number"),
    _number(
        "active_days",
        "Active days per week",
        "performance",
        "active_days_per_week",
        kind="number",
        scale=100,
    ),
    # --- content
    Field("topic", "keywords", "Topics", "content", "topics", ("topics", "niche"), facet=True),
    Field("hashtag", "keywords", "Hashtags", "content", "hashtags", ("hashtags", "tag_used")),
    Field("mention", "keywords", "Mentions", "content", "mentions", ("mentions",)),
    Field("brand", "keywords", "Brands worked with", "paid", "brands", ("brands", "sponsor")),
    Field("interest", "keywords", "Creator interests", "content", "interests", ("interests",)),
    Field("game", "keywords", "Games", "content", "games", ("games",)),
    _rate(
        "niche_focus",
        "Niche focus",
        "content",
        note="1 - H(topics) / ln(topics); 1 = a single topic",
    ),
    # --- paid work
    _rate("sponsored_share", "Sponsored share, 90 days", "paid", "sponsored_share_90d"),
    _number(
        "sponsored_lift",
        "Sponsored lift",
        "paid",
        kind="number",
        scale=1_000,
        note="median engagement of sponsored posts / of organic posts",
    ),
    _number("brands_90d", "Distinct brands, 90 days", "paid"),
    _rate("disclosure", "Disclosure record", "paid", "disclosure_rate"),
    Field(
        "price",
        "money",
        "Price per post",
        "paid",
        "price_min",
        ("rate_card",),
        1,
        hot=True,
        facet=True,
        sort=True,
        note="lowest known price in minor units, compared within one currency",
    ),
    Field("currency", "keyword", "Price currency", "paid", "price_currency"),
    # --- trust
    _rate("credibility", "Audience credibility", "trust", hot=True, aliases=("real_followers",)),
    _rate("reachability", "Audience reachability", "trust"),
    _rate("notable", "Notable followers", "trust", "notable_share"),
    _number(
        "quality",
        "Quality score of the source",
        "trust",
        "quality_score",
        kind="number",
        scale=100,
        aliases=("aqs",),
    ),
    _rate("reply_rate", "Comment reply rate", "trust", "comment_reply_rate"),
    _number(
        "reply_hours",
        "Median time to reply",
        "trust",
        "median_reply_hours",
        kind="number",
        scale=100,
    ),
    _number("repliers", "Distinct people replied to", "trust", "distinct_repliers"),
    # --- audience: asked as audience.<dimension>:<key><op><share>
    _number("audience_n", "Audience sample size", "audience", ""),
    _time("audience_at", "Audience estimate as of", "audience"),
    Field(
        "audience_basis",
        "keyword",
        "Audience measured on",
        "audience",
        "",
        note="followers, likers, commenters or any",
    ),
    # --- relation
    Field("list", "special", "In list", "relation"),
    Field("tag", "special", "Tagged", "relation", note="a tag of this workspace"),
    Field("like", "special", "Like", "relation", "", ("similar", "lookalike")),
    Field("audience-like", "special", "Audience like", "relation"),
    Field("id", "special", "Profile", "relation"),
    # --- data about the data
    _time("seen", "Last observed", "data", "", hot=True, aliases=("fresh", "updated")),
    Field("source", "keyword", "Source", "data", "", facet=True, note="kind of the newest source"),
    Field(
        "basis",
        "keyword",
        "Basis",
        "data",
        "",
        facet=True,
        note="first_party, public, imported, inferred or entered",
    ),
    _rate("confidence", "Confidence", "data"),
    _number("facts", "Known facts", "data", "", note="how many facts are known of the profile"),
)

FIELDS: dict[str, Field] = {field.name: field for field in _ROWS}

BY_WORD: dict[str, Field] = {
    word: field for field in _ROWS for word in (field.name, *field.aliases)
}

NUMERIC: tuple[Field, ...] = tuple(
    f for f in _ROWS if f.kind in {"count", "number", "rate", "money", "time"}
)
KEYWORD: tuple[Field, ...] = tuple(f for f in _ROWS if f.kind == "keyword")
KEYWORDS: tuple[Field, ...] = tuple(f for f in _ROWS if f.kind == "keywords")
TEXT: tuple[Field, ...] = tuple(f for f in _ROWS if f.kind == "text" and f.name != "text")

AUDIENCE_DEFAULT_SHARE: dict[str, float] = {
    "country": 0.2,
    "city": 0.05,
    "language": 0.2,
    "gender": 0.5,
    "age": 0.3,
    "interest": 0.3,
    "brand": 0.1,
    "cell": 0.05,
}
"""Smallest share where a query names none (Modash's defaults where it has the dimension)."""
