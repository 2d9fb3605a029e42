"""Amounts of money as people write them, read by the column into minor units."""

import re
from functools import cache

import polars as pl

from groundswell.connectors.spreadsheet.numerals import Mark, read_numbers

WHY = "This is not an amount with a known currency."
_LARGEST = 2**53
_SYMBOLS = {
    "$": "USD",
    "us$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "￥": "JPY",
    "₹": "INR",
    "rs": "INR",
    "rs.": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "₺": "TRY",
    "₫": "VND",
    "₱": "PHP",
    "฿": "THB",
    "₴": "UAH",
    "₦": "NGN",
    "r$": "BRL",
    "a$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "au$": "AUD",
    "nz$": "NZD",
    "hk$": "HKD",
    "s$": "SGD",
    "mx$": "MXN",
    "zł": "PLN",
    "kč": "CZK",
    "euro": "EUR",
    "euros": "EUR",
    "dollar": "USD",
    "dollars": "USD",
    "rp": "IDR",
    "chf": "CHF",
    "fr.": "CHF",
}

_MARKS = r"(?:us|ca|au|nz|hk|mx|[racs])?\$|[€£¥￥₹₩₽₺₫₱฿₴₦]"
_WORDS = r"rs\.?|rp|zł|kč|fr\.|euros?|dollars?"


def read_amounts(
    texts: pl.Series, mark: Mark, currency: str, beside: pl.Series | None
) -> tuple[pl.DataFrame, pl.Series]:
    """Amounts and ranges (``$1,200``, ``EUR 300``, ``300-500 €``).

    Args:
        texts: the cells, null where they say nothing.
        mark: the decimal mark.
        currency: of bare amounts; empty where it is not known.
        beside: the currency that another column says, row by row.

    Returns:
        ``low`` and ``high`` (Int64, minor units), ``currency``; and where a text is refused.
    """
    one = pl.col("text")
    said = beside if beside is not None else pl.Series([None], dtype=pl.String)
    if beside is None:
        said = said.new_from_index(0, len(texts))
    number = one.str.replace_all(f"(?i){_MARKS}", " ")
    number = number.str.replace_all(rf"(?i)\b(?:{_letters()})(\P{{L}}|$)", " ${1}")
    number = number.str.replace_all(rf"(?i)(\d)\s?(?:{_letters()})(\P{{L}}|$)", "${1} ${2}")
    ends = number.str.strip_chars().str.replace(r"\s*[-–—]\s*|\s+to\s+", "\x1f").str.split("\x1f")
    sign = one.str.extract(_sign(), 1).str.to_lowercase()
    frame = texts.to_frame("text").with_columns(
        pl.coalesce(
            sign.replace_strict(known_words(), default=None, return_dtype=pl.String),
            pl.lit(said),
            pl.lit(currency or None),
        ).alias("currency"),
        ends.list.get(0).str.strip_chars().replace("", None).alias("low"),
        ends.list.get(-1, null_on_oob=True).str.strip_chars().replace("", None).alias("high"),
    )
    frame = frame.with_columns(
        pl.Series(end, read_numbers(frame[end], mark).values) for end in ("low", "high")
    )
    scale = pl.col("currency").replace_strict(exponents(), default=None, return_dtype=pl.Int32)
    low, high = (pl.col(end) * pl.lit(10.0).pow(scale) for end in ("low", "high"))
    sound = (low >= 0) & (high >= low) & (high < _LARGEST) & pl.col("currency").is_not_null()
    result = frame.select(
        pl.when(sound).then(low.round()).cast(pl.Int64).alias("low"),
        pl.when(sound).then(high.round()).cast(pl.Int64).alias("high"),
        pl.when(sound).then("currency").alias("currency"),
    )
    return result, texts.is_not_null() & result["low"].is_null()


def decide_currency(header: str, texts: pl.Series) -> tuple[str, list[str]]:
    """The currency of bare amounts, by the header or the other values; and what is doubtful."""
    for word in re.findall(r"\b[A-Z]{3}\b|[$€£¥₹₩]", header):
        if (code := known_words().get(word.lower(), "")) and word.lower() != "all":
            return code, []
    doubts = []
    head = texts.head(2000)
    signs = head.str.extract(_sign(), 1).str.to_lowercase().drop_nulls()
    codes = sorted({known_words()[sign] for sign in signs.unique()})
    if len(signs) < len(head):
        doubts.append(
            f"bare amounts are taken for {codes[0]}"
            if len(codes) == 1
            else "no currency is said; bare amounts are left out (a currency column helps)"
        )
    if "$" in set(signs):
        doubts.append("$ is taken for US dollars")
    return (codes[0] if len(codes) == 1 else ""), doubts


@cache
def exponents() -> dict[str, int]:
    """Minor digits of each ISO 4217 currency."""
    import pycountry
    from babel.numbers import get_currency_precision

    return {str(one.alpha_3): get_currency_precision(one.alpha_3) for one in pycountry.currencies}


@cache
def known_words() -> dict[str, str]:
    """Signs, words and codes in lower case to ISO 4217."""
    return {**_SYMBOLS, **{code.lower(): code for code in exponents()}}


@cache
def _letters() -> str:
    return "|".join([_WORDS, *(code.lower() for code in exponents())])


@cache
def _sign() -> str:
    return rf"(?i)({_MARKS}|\b(?:{_letters()})\b|(?:{_letters()})(?:$|\s))"
