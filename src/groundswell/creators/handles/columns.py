"""Handles, addresses and ids by the column: plain cases in Polars, the odd remainder in Python."""

import re

import polars as pl

from groundswell.creators.addresses import NotAProfile
from groundswell.creators.handle_forms import HOST_OF_A_PLATFORM, RULES
from groundswell.creators.handles.single import (
    INVISIBLE,
    LONGEST,
    SPOILED,
    clean,
    clean_id,
    identify,
)
from groundswell.creators.platforms import Platform

IDENTIFIED: dict[str, pl.DataType | type[pl.DataType]] = {
    "key": pl.String,
    "handle": pl.String,
    "platform_id": pl.String,
    "error": pl.String,
}


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
    taken = word.is_in(list(rule.pages or ())) | word.str.contains(HOST_OF_A_PLATFORM)
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
        name.str.replace_all(INVISIBLE.pattern, "")
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
    spoiled = pl.col("platform_id").str.contains(SPOILED.pattern)
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
