"""The columns of a list's table: what there is to show of an entry, and how it is written.

What the catalog knows is read-only; stage, owner, remark and the workspace's own fields are edited.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groundswell.kernel.money import exponent
from groundswell.relationships.entering import plain
from groundswell.relationships.models import Field
from groundswell.ui import formats

Kind = Literal[
    "word", "words", "count", "number", "rate", "money", "day", "country", "language", "note",
    "stage", "owner", "votes", "notes", "task", "field",
]  # fmt: skip
Foot = Literal["", "sum", "median", "from"]

_NUMERIC = frozenset({"count", "number", "rate", "money", "votes", "notes"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        key: its word in addresses; the uid of a field of one's own.
        label: its heading.
        kind: how its values are written.
        fact: where the value stands on the card of the profile; empty where the entry has it.
        foot: what stands below it.
        edit: what kind of field edits it; empty where it is only shown.
        field: the workspace's field behind it.
    """

    key: str
    label: str
    kind: Kind
    fact: str = ""
    foot: Foot = ""
    edit: str = ""
    field: Field | None = None

    @property
    def right(self) -> bool:
        """Whether it holds figures, which stand at the right."""
        if self.field is not None:
            return self.field.kind in {"number", "money"}
        return self.kind in _NUMERIC


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows.

    Attributes:
        text: as the reader's locale writes it, short.
        plain: in full, for copying and editing; the text where it is the same.
        tone: ``watch`` where somebody should look.
    """

    text: str = ""
    plain: str = ""
    tone: str = ""


def _column(key: str, label: Any, kind: Kind, fact: str = "", foot: Foot = "") -> Column:
    return Column(key, label, kind, fact, foot)


_BUILT_IN: tuple[Column, ...] = (
    Column("stage", gettext_lazy("Stage"), "stage", edit="choice"),  # type: ignore[arg-type]
    _column("followers", gettext_lazy("Followers"), "count", "followers", "sum"),
    _column("er", gettext_lazy("Engagement"), "rate", "er", "median"),
    _column("country", gettext_lazy("Country"), "country", "country"),
    _column("city", gettext_lazy("City"), "word", "city"),
    _column("language", gettext_lazy("Language"), "language", "language"),
    _column("tier", gettext_lazy("Tier"), "word", "tier"),
    _column("topics", gettext_lazy("Topics"), "words", "topics"),
    _column("avg_views", gettext_lazy("Average views"), "count", "avg_views", "median"),
    _column("avg_likes", gettext_lazy("Average likes"), "count", "avg_likes", "median"),
    _column("growth", gettext_lazy("Growth, 90 days"), "rate", "growth", "median"),
    _column(
        "sponsored_share", gettext_lazy("Sponsored share"), "rate", "sponsored_share", "median"
    ),
    _column("price", gettext_lazy("Asking price"), "money", "price", "sum"),
    _column("posted", gettext_lazy("Last post"), "day", "posted"),
    _column("seen", gettext_lazy("Last observed"), "day", "seen", "from"),
    _column("handle", gettext_lazy("Handle"), "word", "handle"),
    _column("votes", gettext_lazy("Votes"), "votes"),
    _column("notes", gettext_lazy("Notes"), "notes"),
    _column("task", gettext_lazy("Next task"), "task"),
    _column("tags", gettext_lazy("Tags"), "words"),
    _column("added", gettext_lazy("Added"), "day", "", "from"),
    Column("owner", gettext_lazy("Owner"), "owner", edit="person"),  # type: ignore[arg-type]
    Column("note", gettext_lazy("Remark"), "note", edit="text"),  # type: ignore[arg-type]
)
_USUAL = ("stage", "followers", "er", "country", "price", "votes")
_USUAL_LAST = ("owner", "note")
FIELD_PREFIX = "fld_"


def known(fields: Sequence[Field]) -> dict[str, Column]:
    """Every column that a list can show, by key, in the order of the chooser."""
    built_in = {one.key: one for one in _BUILT_IN}
    own = {one.uid: _own(one) for one in fields}
    last = {key: built_in.pop(key) for key in _USUAL_LAST}
    return {**built_in, **own, **last}


def chosen(there: Mapping[str, Column], asked: str) -> list[Column]:
    """The columns that an address names (``stage,er,fld_…``), or the usual ones; strangers are dropped."""
    keys = [key for key in asked.split(",") if key in there]
    if not keys:
        own = [key for key in there if key.startswith(FIELD_PREFIX)]
        keys = [*_USUAL, *own, *_USUAL_LAST]
    return [there[key] for key in dict.fromkeys(keys)]


def _own(field: Field) -> Column:
    foot: Foot = {"number": "sum", "money": "sum", "date": "from"}.get(field.kind, "")  # type: ignore[assignment]
    edit = "tick" if field.kind == "flag" else field.kind
    return Column(field.uid, field.name, "field", "", foot, edit, field)


# ---------------------------------------------------------------- values as text


def of_card(column: Column, card: Mapping[str, Any]) -> Cell:
    """The cell of what the catalog knows."""
    value = card.get(column.fact)
    if value is None or value == []:
        return Cell()
    return _WRITERS[column.kind](value, card)


def of_field(field: Field, data: Any, people: Mapping[str, str]) -> Cell:
    """The cell of a field of one's own; ``people`` are names of members by uid."""
    if data is None:
        return Cell()
    bare = plain(field.kind, data, people)
    if field.kind == "money":
        return Cell(formats.money(data["minor"], data["currency"]), bare)
    if field.kind == "number":
        text = formats.decimal(data, 0 if data == int(data) else 2)
        return Cell(f"{text} {field.unit}".strip(), bare)
    if field.kind == "date":
        return Cell(formats.day(date.fromisoformat(data)), bare)
    if field.kind == "flag":
        return Cell(_("yes") if data else _("no"), bare)
    return Cell(bare, bare)


