"""Handles, addresses and ids of profiles, brought to one form.

``identify`` reads one text; ``identify_column`` reads a column of a million: a regular expression
takes the plain cases in Polars, and Python sees only what is left. Both give the same answer.

The *key* is what makes a profile the same one: the folded handle, else ``id:<platform id>``, else
``name:<folded name>`` where a source gives nothing better.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

import polars as pl

from groundswell.creators.addresses import (
    READERS,
    RULES,
    SHORTENERS,
    Address,
    Found,
    NotAProfile,
    platform_of_host,
    query_of,
)
from groundswell.creators.platforms import Platform

LONGEST = 255
"""Longest key and handle, in characters."""

IDENTIFIED: dict[str, pl.DataType | type[pl.DataType]] = {
    "key": pl.String,
    "handle": pl.String,
    "platform_id": pl.String,
    "error": pl.String,
}


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
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
_AROUND = " \t\r\n\f\v\u00a0\u3000<>\"'`“”‘’«»,;:()[]{}|!*"
_SCHEME = re.compile(r"^(?:https?|feed|itpc|pcast|podcast|rss):/{0,2}(?=[^/])", re.IGNORECASE)
_HOST = re.compile(r"^(?:[^\s/?#@:]+\.)+[^\s/?#@:.]{2,}$")
_LABEL = re.compile(
    r"^(?:instagram|insta|ig|tiktok|tik tok|tt|youtube|yt|facebook|fb|twitter|x|snapchat|snap|"
    r"pinterest|twitch|linkedin|threads|bluesky|bsky|mastodon|blog|podcast)\s*[:\-–|]\s+",
    re.IGNORECASE,
)
_BARE_PATHS = {
    Platform.YOUTUBE: ("channel", "c", "user"),
    Platform.LINKEDIN: ("in", "company", "school", "showcase"),
    Platform.SNAPCHAT: ("add",),
    Platform.BLUESKY: ("profile",),
}
_NUMBER_SPOILED = re.compile(r"^[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}$")


def identify(platform: Platform, text: str) -> Identity:
    """The profile of ``platform`` that a handle, address or id names.

    Raises:
        NotAProfile: with a sentence that says what the text is instead.
    """
    given = clean(text)
    if not given:
        raise NotAProfile("There is no handle here.", field="handle")
    rule = RULES[platform]
    if rule.number and re.fullmatch(rule.number, given):
        return _finish(platform, Found(platform_id=given), given)
    address = _parse(given, platform)
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


def guess_platform(text: str) -> Platform | None:
    """The platform that an address (or an unmistakable id or handle) belongs to, else None."""
    given = clean(text)
    if re.fullmatch(RULES[Platform.YOUTUBE].number, given):
        return Platform.YOUTUBE
    if re.match(r"(?:at://)?did:(?:plc|web):", given) or re.fullmatch(
        r"@?[A-Za-z0-9\-]+\.bsky\.social", given
    ):
        return Platform.BLUESKY
    if re.fullmatch(r"@[A-Za-z0-9_.\-]+@[^\s/@]+\.[^\s/@.]{2,}", given):
        return Platform.MASTODON
    if re.match(r"spotify:show:", given):
        return Platform.PODCAST
    if re.match(r"(?:feed|itpc|pcast|podcast|rss):", given, re.IGNORECASE):
        return Platform.PODCAST
    address = _parse(given, None)
    if address is None or address.host in SHORTENERS:
        return None
    owner = platform_of_host(address.host)
    if owner is not None:
        return owner
    if re.search(r"(?:^feeds?\.)", address.host) or re.search(
        r"(?:\.rss|\.xml|/rss|/feed|/podcast)/?$", "/" + "/".join(address.segments).lower()
    ):
        return Platform.PODCAST
    if address.head.startswith("@") and not address.host.endswith("medium.com"):
        return Platform.MASTODON
    return Platform.BLOG if _SCHEME.match(given) or given.startswith("www.") else None


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
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).strip(_AROUND)
    return _LABEL.sub("", folded).strip(_AROUND)


def clean_id(platform: Platform, text: str) -> str:
    """A platform's own id as a file gives it.

    Raises:
        NotAProfile: for numbers that a spreadsheet has rounded (``1.78414E+16``).
    """
    number = clean(text).removeprefix("@")
    if _NUMBER_SPOILED.match(number):
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
    text = " ".join(unicodedata.normalize("NFKC", _INVISIBLE.sub("", name)).lower().split())
    return "name:" + text[: LONGEST - 5]


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _parse(given: str, platform: Platform | None) -> Address | None:
    """The text as an address, or None where it is a bare handle."""
    text = given
    if text.lower().startswith("at://"):
        return Address("bsky.app", ("profile", *text[5:].split("/")), {}, "", given)
    if text.startswith("spotify:show:"):
        return Address("open.spotify.com", ("show", text[13:]), {}, "", given)
    if text.startswith("acct:"):
        return None
    scheme = _SCHEME.match(text)
    if scheme is None and platform is not None:
        head, slash, _ = text.lstrip("/").partition("/")
        if slash and head.lower() in _BARE_PATHS.get(platform, ()):
            text = f"{RULES[platform].hosts[0]}/{text.lstrip('/')}"
    if scheme is None and ("/" not in text and platform not in {None, Platform.BLOG}):
        host = text.lower().rstrip(".")
        dotted = platform_of_host(host.removeprefix("www.")) if _HOST.match(host) else None
        if dotted is None or platform is Platform.BLUESKY:
            return None
    if scheme is None and text.startswith("@"):
        return None
    parts = urlsplit("//" + (text[scheme.end() :] if scheme else text).lstrip("/"))
    host = (parts.hostname or "").rstrip(".")
    if not _HOST.match(host):
        return None
    try:
        port = parts.port
    except ValueError:
        return None
    if port not in {None, 80, 443}:
        host = f"{host}:{port}"
    segments = tuple(
        segment for segment in (unquote(part).strip() for part in parts.path.split("/")) if segment
    )
    return Address(_unicode_host(host), segments, query_of(parts.query), parts.fragment, given)


@lru_cache(maxsize=4096)
def _unicode_host(host: str) -> str:
    """The host in readable letters where it is written in Punycode."""
    if "xn--" not in host:
        return host
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


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
    if (not plausible and _parse(given, platform) is not None) or len(number) > 128:
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


# ---------------------------------------------------------------- columns


def identify_column(platform: Platform, values: pl.Series) -> pl.DataFrame:
    """`identify` for a column: ``key``, ``handle``, ``platform_id``, ``error``, row by row.

    Null stays null in all four; where ``error`` has a sentence, the others are null.
    """
    text = pl.Series("text", values.cast(pl.String))
    rule = RULES[platform]
    frame = text.to_frame().with_columns(
        _plain_handle(platform).alias("handle"), _plain_id(platform).alias("platform_id")
    )
    handle = pl.col("handle")
    frame = frame.select(
        "text",
        pl.coalesce("id:" + pl.col("platform_id"), _folded(platform, handle)).alias("key"),
        pl.coalesce("platform_id", handle.str.to_lowercase() if rule.lower else handle).alias(
            "handle"
        ),
        "platform_id",
        pl.lit(None, pl.String).alias("error"),
    )
    odd = frame.filter(pl.col("key").is_null() & pl.col("text").is_not_null())
    if odd.is_empty():
        return frame.drop("text")
    answers = _identify_each(platform, odd["text"].unique())
    joined = frame.select("text").join(answers, on="text", how="left", maintain_order="left")
    return frame.select(pl.coalesce(pl.col(name), joined[name]).alias(name) for name in IDENTIFIED)


def identify_columns(
    platform: Platform,
    handles: pl.Series | None = None,
    platform_ids: pl.Series | None = None,
    names: pl.Series | None = None,
) -> pl.DataFrame:
    """Identities from a column of handles or addresses, one of ids and one of names.

    The key comes from the first of the three that says something. A handle that is none is an
    error only where there is no id to stand in for it; a name stands in only where the handle is
    missing, so that a misspelt handle is seen. Columns as in `IDENTIFIED`.
    """
    length = next(len(one) for one in (handles, platform_ids, names) if one is not None)
    nothing = pl.Series("", [None] * length, dtype=pl.String)
    by_handle = identify_column(platform, nothing if handles is None else handles)
    by_id = _identify_ids(platform, nothing if platform_ids is None else platform_ids)
    title = (nothing if names is None else names.cast(pl.String)).str.strip_chars()
    title = pl.Series("title", title).replace("", None).str.slice(0, LONGEST)
    frame = by_handle.with_columns(
        by_id["platform_id"].alias("id2"), by_id["error"].alias("error2"), title
    )
    stated = pl.coalesce("id2", "platform_id")
    named = pl.when(pl.col("error").is_null()).then(_folded_name(pl.col("title")))
    return frame.select(
        pl.coalesce(
            pl.when(~pl.col("key").str.starts_with("id:")).then("key"), "id:" + stated, named
        ).alias("key"),
        pl.coalesce(
            pl.when(pl.col("platform_id").is_null()).then("handle"),
            pl.when(stated.is_not_null()).then(pl.coalesce("title", stated)),
            pl.when(pl.col("error").is_null()).then("title"),
        ).alias("handle"),
        stated.alias("platform_id"),
        pl.when(pl.col("key").is_null() & stated.is_null())
        .then(pl.coalesce("error", pl.when(pl.col("title").is_null()).then("error2")))
        .alias("error"),
    )


def _plain_handle(platform: Platform) -> pl.Expr:
    """The handle where the text is a bare one or the commonest address, else null."""
    rule = RULES[platform]
    nothing = pl.lit(None, pl.String)
    if platform in _ONE_BY_ONE:
        return nothing
    hosts = "|".join(re.escape(host) for host in rule.hosts)
    before = _BEFORE.get(platform, "@?")
    found = pl.col("text").str.extract(
        rf"^\s*(?:(?:https?://)?(?:www\.)?(?:{hosts})/{before}|@?)({_PLAIN[platform]})/?\s*$", 1
    )
    word = found.str.to_lowercase()
    taken = word.is_in(list(rule.pages or ())) | word.is_in(list(rule.hosts))
    if rule.number:
        taken = taken | found.str.contains(f"^(?:{rule.number})$")
    return pl.when(~taken).then(found)


def _plain_id(platform: Platform) -> pl.Expr:
    """The id where the text is nothing but an id, else null."""
    rule = RULES[platform]
    if not rule.number:
        return pl.lit(None, pl.String)
    return pl.col("text").str.extract(rf"^\s*({rule.number})\s*$", 1)


_ONE_BY_ONE = {Platform.BLUESKY, Platform.MASTODON, Platform.BLOG, Platform.PODCAST}
_WORDS = "[A-Za-z0-9_]"
_PLAIN: dict[Platform, str] = {
    Platform.INSTAGRAM: "[A-Za-z0-9._]{0,29}[A-Za-z0-9_]",
    Platform.TIKTOK: "[A-Za-z0-9._]{0,29}[A-Za-z0-9_]",
    Platform.YOUTUBE: _WORDS + r"[A-Za-z0-9_.\-]{0,98}[A-Za-z0-9_\-]",
    Platform.FACEBOOK: r"[A-Za-z][A-Za-z0-9.]{0,78}[A-Za-z]",
    Platform.X: _WORDS + "{1,20}",
    Platform.SNAPCHAT: r"[A-Za-z0-9](?:[A-Za-z0-9._\-]{0,28}[A-Za-z0-9_\-])?",
    Platform.PINTEREST: _WORDS + r"[A-Za-z0-9_\-]{0,49}",
    Platform.TWITCH: _WORDS + "{1,25}",
    Platform.LINKEDIN: r"[A-Za-z0-9][A-Za-z0-9\-]{0,140}[A-Za-z0-9]",
    Platform.THREADS: "[A-Za-z0-9._]{0,29}[A-Za-z0-9_]",
}
_BEFORE: dict[Platform, str] = {
    Platform.YOUTUBE: "@",
    Platform.SNAPCHAT: "add/@?",
    Platform.LINKEDIN: "in/",
    Platform.THREADS: "@",
    Platform.TIKTOK: "@",
}


def _folded(platform: Platform, handle: pl.Expr) -> pl.Expr:
    key = handle.str.to_lowercase()
    return key.str.replace_all(".", "", literal=True) if platform is Platform.FACEBOOK else key


def _folded_name(name: pl.Expr) -> pl.Expr:
    text = (
        name.str.replace_all(_INVISIBLE.pattern, "")
        .str.normalize("NFKC")
        .str.to_lowercase()
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
    )
    return "name:" + text.str.slice(0, LONGEST - 5)


def _identify_each(platform: Platform, texts: pl.Series) -> pl.DataFrame:
    """The odd remainder, one distinct text at a time."""
    rows: list[tuple[str, str | None, str | None, str | None, str | None]] = []
    for text in texts:
        try:
            one = identify(platform, text)
        except NotAProfile as refusal:
            rows.append((text, None, None, None, _sentence(refusal)))
        else:
            rows.append((text, one.key, one.handle, one.platform_id, None))
    return pl.DataFrame(rows, schema={"text": pl.String, **IDENTIFIED}, orient="row")


def _identify_ids(platform: Platform, values: pl.Series) -> pl.DataFrame:
    text = pl.Series("text", values.cast(pl.String))
    frame = text.to_frame().with_columns(
        pl.col("text")
        .str.extract(r"^\s*([A-Za-z0-9_\-]*[A-Za-z_\-][A-Za-z0-9_\-]*|[0-9]+)\s*$", 1)
        .alias("platform_id")
    )
    if platform is Platform.PODCAST:
        frame = frame.with_columns(pl.lit(None, pl.String).alias("platform_id"))
    spoiled = pl.col("platform_id").str.contains(_NUMBER_SPOILED.pattern)
    frame = frame.with_columns(pl.when(~spoiled).then("platform_id").alias("platform_id"))
    odd = frame.filter(pl.col("platform_id").is_null() & pl.col("text").is_not_null())
    rows: list[tuple[str, str | None, str | None]] = []
    for one in odd["text"].unique():
        try:
            rows.append((one, clean_id(platform, one), None))
        except NotAProfile as refusal:
            blank = not clean(one)
            rows.append((one, None, None if blank else _sentence(refusal)))
    answers = pl.DataFrame(
        rows, schema={"text": pl.String, "id": pl.String, "error": pl.String}, orient="row"
    )
    joined = frame.join(answers, on="text", how="left", maintain_order="left")
    return joined.select(pl.coalesce("platform_id", "id").alias("platform_id"), "error")


def _sentence(refusal: NotAProfile) -> str:
    return f"{refusal.sentence} {refusal.hint}" if refusal.hint else refusal.sentence
