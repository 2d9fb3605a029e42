"""Every kind of chart for the page of components, on invented figures."""

from datetime import date, datetime, timedelta
from math import sin

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

_SOURCE = "invented"


def charts(moment: datetime) -> list[Chart]:
    """Line over a band, points over bands, bars with intervals, pyramid, heat, map, and too little."""
    first = moment.date() - timedelta(days=90)
    return [_growth(first, moment), _posts(first, moment), _kinds(moment), _ages(moment),
            _hours(moment), _world(moment), _nothing()]  # fmt: skip


def _growth(first: date, moment: datetime) -> Chart:
    rows = [
        (first + timedelta(days=at), round(45_400 + at * 30 + 200 * sin(at / 9)), 45_400 + at * 4,
         45_400 + at * 24)
        for at in range(0, 91, 3)
    ]  # fmt: skip
    columns = [
        Column(name, label, "count")
        for name, label in (
            ("n", "Followers"),
            ("low", "Peers, lower quarter"),
            ("high", "Peers, upper quarter"),
        )
    ]
    return Chart(
        uid="sg-line", title="Line over a band",
        finding="Followers grew from 45,400 to 48,100, faster than most peers.", unit="followers",
        source=_SOURCE, as_of=moment, columns=(Column("day", "Day", "day"), *columns), rows=rows,
        drawing=Plot("day", (Band("low", "high", "middle half of peers", "peer"), Line("n", "Maren"))),
    )  # fmt: skip


def _posts(first: date, moment: datetime) -> Chart:
    rates = [0.041, 0.032, 0.068, 0.049, 0.021, 0.055, 0.044, 0.094, 0.036, 0.051, 0.028, 0.06]
    rows = [
        (first + timedelta(days=at * 8), rate, at in {4, 10}, f"Post {at + 1}")
        for at, rate in enumerate(rates)
    ]
    return Chart(
        uid="sg-points", title="Points over intervals",
        finding="12 posts between 2.1% and 9.4%, median 4.6%.", unit="by followers",
        source=_SOURCE, as_of=moment, rows=rows,
        columns=(Column("day", "Published", "day"), Column("rate", "Engagement", "rate"),
                 Column("paid", "Paid"), Column("post", "Post")),
        drawing=Plot("day", (
            Span(0.014, 0.032, "middle half of peers", "peer"), Span(0.036, 0.056, "median, 95% interval"),
            Level(0.046, "median"),
            Points("rate", "post", flag="paid", flag_label="paid post", tip="post"),
        ), low=0),
    )  # fmt: skip


def _kinds(moment: datetime) -> Chart:
    return Chart(
        uid="sg-bars", title="Bars with intervals",
        finding="Reels do best: 5.1%.", unit="engagement by followers", source=_SOURCE, as_of=moment,
        columns=(Column("kind", "Kind"), Column("rate", "Engagement", "rate"),
                 Column("low", "from", "rate"), Column("high", "to", "rate")),
        rows=[("Reel", 0.051, 0.044, 0.059), ("Carousel", 0.038, 0.031, 0.046), ("Image", 0.024, 0.015, 0.036)],
        drawing=Plot("kind", (Bars("rate", "engagement, with its 95% interval", low="low", high="high"),)),
    )  # fmt: skip


def _ages(moment: datetime) -> Chart:
    sides = (Side("w", "w_low", "w_high", "Women"), Side("m", "m_low", "m_high", "Men"))
    names = [name for side in sides for name in (side.column, side.low, side.high)]
    return Chart(
        uid="sg-ages", title="Pyramid", finding="Largest group: women aged 25–34, 39%.",
        unit="share of the audience", source=_SOURCE, as_of=moment,
        columns=(Column("age", "Age"), *(Column(name, name, "rate") for name in names)),
        rows=[("18–24", 0.23, 0.21, 0.26, 0.04, 0.03, 0.06), ("25–34", 0.39, 0.36, 0.42, 0.07, 0.05, 0.09),
              ("35–44", 0.11, 0.09, 0.13, None, None, None)],
        drawing=Pyramid("age", *sides),
    )  # fmt: skip


def _hours(moment: datetime) -> Chart:
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    rows = [
        (day, *((at * hour) % 7 if hour > 8 else 0 for hour in range(24)))
        for at, day in enumerate(days, 1)
    ]
    return Chart(
        uid="sg-heat", title="Heat", finding="Posts come out after eight in the morning.",
        unit="posts per hour of the week", source=_SOURCE, as_of=moment,
        columns=(Column("day", "Day"), *(Column(f"h{hour}", str(hour), "count") for hour in range(24))),
        rows=rows, drawing=Heat("day"),
    )  # fmt: skip


def _world(moment: datetime) -> Chart:
    return Chart(
        uid="sg-map", title="Map", finding="Largest: United States 41%.",
        unit="share of the audience", source=_SOURCE, as_of=moment,
        columns=(Column("code", "Code"), Column("name", "Country"), Column("share", "Share", "rate")),
        rows=[("US", "United States", 0.41), ("CA", "Canada", 0.12), ("GB", "United Kingdom", 0.09),
              ("BR", "Brazil", 0.22), ("AU", "Australia", 0.3)],
        drawing=World("code", "share"),
    )  # fmt: skip


def _nothing() -> Chart:
    return Chart(
        uid="sg-none", title="Too little", finding="Followers were counted too seldom for a line.",
        unit="followers", source=_SOURCE, as_of=None,
        columns=(Column("day", "Day", "day"), Column("n", "Followers", "count")), rows=[],
        drawing=Plot("day", (Line("n", "Maren"),)),
    )  # fmt: skip
