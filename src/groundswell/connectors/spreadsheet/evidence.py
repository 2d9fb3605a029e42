"""What the values of a table say about its columns, its rows and its platform."""

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from groundswell.connectors.spreadsheet import listed, places, vocabulary
from groundswell.connectors.spreadsheet.audiences import audience_target
from groundswell.connectors.spreadsheet.moments import month_number, read_times
from groundswell.connectors.spreadsheet.numerals import Mark, decide_mark, read_numbers
from groundswell.connectors.spreadsheet.targets import Target
from groundswell.connectors.spreadsheet.values import spoken
from groundswell.creators.handles import guess_platform
from groundswell.creators.platforms import Platform
from groundswell.kernel.errors import Invalid

if TYPE_CHECKING:
    from groundswell.connectors.spreadsheet.mapping import Column, RowKind

IDENTIFYING = frozenset(("handle", "url", "platform_id", "name_or_handle", "name"))
_ENOUGH = 400  # distinct values looked at
PLATFORM_CELLS = frozenset(
    (*vocabulary.PLATFORM_WORDS, "x", "blog", "blogger", "x twitter", "twitter x")
)
Test: TypeAlias = Callable[[pl.Series], float]
_EMAIL = r"^(?:mailto:)?[^@\s,;<>]+@[^@\s,;<>]+\.[A-Za-z]{2,}$"
_URL = r"^(?:https?://|www\.)\S+$|^\S+\.(?:com|net|org|tv|co|io|me)/\S*$"
_TOKEN = r"^@?[A-Za-z0-9_.\-]{2,40}$"  # noqa: S105 - a pattern of handles, not a secret
_POST_ONLY = frozenset(
    ("post.id", "post.url", "post.caption", "post.title", "post.kind", "post.published_at")
)
_POST_WORDS = frozenset(
    vocabulary.normal(word)
    for word in [
        "post id",
        "video id",
        "status id",
        "media id",
        "tweet id",
        "shortcode",
        "post url",
        "video url",
        "post link",
        "caption",
        "post text",
        "post date",
        "published at",
        "publish date",
        "posted at",
        "status published",
        "status type",
        "post type",
        "media type",
        "taken at",
        "permalink",
        "aweme id",
        "video title",
        "date posted",
        "create time",
    ]
)
_COUNTED = frozenset(
    f"post.{name}"
    for name in ("likes", "comments", "shares", "views", "reach", "impressions", "saves")
)


def kind_of_rows(headers: Sequence[str], sample: pl.DataFrame) -> "tuple[RowKind, str]":
    """What a row is, and why.

    Raises:
        Invalid: rows that are nothing the catalog holds: pairs of channels, comments.
    """
    phrases = [vocabulary.bare(header)[0] for header in headers]
    _refuse_pairs(phrases, headers)
    as_posts = {found[0] for one in phrases if (found := vocabulary.lookup(one, posts=True))}
    as_profiles = {found[0] for one in phrases if (found := vocabulary.lookup(one, posts=False))}
    _refuse_comments(phrases, as_posts)
    if (marks := _POST_WORDS.intersection(phrases)) and as_posts & (_COUNTED | _POST_ONLY):
        return "posts", f"the column {min(marks)!r} is one of posts"
    whose = as_profiles & (IDENTIFYING - {"name"})
    if len(as_posts & _COUNTED) >= 3 and not whose and "followers" not in phrases:
        return "posts", "the columns are counts of single posts"
    long = {target for one in phrases if (target := vocabulary.lookup_long(one))}
    if {"audience.dimension", "audience.key", "audience.share"} <= long:
        return "audience", "dimension, key and share of an audience are in columns of their own"
    shares = [header for header in headers if audience_target(header)]
    facts = as_profiles - IDENTIFYING - {"platform", "observed_at", "creator"}
    if len(shares) >= 2 and len(shares) >= 2 * len(facts):
        return "audience", "most columns are shares of an audience"
    if facts and all(fact.startswith("contact.") or fact.endswith("_name") for fact in facts):
        return "contacts", "the columns are ways to reach creators"
    del sample
    return "profiles", "the columns describe profiles"


def _refuse_pairs(phrases: Sequence[str], headers: Sequence[str]) -> None:
    words = set(phrases)
    for one, other in (("source", "target"), ("from", "to"), ("channel a", "channel b")):
        if {one, other} <= words and len(headers) <= 5:
            raise Invalid(
                f"Each row is a pair ({', '.join(headers)}), such as two channels that share "
                "viewers. That is neither a profile nor a post, so there is nothing to import.",
                field="kind",
                hint="If it is something else, say what the rows are with --kind and --map.",
            )


