"""Dates and times as people write them, read by the column into seconds since 1970 UTC."""

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Literal

import polars as pl

from groundswell.connectors.spreadsheet.numerals import Decision

Order = Literal["dmy", "mdy"]

OPEN = "no date leaves the order open"
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_ISO = (
    "%Y-%m-%d",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y.%m.%d",
    "%Y年%m月%d日",
)
_ZONED = ("%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f %#z")
_DAYS: dict[Order, tuple[str, ...]] = {
    "dmy": ("%d/%m/{}", "%d.%m.{}", "%d-%m-{}", "%d. %m. {}"),
    "mdy": ("%m/%d/{}", "%m.%d.{}", "%m-%d-{}"),
}
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", ", %H:%M", ", %H:%M:%S")
_NAMED = (
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%b %d %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%b %d, %Y %H:%M",
    "%d %b %Y %H:%M:%S",
    "%a %b %d %H:%M:%S %Y",
    "%a, %d %b %Y %H:%M:%S",
)
_SHORT = re.compile(r"^\s*(\d{1,2})[/.\-]\s?(\d{1,2})[/.\-]\s?(\d{4}|\d{2})\b")
_RELATIVE = re.compile(
    r"^(?:(\d+|an?)\s*(s|sec|second|min|minute|h|hr|hour|d|day|w|week|mo|month|y|yr|year)s?\s+ago"
    r"|(today|yesterday|just now))$",
    re.IGNORECASE,
)
_STEPS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "mo": 2_629_746, "y": 31_556_952}
_DAY_MONTH = re.compile(r"^(\d{1,2})\.?\s*(?:de\s+)?([^\W\d_]+)\.?\s*(?:de\s+)?,?\s*(\d{4})$")
_MONTH_DAY = re.compile(r"^([^\W\d_]+)\.?\s*(\d{1,2}),?\s*(\d{4})$")
_MONTH = re.compile(r"^([^\W\d_]+)\.?\s*(\d{4})$")


def read_times(text: pl.Series, order: Order, as_of: int | None) -> pl.Series:
    """Seconds since 1970 UTC; null where the text is null or cannot be read.

    A time without a zone is UTC, a date is its midnight, a month or year its first day. "3 days ago"
    counts from ``as_of`` and is refused where that is not known.
    """
    values = _numeric(text)
    for form in _forms(order):
        left = (values.is_null() & text.is_not_null()).arg_true()
        if not len(left):
            return values
        found = _by_form(text.gather(left), form)
        if found.null_count() < len(found):
            values = values.scatter(left, found)
    left = (values.is_null() & text.is_not_null()).arg_true()
    if not len(left):
        return values
    rest = text.gather(left)
    answers = {one: _by_hand(one, as_of) for one in rest.unique()}
    return values.scatter(left, [answers[one] for one in rest])


def decide_order(sample: pl.Series) -> Decision:
    """Whether days or months come first in dates such as 03/04/2024."""
    parts = sample.str.extract_groups(
        r"^\s*(?P<a>\d{1,2})[/.\-]\s?(?P<b>\d{1,2})[/.\-]\s?(?:\d{4}|\d{2})\b"
    ).struct.unnest()
    first, second = (parts[name].cast(pl.Int32).drop_nulls() for name in ("a", "b"))
    if not len(first):
        return Decision("dmy", OPEN)
    days, months = int((first > 12).sum()), int((second > 12).sum())
    if days and months:
        return Decision(
            "dmy" if days > months else "mdy", "some dates fit one order, some the other", True
        )
    if days:
        return Decision("dmy", "a first number above 12 can only be the day")
    if months:
        return Decision("mdy", "a second number above 12 can only be the day")
    dotted = bool(sample.str.contains(r"^\s*\d{1,2}\.\s?\d{1,2}\.").any())
    if dotted:
        return Decision("dmy", "dates with dots put the day first")
    return Decision("dmy", "no number is above 12; read as day/month", doubtful=True)


def why_not(text: str, order: Order, as_of: int | None) -> str:
    """What is wrong with a text that should have been a date."""
    if _RELATIVE.match(text.strip()) and as_of is None:
        return "This counts from a day that is not known; say it with --as-of."
    if _SHORT.match(text):
        first = "day" if order == "dmy" else "month"
        return f"This is no date with the {first} first, as the column has it."
    return "This is not a date."


