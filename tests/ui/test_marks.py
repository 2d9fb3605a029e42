from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.kernel.clock import now
from groundswell.ui import marks

shares = st.floats(0, 1)


def part(text: str) -> float:
    return float(text.removesuffix("%")) / 100


@given(shares, shares, shares)
def test_a_share_bar_is_solid_to_the_low_end_and_pale_to_the_high_one(
    a: float, b: float, c: float
) -> None:
    low, value, high = sorted((a, b, c))
    bar = marks.share_bar(value, low, high, threshold=0.3)
    assert part(bar["solid"]) == pytest.approx(low, abs=1e-4)
    assert part(bar["band_x"]) + part(bar["band"]) == pytest.approx(high, abs=2e-4)
    assert part(bar["at"]) == pytest.approx(value, abs=1e-4)
    assert bar["threshold"] == "30.00%"


def test_without_an_interval_nothing_is_solid() -> None:
    bar = marks.share_bar(0.4, None, None)
    assert (bar["solid"], bar["band"], bar["threshold"]) == ("0.00%", "40.00%", None)


@given(st.lists(st.floats(0, 1e6), max_size=60), st.none() | shares)
def test_a_ridge_stays_in_its_frame(curve: list[float], value: float | None) -> None:
    drawn = marks.ridge(curve, value, 0.1, 0.9)
    ys = [float(point.split(",")[1]) for point in drawn["points"].split()]
    assert all(0 <= y <= drawn["foot"] for y in ys)
    assert (drawn["at"] is None) == (value is None)
    assert 0 <= drawn["top"] <= drawn["foot"]


@given(st.lists(st.floats(-1e9, 1e9), max_size=90))
def test_a_sparkline_stays_in_its_frame_and_ends_at_the_last_value(values: list[float]) -> None:
    drawn = marks.spark(values, flagged=[0, 500])
    assert len(drawn["points"].split()) == len(values)
    assert (drawn["last"] is None) == (not values)
    assert len(drawn["flagged"]) == bool(values)
    for point in drawn["points"].split():
        x, y = map(float, point.split(","))
        assert 0 <= x <= drawn["width"]
        assert 0 <= y <= drawn["height"]


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=40))
def test_each_bar_that_counts_something_is_seen(counts: list[int]) -> None:
    bars = marks.histogram(counts, height=44)
    assert [bar.height > 0 for bar in bars] == [count > 0 for count in counts]
    assert max(bar.height for bar in bars) == (44 if any(counts) else 0)


def test_the_disc_empties_over_the_shelf_life() -> None:
    week = timedelta(days=7)
    assert marks.freshness(now(), week)["full"]
    half = marks.freshness(now() - week / 2, week)
    assert not half["full"]
    assert half["path"]
    assert marks.freshness(now() - week * 2, week) == {"full": False, "path": "", "old": True}


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Maren Okoye-Lindt", "MO"), ("@wren", "W"), ("", "–"), ("🌿", "–"), ("李 雷", "李雷")],
)
def test_initials(name: str, initials: str) -> None:
    drawn = marks.avatar(name)
    assert drawn["initials"] == initials
    assert drawn == marks.avatar(name)


def test_parts_of_a_whole_fill_it_from_light_to_dark() -> None:
    drawn = marks.pieces([("nano", 14), ("micro", 41), ("mid", 7)])
    assert sum(part(piece["width"]) for piece in drawn) == pytest.approx(1, abs=1e-3)
    assert [piece["shade"] for piece in drawn] == [1, 3, 5]
