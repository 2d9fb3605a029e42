"""The words of the plain sentence: one phrase per field, flag and fact.

A phrase follows "profiles" and is a pair: how it is said, and how its opposite is said. ``{}`` holds
the values. A field without words here fails a test.
"""

from groundswell.creators.facts import GROWTH_DAYS
from groundswell.discovery.fields import CONTACTS, PLATFORMS

KEYWORDS: dict[str, tuple[str, str]] = {
    "platform": ("on {}", "not on {}"),
    "country": ("in {}", "not in {}"),
    "region": ("in the region {}", "not in the region {}"),
    "city": ("in the city {}", "not in the city {}"),
    "language": ("whose main language is {}", "whose main language is not {}"),
    "languages": ("that speak {}", "that do not speak {}"),
    "gender": ("whose creator is {}", "whose creator is not {}"),
    "account": ("with a {} account", "without a {} account"),
    "category": ("in the category {}", "not in the category {}"),
    "also_on": ("also on {}", "not also on {}"),
    "link": ("that link to {}", "that do not link to {}"),
    "handle": ("with the handle {}", "not with the handle {}"),
    "topic": ("about {}", "not about {}"),
    "hashtag": ("that use the hashtag {}", "that do not use the hashtag {}"),
    "mention": ("that mention {}", "that do not mention {}"),
    "interest": ("interested in {}", "not interested in {}"),
    "game": ("that play {}", "that do not play {}"),
    "brand": ("that worked with {}", "that did not work with {}"),
    "brand_affinity": ("that care for the brand {}", "that do not care for the brand {}"),
    "currency": ("with prices in {}", "not with prices in {}"),
    "audience_basis": (
        "whose audience was measured on {}",
        "whose audience was not measured on {}",
    ),
    "source": ("last known from the source {}", "not last known from the source {}"),
    "basis": ("last known by {} facts", "not last known by {} facts"),
    "tier": ("of the tier {}", "not of the tier {}"),
    "tag": ("tagged {}", "not tagged {}"),
}

RELATIONS: dict[str, tuple[str, str]] = {
    "customer": ("that are our customers", "that are not our customers"),
    "employee": ("that work for us", "that do not work for us"),
    "follows-us": ("that follow us", "that do not follow us"),
    "follows-competitor": ("that follow a competitor", "that follow no competitor"),
}
"""What ``relation:`` asks."""

COMPETITOR = ("that follow {}", "that do not follow {}")
"""What ``relation:`` asks of one competitor."""

VIEWED: dict[str, tuple[str, str]] = {
    "me": ("that I have viewed", "that I have not viewed"),
    "anybody": ("that somebody here has viewed", "that nobody here has viewed"),
}
"""What ``viewed:`` asks."""

NEW = ("that are new in a saved search", "that are not new in a saved search")
"""What ``new:`` asks."""

FLAGS: dict[str, tuple[str, str]] = {
    "verified": ("that are verified", "that are not verified"),
    "private": ("that are private", "that are not private"),
    "official_artist": ("of official artists", "not of official artists"),
    "partnered": ("that are platform partners", "that are not platform partners"),
    "platform_affiliate": ("that are platform affiliates", "that are not platform affiliates"),
    "mature": ("marked for mature audiences", "not marked for mature audiences"),
    "minor": ("of known minors", "not of known minors"),
    "live_streams": ("that stream live", "that do not stream live"),
    "videos": ("that post videos", "that do not post videos"),
    "shorts": ("that post Shorts", "that do not post Shorts"),
    "podcast": ("that have a podcast", "that have no podcast"),
    "courses": ("that sell courses", "that do not sell courses"),
    "membership": ("that offer a membership", "that offer no membership"),
    "community_posts": ("that write community posts", "that write no community posts"),
    "sponsored": ("with sponsored posts", "without sponsored posts"),
    "affiliate": ("that promote affiliate links", "that promote no affiliate links"),
    "merch": ("that sell merchandise", "that sell no merchandise"),
    "shop": ("with a shop on the platform", "without a shop on the platform"),
    "monetizing": ("that are monetised", "that are not monetised"),
    "synthetic": ("made by the demo generator", "not made by the demo generator"),
}

_CONTACT_NAMES = {
    "email": "an e-mail address",
    "phone": "a phone number",
    "line": "LINE",
    "wechat": "WeChat",
    "kakaotalk": "KakaoTalk",
    "vk": "VK",
    "apple_music": "Apple Music",
    "apple_podcasts": "Apple Podcasts",
    "soundcloud": "SoundCloud",
    "kofi": "Ko-fi",
    "shopmy": "ShopMy",
    "ltk": "LTK",
    "paypal": "PayPal",
    "cashapp": "Cash App",
    "whatsapp": "WhatsApp",
}
_PLATFORM_NAMES = {
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "linkedin": "LinkedIn",
    "blog": "a blog",
    "podcast": "a podcast",
}

PRESENCE: dict[str, str] = {
    **{kind: _CONTACT_NAMES.get(kind, kind.title()) for kind in CONTACTS},
    **{name: _PLATFORM_NAMES.get(name, name.title()) for name in PLATFORMS},
    "contact": "any contact",
    "personal_email": "an e-mail address that is not that of an office",
    "website": "a website",
    "audience": "an audience estimate",
    "joint_audience": "joint audience cells",
    "price": "a known price",
    "posts": "known posts",
    "picture": "a picture",
}
"""What ``has:`` asks for, after "with" or "without"."""

