"""The vocabulary of facts: every value the catalog can hold about a profile.

One table, read by imports (what a column may map to), by the catalog (what an observation may
contain), by discovery (what can be indexed) and by the documents. To add a fact, add a row here;
`discovery/fields.py` decides whether it can be searched.

Stored forms, by kind:

========  ======================================================================================
text      str, NFC, trimmed, non-empty
code      str from a closed set: ISO 3166-1 alpha-2 upper (country), BCP 47 primary subtag lower
          (language), or the words in ``choices``
words     list of distinct lower-case str in order of importance (topics, hashtags without ``#``,
          mentions and brands without ``@``)
count     int >= 0
number    float, finite
rate      float fraction, 0..1 where bounded, may exceed 1 for growth and rates by followers
money     int minor units; the currency is the fact ``price_currency``
time      int, seconds since 1970-01-01 UTC
flag      bool
contacts  list of ``kind:value``, for example ``["email:a@b.example", "phone:+4930123456"]``
========  ======================================================================================
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text", "code", "words", "count", "number", "rate", "money", "time", "flag", "contacts"
]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that can be known of a profile.

    Attributes:
        name: key in the observation document.
        kind: how it is stored; see the module's table.
        label: what a person calls it.
        unit: what one is: ``followers``, ``share of followers``, ``hours`` ...
        note: definition, formula or base of the rate, with its source.
        choices: for closed codes, the allowed words.
    """

    name: str
    kind: Kind
    label: str
    unit: str = ""
    note: str = ""
    choices: tuple[str, ...] = ()


GENDERS = ("female", "male", "nonbinary", "organization")
ACCOUNT_TYPES = ("personal", "business", "creator")
AGE_BANDS = ("13-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+")
GROWTH_DAYS = (30, 60, 90, 120, 150, 180, 365)

