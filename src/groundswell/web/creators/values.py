"""Facts as people read them."""

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from groundswell.creators.facts import Fact
from groundswell.ui import formats

MOST_WORDS = 12


def written(fact: Fact, value: Any, currency: str = "") -> str:
    """The value of a fact in the reader's way of writing; ``currency`` that of the profile's prices."""
    if value is None:
        return ""
    if fact.kind == "money":
        return formats.money(value, currency) if currency else formats.decimal(value / 100, 2)
    if fact.name == "country":
        return formats.country(value)
    if fact.name == "language":
        return formats.language(value)
    if fact.name == "languages":
        return ", ".join(formats.language(code) for code in value)
    return str(_BY_KIND[fact.kind](value))


def _words(value: list[str]) -> str:
    more = len(value) - MOST_WORDS
    listed = ", ".join(value[:MOST_WORDS])
    return listed + (_(" and %d more") % more if more > 0 else "")


_BY_KIND: dict[str, Any] = {
    "text": str,
    "code": lambda value: str(value).replace("_", " "),
    "words": _words,
    "contacts": _words,
    "count": formats.count,
    "number": lambda value: formats.decimal(value, 0 if value >= 100 else 1),
    "rate": formats.percent,
    "time": lambda value: formats.day(datetime.fromtimestamp(value, UTC)),
    "flag": lambda value: _("yes") if value else _("no"),
}
