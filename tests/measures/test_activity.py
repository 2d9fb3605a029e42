import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.measures import activity

DAY = activity.DAY


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.689), (1, 0.025, 5.572), (10, 4.795, 18.390), (100, 81.364, 121.627)],
)
def test_the_poisson_interval_is_garwoods(count, low, high):
    found = activity.poisson(count)
    assert found == (pytest.approx(low, abs=0.001), pytest.approx(high, abs=0.001))


def test_posts_per_week_over_ninety_days():
    times = [day * DAY for day in range(0, 400, 7)]
    found = activity.rhythm(times, 400 * DAY)
    assert found is not None
    assert (found.n, found.start, found.end) == (13, 310 * DAY, 400 * DAY)
    assert found.value == pytest.approx(13 / (90 / 7))
    assert found.low < found.value < found.high


def test_where_all_posts_lie_within_the_window_the_oldest_marks_its_beginning():
    found = activity.rhythm([10 * DAY, 17 * DAY, 24 * DAY, 31 * DAY], 38 * DAY)
    assert found is not None
    assert (found.n, found.value, found.start) == (3, 0.75, 10 * DAY)


def test_too_few_posts_or_too_short_a_time_give_no_rhythm():
    assert activity.rhythm([], 10 * DAY) is None
    assert activity.rhythm([1, 8 * DAY, 9 * DAY], 10 * DAY) is None
    assert activity.rhythm([1, 2, 3, 4, 5, 6], 6 * DAY) is None
    assert activity.rhythm([200 * DAY] * 9, 100 * DAY) is None, "posts of the future do not count"


@given(st.lists(st.integers(1, 1_000 * DAY), max_size=60), st.integers(1, 1_000 * DAY))
def test_the_rhythm_lies_in_its_interval_whatever_the_order(times, until):
    found = activity.rhythm(times, until)
    assert found == activity.rhythm(times[::-1], until)
    if found is not None:
        assert 0 < found.low < found.value < found.high
        assert found.n <= len(times)
        assert found.start < found.end == until


def test_the_best_hours_are_those_of_the_highest_median():
    hours = [8] * 8 + [18] * 8 + [22] * 5
    rates = [0.02] * 8 + [0.03] * 7 + [0.9] + [0.5] * 5
    found = activity.best_hours(hours, rates)
    assert found is not None
    assert (found.first, found.end, found.n) == (18, 21, 8)
    assert found.value == pytest.approx(1.0)
    assert found.low <= found.value <= found.high


def test_few_or_unmeasured_posts_have_no_best_hours():
    assert activity.best_hours([9] * 5, [0.1] * 5) is None
    assert activity.best_hours([9] * 20, [math.nan] * 20) is None
    assert activity.best_hours(range(0, 24, 3), [0.1] * 8) is None


def test_the_grid_counts_all_posts_and_takes_medians_of_the_measured():
    counts, medians = activity.weekly_grid([0, 0, 6], [9, 9, 23], [0.1, 0.3, math.nan])
    assert (counts[0, 9], counts[6, 23], counts.sum()) == (2, 1, 3)
    assert medians[0, 9] == pytest.approx(0.2)
    assert np.isnan(medians[6, 23])
