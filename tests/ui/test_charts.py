"""Charts: the table, the drawing and the file say the same; nothing is drawn bare."""

import base64
import csv
import io
import json
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from groundswell.ui import drawings
from groundswell.ui.charts import (
    Band,
    Bars,
    Chart,
    Column,
    Heat,
    Level,
    Line,
    Plot,
    Points,
    Pyramid,
    Side,
    Span,
    World,
)

DAYS = [date(2026, 11, day) for day in (1, 2, 3)]
AS_OF = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


def growth(**changes: Any) -> Chart:
    said: dict[str, Any] = {
        "uid": "growth",
        "title": "Followers",
        "finding": "Followers grew from 100 to 130.",
        "unit": "followers",
        "source": "Agency list",
        "as_of": AS_OF,
        "columns": (
            Column("day", "Day", "day"),
            Column("n", "Followers", "count"),
            Column("low", "Peers, low", "count"),
            Column("high", "Peers, high", "count"),
        ),
        "rows": [(DAYS[0], 1100, 90, 110), (DAYS[1], None, 91, 115), (DAYS[2], 1300, 92, 120)],
        "drawing": Plot("day", (Band("low", "high", "peers", "peer"), Line("n", "Maren"))),
    }
    return Chart(**{**said, **changes})


def rendered(chart: Chart) -> str:
    return Template("{% load charts %}{% chart spec %}").render(Context({"spec": chart}))


def rows_of_csv(chart: Chart) -> list[list[str]]:
    data = base64.b64decode(chart.csv.partition("base64,")[2]).decode()
    return list(csv.reader(io.StringIO(data)))


def test_table_file_and_drawing_hold_the_same_values() -> None:
    chart = growth()
    assert chart.table[0] == [("Nov 1, 2026", False), ("1,100", True), ("90", True), ("110", True)]
    assert rows_of_csv(chart) == [
        ["Day", "Followers", "Peers, low", "Peers, high"],
        ["2026-11-01", "1100", "90", "110"],
        ["2026-11-02", "", "91", "115"],
        ["2026-11-03", "1300", "92", "120"],
    ]
    spec = chart.spec
    assert spec["across"] == {"form": "day", "values": ["2026-11-01", "2026-11-02", "2026-11-03"]}
    band, line = spec["marks"]
    assert (band["low"], band["high"], band["ink"]) == ([90, 91, 92], [110, 115, 120], "peer")
    assert (line["values"], line["label"], line["dash"]) == ([1100, None, 1300], "Maren", False)


def test_an_unknown_value_is_a_dash_in_the_table_and_never_a_zero() -> None:
    chart = growth()
    assert chart.table[1][1] == ("–", True)
    assert chart.spec["marks"][1]["values"][1] is None


def test_the_axis_is_written_as_the_first_column_that_is_drawn() -> None:
    price = Column("p", "Price", "money", "EUR")
    chart = growth(
        columns=(Column("day", "Day", "day"), price),
        rows=[(DAYS[0], 12_500)],
        drawing=Plot("day", (Level(10_000, "median"), Line("p", "asked"))),
    )
    assert chart.spec["along"] == {"form": "money", "currency": "EUR", "low": None, "high": None}
    assert chart.table[0][1] == ("€125", True)


def test_marks_bring_what_they_draw() -> None:
    columns = (
        Column("day", "Day", "day"),
        Column("er", "Rate", "rate"),
        Column("paid", "Paid"),
        Column("what", "Post"),
    )
    marks = (
        Span(0.01, 0.03, "peers", "peer"),
        Level(0.02, "median"),
        Points("er", "post", flag="paid", flag_label="paid post", tip="what"),
    )
    chart = growth(
        columns=columns, rows=[(DAYS[0], 0.046, True, "=cmd")], drawing=Plot("day", marks)
    )
    span, level, points = chart.spec["marks"]
    assert (span["mark"], span["low"], span["high"]) == ("span", 0.01, 0.03)
    assert (level["mark"], level["value"]) == ("level", 0.02)
    assert points["flag"] == [True]
    assert points["tip"] == ["=cmd"]
    assert rows_of_csv(chart)[1] == ["2026-11-01", "0.046", "True", "'=cmd"]
    assert [label for _, label in chart.keys] == ["post", "paid post", "median", "peers"]


def test_bars_bring_their_interval() -> None:
    columns = (Column("k", "Kind"), *(Column(name, name, "rate") for name in ("v", "lo", "hi")))
    chart = growth(
        columns=columns,
        rows=[("reel", 0.04, 0.03, 0.05)],
        drawing=Plot("k", (Bars("v", "rate", low="lo", high="hi"),)),
    )
    (bars,) = chart.spec["marks"]
    assert (bars["values"], bars["low"], bars["high"]) == ([0.04], [0.03], [0.05])


