"""The filter panel as it stands for a query: controls with what is set and live counts."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from groundswell.discovery import facets, literals
from groundswell.discovery import search as discovery
from groundswell.discovery.facets import Counted
from groundswell.discovery.fields import FIELDS, Field
from groundswell.discovery.query import (
    Ago,
    Bound,
    InList,
    Known,
    Like,
    Node,
    Not,
    Query,
    Range,
    Share,
    Terms,
    Text,
)
from groundswell.relationships import queries as lists
from groundswell.web.discover import chips
from groundswell.web.discover.editing import control_of, fields_of, parts_of, with_parts
from groundswell.web.discover.groups import Group, groups, kind_of
from groundswell.workspaces.scope import Scope

SHOWN = 6
DAYS = (7, 14, 30, 60, 90, 180, 365)


@dataclass(frozen=True, slots=True)
class Line:
    """A value that can be ticked."""

    value: str
    label: str
    count: int | None
    on: bool
    width: float


@dataclass(slots=True)
class Control:
    """One control of the panel.

    ``name`` is the word the form sends; ``kind`` names its template; the rest is filled as the
    kind needs it. ``other`` says a condition on the field that the control cannot show.
    """

    name: str
    kind: str
    label: str
    field: Field
    said: str = ""
    note: str = ""
    lines: list[Line] = dataclasses.field(default_factory=list)
    rest: list[Line] = dataclasses.field(default_factory=list)
    every: bool = False
    low: str = ""
    high: str = ""
    steps: list[float] = dataclasses.field(default_factory=list)
    bars: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    suffix: str = ""
    value: str = ""
    about: bool = False
    extra: bool = False
    other: str = ""

    @property
    def id(self) -> str:
        """A name that an element may have."""
        return self.name.replace(".", "-")

    @property
    def template(self) -> str:
        """What draws it."""
        return f"discover/_control_{self.kind}.html"

    @property
    def finds(self) -> bool:
        """Whether there may be more values than are shown."""
        return (
            self.kind == "terms" and self.field.kind != "special" and len(self.field.choices) == 0
        )

    @property
    def several(self) -> bool:
        """Whether a profile can have several of the values, so that all can be asked."""
        return (
            self.field.kind == "keywords"
            and self.name != "has"
            and sum(line.on for line in self.lines) > 1
        )

    @property
    def counts(self) -> list[int]:
        """The heights of the histogram."""
        return [bar["count"] for bar in self.bars]

    @property
    def inside(self) -> list[bool]:
        """Which bars of the histogram lie in the range."""
        return [bar["inside"] for bar in self.bars]

    @property
    def hint(self) -> str:
        """What can be typed."""
        return "@handle" if self.kind == "like" else ""

    @property
    def days(self) -> list[tuple[str, str]]:
        """Choices of a time."""
        known = [(str(days), _("Last %(days)s days") % {"days": days}) for days in DAYS]
        if self.value and self.value not in {days for days, _label in known}:
            known.append((self.value, _("Last %(days)s days") % {"days": self.value}))
        return known


@dataclass(frozen=True, slots=True)
class ShareControl:
    """A share of the audience that is asked."""

    name: str
    label: str
    said: str
    low: str
    high: str
    certain: bool
    at: int

    @property
    def id(self) -> str:
        """A name that an element may have."""
        return f"share-{self.at}"


@dataclass(frozen=True, slots=True)
class Section:
    """A group with its controls; closed ones are loaded when they are opened."""

    group: Group
    set: int
    open: bool
    controls: list[Control]
    shares: list[ShareControl]
    more: list[Field]


def wanted(query: Query, opened: Iterable[str], shown: Iterable[str]) -> dict[str, list[str]]:
    """The fields with a control, by open group: the usual ones, those set, those asked for."""
    asked = {name for node in parts_of(query) for name in fields_of(node)} | set(shown)
    return {
        group.name: [
            *group.first,
            *(name for name in group.more if name in asked and name != "audience"),
        ]
        for group in groups()
        if group.name in set(opened)
    }


def counted(names: Mapping[str, Sequence[str]]) -> list[str]:
    """The fields whose counts a panel of these controls shows."""
    return [name for own in names.values() for name in own if FIELDS[name].facet]


def sections(
    scope: Scope,
    query: Query,
    names: Mapping[str, Sequence[str]],
    counts: Mapping[str, list[Counted]],
    *,
    about: Sequence[str] = (),
    currency: str,
) -> list[Section]:
    """The panel; ``names`` holds the open groups and their fields, ``counts`` the facets."""
    nodes = parts_of(query)
    maker = _Maker(scope, query, nodes, counts, frozenset(about), currency)
    found = []
    for group in groups():
        own = names.get(group.name)
        set_here = sum(bool(fields_of(node) & group.fields) for node in nodes)
        controls = [maker.control(name, name not in group.first) for name in own or ()]
        found.append(
            Section(
                group,
                set_here,
                own is not None,
                controls,
                maker.shares() if group.name == "audience" and own is not None else [],
                [FIELDS[name] for name in group.more if name not in (own or ())],
            )
        )
    return found


@dataclass(slots=True)
class _Maker:
    scope: Scope
    query: Query
    nodes: list[Node]
    counts: Mapping[str, list[Counted]]
    about: frozenset[str]
    currency: str

    def control(self, name: str, extra: bool) -> Control:  # noqa: FBT001 - passed on as it is
        known = FIELDS[name]
        kind = kind_of(known)
        made = Control(name, kind, known.label, known, extra=extra, about=name in self.about)
        made.note = known.note
        node = next((one for one in self.nodes if control_of(one) == name), None)
        getattr(self, f"_{kind}")(made, node)
        return made

    def shares(self) -> list[ShareControl]:
        found = []
        for at, node in enumerate(self.nodes):
            if isinstance(node, Share) and (name := control_of(node)):
                label = chips.key_said(node.dimension, node.keys[0])
                said = chips.said(node)[1].removeprefix(label).removesuffix(", low end").strip()
                low, high = ("" if end is None else _percent(end) for end in (node.low, node.high))
                found.append(ShareControl(name, label, said, low, high, node.certain, at))
        return found

    # ------------------------------------------------------------ values that are ticked

    def _ticked(self, made: Control, node: Node | None) -> list[str]:
        if made.name in {"has", "list"}:
            return [
                value
                for one in self.nodes
                for value in (
                    [one.field]
                    if isinstance(one, Known) and made.name == "has"
                    else one.lists
                    if isinstance(one, InList) and made.name == "list"
                    else ()
                )
            ]
        if isinstance(node, Terms):
            made.every = node.every
            return list(node.values)
        return []

    def _terms(self, made: Control, node: Node | None) -> None:
        on = self._ticked(made, node)
        lines = self.counts.get(made.name, [])
        if not made.field.facet:  # a closed set that is not counted
            lines = [{"value": v, "label": facets.label(made.field, v)} for v in made.field.choices]
        known = {str(line["value"]): line for line in lines}
        first = [value for value in on if value not in known]
        made.lines = [
            *(self._missing(made, value) for value in first),
            *self._lines(made.name, known.values(), set(on)),
        ]
        ticked = [line for line in made.lines if line.on]
        others = [line for line in made.lines if not line.on]
        if made.name == "tier":
            return
        made.lines = [*ticked, *others[: max(SHOWN - len(ticked), 2)]]
        made.rest = others[max(SHOWN - len(ticked), 2) :]

    def _missing(self, made: Control, value: str) -> Line:
        """A ticked value that is not among the most frequent ones, counted by itself."""
        rest = [one for one in self.nodes if control_of(one) != made.name]
        own: Node = Known(value) if made.name == "has" else Terms(made.name, (value,))
        count = discovery.count(self.scope, with_parts(self.query, [*rest, own]))
        return Line(value, chips.value_said(made.name, value), count, True, 0)

    @staticmethod
    def _lines(name: str, lines: Iterable[Counted], on: set[str]) -> list[Line]:
        held = list(lines)
        most = max((line.get("count", 0) for line in held), default=0) or 1
        return [
            Line(
                str(line["value"]),
                chips.value_said(name, str(line["value"])) if name == "has" else line["label"],
                line.get("count"),
                str(line["value"]) in on,
                round(100 * line.get("count", 0) / most, 1),
            )
            for line in held
        ]

    def _words(self, made: Control, node: Node | None) -> None:
        on = self._ticked(made, node)
        made.lines = [
            Line(value, chips.value_said(made.name, value), None, on=True, width=0) for value in on
        ]

    def _lists(self, made: Control, _node: Node | None) -> None:
        on = set(self._ticked(made, None))
        off = {
            name
            for one in self.nodes
            if isinstance(one, Not) and isinstance(one.node, InList)
            for name in one.node.lists
        }
        held = lists.lists_of(self.scope)
        made.lines = [
            Line(one.name, one.name, one.size, bool({one.name, one.uid} & on), 0) for one in held
        ]
        made.rest = [
            Line(one.name, one.name, None, bool({one.name, one.uid} & off), 0) for one in held
        ]

    def _tags(self, made: Control, node: Node | None) -> None:
        on = set(self._ticked(made, node))
        used = lists.tags_used(self.scope)
        most = max(used.values(), default=1)
        made.lines = [
            Line(tag, tag, count, tag in on, 100 * count / most) for tag, count in used.items()
        ][:30]

    def _like(self, made: Control, node: Node | None) -> None:
        if isinstance(node, Like):
            made.value = f"{node.platform}/@{node.handle}" if node.platform else f"@{node.handle}"

    def _text(self, made: Control, node: Node | None) -> None:
        if isinstance(node, Text):
            made.value = node.words

    # ------------------------------------------------------------ numbers and times

    def _range(self, made: Control, node: Node | None) -> None:
        currency = self.currency if made.field.kind == "money" else ""
        if isinstance(node, Range):
            made.said = chips.range_said(node)
            currency = node.currency or currency
            made.low, made.high = (_written(made.field, end, currency) for end in _ends(node))
        made.suffix = "%" if made.field.kind == "rate" else currency
        made.value = currency
        lines = self.counts.get(made.name, [])
        inside = _inside(node) if isinstance(node, Range) else lambda _: True
        made.bars = [
            {"count": line["count"], "inside": inside(line), "label": line["label"]}
            for line in lines
        ]
        made.steps = _steps(made.field, lines, currency)

    def _time(self, made: Control, node: Node | None) -> None:
        if isinstance(node, Range):
            made.said = chips.range_said(node)
            low = node.low.value if node.low else None
            if node.high is None and isinstance(low, Ago):
                made.value = str(low.days)
            else:
                made.other = made.said


def _ends(node: Range) -> tuple[Bound | None, Bound | None]:
    return node.low, node.high


def _percent(share: float) -> str:
    return literals.write_rate(share).removesuffix("%")


def _written(known: Field, bound: Bound | None, currency: str) -> str:
    """An end of a range as its number field shows it."""
    if bound is None:
        return ""
    value: Any = bound.value
    if known.kind == "money":
        return literals.write_amount(value, currency)
    if known.kind == "rate":
        return _percent(value)
    whole = literals.decimal(literals.exact(value))
    return f"{int(whole):,}" if whole.isdigit() else whole


def _inside(node: Range) -> Any:
    """Whether a bar of the histogram lies in the range, told by its middle."""
    low: Any = node.low.value if node.low else None
    high: Any = node.high.value if node.high else None

    def inside(line: Counted) -> bool:
        start, end = line["low"], line.get("high")
        middle = start if end is None else (start + end) / 2
        return (low is None or middle >= low) and (high is None or middle <= high)

    return inside


def _steps(known: Field, lines: Sequence[Counted], currency: str) -> list[float]:
    """Where the knobs of the slider can stand, in the unit of the number field."""
    if not lines:
        return []
    lows = [line["low"] for line in lines]
    last = lows[-1]
    ends = [*lows, 1.0 if known.name == "credibility" else last * 2 or 1]
    if known.kind == "rate":
        return [round(end * 100, 4) for end in ends]
    if known.kind == "money":
        return [float(literals.write_amount(end, currency)) for end in ends]
    return ends
