"""What the handles of each platform look like: a table of rules, as data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from groundswell.creators.platforms import Platform


@dataclass(frozen=True, slots=True)
class Rule:
    """The form of one platform's handles.

    Attributes:
        hosts: domains whose addresses (with any subdomain) belong to the platform.
        handle: regular expression of a handle, without anchors or lookarounds, so that Python
            and Polars read it alike.
        lower: shown in lower case; otherwise the case is kept for show. The key is always folded.
        address: address of a profile by handle.
        id_address: address of a profile by platform id; empty where there is none.
        number: bare ids of this form are ids, not handles.
        pages: first path segments that are no handles, and what they are.
    """

    hosts: tuple[str, ...]
    handle: str
    lower: bool
    address: str
    id_address: str = ""
    number: str = ""
    pages: Mapping[str, str] | None = None


def _pages(**kinds: str) -> dict[str, str]:
    return {word: kind.replace("_", " ") for kind, words in kinds.items() for word in words.split()}


_DOMAIN = r"(?:[^\x00-\x2c./:-@\[-`{-\xa0\s]+\.)+[^\x00-\x2c./:-@\[-`{-\xa0\s]{2,}"
# A letter, digit or mark of any script, or one of - . _ : all but ASCII punctuation and spaces.
_ANY = r"[^\x00-\x2c/:-@\[-^`{-\xa0\s]"

RULES: dict[Platform, Rule] = {
    Platform.INSTAGRAM: Rule(
        ("instagram.com", "instagr.am", "ig.me"),
        r"[A-Za-z0-9._]{0,29}[A-Za-z0-9_]",
        True,
        "https://www.instagram.com/{}/",
        pages=_pages(
            a_post="p tv",
            a_reel="reel reels",
            a_share_link="share s",
            a_sound="audio",
            a_page_of_the_site="explore accounts direct about developer legal web api "
            "challenge topics emails press graphql",
        ),
    ),
    Platform.TIKTOK: Rule(
        ("tiktok.com",),
        r"[A-Za-z0-9._]{0,29}[A-Za-z0-9_]",
        True,
        "https://www.tiktok.com/@{}",
        pages=_pages(
            a_tag="tag",
            a_sound="music",
            a_short_link="t",
            a_video="v video embed",
            a_page_of_the_site="discover foryou following explore live upload search about legal "
            "community-guidelines login setting trending place share",
        ),
    ),
    Platform.YOUTUBE: Rule(
        ("youtube.com", "youtu.be", "youtube-nocookie.com"),
        "(?:user/)?" + _ANY + "{1,100}",
        False,
        "https://www.youtube.com/@{}",
        "https://www.youtube.com/channel/{}",
        r"UC[A-Za-z0-9_\-]{22}",
        _pages(
            a_video="watch shorts embed v live clip",
            a_playlist="playlist",
            a_post="post",
            a_tag="hashtag",
            a_page_of_the_site="results feed channel c user gaming premium account about redirect "
            "attribution_link oops upload trending music movies t ads kids signin source",
        ),
    ),
    Platform.FACEBOOK: Rule(
        ("facebook.com", "fb.com", "fb.me", "m.me", "messenger.com"),
        r"[A-Za-z0-9][A-Za-z0-9.\-]{0,79}",
        False,
        "https://www.facebook.com/{}",
        "https://www.facebook.com/profile.php?id={}",
        r"[0-9]{5,20}",
        _pages(
            a_group="groups",
            an_event="events",
            a_video="watch reel reels videos",
            a_post="photo photo.php story.php permalink.php posts stories photos",
            a_share_link="share sharer sharer.php dialog l.php",
            a_tag="hashtag",
            a_page_of_the_site="marketplace login login.php help ads business pages people pg p "
            "profile.php public search media home.php plugins policies settings notes t",
        ),
    ),
    Platform.X: Rule(
        ("x.com", "twitter.com"),
        r"[A-Za-z0-9_]{1,20}",
        False,
        "https://x.com/{}",
        "https://x.com/i/user/{}",
        pages=_pages(
            a_tag="hashtag",
            a_search="search",
            a_share_link="share intent",
            a_page_of_the_site="home explore notifications messages settings login signup i "
            "compose tos privacy jobs about download",
        ),
    ),
    Platform.SNAPCHAT: Rule(
        ("snapchat.com",),
        r"[A-Za-z0-9](?:[A-Za-z0-9._\-]{0,28}[A-Za-z0-9_\-])?",
        True,
        "https://www.snapchat.com/add/{}",
        pages=_pages(
            a_short_link="t",
            a_lens="lens unlock",
            a_page_of_the_site="discover spotlight download add p s u stories ads business "
            "privacy terms login accounts",
        ),
    ),
    Platform.PINTEREST: Rule(
        ("pinterest.com",),
        r"[A-Za-z0-9_][A-Za-z0-9_\-]{0,49}",
        True,
        "https://www.pinterest.com/{}/",
        pages=_pages(
            a_pin="pin",
            a_search="search",
            a_page_of_the_site="ideas today explore categories business settings login about "
            "source topics videos resource _ discover",
        ),
    ),
    Platform.TWITCH: Rule(
        ("twitch.tv",),
        r"[A-Za-z0-9_]{1,25}",
        False,
        "https://www.twitch.tv/{}",
        pages=_pages(
            a_video="videos video collections",
            a_clip="clip",
            a_page_of_the_site="directory downloads jobs p prime settings subscriptions "
            "inventory wallet turbo search login signup store bits friends drops popout "
            "moderator embed u team",
        ),
    ),
    Platform.LINKEDIN: Rule(
        ("linkedin.com",),
        r"(?:company/|school/|showcase/)?" + _ANY + "{1,150}",
        True,
        "https://www.linkedin.com/in/{}",
        number=r"AC[orw]AA[A-Za-z0-9_\-]{20,80}",
        pages=_pages(
            a_post="posts feed pulse",
            a_newsletter="newsletters newsletter",
            a_group="groups",
            an_event="events",
            an_old_kind_of_address="pub",
            a_page_of_the_site="jobs learning sales search login signup help legal company in "
            "school showcase dir mynetwork messaging talent recruiter authwall uas",
        ),
    ),
    Platform.THREADS: Rule(
        ("threads.net", "threads.com"),
        r"[A-Za-z0-9._]{0,29}[A-Za-z0-9_]",
        True,
        "https://www.threads.com/@{}",
        pages=_pages(
            a_post="t post",
            a_page_of_the_site="search login activity saved liked settings intent custom_feed",
        ),
    ),
    Platform.BLUESKY: Rule(
        ("bsky.app", "bsky.social"),
        r"(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9\-]*[A-Za-z0-9]",
        True,
        "https://bsky.app/profile/{}",
        "https://bsky.app/profile/{}",
        r"did:(?:plc:[a-z2-7]{24}|web:[A-Za-z0-9.\-]+)",
        _pages(
            a_page_of_the_site="search settings notifications messages feeds lists hashtag "
            "starter-pack support intent profile"
        ),
    ),
    Platform.MASTODON: Rule(
        (),
        r"[A-Za-z0-9_]+(?:[.\-]+[A-Za-z0-9_]+)*@" + _DOMAIN,
        False,
        "https://{1}/@{0}",
    ),
    Platform.BLOG: Rule(
        (),
        r"(?:[^\s/?#@:.]+\.)+[^\s/?#@:.0-9][^\s/?#@:.]+(?::[0-9]{1,5})?(?:/\S*)?",
        False,
        "https://{}",
    ),
    Platform.PODCAST: Rule(
        ("podcasts.apple.com", "itunes.apple.com", "open.spotify.com", "spotify.com"),
        r"",
        False,
        "",
        number=r"(?:apple:[0-9]{5,12}|spotify:[A-Za-z0-9]{22}|rss:\S+)",
    ),
}

SHORTENERS = frozenset(
    [
        "bit.ly",
        "t.co",
        "vm.tiktok.com",
        "vt.tiktok.com",
        "pin.it",
        "lnkd.in",
        "fb.watch",
        "tinyurl.com",
        "goo.gl",
        "t.ly",
        "ow.ly",
        "buff.ly",
        "amzn.to",
        "rb.gy",
        "youtu.be.com",
        "on.fb.me",
        "spoti.fi",
        "apple.co",
        "snap.ly",
    ]
)

_PINTEREST = r"pinterest\.(?:com?\.)?[a-z]{2,3}"
HOST_OF_A_PLATFORM = (
    r"(?:^|\.)(?:"
    + "|".join(re.escape(host) for rule in RULES.values() for host in rule.hosts)
    + rf"|{_PINTEREST})$"
)
"""Regular expression of a host that belongs to a platform, for Python and Polars."""


def platform_of_host(host: str) -> Platform | None:
    """The platform that owns a host, subdomains and country forms included."""
    for platform, rule in RULES.items():
        if any(host == name or host.endswith("." + name) for name in rule.hosts):
            return platform
    return Platform.PINTEREST if re.search(rf"(?:^|\.){_PINTEREST}$", host) else None
