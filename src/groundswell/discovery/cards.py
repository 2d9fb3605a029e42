"""The card of a document: what a result shows, as compact JSON (keys in `document`)."""

import polars as pl

_BIO = 280
_LISTS = ("topics", "hashtags", "mentions", "brands")
_FACTS: dict[str, str] = {
    "creator": "creator",
    "platform": "platform",
    "handle": "handle",
    "name": "name",
    "url": "url",
    "picture": "picture",
    "bio": "bio",
    "followers": "followers",
    "following": "following",
    "posts": "posts_count",
    "avg_views": "avg_views",
    "avg_likes": "avg_likes",
    "avg_comments": "avg_comments",
    "er": "er",
    "er_base": "er_base",
    "er_followers": "er_followers",
    "er_views": "er_views",
    "growth": "growth_90d",
    "credibility": "credibility",
    "quality": "quality_score",
    "price": "price_min",
    "currency": "price_currency",
    "posts_per_week": "posts_per_week",
    "sponsored_share": "sponsored_share_90d",
    "country": "country",
    "region": "region",
    "city": "city",
    "language": "language",
    "gender": "gender",
    "account": "account_type",
    "category": "category",
    "posted": "last_post_at",
    "seen": "seen",
    "joined": "joined_at",
    "source": "source",
    "basis": "basis",
    "is": "is",
    "has": "has",
    "also_on": "also_on",
    "languages": "languages",
    "interests": "interests",
    "games": "games",
    **{name: name for name in _LISTS},
    "audience_n": "audience_n",
    "audience_at": "audience_at",
    "audience_basis": "audience_basis",
}
# an escaped quote inside a value is preceded by a backslash, which no key can hold
_UNKNOWN = r'"[a-z_]+":(?:null|\[\]),?'


def cards(known: pl.DataFrame, audience: pl.Series, *, words: int) -> pl.Series:
    """Cards of a batch.

    Args:
        known: facts and derived values, one row per profile.
        audience: the JSON object of shares, null where there is no estimate.
        words: how many of each kind of tag to show.
    """
    parts = []
    for key, name in _FACTS.items():
        if name not in known.columns or known[name].null_count() == len(known):
            continue
        value = pl.col(name)
        if name in _LISTS:
            value = value.list.head(words)
        elif name == "bio":
            value = value.str.head(_BIO)
        elif known.schema[name] == pl.Float64:
            value = value.round_sig_figs(6)
        parts.append(value.alias(key))
    # the closing word keeps the comma in front of it right whatever is left out
    encoded = known.select(pl.struct(*parts, pl.lit(1).alias("_")).struct.json_encode()).to_series()
    bare = encoded.str.replace_all(_UNKNOWN, "").str.replace(r',?"_":1\}$', "")
    shown = pl.DataFrame({"bare": bare, "audience": audience}).select(
        pl.when(pl.col("audience").is_not_null())
        .then(pl.col("bare") + ',"audience":' + pl.col("audience") + "}")
        .otherwise(pl.col("bare") + "}")
    )
    return shown.to_series()
