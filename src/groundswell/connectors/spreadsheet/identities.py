"""Whose row it is: platform, key, handle and id of the profile that a row speaks of."""

import re

import polars as pl

from groundswell.connectors.spreadsheet import vocabulary
from groundswell.connectors.spreadsheet.values import by_distinct, spoken
from groundswell.creators.handles import (
    IDENTIFIED,
    fold_name,
    guess_platform,
    identify_column,
    identify_columns,
)
from groundswell.creators.platforms import Platform

NOBODY = "The row names no profile."
NOWHERE = "The row does not say on which platform the profile is."

_EMPTY = dict.fromkeys(IDENTIFIED, pl.String)
_DISPLAY_NAME = r"^\s*[\w'’&+-][\w'’.&+-]*(?:\s+[\w'’.,&+|()-]+)+\s*$"


def platform_column(texts: pl.Series) -> pl.Series:
    """Platform numbers of words such as ``IG`` or ``YouTube``; null where not known."""
    return by_distinct(spoken(texts), _platform, pl.UInt8)


def platform_of_links(texts: pl.Series) -> pl.Series:
    """Platform numbers of addresses; null where they give none away."""
    return by_distinct(spoken(texts), guess_platform, pl.UInt8)


def _platform(text: str) -> int | None:
    word = vocabulary.normal(text)
    if word in {"x", "x twitter", "twitter x", "x com"}:
        return Platform.X
    if word in {"blog", "blogger", "website"}:
        return Platform.BLOG
    found = vocabulary.PLATFORM_WORDS.get(word) or vocabulary.platform_of(word)[0]
    return int(found) if found is not None else None


def identities(columns: dict[str, pl.Series], platforms: pl.Series) -> pl.DataFrame:
    """`IDENTIFIED` and ``platform`` for each row.

    Args:
        columns: the texts of ``handle``, ``url``, ``platform_id``, ``name_or_handle``, ``name``;
            any of them.
        platforms: platform number per row, null where it is not known.
    """
    height = len(platforms)
    texts = {name: spoken(text, free=name == "name") for name, text in columns.items()}
    frame = pl.DataFrame(
        {"at": pl.int_range(height, dtype=pl.UInt32, eager=True), "platform": platforms}
    )
    parts = []
    for number in platforms.drop_nulls().unique().sort():
        at = frame.filter(pl.col("platform") == number)["at"]
        here = {name: text.gather(at) for name, text in texts.items()}
        parts.append(_on_platform(Platform(number), here, len(at)).insert_column(0, at))
    found = pl.concat(parts) if parts else pl.DataFrame(schema={"at": pl.UInt32, **_EMPTY})
    joined = frame.join(found, on="at", how="left", maintain_order="left").drop("at")
    missing = pl.when(pl.col("platform").is_null()).then(pl.lit(NOWHERE)).otherwise(pl.lit(NOBODY))
    return joined.with_columns(
        pl.when(pl.col("key").is_null()).then(pl.coalesce("error", missing)).alias("error")
    )


def _on_platform(platform: Platform, texts: dict[str, pl.Series], height: int) -> pl.DataFrame:
    either = texts.get("name_or_handle")
    handle, name = texts.get("handle"), texts.get("name")
    if either is not None:
        told = identify_column(platform, either)
        frame = pl.DataFrame({"text": either, "key": told["key"]})
        as_handle = frame.select(pl.when(pl.col("key").is_not_null()).then("text"))["text"]
        as_name = frame.select(pl.when(pl.col("key").is_null()).then("text"))["text"]
        handle = as_handle if handle is None else _or(handle, as_handle)
        name = as_name if name is None else _or(as_name, name)
    if handle is None and name is None and "platform_id" not in texts:
        found = pl.DataFrame(schema=_EMPTY).clear(height)
    else:
        platform_id = texts.get("platform_id")
        found = identify_columns(platform, handle, platform_id, name)
        if handle is not None:
            shown = _names_among(handle, found["key"])
            if shown.null_count() < len(shown):
                clean = _unless(handle, shown)
                name = shown if name is None else _or(name, shown)
                found = identify_columns(platform, clean, platform_id, name)
    if "url" not in texts:
        return found
    return _with_url(platform, found, texts["url"])


