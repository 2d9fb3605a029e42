"""What people type or paste into a field of their own, read by its kind; pure.

``$450``, ``1.2k``, ``50 ml``, ``26 Jan``, ``yes``: read as a person of the given locale would mean
it. What cannot be read is refused with a reason, never guessed.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names
from babel.numbers import NumberFormatError, parse_decimal

from groundswell.kernel import money
from groundswell.kernel.errors import Invalid
from groundswell.kernel.text import fold, tidy

LONGEST_TEXT = 2_000
_LARGEST = 10**15
_SCALES = {"k": 10**3, "m": 10**6, "mn": 10**6, "mio": 10**6, "b": 10**9, "bn": 10**9}
_SIGNS = {
    "$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW",
    "r$": "BRL", "a$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD",
    "mx$": "MXN", "zł": "PLN", "kč": "CZK", "₺": "TRY", "₫": "VND", "₱": "PHP", "฿": "THB",
    "₴": "UAH", "₦": "NGN", "fr.": "CHF", "euro": "EUR", "euros": "EUR",
}  # fmt: skip
_DOLLARS = frozenset({"USD", "AUD", "CAD", "NZD", "HKD", "SGD", "MXN", "TWD"})
_YES = frozenset({"yes", "y", "true", "1", "x", "✓", "✔", "ja", "oui", "si", "sim"})
_NO = frozenset({"no", "n", "false", "0", "-", "✗", "✘", "nein", "non", "nao"})
_AMOUNT = re.compile(r"^(?P<head>[^\d.,]*)(?P<number>[\d.,'’\s]*\d[\d.,]*)\s*(?P<tail>.*)$")
_NUMERIC_DAY = re.compile(r"^(\d{1,2})\s*[./-]\s*(\d{1,2})(?:\s*[./-]\s*(\d{4}|\d{2}))?\.?$")
_ISO_DAY = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_NAMED_DAY = re.compile(r"^(\d{1,2})(?:st|nd|rd|th|\.)?\s+([^\W\d]+)\.?,?(?:\s+(\d{4}))?$")
_MONTH_FIRST = re.compile(r"^([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?(?:\s+(\d{4}))?$")


class Unreadable(Exception):
    """The text is no value of this kind; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a field takes.

    Attributes:
        kind: a word of `models.FieldKind`.
        unit: what a number counts; may stand behind it.
        currency: of an amount typed without one.
        choices: the words of a choice.
    """

    kind: str
    unit: str = ""
    currency: str = ""
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who types, where and when.

    Attributes:
        today: the day from which ``26 Jan`` and ``tomorrow`` count.
        locale: how numbers and dates are written.
        people: uid of each member by every folded name they are known by.
    """

    today: date
    locale: str = "en"
    people: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entered:
    """A value as it is kept: see `models.Value`."""

    data: Any
    number: float | None = None
    word: str = ""


def read(kind: Kind, text: str, reader: Reader) -> Entered | None:
    """The value of a text; None for an empty one, which clears the cell.

    Raises:
        Unreadable: with the reason.
    """
    clean = tidy(text)
    if not clean:
        return None
    return _READERS[kind.kind](kind, text, clean, reader)


def _text(_kind: Kind, text: str, clean: str, _reader: Reader) -> Entered:
    whole = text.replace("\x00", "").strip()
    if len(whole) > LONGEST_TEXT:
        raise Unreadable(f"A text has at most {LONGEST_TEXT:,} characters.")
    return Entered(whole, word=fold(clean)[:100])


def _number(kind: Kind, _text: str, clean: str, reader: Reader) -> Entered:
    value, rest = _amount(clean, reader.locale, {fold(kind.unit)} - {""})
    if rest:
        expected = f"expected a number of {kind.unit}" if kind.unit else "this field has no unit"
        raise Unreadable(f"“{clean}” ends in “{rest}”; {expected}.")
    number = float(value)
    return Entered(int(value) if value == int(value) else number, number)


def _money(kind: Kind, _text: str, clean: str, reader: Reader) -> Entered:
    signs = {*_SIGNS, *(code.lower() for code in _codes())}
    value, rest = _amount(clean, reader.locale, signs, keep=True)
    code = _currency(rest, kind.currency)
    if not code:
        raise Unreadable(f"“{clean}” names no currency, and the field has none.")
    exact = value.scaleb(money.exponent(code))
    if exact != int(exact):
        raise Unreadable(f"“{clean}” has more digits than {code} has.")
    if abs(exact) > _LARGEST:
        raise Unreadable(f"“{clean}” is too large.")
    return Entered({"minor": int(exact), "currency": code}, float(exact), code)


def _date(_kind: Kind, _text: str, clean: str, reader: Reader) -> Entered:
    day = _day(fold(clean), reader)
    if day is None:
        raise Unreadable(f"“{clean}” is not a date; expected one such as 26 Jan or 2027-01-26.")
    return Entered(day.isoformat(), float(day.toordinal()))


def _choice(kind: Kind, _text: str, clean: str, _reader: Reader) -> Entered:
    known = {fold(word): word for word in kind.choices}
    found = known.get(fold(clean))
    if found is None:
        near = get_close_matches(fold(clean), known, n=1, cutoff=0.6)
        hint = f"did you mean “{known[near[0]]}”?" if near else f"one of {', '.join(kind.choices)}."
        raise Unreadable(f"“{clean}” is not among the choices; {hint}")
    return Entered(found, float(list(known).index(fold(clean))), fold(found)[:100])


