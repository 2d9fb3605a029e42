"""Numbers as people write them, read by the column.

The plain ones are cast by Polars, the written ones (``1.2M``, ``12,5k``, ``1 234 567``, ``3,4 %``)
taken apart by one regular expression, still column-wise; Python looks at nothing but the refused.
"""

import re
from dataclasses import dataclass
from typing import Literal

import polars as pl

from groundswell.creators.facts import Kind

Mark = Literal[".", ","]
Unit = Literal["fraction", "percent"]

_FACTORS: dict[str, float] = (
    dict.fromkeys(("k", "tsd", "tsd.", "thousand", "rb", "ribu", "тыс", "тыс.", "천", "千"), 1e3)
    | dict.fromkeys(("m", "mm", "mn", "mln", "mio", "mio.", "million", "millions", "mi"), 1e6)
    | dict.fromkeys(("млн", "jt", "juta", "millionen", "millones", "milhões", "milioni"), 1e6)
    | dict.fromkeys(("b", "bn", "mrd", "mrd.", "md", "billion", "billions", "bi", "млрд"), 1e9)
    | dict.fromkeys(("milliarden", "milliards", "t mi"), 1e9)
    | dict.fromkeys(("万", "萬", "만"), 1e4)
    | dict.fromkeys(("亿", "億", "억"), 1e8)
    | dict.fromkeys(("lakh", "lac", "lakhs"), 1e5)
    | dict.fromkeys(("crore", "cr", "crores"), 1e7)
)
_WORDS = (
    r"followers?|subscribers?|subs|views?|likes?|posts?|videos?|comments?|shares?|plays|fans|"
    r"abonnenten|abonnés|aufrufe|seguidores|suscriptores|inscritos|iscritti|vues"
)
_ENDINGS = "|".join(sorted((re.escape(word) for word in _FACTORS), key=len, reverse=True))
_GROUPS: dict[Mark, str] = {".": r"[,\s'’٬]", ",": r"[.\s'’٬]"}


def _shape(mark: Mark) -> str:
    group = _GROUPS[mark]
    decimal = re.escape(mark)
    return (
        r"(?i)^(?:~|≈|ca\.?\s)?\s*([+\-−]?)\s*"
        rf"(\d+|\d{{1,3}}(?:{group}\d{{2,3}})*{group}\d{{3}})?"
        rf"(?:{decimal}(\d*))?(?:e([+\-]?\d{{1,2}}))?"
        rf"\s*({_ENDINGS})?\s*(%|％|percent|prozent|pct)?\+?(?:\s*(?:{_WORDS}))?$"
    )


_SHAPES: dict[Mark, str] = {".": _shape("."), ",": _shape(",")}


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of numbers.

    Attributes:
        values: Float64; null where the text is null or refused.
        percent: Boolean, where the text carried a percent sign (the value is not yet divided).
        refused: Boolean, where there is a text that is no number.
    """

    values: pl.Series
    percent: pl.Series
    refused: pl.Series


def read_numbers(text: pl.Series, mark: Mark) -> Numbers:
    """Read a column; ``mark`` is the decimal mark where a numeral could be read either way."""
    values = _plain(text, mark)
    percent = pl.Series("percent", [False], pl.Boolean).new_from_index(0, len(text))
    odd = (values.is_null() & text.is_not_null()).arg_true()
    if len(odd):
        rest = text.gather(odd)
        found = _written(rest, mark)
        left = found["value"].is_null().arg_true()
        if len(left):  # 12,5k among dots cannot mean anything but 12.5k
            other: Mark = "," if mark == "." else "."
            again = _written(rest.gather(left), other)
            found = found.with_columns(
                found[name].scatter(left, again[name]) for name in ("value", "percent")
            )
        values = values.scatter(odd, found["value"])
        percent = percent.scatter(odd, found["percent"])
    return Numbers(values, percent, values.is_null() & text.is_not_null())


def why_not(text: str) -> str:
    """What is wrong with a text that should have been a number."""
    if re.search(r"\d\s*[kmb%]?\s*(?:-|–|to|bis|à)\s*\d", text, re.IGNORECASE):
        return "This is a range, not one number."
    if re.match(r"^\s*[<>≤≥]", text):
        return "This is a bound, not a number."
    if re.search(r"\d\s*mil\b", text, re.IGNORECASE):
        return "“mil” is a thousand in Spanish and Portuguese and a million in English."
    if re.search(r"\d", text):
        return "This cannot be read as one number."
    return "This is not a number."


def _plain(text: pl.Series, mark: Mark) -> pl.Series:
    if mark == ",":
        text = text.to_frame("n").select(
            pl.when(~pl.col("n").str.contains(".", literal=True)).then("n")
        )["n"]
    else:
        grouped = r"^[+\-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$"
        one = pl.col("n")
        bare = pl.when(one.str.contains(grouped)).then(one.str.replace_all(",", "", literal=True))
        if text.str.contains(",", literal=True).any():
            text = text.to_frame("n").select(bare.otherwise(one).alias("n"))["n"]
    values = text.cast(pl.Float64, strict=False)
    return values.to_frame("n").select(pl.when(pl.col("n").is_finite()).then("n"))["n"]


def _written(text: pl.Series, mark: Mark) -> pl.DataFrame:
    parts = text.to_frame("text").select(
        pl.col("text").str.extract_groups(_SHAPES[mark]).alias("parts")
    )
    part = pl.col("parts").struct
    whole = part.field("2").str.replace_all(r"\D", "")
    fraction = part.field("3")
    digits = (
        pl.when(whole.is_not_null() | (fraction != "")).then(
            pl.coalesce(whole, pl.lit("0")) + "." + pl.coalesce(fraction, pl.lit("")) + "0"
        )
    ).cast(pl.Float64, strict=False)
    power = pl.lit(10.0).pow(part.field("4").cast(pl.Float64, strict=False))
    factor = (
        part.field("5")
        .str.to_lowercase()
        .replace_strict(_FACTORS, default=None, return_dtype=pl.Float64)
    )
    sign = pl.when(part.field("1").is_in(["-", "−"])).then(-1.0).otherwise(1.0)
    value = (digits * sign * power.fill_null(1.0) * factor.fill_null(1.0)).round_sig_figs(15)
    return parts.select(
        pl.when(digits.is_not_null()).then(value).alias("value"),
        (part.field("6").is_not_null() & digits.is_not_null()).alias("percent"),
    )


# ---------------------------------------------------------------- decisions for a whole column


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for a column, and why; ``doubtful`` where the values leave it open."""

    choice: str
    reason: str
    doubtful: bool = False


