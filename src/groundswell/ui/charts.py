"""Charts as data: a table, what it shows in one sentence, and how to draw it.

A chart is a table first. The table is what screen readers, the CSV file and the drawing all read, so
they cannot differ. What is drawn never stands alone either: unit, source and as-of belong to it, and
so does its finding, the sentence that replaces the picture for whoever cannot see it.

    Chart(
        uid="followers",
        title=_("Followers against peers"),
        finding=_("Followers grew 6.1% in 90 days; the middle half of peers grew 0.4–4.8%."),
        unit=_("followers"), source="YouTube Data API", as_of=moment,
        columns=(Column("day", _("Day"), "day"), Column("n", _("Followers"), "count"), ...),
        rows=[(date(2026, 11, 22), 48_200, ...), ...],
        drawing=Plot("day", (Band("low", "high", _("middle half of peers"), "peer"),
                             Line("n", "Maren"))),
    )

A `Plot` is drawn in the browser by ECharts; `Pyramid`, `Heat` and `World` are drawn by the server,
where they need no script. Inks name tokens of the style sheet, never colours.
"""

import csv
import io
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal, TypeAlias

from django.utils import timezone
from django.utils.translation import gettext as _

from groundswell.kernel.tables import guarded
from groundswell.ui import formats

Form = Literal["text", "count", "number", "rate", "money", "day", "moment"]
"""How a column's values are written; its rates are fractions, its money minor units."""

Ink = Literal["subject", "band", "peer", "watch", "c1", "c2", "c3", "c4", "c5", "c6"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a chart's table; ``currency`` (ISO 4217) for the form ``money``."""

    name: str
    label: str
    form: Form = "text"
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line through the values of a column; gaps stay gaps."""

    column: str
    label: str
    ink: Ink = "subject"
    dash: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """The area between two columns: an interval, or where most of the others are."""

    low: str
    high: str
    label: str
    ink: Ink = "band"


@dataclass(frozen=True, slots=True)
class Points:
    """A point per row; those whose ``flag`` column is true have another shape and colour.

    ``tip`` names a column of words that tell the reader which one it is.
    """

    column: str
    label: str
    ink: Ink = "subject"
    flag: str = ""
    flag_label: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar per row; with ``low`` and ``high``, columns of its interval, drawn over its end."""

    column: str
    label: str
    ink: Ink = "subject"
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One value for all rows: a line across."""

    value: float
    label: str
    ink: Ink = "subject"


@dataclass(frozen=True, slots=True)
class Span:
    """One interval for all rows: a band across."""

    low: float
    high: float
    label: str
    ink: Ink = "band"


Mark: TypeAlias = Line | Band | Points | Bars | Level | Span


@dataclass(frozen=True, slots=True)
class Plot:
    """Marks over a column; the first mark lies at the bottom.

    ``low`` and ``high`` fix the ends of the value axis; else they follow the data (and 0 for bars).
    ``form`` says how values are written along the axis; else as in the first column that is drawn.
    """

    across: str
    marks: tuple[Mark, ...]
    low: float | None = None
    high: float | None = None
    form: Form | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a pyramid: columns of shares and of the ends of their intervals."""

    column: str
    low: str
    high: str
    label: str


@dataclass(frozen=True, slots=True)
class Pyramid:
    """Two sides of bars back to back over the groups that ``by`` names, first group on top."""

    by: str
    left: Side
    right: Side


@dataclass(frozen=True, slots=True)
class Heat:
    """A grid: a row per row of the table, a cell per column after ``by``."""

    by: str


@dataclass(frozen=True, slots=True)
class World:
    """A map: shares in the column ``share`` of the countries (ISO 3166-1 alpha-2) in ``code``."""

    code: str
    share: str


Drawing: TypeAlias = Plot | Pyramid | Heat | World


@dataclass(frozen=True)
class Chart:
    """A chart; see the module.

    Attributes:
        uid: distinguishes it on its page, in letters, digits and hyphens.
        finding: one sentence that says what the picture shows.
        unit: what the values are: ``followers``, ``share of followers``.
        source: who says so.
        as_of: aware time, or None where the source does not say.
        rows: values in the order of ``columns``; None is "not known".

    Raises:
        ValueError: a row or a mark does not fit the columns, or unit, source or finding is missing.
    """

    uid: str
    title: str
    finding: str
    unit: str
    source: str
    as_of: datetime | None
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Any]]
    drawing: Drawing

    def __post_init__(self) -> None:
        for name in ("uid", "title", "finding", "unit", "source"):
            if not getattr(self, name):
                raise ValueError(f"chart {self.uid!r} lacks its {name}")
        for at, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                raise ValueError(f"chart {self.uid!r}: row {at} does not fit the columns")
        known = {column.name for column in self.columns}
        for name in _named(self.drawing):
            if name not in known:
                raise ValueError(f"chart {self.uid!r} has no column {name!r}")

    @property
    def kind(self) -> str:
        """Which drawing it has: ``plot``, ``pyramid``, ``heat`` or ``world``."""
        return type(self.drawing).__name__.lower()

    def column(self, name: str) -> list[Any]:
        """The values of a column."""
        at = [column.name for column in self.columns].index(name)
        return [row[at] for row in self.rows]

    def form_of(self, name: str) -> Column:
        """The column of this name."""
        return next(column for column in self.columns if column.name == name)

    @cached_property
    def table(self) -> list[list[tuple[str, bool]]]:
        """The rows as the reader sees them: text, and whether it is a figure."""
        return [
            [
                (shown(value, column), column.form not in {"text", "day", "moment"})
                for value, column in zip(row, self.columns, strict=True)
            ]
            for row in self.rows
        ]

    @property
    def heads(self) -> list[tuple[str, bool]]:
        """The column heads: text, and whether figures stand below."""
        return [(one.label, one.form not in {"text", "day", "moment"}) for one in self.columns]

    @property
    def csv(self) -> str:
        """The table as CSV with plain values, as the address of a download."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([guarded(column.label) for column in self.columns])
        for row in self.rows:
            plain = (_plain(value) for value in row)
            writer.writerow([guarded(one) if isinstance(one, str) else one for one in plain])
        return "data:text/csv;charset=utf-8;base64," + b64encode(out.getvalue().encode()).decode()

    @property
    def file(self) -> str:
        """The name of the CSV file."""
        return f"{self.uid}.csv"

    @property
    def keys(self) -> list[tuple[str, str]]:
        """The line of keys under a plot: class of the mark, and what it stands for."""
        if not isinstance(self.drawing, Plot):
            return []
        return [key for mark in reversed(self.drawing.marks) for key in _keys(mark)]

    @property
    def spec(self) -> dict[str, Any]:
        """What the script draws from (plots only), as JSON values."""
        plot = self.drawing
        if not isinstance(plot, Plot):
            raise TypeError(f"chart {self.uid!r} is not drawn by a script")
        first = next((name for mark in plot.marks for name in _columns(mark)), None)
        along = self.form_of(first) if first else Column("", "", "number")
        return {
            "across": {
                "form": self.form_of(plot.across).form,
                "values": [_plain(value) for value in self.column(plot.across)],
            },
            "along": {
                "form": plot.form or along.form,
                "currency": plot.currency or along.currency,
                "low": plot.low,
                "high": plot.high,
            },
            "marks": [self._mark(mark) for mark in plot.marks],
        }

    def _mark(self, mark: Mark) -> dict[str, Any]:
        said: dict[str, Any] = {
            "mark": type(mark).__name__.lower(),
            "label": mark.label,
            "ink": mark.ink,
        }
        if isinstance(mark, Level):
            return said | {"value": mark.value}
        if isinstance(mark, Span):
            return said | {"low": mark.low, "high": mark.high}
        if isinstance(mark, Line):
            said["dash"] = mark.dash
        if isinstance(mark, Points) and mark.flag:
            said["flag_label"] = mark.flag_label
        names = {
            key: name
            for key in ("column", "low", "high", "flag", "tip")
            if (name := getattr(mark, key, ""))
        }
        return said | {
            ("values" if key == "column" else key): [_plain(one) for one in self.column(name)]
            for key, name in names.items()
        }


def shown(value: Any, column: Column) -> str:
    """A value of a column as the reader sees it; an en dash where it is not known."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    write: dict[Form, Callable[[Any], str]] = {
        "text": str,
        "count": formats.count,
        "number": formats.decimal,
        "rate": lambda rate: formats.percent(rate, 1),
        "money": lambda minor: formats.money(minor, column.currency),
        "day": formats.day,
        "moment": formats.moment,
    }
    return write[column.form](value)


