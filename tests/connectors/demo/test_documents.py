"""What is invented beside a profile: coherent with it, and the same however many are asked for."""

from functools import cache

import numpy as np
import orjson
import polars as pl
import pytest

from groundswell.connectors.demo import generate, loading, posts, series, witnesses
from groundswell.connectors.demo.chunks import CHUNK, RICH_EVERY, Chunk, chunks
from groundswell.creators.frames import AUDIENCE, POST_DTYPES, POST_IDENTITY, POST_KINDS
from groundswell.creators.platforms import Platform
from groundswell.measures import growth

AS_OF = 1_790_000_000
DAY = 86_400


@cache
def chunk() -> Chunk:
    return made(CHUNK)


def made(count: int, number: int = 0) -> Chunk:
    frame = next(iter(generate.profiles(count, seed=3, as_of=AS_OF)))
    return list(chunks(frame, seed=3, block=0))[number]


@cache
def published() -> pl.DataFrame:
    return posts.posts(chunk(), as_of=AS_OF)


@cache
def counted() -> pl.DataFrame:
    return series.followers(chunk(), as_of=AS_OF)


def beside(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    return frame.join(chunk().frame.select("platform", "key", *names), on=["platform", "key"])


@pytest.mark.parametrize(
    "invent",
    [posts.posts, series.followers, witnesses.panel, witnesses.insights, witnesses.comments],
)
def test_a_profile_has_the_same_however_many_there_are(invent):
    few = invent(made(130), as_of=AS_OF)
    many = invent(chunk(), as_of=AS_OF)
    first = chunk().frame.head(130).select("platform", "key")
    assert few.equals(many.join(first, on=["platform", "key"], how="semi"))
    assert not invent(made(CHUNK + 100, 1), as_of=AS_OF).is_empty()


def test_posts_are_a_posts_frame():
    frame = published()
    known = {**POST_IDENTITY, **POST_DTYPES}
    assert all(frame.schema[name] == known[name] for name in frame.columns)
    assert frame.select("platform", "key", "post_key").is_unique().all()
    assert set(frame["kind"].unique()) <= set(POST_KINDS)
    assert frame["published_at"].max() < AS_OF


def test_how_many_posts_there_are():
    sizes = beside(published(), "creator_group").group_by("platform", "key", "creator_group").len()
    rich = sizes.filter(pl.col("creator_group") % RICH_EVERY == 0)["len"]
    rest = sizes.filter(pl.col("creator_group") % RICH_EVERY != 0)["len"]
    assert (rich.min() >= posts.RICH[0], rich.max() <= posts.RICH[1]) == (True, True)
    assert (rest.min() > posts.SPARSE[0], rest.max() <= posts.SPARSE[1] + posts.LAST_WEEK) == (
        True,
        True,
    )


def test_posts_engage_as_the_profile_says():
    rows = beside(published(), "er_followers", "followers").filter(
        pl.col("platform") == Platform.INSTAGRAM
    )
    each = rows.with_columns(rate=(pl.col("likes") + pl.col("comments")) / pl.col("followers"))
    middle = each.group_by("key").agg(pl.col("rate").median(), pl.col("er_followers").first())
    ratio = (middle["rate"] / middle["er_followers"]).to_numpy()
    assert 0.7 < np.median(ratio) < 1.05
    best = each.group_by("key").agg((pl.col("rate").max() / pl.col("rate").median()).alias("best"))
    assert (best["best"] > 5).mean() > 0.03, "some posts go far beyond"


def test_tags_and_brands_are_the_profiles_own_and_captions_carry_them():
    rows = beside(published(), *(f"{name}" for name in ("brands", "hashtags", "topics"))).rename(
        {"brands_right": "own_brands", "hashtags_right": "own_tags"}
    )
    for row in rows.head(1_500).iter_rows(named=True):
        assert set(row["hashtags"] or ()) <= set(row["own_tags"] or ())
        assert set(row["brands"] or ()) <= set(row["own_brands"] or ())
        assert all(f"#{tag}" in row["caption"] for tag in row["hashtags"] or ())
        assert all(f"@{name}" in row["caption"] for name in row["mentions"] or ())


def test_some_paid_posts_say_so_and_some_do_not():
    with_brand = published().filter(pl.col("brands").is_not_null())
    assert 0.01 < with_brand.height / published().height < 0.3
    assert 0.5 < with_brand["sponsored"].mean() < 1.0
    assert published().filter(pl.col("brands").is_null())["sponsored"].sum() < with_brand.height


def test_what_posts_had_gathered_earlier_is_less():
    before = posts.earlier(published(), as_of=AS_OF)
    both = before.join(published(), on=["platform", "key", "post_key"])
    assert (both["likes"] <= both["likes_right"]).all()
    assert (both["observed_at"] < both["observed_at_right"]).all()
    assert before.group_by("platform", "key").len()["len"].max() <= 4


def test_the_series_ends_at_what_the_profile_says():
    rows = beside(counted(), "growth_90d", "followers").rename({"followers_right": "now"})
    for (_, now, said), own in rows.group_by("key", "now", "growth_90d"):
        times = [*own["observed_at"], AS_OF]
        counts = [*own["followers"], now]
        found = growth.growth(times, counts)
        if found is not None and now > 3_000:
            assert found.low - 0.12 <= said <= found.high + 0.12


def test_series_are_daily_weekly_or_a_quarter_and_some_jump():
    sizes = counted().group_by("platform", "key").len()["len"]
    assert {series.DAILY, series.YEARLY, series.QUARTERLY} <= set(sizes)
    jumping = 0
    for _, own in counted().group_by("platform", "key"):
        if len(own) >= 30:
            jumping += bool(growth.jumps(own["observed_at"], own["followers"]))
    assert 3 < jumping < 60


def test_the_panel_speaks_of_every_fifth_creator_and_differs():
    said = beside(witnesses.panel(chunk(), as_of=AS_OF), "followers", "creator_group").rename(
        {"followers_right": "own"}
    )
    assert set(said["creator_group"] % witnesses.PANEL_EVERY) == {0}
    off = (said["followers"] / said["own"] - 1).abs()
    assert 0.1 < (off > 0.1).mean() < 0.8
    assert (said["observed_at"] < AS_OF).all()


def test_shared_audiences_are_large_and_comment_samples_often_too_small():
    shared = witnesses.insights(chunk(), as_of=AS_OF)["audience"].str.json_decode(AUDIENCE)
    sampled = witnesses.comments(chunk(), as_of=AS_OF)["audience"].str.json_decode(AUDIENCE)
    assert shared.struct.field("n").min() >= 120
    assert 0.2 < (sampled.struct.field("n") < 30).mean() < 0.8
    for told in shared.to_list()[:50]:
        shares = dict(zip(told["keys"], told["shares"], strict=True))
        assert all(0 < share <= 1 for share in shares.values())
        for dimension in ("age", "gender"):
            own = [share for key, share in shares.items() if key.startswith(f"{dimension}:")]
            assert sum(own) == pytest.approx(1, abs=0.001)
        assert any(key.startswith("cell:*/") for key in shares)


def test_every_row_says_that_it_is_synthetic():
    assert counted()["synthetic"].all()
    assert witnesses.panel(chunk(), as_of=AS_OF)["synthetic"].all()
    assert published()["url"].str.contains(r"^https://[a-z]+\.example/").all()


def test_a_creator_is_not_cut_in_two():
    frame = pl.DataFrame({"creator_group": [1, 1, 2, 2, 2, 3, 4]})
    parts = [part["creator_group"].to_list() for part in loading.parts(frame, 3)]
    assert parts == [[1, 1, 2, 2, 2], [3, 4]]


def test_audience_texts_are_compact_json():
    told = witnesses.insights(chunk(), as_of=AS_OF)["audience"][0]
    assert orjson.dumps(orjson.loads(told)).decode() == told