_STRONG: dict[Mark, str] = {
    ".": r"^\D*\d{1,3}(?:[,\s'’]\d{3})+\.\d|^\D*\d{1,3}(?:,\d{2,3})*,\d{3},\d{3}\b"
    r"|^\D*\d*\.(?:\d{1,2}|\d{4,})(?:\D|$)|^\D*0\.\d|\d\.\d+\s?[kmbKMB]",
    ",": r"^\D*\d{1,3}(?:[.\s'’]\d{3})+,\d|^\D*\d{1,3}(?:\.\d{3}){2,}\b"
    r"|^\D*\d*,(?:\d{1,2}|\d{4,})(?:\D|$)|^\D*0,\d|\d,\d+\s?[kmbKMB]",
}
_EITHER: dict[Mark, str] = {
    ".": r"^\D*[1-9]\d{0,2},\d{3}\s*\D*$",  # 1,234: thousands if dots are decimal
    ",": r"^\D*[1-9]\d{0,2}\.\d{3}\s*\D*$",
}


def decide_mark(sample: pl.Series, kind: Kind, usual: Mark | None) -> Decision:
    """Which mark is the decimal one in a column; ``usual`` is that of the file's clear columns."""
    dots = int(sample.str.contains(_STRONG["."]).sum())
    commas = int(sample.str.contains(_STRONG[","]).sum())
    if dots or commas:
        choice = "." if dots >= commas else ","
        mixed = min(dots, commas) * 10 > max(dots, commas)
        return Decision(choice, f"the values show {choice!r} as the decimal mark", doubtful=mixed)
    grouped = sample.str.contains(_EITHER["."]), sample.str.contains(_EITHER[","])
    like_comma, like_dot = int(grouped[0].sum()), int(grouped[1].sum())
    if not like_comma and not like_dot:
        return Decision(usual or ".", "no value has a mark")
    if usual is not None and kind != "count":
        return Decision(
            usual, f"the other columns use {usual!r} as the decimal mark", doubtful=True
        )
    if like_comma >= like_dot:
        return Decision(".", "a comma before three digits is read as thousands", kind != "count")
    if kind == "count":
        return Decision(",", "counts are whole, so a dot before three digits groups thousands")
    return Decision(".", "a dot before three digits is read as decimal", doubtful=True)


_PERCENT_HEADER = re.compile(
    r"%|percent|prozent|pourcent|porcentaje|percentual|\bpct\b", re.IGNORECASE
)


def decide_unit(sample: Numbers, header: str, *, engagement: bool) -> Decision:
    """Whether bare numbers of a rate column are percents or fractions.

    A value with its own percent sign needs no decision. ``engagement``: engagement rates are
    small, which tells the units apart where no number is above one.
    """
    bare = sample.values.filter(~sample.percent & sample.values.is_not_null()).abs()
    named = bool(_PERCENT_HEADER.search(header))
    if not len(bare):
        if sample.percent.any():
            return Decision("percent", "the values carry a percent sign")
        return Decision("percent" if named else "fraction", "there are no values")
    top, middle = _float(bare.max()), _float(bare.median())
    if top > 1.5:
        return _unit_of_large(bare, top, small=engagement and not named and middle < 0.2)
    if not engagement:
        why = f"no value is above {max(top, 1):g}, so they are fractions"
        return Decision("fraction", why, named)
    if middle <= 0.2:
        why = f"no value is above {top:g} and half are below {middle:.2g}, usual for fractions"
        return Decision("fraction", why, named)
    return Decision("percent", f"as fractions, half the rates would be above {middle:.0%}", True)


def _unit_of_large(bare: pl.Series, top: float, *, small: bool) -> Decision:
    """Percents, unless nearly all values are as small as fractions are."""
    if small and _float((bare > 1.5).mean()) < 0.02:
        return Decision("fraction", f"nearly all values are below 1, a few up to {top:g}", True)
    return Decision("percent", f"values go up to {top:g}, so they are percents")


def _float(number: object) -> float:
    assert isinstance(number, float)
    return number