@pytest.mark.parametrize("name", ["finding", "unit", "source", "title", "uid"])
def test_a_chart_without_its_words_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        growth(**{name: ""})


def test_rows_and_marks_have_to_fit_the_columns() -> None:
    with pytest.raises(ValueError, match="row 1 does not fit"):
        growth(rows=[(DAYS[0], 1, 2, 3), (DAYS[1], 1)])
    with pytest.raises(ValueError, match="no column 'nope'"):
        growth(drawing=Plot("day", (Line("nope", "x"),)))
    with pytest.raises(ValueError, match="no column 'when'"):
        growth(drawing=Plot("when", (Line("n", "x"),)))


def test_the_frame_has_picture_text_table_and_file() -> None:
    page = rendered(growth())
    assert 'role="img" aria-label="Followers grew from 100 to 130."' in page
    assert "followers · Agency list · as of Nov 3" in page
    assert '<th scope="col" class="gs-r">Followers</th>' in page
    assert 'download="growth.csv"' in page
    script = re.search(r'<script id="chart-spec-growth"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert script is not None
    assert json.loads(script[1])["locale"] == "en-US"


def test_what_a_source_says_cannot_break_out_of_the_page() -> None:
    page = rendered(growth(title="</script><b>x", source='"><i>y'))
    assert "<b>x" not in page
    assert "<i>y" not in page


def test_without_rows_it_says_so_and_draws_nothing() -> None:
    page = rendered(growth(rows=[]))
    assert "not enough data" in page
    assert "data-chart" not in page
    assert "<table" not in page


SIDES = (
    Side("w", "w_low", "w_high", "Women"),
    Side("m", "m_low", "m_high", "Men"),
)
PYRAMID = (
    Column("age", "Age"),
    *(Column(name, name, "rate") for side in SIDES for name in (side.column, side.low, side.high)),
)


def test_both_sides_of_a_pyramid_have_one_scale() -> None:
    rows = [("18-24", 0.2, 0.18, 0.25, 0.1, 0.09, 0.12), ("25-34", 0.05, 0.04, 0.06, *[None] * 3)]
    chart = growth(columns=PYRAMID, rows=rows, drawing=Pyramid("age", *SIDES))
    young, older = drawings.pyramid(chart)
    assert young.left.bar is not None
    assert young.right.bar is not None
    assert young.left.bar["at"] == "80.00%"  # 0.2 of 0.25
    assert young.right.bar["at"] == "40.00%"
    assert young.left.bar["solid"] == "72.00%"
    assert older.right.bar is None
    page = rendered(chart)
    assert "Women" in page
    assert "18–25" in page


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=24))
def test_shades_rise_with_the_value(values: list[float]) -> None:
    top = max(values)
    shaded = [drawings.shade(value, top) for value in sorted(values)]
    assert shaded == sorted(shaded)
    assert all(
        (shade == 0) == (value == 0) for shade, value in zip(shaded, sorted(values), strict=True)
    )
    assert top == 0 or shaded[-1] == drawings.SHADES


def test_a_heat_grid_shades_each_cell() -> None:
    columns = (Column("day", "Day"), *(Column(f"h{hour}", str(hour), "count") for hour in range(3)))
    chart = growth(columns=columns, rows=[("Mon", 0, 5, 10), ("Tue", 1, 0, 0)], drawing=Heat("day"))
    grid = drawings.heat(chart)
    assert [(name, [cell.shade for cell in cells]) for name, cells in grid] == [
        ("Mon", [0, 3, 5]),
        ("Tue", [1, 0, 0]),
    ]
    assert rendered(chart).count('class="gs-h5"') == 1


def test_a_map_shades_the_countries_that_it_knows() -> None:
    columns = (Column("code", "Code"), Column("name", "Country"), Column("share", "Share", "rate"))
    rows = [
        ("US", "United States", 0.5),
        ("DE", "Germany", 0.1),
        ("XX", "Nowhere", 0.2),
        ("FR", "France", None),
    ]
    chart = growth(columns=columns, rows=rows, drawing=World("code", "share"))
    assert [(land.shape, land.shade, land.text) for land in drawings.world(chart)] == [
        ("c276", 1, "Germany 10.0%"),
        ("c840", 5, "United States 50.0%"),
    ]
    page = rendered(chart)
    assert "world.svg#c840" in page
    assert "Nowhere" in page  # the table keeps what the map has no shape for
