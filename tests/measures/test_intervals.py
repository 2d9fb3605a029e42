import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from groundswell.measures import intervals


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (12, 100, 0.0700, 0.1981),
        (60, 200, 0.2407, 0.3668),
        (300, 1000, 0.2724, 0.3291),
    ],
)
def test_g20_wilson(hits, n, low, high):
    found = [round(float(end), 4) for end in intervals.wilson(hits, n)]
    assert found == [low, high]
    assert [round(float(e), 4) for e in intervals.wilson_of_share(hits / n, n)] == [low, high]


def test_nothing_is_known_from_nobody():
    for interval in (intervals.wilson, intervals.clopper_pearson):
        assert [float(end) for end in interval(0, 0)] == [0.0, 1.0]


@given(st.integers(1, 5_000), st.floats(0, 1))
def test_intervals_hold_the_share_and_the_exact_one_is_wider_at_its_ends(n, share):
    hits = round(share * n)
    low, high = intervals.wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1
    exact_low, exact_high = intervals.clopper_pearson(hits, n)
    assert 0 <= exact_low <= hits / n + 1e-12
    assert hits / n - 1e-12 <= exact_high <= 1


@given(st.integers(1, 500), st.integers(0, 500))
def test_successes_and_failures_mirror(n, hits):
    assume(hits <= n)
    for interval in (intervals.wilson, intervals.clopper_pearson):
        low, high = interval(hits, n)
        other_low, other_high = interval(n - hits, n)
        assert low == pytest.approx(1 - other_high)
        assert high == pytest.approx(1 - other_low)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(300, 900)), min_size=1, max_size=30))
def test_arrays_agree_with_single_values(pairs):
    hits, sizes = np.array(pairs).T
    low, high = intervals.wilson(hits, sizes)
    for index, (k, n) in enumerate(pairs):
        assert (low[index], high[index]) == intervals.wilson(k, n)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 10, 0.0, 0.3085), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1.0), (1, 20, 0.0013, 0.2487)],
)
def test_clopper_pearson_against_published_tables(hits, n, low, high):
    assert [round(float(end), 4) for end in intervals.clopper_pearson(hits, n)] == [low, high]


def test_counts_must_make_sense():
    for hits, n in ((-1, 5), (6, 5), (0, -1)):
        with pytest.raises(ValueError, match="between 0 and n"):
            intervals.wilson(hits, n)


def test_goodman_for_seven_bands():
    assert round(intervals.goodman_z(7), 3) == 2.690
    bands = [10, 80, 120, 60, 20, 8, 2]
    low, high = intervals.goodman(bands)
    plain_low, plain_high = intervals.wilson(bands, sum(bands))
    assert np.all(low <= plain_low)
    assert np.all(high >= plain_high)
    expected = intervals.wilson(120, 300, z=intervals.goodman_z(7))
    assert [low[2], high[2]] == pytest.approx([float(end) for end in expected])


def test_kish():
    assert round(intervals.kish([1] * 80 + [5] * 20), 1) == 55.9
    assert intervals.kish([2.5] * 40) == pytest.approx(40)
    assert intervals.kish([]) == 0.0


@pytest.mark.parametrize(
    ("margin", "population", "needed"),
    [
        (0.05, None, 385),
        (0.05, 2_000, 323),
        (0.05, 10_000, 370),
        (0.03, None, 1068),
        (0.1, None, 97),
    ],
)
def test_sample_sizes(margin, population, needed):
    assert intervals.sample_for(margin, population=population) == needed


@pytest.mark.parametrize(
    ("hits", "n", "show", "reason"),
    [
        (5, 20, False, "sample"),
        (15, 30, False, "width"),
        (10, 40, True, "ok"),
        (20, 50, True, "ok"),
        (4, 100, False, "relative"),
        (8, 100, False, "relative"),
        (30, 100, True, "ok"),
        (20, 200, True, "ok"),
        (6, 400, True, "ok"),
    ],
)
def test_g20_show_or_hide(hits, n, show, reason):
    verdict = intervals.display(hits, n)
    assert (verdict.show, verdict.reason) == (show, reason)
    assert bool(verdict.sentence) is not show


def test_widths_behind_the_verdicts():
    assert round(intervals.display(15, 30).width, 3) == 0.374
    assert round(intervals.display(10, 40).width, 3) == 0.285
    assert round(intervals.display(10, 40).relative, 2) == 1.14
    assert intervals.display(8, 100).relative == pytest.approx(1.46, abs=0.01)


def test_small_groups_are_private():
    assert intervals.display(6, 400, private=True).reason == "privacy"
    assert intervals.display(10, 400, private=True).show
    assert intervals.display(0, 400, private=True).show


def test_what_is_said_instead():
    assert intervals.display(3, 22).sentence == (
        "Not enough data (n = 22). 385 followers would give ± 5 points."
    )
