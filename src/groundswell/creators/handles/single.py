"""One handle, address or id, brought to its one form.

One text at a time; `columns` reads millions.
"""

import re
import unicodedata
from dataclasses import dataclass

from groundswell.creators.addresses import READERS, SCHEME, Address, Found, NotAProfile, parse
from groundswell.creators.handle_forms import RULES, SHORTENERS, platform_of_host
from groundswell.creators.platforms import Platform

LONGEST = 255
"""Longest key and handle, in characters."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Which profile a text names.

    Attributes:
        platform: where it is.
        key: identifies it within the platform; see the module.
        handle: as shown to people, without ``@``.
        platform_id: the platform's own id where the text carries one.
        url: address of the profile; empty where the platform has none for what is known.
    """

    platform: Platform
    key: str
    handle: str
    platform_id: str | None
    url: str


# Zero-width and direction marks, soft hyphens, byte order marks: what copying drags along.
INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
_AROUND = " \t\r\n\f\v\u00a0\u3000<>\"'`“”‘’«»,;:()[]{}|!*"
_LABEL = re.compile(
    r"^(?:instagram|insta|ig|tiktok|tik tok|tt|youtube|yt|facebook|fb|twitter|x|snapchat|snap|"
    r"pinterest|twitch|linkedin|threads|bluesky|bsky|mastodon|blog|podcast)\s*[:\-–|]\s+",
    re.IGNORECASE,
)
SPOILED = re.compile(r"^[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}$")


def identify(platform: Platform, text: str) -> Identity:
    """The profile of ``platform`` that a handle, address or id names.

    Raises:
        NotAProfile: with a sentence that says what the text is instead.
    """
    given = clean(text)
    if not given.strip("@"):
        raise NotAProfile("There is no handle here.", field="handle")
    rule = RULES[platform]
    if rule.number and re.fullmatch(rule.number, given):
        return _finish(platform, Found(platform_id=given), given)
    address = parse(given, platform)
    if address is None:
        return _finish(platform, Found(handle=given), given)
    if address.host in SHORTENERS:
        raise NotAProfile(
            f"{_short(given)} is a short link that hides where it leads.",
            field="handle",
            hint="Open it and copy the address of the profile that it leads to.",
        )
    owner = platform_of_host(address.host)
    if owner is not None and owner is not platform:
        raise NotAProfile(
            f"{_short(given)} is an address on {owner.label}, not on {platform.label}.",
            field="handle",
        )
    if owner is None and rule.hosts and platform is not Platform.PODCAST:
        if platform is Platform.BLUESKY and not address.segments:
            return _finish(platform, Found(handle=address.host), given)
        raise NotAProfile(f"{_short(given)} is not an address on {platform.label}.", field="handle")
    return _finish(platform, READERS[platform](address), given)


def identify_id(platform: Platform, text: str) -> Identity:
    """The profile behind a platform's own id, as a column of ids gives it."""
    number = clean_id(platform, text)
    return _finish(platform, Found(platform_id=number), number)


# What belongs to one platform whatever stands around it.
_UNMISTAKABLE: tuple[tuple[re.Pattern[str], Platform], ...] = (
    (re.compile(f"{RULES[Platform.YOUTUBE].number}$"), Platform.YOUTUBE),
    (re.compile(r"(?:at://)?did:(?:plc|web):"), Platform.BLUESKY),
    (re.compile(r"@?[A-Za-z0-9\-]+\.bsky\.social$"), Platform.BLUESKY),
    (re.compile(r"@[A-Za-z0-9_.\-]+@[^\s/@]+\.[^\s/@.]{2,}$"), Platform.MASTODON),
    (re.compile(r"spotify:show:"), Platform.PODCAST),
    (re.compile(r"(?:feed|itpc|pcast|podcast|rss):", re.IGNORECASE), Platform.PODCAST),
)
_FEED = re.compile(r"^feeds?\.|(?:\.rss|\.xml|/rss|/feed|/podcast)/?$")


def guess_platform(text: str) -> Platform | None:
    """The platform that an address (or an unmistakable id or handle) belongs to, else None."""
    given = clean(text)
    for form, platform in _UNMISTAKABLE:
        if form.match(given):
            return platform
    address = parse(given, None)
    if address is None or address.host in SHORTENERS:
        return None
    is_address = bool(SCHEME.match(given)) or given.startswith("www.")
    return platform_of_host(address.host) or _by_path(address, is_address=is_address)


def _by_path(address: Address, *, is_address: bool) -> Platform | None:
    """The kind of site that nobody owns: a feed, a Mastodon server, else a blog."""
    if _FEED.search("/".join((address.host, *address.segments)).lower()):
        return Platform.PODCAST
    named = address.segment(1 if address.head in {"web", "deck"} else 0)
    if named.startswith("@") and not address.host.endswith("medium.com"):
        return Platform.MASTODON
    return Platform.BLOG if is_address else None