def _refuse_comments(phrases: Sequence[str], as_posts: set[str]) -> None:
    words = set(phrases)
    author = words & {"author", "author key", "commenter", "comment author", "comment id"}
    text = words & {"content", "comment", "comment text", "text"}
    counted = as_posts & (_COUNTED - {"post.comments"})
    if author and text and not counted and not words & {"handle", "username", "followers"}:
        raise Invalid(
            "Each row is a comment by a viewer, which the catalog does not hold, so there is "
            "nothing to import.",
            field="kind",
            hint="If the rows are posts, say so with --kind posts.",
        )


def fit(target: Target, values: pl.Series) -> float:
    """The share of distinct values that can be what a header says they are."""
    texts = spoken(values).drop_nulls().unique(maintain_order=True).head(_ENOUGH)
    if not len(texts):
        return 1.0
    if target.shares is not None:
        return _share_of(texts, r"\d")
    test = _BY_NAME.get(target.name.removeprefix("post.")) or _BY_KIND.get(target.kind or "")
    return test(texts) if test is not None else 1.0


def _numbers(texts: pl.Series) -> float:
    bare = texts.str.replace_all(_MONEY, "")
    refused = read_numbers(bare, ".").refused
    return 1 - int(refused.sum()) / len(texts)


def _dates(texts: pl.Series) -> float:
    days = read_times(texts, "dmy", 1)
    months = read_times(texts, "mdy", 1)
    return 1 - int((days.is_null() & months.is_null()).sum()) / len(texts)


def _each(test: Callable[[str], object]) -> Test:
    return lambda texts: _mean([bool(test(text)) for text in texts])


def _like(pattern: str) -> Test:
    return lambda texts: _share_of(texts, pattern)


def _in(words: Container[str]) -> Test:
    return lambda texts: _mean([text.lower() in words for text in texts])


def _not_numbers(texts: pl.Series) -> float:
    return 1 - _share_of(texts, r"^[\d.,]+$")


_MONEY = r"[$€£¥₹₩₽₺]|\b[A-Z]{3}\b|R\$|zł|kr"
_BY_KIND: dict[str, Test] = {
    **dict.fromkeys(("count", "number", "rate", "money"), _numbers),
    "time": _dates,
    "flag": _in(listed.FLAGS),
}
_BY_NAME: dict[str, Test] = {
    **dict.fromkeys(("price", "joined_at.year", "joined_at.day"), _numbers),
    "joined_at.month": _each(month_number),
    "country": _each(places.country),
    "language": _each(places.language),
    "gender": _in(listed.GENDERS),
    "account_type": _in(listed.ACCOUNT_TYPES),
    "kind": _in(listed.POST_KIND_WORDS),
    "platform": _each(lambda text: vocabulary.normal(text) in PLATFORM_CELLS),
    "contact.email": _like(r"@.+\."),
    "contact.phone": _like(r"\d{3}"),
    "url": _like(r"[./]\w|^@"),
    "handle": _like(r"^\S+$"),
    "platform_id": _like(r"^(?=.*\d)[\w:.\-]{4,}$"),
    **dict.fromkeys(("category", "topics", "name", "city", "bio", "brands"), _not_numbers),
}


def by_values(values: pl.Series, header: str, kind: "RowKind") -> tuple[str, float, str] | None:
    """What a column holds by its values alone: target, confidence and reason."""
    texts = spoken(values).drop_nulls().unique(maintain_order=True).head(_ENOUGH)
    if not len(texts) or kind == "posts":
        return None
    if _share_of(texts, _URL) > 0.9:
        found = platform_of_addresses(texts)
        return ("url", 0.9, f"the values are addresses on {found[1]}") if found else None
    for target, confidence, reason, enough, test in _TELLING:
        if test(texts) > enough:
            return target, confidence, reason
    nameless = header.startswith("Column ") or vocabulary.normal(header) in {"id", "ids"}
    distinct = len(texts) / max(len(values.drop_nulls().head(_ENOUGH)), 1)
    tokens = _share_of(texts, _TOKEN) > 0.95 and _share_of(texts, _LETTERS) > 0.5
    if nameless and tokens and distinct > 0.8:
        return "handle", 0.6, "the values look like handles"
    if header.startswith("Column ") and _share_of(texts, r"^\+[\d\s().\-/]{7,20}$") > 0.8:
        return "contact.phone", 0.7, "the values look like phone numbers"
    return None


_LETTERS = r"^\D*[^\W\d_]\D*$"
# Target, confidence, reason, the share of values that must pass, and the test.
_TELLING: tuple[tuple[str, float, str, float, Test], ...] = (
    ("contact.email", 0.95, "the values are e-mail addresses", 0.9, _like(_EMAIL)),
    (
        "platform_id",
        0.95,
        "the values are ids of YouTube channels",
        0.9,
        _like(r"^UC[A-Za-z0-9_\-]{22}$"),
    ),
    ("handle", 0.9, "the values begin with @", 0.8, _like(r"^@[\w.\-]+$")),
    ("platform", 0.9, "the values are platforms", 0.9, _BY_NAME["platform"]),
    (
        "country",
        0.8,
        "the values are countries",
        0.9,
        _each(lambda text: len(text) > 1 and not text.isdigit() and places.country(text)),
    ),
    (
        "language",
        0.75,
        "the values are languages",
        0.9,
        _each(lambda text: len(text) > 3 and not text.isdigit() and places.language(text)),
    ),
)


