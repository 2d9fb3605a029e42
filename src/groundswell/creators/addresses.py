"""What the handles and addresses of each platform look like.

`RULES` is data: hosts, the form of a handle, words that are not handles. `READERS` holds one small
function per platform for the addresses that need more than the table. `handles.py` is the way in.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from groundswell.creators.platforms import Platform
from groundswell.kernel.errors import Invalid


class NotAProfile(Invalid):
    """The text names no profile of the platform; the sentence says what it is instead."""

    code = "not-a-profile"


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart: lower-case host without port, decoded path segments, query."""

    host: str
    segments: tuple[str, ...]
    query: Mapping[str, str]
    fragment: str
    text: str

    @property
    def head(self) -> str:
        """The first path segment, lower case; empty at the root."""
        return self.segments[0].lower() if self.segments else ""

    def segment(self, index: int) -> str:
        """A path segment, or the empty text where the path is shorter."""
        return self.segments[index] if index < len(self.segments) else ""


@dataclass(frozen=True, slots=True)
class Found:
    """What an address names: a handle, or a platform id where it carries no handle."""

    handle: str = ""
    platform_id: str = ""


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
        r"[^\s/@]+\.[^\s/.@]{2,}(?:/\S*)?",
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

_PINTEREST = re.compile(r"(?:^|\.)pinterest\.(?:com?\.)?[a-z]{2,3}$")
_LOCALE = re.compile(r"^(?:[a-z]{2}(?:[-_][a-zA-Z]{2,4})?|intl-[a-z]{2})$")


def platform_of_host(host: str) -> Platform | None:
    """The platform that owns a host, subdomains and country forms included."""
    for platform, rule in RULES.items():
        if any(host == name or host.endswith("." + name) for name in rule.hosts):
            return platform
    return Platform.PINTEREST if _PINTEREST.search(host) else None


def _page(platform: Platform, address: Address) -> str | None:
    """What the first segment is instead of a handle; None where it may be one."""
    if not address.head:
        return "the front page of the site"
    return (RULES[platform].pages or {}).get(address.head)


def _refuse(platform: Platform, what: str) -> NotAProfile:
    hint = "Open it and copy the address of the profile that it leads to."
    return NotAProfile(f"This is {what}, not a profile on {platform.label}.", hint=hint)


def _first(platform: Platform, address: Address) -> Found:
    """The common form: the first segment is the handle, with or without ``@``."""
    page = None if address.head.startswith("@") else _page(platform, address)
    if page:
        raise _refuse(platform, page)
    return Found(handle=address.segment(0).removeprefix("@"))


def _instagram(address: Address) -> Found:
    follow_on = address.query.get("next", "").strip("/").split("/")[0]
    if address.head == "accounts" and follow_on:
        return Found(handle=follow_on)
    if address.head in {"_u", "_n", "stories", "m", "u"} and address.segment(1):
        if address.segment(1) == "highlights":
            raise _refuse(Platform.INSTAGRAM, "a story")
        return Found(handle=address.segment(1))
    return _first(Platform.INSTAGRAM, address)


def _tiktok(address: Address) -> Found:
    if address.head == "share" and address.segment(1) == "user":
        return Found(platform_id=address.segment(2))
    return _first(Platform.TIKTOK, address)


def _youtube(address: Address) -> Found:
    if address.head == "channel":
        return Found(platform_id=address.segment(1))
    if address.head == "user" and address.segment(1):
        # Names of before 2014 are a space of their own: user/corycotton is @dudeperfect.
        return Found(handle="user/" + address.segment(1))
    if address.head == "c" and address.segment(1):
        # Custom addresses became the handles of 2022.
        return Found(handle=address.segment(1).removeprefix("@"))
    if address.host.endswith("youtu.be") and not address.head.startswith("@"):
        raise _refuse(Platform.YOUTUBE, "a video")
    return _first(Platform.YOUTUBE, address)


_TRAILING_ID = re.compile(r"^(?:.*-)?([0-9]{6,20})$")


def _facebook(address: Address) -> Found:
    if address.head in {"profile.php", "people", "pages", "p"}:
        named = address.query.get("id") or address.segment(len(address.segments) - 1)
        found = _TRAILING_ID.match(named)
        if not found:
            raise _refuse(Platform.FACEBOOK, "an address without the id of a profile")
        return Found(platform_id=found[1])
    if address.head in {"pg", "t", "gaming"} and address.segment(1):
        return Found(handle=address.segment(1))
    found = _TRAILING_ID.match(address.segment(0))
    return Found(platform_id=found[1]) if found else _first(Platform.FACEBOOK, address)


def _x(address: Address) -> Found:
    if address.head == "intent":
        if "screen_name" in address.query:
            return Found(handle=address.query["screen_name"])
        if "user_id" in address.query:
            return Found(platform_id=address.query["user_id"])
    if address.head == "i" and address.segment(1) == "user":
        return Found(platform_id=address.segment(2))
    if not address.head and address.fragment.startswith("!/"):
        return Found(handle=address.fragment[2:].split("/")[0].removeprefix("@"))
    return _first(Platform.X, address)


