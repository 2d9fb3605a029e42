"""The order of a result: the usual sorts, and blends of several fields."""

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groundswell.discovery.fields import FIELDS, Field
from groundswell.discovery.query import Query, Sort, Term
from groundswell.discovery.sentence import describe
from groundswell.discovery.writing import format_query

_USUAL: tuple[tuple[str, bool, Promise], ...] = (
    ("followers", True, _("Most followers")),
    ("followers", False, _("Fewest followers")),
    ("er", True, _("Highest engagement")),
    ("avg_views", True, _("Most views")),
    ("growth", True, _("Fastest growth")),
    ("credibility", True, _("Most credible audience")),
    ("price", False, _("Lowest price")),
    ("posted", True, _("Posted last")),
    ("seen", True, _("Freshest data")),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of the sort menu: the query under this order, as text."""

    label: str | Promise
    text: str
    on: bool


@dataclass(frozen=True, slots=True)
class Order:
    """How a result is ordered now, and how else it could be.

    Attributes:
        label: of the present order.
        choices: the menu.
        terms: of the present order, for the blend builder.
        descending: highest first.
        blend: several terms, or one with a weight.
        formula: the blend in words.
        fields: what can be blended.
    """

    label: str | Promise
    choices: list[Choice]
    terms: tuple[Term, ...]
    descending: bool
    blend: bool
    formula: str
    fields: list[Field]

    @property
    def document(self) -> dict[str, object]:
        """The present order, for the blend builder."""
        terms = [
            {"field": term.field, "weight": term.weight, "log": term.log} for term in self.terms
        ]
        return {"terms": terms, "ascending": not self.descending}


def order_of(query: Query) -> Order:
    """The order of a query with its menu."""
    sort = query.sort
    blend = sort is not None and (len(sort.terms) > 1 or sort.terms[0] != _plain(sort))
    menu = [Choice(_("Best match"), format_query(replace(query, sort=None)), sort is None)]
    for name, descending, said in _USUAL:
        own = Sort((Term(1.0, name),), descending)
        menu.append(Choice(said, format_query(replace(query, sort=own)), own == sort))
    label: str | Promise = next((choice.label for choice in menu if choice.on), "")
    if sort is not None and blend:
        label = _("Blend")
    elif sort is not None and not label:
        label = FIELDS[sort.terms[0].field].label
    formula = ""
    if blend and sort is not None:
        formula = describe(Query(sort=sort)).partition("; ")[2].rstrip(".")
    return Order(
        label,
        menu,
        sort.terms if sort else (),
        sort.descending if sort else True,
        blend,
        formula,
        [field for field in FIELDS.values() if field.sort],
    )


def _plain(sort: Sort) -> Term:
    return Term(1.0, sort.terms[0].field)
