"""What a person says of how a column is read, where its values leave that open."""

from collections.abc import Mapping as Named
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from groundswell.connectors.spreadsheet import vocabulary
from groundswell.connectors.spreadsheet.amounts import exponents
from groundswell.kernel.errors import Invalid

if TYPE_CHECKING:
    from groundswell.connectors.spreadsheet.mapping import Column

READINGS: Named[str, tuple[str, ...]] = {
    "mark": (".", ","),
    "unit": ("fraction", "percent"),
    "order": ("dmy", "mdy"),
    "currency": (),
}
"""What may be said of how a column is read, and the choices; a currency is any ISO 4217 code."""


def check(readings: Named[str, Named[str, str]]) -> None:
    """Refuse words that say nothing about how a column is read; raises Invalid."""
    for header, said in readings.items():
        for name, choice in said.items():
            choices = READINGS.get(name)
            known = choice in exponents() if name == "currency" else choice in (choices or ())
            if not known:
                raise Invalid(
                    f"{name} {choice!r} is no way to read the column {header!r}.",
                    field="readings",
                    hint=f"Ways are {', '.join(READINGS)}.",
                )


def as_said(column: "Column", readings: Named[str, Named[str, str]]) -> "Column":
    """The column with what a person said of its values in place of what was decided."""
    said = next(
        (
            choices
            for header, choices in readings.items()
            if vocabulary.normal(header) == vocabulary.normal(column.header)
        ),
        None,
    )
    if not said or column.target is None:
        return column
    changes: dict[str, Any] = dict(said)
    doubts = tuple(one for one in column.doubts if not any(_is_about(name, one) for name in said))
    words = "; ".join(_READING_WORDS[name] for name in said)
    return replace(
        column,
        reading=replace(column.reading, **changes),
        doubts=doubts,
        reason=f"{column.reason}; {words} as you said",
    )


_READING_WORDS = {
    "mark": "decimal mark",
    "unit": "unit",
    "order": "date order",
    "currency": "currency",
}


def _is_about(name: str, doubt: str) -> bool:
    """Whether a doubt that `values.decide` raised is settled by saying this."""
    match name:
        case "mark":
            return doubt.startswith("decimal mark:")
        case "unit":
            return doubt.startswith("read as ")
        case "order":
            return doubt.startswith("date order:")
        case _:
            return "bare amounts are" in doubt
