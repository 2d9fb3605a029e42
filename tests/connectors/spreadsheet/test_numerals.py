"""Numbers as people write them."""

import polars as pl
import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from groundswell.connectors.spreadsheet.numerals import (
    decide_mark,
    decide_unit,
    read_numbers,
    why_not,
)


def one(text: str, mark: str = ".") -> float | None:
    value = read_numbers(pl.Series([text]), mark).values[0]  # type: ignore[arg-type]
    return None if value is None else float(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.2M", 1_200_000),
        ("475.8m", 475_800_000),
        ("29.0b", 29e9),
        ("12,5k", 12_500),
        ("1 234 567", 1_234_567),
        ("1\u00a0234\u2009567", 1_234_567),
        ("1\u202f234", 1234),
        ("1.234.567", 1_234_567),
        ("1'234", 1234),
        ("1’234’567.5", 1_234_567.5),
        ("1,234", 1234),
        ("1.234", 1.234),
        ("12,34,567", 1_234_567),
        ("228000000000.0", 228e9),
        ("1e5", 1e5),
        ("1.78E+3", 1780),
        ("~5k", 5000),
        ("10k+", 10_000),
        ("ca. 3,5 Tsd.", 3500),
        ("2,3 Mio.", 2.3e6),
        ("1.5万", 15_000),
        ("3 lakh", 300_000),
        ("1.2 crore", 12e6),
        ("1.2M followers", 1.2e6),
        ("+7", 7),
        ("-3", -3),
        ("−3.5", -3.5),
        (".5", 0.5),
        ("0.034", 0.034),
    ],
)
def test_reads(text: str, value: float) -> None:
    assert one(text) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("10k-20k", "range"),
        (">1000", "bound"),
        ("12 mil", "thousand in Spanish"),
        ("1 2", "one number"),
        ("1.2.3", "one number"),
        ("12,34,5", "one number"),
        ("many", "not a number"),
        ("inf", "not a number"),
        ("", "not a number"),
    ],
)
@pytest.mark.parametrize("mark", [".", ","])
def test_refuses(text: str, reason: str, mark: str) -> None:
    assert one(text, mark) is None
    assert reason in why_not(text)


def test_the_mark_settles_what_can_be_read_either_way() -> None:
    assert (one("1.234", "."), one("1.234", ",")) == (1.234, 1234)
    assert (one("1,234", "."), one("1,234", ",")) == (1234, 1.234)
    assert one("12.5", ",") == 12.5
    assert one("12.345.678,9", ",") == 12_345_678.9


def test_percent_signs_are_seen_and_not_yet_divided() -> None:
    numbers = read_numbers(pl.Series(["3,4 %", "3.4%", "3.4", None, "x%"]), ".")
    assert numbers.values.to_list() == [3.4, 3.4, 3.4, None, None]
    assert numbers.percent.to_list() == [True, True, False, False, False]
    assert numbers.refused.to_list() == [False, False, False, False, True]


@given(
    number=st.decimals(-10_000_000, 10_000_000, places=2, allow_nan=False),
    place=st.sampled_from(["en", "de", "de_CH", "es", "pt_BR", "it", "nl", "sv", "en_IN"]),
)
def test_what_a_locale_writes_is_read_back(number: object, place: str) -> None:
    text = format_decimal(number, format="#,##0.00", locale=place)
    mark = "." if place in {"en", "de_CH", "en_IN"} else ","
    assert one(text, mark) == pytest.approx(float(number), abs=1e-9)  # type: ignore[arg-type]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32), max_size=8))
def test_plain_numbers_are_themselves(values: list[float]) -> None:
    got = read_numbers(pl.Series([repr(value) for value in values], dtype=pl.String), ".")
    assert got.values.to_list() == values


@given(st.lists(st.text(max_size=8), max_size=8), st.sampled_from([".", ","]))
def test_any_text_is_read_or_refused(texts: list[str], mark: str) -> None:
    got = read_numbers(pl.Series(texts, dtype=pl.String), mark)  # type: ignore[arg-type]
    for value, refused in zip(got.values, got.refused, strict=True):
        assert (value is None) is bool(refused)


@pytest.mark.parametrize(
    ("texts", "kind", "choice", "doubtful"),
    [
        (["1,234.5", "12"], "number", ".", False),
        (["1.234,5", "12"], "number", ",", False),
        (["12,5k", "3k"], "count", ",", False),
        (["1.234.567"], "count", ",", False),
        (["1,234,567"], "count", ".", False),
        (["1.234", "5.678"], "count", ",", False),
        (["1,234", "5,678"], "count", ".", False),
        (["1.234", "5.678"], "number", ".", True),
        (["1,234"], "number", ".", True),
        (["12", "13"], "count", ".", False),
    ],
)
def test_decimal_mark_of_a_column(texts: list[str], kind: str, choice: str, doubtful: bool) -> None:
    decision = decide_mark(pl.Series(texts), kind, None)  # type: ignore[arg-type]
    assert (decision.choice, decision.doubtful) == (choice, doubtful)


@pytest.mark.parametrize(
    ("texts", "header", "engagement", "choice", "doubtful"),
    [
        (["3.4%", "1.2%"], "er", True, "percent", False),
        (["0.034", "0.012"], "er", True, "fraction", False),
        (["3.4", "1.2"], "er", True, "percent", False),
        (["0.034", "0.012"], "ER (%)", True, "fraction", True),
        (["0.4", "0.9", "0.7"], "er", True, "percent", True),
        (["0.4", "0.9", "0.7"], "credibility", False, "fraction", False),
        (["40", "90"], "credibility", False, "percent", False),
    ],
)
def test_unit_of_a_rate_column(
    texts: list[str], header: str, engagement: bool, choice: str, doubtful: bool
) -> None:
    numbers = read_numbers(pl.Series(texts), ".")
    decision = decide_unit(numbers, header, engagement=engagement)
    assert (decision.choice, decision.doubtful) == (choice, doubtful)
    assert decision.reason
