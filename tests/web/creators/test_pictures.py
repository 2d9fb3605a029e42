"""Series as charts: what is drawn, and the sentence that says it."""

from datetime import UTC, date, datetime

import pytest

from groundswell.creators.estimates import Estimate, NotEnough
from groundswell.creators.figures import Price
from groundswell.creators.queries import SourceShown
from groundswell.creators.series import FollowerSeries, Line, PostSeries
from groundswell.discovery.peers import Peers
from groundswell.measures.peers import curve
from groundswell.ui.charts import Band, Level, Plot, Points, Span
from groundswell.ui.charts import Line as Drawn
from groundswell.web.creators import cells, pictures

AGENCY = SourceShown(1, "file", "Agency list", "imported")
OTHER = SourceShown(2, "api", "Tracker", "public")
DAY = 86_400
START = int(datetime(2026, 8, 24, 12, tzinfo=UTC).timestamp())


def peers(n: int = 2_000) -> Peers:
    """Growth spread evenly over 0 to 10%, engagement over 0 to 5%."""
    growth = curve([0.0, 0.025, 0.05, 0.075, 0.1], [n / 4] * 4, log=False)
    rates = curve([0.001, 0.0125, 0.025, 0.0375, 0.05], [n / 4] * 4, log=False)
    assert growth is not None
    assert rates is not None
    return Peers("instagram", 25_000, 100_000, n, {"growth": growth, "er": rates})


def line(source: SourceShown, *values: float, step: int = 45) -> Line:
    times = tuple(START + at * step * DAY for at in range(len(values)))
    return Line(source, times, values)


def test_followers_grow_beside_the_middle_half_of_peers() -> None:
    series = FollowerSeries((line(AGENCY, 40_000, 41_000, 42_000),), (), START + 90 * DAY)
    chart = pictures.followers(series, "maren", peers())
    assert chart.rows[0] == (date(2026, 8, 24), 40_000, 40_000, 40_000)
    last = chart.rows[-1]
    assert last[1] == 42_000
    assert last[2] == pytest.approx(41_000, rel=0.01)  # 2.5% in 90 days
    assert last[3] == pytest.approx(43_000, rel=0.01)
    assert isinstance(chart.drawing, Plot)
    assert [type(mark) for mark in chart.drawing.marks] == [Band, Drawn]
    assert "40,000 to 42,000 followers, +5.0% in 90 days" in chart.finding
    assert "+2.5% to +7.5%" in chart.finding
    assert chart.source == "Agency list"


def test_each_source_has_a_line_and_gaps_stay_gaps() -> None:
    series = FollowerSeries(
        (line(AGENCY, 40_000, 41_000), line(OTHER, 39_000, 39_500, 40_000, step=30)), (), START
    )
    chart = pictures.followers(series, "maren", None)
    assert [row[1] for row in chart.rows] == [40_000, None, 41_000, None]
    assert [row[2] for row in chart.rows] == [39_000, 39_500, None, 40_000]
    assert chart.title == "Followers"
    assert [label for _, label in chart.keys] == ["maren, Tracker", "maren, Agency list"]


def test_one_count_makes_no_line() -> None:
    chart = pictures.followers(FollowerSeries((line(AGENCY, 40_000),), (), START), "maren", peers())
    assert chart.rows == []
    assert "too seldom" in chart.finding


def posts(
    median: Estimate | NotEnough, rates: tuple[float, ...] = (0.02, 0.05, 0.04)
) -> PostSeries:
    times = tuple(START + at * DAY for at in range(len(rates)))
    return PostSeries(
        times, rates, tuple(at == 1 for at in range(len(rates))), tuple(range(len(rates))),
        median, "er_f_lc", (AGENCY,), START,
    )  # fmt: skip


def test_posts_lie_over_the_interval_of_their_median_and_the_peers() -> None:
    median = Estimate("er_f_lc", 0.04, 0.03, 0.05, 3, (AGENCY,), START)
    chart = pictures.engagement(posts(median), peers(), {1: "paid one"})
    assert isinstance(chart.drawing, Plot)
    behind, interval, middle, points = chart.drawing.marks
    assert isinstance(behind, Span)
    assert (behind.low, behind.high) == (
        pytest.approx(0.013, rel=0.1),
        pytest.approx(0.0375, rel=0.05),
    )
    assert isinstance(interval, Span)
    assert (interval.low, interval.high) == (0.03, 0.05)
    assert isinstance(middle, Level)
    assert middle.value == 0.04
    assert isinstance(points, Points)
    assert points.flag == "paid"
    assert chart.rows[1] == (date(2026, 8, 25), 0.05, True, "paid one")
    assert chart.finding.startswith("3 posts between 2.0% and 5.0%, median 4.0%; the middle half")


def test_a_stated_rate_has_no_band_and_too_few_posts_no_median() -> None:
    stated = Estimate("er_followers", 0.04, sources=(AGENCY,), computed=False)
    chart = pictures.engagement(posts(stated), None, {})
    assert isinstance(chart.drawing, Plot)
    assert [type(mark) for mark in chart.drawing.marks] == [Points]
    none = pictures.engagement(posts(NotEnough("er_f_lc", 0, 6), ()), None, {})
    assert none.rows == []
    assert "No posts are known" in none.finding


def test_a_cell_says_value_base_interval_n_and_place() -> None:
    figure = Estimate("er_f_lc", 0.046, 0.036, 0.056, 24, (AGENCY,), START, START - 90 * DAY, START)
    cell = cells.cell_of(figure, peers().curves["er"])
    assert (cell.value, cell.base) == ("4.6%", "by followers")
    assert cell.facts == ("n 24 posts", "3.6–5.6%", "P92")
    assert cell.place is not None
    assert cell.place.low is not None
    assert cell.place.low < cell.place.at
    assert "Agency list, Aug 24, 2026" in cell.meaning["source"]
    assert "n 24 posts · 3.6–5.6% · May 26, 2026 – Aug 24, 2026" in cell.meaning["text"]


def test_a_stated_number_has_neither_interval_nor_n() -> None:
    cell = cells.cell_of(
        Estimate("views_stated", 19_400, sources=(AGENCY,), computed=False, note="per reel")
    )
    assert (cell.name, cell.value, cell.base) == ("Typical views", "19.4k", "per reel")
    assert cell.facts == ("as stated",)


def test_too_little_says_how_much_there_is() -> None:
    cell = cells.cell_of(NotEnough("er_f_lc", 4, 6))
    assert (cell.value, cell.have, cell.need) == ("", 4, 6)


@pytest.mark.parametrize(
    ("value", "key", "unit", "text"),
    [(0.061, "growth_90d", "rate", "+6.1%"), (-0.02, "growth_stated", "rate", "−2.0%"),
     (0.62, "reply_rate", "rate", "62%"), (0.046, "er_v", "rate", "4.6%"),
     (19_400, "views_median", "views", "19.4k"), (2.25, "posts_per_week", "posts per week", "2.2")],
)  # fmt: skip
def test_values_are_written_in_their_unit(value: float, key: str, unit: str, text: str) -> None:
    assert cells.written(value, key, unit) == text


def test_a_price_is_told_as_stated_without_cents() -> None:
    cell = cells.price_cell(Price(38_050, 62_000, "USD", AGENCY, START))
    assert (cell.value, cell.facts) == ("$380–$620", ("Agency list", "Aug 24, 2026"))
    assert cells.price_cell(Price(38_000, 38_000, "USD", None, START)).value == "$380"
    assert cells.price_cell(None).value == ""
