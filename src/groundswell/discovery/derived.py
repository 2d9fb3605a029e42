"""Values of a document that no source states as such: the headline rate, ratios, flags, presence."""

from collections.abc import Sequence

import polars as pl

from groundswell.creators.platforms import Platform
from groundswell.discovery.fields import IS
from groundswell.measures.engagement import BY_VIEWS

_BASES = ("followers", "views", "reach", "impressions")
_CONTACT_KIND = r"^([^:]+):"
_EMAIL = "^email:"
_BETWEEN = r"\s*[&/,;|]\s*|\s+and\s+"
_ROLE = (  # addresses of an office, not of a person
    "^email:(?:abuse|admin|advertising|agency|booking|bookings|business|collab|collabs|contact|enquiries|"
    "hello|help|hi|info|inquiries|inquiry|mail|management|marketing|media|mgmt|newsletter|noreply|"
    "office|orders|partnerships|postmaster|pr|press|sales|service|shop|support|talent|team|webmaster)"
    "(?:[+._-][^@]*)?@"
)


def derive(known: pl.DataFrame) -> pl.DataFrame:
    """Add ``er``, ``er_base``, ``views_rate``, ``comment_share``, ``is``, ``has`` and ``topics``.

    Args:
        known: facts as far as known, ``platform`` (slug), ``also_on``, ``has_posts`` and what
            `shares.estimates` says about the audience (``audience``, ``joint``).
    """
    columns = set(known.columns)
    rate, base = _headline(columns)
    return known.with_columns(
        er=rate,
        er_base=base,
        views_rate=_ratio(_fact(columns, "avg_views"), _fact(columns, "followers")),
        comment_share=_ratio(_fact(columns, "avg_comments"), _fact(columns, "avg_likes")),
        has=_has(known),
        topics=_topics(columns),
        **{"is": _is(known)},
    )


def _topics(columns: set[str]) -> pl.Expr:
    """The topics; where no source names any, the words of the platform's own category."""
    topics = pl.col("topics") if "topics" in columns else pl.lit(None, pl.List(pl.String))
    if "category" not in columns:
        return topics.alias("topics")
    parts = pl.col("category").str.to_lowercase().str.replace_all(_BETWEEN, "\x1f")
    words = parts.str.split("\x1f").list.eval(pl.element().str.strip_chars())
    named = words.list.eval(pl.element().filter(pl.element() != ""))
    return pl.when(topics.list.len().fill_null(0) > 0).then(topics).otherwise(named)


def _fact(columns: set[str], name: str) -> pl.Expr:
    return pl.col(name) if name in columns else pl.lit(None, pl.Float64)


def _ratio(over: pl.Expr, under: pl.Expr) -> pl.Expr:
    return pl.when(under > 0).then(over / under)


def _headline(columns: set[str]) -> tuple[pl.Expr, pl.Expr]:
    """The one rate to show first, and its base.

    By views on TikTok and YouTube (as stated, else likes + comments + shares as far as known over
    views), by followers elsewhere (as stated, else likes + comments over followers); else the rate
    that a source states without its formula; else whatever rate there is.
    """
    deeds = _fact(columns, "avg_likes") + _fact(columns, "avg_comments")
    own = {
        "views": pl.coalesce(
            _fact(columns, "er_views"),
            _ratio(deeds + _fact(columns, "avg_shares").fill_null(0), _fact(columns, "avg_views")),
        ),
        "followers": pl.coalesce(
            _fact(columns, "er_followers"), _ratio(deeds, _fact(columns, "followers"))
        ),
    }
    stated = _fact(columns, "er_stated")
    choices: list[tuple[pl.Expr, str]] = []
    by_views = pl.col("platform").is_in(list(BY_VIEWS))
    for first in ("views", "followers"):
        here = by_views if first == "views" else ~by_views
        choices.append((pl.when(here).then(own[first]), first))
    choices.append((stated, "stated"))
    choices += [(_fact(columns, f"er_{base}"), base) for base in _BASES]
    rate = pl.coalesce(choice for choice, _ in choices)
    base = pl.coalesce(pl.when(choice.is_not_null()).then(pl.lit(name)) for choice, name in choices)
    return rate, base


def _is(known: pl.DataFrame) -> pl.Series:
    flags = [pl.when(pl.col(name)).then(pl.lit(name)) for name in IS if name in known.columns]
    return _words(known, flags)


def _has(known: pl.DataFrame) -> pl.Series:
    """Kinds of contact, other platforms of the creator, and which large facts are there."""
    columns = known.columns
    tests = {
        "website": pl.col("website").is_not_null() if "website" in columns else None,
        "picture": pl.col("picture").is_not_null() if "picture" in columns else None,
        "price": pl.col("price_min").is_not_null() if "price_min" in columns else None,
        "audience": pl.col("audience"),
        "joint_audience": pl.col("joint"),
        "posts": pl.col("has_posts").fill_null(value=False),
    }
    words = [pl.when(test).then(pl.lit(name)) for name, test in tests.items() if test is not None]
    parts = [pl.col("also_on")]
    if "contacts" in columns and known["contacts"].list.len().sum():
        kinds = pl.col("contacts").list.eval(pl.element().str.extract(_CONTACT_KIND))
        some = pl.when(pl.col("contacts").list.len() > 0).then(pl.lit("contact"))
        emails, roles = (
            pl.col("contacts").list.eval(pl.element().str.contains(kind)).list.sum()
            for kind in (_EMAIL, _ROLE)
        )
        personal = pl.when(emails > roles).then(pl.lit("personal_email"))
        parts.append(kinds.fill_null([]))
        words += [some, personal]
    flags = _words(known, words)
    return known.select(
        pl.concat_list(flags.alias("_flags"), *parts)
        .list.drop_nulls()
        .list.unique(maintain_order=True)
    ).to_series()


def _words(known: pl.DataFrame, words: Sequence[pl.Expr]) -> pl.Series:
    """The words that are not null, as one list per row.

    Few combinations occur, so each is put together once and then looked up.
    """
    if not words:
        return pl.Series([[]], dtype=pl.List(pl.String)).new_from_index(0, len(known))
    joined = known.select(pl.concat_str(words, separator="|", ignore_nulls=True)).to_series()
    distinct = joined.unique()
    lists = _split(distinct)
    codes = joined.cast(pl.Enum(distinct)).to_physical()
    return lists.gather(codes)


def _split(joined: pl.Series) -> pl.Series:
    return (
        joined.to_frame("it")
        .select(
            pl.when(pl.col("it") == "")
            .then(pl.lit([], dtype=pl.List(pl.String)))
            .otherwise(pl.col("it").str.split("|"))
        )
        .to_series()
    )


PLATFORM_SLUGS: dict[int, str] = {int(platform): platform.slug for platform in Platform}
"""The slug of each platform's number."""
