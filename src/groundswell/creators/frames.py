"""The columnar form of facts: how millions of profiles travel between layers.

A *profile frame* is a Polars frame with one row per profile as one source saw it at one time:

=============  =========  ====================================================================
platform       UInt8      `platforms.Platform`
key            String     identifies the profile within the platform (see `models.Profile`)
handle         String     as shown to people
platform_id    String     nullable
observed_at    Int64      seconds since 1970 UTC
<fact>         `DTYPES`   any subset of `facts.FACTS`, one column each; null is "not said"
audience       String     nullable; compact JSON of the audience estimate, `AUDIENCE`
=============  =========  ====================================================================

Imports and the demo generator make profile frames, `actions.record_profiles` stores them, and
`discovery.document` turns them (or rows read back from the catalog) into documents.
"""

import polars as pl

from groundswell.creators.facts import FACTS, Kind

_BY_KIND: dict[Kind, pl.DataType | type[pl.DataType]] = {
    "text": pl.String,
    "code": pl.String,
    "words": pl.List(pl.String),
    "count": pl.Int64,
    "number": pl.Float64,
    "rate": pl.Float64,
    "money": pl.Int64,
    "time": pl.Int64,
    "flag": pl.Boolean,
    "contacts": pl.List(pl.String),
}

DTYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    fact.name: _BY_KIND[fact.kind] for fact in FACTS.values()
}

IDENTITY: dict[str, pl.DataType | type[pl.DataType]] = {
    "platform": pl.UInt8,
    "key": pl.String,
    "handle": pl.String,
    "platform_id": pl.String,
    "observed_at": pl.Int64,
}

AUDIENCE = pl.Struct(
    {
        "as_of": pl.Int64,
        "n": pl.Int64,  # sample size; null where the source does not say
        "basis": pl.String,  # followers, likers, commenters, any
        "keys": pl.List(pl.String),  # "country:US", "age:18-24", "cell:US/18-24/female"
        "shares": pl.List(pl.Float64),  # fractions, in the order of keys
    }
)

POST_IDENTITY: dict[str, pl.DataType | type[pl.DataType]] = {
    "platform": pl.UInt8,  # of the profile
    "key": pl.String,  # of the profile; handle and platform_id may stand beside it
    "handle": pl.String,
    "platform_id": pl.String,
    "post_key": pl.String,  # the platform's id of the post, else its address
    "observed_at": pl.Int64,
}

POST_KINDS = (
    "image", "carousel", "video", "reel", "short", "story", "live", "text", "link", "episode"
)  # fmt: skip

POST_DTYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "published_at": pl.Int64,  # seconds since 1970 UTC
    "kind": pl.String,  # one of POST_KINDS
    "url": pl.String,
    "title": pl.String,
    "caption": pl.String,
    "language": pl.String,
    "hashtags": pl.List(pl.String),  # lower case, without #
    "mentions": pl.List(pl.String),  # lower case, without @
    "brands": pl.List(pl.String),
    "topics": pl.List(pl.String),
    "sponsored": pl.Boolean,
    "likes": pl.Int64,
    "comments": pl.Int64,
    "shares": pl.Int64,
    "saves": pl.Int64,
    "views": pl.Int64,
    "reach": pl.Int64,
    "impressions": pl.Int64,
    "duration": pl.Float64,  # seconds
}
"""A *posts frame*: one row per post as one source saw it; `POST_IDENTITY` and any of these."""
