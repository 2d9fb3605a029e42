"""Numbers, rates, amounts, times and words as the query language writes them, both ways.

Reading raises `Problem`; the caller knows where in the text (or JSON) it stands. What is written
here reads back as the very same value.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date
from decimal import Decimal

from groundswell.discovery.codes import currency_code
from groundswell.discovery.query import Ago, Value
from groundswell.kernel.money import exponent

_NUMBER = re.compile(
    r"(?P<sign>[+\-−]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d[\d_]*|)(?P<part>\.\d+)?"
    r"(?P<unit>k|mio|mn|m|bn|b)?(?P<percent>%?)",
    re.ASCII | re.IGNORECASE,
)
_UNITS = {"k": 3, "m": 6, "mn": 6, "mio": 6, "b": 9, "bn": 9}
_AGO = re.compile(r"(\d{1,6})(d|w|mo|y)", re.ASCII | re.IGNORECASE)
_AGO_DAYS = {"d": 1, "w": 7, "mo": 30, "y": 365}
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_MONEY = re.compile(r"(?P<before>[^\d.,+\-−\s]*)(?P<amount>[\d.,_+\-−]+[kmb]?)\s*(?P<after>\D*)")

LARGEST = Decimal(10) ** 15
SMALLEST = Decimal(10) ** -9
MOST_DAYS = 100_000
LONGEST_VALUE = 500


class Problem(Exception):
    """A value that cannot be read: one sentence, and a hint where we know what was meant."""

    def __init__(self, sentence: str, hint: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


# ---------------------------------------------------------------- words


def clean(text: str) -> str:
    """NFC with single spaces; Problem for what is empty, too long or not printable."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    if not words:
        raise Problem("A value is missing here.")
    if len(words) > LONGEST_VALUE:
        raise Problem(f"This value is longer than {LONGEST_VALUE} characters.")
    if not words.isprintable() and any(
        unicodedata.category(letter) in {"Cc", "Cs"} for letter in words
    ):
        raise Problem("This holds a character that cannot be printed.")
    return words


def fold(text: str) -> str:
    """`clean`, in lower case: how keywords are kept."""
    return unicodedata.normalize("NFC", clean(text).lower())


# ---------------------------------------------------------------- numbers


def read_number(raw: str) -> tuple[Decimal, bool]:
    """The number and whether it was a percentage (``3%`` gives 0.03, True)."""
    match = _NUMBER.fullmatch(raw)
    if not match or not (match["whole"] or match["part"]):
        raise Problem(f"“{raw}” is not a number.", _number_hint(raw))
    digits = match["whole"].replace(",", "").replace("_", "") + (match["part"] or "")
    if len(digits) > 40:
        raise Problem(f"“{raw[:40]}…” has too many digits.")
    exponent = _UNITS.get((match["unit"] or "").lower(), 0) - (2 if match["percent"] else 0)
    value = Decimal(digits).scaleb(exponent)
    if value and not SMALLEST <= value <= LARGEST:
        raise Problem(f"“{raw}” is beyond what is kept: 0.000000001 to {LARGEST:,}.")
    return (-value if match["sign"] in {"-", "−"} else value), bool(match["percent"])


def _number_hint(raw: str) -> str | None:
    if re.fullmatch(r"[\d.,]+[kmb]?%?-[\d.,]+[kmb]?%?", raw, re.IGNORECASE):
        return f"Write {raw.replace('-', '..')} for a range."
    if re.fullmatch(r"\d+,\d+[kmb]?%?", raw, re.IGNORECASE):
        return f"Write {raw.replace(',', '.')} (a point before decimals)."
    return "Numbers are written like 25000, 25k, 1.5m or 3%."


def read_count(raw: str) -> int:
    """A whole number of 0 or more."""
    value, percent = read_number(raw)
    if percent:
        raise Problem("This counts things; it takes a number, not a percentage.")
    if value != value.to_integral_value() or value < 0:
        raise Problem(f"“{raw}” is not a whole number of 0 or more.")
    return int(value)


