"""The facts of all profiles on a list, as columns: what its summary adds up."""

import polars as pl

from groundswell.creators import bulk
from groundswell.creators.frames import AUDIENCE
from groundswell.creators.models import PUBLIC
from groundswell.creators.platforms import Platform
from groundswell.creators.rules import Layer, lay_over
from groundswell.measures.engagement import BY_VIEWS
from groundswell.relationships.models import List
from groundswell.workspaces.scope import Scope

MOST = 20_000
"""Of a longer list the profiles added last are summed up, and the summary says so."""

_FACTS = pl.Struct(
    {
        "name": pl.String,
        "followers": pl.Int64,
        "country": pl.String,
        "language": pl.String,
        "er_followers": pl.Float64,
        "er_views": pl.Float64,
        "er_stated": pl.Float64,
        "avg_likes": pl.Float64,
        "avg_comments": pl.Float64,
        "avg_shares": pl.Float64,
        "avg_views": pl.Float64,
        "price_min": pl.Int64,
        "price_max": pl.Int64,
        "price_currency": pl.String,
    }
)
_LAYERS: dict[str, pl.DataType | type[pl.DataType]] = {
    "profile": pl.Int64,
    "shown": pl.Int64,
    "owner": pl.Int64,
    "creator": pl.Int64,
    "platform": pl.Int64,
    "handle": pl.String,
    "facts": pl.String,
    "origins": pl.String,
    "audience": pl.String,
    "seen_at": pl.Int64,
}
_SLUGS = {int(platform): platform.slug for platform in Platform}


def gathered(scope: Scope, row: List) -> pl.DataFrame:
    """One row per profile on the list that is in the catalog, the workspace's layer over the public.

    Columns: ``profile`` (kept row), ``shown``, ``creator`` (who stands for the group), ``platform``
    (slug), ``handle``, the facts above, ``er`` with its ``er_base``, ``audience`` (decoded), and
    ``seen_at`` (seconds since 1970 UTC).
    """
    found = _laid_over(_layers(scope, row))
    facts = found["facts"].str.json_decode(_FACTS).struct.unnest()
    audience = found["audience"].str.json_decode(AUDIENCE)
    platform = found["platform"].replace_strict(_SLUGS, return_dtype=pl.String)
    known = pl.concat(
        [found.select("profile", "shown", "creator", "handle", "seen_at"), facts],
        how="horizontal",
    )
    return known.with_columns(platform=platform, audience=audience).with_columns(_engagement())


def _layers(scope: Scope, row: List) -> pl.DataFrame:
    return bulk.fetch(
        "SELECT e.profile, t.id, t.owner, COALESCE(c.merged_into_id, c.id), t.platform, t.handle, "
        "t.facts, t.origins, t.audience, t.seen_at FROM (SELECT profile FROM relationships_listentry WHERE list_id = %s "
        "ORDER BY id DESC LIMIT %s) e "
        "CROSS JOIN creators_profile p CROSS JOIN creators_profile t "
        "CROSS JOIN creators_creator c "
        "WHERE p.id = e.profile AND p.owner IN (%s, %s) AND t.platform = p.platform "
        "AND t.key = p.key AND t.owner IN (%s, %s) AND c.id = t.creator_id",
        [row.pk, MOST, *(PUBLIC, scope.workspace) * 2],
        _LAYERS,
    )


def _laid_over(layers: pl.DataFrame) -> pl.DataFrame:
    """One row per profile: of two layers the private one, with the newest value of each fact."""
    twice = layers.filter(pl.len().over("profile") > 1)
    alone = layers.filter(pl.len().over("profile") == 1).drop("origins")
    if twice.is_empty():
        return alone
    merged = []
    for pair in twice.sort("profile", "owner").partition_by("profile"):
        public, private = pair.to_dicts()
        view = lay_over(*(_layer(one) for one in (public, private)))
        merged.append(
            {
                **private,
                "facts": _dumped(view.facts),
                "audience": view.audience,
                "seen_at": max(public["seen_at"], private["seen_at"]),
            }
        )
    return pl.concat([alone, pl.DataFrame(merged, schema=_LAYERS).drop("origins")])


def _layer(row: dict[str, object]) -> Layer:
    return Layer.read(str(row["facts"]), str(row["origins"]), row["audience"])  # type: ignore[arg-type]


def _dumped(facts: dict[str, object]) -> str:
    import orjson

    return orjson.dumps(facts).decode()


def _engagement() -> list[pl.Expr]:
    """The headline rate, as discovery shows it: by the platform's own base, else as stated."""
    deeds = pl.col("avg_likes") + pl.col("avg_comments")
    own = {
        "views": pl.coalesce(
            "er_views",
            _over(deeds + pl.col("avg_shares").fill_null(0), pl.col("avg_views")),
        ),
        "followers": pl.coalesce("er_followers", _over(deeds, pl.col("followers"))),
    }
    by_views = pl.col("platform").is_in(list(BY_VIEWS))
    views, followers = (
        pl.when(here).then(own[base])
        for here, base in ((by_views, "views"), (~by_views, "followers"))
    )
    stated = pl.col("er_stated")
    base = (
        pl.when(views.is_not_null())
        .then(pl.lit("views"))
        .when(followers.is_not_null())
        .then(pl.lit("followers"))
        .when(stated.is_not_null())
        .then(pl.lit("stated"))
    )
    return [pl.coalesce(views, followers, stated).alias("er"), base.alias("er_base")]


def _over(over: pl.Expr, under: pl.Expr) -> pl.Expr:
    return pl.when(under > 0).then(over / under)
