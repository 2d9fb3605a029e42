"""Shares of several audiences together, against numbers worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.measures.intervals import kish, wilson_of_share
from groundswell.measures.pooling import effective_size, pooled


def test_one_audience_is_its_own_sample():
    one = pooled([50_000], [400], [0.25])

    low, high = wilson_of_share(0.25, 400)
    assert one is not None
    assert (one.share, one.n, one.low, one.high) == (0.25, 400, float(low), float(high))


def test_two_audiences_by_hand():
    # 30k followers known by 100 people, 10k by 400: (40k)^2 / (9e8 / 100 + 1e8 / 400)
    one = pooled([30_000, 10_000], [100, 400], [0.5, 0.1])

    assert one is not None
    assert one.share == pytest.approx((0.5 * 3 + 0.1) / 4)
    assert one.n == pytest.approx(1.6e9 / (9e6 + 2.5e5))


def test_nobody_has_no_shares():
    assert pooled([], [], []) is None
    assert pooled([0.0], [10], [0.5]) is None
    with pytest.raises(ValueError, match="sample"):
        effective_size([1], [0])
    with pytest.raises(ValueError, match="sample"):
        effective_size([-1], [5])


_audiences = st.lists(
    st.tuples(st.integers(1, 10**7), st.integers(1, 5_000), st.floats(0, 1)),
    min_size=1,
    max_size=30,
)


@given(audiences=_audiences)
def test_it_lies_between_the_parts_and_is_worth_no_more_than_all_of_them(audiences):
    weights, sizes, shares = (np.array(part) for part in zip(*audiences, strict=True))

    one = pooled(weights, sizes, shares)

    assert one is not None
    assert shares.min() - 1e-9 <= one.share <= shares.max() + 1e-9
    assert one.low - 1e-9 <= one.share <= one.high + 1e-9
    assert sizes.min() * (1 - 1e-9) <= one.n <= sizes.sum() * (1 + 1e-9)
    # the same as weighing every person of the samples by hand
    if sizes.sum() <= 20_000:
        assert one.n == pytest.approx(kish(np.repeat(weights / sizes, sizes)))