def read_float(raw: str) -> float:
    """A number, not a percentage."""
    value, percent = read_number(raw)
    if percent:
        raise Problem("This takes a number, not a percentage.", f"Write {raw.rstrip('%')}.")
    return float(value)


def read_rate(raw: str) -> float:
    """A fraction, from ``3%`` or ``0.03``; ``3`` could mean either and is refused."""
    value, percent = read_number(raw)
    if not percent and abs(value) >= 1:
        raise Problem(
            f"“{raw}” could mean {raw}% or {raw} times.",
            f"Write {raw}% or {decimal(value * 100)}%.",
        )
    return float(value)


def write_count(value: float) -> str:
    """A number, shortened where a suffix says it exactly: ``10k``, ``1.5m``, ``1234``."""
    full = exact(value)
    for suffix, size in (("b", 9), ("m", 6), ("k", 3)):
        short = full.scaleb(-size)
        if abs(short) >= 1 and short == round(short, 1):
            return decimal(short) + suffix
    return decimal(full)


def write_rate(value: float) -> str:
    """A fraction as a percentage: ``3.5%``."""
    return decimal(exact(value).scaleb(2)) + "%"


def exact(value: float) -> Decimal:
    """The shortest decimal that reads back as this very number."""
    return Decimal(repr(float(value))) if isinstance(value, float) else Decimal(value)


def decimal(value: Decimal) -> str:
    """Plain digits without exponent or trailing zeros."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


# ---------------------------------------------------------------- money


def read_money(raw: str) -> tuple[Decimal, str | None]:
    """Amount and currency code (None where none stands there): ``500EUR``, ``€500``, ``1.5k USD``."""
    match = _MONEY.fullmatch(raw)
    if not match or (match["before"] and match["after"]):
        raise Problem(f"“{raw}” is not an amount.", "Write 500EUR.")
    sign = match["before"] or match["after"]
    amount, _ = read_number(match["amount"])
    if not sign:
        return amount, None
    code = currency_code(sign)
    if code is None:
        raise Problem(f"“{sign}” is not a currency.", "Use an ISO 4217 code such as EUR or USD.")
    return amount, code


def minor_units(amount: Decimal, currency: str) -> int:
    """The amount in the currency's minor units; Problem for parts smaller than one."""
    digits = exponent(currency)
    minor = amount.scaleb(digits)
    if minor != minor.to_integral_value():
        raise Problem(f"{currency} has {digits} decimals; {decimal(amount)} has more.")
    if minor < 0:
        raise Problem("An amount cannot be below 0.")
    return int(minor)


def write_amount(minor: float, currency: str) -> str:
    """Minor units as a plain amount, without the currency."""
    return decimal(Decimal(int(minor)).scaleb(-exponent(currency)))


# ---------------------------------------------------------------- time


def read_time(raw: str) -> Ago | tuple[date, date]:
    """Days ago, or the first and last day of a date, month or year."""
    if match := _AGO.fullmatch(raw):
        days = int(match[1]) * _AGO_DAYS[match[2].lower()]
        if days > MOST_DAYS:
            raise Problem(f"“{raw}” is too long ago.")
        return Ago(days)
    match = _DATE.fullmatch(raw)
    if not match:
        raise Problem(f"“{raw}” is not a time.", "Write 30d, 2026, 2026-06 or 2026-06-30.")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        first = date(year, month or 1, day or 1)
        last = first if day else date(year, month or 12, monthrange(year, month or 12)[1])
    except ValueError:
        raise Problem(f"“{raw}” is not in the calendar.") from None
    return first, last


def read_days(raw: str) -> Ago:
    """A plain number of days ago: ``30`` or ``30d``."""
    value = read_time(f"{raw.strip().removesuffix('d')}d")
    assert isinstance(value, Ago)
    return value


def write_time(value: Value) -> str:
    """``30d`` or ``2026-06-30``."""
    if isinstance(value, Ago):
        return f"{value.days}d"
    assert isinstance(value, date)
    return value.isoformat()
