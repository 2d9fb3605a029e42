from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.kernel import money
from groundswell.kernel.money import BadMoney, Money, OtherCurrency

CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CLF", "CHF", "INR", "BRL", "XAF"])
AMOUNTS = st.builds(Money, st.integers(-(10**13), 10**13), CURRENCIES)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any)


@given(AMOUNTS, WEIGHTS)
def test_shares_add_up_and_none_is_off_by_a_unit(amount: Money, weights: list[int]) -> None:
    shares = amount.split(weights)

    assert sum(share.minor for share in shares) == amount.minor
    for share, weight in zip(shares, weights, strict=True):
        exact = Fraction(amount.minor * weight, sum(weights))
        assert abs(share.minor - exact) < 1
        if weight == 0:
            assert share.minor == 0


@given(AMOUNTS, WEIGHTS, st.integers(1, 1000))
def test_only_the_proportion_of_weights_counts(
    amount: Money, weights: list[int], factor: int
) -> None:
    assert amount.split(weights) == amount.split([weight * factor for weight in weights])


def test_units_left_over_go_to_the_largest_remainders() -> None:
    assert [s.minor for s in Money(100, "EUR").split([1, 1, 1])] == [34, 33, 33]
    assert [s.minor for s in Money(-100, "EUR").split([1, 1, 1])] == [-34, -33, -33]
    assert [s.minor for s in Money(10, "EUR").split([3, 3, 1])] == [4, 4, 2]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [2, -1]])
def test_weights_that_make_no_sense(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Money(100, "EUR").split(weights)


@given(AMOUNTS, st.sampled_from(["en", "de", "fr_FR", "de_CH", "ja", "pt_BR", "en_IN", "sv"]))
def test_what_is_written_is_read_back(amount: Money, locale: str) -> None:
    written = amount.format(locale)
    assert money.parse(written, amount.currency, locale=locale) == amount


@given(AMOUNTS)
def test_decimals_have_the_digits_of_the_currency(amount: Money) -> None:
    exact = amount.decimal()
    assert -int(exact.as_tuple().exponent) == money.exponent(amount.currency)
    assert exact * 10 ** money.exponent(amount.currency) == amount.minor


@pytest.mark.parametrize(
    ("amount", "locale", "written"),
    [
        (Money(123450, "EUR"), "en", "€1,234.50"),
        (Money(123450, "EUR"), "de", "1.234,50\u00a0€"),
        (Money(1250, "JPY"), "en", "¥1,250"),
        (Money(1250, "KWD"), "en", "KWD\u00a01.250"),
        (Money(-5, "USD"), "en", "-$0.05"),
    ],
)
def test_written_as_people_write_it(amount: Money, locale: str, written: str) -> None:
    assert amount.format(locale) == written


@pytest.mark.parametrize(
    ("text", "code", "locale", "minor"),
    [
        ("1,234.5", "EUR", "en", 123450),
        ("1.234,5", "eur", "de", 123450),
        ("12 EUR", "EUR", "en", 1200),
        ("$12", "USD", "en", 1200),
        ("\u221212", "USD", "en", -1200),
        ("1500", "JPY", "en", 1500),
    ],
)
def test_read_as_people_type_it(text: str, code: str, locale: str, minor: int) -> None:
    assert money.parse(text, code, locale=locale) == Money(minor, code.upper())


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("twelve", "EUR", "not an amount"),
        ("", "EUR", "not an amount"),
        ("1,23.4", "EUR", "not an amount"),
        ("NaN", "EUR", "too large|not an amount"),
        ("12.345", "EUR", "more digits"),
        ("12.5", "JPY", "more digits"),
        ("1e30", "EUR", "too large|not an amount"),
        ("99999999999999999", "EUR", "too large"),
        ("£5", "EUR", "not an amount"),
        ("5", "EURO", "not a currency"),
    ],
)
def test_what_is_no_money_is_refused(text: str, code: str, word: str) -> None:
    with pytest.raises(BadMoney, match=word):
        money.parse(text, code)


def test_currencies_do_not_mix() -> None:
    with pytest.raises(OtherCurrency):
        _ = Money(1, "EUR") + Money(1, "USD")
    with pytest.raises(OtherCurrency):
        _ = Money(1, "EUR") < Money(1, "USD")


@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12))
def test_sums_and_differences(one: int, other: int) -> None:
    total = Money(one, "EUR") + Money(other, "EUR")
    assert total - Money(other, "EUR") == Money(one, "EUR")
    assert -total == Money(-one - other, "EUR")


def test_products_are_rounded_half_to_even() -> None:
    assert Money(5, "EUR").times(Decimal("0.5")).minor == 2
    assert Money(7, "EUR").times(Fraction(1, 2)).minor == 4
