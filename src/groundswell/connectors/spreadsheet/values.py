"""Cells become facts, a column at a time; what cannot be read is refused with its reason."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from groundswell.connectors.spreadsheet import amounts, listed, moments, numerals, places
from groundswell.connectors.spreadsheet.numerals import Mark, Unit
from groundswell.connectors.spreadsheet.targets import Target
from groundswell.creators.facts import FACTS, Kind
from groundswell.kernel import clock

_SILENT = (
    *("", "nan", "na", "n/a", "n.a.", "n.a", "-", "--", "---", "–", "—", "null", "none", "#n/a"),
    *("nil", "nan%", "#value!", "#ref!", "#div/0!", "nat", "<na>", "undefined", "?", ".", "\\n"),
    "k.a.",
)
_SILENT_TEXT = ("", "nan", "n/a", "n.a.", "-", "--", "–", "—", "null", "#n/a", "<na>", "\\n")
_UNKNOWN = ("unknown", "not available", "not specified", "not set", "unbekannt", "inconnu", "other")
_BOUNDED = frozenset(
    (
        *("credibility", "reachability", "notable_share", "reels_share", "sponsored_share_90d"),
        *("disclosure_rate", "comment_reply_rate", "niche_focus", "topic_stability"),
        "confidence",
    )
)
_LARGEST = 2**53  # counts beyond are not exact as a float, and nothing is that large


@dataclass(frozen=True, slots=True)
class Reading:
    """How the values of a column are read; decided once for the whole column.

    Attributes:
        mark: the decimal mark, where a numeral could be read either way.
        unit: what bare numbers of a rate are.
        order: whether the day or the month comes first in dates such as 03/04/2024.
        factor: what numbers are multiplied by (minutes to hours, "in thousands").
        currency: of bare amounts.
    """

    mark: Mark = "."
    unit: Unit = "fraction"
    order: moments.Order = "dmy"
    factor: float = 1.0
    currency: str = ""


DEFAULT = Reading()


@dataclass(frozen=True, slots=True)
class Parsed:
    """A column of values.

    Attributes:
        values: in the type of the fact; null where nothing is said or the text is refused.
        refused: Boolean, where there is a text that cannot be read.
        why: says what is wrong with a refused text.
        flagged: Boolean, where a value is kept though it is odd; None where none is.
        odd: what is odd about flagged values.
    """

    values: pl.Series
    refused: pl.Series
    why: Callable[[str], str]
    flagged: pl.Series | None = None
    odd: str = ""


def spoken(text: pl.Series, *, free: bool = False) -> pl.Series:
    """The texts, trimmed; null where they say nothing (``-``, ``n/a``, ``NaN`` ...).

    ``free`` is for names and the like, which may well be "None" or "Na".
    """
    one = pl.col("text").str.strip_chars()
    silent = one.str.len_bytes() <= 9
    silent &= one.str.to_lowercase().is_in(list(_SILENT_TEXT if free else _SILENT))
    return text.to_frame("text").select(pl.when(~silent).then(one))["text"]


def read(target: Target, text: pl.Series, reading: Reading, as_of: int | None) -> Parsed:
    """Read a column of a fact, a post field or a share of an audience.

    Args:
        target: what the column holds; `Target.kind` is not None.
        text: the cells.
        reading: how they are read.
        as_of: seconds since 1970 from which "3 days ago" counts; None where it is not known.
    """
    kind = target.kind
    assert kind is not None
    texts = spoken(text, free=kind == "text")
    match kind:
        case "text":
            return _sure(_tidy(texts))
        case "code":
            return _codes(target, texts)
        case "words" | "contacts":
            return _words(target, texts)
        case "time":
            return _times(texts, reading, as_of)
        case "flag":
            return _mapped(texts, listed.FLAGS, pl.Boolean(), "This is neither yes nor no.")
        case _:
            return _numbers(target, kind, texts, reading)


def decide(
    target: Target, header: str, sample: pl.Series, reading: Reading, usual: Mark | None
) -> tuple[Reading, tuple[str, ...], str]:
    """How a column is read: the reading, what stays doubtful, and what was decided, in words."""
    texts = spoken(sample).drop_nulls()
    kind = target.kind
    notes = _Notes([], [])
    priced = target.name in {"price", "price_min", "price_max"}
    if priced or kind in {"count", "number", "rate"}:
        decision = numerals.decide_mark(texts, kind or "number", usual)
        notes.take(decision, "decimal mark", tell=decision.choice == ",")
        reading = replace(reading, mark="," if decision.choice == "," else ".")
    if kind == "rate":
        numbers = numerals.read_numbers(texts, reading.mark)
        engagement = target.name.startswith("er_") or target.name == "like_rate"
        decision = numerals.decide_unit(numbers, header, engagement=engagement)
        notes.take(decision, f"read as {decision.choice}", tell=bool(len(texts)))
        reading = replace(reading, unit="percent" if decision.choice == "percent" else "fraction")
    if kind == "time":
        decision = moments.decide_order(texts)
        notes.take(decision, "date order", tell=decision.reason != moments.OPEN)
        reading = replace(reading, order="mdy" if decision.choice == "mdy" else "dmy")
    if priced:
        currency, doubts = amounts.decide_currency(header, texts)
        notes.doubts.extend(doubts)
        reading = replace(reading, currency=currency)
    if reading.factor != 1.0:
        notes.said.append(f"values times {reading.factor:.4g}")
    return reading, tuple(notes.doubts), "; ".join(notes.said)


@dataclass(slots=True)
class _Notes:
    """What was decided for a column, and what stays open."""

    doubts: list[str]
    said: list[str]

    def take(self, decision: numerals.Decision, words: str, *, tell: bool) -> None:
        if decision.doubtful:
            self.doubts.append(f"{words}: {decision.reason}")
        elif tell:
            self.said.append(f"{words}: {decision.reason}")


def by_distinct(
    texts: pl.Series, answer: Callable[[str], object], dtype: pl.DataType | type[pl.DataType]
) -> pl.Series:
    """The answer for each text, asked once per distinct text."""
    distinct = texts.drop_nulls().unique()
    table = pl.DataFrame(
        {"text": distinct, "value": pl.Series([answer(one) for one in distinct], dtype=dtype)}
    )
    joined = texts.to_frame("text").join(table, on="text", how="left", maintain_order="left")
    return joined["value"]


def _sure(values: pl.Series) -> Parsed:
    nothing = pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(values))
    return Parsed(values, nothing, str)


def _tidy(texts: pl.Series) -> pl.Series:
    one = texts.str.replace_all(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff]", "")
    if (one.str.len_bytes() != one.str.len_chars()).any():  # plain ASCII is normal as it is
        one = one.str.normalize("NFC")
    return one.str.strip_chars().replace("", None)


def _codes(target: Target, texts: pl.Series) -> Parsed:
    name = target.name.removeprefix("post.")
    texts = texts.to_frame("t").select(
        pl.when(~pl.col("t").str.to_lowercase().is_in(list(_UNKNOWN))).then("t")
    )["t"]
    if name == "country":
        values = by_distinct(texts, places.country, pl.String)
        why = "This is not a country."
    elif name == "language":
        values = by_distinct(texts, places.language, pl.String)
        why = "This is not a language."
    elif name == "kind":
        return _mapped(texts, listed.POST_KIND_WORDS, pl.String(), "This is no kind of post.")
    elif name == "price_currency":
        known = amounts.known_words()
        values = by_distinct(texts, lambda text: known.get(text.lower()), pl.String)
        why = "This is not a currency."
    else:
        table = listed.GENDERS if name == "gender" else listed.ACCOUNT_TYPES
        choices = ", ".join(FACTS[name].choices)
        return _mapped(texts, table, pl.String(), f"This is not one of {choices}.")
    return Parsed(values, texts.is_not_null() & values.is_null(), lambda _: why)


def _mapped(texts: pl.Series, table: Mapping[str, object], dtype: pl.DataType, why: str) -> Parsed:
    values = texts.str.to_lowercase().replace_strict(table, default=None, return_dtype=dtype)
    return Parsed(values, texts.is_not_null() & values.is_null(), lambda _: why)


def _words(target: Target, texts: pl.Series) -> Parsed:
    name = target.name.removeprefix("post.")
    if name == "languages":
        values = by_distinct(texts, _languages, pl.List(pl.String))
        why = "A language in this list is not known."
        return Parsed(values, texts.is_not_null() & values.is_null(), lambda _: why)
    if name == "hashtags":
        return _sure(listed.read_words(texts, prefix="#", spaces=_blanks(texts, "#")))
    if name in {"mentions", "brands"}:
        return _sure(listed.read_words(texts, prefix="@", spaces=_blanks(texts, "@")))
    return _sure(listed.read_words(texts))


def _blanks(texts: pl.Series, sign: str) -> bool:
    """Whether words are parted by blanks: each carries its sign."""
    return bool(texts.str.contains(rf"{sign}\S+\s+{sign}\S").any())


def _languages(text: str) -> list[str] | None:
    codes = [places.language(part) for part in re.split(r"\s*[,;/|&+]\s*|\s+and\s+", text) if part]
    if not codes or None in codes:
        return None
    return list(dict.fromkeys(code for code in codes if code is not None))


def _times(texts: pl.Series, reading: Reading, as_of: int | None) -> Parsed:
    values = moments.read_times(texts, reading.order, as_of)
    limit = int(clock.now().timestamp()) + 86_400
    ahead = (values > limit).fill_null(value=False)
    kept = values.to_frame("t").select(pl.when(pl.col("t") <= limit).then("t"))["t"]

    def why(text: str) -> str:
        read = moments.read_times(pl.Series([text]), reading.order, as_of)[0]
        return "This lies in the future." if read else moments.why_not(text, reading.order, as_of)

    return Parsed(kept, (texts.is_not_null() & values.is_null()) | ahead, why)


def _numbers(target: Target, kind: Kind, texts: pl.Series, reading: Reading) -> Parsed:
    numbers = numerals.read_numbers(texts, reading.mark)
    values = numbers.values if reading.factor == 1.0 else numbers.values * reading.factor
    name = target.name
    if kind == "rate":
        return _rates(target, texts, numbers, reading)
    if kind == "number":
        signed = name in {"followers_gained", "sponsored_lift"}
        good = values.is_not_null() if signed else values >= 0
        why = _why_number("")
    else:
        # 1.2345k is 1,234.5: what a suffix or factor leaves is rounded, a bare 3.7 is refused
        whole = values.round(0)
        loose = texts.str.contains(r"(?i)[kmb万億萬亿]|mio|mrd|tsd|e\+?\d|lakh|crore")
        near = ((values - whole).abs() < 1e-6) | loose | (reading.factor != 1.0)
        good = (values >= 0) & (values < _LARGEST) & near
        values = whole
        why = _why_number("A count is a whole number, not negative.")
    good = good.fill_null(value=False)
    dtype = pl.Float64 if kind == "number" else pl.Int64
    frame = pl.DataFrame({"v": values, "g": good})
    kept = frame.select(pl.when("g").then("v").cast(dtype, strict=False))["v"]
    return Parsed(kept, texts.is_not_null() & ~good, why)


def _why_number(odd: str) -> Callable[[str], str]:
    def why(text: str) -> str:
        read = any(
            numerals.read_numbers(pl.Series([text]), m).values[0] is not None for m in (".", ",")
        )
        return (odd or "A negative number makes no sense here.") if read else numerals.why_not(text)

    return why


def _rates(target: Target, texts: pl.Series, numbers: numerals.Numbers, reading: Reading) -> Parsed:
    bare = 0.01 if reading.unit == "percent" else 1.0
    frame = pl.DataFrame({"v": numbers.values, "p": numbers.percent})
    scaled = pl.col("v") * pl.when("p").then(0.01).otherwise(bare)
    values = frame.select(scaled.round_sig_figs(12).alias("v"))["v"]
    growth = "growth" in target.name
    bounded = target.name in _BOUNDED or target.name.startswith("audience.")
    good = values.is_not_null() if growth else values >= 0
    if bounded:
        good = good & (values <= 1)
    good = good.fill_null(value=False)
    kept = pl.DataFrame({"v": values, "g": good}).select(pl.when("g").then("v"))["v"]

    def why(text: str) -> str:
        one = numerals.read_numbers(pl.Series([text]), reading.mark)
        if one.values[0] is None:
            return numerals.why_not(text)
        return "A share lies between 0 and 100 %." if bounded else "A rate is not negative."

    flagged = None if growth or bounded else (kept > 1).fill_null(value=False)
    odd = "The rate is above 100 %."
    return Parsed(kept, texts.is_not_null() & ~good, why, flagged, odd)
