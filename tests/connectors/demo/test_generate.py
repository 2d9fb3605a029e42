"""The demo crowd: the same for the same seed, plausible as a crowd, and nobody real."""

import json
from functools import cache

import numpy as np
import polars as pl
import pytest

from groundswell.connectors.demo import generate
from groundswell.creators.facts import AUDIENCE_DIMENSIONS, FACTS
from groundswell.creators.frames import AUDIENCE, DTYPES, IDENTITY
from groundswell.creators.platforms import Platform


@cache
def crowd() -> pl.DataFrame:
    return next(iter(generate.profiles(generate.BLOCK, seed=3)))


def audiences() -> pl.DataFrame:
    column = crowd()["audience"].drop_nulls().str.json_decode(AUDIENCE)
    return column.struct.unnest()


def test_the_same_seed_gives_the_same_people():
    again = next(iter(generate.profiles(500, seed=3)))
    assert again.equals(crowd().head(500))
    assert not next(iter(generate.profiles(500, seed=4))).equals(again)


def test_blocks_can_be_made_apart():
    blocks = list(generate.profiles(generate.BLOCK + 200, seed=3))
    assert [len(block) for block in blocks] == [generate.BLOCK, 200]
    assert next(iter(generate.profiles(200, seed=3, first_block=1))).equals(blocks[1])


def test_nobody_stands_twice_within_or_across_blocks():
    both = pl.concat(
        [crowd(), next(iter(generate.profiles(generate.BLOCK, seed=3, first_block=7)))]
    )
    assert not both.select("platform", "key").is_duplicated().any()


def test_columns_are_those_of_a_profile_frame():
    frame = crowd()
    assert set(frame.columns) - set(IDENTITY) - set(FACTS) == {"audience", "creator_group"}
    for name in set(frame.columns) & set(FACTS):
        assert frame[name].dtype == DTYPES[name], name
    for name, fact in FACTS.items():
        if fact.choices and name in frame.columns:
            assert set(frame[name].drop_nulls().unique()) <= set(fact.choices)


def test_every_row_says_that_it_is_synthetic():
    assert crowd()["synthetic"].all()
    mails = crowd()["contacts"].drop_nulls().explode()
    assert mails.str.contains(r"\.example$").all()


@pytest.mark.parametrize(
    ("size", "low", "high"), [(10_000, 0.16, 0.24), (50_000, 0.03, 0.07), (1_000_000, 5e-4, 3e-3)]
)
def test_sizes_follow_the_published_tail(size, low, high):
    assert low < (crowd()["followers"] >= size).mean() < high


def test_engagement_falls_with_size_on_instagram():
    instagram = crowd().filter(pl.col("platform") == Platform.INSTAGRAM.value)
    followers, rate = instagram["followers"], instagram["er_followers"]
    medians = {
        "nano": rate.filter(followers < 10_000).median(),
        "micro": rate.filter(followers.is_between(10_000, 50_000)).median(),
        "more": rate.filter(followers > 50_000).median(),
    }
    assert medians["nano"] > 1.8 * medians["micro"]
    assert medians["micro"] > 1.1 * medians["more"]


def test_rates_are_what_their_formula_says():
    rows = crowd().filter(pl.col("er_views").is_not_null())
    formula = (rows["avg_likes"] + rows["avg_comments"] + rows["avg_shares"].fill_null(0)) / rows[
        "avg_views"
    ]
    assert np.allclose(rows["er_views"], formula, atol=1e-6)


def test_a_creator_has_one_name_and_topic_and_no_platform_twice():
    siblings = (
        crowd()
        .group_by("creator_group")
        .agg(
            pl.len(),
            pl.col("name").n_unique().alias("names"),
            pl.col("topics").list.first().n_unique().alias("topics"),
            pl.col("platform").n_unique().alias("platforms"),
        )
    )
    assert (siblings["len"] > 1).mean() > 0.1
    assert (siblings["names"] == 1).all()
    assert (siblings["topics"] == 1).all()
    assert (siblings["platforms"] == siblings["len"]).all()


def test_audience_shares_are_shares_of_known_dimensions():
    for keys, shares in audiences().head(2_000).select("keys", "shares").iter_rows():
        sums: dict[str, float] = {}
        assert len(set(keys)) == len(keys) == len(shares)
        for key, share in zip(keys, shares, strict=True):
            dimension = key.split(":")[0]
            assert dimension in AUDIENCE_DIMENSIONS
            assert 0 < share <= 1
            if dimension != "interest":
                sums[dimension] = sums.get(dimension, 0) + share
        assert max(sums.values()) <= 1.01


def test_audience_follows_the_creator():
    rows = crowd().filter(pl.col("audience").is_not_null() & pl.col("country").is_not_null())
    own = [
        dict(zip(a["keys"], a["shares"], strict=True)).get(f"country:{country}", 0)
        for a, country in zip(
            map(json.loads, rows["audience"].head(2_000)), rows["country"], strict=False
        )
    ]
    assert 0.45 < float(np.median(own)) < 0.8
