import pytest

from groundswell.measures import benchmarks, engagement
from groundswell.measures.benchmarks import PRESETS, figure


def test_the_default_is_one_of_them() -> None:
    assert benchmarks.DEFAULT in PRESETS


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.id)
def test_a_figure_has_a_formula_that_we_know_or_says_that_it_has_none(
    preset: benchmarks.Preset,
) -> None:
    assert preset.source
    assert preset.population
    for row in preset.figures:
        assert row.definition is None or row.definition in engagement.DEFINITIONS
        assert row.high is None or row.low < row.high
        assert row.value is not None or row.spread is not None
        low, high = row.spread or (0.0, 1.0)
        assert 0 <= low <= high <= 1
        assert row.value is None or low <= row.value <= high


@pytest.mark.parametrize(
    ("followers", "rate"),
    [(999, None), (1_000, 0.0178), (9_999, 0.0178), (10_000, 0.0054), (50_000, None), (2_000_000, 0.0033)],
)  # fmt: skip
def test_ranges_are_half_open_and_gaps_stay_gaps(followers: int, rate: float | None) -> None:
    found = figure("hypeauditor_2026", "instagram", "er_f_lc", followers)
    assert (found.value if found else None) == rate


def test_only_the_same_formula_and_platform_are_compared() -> None:
    assert figure("hypeauditor_2026", "instagram", "er_i", 5_000) is None
    assert figure("hypeauditor_2026", "tiktok", "er_f_lc", 5_000) is None
    assert figure("x_open_2026", "x", "er_f_lc", 5_000) is None
    assert figure("hypeauditor_2026", "instagram", "er_f_lc", None) is None


def test_the_narrowest_range_wins() -> None:
    nano = figure("hypeauditor_2023", "instagram", "er_f_lc", 5_000)
    large = figure("hypeauditor_2023", "instagram", "er_f_lc", 800_000)
    assert nano is not None
    assert large is not None
    assert (nano.value, large.value) == (0.0219, 0.0185)


def test_old_and_undated_figures_are_stale() -> None:
    assert PRESETS["markerly_2016"].stale(2026)
    assert PRESETS["seed_scrunch"].stale(2026)
    assert not PRESETS["captiv8_2024"].stale(2026)
    assert PRESETS["captiv8_2024"].stale(2027)
