import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.measures import engagement
from groundswell.measures.engagement import PostState

LIKES = [310, 295, 320, 305, 280, 300, 315, 290, 4800, 298, 307, 285]


def test_g02_one_viral_post_moves_the_mean_and_not_the_median():
    found = engagement.summarise(LIKES, 10_000)
    assert found is not None
    assert (found.n, round(found.mean, 4)) == (12, 0.0675)
    assert found.median == pytest.approx(0.03025)
    assert found.trimmed == pytest.approx(0.03025)
    assert (found.low, found.high) == (pytest.approx(0.0290), pytest.approx(0.0315))
    assert round(found.coverage, 3) == 0.961
    assert round(engagement.robust_z(LIKES).max()) == 303


def test_g03_the_ratio_of_sums_is_not_the_mean_of_ratios():
    hits, views = [100, 10, 400], [1000, 50, 20_000]
    rates = engagement.rate("er_v_lc", views, likes=hits, comments=[0, 0, 0])
    assert round(float(rates.mean()), 4) == 0.1067
    assert round(sum(hits) / sum(views), 4) == 0.0242
    twice = engagement.summarise(hits * 2, views * 2)
    assert twice is not None
    assert round(twice.ratio_of_sums, 4) == 0.0242


def test_fewer_than_six_posts_are_not_enough():
    assert engagement.summarise([300] * 5, 10_000) is None
    assert engagement.summarise([300] * 6 + [math.nan], 10_000).n == 6
    assert engagement.summarise([300] * 9, [0] * 9) is None


def test_at_most_the_newest_thirty_posts_count():
    found = engagement.summarise([100] * 30 + [9_000] * 30, 10_000)
    assert (found.n, found.mean) == (30, pytest.approx(0.01))


@pytest.mark.parametrize(
    ("definition", "counts", "base", "expected"),
    [
        ("er_f_lc", {"likes": 280, "comments": 20}, 10_000, 0.03),
        ("er_f_all", {"likes": 280, "comments": 20, "saves": 60, "shares": 40}, 10_000, 0.04),
        ("like_rate_f", {"likes": 280}, 10_000, 0.028),
        ("er_r_static", {"likes": 280, "comments": 20, "saves": 60}, 3_000, 0.12),
        ("er_r_reel", {"likes": 280, "comments": 20, "saves": 60, "shares": 40}, 4_000, 0.1),
        ("er_i", {"engagements": 50}, 1_000, 0.05),
        ("er_v_lc", {"likes": 90, "comments": 10}, 5_000, 0.02),
        ("er_v", {"likes": 90, "comments": 10, "shares": 50}, 5_000, 0.03),
        ("er_v_saves", {"likes": 90, "comments": 10, "shares": 50, "saves": 50}, 5_000, 0.04),
    ],
)
def test_each_definition(definition, counts, base, expected):
    assert float(engagement.rate(definition, base, **counts)) == pytest.approx(expected)


def test_a_rate_is_unknown_without_a_base_and_refused_with_the_wrong_parts():
    assert np.isnan(engagement.rate("like_rate_f", [0, 10], likes=[5, 5]).tolist()[0])
    assert np.isnan(engagement.rate("like_rate_f", 10, likes=math.nan))
    with pytest.raises(ValueError, match="likes, comments"):
        engagement.rate("er_f_lc", 10, likes=3)
    with pytest.raises(ValueError, match="likes"):
        engagement.rate("like_rate_f", 10, likes=3, saves=1)


@pytest.mark.parametrize(
    ("platform", "base", "definition"),
    [
        ("tiktok", "views", "er_v"),
        ("youtube", "views", "er_v_lc"),
        ("instagram", "followers", "er_f_lc"),
        ("twitch", "followers", "er_f_lc"),
    ],
)
def test_the_headline_base(platform, base, definition):
    assert engagement.headline_base(platform) == base
    assert engagement.headline_definition(platform) == definition
    assert engagement.DEFINITIONS[definition].base == base


def test_the_headline_never_mixes_bases():
    rates = {"by_followers": 0.01, "by_views": 0.05, "stated": 0.03}
    assert engagement.headline("tiktok", **rates) == (0.05, "views")
    assert engagement.headline("instagram", **rates) == (0.01, "followers")
    rates["by_views"] = None
    assert engagement.headline("tiktok", **rates) == (0.03, "stated")
    assert engagement.headline("tiktok", by_followers=0.01, by_views=None, stated=None) is None
    assert engagement.headline("x", by_followers=0.0, by_views=None, stated=0.5) == (
        0.0,
        "followers",
    )


def test_reach_converts_only_with_a_measured_rate():
    assert engagement.by_reach(0.03, 0.20) == pytest.approx(0.15)
    with pytest.raises(ValueError, match="measured"):
        engagement.by_reach(0.03, 0.0)


def test_which_posts_count():
    assert engagement.eligible(PostState(7))
    assert not engagement.eligible(PostState(6.9))
    assert not engagement.eligible(PostState(27, "long_video"))
    assert engagement.eligible(PostState(28, "long_video"))
    for fault in ("deleted", "boosted", "likes_hidden"):
        assert not engagement.eligible(PostState(90, **{fault: True}))


COUNTS = st.lists(st.integers(0, 10**6), min_size=6, max_size=30)


@given(COUNTS, st.randoms())
def test_the_order_of_posts_does_not_matter(likes, random):
    mixed = list(likes)
    random.shuffle(mixed)
    one, other = engagement.summarise(likes, 5_000), engagement.summarise(mixed, 5_000)
    assert one.median == other.median
    assert (one.low, one.high, one.coverage) == (other.low, other.high, other.coverage)
    assert one.low <= one.median <= one.high


@given(COUNTS)
def test_ten_times_everything_leaves_the_rates(likes):
    one = engagement.summarise(likes, 5_000)
    ten = engagement.summarise([10 * each for each in likes], 50_000)
    assert ten.median == pytest.approx(one.median)
    assert ten.ratio_of_sums == pytest.approx(one.ratio_of_sums)


@pytest.mark.parametrize(
    ("n", "ranks", "coverage"),
    [(1, (1, 1), 0.0), (5, (1, 5), 0.9375), (6, (1, 6), 0.96875), (12, (3, 10), 0.9614)],
)
def test_order_statistics(n, ranks, coverage):
    low, high, exact = engagement.median_interval(range(1, n + 1))
    assert (low, high) == ranks
    assert exact == pytest.approx(coverage, abs=1e-4)


@given(st.integers(6, 200))
def test_the_interval_is_the_narrowest_that_covers(n):
    low, high, coverage = engagement.median_interval(np.arange(1, n + 1))
    assert coverage >= 0.95
    assert low + high == n + 1
    within = sum(math.comb(n, k) for k in range(int(low) + 1, n - int(low))) / 2**n
    assert within < 0.95


def test_an_interval_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        engagement.median_interval([])


def test_robust_z_where_nothing_varies():
    assert engagement.robust_z([3, 3, 3, 3, 8]).tolist() == [0, 0, 0, 0, math.inf]
