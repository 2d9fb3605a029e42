"""Creators side by side: the rows of facts, each value with what it takes to judge it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from groundswell.ui import formats
from groundswell.web.discover import chips
from groundswell.web.discover.found import Found, ShareShown, share_shown
from groundswell.web.discover.standing import Standing

_AGES = ("13-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+")
_MOST_COUNTRIES = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: as text with a note below, or a share, or a place among peers."""

    text: str = ""
    note: str = ""
    share: ShareShown | None = None
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One row; ``head`` rows only name the rows below."""

    label: str
    cells: tuple[Cell, ...] = ()
    head: bool = False


Reader = Callable[[Mapping[str, Any]], tuple[str, str]]


def facts_of(rows: Sequence[Found], places: Mapping[str, Standing | None]) -> list[Fact]:
    """All rows that at least one of the creators has something for."""
    facts = [Fact(_("Size and engagement"), head=True)]
    facts += _plain(rows, _FIGURES[:2])
    facts.append(_engagement(rows, places))
    facts += _plain(rows, _FIGURES[2:])
    audience = _audience(rows)
    if audience:
        facts += [Fact(_("Audience"), head=True), *audience]
    about = _plain(rows, _ABOUT)
    return [*facts, Fact(_("Profile"), head=True), *about]


def _plain(rows: Sequence[Found], readers: Sequence[tuple[Any, Reader]]) -> list[Fact]:
    found = []
    for label, read in readers:
        cells = tuple(Cell(*read(row.card)) for row in rows)
        if any(cell.text for cell in cells):
            found.append(Fact(str(label), cells))
    return found


def _engagement(rows: Sequence[Found], places: Mapping[str, Standing | None]) -> Fact:
    cells = []
    for row in rows:
        base = row.card.get("engagement_base")
        note = _("by %(base)s") % {"base": base} if base else ""
        rate = formats.percent(row.card.get("engagement_rate"))
        cells.append(Cell(rate, note if rate else "", standing=places.get(row.id)))
    return Fact(_("Engagement"), tuple(cells))


def _audience(rows: Sequence[Found]) -> list[Fact]:
    counts: dict[str, int] = {}
    for row in rows:
        for key, share in (row.card.get("audience") or {}).items():
            if key.startswith("country:"):
                counts[key] = counts.get(key, 0) + share
    countries = sorted(counts, key=lambda key: -counts[key])[:_MOST_COUNTRIES]
    ages = [f"age:{band}" for band in _AGES]
    found = [_samples(rows)] if countries else []
    for key in [*countries, "gender:female", *ages]:
        dimension, _colon, word = key.partition(":")
        label = chips.key_said(dimension, word)
        shares = [share_shown(row.card, key, label) for row in rows]
        if any(shares):
            name = _("Age %(band)s") % {"band": label} if dimension == "age" else label
            found.append(Fact(name, tuple(Cell(share=share) for share in shares)))
    return found


def _samples(rows: Sequence[Found]) -> Fact:
    cells = []
    for row in rows:
        text = formats.count(row.n) if row.n else ""
        basis = str(row.card.get("audience_basis") or "")
        cells.append(Cell(text, basis if text else ""))
    return Fact(_("People sampled"), tuple(cells))


def _figure(name: str, form: Callable[[Any], str], note: str = "") -> Reader:
    def read(card: Mapping[str, Any]) -> tuple[str, str]:
        value = card.get(name)
        return (
            ("", "") if value is None else (form(value), str(card.get(note) or "") if note else "")
        )

    return read


def _price(card: Mapping[str, Any]) -> tuple[str, str]:
    if card.get("price") is None:
        return "", ""
    return formats.money(int(card["price"]), str(card.get("currency") or "USD")), str(_("from"))


def _place(card: Mapping[str, Any]) -> tuple[str, str]:
    country = formats.country(card.get("country"))
    return ", ".join(part for part in (str(card.get("city") or ""), country) if part), ""


def _words(name: str) -> Reader:
    def read(card: Mapping[str, Any]) -> tuple[str, str]:
        return ", ".join(map(str, card.get(name) or ())), ""

    return read


_FIGURES: tuple[tuple[Any, Reader], ...] = (
    ("Followers", _figure("followers", formats.count, "tier")),
    ("Follower growth, 90 days", _figure("growth", formats.signed_percent)),
    ("Average views", _figure("avg_views", formats.short)),
    ("Average likes", _figure("avg_likes", formats.short)),
    ("Average comments", _figure("avg_comments", formats.short)),
    ("Posts per week", _figure("posts_per_week", formats.decimal)),
    ("Audience credibility", _figure("credibility", lambda rate: formats.percent(rate, 0))),
    ("Sponsored share, 90 days", _figure("sponsored_share", lambda rate: formats.percent(rate, 0))),
    ("Price per post", _price),
)
_ABOUT: tuple[tuple[Any, Reader], ...] = (
    ("Place", _place),
    ("Language", lambda card: (formats.language(card.get("language")), "")),
    ("Topics", _words("topics")),
    ("Hashtags", _words("hashtags")),
    ("Brands worked with", _words("brands")),
    ("Source", _figure("source", str, "basis")),
)
