"""The field table: everything that can be asked of discovery, in one place.

It drives the text language, the form, the plain sentence, both engines, the API schema, the manual
and the fingerprint of the index. To add a field: add its fact to `creators.facts`, a row here, its words
to `wording`, write docs/fields.md anew (``python -m groundswell.discovery.manual``; tests say what is
missing), and rebuild the index (the fingerprint changes, so `groundswell doctor` says so).
"""

from dataclasses import dataclass
from typing import Any, Literal

from groundswell.creators.facts import ACCOUNT_TYPES, AGE_BANDS, FACTS, GENDERS, GROWTH_DAYS
from groundswell.creators.platforms import Platform

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

Codes = Literal["", "platform", "country", "language", "currency", "flag", "fact"]

PLATFORMS: tuple[str, ...] = tuple(platform.slug for platform in Platform)

OWN_WORDS: tuple[str, ...] = ("tag", "relation", "viewed", "new")
"""Fields whose words only the workspace's own rows can answer; the index knows nothing of them."""

RELATIONS: tuple[str, ...] = ("customer", "employee", "follows-us", "follows-competitor")
"""Words of ``relation:``; the last may name the competitor: ``follows-competitor/glossier``."""

VIEWERS: tuple[str, ...] = ("me", "anybody")
"""Words of ``viewed:``."""


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
        codes: values are codes of this standard and their names are understood; ``flag`` and
            ``fact`` are the closed words of `IS` and `HAS`.
        choices: the only values there are, where the set is closed.
        unit: what one is, in the plural: ``followers``, ``likes per post``; empty for words.
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
    codes: Codes = ""
    choices: tuple[str, ...] = ()
    unit: str = ""


def _rate(name: str, label: str, group: Group, fact: str = "", **more: Any) -> Field:
    return _measure(name, "rate", label, group, fact, scale=1_000_000, **more)


def _number(
    name: str, label: str, group: Group, fact: str = "", *, kind: Kind = "count", **more: Any
) -> Field:
    return _measure(name, kind, label, group, fact, **more)


def _time(name: str, label: str, group: Group, fact: str = "", **more: Any) -> Field:
    return _measure(name, "time", label, group, fact, **more)


def _measure(
    name: str,
    kind: Kind,
    label: str,
    group: Group,
    fact: str,
    *,
    hot: bool = False,
    unit: str = "",
    **more: Any,
) -> Field:
    source = fact or (name if name in FACTS else "")
    return Field(
        name,
        kind,
        label,
        group,
        source,
        hot=hot,
        facet=hot,
        sort=True,
        unit=unit or (FACTS[source].unit if source else ""),
        **more,
    )


IS: tuple[str, ...] = tuple(fact.name for fact in FACTS.values() if fact.kind == "flag")
"""Words of ``is:``, one per flag of the catalog."""

CONTACTS: tuple[str, ...] = (
    "email", "phone", "whatsapp", "telegram", "line", "wechat", "kakaotalk", "viber", "signal",
    "skype", "discord", "messenger", "kik", "weibo", "vk", "tumblr", "reddit", "clubhouse",
    "spotify", "apple_music", "apple_podcasts", "soundcloud", "bandcamp", "patreon", "substack",
    "kofi", "linktree", "amazon", "etsy", "shopmy", "ltk", "paypal", "cashapp", "calendly",
)  # fmt: skip
"""Kinds of contacts and outside presences that ``has:`` knows by name."""

HAS: tuple[str, ...] = (
    *CONTACTS, "contact", "personal_email", "website", "audience", "joint_audience", "price",
    "posts", "picture",
    *PLATFORMS,
)  # fmt: skip
"""Words of ``has:`` that are no field; besides them ``has:`` takes the name of any field."""


