import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from groundswell.measures import peers

counts = st.lists(st.integers(0, 500), min_size=3, max_size=60)


def even():
    return peers.curve(np.linspace(100, 200, 11), [100] * 10, log=False)


def test_an_even_spread_has_the_percentiles_one_expects():
    found = even()
    assert found is not None
    assert found.n == 1_000
    assert [found.percentile(value) for value in (-5, 100, 125, 150, 199, 400)] == pytest.approx(
        [0, 0, 0.25, 0.5, 0.99, 1]
    )
    assert found.quantile(0.25) == pytest.approx(125)
    assert max(found.density) == 1
    assert len(found.density) == peers.STEPS


def test_a_value_has_its_place_with_its_interval():
    found = even()
    place = peers.place(found, 150, 140, 160)
    assert place.percentile == pytest.approx(0.5)
    assert place.at == pytest.approx(0.5)
    assert 0 < place.low < place.at < place.high < 1
    beyond = peers.place(found, 1e9)
    assert (beyond.percentile, beyond.at, beyond.low, beyond.high) == (1, 1, None, None)


def test_of_the_many_who_have_nothing_half_count_as_lower():
    found = peers.curve([0, 0.01, 0.5, 1], [600, 300, 100], log=False)
    assert found.percentile(0) == pytest.approx(0.3)
    assert found.percentile(0.005) == pytest.approx(0.45)
    assert found.percentile(0.01) == pytest.approx(0.6)
    assert found.percentile(-0.1) == 0


def test_a_few_far_out_do_not_press_the_others_together():
    many = [1] * 2 + [400] * 6 + [1] * 80 + [90]
    found = peers.curve(np.arange(len(many) + 1), many, log=False)
    assert found.high < 20
    assert found.position(85) == 1
    assert found.percentile(85) == pytest.approx(0.964, abs=0.01)


def test_a_logarithmic_axis_has_equal_ratios():
    edges = np.geomspace(1, 10_000, 41)
    found = peers.curve(edges, [10] * 40, log=True)
    middle = np.sqrt(found.low * found.high)
    assert found.position(middle) == pytest.approx(0.5)
    assert found.percentile(100) == pytest.approx(0.5)


def test_few_peers_give_no_curve():
    assert peers.curve([0, 1, 2], [10, 19], log=False) is None
    assert peers.curve([0, 1, 2], [10, 20], log=False) is not None


@pytest.mark.parametrize(
    ("edges", "many", "log"),
    [([0, 1], [1, 2], False), ([0, 0, 1], [50, 50], False), ([0, 1, 2], [-1, 99], False),
     ([0, 1, 2], [50, 50], True)],
)  # fmt: skip
def test_what_cannot_be_is_refused(edges, many, log):
    with pytest.raises(ValueError, match=r"curve|axis"):
        peers.curve(edges, many, log=log)


def test_the_curve_of_a_normal_spread_looks_like_one():
    values = np.random.default_rng(1).normal(10, 2, 20_000)
    many, edges = np.histogram(values, bins=np.linspace(0, 20, 101))
    found = peers.curve(edges, many, log=False)
    axis = np.linspace(found.low, found.high, peers.STEPS)
    assert axis[int(np.argmax(found.density))] == pytest.approx(10, abs=0.4)
    assert found.quantile(0.975) == pytest.approx(13.92, abs=0.1)
    assert found.density[0] < 0.2 > found.density[-1]


@given(counts, st.floats(-1, 70), st.floats(-1, 70))
def test_percentiles_rise_and_quantiles_undo_them(many, one, other):
    assume(sum(many) >= peers.FEWEST)
    found = peers.curve(np.arange(len(many) + 1), many, log=False)
    assert found is not None
    low, high = sorted((one, other))
    assert 0 <= found.percentile(low) <= found.percentile(high) <= 1
    assert 0 <= found.position(low) <= found.position(high) <= 1
    assert found.low < found.high
    share = found.percentile(one)
    if found.below[1] < share < 1:
        assert found.percentile(found.quantile(share)) == pytest.approx(share)