def _flag(_kind: Kind, _text: str, clean: str, _reader: Reader) -> Entered:
    word = fold(clean)
    if word in _YES or word in _NO:
        return Entered(word in _YES, float(word in _YES))
    raise Unreadable(f"“{clean}” is neither yes nor no.")


def _person(_kind: Kind, _text: str, clean: str, reader: Reader) -> Entered:
    name = fold(clean.removeprefix("@"))
    if name not in reader.people:
        near = get_close_matches(name, reader.people, n=1, cutoff=0.7)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise Unreadable(f"No member is called “{clean}”.{hint}")
    return Entered(reader.people[name], word=name[:100])


_READERS = {
    "text": _text,
    "number": _number,
    "money": _money,
    "date": _date,
    "choice": _choice,
    "flag": _flag,
    "person": _person,
}


# ---------------------------------------------------------------- numbers


def _amount(clean: str, locale: str, words: set[str], *, keep: bool = False) -> tuple[Decimal, str]:
    """The number in a text and what else stands there: with ``keep`` the word known, else strangers."""
    found = _AMOUNT.match(clean.replace("\u2212", "-").replace("\u202f", " ").replace("\xa0", " "))
    if found is None:
        raise Unreadable(f"“{clean}” is not a number.")
    head, tail = found["head"].strip(), found["tail"].strip()
    sign = -1 if head.endswith("-") or head.startswith("-") else 1
    value = _decimal(found["number"], locale, clean) * sign
    around = [part for part in (head.strip("-+ "), tail) if part]
    scale, around = _scaled(around)
    value *= scale
    if not value.is_finite() or abs(value) > _LARGEST:
        raise Unreadable(f"“{clean}” is too large.")
    known = [part for part in around if part.lower() in words or fold(part) in words]
    strangers = [part for part in around if part not in known]
    if strangers:
        if keep:
            raise Unreadable(f"“{clean}” is not an amount with a currency we know.")
        return value, " ".join(strangers)
    return value, " ".join(known) if keep else ""


def _scaled(around: Sequence[str]) -> tuple[int, list[str]]:
    """Thousands or millions meant by a letter behind the number: ``1.2k``, ``3M USD``."""
    scale, rest = 1, []
    for part in around:
        letters, _, more = part.partition(" ")
        if scale == 1 and letters.lower() in _SCALES:
            scale = _SCALES[letters.lower()]
            part = more  # noqa: PLW2901 - what stands behind the letter
        if part:
            rest.append(part)
    return scale, rest


def _decimal(text: str, locale: str, whole: str) -> Decimal:
    bare = re.sub(r"[\s'’]", "", text)
    try:
        return Decimal(parse_decimal(bare, locale=_locale(locale), strict=True))
    except (NumberFormatError, InvalidOperation):
        if re.fullmatch(r"[-+]?\d+(\.\d{1,2})?", bare):  # 12.50 where the comma is usual
            return Decimal(bare)
        raise Unreadable(f"“{whole}” is not a number.") from None


def _currency(rest: str, usual: str) -> str:
    if not rest:
        return usual
    word = rest.lower()
    if word == "$" and usual in _DOLLARS:
        return usual
    if word in _SIGNS:
        return _SIGNS[word]
    try:
        return money.currency(rest)
    except Invalid:
        raise Unreadable(f"“{rest}” is not a currency.") from None


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    from babel.numbers import list_currencies

    return frozenset(list_currencies())


# ---------------------------------------------------------------- dates


def _day(text: str, reader: Reader) -> date | None:
    relative = {"today": 0, "tomorrow": 1, "yesterday": -1}
    if text in relative:
        return reader.today + timedelta(days=relative[text])
    if found := _ISO_DAY.match(text):
        return _made(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC_DAY.match(text):
        first, second = int(found[1]), int(found[2])
        day, month = (second, first) if _month_first(reader.locale) else (first, second)
        return _completed(found[3], month, day, reader.today)
    for pattern, day_at, month_at in ((_NAMED_DAY, 1, 2), (_MONTH_FIRST, 2, 1)):
        if (found := pattern.match(text)) and (named := _month(found[month_at], reader.locale)):
            return _completed(found[3], named, int(found[day_at]), reader.today)
    return None


def _completed(year: str | None, month: int, day: int, today: date) -> date | None:
    """With the year as written, else the one that brings the day nearest to half a year ahead."""
    if year:
        return _made(int(year) + (2000 if len(year) == 2 else 0), month, day)
    near = [made for offset in (-1, 0, 1) if (made := _made(today.year + offset, month, day))]
    return next((made for made in near if made >= today - timedelta(days=90)), None)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(word: str, locale: str) -> int | None:
    for speaker in (_locale(locale), Locale("en")):
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=speaker).items():
                if word.rstrip(".") == fold(name).rstrip("."):
                    return int(number)
    return 9 if word == "sept" else None


def _month_first(locale: str) -> bool:
    return _locale(locale).territory in {None, "US", "PH"} and _locale(locale).language == "en"


@lru_cache(maxsize=64)
def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def plain(kind: str, data: Any, names: Mapping[str, str]) -> str:
    """A value as text that `read` takes again in any English locale; for copying and exports."""
    if data is None:
        return ""
    if kind == "money":
        amount = money.Money(data["minor"], data["currency"])
        return f"{amount.decimal()} {amount.currency}"
    if kind == "flag":
        return "yes" if data else "no"
    if kind == "person":
        return names.get(data, "")
    if kind == "number" and isinstance(data, float) and math.isfinite(data):
        return format(Decimal(repr(data)), "f")
    return str(data)