_ROWS: tuple[Field, ...] = (
    # --- who
    Field(
        "platform", "keyword", "Platform", "creator", "", ("network", "on"), facet=True,
        codes="platform", choices=PLATFORMS,
    ),
    Field(
        "country", "keyword", "Country", "creator", "country", ("location",), facet=True,
        codes="country",
        note="ISO 3166-1 alpha-2; names in English or the country's own language are understood",
    ),
    Field("region", "keyword", "State or region", "creator", "region", ("state",)),
    Field("city", "keyword", "City", "creator", "city"),
    Field(
        "language", "keyword", "Main language", "creator", "language", ("lang",), facet=True,
        codes="language",
        note="BCP 47 primary subtag; names in English or the language itself are understood",
    ),
    Field(
        "languages", "keywords", "Any language", "creator", "languages", ("speaks",),
        codes="language", note="all languages the source names, BCP 47 primary subtags",
    ),
    Field(
        "gender", "keyword", "Gender", "creator", "gender", facet=True, choices=GENDERS,
        note="as declared by the creator or stated by the source, never inferred; known or not: "
        "has:gender",
    ),
    _number("age", "Age", "creator", note="as declared by the creator or stated by the source"),
    Field(
        "account", "keyword", "Account type", "creator", "account_type", ("account_type",),
        facet=True, choices=ACCOUNT_TYPES,
    ),
    Field(
        "category", "keyword", "Category", "creator", "category", facet=True,
        note="the platform's own word",
    ),
    Field(
        "is", "keywords", "Is", "creator", "", facet=True, codes="flag", choices=IS,
        note="flags of the profile",
    ),
    Field(
        "has", "keywords", "Has", "creator", "", facet=True, codes="fact", choices=HAS,
        note="a kind of contact, a platform the creator is also on, website, audience, "
        "joint_audience, price, posts, picture, or any field that is known",
    ),
    Field(
        "also_on", "keywords", "Also on", "creator", "", codes="platform", choices=PLATFORMS,
        note="platforms on which the same creator has another profile",
    ),
    Field(
        "link", "keywords", "Links to", "creator", "links", ("links", "link_in_bio"),
        note="hosts or addresses the profile links to",
    ),
    _time("joined", "Account created", "creator", "joined_at"),
    # --- words
    Field(
        "text", "text", "Words", "content", "", ("keyword", "keywords"),
        note="name, handle, bio, captions and tags; the same as free words",
    ),
    Field("name", "text", "Name", "creator", "name"),
    Field("bio", "text", "Bio", "creator", "bio", ("description",)),
    Field(
        "caption", "text", "Captions", "content", "keywords",
        ("captions", "title", "titles", "transcript"),
        note="captions, titles, descriptions and transcripts of recent posts",
    ),
    Field(
        "handle", "keyword", "Handle", "creator", "", ("username", "user"),
        note="without @; handle:glow* finds all that begin so",
    ),
    # --- size
    _number(
        "followers", "Followers", "size", hot=True, aliases=("subscribers", "subs", "fans"),
        note="subscribers on YouTube",
    ),
    _number("following", "Following", "size"),
    _number(
        "posts", "Posts", "size", "posts_count", aliases=("media", "uploads", "tweets"),
        note="published so far",
    ),
    _number("total_views", "Views, all time", "size", "views_total"),
    _number("views_30d", "Views, 30 days", "size"),
    _number("total_likes", "Likes, all time", "size", "likes_total"),
    _number("paid_subscribers", "Paying subscribers", "size", note="Twitch and memberships"),
    _number("engaged_accounts", "Engaged accounts", "size"),
    Field(
        "tier", "special", "Tier", "size", "", facet=True,
        note="nano, micro, mid, macro or mega under a named scheme: tier:micro takes the "
        "workspace's scheme, tier:izea/micro names one",
    ),
    # --- performance
    _rate(
        "er", "Engagement rate", "performance", hot=True,
        aliases=("engagement_rate", "engagement"), unit="of followers or views",
        note="headline rate: by views on TikTok and YouTube, by followers elsewhere; a rate "
        "that a source states without its formula counts where nothing better is known",
    ),
    _rate("er_followers", "Engagement rate by followers", "performance"),
    _rate("er_views", "Engagement rate by views", "performance"),
    _rate("er_reach", "Engagement rate by reach", "performance"),
    _rate("er_impressions", "Engagement rate by impressions", "performance"),
    _rate("er_median", "Median engagement rate", "performance"),
    _rate(
        "er_reels", "Engagement rate of Reels or Shorts", "performance", aliases=("er_shorts",)
    ),
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
        "avg_downloads", "Average downloads", "performance", kind="number",
        aliases=("downloads",),
    ),
    _number(
        "reels_views", "Average Reels plays", "performance", "avg_reels_views", kind="number",
        aliases=("reels_plays",),
    ),
    _number(
        "shorts_views", "Average Shorts views", "performance", "avg_shorts_views", kind="number"
    ),
    _number(
        "long_views", "Average views of long videos", "performance", "avg_long_views",
        kind="number",
    ),
    _number(
        "stream_views", "Average views of streams", "performance", "avg_stream_views",
        kind="number",
    ),
    _number("engagements", "Average engagements", "performance", kind="number"),
    _rate(
        "views_rate", "Views per follower", "performance", unit="of followers",
        note="avg_views / followers",
    ),
    _rate(
        "comment_share", "Comments per like", "performance", unit="of likes",
        note="avg_comments / avg_likes",
    ),
    *(
        _rate(
            "growth" if days == 90 else f"growth_{days}d", f"Follower growth, {days} days",
            "performance", f"growth_{days}d", hot=days == 90,
            aliases=("growth_90d", "follower_growth") if days == 90 else (),
        )
        for days in GROWTH_DAYS
    ),
    *(
        _rate(
            f"{what}_growth" if days == 30 else f"{what}_growth_{days}d",
            f"{label} growth, {days} days", "performance", f"{what}_growth_{days}d",
            aliases=(f"{what}_growth_30d",) if days == 30 else (),
        )
        for what, label in (("views", "View"), ("likes", "Like"))
        for days in GROWTH_DAYS
    ),
    _number("followers_gained", "Followers gained", "performance", kind="number"),
    _time(
        "posted", "Last post", "performance", "last_post_at", hot=True,
        aliases=("last_post", "last_posted"),
    ),
    _time("first_post", "First known post", "performance", "first_post_at"),
    _time("last_long", "Last long video", "performance", "last_long_at"),
    _time("last_short", "Last Reel or Short", "performance", "last_short_at", aliases=("last_reel",)),
    _time("last_stream", "Last stream", "performance", "last_stream_at"),
    _number(
        "posts_per_week", "Posts per week", "performance", kind="number", scale=100,
        aliases=("posting_frequency",),
    ),
    _rate(
        "reels_share", "Share of Reels or Shorts", "performance", aliases=("shorts_share",)
    ),
    _number(
        "long_video_minutes", "Length of long videos", "performance", kind="number", scale=100
    ),
    _number(
        "live_viewers", "Average live viewers", "performance", "avg_live_viewers", kind="number"
    ),
    _number("peak_viewers", "Peak live viewers", "performance", "peak_live_viewers"),
    _number("hours_streamed", "Hours streamed", "performance", kind="number", scale=100),
    _number("hours_watched", "Hours watched", "performance", kind="number"),
    _number(
        "active_days", "Active days per week", "performance", "active_days_per_week",
        kind="number", scale=100,
    ),
    # --- content
    Field("topic", "keywords", "Topics", "content", "topics", ("topics", "niche"), facet=True),
    Field(
        "hashtag", "keywords", "Hashtags", "content", "hashtags", ("hashtags",),
        note="without #",
    ),
    Field(
        "mention", "keywords", "Mentions", "content", "mentions", ("mentions",),
        note="accounts named in captions or tagged, without @",
    ),
    Field(
        "interest", "keywords", "Creator interests", "content", "interests", ("interests",)
    ),
    Field("game", "keywords", "Games", "content", "games", ("games",)),
    _rate(
        "niche_focus", "Niche focus", "content",
        note="1 - H(topics) / ln(number of topics); 100 % is a single topic",
    ),
    _rate("topic_stability", "Topic stability, 12 months", "content"),
    # --- paid work
    Field("brand", "keywords", "Brands worked with", "paid", "brands", ("brands", "sponsor")),
    Field(
        "brand_affinity", "keywords", "Brands cared for", "paid", "brand_affinity",
        note="brands the creator cares for, as a source states it",
    ),
    _rate("sponsored_share", "Sponsored share, 90 days", "paid", "sponsored_share_90d"),
    _number(
        "sponsored_lift", "Sponsored lift", "paid", kind="number", scale=1_000,
        note="median engagement of sponsored posts / of organic posts",
    ),
    _number("brand_deals", "Brand deals", "paid"),
    _number("brands_90d", "Distinct brands, 90 days", "paid"),
    _rate("disclosure", "Disclosure record", "paid", "disclosure_rate"),
    _number("disclosure_n", "Paid posts checked", "paid"),
    Field(
        "price", "money", "Price per post", "paid", "price_min", ("rate_card", "price_min"),
        hot=True, facet=True, sort=True,
        note="lowest known price, compared within one currency",
    ),
    Field(
        "price_max", "money", "Highest price per post", "paid", "price_max", sort=True,
        note="highest known price, compared within one currency",
    ),
    Field(
        "currency", "keyword", "Price currency", "paid", "price_currency", codes="currency",
        note="ISO 4217",
    ),
    # --- trust
    _rate(
        "credibility", "Audience credibility", "trust", hot=True,
        aliases=("real_followers", "audience.credibility"),
    ),
    _rate("reachability", "Audience reachability", "trust", aliases=("audience.reachability",)),
    _rate("notable", "Notable followers", "trust", "notable_share", aliases=("audience.notable",)),
    _number(
        "quality", "Quality score of the source", "trust", "quality_score", kind="number",
        scale=100, aliases=("aqs", "cqs"),
    ),
    _rate("reply_rate", "Comment reply rate", "trust", "comment_reply_rate"),
    _number(
        "reply_hours", "Median time to reply", "trust", "median_reply_hours", kind="number",
        scale=100,
    ),
    _number("repliers", "Distinct people replied to", "trust", "distinct_repliers"),
    # --- audience: shares are asked as audience.<dimension>:<key><op><share>
    _number(
        "audience_n", "Audience sample size", "audience", aliases=("audience.n",), unit="people",
        note="how many people the estimate looked at",
    ),
    _time("audience_at", "Audience estimate as of", "audience", aliases=("audience.at",)),
    Field(
        "audience_basis", "keyword", "Audience measured on", "audience", "",
        ("audience.basis", "audience.source"),
        choices=("followers", "likers", "commenters", "any"),
    ),
    # --- relation
    Field("list", "special", "In list", "relation", note="a list of this workspace"),
    Field("tag", "special", "Tagged", "relation", note="a tag of this workspace"),
    Field(
        "relation", "special", "Our circle", "relation", "", ("circle",), facet=True,
        note="customer, employee, follows-us, follows-competitor; follows-competitor/glossier names one",
    ),
    Field(
        "viewed", "special", "Viewed", "relation", facet=True, choices=VIEWERS,
        note="opened or marked as seen, by me or anybody here; seen:me is the same",
    ),
    Field("new", "special", "New in saved search", "relation", note="after its 12th finding: /12"),
    Field(
        "like", "special", "Like", "relation", "", ("similar", "lookalike"),
        note="alike by topics, hashtags, mentions, words, tier, language and audience",
    ),
    Field(
        "audience-like", "special", "Audience like", "relation", "", ("audience.like",),
        note="profiles whose audience is alike",
    ),
    Field("id", "special", "Profile", "relation", "", ("ids",), note="public identifiers"),
    # --- data about the data
    _time(
        "seen", "Last observed", "data", hot=True, aliases=("fresh", "updated"),
        note="time of the newest observation",
    ),
    Field("source", "keyword", "Source", "data", "", facet=True, note="kind of the newest source"),
    Field(
        "basis", "keyword", "Basis", "data", "", facet=True,
        choices=("first_party", "public", "imported", "inferred", "entered"),
        note="how the newest source came to know",
    ),
    _rate("confidence", "Confidence", "data"),
    _number(
        "facts", "Known facts", "data", unit="facts", note="how many facts are known of the profile"
    ),
)  # fmt: skip

