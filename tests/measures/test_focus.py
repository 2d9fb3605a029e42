import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.measures.focus import focus


def test_ends_and_middle():
    assert focus([7]) == 1.0
    assert focus([3, 3, 3]) == pytest.approx(0.0)
    assert focus([0.9, 0.1]) == pytest.approx(1 - 0.325083 / 0.693147, abs=1e-6)
    assert focus([]) is None
    assert focus([0, 0]) is None
    assert focus([5, 0]) == 1.0
    with pytest.raises(ValueError, match="at least 0"):
        focus([1, -1])


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=40), st.integers(1, 1000))
def test_bounded_and_free_of_scale_and_order(weights, factor):
    value = focus(weights)
    assert 0.0 <= value <= 1.0
    assert focus([factor * each for each in reversed(weights)]) == pytest.approx(value)
