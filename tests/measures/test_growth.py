import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.measures import growth

DAY = growth.DAY


def daily(*values):
    return [day * DAY for day in range(len(values))], list(values)


def test_growth_between_the_days_that_were_seen():
    found = growth.growth([0, 90 * DAY], [1_000, 1_061])
    assert found is not None
    assert (found.value, found.n) == (pytest.approx(0.061), 2)
    assert found.low == found.high == found.value


def test_a_start_that_nobody_saw_is_bracketed_by_its_neighbours():
    found = growth.growth([0, 20 * DAY, 100 * DAY], [1_000, 1_200, 1_500])
    assert found is not None
    assert found.start == 10 * DAY
    assert found.value == pytest.approx(1_500 / 1_100 - 1)
    assert (found.low, found.high) == (pytest.approx(0.25), pytest.approx(0.5))


def test_a_series_that_is_too_short_gives_no_growth():
    assert growth.growth([0], [10]) is None
    assert growth.growth([0, 80 * DAY], [10, 11]) is None
    assert growth.growth([0, 88 * DAY], [10, 11]) is not None, "three days of slack"
    assert growth.growth([0, 90 * DAY], [0, 11]) is None, "nothing grows from nothing"
    assert (growth.days_seen([0, 84 * DAY]), growth.days_seen([])) == (84, 0)


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=40), st.integers(1, 1_000))
def test_growth_does_not_depend_on_the_scale_and_lies_in_its_bracket(values, scale):
    times = [place * 10 * DAY for place in range(len(values))]
    found = growth.growth(times, values)
    scaled = growth.growth(times, [value * scale for value in values])
    assert (found is None) == (scaled is None)
    if found is not None and scaled is not None:
        assert scaled.value == pytest.approx(found.value)
        slack = 1e-9 * (1 + abs(found.value))
        assert found.low - slack <= found.value <= found.high + slack


def test_g05_a_purchase_stands_out_and_so_does_the_purge():
    steps = [10, 8, 12, 9, 11, 10, 13, 8, 10, 2_100, 12, 9, -310, 10]
    counts = 20_000 + np.concatenate([[0], np.cumsum(steps)])
    times = [day * DAY for day in range(len(counts))]
    found = growth.jumps(times, counts)
    assert [one.change for one in found] == [2_100]
    assert found[0].start == 9 * DAY
    assert found[0].z > 100


def test_what_a_post_explains_is_no_unexplained_jump():
    times, counts = daily(*range(1_000, 1_010), 1_200, *range(1_201, 1_206))
    assert len(growth.jumps(times, counts)) == 1
    assert growth.jumps(times, counts, explained=[8 * DAY]) == []
    assert len(growth.jumps(times, counts, explained=[2 * DAY])) == 1


def test_a_steady_or_short_series_has_no_jumps():
    assert growth.jumps(*daily(*[5_000] * 30)) == []
    assert growth.jumps(*daily(100, 900, 100)) == []
    assert growth.jumps(*daily(*[1_000 + day for day in range(60)])) == []
