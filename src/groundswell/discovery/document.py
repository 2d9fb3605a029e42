"""What is indexed: the neutral document, as columns.

A batch of documents is a Polars frame with `SCHEMA`. Engines take batches, never single objects,
because the catalog is loaded by the million. The generator makes the same frames, so benchmarks
exercise the path that real catalogs take.
"""

import polars as pl

from groundswell.discovery.fields import KEYWORD, KEYWORDS, NUMERIC, TEXT

SHARE = pl.Struct(
    {
        "dimension": pl.String,  # country, city, language, gender, age, interest, brand, cell
        "key": pl.String,  # age holds every run of neighbouring bands: 18-24, 18-34 ...
        "share": pl.Int16,  # thousandths, rounded half to even
        "low": pl.Int16,  # lower end of the 95 % Wilson interval; null without a sample size
        "high": pl.Int16,
    }
)

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.Int64,
    "version": pl.Int64,
    "owner": pl.Int64,
    "hidden_for": pl.List(pl.Int64),
    **{field.name: pl.Int64 for field in NUMERIC},
    **{field.name: pl.String for field in KEYWORD},
    **{field.name: pl.List(pl.String) for field in KEYWORDS},
    **{field.name: pl.String for field in TEXT},
    "shares": pl.List(SHARE),
    "card": pl.String,  # JSON of what a result shows
}

# The card: compact JSON that a result shows and that reasons and likeness read. Keys whose value is
# not known (null, empty list) are left out. Values are in human units, as in `creators.facts`.
#
#   creator      int row of the creator
#   platform     slug; handle, name, url, picture, bio: str
#   followers, following, posts, avg_views, avg_likes, avg_comments, er_followers, er_views, growth,
#   credibility, quality, price (minor units), posts_per_week, sponsored_share: numbers
#   er           headline engagement rate (fraction), and er_base its base:
#                "followers", "views", "reach", "impressions" or "stated"
#   country, region, city, language, gender, account, category, currency, source, basis: str
#   posted, seen, joined, audience_at: seconds since 1970 UTC
#   is, has, also_on, languages, interests, games: list of str, complete
#   topics, hashtags, mentions, brands: list of str in order of importance, the first CARD_WORDS
#   audience     {"country:US": 410, "age:18-34": 620, ...}: shares in thousandths, largest first
#                within a dimension, the first CARD_SHARES of each dimension (all of gender and age)
#   audience_n   sample size; audience_basis: str
CARD_WORDS = 12
CARD_SHARES = 8