def series_of_posts(columns: "list[Column]", sample: pl.DataFrame) -> "list[Column]":
    """A date that differs between rows of the same post is when it was seen, not published."""
    names = {one.target.name: one for one in columns if one.target}
    key, date = names.get("post.id") or names.get("post.url"), names.get("post.published_at")
    if key is None or date is None or "observed_at" in names:
        return columns
    pairs = sample.select(pl.col(str(key.at)).alias("key"), pl.col(str(date.at)).alias("date"))
    dates = pairs.drop_nulls().group_by("key").agg(pl.len(), pl.col("date").n_unique().alias("n"))
    repeated = dates.filter(pl.col("len") > 1)
    if repeated.height < 3 or repeated.filter(pl.col("n") > 1).height * 2 < repeated.height:
        return columns
    reason = "the same post has several of these dates, so they say when it was seen"
    changed = replace(date, target=Target("observed_at"), confidence=0.8, reason=reason)
    return [changed if one.at == date.at else one for one in columns]


def counted_engagement(column: "Column", sample: pl.DataFrame) -> "Column":
    """A column called "engagement" whose numbers are counts is no rate."""
    if column.target != Target("er_stated") or "rate" in column.header.lower():
        return column
    numbers = read_numbers(spoken(sample[str(column.at)]), ".")
    top = numbers.values.filter(~numbers.percent).median()
    if not isinstance(top, float) or top <= 100:
        return column
    reason = f"half its values are above {top:g}, so they are counts rather than rates"
    return replace(
        column, target=Target("engagements"), confidence=0.7, reason=reason, doubts=(reason,)
    )


def usual_mark(columns: "Sequence[Column]", sample: pl.DataFrame) -> Mark | None:
    """The decimal mark of the columns that leave no doubt; None where none does or they differ."""
    found: set[Mark] = set()
    for column in columns:
        kind = column.target.kind if column.target is not None else None
        if kind in {"count", "number", "rate"}:
            texts = sample[str(column.at)].drop_nulls().head(2000)
            decision = decide_mark(texts, kind, None)
            if not decision.doubtful and decision.reason.startswith("the values show"):
                found.add("," if decision.choice == "," else ".")
    return found.pop() if len(found) == 1 else None


def platform_of_addresses(values: pl.Series) -> tuple[Platform | None, str] | None:
    """The platform of a column of addresses (None: several), and how to call it."""
    texts = values.drop_nulls().unique(maintain_order=True).head(_ENOUGH)
    found = [one for one in (guess_platform(text) for text in texts) if one is not None]
    if len(found) * 2 < len(texts) or not found:
        return None
    kinds = set(found)
    if len(kinds) == 1:
        only = kinds.pop()
        return (only, only.label) if only is not Platform.BLOG else (None, "several sites")
    return None, "several platforms"


def platform_of_header(columns: "Sequence[Column]") -> tuple[Platform, str] | None:
    """The platform that the header of the column with the handles names: ``IG User``."""
    for column in columns:
        if column.target is not None and column.target.name in {"handle", "name_or_handle"}:
            found, _ = vocabulary.platform_of(vocabulary.normal(column.header))
            if found is not None:
                return found, f"the header {column.header!r} says so"
    return None


def platform_by_headers(columns: "Sequence[Column]") -> tuple[Platform | None, str]:
    """The platform that the headers give away: channels and uploads are YouTube's."""
    phrases = {vocabulary.normal(one.header) for one in columns}
    if phrases & {"youtuber", "channel id", "uploads", "shorts"} and "subscribers" in phrases | {
        vocabulary.normal(one.header).removesuffix(" count") for one in columns
    }:
        return Platform.YOUTUBE, "channels with subscribers and uploads are YouTube's"
    if any(phrase.startswith(("stream time", "watch time")) for phrase in phrases):
        return Platform.TWITCH, "stream and watch time are Twitch's words"
    if any("reels" in phrase.split() for phrase in phrases):
        return Platform.INSTAGRAM, "Reels are Instagram's"
    return None, "nothing says it"


def _share_of(texts: pl.Series, pattern: str) -> float:
    # Polars' regular expressions have no look-ahead; the samples are few.
    return _mean([re.search(pattern, text) is not None for text in texts])


def _mean(answers: Sequence[bool]) -> float:
    return sum(answers) / len(answers) if answers else 0.0
