"""Ranges of numbers, amounts, times and audience shares, from what people wrote.

As in `build`, everything raises `literals.Problem` and the faces add where it happened.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal

from groundswell.creators.facts import AGE_BANDS
from groundswell.discovery import build, literals
from groundswell.discovery.fields import AGE_RUNS, AUDIENCE_DEFAULT_SHARE, FIELDS, Field
from groundswell.discovery.literals import Problem, clean, fold
from groundswell.discovery.query import Ago, Bound, Range, Share, Value

Operator = Literal[">=", "<=", ">", "<", "=", ":", "!="]


def comparison(field: Field, operator: Operator, raw: str) -> Range:
    """``followers>=10k``, ``followers:10k..50k``, ``price<=500EUR``, ``posted<=30d``."""
    head = re.match(r">=|<=|>|<|=|≥|≤", raw)
    if head and operator in {":", "="} and ".." not in raw:
        operator = {"≥": ">=", "≤": "<="}.get(head[0], head[0])  # type: ignore[assignment]
        raw = raw[head.end() :]
    if field.kind == "time":
        return _times(field, operator, raw)
    low, high, currency = _ends(field, operator, raw)
    return between(field, low, high, currency)


def between(
    field: Field, low: Bound | None, high: Bound | None, currency: str | None = None
) -> Range:
    """A checked range; Problem where nothing could lie in it."""
    if low is None and high is None:
        raise Problem(f"The range of {field.label} has no end.", build.takes(field))
    if low is not None and high is not None and _empty(low, high):
        raise Problem("Nothing lies in this range: its lower end is above its upper end.")
    return Range(field.name, low, high, currency)


def _empty(low: Bound, high: Bound) -> bool:
    if isinstance(low.value, Ago) and isinstance(high.value, Ago):
        first, last = -low.value.days, -high.value.days
    elif isinstance(low.value, date) and isinstance(high.value, date):
        first, last = low.value.toordinal(), high.value.toordinal()
    elif isinstance(low.value, int | float) and isinstance(high.value, int | float):
        return low.value > high.value or (
            low.value == high.value and not (low.closed and high.closed)
        )
    else:
        return False  # a date and days ago: known only when the query runs
    return first > last or (first == last and not (low.closed and high.closed))


def _pair(raw: str) -> tuple[str, bool, str, bool] | None:
    """The two ends of ``10k..50k`` (open: ``>10k..<50k``) and whether each is closed."""
    left, dots, right = raw.partition("..")
    if not dots:
        return None
    open_left, open_right = left.startswith(">"), right.startswith("<")
    return left.removeprefix(">"), not open_left, right.removeprefix("<"), not open_right


def _ends(
    field: Field, operator: Operator, raw: str
) -> tuple[Bound | None, Bound | None, str | None]:
    pair = _pair(raw)
    if pair and operator not in {":", "="}:
        raise Problem("A range has two ends already.", f"Write {field.name}:{raw}.")
    if pair:
        left, left_closed, right, right_closed = pair
        (low, high), currency = _values(field, (left or None, right or None))
        return (
            None if low is None else Bound(low, left_closed),
            None if high is None else Bound(high, right_closed),
            currency,
        )
    (value, _), currency = _values(field, (raw, None))
    assert value is not None
    closed = Bound(value, operator not in {"<", ">"})
    low_end = closed if operator in {">", ">=", "=", ":"} else None
    high_end = closed if operator in {"<", "<=", "=", ":"} else None
    return low_end, high_end, currency


def _values(
    field: Field, raw: tuple[str | None, str | None]
) -> tuple[tuple[Value | None, Value | None], str | None]:
    if field.kind == "money":
        return _money(raw)
    read = {"count": literals.read_count, "rate": literals.read_rate}.get(
        field.kind, literals.read_float
    )
    return (
        None if raw[0] is None else read(raw[0]),
        None if raw[1] is None else read(raw[1]),
    ), None


def _money(
    raw: tuple[str | None, str | None],
) -> tuple[tuple[Value | None, Value | None], str | None]:
    read = [None if part is None else literals.read_money(part) for part in raw]
    codes = {code for amount in read if amount for code in (amount[1],) if code}
    if len(codes) != 1:
        raise Problem(
            "Two currencies cannot be compared." if codes else "The currency is missing.",
            f"Write {next((part for part in raw if part), '')}EUR." if not codes else None,
        )
    currency = codes.pop()
    low, high = (None if part is None else literals.minor_units(part[0], currency) for part in read)
    return (low, high), currency


def _times(field: Field, operator: Operator, raw: str) -> Range:
    pair = _pair(raw)
    if pair and operator not in {":", "="}:
        raise Problem("A range has two ends already.", f"Write {field.name}:{raw}.")
    if pair:
        return _span(field, pair)
    value = literals.read_time(raw)
    if isinstance(value, Ago):
        # Comparisons with days are about age: posted<=30d is "at most 30 days ago".
        end = Bound(value, operator not in {"<", ">"})
        return between(field, None, end) if operator in {">", ">="} else between(field, end, None)
    first, last = value
    low = {">=": Bound(first), ">": Bound(last, closed=False)}.get(operator)
    high = {"<=": Bound(last), "<": Bound(first, closed=False)}.get(operator)
    if operator in {":", "="}:
        low, high = Bound(first), Bound(last)
    return between(field, low, high)


def _span(field: Field, pair: tuple[str, bool, str, bool]) -> Range:
    left, left_closed, right, right_closed = pair
    early = literals.read_time(left) if left else None
    late = literals.read_time(right) if right else None
    if all(end is None or isinstance(end, Ago) for end in (early, late)):
        # Two ages, younger first: posted:7d..30d is between 30 and 7 days ago.
        young, old = early, late
        low = None if old is None else Bound(old, right_closed)  # type: ignore[arg-type]
        high = None if young is None else Bound(young, left_closed)  # type: ignore[arg-type]
        return between(field, low, high)
    low_value = early if early is None or isinstance(early, Ago) else early[not left_closed]
    high_value = late if late is None or isinstance(late, Ago) else late[right_closed]
    return between(
        field,
        None if low_value is None else Bound(low_value, left_closed),
        None if high_value is None else Bound(high_value, right_closed),
    )


# ---------------------------------------------------------------- audience


def share(
    dimension: str,
    keys: Iterable[str],
    low: float | None = None,
    high: float | None = None,
    *,
    certain: bool = False,
) -> Share:
    """A checked share; the usual smallest share where no end is given."""
    found = tuple(dict.fromkeys(share_key(dimension, key) for key in keys))
    if not found:
        raise Problem("Name whose share: audience.country:US>=30%.")
    if low is None and high is None:
        low = AUDIENCE_DEFAULT_SHARE[dimension]
    for end in (low, high):
        if end is not None and not 0 <= end <= 1:
            raise Problem("A share lies between 0% and 100%.")
    if low is not None and high is not None and low > high:
        raise Problem("Nothing lies in this range: its lower end is above its upper end.")
    return Share(dimension, found, low, high, certain)


def share_bounds(operator: Operator, raw: str) -> tuple[float | None, float | None]:
    """The ends of ``>=30%``, ``<=10%``, ``=30%..50%``."""
    if operator in {">", "<"}:
        raise Problem("Shares include their ends.", f"Write {operator}={raw}.")
    pair = _pair(raw)
    if pair is None:
        if operator in {":", "="}:
            raise Problem("Shares are estimates and never exactly one value.", f"Write >={raw}.")
        value = literals.read_rate(raw)
        return (value, None) if operator == ">=" else (None, value)
    left, left_closed, right, right_closed = pair
    if operator not in {":", "="} or not (left_closed and right_closed):
        raise Problem("A range of shares includes both ends.", "Write =30%..50%.")
    return (
        literals.read_rate(left) if left else None,
        literals.read_rate(right) if right else None,
    )


def share_key(dimension: str, raw: str) -> str:
    """A key of the dimension in canonical form: ``US``, ``18-34``, ``US/18-24/female``."""
    if dimension in {"country", "language"}:
        return build.term(FIELDS[dimension], clean(raw))
    if dimension == "gender":
        return _audience_gender(raw)
    if dimension == "age":
        return _age_run(raw)
    if dimension == "cell":
        return _cell(raw)
    return fold(raw)


def _audience_gender(raw: str) -> str:
    word = build.term(FIELDS["gender"], raw)
    if word not in {"female", "male"}:
        raise Problem("Audiences are split into female and male only.")
    return word


def _age_run(raw: str) -> str:
    run = fold(raw).replace(" ", "").replace("–", "-").replace("_", "-")
    run = f"{run[:-1]}+" if re.fullmatch(r"\d+-", run) else run
    if run not in AGE_RUNS:
        raise Problem(
            f"“{raw}” is not a run of age bands.",
            "Bands are 13-17, 18-24, 25-34, 35-44, 45-54, 55-64 and 65+; 18-34 and 45+ join some.",
        )
    return run


def _cell(raw: str) -> str:
    parts = [part.strip() for part in clean(raw).split("/")]
    if len(parts) != 3 or all(part == "*" for part in parts):
        raise Problem(
            f"“{raw}” is not a cell.", "Write country/age/gender, * for any: US/18-24/female."
        )
    read = zip(("country", "age", "gender"), parts, strict=True)
    cell = [part if part == "*" else share_key(dimension, part) for dimension, part in read]
    if cell[1] not in {"*", *AGE_BANDS}:
        raise Problem("Cells are kept by single age band.", f"Bands are {', '.join(AGE_BANDS)}.")
    return "/".join(cell)


def checked_number(field: Field, value: float) -> Value:
    """A value of a numeric field that was given as a number, in human or minor units."""
    if field.kind == "rate":
        return literals.read_rate(literals.write_rate(value))
    plain = literals.decimal(literals.exact(value))
    return literals.read_float(plain) if field.kind == "number" else literals.read_count(plain)
