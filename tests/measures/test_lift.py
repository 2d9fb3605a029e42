import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from groundswell.measures.lift import lift

rates = st.lists(st.floats(1e-4, 0.5), min_size=6, max_size=40)


def test_twice_the_rate_is_a_lift_of_a_hundred_per_cent():
    found = lift([0.04, 0.05, 0.06] * 3, [0.02, 0.025, 0.03] * 3)
    assert found is not None
    assert found.value == pytest.approx(1.0)
    assert found.low < 1 < found.high
    assert (found.n, found.without) == (9, 9)


def test_the_interval_is_welchs():
    one, other = (
        [0.031, 0.04, 0.052, 0.033, 0.06, 0.045],
        [0.02, 0.03, 0.025, 0.05, 0.01, 0.022, 0.03],
    )
    found = lift(one, other)
    reference = stats.ttest_ind(np.log(one), np.log(other), equal_var=False).confidence_interval()
    assert found is not None
    assert found.low == pytest.approx(np.expm1(reference.low))
    assert found.high == pytest.approx(np.expm1(reference.high))


def test_too_few_on_either_side_say_nothing():
    assert lift([0.1] * 5, [0.1] * 20) is None
    assert lift([0.1] * 20, [0.1] * 5) is None
    assert lift([0.1] * 5 + [0.0, np.nan], [0.1] * 20) is None


def test_equal_rates_have_no_spread():
    found = lift([0.2] * 6, [0.1] * 6)
    assert found is not None
    assert found.low == found.high == pytest.approx(1.0)


@given(rates, rates, st.floats(0.01, 100))
def test_scaling_all_rates_leaves_the_lift(one, other, scale):
    found, scaled = lift(one, other), lift(np.array(one) * scale, np.array(other) * scale)
    assert found is not None
    assert scaled is not None
    assert scaled.value == pytest.approx(found.value, rel=1e-6, abs=1e-6)
    assert found.low - 1e-9 <= found.value <= found.high + 1e-9
