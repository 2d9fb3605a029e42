"""Money: whole minor units and a currency; never a float."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from babel import Locale, UnknownLocaleError
from babel.numbers import NumberFormatError, get_currency_symbol, parse_decimal, parse_pattern
from babel.numbers import list_currencies as _babel_currencies

from groundswell.kernel.errors import Invalid

# Minor units other than two digits, ISO 4217 list one. (Babel's digits are CLDR's, which follow
# what shops print, not what banks count.)
_ZERO, _THREE, _FOUR = (
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    "BHD IQD JOD KWD LYD OMR TND",
    "CLF UYW",
)
_EXPONENTS = {
    code: digits
    for digits, codes in ((0, _ZERO), (3, _THREE), (4, _FOUR))
    for code in codes.split()
}
_LETTER_DIGIT = re.compile(r"(?<=[A-Za-z])(?=\d)")  # "KWD1.250" reads badly
_LARGEST = 10**15  # minor units; fits in 64 bits with room for sums


class BadMoney(Invalid):
    """A text is no amount of money, or an amount is out of range."""

    code = "bad-money"


class OtherCurrency(Invalid):
    """Amounts of different currencies do not add up."""

    code = "other-currency"


def currency(code: str) -> str:
    """The ISO 4217 code in upper case; raises BadMoney for one that does not exist."""
    upper = code.strip().upper()
    if upper not in _babel_currencies():
        raise BadMoney(f"{code!r} is not a currency; expected an ISO 4217 code such as EUR.")
    return upper


def exponent(code: str) -> int:
    """Digits behind the point of a currency (ISO 4217): EUR 2, JPY 0, KWD 3."""
    return _EXPONENTS.get(code, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of ``minor`` units of an ISO 4217 ``currency``: ``Money(1250, "EUR")`` is 12.50 €."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other).minor

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other).minor

    def times(self, factor: int | Fraction | Decimal) -> "Money":
        """The product, rounded half to even to whole minor units. Floats are not taken."""
        return Money(round(self.minor * Fraction(factor)), self.currency)

    def split(self, weights: Sequence[int | Fraction]) -> list["Money"]:
        """Shares in proportion to ``weights`` that add up exactly.

        Largest remainder (Hamilton): each share is rounded towards zero, and the units left over go
        to the largest remainders, ties to the first. No share is off by a whole unit.

        Raises:
            ValueError: no weight, a negative one, or none above zero.
        """
        parts = [Fraction(weight) for weight in weights]
        total = sum(parts, Fraction(0))
        if total <= 0 or min(parts) < 0:
            raise ValueError("weights are not negative, and at least one is above zero")
        sign = -1 if self.minor < 0 else 1
        exact = [abs(self.minor) * part / total for part in parts]
        whole = [int(share) for share in exact]
        order = sorted(range(len(parts)), key=lambda i: (whole[i] - exact[i], i))
        for index in order[: abs(self.minor) - sum(whole)]:
            whole[index] += 1
        return [Money(sign * share, self.currency) for share in whole]

    def decimal(self) -> Decimal:
        """The amount in major units, with exactly the digits of the currency."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def format(self, locale: str = "en") -> str:
        """As people of this locale write it: ``€12.50``, ``12,50 €``, ``¥1,250``."""
        speaker = _locale(locale)
        pattern = parse_pattern(speaker.currency_formats["standard"].pattern)
        digits = exponent(self.currency)
        pattern.frac_prec = (digits, digits)
        text = pattern.apply(self.decimal(), speaker, currency=self.currency, currency_digits=False)
        return _LETTER_DIGIT.sub("\u00a0", text)

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise OtherCurrency(
                f"{self.currency} and {other.currency} do not add up; convert one of them first."
            )
        return other


def parse(text: str, code: str, *, locale: str = "en") -> Money:
    """Money out of what a person of this locale types: ``1,234.50``, ``€ 12``, ``12.5 EUR``.

    The currency's own sign or code may stand before or behind.

    Raises:
        BadMoney: no number, another currency, too many digits behind the point, or too large.
    """
    iso = currency(code)
    speaker = _locale(locale)
    bare = text.strip().replace("\u2212", "-")
    negative = bare.startswith("-")
    bare = bare.removeprefix("-")
    for sign in sorted({get_currency_symbol(iso, speaker), iso, iso.lower()}, key=len)[::-1]:
        bare = bare.removeprefix(sign).removesuffix(sign).strip(" \u00a0\u202f")
    try:
        amount = parse_decimal(bare, locale=speaker, strict=True) * (-1 if negative else 1)
        minor = amount.scaleb(exponent(iso))
    except (NumberFormatError, InvalidOperation) as error:
        raise BadMoney(
            f"{text!r} is not an amount in {iso}; expected a number such as "
            f"{Money(123450, iso).format(locale)}."
        ) from error
    if not amount.is_finite() or abs(minor) > _LARGEST:
        raise BadMoney(f"{text!r} is too large an amount.")
    if minor != minor.to_integral_value():
        raise BadMoney(f"{text!r} has more digits than {iso}, which has {exponent(iso)}.")
    return Money(int(minor), iso)


def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError) as error:
        raise Invalid(f"{name!r} is not a locale; expected one such as en or de_DE.") from error
