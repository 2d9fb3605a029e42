"""Geometry of the charts that the server draws: pyramid, heat grid and world map.

Pure functions from a `charts.Chart` to what its template lays out; a value that is not known has no
bar, no shade and no country, and the table beside it says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Any

from groundswell.ui.charts import Chart, Heat, Pyramid, Side, World
from groundswell.ui.marks import ShareBar, share_bar

SHADES = 5


@dataclass(frozen=True, slots=True)
class Limb:
    """One bar of a pyramid: its share with the ends of its interval, and the bar to draw."""

    share: float | None
    low: float | None
    high: float | None
    bar: ShareBar | None


@dataclass(frozen=True, slots=True)
class Rung:
    """One group of a pyramid with its two bars."""

    group: str
    left: Limb
    right: Limb


def pyramid(chart: Chart) -> list[Rung]:
    """The rungs of a pyramid; both sides have one scale, whose end is the largest upper end."""
    drawing = chart.drawing
    assert isinstance(drawing, Pyramid)
    ends = [
        value
        for side in (drawing.left, drawing.right)
        for name in (side.column, side.high)
        for value in chart.column(name)
        if value is not None
    ]
    top = max(ends, default=0.0) or 1.0
    left, right = _limbs(chart, drawing.left, top), _limbs(chart, drawing.right, top)
    return [
        Rung(str(group), one, other)
        for group, one, other in zip(chart.column(drawing.by), left, right, strict=True)
    ]


def _limbs(chart: Chart, side: Side, top: float) -> list[Limb]:
    columns = (chart.column(side.column), chart.column(side.low), chart.column(side.high))
    return [
        Limb(share, low, high, None if share is None else _scaled(share, low, high, top))
        for share, low, high in zip(*columns, strict=True)
    ]


def _scaled(share: float, low: float | None, high: float | None, top: float) -> ShareBar:
    return share_bar(
        share / top, None if low is None else low / top, None if high is None else high / top
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a heat grid: what it says, and its shade from 0 (nothing) to `SHADES`."""

    text: str
    shade: int


def heat(chart: Chart) -> list[tuple[str, list[Cell]]]:
    """The rows of a heat grid: their names and cells, shaded by the share of the largest value."""
    drawing = chart.drawing
    assert isinstance(drawing, Heat)
    names = [column.name for column in chart.columns]
    by = names.index(drawing.by)
    top = max((v for row in chart.rows for at, v in enumerate(row) if at != by and v), default=0)
    return [
        (
            written[by][0],
            [
                Cell(text, shade(value, top))
                for at, (value, (text, _)) in enumerate(zip(row, written, strict=True))
                if at != by
            ],
        )
        for row, written in zip(chart.rows, chart.table, strict=True)
    ]


def shade(value: float | None, top: float) -> int:
    """Which of the ordered shades a value has: 0 for nothing, else by fifths of the largest."""
    if not value or not top:
        return 0
    return min(SHADES, max(1, ceil(SHADES * value / top)))


@dataclass(frozen=True, slots=True)
class Land:
    """A country of the map: the id of its shape, its shade, and what stands in its title."""

    shape: str
    shade: int
    text: str


def world(chart: Chart) -> list[Land]:
    """The countries that have a share, darkest last so that their edges lie on top."""
    drawing = chart.drawing
    assert isinstance(drawing, World)
    shares = chart.column(drawing.share)
    top = max((share for share in shares if share is not None), default=0.0)
    at = [column.name for column in chart.columns].index(drawing.share)
    found = [
        Land(shape, shade(share, top), f"{_name(row, chart)} {written[at][0]}")
        for code, share, row, written in zip(
            chart.column(drawing.code), shares, chart.rows, chart.table, strict=True
        )
        if share and (shape := shape_of(code))
    ]
    return sorted(found, key=lambda land: land.shade)


def steps(chart: Chart) -> list[tuple[int, float, float]]:
    """The key of a map: shade, and the shares from and to which it stands for."""
    drawing = chart.drawing
    assert isinstance(drawing, World)
    top = max((share for share in chart.column(drawing.share) if share), default=0.0)
    return [(one, top * (one - 1) / SHADES, top * one / SHADES) for one in range(1, SHADES + 1)]


def _name(row: Sequence[Any], chart: Chart) -> str:
    """The first text of a row: how the country is called."""
    for value, column in zip(row, chart.columns, strict=True):
        if column.form == "text" and isinstance(value, str) and len(value) > 2:
            return value
    return ""


@lru_cache(maxsize=512)
def shape_of(code: str) -> str:
    """The id of a country's shape (its ISO 3166-1 number, as the map file has it); empty for none."""
    import pycountry

    found = pycountry.countries.get(alpha_2=code.upper())
    return f"c{found.numeric}" if found is not None else ""