def _snapchat(address: Address) -> Found:
    if address.head in {"add", "s", "u"} and address.segment(1):
        return Found(handle=address.segment(1).removeprefix("@"))
    if address.head == "p" and address.segment(1):
        return Found(platform_id=address.segment(1))
    return _first(Platform.SNAPCHAT, address)


def _pinterest(address: Address) -> Found:
    return _first(Platform.PINTEREST, address)


def _twitch(address: Address) -> Found:
    if address.host == "clips.twitch.tv":
        raise _refuse(Platform.TWITCH, "a clip")
    if address.host == "player.twitch.tv" and "channel" in address.query:
        return Found(handle=address.query["channel"])
    if address.head in {"popout", "moderator", "embed", "u"} and address.segment(1):
        return Found(handle=address.segment(1))
    return _first(Platform.TWITCH, address)


def _linkedin(address: Address) -> Found:
    if address.head == "in" and address.segment(1):
        slug = address.segment(1)
        member = re.fullmatch(RULES[Platform.LINKEDIN].number, slug)
        return Found(platform_id=slug) if member else Found(handle=slug)
    if address.head in {"company", "school", "showcase"} and address.segment(1):
        return Found(handle=f"{address.head}/{address.segment(1)}")
    raise _refuse(Platform.LINKEDIN, _page(Platform.LINKEDIN, address) or "a page of the site")


def _threads(address: Address) -> Found:
    return _first(Platform.THREADS, address)


def _bluesky(address: Address) -> Found:
    if address.host.endswith(".bsky.social") and address.host.count(".") == 2:
        return Found(handle=address.host)
    named = address.segment(1) if address.head == "profile" else ""
    if not named:
        raise _refuse(Platform.BLUESKY, _page(Platform.BLUESKY, address) or "a page of the site")
    if named.startswith("did:"):
        return Found(platform_id=named)
    return Found(handle=named.removeprefix("@"))


def _mastodon(address: Address) -> Found:
    segments = list(address.segments)
    while segments and segments[0].lower() in {"web", "deck", "users"}:
        word = segments.pop(0).lower()
        if word == "users" and segments:
            segments[0] = "@" + segments[0]
    if not segments or not segments[0].startswith("@"):
        raise _refuse(Platform.MASTODON, "an address without @name")
    user, _, elsewhere = segments[0][1:].partition("@")
    return Found(handle=f"{user}@{elsewhere or address.host}")


_FILE_OF_ROOT = re.compile(r"^(?:index|default|home)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)


def _blog(address: Address) -> Found:
    segments = list(address.segments)
    if segments and _FILE_OF_ROOT.match(segments[-1]):
        segments.pop()
    return Found(handle="/".join((address.host.removeprefix("www."), *segments)))


def _podcast(address: Address) -> Found:
    if address.host.endswith("apple.com"):
        numbers = [part for part in address.segments if re.fullmatch(r"id[0-9]{5,12}", part)]
        if not numbers:
            raise _refuse(Platform.PODCAST, "an address without the id of a show")
        return Found(platform_id="apple:" + numbers[-1][2:])
    if address.host.endswith("spotify.com"):
        rest = [part for part in address.segments if not _LOCALE.match(part) and part != "embed"]
        if len(rest) < 2 or rest[0] != "show":
            raise _refuse(
                Platform.PODCAST,
                f"{'an' if rest[:1] == ['episode'] else 'a'} "
                f"{rest[0] if rest else 'page of the site'}",
            )
        return Found(platform_id="spotify:" + rest[1])
    place = "/".join((address.host.removeprefix("www."), *address.segments))
    query = "&".join(f"{key}={value}" for key, value in sorted(address.query.items()))
    return Found(platform_id=f"rss:{place}" + (f"?{query}" if query else ""))


READERS: dict[Platform, Callable[[Address], Found]] = {
    Platform.INSTAGRAM: _instagram,
    Platform.TIKTOK: _tiktok,
    Platform.YOUTUBE: _youtube,
    Platform.FACEBOOK: _facebook,
    Platform.X: _x,
    Platform.SNAPCHAT: _snapchat,
    Platform.PINTEREST: _pinterest,
    Platform.TWITCH: _twitch,
    Platform.LINKEDIN: _linkedin,
    Platform.THREADS: _threads,
    Platform.BLUESKY: _bluesky,
    Platform.MASTODON: _mastodon,
    Platform.BLOG: _blog,
    Platform.PODCAST: _podcast,
}


def query_of(text: str) -> dict[str, str]:
    """The first value of each key of a query string."""
    return {key: values[0] for key, values in parse_qs(text, keep_blank_values=False).items()}


def words_of(platform: Platform) -> Sequence[str]:
    """The first path segments that are never handles of the platform."""
    return tuple(RULES[platform].pages or ())
