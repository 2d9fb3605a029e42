"""The filter panel's plan: which fields stand in which group, read off the field table."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groundswell.discovery.fields import FIELDS, Field

NUMERIC = {"count", "number", "rate", "money"}


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the panel.

    Attributes:
        name: in addresses.
        label: on the panel.
        first: fields that always have a control here, in order.
        more: fields whose control a person can add.
    """

    name: str
    label: str | Promise
    first: tuple[str, ...]
    more: tuple[str, ...]

    @property
    def fields(self) -> frozenset[str]:
        """Everything that counts as set in this group."""
        extra = {"audience"} if self.name == "audience" else set()
        return frozenset({*self.first, *self.more, *extra})


# Groups of the panel in order: label, groups of the field table, fields that come first.
_PLAN: tuple[tuple[str, Promise, tuple[str, ...], tuple[str, ...]], ...] = (
    ("creator", _("Creator"), ("creator", "size"),
     ("platform", "tier", "followers", "country", "language", "has")),
    ("audience", _("Audience"), ("audience",), ()),
    ("content", _("Content"), ("content",), ("topic", "hashtag")),
    ("performance", _("Performance"), ("performance",),
     ("er", "avg_views", "avg_likes", "growth", "posted")),
    ("paid", _("Paid work"), ("paid",), ("price", "sponsored_share", "brand")),
    ("trust", _("Trust"), ("trust",), ("credibility",)),
    ("relation", _("Relation"), ("relation",), ("list", "relation", "tag", "like", "audience-like")),
    ("data", _("Sources"), ("data",), ("seen", "source", "basis")),
)  # fmt: skip

_NOT_ASKED = {"text", "id", "viewed", "new"}  # the search box, addresses, the switch, an alert
OPEN_AT_FIRST = ("creator", "audience", "content")


@lru_cache(maxsize=1)
def groups() -> tuple[Group, ...]:
    """The groups that have any fields, in order."""
    found = []
    for name, label, kinds, first in _PLAN:
        own = [field.name for field in FIELDS.values() if field.group in kinds]
        shown = tuple(field for field in first if field in own)
        more = tuple(field for field in own if field not in {*shown, *_NOT_ASKED})
        if shown or more:
            found.append(Group(name, label, shown, more))
    return tuple(found)


def group_named(name: str) -> Group | None:
    """The group of this name."""
    return next((group for group in groups() if group.name == name), None)


def kind_of(field: Field) -> str:
    """The kind of control a field gets: terms, words, range, time, text, lists, tags or like."""
    special = {"list": "lists", "tag": "tags", "like": "like", "audience-like": "like"}
    if field.name in special:
        return special[field.name]
    if field.kind == "time":
        return "time"
    if field.kind == "text":
        return "text"
    if field.kind in NUMERIC:
        return "range"
    return "terms" if field.facet or field.choices or field.kind == "special" else "words"
