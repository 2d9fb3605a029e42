"""The key numbers of a profile as the page shows them: value, base, peers, interval, n, source.

What is known is an estimate with all that belongs to it; what is not says how much it takes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.creators.estimates import Estimate, Figure
from groundswell.creators.figures import Figures, Price
from groundswell.discovery.peers import Peers
from groundswell.kernel.money import exponent
from groundswell.measures import engagement
from groundswell.measures.definitions import DEFINITIONS
from groundswell.measures.peers import Curve, Place, place
from groundswell.ui import formats


@dataclass(frozen=True, slots=True)
class Cell:
    """One key number.

    ``value`` is empty where it is not known; ``have`` and ``need`` then say how much there is of
    ``of``. ``meaning`` is what its definition shows.
    """

    name: str
    meaning: Mapping[str, str]
    value: str = ""
    base: str = ""
    rule: str = ""
    facts: tuple[str, ...] = ()
    curve: Curve | None = None
    place: Place | None = None
    have: int = 0
    need: int = 0
    of: str = ""


def key_numbers(figures: Figures, peers: Peers | None, platform: str) -> list[Cell]:
    """The cells in their order; ``peers`` None where nobody can be compared with."""
    known = peers.curves if peers else {}
    return [
        cell_of(figures.engagement, _comparable(figures.engagement, known.get("er"), platform)),
        cell_of(figures.views, known.get("avg_views")),
        cell_of(figures.growth, known.get("growth")),
        cell_of(figures.replies, known.get("reply_rate")),
        cell_of(figures.paid, known.get("sponsored_share"), _brands(figures.brands)),
        price_cell(figures.price),
    ]


def cell_of(figure: Figure, curve: Curve | None = None, extra: str = "") -> Cell:
    """The cell of one number."""
    about = figure.about
    name = str(_(about.name.removesuffix(", as stated")))
    if not isinstance(figure, Estimate):
        return Cell(
            name, meaning(figure), rule=about.formula, have=figure.have, need=figure.need,
            of=figure.of,
        )  # fmt: skip
    found = place(curve, figure.value, figure.low, figure.high) if curve else None
    return Cell(
        name,
        meaning(figure),
        value=written(figure.value, about.key, about.unit),
        base=figure.note or about.base,
        rule=about.formula,
        facts=tuple(filter(None, (_counted(figure), interval(figure), extra, _percentile(found)))),
        curve=curve,
        place=found,
    )


def hours_cell(figure: Figure) -> Cell:
    """The hours of the day whose posts do best, and by how much."""
    cell = cell_of(figure)
    if not isinstance(figure, Estimate):
        return cell
    better = f"{formats.decimal(figure.value, 1)}×"
    return replace(cell, value=_("%(hours)s h") % {"hours": figure.note}, base=better)


def price_cell(price: Price | None) -> Cell:
    """What a post costs as stated; nothing is estimated here."""
    about = DEFINITIONS["price"]
    name = str(_("Price"))
    if price is None:
        return Cell(name, _meaning_of(about), rule=about.formula)
    low, high = (_whole(end, price.currency) for end in (price.low, price.high))
    said = {"source": price.source.name if price.source else ""}
    return Cell(
        name,
        _meaning_of(about, sources=said["source"], as_of=price.as_of),
        value=low if price.low == price.high else f"{low}–{high}",
        base=about.base,
        rule=about.formula,
        facts=tuple(filter(None, (said["source"], _day(price.as_of)))),
    )


def written(value: float, key: str, unit: str) -> str:
    """A value in its unit as the reader writes it."""
    if key.startswith("growth"):
        return formats.signed_percent(value)
    if unit == "rate":
        return formats.percent(value, 0 if key.startswith(("reply", "paid")) else 1)
    if unit in {"views", "followers"}:
        return formats.short(value)
    return formats.decimal(value, 1)


def interval(figure: Estimate) -> str:
    """The interval as text; empty where the source states none."""
    if figure.low is None or figure.high is None:
        return ""
    if figure.unit == "rate":
        places = 0 if figure.definition.startswith(("reply", "paid")) else 1
        return f"{formats.span(figure.low, figure.high, places)}%"
    low, high = (written(end, figure.definition, figure.unit) for end in (figure.low, figure.high))
    return f"{low}–{high}"


def meaning(figure: Figure) -> dict[str, str]:
    """What the definition of a number shows when it is opened."""
    if not isinstance(figure, Estimate):
        return _meaning_of(figure.about)
    names = ", ".join(one.name for one in figure.sources)
    found = _meaning_of(figure.about, sources=names, as_of=figure.as_of)
    detail = [_counted(figure), interval(figure), _window(figure)]
    return found | {"text": " · ".join(filter(None, [*detail, found["text"]]))}


def _meaning_of(about: Any, *, sources: str = "", as_of: int | None = None) -> dict[str, str]:
    window = ". ".join(
        part[:1].upper() + part[1:] for part in (about.window, about.interval) if part
    )
    source = ", ".join(filter(None, (sources, _day(as_of))))
    method = _("method %(number)s, %(source)s") % {"number": about.method, "source": about.source}
    return {
        "name": str(_(about.name)),
        "formula": about.formula,
        "text": window,
        "base": about.base,
        "source": " · ".join(filter(None, (source, method))),
    }


def _counted(figure: Estimate) -> str:
    if figure.n is None:
        return "" if figure.computed else _("as stated")
    if figure.about.of == "days":
        return _("%(seen)d of %(need)d days seen") % {"seen": figure.n, "need": figure.about.need}
    words = {"posts": _("posts"), "people": _("people"), "comments": _("comments")}
    of = words.get(figure.about.of, figure.about.of)
    return f"n {formats.count(figure.n)} {of}"


def _percentile(found: Place | None) -> str:
    return "" if found is None else f"P{min(99, max(1, round(found.percentile * 100)))}"


def _comparable(figure: Figure, curve: Curve | None, platform: str) -> Curve | None:
    """Peers are measured by the headline rate of the platform; other rates are not held to them."""
    headline = engagement.headline_definition(platform)
    stated = f"er_{engagement.headline_base(platform)}"
    return curve if figure.definition in {headline, stated, "er_median"} else None


def _whole(minor: int, currency: str) -> str:
    """An amount without its cents: two of them have to fit into one cell."""
    unit = 10 ** exponent(currency)
    return formats.money(round(minor / unit) * unit, currency)


def _brands(count: int) -> str:
    return ngettext("%(n)d brand", "%(n)d brands", count) % {"n": count} if count else ""


def _window(figure: Estimate) -> str:
    if figure.start is None or figure.end is None:
        return ""
    return f"{_day(figure.start)} – {_day(figure.end)}"


def _day(seconds: int | None) -> str:
    return "" if seconds is None else formats.day(datetime.fromtimestamp(seconds, UTC))