FIELDS: dict[str, Field] = {field.name: field for field in _ROWS}

BY_WORD: dict[str, Field] = {
    **{field.fact: field for field in _ROWS if field.fact},  # names of facts are understood too
    **{word: field for field in _ROWS for word in (field.name, *field.aliases)},
}

NUMERIC: tuple[Field, ...] = tuple(
    f for f in _ROWS if f.kind in {"count", "number", "rate", "money", "time"}
)
KEYWORD: tuple[Field, ...] = tuple(f for f in _ROWS if f.kind == "keyword")
KEYWORDS: tuple[Field, ...] = tuple(f for f in _ROWS if f.kind == "keywords")
TEXT: tuple[Field, ...] = tuple(f for f in _ROWS if f.kind == "text" and f.name != "text")

AUDIENCE_DEFAULT_SHARE: dict[str, float] = {
    "country": 0.2,
    "region": 0.1,
    "city": 0.05,
    "language": 0.2,
    "gender": 0.5,
    "age": 0.3,
    "interest": 0.3,
    "brand": 0.1,
    "brand_category": 0.1,
    "cell": 0.05,
}
"""Smallest share where a query names none (Modash's defaults where it has the dimension)."""

DIMENSION_ALIASES: dict[str, str] = {
    "location": "country",
    "geo": "country",
    "state": "region",
    "lang": "language",
    "interests": "interest",
    "brands": "brand",
    "ages": "age",
    "joint": "cell",
}


def _age_runs() -> dict[str, tuple[str, ...]]:
    runs = {}
    for first, start in enumerate(AGE_BANDS):
        for last in range(first, len(AGE_BANDS)):
            low, high = start.split("-")[0].rstrip("+"), AGE_BANDS[last].split("-")[-1]
            name = f"{low}+" if high.endswith("+") else f"{low}-{high}"
            runs[name] = AGE_BANDS[first : last + 1]
    return runs


AGE_RUNS: dict[str, tuple[str, ...]] = _age_runs()
"""Every run of neighbouring age bands by its key: ``18-24``, ``18-34``, ``45+`` and so on."""
