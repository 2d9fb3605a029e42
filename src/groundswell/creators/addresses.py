"""Addresses of profiles, taken apart: what each platform's addresses say, and what they are instead.

`READERS` holds one small function per platform; `handles` is the way in.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qs, unquote, urlsplit

from groundswell.creators.handle_forms import RULES, platform_of_host
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


SCHEME = re.compile(r"^(?:https?|feed|itpc|pcast|podcast|rss):/{0,2}(?=[^/])", re.IGNORECASE)
_HOST = re.compile(r"^(?:[^\s/?#@:.]+\.)+[^\s/?#@:.]{2,}$")
_AT_URI = re.compile(r"^at://", re.IGNORECASE)
_SPOTIFY_URI = re.compile(r"^spotify:show:")
_BARE_PATHS = {
    Platform.YOUTUBE: ("channel", "c", "user"),
    Platform.LINKEDIN: ("in", "company", "school", "showcase"),
    Platform.SNAPCHAT: ("add",),
    Platform.BLUESKY: ("profile",),
}
_LOCALE = re.compile(r"^(?:[a-z]{2}(?:[-_][a-zA-Z]{2,4})?|intl-[a-z]{2})$")


def parse(given: str, platform: Platform | None) -> Address | None:
    """A text as an address, or None where it is a bare handle.

    With a platform, paths that people write without its host are understood: ``channel/UC...``.
    """
    text = _AT_URI.sub("https://bsky.app/profile/", given)
    text = _SPOTIFY_URI.sub("https://open.spotify.com/show/", text)
    scheme = SCHEME.match(text)
    if scheme is not None:
        return _taken_apart(text[scheme.end() :], given)
    if text.startswith(("@", "acct:")):
        return None
    text = text.strip("/")
    head, slash, _ = text.partition("/")
    if platform is not None and slash and head.lower() in _BARE_PATHS.get(platform, ()):
        text = f"{RULES[platform].hosts[0]}/{text}"
    elif not slash and platform not in {None, Platform.BLOG} and not _is_host(text, platform):
        return None
    return _taken_apart(text, given)


def _is_host(text: str, platform: Platform | None) -> bool:
    """Whether a text without a path is the host of a platform; on Bluesky it is a handle."""
    host = text.lower().rstrip(".")
    if platform is Platform.BLUESKY or not _HOST.match(host):
        return False
    return platform_of_host(host.removeprefix("www.")) is not None


def _taken_apart(text: str, given: str) -> Address | None:
    try:
        parts = urlsplit("//" + text)
        port = parts.port
    except ValueError:  # brackets or a port that make no address
        return None
    host = (parts.hostname or "").rstrip(".")
    if not _HOST.match(host):
        return None
    if port not in {None, 80, 443}:
        host = f"{host}:{port}"
    segments = tuple(
        segment for segment in (unquote(part).strip() for part in parts.path.split("/")) if segment
    )
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return Address(_unicode_host(host), segments, query, parts.fragment, given)


@lru_cache(maxsize=4096)
def _unicode_host(host: str) -> str:
    """The host in readable letters where it is written in Punycode."""
    if "xn--" not in host:
        return host
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


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
