"""Dates and times as people write them."""

from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.connectors.spreadsheet.moments import (
    decide_order,
    month_number,
    read_times,
    why_not,
)

NOW = int(datetime(2024, 5, 10, 12, tzinfo=UTC).timestamp())


def one(text: str, order: str = "dmy", as_of: int | None = None) -> datetime | None:
    value = read_times(pl.Series([text]), order, as_of)[0]  # type: ignore[arg-type]
    return None if value is None else datetime.fromtimestamp(value, UTC)


@pytest.mark.parametrize(
    ("text", "order", "moment"),
    [
        ("2024-03-04", "dmy", (2024, 3, 4)),
        ("2024/03/04", "mdy", (2024, 3, 4)),
        ("2024-03-04T05:06:07", "dmy", (2024, 3, 4, 5, 6, 7)),
        ("2024-03-04T05:06:07Z", "dmy", (2024, 3, 4, 5, 6, 7)),
        ("2024-03-04T05:06:07.500+02:00", "dmy", (2024, 3, 4, 3, 6, 7)),
        ("03/04/2024", "dmy", (2024, 4, 3)),
        ("03/04/2024", "mdy", (2024, 3, 4)),
        ("4/22/2018 6:00", "mdy", (2018, 4, 22, 6)),
        ("4/22/18", "mdy", (2018, 4, 22)),
        ("22.04.2018", "dmy", (2018, 4, 22)),
        ("22.4.2018 6:05", "dmy", (2018, 4, 22, 6, 5)),
        ("04/22/2018 6:05 PM", "mdy", (2018, 4, 22, 18, 5)),
        ("22 Apr 2018", "dmy", (2018, 4, 22)),
        ("April 22, 2018", "dmy", (2018, 4, 22)),
        ("22-Apr-18", "dmy", (2018, 4, 22)),
        ("1 de março de 2021", "dmy", (2021, 3, 1)),
        ("3. März 2020", "dmy", (2020, 3, 3)),
        ("14 juillet 2019", "dmy", (2019, 7, 14)),
        ("Sep 2020", "dmy", (2020, 9, 1)),
        ("2015", "dmy", (2015, 1, 1)),
        ("2015-06", "dmy", (2015, 6, 1)),
        ("20200131", "dmy", (2020, 1, 31)),
        ("1600000000", "dmy", (2020, 9, 13, 12, 26, 40)),
        ("1600000000000", "dmy", (2020, 9, 13, 12, 26, 40)),
        ("2021年3月4日", "dmy", (2021, 3, 4)),
    ],
)
def test_reads(text: str, order: str, moment: tuple[int, ...]) -> None:
    assert one(text, order) == datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("3 days ago", (2024, 5, 7, 12)),
        ("an hour ago", (2024, 5, 10, 11)),
        ("2 weeks ago", (2024, 4, 26, 12)),
        ("yesterday", (2024, 5, 9, 12)),
        ("today", (2024, 5, 10, 12)),
    ],
)
def test_relative_times_count_from_the_day_of_the_file(text: str, moment: tuple[int, ...]) -> None:
    assert one(text, as_of=NOW) == datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type,misc]
    assert one(text) is None
    assert "--as-of" in why_not(text, "dmy", None)


@pytest.mark.parametrize("text", ["31/02/2024", "13/25/2020", "soon", "1850-01-01", "99", "12:30"])
def test_refuses(text: str) -> None:
    assert one(text) is None
    assert why_not(text, "dmy", None)


def test_a_date_of_the_other_order_is_refused_not_turned_round() -> None:
    got = read_times(pl.Series(["22/04/2018", "04/22/2018"]), "mdy", None)
    assert got.is_null().to_list() == [True, False]


@pytest.mark.parametrize(
    ("texts", "order", "doubtful"),
    [
        (["22/04/2018", "01/02/2018"], "dmy", False),
        (["04/22/2018", "01/02/2018"], "mdy", False),
        (["01/02/2018", "03/04/2018"], "dmy", True),
        (["01.02.2018"], "dmy", False),
        (["22/04/2018", "04/22/2018", "23/04/2018"], "dmy", True),
        (["2018-04-22"], "dmy", False),
    ],
)
def test_order_of_a_column(texts: list[str], order: str, doubtful: bool) -> None:
    decision = decide_order(pl.Series(texts))
    assert (decision.choice, decision.doubtful) == (order, doubtful)


EARLY, LATE = datetime(1971, 1, 1), datetime(2099, 12, 31)  # noqa: DTZ001 - hypothesis wants them bare


@given(st.datetimes(EARLY, LATE), st.sampled_from(["dmy", "mdy"]))
def test_what_is_written_is_read_back(moment: datetime, order: str) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    day = "%d/%m/%Y" if order == "dmy" else "%m/%d/%Y"
    for form in ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S", f"{day} %H:%M:%S"):
        assert one(moment.strftime(form), order) == moment


@given(st.lists(st.text(max_size=10), max_size=6))
def test_any_text_is_read_or_null(texts: list[str]) -> None:
    assert len(read_times(pl.Series(texts, dtype=pl.String), "dmy", NOW)) == len(texts)


def test_months() -> None:
    assert [month_number(text) for text in ("Mar", "3", "03.0", "März", "août", "x", "13")] == [
        3, 3, 3, 3, 8, None, None,
    ]  # fmt: skip
