"""One-click mending of values: what an unreadable text may mean, and putting it in its place.

A repair says that a text of a column means another text, or nothing (""). It is applied to the cells
before they are read, so that a repaired value goes the way of every other; the file of rejected rows
still shows the cells as they came.
"""

import re
from collections.abc import Callable
from collections.abc import Mapping as Named
from dataclasses import dataclass

import polars as pl

from groundswell.connectors.spreadsheet import places
from groundswell.connectors.spreadsheet.mapping import Mapping
from groundswell.connectors.spreadsheet.targets import Target
from groundswell.kernel.errors import Invalid

EMPTY = ""
MOST = 2_000
"""Most texts of one column that may be repaired one by one; beyond, the file is the place to mend."""
_HANDLE_WITH_BLANKS = re.compile(r"^\s*@[\w.\-]+(?:\s+[\w.\-]+)+\s*$")


@dataclass(frozen=True, slots=True)
class Repair:
    """What a text may mean.

    Attributes:
        text: what to read in its place; empty where it says nothing.
        shown: the same, as a person says it: ``@pilaro``, ``Canada``; empty where it says nothing.
    """

    text: str
    shown: str = ""


def suggest(target: Target, value: str) -> Repair | None:
    """What a value that could not be read may mean; None where nothing is near."""
    text = value.strip()
    name = target.name
    if not text:
        return None
    if name in {"handle", "name_or_handle"}:
        return _joined(text)
    if name in _NAMED:
        return _near(text, _NAMED[name])
    wants_digits = target.kind in _NUMERIC or name.startswith("price") or name == "contact.phone"
    silent = not re.search(r"\d", text) if wants_digits else _no_address(target, text)
    return Repair(EMPTY) if silent else None


_NUMERIC = frozenset(("count", "number", "rate", "time"))
_NAMED = {"country": places.near_country, "language": places.near_language}


def _no_address(target: Target, text: str) -> bool:
    return target.name == "contact.email" and "@" not in text


def apply(
    cells: pl.DataFrame, mapping: Mapping, repairs: Named[str, Named[str, str]]
) -> pl.DataFrame:
    """The cells with repaired texts in place of those they stand for."""
    changed = []
    for column in mapping.columns:
        said = repairs.get(column.header)
        if said:
            text = pl.col(str(column.at))
            found = text.str.strip_chars().replace(
                [*said], [replacement or None for replacement in said.values()]
            )
            touched = text.str.strip_chars().is_in([*said])
            changed.append(pl.when(touched).then(found).otherwise(text).alias(str(column.at)))
    return cells.with_columns(changed) if changed else cells


def check(repairs: Named[str, Named[str, str]]) -> None:
    """Refuse more repairs than a person makes; raises Invalid."""
    for header, said in repairs.items():
        if len(said) > MOST:
            raise Invalid(
                f"{len(said):,} different values of {header} would be replaced; {MOST:,} is the "
                "most.",
                field="repairs",
                hint="Mend them in the file and import it again.",
            )


def _joined(text: str) -> Repair | None:
    if not _HANDLE_WITH_BLANKS.match(text):
        return None
    whole = re.sub(r"\s+", "", text)
    return Repair(whole, whole)


def _near(text: str, nearest: Callable[[str], tuple[str, str] | None]) -> Repair | None:
    """The code of the nearest name; nothing where the text has no letter."""
    if re.fullmatch(r"[\W\d]*", text):
        return Repair(EMPTY)
    found = nearest(text)
    return Repair(*found) if found else None