@cache
def _forms(order: Order) -> tuple[str, ...]:
    other: Order = "mdy" if order == "dmy" else "dmy"
    del other  # a date that only fits the other order is refused, not turned round
    short = [
        day.format(year) + clock
        for year in ("%Y", "%y")
        for clock in _CLOCKS
        for day in _DAYS[order]
    ]
    return (*_ISO, *_ZONED, *short, *_NAMED)


def _by_form(text: pl.Series, form: str) -> pl.Series:
    if "%z" in form or "%#z" in form:
        return text.str.to_datetime(form, strict=False, time_zone="UTC").dt.epoch("s")
    if "%H" in form or "%I" in form:
        found = text.str.to_datetime(form, strict=False, time_unit="us").dt.epoch("s")
    else:
        found = text.str.to_date(form, strict=False).cast(pl.Datetime("us")).dt.epoch("s")
    return _plausible(found)


def _numeric(text: pl.Series) -> pl.Series:
    """Unix times in seconds or milliseconds, years, years with month, ``20240131``."""
    one = pl.col("text")
    whole = one.str.replace(r"\.0+$", "")
    number = (
        pl.when(whole.str.contains(r"^\d{10}$|^\d{13}$")).then(whole).cast(pl.Int64, strict=False)
    )
    unix = pl.when(number > 100_000_000_000).then(number // 1000).otherwise(number)
    year = pl.when(whole.str.contains(r"^(?:19|20)\d\d$")).then(whole + "-01-01")
    part = pl.coalesce(year, pl.when(one.str.contains(r"^(?:19|20)\d\d-\d\d$")).then(one + "-01"))
    glued = pl.when(whole.str.contains(r"^(?:19|20)\d\d[01]\d[0-3]\d$")).then(
        whole.str.slice(0, 4) + "-" + whole.str.slice(4, 2) + "-" + whole.str.slice(6, 2)
    )
    date = pl.coalesce(part, glued).str.to_date("%Y-%m-%d", strict=False)
    frame = text.to_frame("text").select(
        pl.coalesce(unix, date.cast(pl.Datetime("us")).dt.epoch("s")).alias("n")
    )
    return _plausible(frame["n"])


def _plausible(times: pl.Series) -> pl.Series:
    """Null for years before 1970 or after 2100: a two-digit year read as four."""
    one = pl.col("t")
    return times.to_frame("t").select(pl.when(one.is_between(0, 4_102_444_800)).then(one))["t"]


def _by_hand(text: str, as_of: int | None) -> int | None:
    text = text.strip()
    if (relative := _RELATIVE.match(text)) is not None:
        return None if as_of is None else _back(relative, as_of)
    if (found := _DAY_MONTH.match(text)) is not None:
        day, month, year = int(found[1]), _month(found[2]), int(found[3])
    elif (found := _MONTH_DAY.match(text)) is not None:
        day, month, year = int(found[2]), _month(found[1]), int(found[3])
    elif (found := _MONTH.match(text)) is not None:
        day, month, year = 1, _month(found[1]), int(found[2])
    else:
        return None
    if month is None:
        return None
    try:
        return int((datetime(year, month, day, tzinfo=UTC) - _FIRST).total_seconds())
    except ValueError:
        return None


def _back(relative: re.Match[str], as_of: int) -> int:
    if relative[3] is not None:
        return as_of - (86_400 if relative[3].lower() == "yesterday" else 0)
    count = 1 if relative[1].lower() in {"a", "an"} else int(relative[1])
    word = relative[2].lower()
    step = _STEPS["mo"] if word.startswith("mo") else _STEPS[word[0]]
    return as_of - int(timedelta(seconds=count * step).total_seconds())


def month_number(text: str) -> int | None:
    """1 to 12 for a month's number or its name in a common language, else None."""
    if re.fullmatch(r"0?[1-9]|1[0-2]", text.removesuffix(".0")):
        return int(text.removesuffix(".0"))
    return _month(text)


def _month(word: str) -> int | None:
    return _months().get(word.strip(". ").casefold())


@cache
def _months() -> dict[str, int]:
    from babel import Locale

    names: dict[str, int] = {}
    for code in ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv", "da", "tr", "id"):
        months = Locale(code).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    names.setdefault(name.strip(". ").casefold(), number)
    return names