_GROWTH = {days: f"over {days} days" if days < 365 else "over a year" for days in GROWTH_DAYS}

NUMBERS: dict[str, str] = {
    "age": "aged {}",
    "followers": "with {} followers",
    "following": "that follow {} accounts",
    "posts": "with {} posts",
    "total_views": "with {} views in all",
    "views_30d": "with {} views in 30 days",
    "total_likes": "with {} likes in all",
    "paid_subscribers": "with {} paying subscribers",
    "engaged_accounts": "with {} engaged accounts",
    "er": "with an engagement rate of {}",
    "er_followers": "with an engagement rate by followers of {}",
    "er_views": "with an engagement rate by views of {}",
    "er_reach": "with an engagement rate by reach of {}",
    "er_impressions": "with an engagement rate by impressions of {}",
    "er_median": "with a median engagement rate of {}",
    "er_reels": "with an engagement rate of Reels or Shorts of {}",
    "like_rate": "with a like rate of {}",
    "avg_likes": "with {} likes per post on average",
    "avg_comments": "with {} comments per post on average",
    "avg_views": "with {} views per post on average",
    "median_views": "with {} views per post at the median",
    "avg_shares": "with {} shares per post on average",
    "avg_saves": "with {} saves per post on average",
    "avg_downloads": "with {} downloads per post on average",
    "reels_views": "with {} plays per Reel on average",
    "shorts_views": "with {} views per Short on average",
    "long_views": "with {} views per long video on average",
    "stream_views": "with {} views per stream on average",
    "engagements": "with {} engagements per post on average",
    "views_rate": "with {} views per post and follower",
    "comment_share": "with {} comments per like",
    **{
        "growth" if days == 90 else f"growth_{days}d": f"with follower growth of {{}} {over}"
        for days, over in _GROWTH.items()
    },
    **{
        f"{what}_growth" if days == 30 else f"{what}_growth_{days}d": (
            f"with {what.removesuffix('s')} growth of {{}} {over}"
        )
        for what in ("views", "likes")
        for days, over in _GROWTH.items()
    },
    "followers_gained": "that gained {} followers",
    "posts_per_week": "with {} posts per week",
    "reels_share": "with a share of Reels or Shorts of {}",
    "long_video_minutes": "with long videos of {} minutes",
    "live_viewers": "with {} live viewers on average",
    "peak_viewers": "with {} live viewers at the peak",
    "hours_streamed": "that streamed {} hours",
    "hours_watched": "watched for {} hours",
    "active_days": "active on {} days per week",
    "niche_focus": "with a niche focus of {}",
    "topic_stability": "with a topic stability of {} over 12 months",
    "sponsored_share": "with a sponsored share of {} in 90 days",
    "sponsored_lift": "with a sponsored lift of {}",
    "brand_deals": "with {} brand deals",
    "brands_90d": "with {} distinct brands in 90 days",
    "disclosure": "with {} of paid posts disclosed above the fold",
    "disclosure_n": "with {} paid posts checked for disclosure",
    "price": "with a price per post of {}",
    "price_max": "with a highest price per post of {}",
    "credibility": "with an audience credibility of {}",
    "reachability": "with an audience reachability of {}",
    "notable": "with {} notable followers",
    "quality": "with a quality score of {}",
    "reply_rate": "with a comment reply rate of {}",
    "reply_hours": "that reply within {} hours at the median",
    "repliers": "that replied to {} distinct people",
    "audience_n": "with an audience estimate from {} people",
    "confidence": "known with a confidence of {}",
    "facts": "with {} known facts",
}

TIMES: dict[str, str] = {
    "joined": "whose account was created {}",
    "posted": "whose last post was {}",
    "first_post": "whose first known post was {}",
    "last_long": "whose last long video was {}",
    "last_short": "whose last Reel or Short was {}",
    "last_stream": "whose last stream was {}",
    "audience_at": "whose audience was estimated {}",
    "seen": "last observed {}",
}

TEXTS: dict[str | None, str] = {
    None: "",
    "name": " in the name",
    "bio": " in the bio",
    "caption": " in captions",
}

AUDIENCE: dict[str, str] = {
    "country": "in {}",
    "region": "in the region {}",
    "city": "in the city {}",
    "language": "speaking {}",
    "gender": "{}",
    "age": "aged {}",
    "interest": "interested in {}",
    "brand": "fond of the brand {}",
    "brand_category": "fond of brands of {}",
    "cell": "{}",
}

MOST: dict[str, tuple[str, str]] = {
    "age": ("oldest first", "youngest first"),
    **{
        name: (f"most {what} first", f"fewest {what} first")
        for name, what in (
            ("followers", "followers"),
            ("following", "accounts followed"),
            ("posts", "posts"),
            ("paid_subscribers", "paying subscribers"),
            ("engaged_accounts", "engaged accounts"),
            ("followers_gained", "followers gained"),
            ("brand_deals", "brand deals"),
            ("repliers", "people replied to"),
            ("facts", "known facts"),
        )
    },
}
"""Sorts that are not "highest <label> first" (or for times "latest")."""