def of_day(when: datetime | None) -> Cell:
    """The cell of a point in time, by its day."""
    return Cell() if when is None else Cell(formats.short_day(when), when.date().isoformat())


def of_votes(up: int, down: int) -> Cell:
    """The cell of votes: for and against."""
    if not up and not down:
        return Cell()
    text = f"+{formats.count(up)}" if up else ""
    against = f"−{formats.count(down)}" if down else ""
    return Cell(" ".join(filter(None, (text, against))), str(up - down))


def of_count(many: int) -> Cell:
    """The cell of a number of things; empty for none."""
    return Cell(formats.count(many), str(many)) if many else Cell()


def of_task(text: str, due: date | None, today: date) -> Cell:
    """The cell of the next open task; one that is late is to be looked at."""
    if not text:
        return Cell()
    when = formats.short_day(due) if due else ""
    late = due is not None and due < today
    said = _("%(day)s: %(text)s") % {"day": when, "text": text} if due else text
    return Cell(said, said, "watch" if late else "")


def _count(value: float, _card: Mapping[str, Any]) -> Cell:
    return Cell(formats.short(value), f"{value:.0f}")


def _number(value: float, _card: Mapping[str, Any]) -> Cell:
    return Cell(formats.decimal(value, 1), f"{value:g}")


def _rate(value: float, _card: Mapping[str, Any]) -> Cell:
    return Cell(formats.percent(value), formats.percent(value, 2))


def _money(value: int, card: Mapping[str, Any]) -> Cell:
    currency = str(card.get("currency") or "USD")
    amount = f"{value / 10 ** exponent(currency):.{exponent(currency)}f} {currency}"
    return Cell(formats.money(value, currency), amount)


def _day(value: int, _card: Mapping[str, Any]) -> Cell:
    return of_day(datetime.fromtimestamp(value, UTC))


def _words(value: Sequence[str], _card: Mapping[str, Any]) -> Cell:
    text = ", ".join(value[:3])
    more = len(value) - 3
    rest = ngettext("%(count)d more", "%(count)d more", more) % {"count": more} if more > 0 else ""
    return Cell(f"{text}, {rest}" if rest else text, ", ".join(value))


def _word(value: Any, _card: Mapping[str, Any]) -> Cell:
    return Cell(str(value), str(value))


def _country(value: str, _card: Mapping[str, Any]) -> Cell:
    return Cell(formats.country(value), formats.country(value))


def _language(value: str, _card: Mapping[str, Any]) -> Cell:
    return Cell(formats.language(value), formats.language(value))


_WRITERS: dict[str, Callable[[Any, Mapping[str, Any]], Cell]] = {
    "count": _count,
    "number": _number,
    "rate": _rate,
    "money": _money,
    "day": _day,
    "words": _words,
    "word": _word,
    "country": _country,
    "language": _language,
}