def address_of(platform: Platform, handle: str, platform_id: str | None = None) -> str:
    """The address of a profile; empty where the platform has none for what is known."""
    rule = RULES[platform]
    if platform is Platform.PODCAST:
        kind, _, number = (platform_id or "").partition(":")
        return {
            "apple": f"https://podcasts.apple.com/podcast/id{number}",
            "spotify": f"https://open.spotify.com/show/{number}",
            "rss": f"https://{number}",
        }.get(kind, "")
    if not handle:
        return rule.id_address.format(platform_id) if rule.id_address and platform_id else ""
    if platform is Platform.MASTODON:
        return rule.address.format(*handle.split("@", 1))
    if platform is Platform.LINKEDIN and "/" in handle:
        return f"https://www.linkedin.com/{handle}"
    if platform is Platform.YOUTUBE and handle.startswith("user/"):
        return f"https://www.youtube.com/{handle}"
    return rule.address.format(handle)


def clean(text: str) -> str:
    """The text without invisible marks, quotes and spaces around it, compatibility forms folded."""
    folded = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).strip(_AROUND)
    return _LABEL.sub("", folded).strip(_AROUND)


def clean_id(platform: Platform, text: str) -> str:
    """A platform's own id as a file gives it.

    Raises:
        NotAProfile: for numbers that a spreadsheet has rounded (``1.78414E+16``).
    """
    number = clean(text).removeprefix("@")
    if SPOILED.match(number):
        raise NotAProfile(
            f"{number} is an id that a spreadsheet has rounded; its last digits are lost.",
            field="platform_id",
            hint="Format the column as text in the spreadsheet and export it again.",
        )
    number = re.sub(r"^([0-9]+)\.0+$", r"\1", number)
    if platform is Platform.PODCAST and re.fullmatch(r"(?:id)?[0-9]{5,12}", number):
        number = "apple:" + number.removeprefix("id")
    if not number or len(number) > 128 or re.search(r"\s", number):
        raise NotAProfile(f"{_short(text)} is not an id on {platform.label}.", field="platform_id")
    return number


def fold_handle(platform: Platform, handle: str) -> str:
    """The key of a handle: lower case, and what else the platform does not tell apart."""
    key = handle.lower()
    if platform is Platform.FACEBOOK:
        return key.replace(".", "")  # john.smith and johnsmith are one name on Facebook
    if platform is Platform.BLOG:
        host, slash, path = handle.partition("/")
        return host.lower() + slash + path  # the path of an address keeps its case
    return key


def fold_name(name: str) -> str:
    """The key of a profile of which only the name is known."""
    text = " ".join(unicodedata.normalize("NFKC", INVISIBLE.sub("", name)).lower().split())
    return "name:" + text[: LONGEST - 5]


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _finish(platform: Platform, found: Found, given: str) -> Identity:
    """The identity of what was found, its form checked."""
    rule = RULES[platform]
    if found.platform_id:
        return _finish_id(platform, found.platform_id, given)
    handle = _trim(platform, found.handle)
    if rule.number and re.fullmatch(rule.number, handle):
        return _finish_id(platform, handle, given)
    word = handle.lower()
    if word in (rule.pages or {}):
        raise NotAProfile(
            f"{_short(given)} is a page of {platform.label}, not a profile.", field="handle"
        )
    if not rule.handle or not re.fullmatch(rule.handle, handle) or len(handle) > LONGEST:
        raise NotAProfile(_why_not(platform, handle or given), field="handle")
    shown = handle.lower() if rule.lower else handle
    if platform is Platform.BLOG:
        shown = fold_handle(platform, handle)
    return Identity(
        platform, fold_handle(platform, shown), shown, None, address_of(platform, shown)
    )


def _finish_id(platform: Platform, number: str, given: str) -> Identity:
    rule = RULES[platform]
    plausible = re.fullmatch(rule.number, number) if rule.number else re.fullmatch(r"\S+", number)
    if (not plausible and parse(given, platform) is not None) or len(number) > 128:
        raise NotAProfile(f"{_short(given)} does not carry an id of a profile.", field="handle")
    return Identity(platform, f"id:{number}", number, number, address_of(platform, "", number))


def _trim(platform: Platform, handle: str) -> str:
    """A bare handle without what people put around it."""
    text = handle.removeprefix("acct:").lstrip("@/").strip(_AROUND)
    if platform is Platform.TWITCH and "(" in text:
        text = text.rpartition("(")[2]  # 풍월량 (hanryang1125: shown name, then login
    if platform is Platform.BLUESKY and text and "." not in text:
        text += ".bsky.social"
    if platform is Platform.BLOG:
        return text.removeprefix("www.").rstrip("/.")
    return text.rstrip("/.")


def _why_not(platform: Platform, handle: str) -> str:
    shown = _short(handle)
    if platform is Platform.MASTODON and "@" not in handle:
        return f"{shown} lacks the server; on Mastodon a handle is name@server."
    if platform is Platform.PODCAST:
        return f"{shown} is not the address of a show on Apple or Spotify, nor of a feed."
    if platform is Platform.BLOG:
        return f"{shown} is not the address of a site."
    return f"{shown} cannot be a handle on {platform.label}."