def _names_among(handles: pl.Series, keys: pl.Series) -> pl.Series:
    """Values of a column of handles that are display names: words with blanks, no address."""
    frame = pl.DataFrame({"text": handles, "key": keys})
    plain = pl.col("text").str.contains(_DISPLAY_NAME)
    return frame.select(pl.when(pl.col("key").is_null() & plain).then("text"))["text"]


def _unless(texts: pl.Series, other: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"text": texts, "other": other})
    return frame.select(pl.when(pl.col("other").is_null()).then("text"))["text"]


def _with_url(platform: Platform, found: pl.DataFrame, url: pl.Series) -> pl.DataFrame:
    """Addresses fill in where there is no handle, and add the id that they carry."""
    linked = identify_column(platform, url)
    both = pl.concat([found, linked.rename(lambda name: f"url_{name}")], how="horizontal")
    weak = pl.col("key").is_null() | (
        pl.col("key").str.starts_with("name:") | pl.col("key").str.starts_with("id:")
    )
    use = weak & pl.col("url_key").is_not_null()
    stated = pl.col("platform_id")
    return both.select(
        pl.when(use & ~(stated.is_not_null() & pl.col("url_key").str.starts_with("id:")))
        .then("url_key")
        .otherwise("key")
        .alias("key"),
        pl.when(use & ~pl.col("url_key").str.starts_with("id:"))
        .then("url_handle")
        .otherwise(pl.coalesce("handle", "url_handle"))
        .alias("handle"),
        pl.coalesce(stated, "url_platform_id").alias("platform_id"),
        pl.when(pl.col("key").is_null() & pl.col("url_key").is_null())
        .then(pl.coalesce("error", "url_error"))
        .alias("error"),
    )


def _or(first: pl.Series, second: pl.Series) -> pl.Series:
    return pl.select(pl.coalesce(first, second).alias("text"))["text"]


def constant(platform: Platform, text: str, height: int) -> pl.DataFrame:
    """The same profile for every row."""
    one = identify_column(platform, pl.Series([text]))
    if one["key"][0] is None and " " in text.strip():
        name = text.strip()
        one = pl.DataFrame([[fold_name(name), name, None, None]], schema=_EMPTY, orient="row")
    row = one.with_columns(pl.lit(int(platform), pl.UInt8).alias("platform"))
    return pl.concat([row] * height) if height else row.clear()


def owner_in_post(
    platform: Platform | None, post_id: pl.Series | None, url: pl.Series | None
) -> dict[str, pl.Series]:
    """What the ids and addresses of posts say about whose they are."""
    found: dict[str, pl.Series] = {}
    if post_id is not None and platform is Platform.FACEBOOK:
        # Facebook's own ids of posts are <page>_<post>
        pages = post_id.str.extract(r"^\s*(\d{5,20})_\d+\s*$", 1)
        if pages.null_count() < len(pages):
            found["platform_id"] = pages
    if url is not None:
        handle = url.str.extract(
            r"(?i)tiktok\.com/@([\w.\-]+)/(?:video|photo)/|(?:x|twitter)\.com/(\w+)/status/", 1
        )
        other = url.str.extract(r"(?i)(?:x|twitter)\.com/(\w+)/status/", 1)
        both = _or(handle, other)
        if both.null_count() < len(both):
            found["handle"] = both
    return found


_POST_ADDRESS = re.compile(
    r"(?:youtu\.be/|[?&]v=|/shorts/|/p/|/reels?/|/tv/|/video/|/status/|/videos/|/posts/|/photo/|/t/|/post/)"
    r"([\w\-]{4,})",
    re.IGNORECASE,
)


def post_key(text: str) -> str:
    """The key of a post from its address: the id it carries, else the address without query."""
    found = _POST_ADDRESS.search(text)
    if found is not None:
        return found[1][:255]
    bare = re.sub(r"^https?://(?:www\.|m\.)?", "", text.strip(), flags=re.IGNORECASE)
    return re.split(r"[?#]", bare)[0].rstrip("/")[:255]