def _plain(value: Any) -> Any:
    """A value for files and scripts: times in ISO 8601 and the reader's time zone."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return value


def _columns(mark: Mark) -> list[str]:
    """The columns of values that a mark draws."""
    if isinstance(mark, Line | Points):
        return [mark.column]
    if isinstance(mark, Band):
        return [mark.low, mark.high]
    if isinstance(mark, Bars):
        return [name for name in (mark.column, mark.low, mark.high) if name]
    return []


def _named(drawing: Drawing) -> Iterator[str]:
    """Every column that a drawing speaks of."""
    if isinstance(drawing, Plot):
        yield drawing.across
        for mark in drawing.marks:
            yield from _columns(mark)
            if isinstance(mark, Points):
                yield from (name for name in (mark.flag, mark.tip) if name)
    elif isinstance(drawing, Pyramid):
        yield drawing.by
        for side in (drawing.left, drawing.right):
            yield from (side.column, side.low, side.high)
    elif isinstance(drawing, Heat):
        yield drawing.by
    else:
        yield from (drawing.code, drawing.share)


def _keys(mark: Mark) -> list[tuple[str, str]]:
    """The keys of one mark: its classes in the style sheet, and its label."""
    if isinstance(mark, Points):
        keys = [(f"gs-pt gs-ink-{mark.ink}", mark.label)]
        return [*keys, ("gs-pt gs-dia gs-ink-c2", mark.flag_label)] if mark.flag else keys
    if isinstance(mark, Line | Level):
        dash = " gs-dashed" if isinstance(mark, Line) and mark.dash else ""
        return [(f"gs-ln gs-ink-{mark.ink}{dash}", mark.label)]
    return [(f"gs-key-sq gs-ink-{mark.ink}", mark.label)]
