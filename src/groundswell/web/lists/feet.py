"""What stands below the columns of a table: each figure says what it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.discovery.desk import Desk
from groundswell.relationships.layers import Rows
from groundswell.relationships.models import List
from groundswell.relationships.queries.fields import Foot as FieldFoot
from groundswell.relationships.queries.fields import feet_of
from groundswell.ui import formats
from groundswell.web.lists.columns import Column
from groundswell.web.lists.facts import facts


@dataclass(frozen=True, slots=True)
class Foot:
    """A figure below a column: what it is, and the figure."""

    label: str = ""
    text: str = ""


def feet(
    here: Desk, row: List, profiles: Rows, shown: Sequence[Column], *, filtered: bool
) -> list[Foot]:
    """One foot per column, over the profiles that the table shows.

    Sums of the workspace's own fields are of the whole list, so they are left out where the table
    shows a part of it.
    """
    if not len(profiles):
        return [Foot() for _one in shown]
    frame = facts(here, profiles)
    own: Mapping[str, FieldFoot] = {}
    if not filtered and any(one.field for one in shown):
        own = feet_of(here.scope, row.uid)
    return [_foot(one, frame, own, len(profiles)) for one in shown]


def _foot(column: Column, frame: pl.DataFrame, own: Mapping[str, FieldFoot], rows: int) -> Foot:
    if column.field is not None:
        return _of_field(column, own.get(column.key), rows)
    if not column.foot or column.fact not in frame.columns:
        return Foot()
    values = frame[column.fact].drop_nulls()
    return _of_values(column, values, frame, rows) if len(values) else Foot()


def _of_values(column: Column, values: pl.Series, frame: pl.DataFrame, rows: int) -> Foot:
    if column.foot == "from":
        first = datetime.fromtimestamp(float(values.min()), UTC)  # type: ignore[arg-type]
        return Foot(_("from"), formats.short_day(first))
    if column.kind == "money":
        return _sum_of_money(column, frame, rows)
    if column.foot == "sum":
        return Foot(_of(_("sum"), len(values), rows), formats.short(float(values.sum())))
    middle = float(values.median())  # type: ignore[arg-type]
    text = formats.percent(middle) if column.kind == "rate" else formats.short(middle)
    return Foot(_of(_("median"), len(values), rows), text)


def _sum_of_money(column: Column, frame: pl.DataFrame, rows: int) -> Foot:
    by_currency = (
        frame.filter(pl.col(column.fact).is_not_null() & pl.col("currency").is_not_null())
        .group_by("currency")
        .agg(total=pl.col(column.fact).sum(), n=pl.len())
    )
    if by_currency.height != 1:  # amounts in several currencies have no sum
        return _currencies(by_currency.height)
    only = by_currency.row(0, named=True)
    return Foot(_of(_("sum"), only["n"], rows), formats.money(int(only["total"]), only["currency"]))


def _of_field(column: Column, foot: FieldFoot | None, rows: int) -> Foot:
    if foot is None or not foot.filled:
        return Foot()
    if foot.first:
        return Foot(_("from"), formats.day(date.fromisoformat(foot.first)))
    if len(foot.sums) != 1:
        return _currencies(len(foot.sums))
    unit, total = next(iter(foot.sums.items()))
    said = _of(_("sum"), foot.filled, rows)
    if column.field is not None and column.field.kind == "money":
        return Foot(said, formats.money(int(total), unit))
    places: Any = 0 if total == int(total) else 2
    return Foot(said, f"{formats.decimal(total, places)} {unit}".strip())


def _currencies(many: int) -> Foot:
    if not many:
        return Foot()
    return Foot("", ngettext("%(n)s currency", "%(n)s currencies", many) % {"n": many})


def _of(word: str, known: int, rows: int) -> str:
    """``sum``, or ``sum of 31`` where not all rows have a value."""
    if known == rows:
        return word
    return _("%(word)s of %(known)s") % {"word": word, "known": formats.count(known)}