_ROWS: tuple[Fact, ...] = (
    # who
    Fact("name", "text", "Name"),
    Fact("bio", "text", "Bio"),
    Fact("url", "text", "Profile address"),
    Fact("picture", "text", "Picture address"),
    Fact("website", "text", "Link in bio"),
    Fact("links", "words", "Other links", note="hosts or addresses the profile links to"),
    Fact("category", "text", "Category", note="the platform's own word"),
    Fact("account_type", "code", "Account type", choices=ACCOUNT_TYPES),
    Fact("gender", "code", "Gender", note="as declared, never inferred", choices=GENDERS),
    Fact("age", "count", "Age", "years", "as declared or stated by the source"),
    Fact("country", "code", "Country", note="ISO 3166-1 alpha-2"),
    Fact("region", "text", "State or region"),
    Fact("city", "text", "City"),
    Fact("language", "code", "Main language", note="BCP 47 primary subtag"),
    Fact("languages", "words", "Languages"),
    Fact("verified", "flag", "Verified by the platform"),
    Fact("private", "flag", "Private account"),
    Fact("official_artist", "flag", "Official artist channel"),
    Fact("partnered", "flag", "Platform partner"),
    Fact("platform_affiliate", "flag", "Platform affiliate", note="the step below partner"),
    Fact("mature", "flag", "Marked for mature audiences"),
    Fact("minor", "flag", "Known to be a minor"),
    Fact("joined_at", "time", "Account created"),
    Fact("contacts", "contacts", "Contacts"),
    # size
    Fact("followers", "count", "Followers", "followers", "subscribers on YouTube"),
    Fact("following", "count", "Following", "accounts"),
    Fact("posts_count", "count", "Posts", "posts"),
    Fact("likes_total", "count", "Likes, all time", "likes"),
    Fact("views_total", "count", "Views, all time", "views"),
    Fact("views_30d", "count", "Views, 30 days", "views"),
    Fact("paid_subscribers", "count", "Paying subscribers", "subscribers"),
    Fact("engaged_accounts", "count", "Engaged accounts", "accounts", "as the platform states it"),
    # averages per post
    Fact("avg_likes", "number", "Average likes", "likes per post"),
    Fact("avg_comments", "number", "Average comments", "comments per post"),
    Fact("avg_views", "number", "Average views", "views per post"),
    Fact("avg_shares", "number", "Average shares", "shares per post"),
    Fact("avg_saves", "number", "Average saves", "saves per post"),
    Fact("median_views", "number", "Median views", "views per post"),
    Fact("avg_reels_views", "number", "Average Reels plays", "plays per Reel"),
    Fact("avg_shorts_views", "number", "Average Shorts views", "views per Short"),
    Fact("avg_long_views", "number", "Average views of long videos", "views per long video"),
    Fact("avg_stream_views", "number", "Average views of streams", "views per stream"),
    Fact("avg_downloads", "number", "Average downloads", "downloads per post"),
    Fact("engagements", "number", "Average engagements", "likes and comments per post"),
    # rates; the name carries the base
    Fact(
        "er_stated",
        "rate",
        "Engagement rate as stated",
        "of an unstated base",
        "taken over from a source that does not name its formula",
    ),
    Fact(
        "er_followers",
        "rate",
        "Engagement rate by followers",
        "of followers",
        "er_f_lc: (likes + comments) / followers",
    ),
    Fact(
        "er_views",
        "rate",
        "Engagement rate by views",
        "of views",
        "er_v: (likes + comments + shares) / views",
    ),
    Fact(
        "er_reach",
        "rate",
        "Engagement rate by reach",
        "of accounts reached",
        "er_r: (likes + comments + saves + shares) / reach",
    ),
    Fact(
        "er_impressions",
        "rate",
        "Engagement rate by impressions",
        "of impressions",
        "er_i: engagements / impressions",
    ),
    Fact(
        "er_median",
        "rate",
        "Median engagement rate",
        "of followers",
        "median over recent posts of (likes + comments) / followers",
    ),
    Fact(
        "er_reels",
        "rate",
        "Engagement rate of Reels or Shorts",
        "of plays",
        "(likes + comments + shares) / plays, short videos only",
    ),
    Fact("like_rate", "rate", "Like rate", "of followers", "like_rate_f: likes / followers"),
    # growth: relative change over the window
    *(
        Fact(f"{name}_{days}d", "rate", f"{label}, {days} days", f"of {base} at the start")
        for name, label, base in (
            ("growth", "Follower growth", "followers"),
            ("views_growth", "View growth", "views"),
            ("likes_growth", "Like growth", "likes"),
        )
        for days in GROWTH_DAYS
    ),
    Fact("followers_gained", "number", "Followers gained", "followers", "over the source's window"),
    # activity
    Fact("last_post_at", "time", "Last post"),
    Fact("first_post_at", "time", "First known post"),
    Fact("last_long_at", "time", "Last long video"),
    Fact("last_short_at", "time", "Last Reel or Short"),
    Fact("last_stream_at", "time", "Last stream"),
    Fact("posts_per_week", "number", "Posts per week", "posts per week"),
    Fact("reels_share", "rate", "Share of Reels or Shorts", "of posts"),
    Fact("long_video_minutes", "number", "Average length of long videos", "minutes"),
    Fact("avg_live_viewers", "number", "Average live viewers", "concurrent viewers"),
    Fact("peak_live_viewers", "count", "Peak live viewers", "concurrent viewers"),
    Fact("hours_streamed", "number", "Hours streamed", "hours", "over the source's window"),
    Fact("hours_watched", "number", "Hours watched", "hours", "over the source's window"),
    Fact("active_days_per_week", "number", "Active days per week", "days"),
    Fact("live_streams", "flag", "Streams live"),
    Fact("videos", "flag", "Posts videos"),
    Fact("shorts", "flag", "Posts Shorts"),
    Fact("podcast", "flag", "Has a podcast"),
    Fact("courses", "flag", "Sells courses"),
    Fact("membership", "flag", "Offers a membership"),
    Fact("community_posts", "flag", "Writes community posts"),
    # content
    Fact("topics", "words", "Topics"),
    Fact("hashtags", "words", "Hashtags"),
    Fact("mentions", "words", "Mentions"),
    Fact("brands", "words", "Brands worked with"),
    Fact("brand_affinity", "words", "Brands the creator cares for", note="as a source states it"),
    Fact("interests", "words", "Creator interests"),
    Fact("games", "words", "Games played"),
    Fact("keywords", "text", "Words of recent captions", note="caption or transcript extract"),
    Fact(
        "niche_focus",
        "rate",
        "Niche focus",
        "1 = one topic only",
        "1 - H(topics) / ln(number of topics), H the Shannon entropy",
    ),
    Fact(
        "topic_stability",
        "rate",
        "Topic stability, 12 months",
        "1 = unchanged",
        "1 - Jensen-Shannon divergence (base 2) of the topics of the two halves of the year",
    ),
    # paid work
    Fact("sponsored", "flag", "Has sponsored posts"),
    Fact("sponsored_share_90d", "rate", "Sponsored share, 90 days", "of posts"),
    Fact(
        "sponsored_lift",
        "number",
        "Sponsored lift",
        "ratio",
        "median engagement of sponsored posts / of organic posts",
    ),
    Fact("brand_deals", "count", "Brand deals, all known", "deals"),
    Fact("brands_90d", "count", "Distinct brands, 90 days", "brands"),
    Fact(
        "disclosure_rate",
        "rate",
        "Disclosure record",
        "of paid posts",
        "paid posts disclosed above the fold / paid posts",
    ),
    Fact("disclosure_n", "count", "Paid posts checked for disclosure", "posts"),
    Fact("affiliate", "flag", "Promotes affiliate links"),
    Fact("merch", "flag", "Sells merchandise"),
    Fact("shop", "flag", "Has a shop on the platform"),
    Fact("monetizing", "flag", "Channel is monetised"),
    Fact("price_min", "money", "Price per post, low"),
    Fact("price_max", "money", "Price per post, high"),
    Fact("price_currency", "code", "Price currency", note="ISO 4217"),
    # conversation
    Fact("comment_reply_rate", "rate", "Comment reply rate", "of comments"),
    Fact("median_reply_hours", "number", "Median time to reply", "hours"),
    Fact("distinct_repliers", "count", "Distinct people replied to", "people"),
    # trust, as stated by a source; our own assessments come with vetting
    Fact(
        "credibility",
        "rate",
        "Audience credibility",
        "of followers",
        "share of followers the source holds to be real",
    ),
    Fact(
        "reachability",
        "rate",
        "Audience reachability",
        "of followers",
        "share of followers who follow at most 1,500 accounts",
    ),
    Fact("notable_share", "rate", "Notable followers", "of followers"),
    Fact(
        "quality_score",
        "number",
        "Quality score of the source",
        "0..100",
        "a vendor's own score; its formula is not ours",
    ),
    Fact("confidence", "rate", "Confidence of the source", "0..1"),
    Fact("synthetic", "flag", "Synthetic", note="made by the demo generator; nobody real"),
)

FACTS: dict[str, Fact] = {fact.name: fact for fact in _ROWS}

AUDIENCE_DIMENSIONS: dict[str, str] = {
    "country": "ISO 3166-1 alpha-2, upper case",
    "region": "state or region name, lower case",
    "city": "city name, lower case",
    "language": "BCP 47 primary subtag",
    "gender": "female or male",
    "age": "one of 13-17, 18-24, 25-34, 35-44, 45-54, 55-64, 65+",
    "interest": "lower-case words",
    "brand": "lower-case words",
    "brand_category": "lower-case words",
    "cell": "COUNTRY/AGE/GENDER jointly, for example US/18-24/female; * where a part is not split",
}
