"""Audience: where, how old, which languages and interests, source by source."""

from typing import Any

from django.utils.translation import gettext as _

from groundswell.creators.audiences import Breakdown, Share, audience
from groundswell.creators.estimates import Estimate, NotEnough
from groundswell.measures.definitions import DEFINITIONS
from groundswell.ui import formats
from groundswell.web.creators import pictures
from groundswell.web.creators.subject import Subject, moment
from groundswell.web.doors import MemberRequest

_LISTS = (
    "country",
    "city",
    "region",
    "gender",
    "age",
    "language",
    "interest",
    "brand",
    "brand_category",
)
MOST = 12


def build(request: MemberRequest, subject: Subject) -> dict[str, Any]:
    """What Audience shows: one estimate in full, the others to choose from."""
    found = audience(request.scope, subject.profile.row)
    wanted = request.GET.get("estimate", "0")
    at = int(wanted) if wanted.isdigit() and int(wanted) < len(found) else 0
    if not found:
        return {"estimates": []}
    one = found[at]
    context: dict[str, Any] = {
        "estimates": [choice(each, number, at) for number, each in enumerate(found)],
        "found": one,
        "as_of": moment(one.told.as_of),
        "basis": basis_said(one.told.basis),
        "lists": lists(one),
        "meaning": DEFINITIONS["audience_share"],
    }
    if one.enough and "country" in one.shares:
        context["map"] = pictures.countries(one)
    if one.enough and one.pyramid and any(cell.value for cell in one.pyramid.cells.values()):
        context["ages"] = pictures.pyramid(one.pyramid, one)
    elif "map" in context:  # the list of countries stands beside their map
        context["beside"], *context["lists"] = context["lists"]
    return context


def choice(found: Breakdown, number: int, at: int) -> dict[str, Any]:
    """One estimate in the row of those to choose from."""
    return {
        "number": number,
        "here": number == at,
        "name": found.told.source.name,
        "basis": basis_said(found.told.basis),
        "n": found.sample,
        "as_of": moment(found.told.as_of),
    }


def lists(found: Breakdown) -> list[dict[str, Any]]:
    """The dimensions as lists of shares: those known with intervals, the rest with what they lack."""
    result = []
    for dimension in _LISTS:
        shares = found.shares.get(dimension)
        if not shares:
            continue
        known = [(label(dimension, one.key), one.figure) for one in shares
                 if isinstance(one.figure, Estimate)][:MOST]  # fmt: skip
        lacking = [(label(dimension, one.key), one.figure) for one in shares
                   if isinstance(one.figure, NotEnough)]  # fmt: skip
        result.append(
            {
                "slug": dimension,
                "name": names()[dimension],
                "known": known,
                "lacking": lacking[:MOST],
                "more": max(0, len(lacking) - MOST),
            }
        )
    return result


def label(dimension: str, key: str) -> str:
    """What a group is called."""
    if dimension == "country":
        return formats.country(key)
    if dimension == "language":
        return formats.language(key)
    if dimension == "gender":
        return {"female": _("Women"), "male": _("Men")}.get(key, key)
    if dimension == "age":
        return _("Age %(band)s") % {"band": key.replace("-", "–")}
    return key[:1].upper() + key[1:]


def margin_rows(rows: list[tuple[str, Share]]) -> list[tuple[str, Any]]:
    """Rows of the margin beside the numbers: label and figure."""
    return [(label(dimension, one.key), one.figure) for dimension, one in rows]


def basis_said(basis: str) -> str:
    """Whom an estimate looked at."""
    return {
        "followers": _("followers"),
        "likers": _("people who liked"),
        "commenters": _("people who commented"),
        "any": _("any of them"),
    }.get(basis, basis)


def names() -> dict[str, str]:
    """What the dimensions are called."""
    return {
        "country": _("Countries"), "city": _("Cities"), "region": _("Regions"),
        "gender": _("Gender"), "age": _("Age"), "language": _("Languages"),
        "interest": _("Interests"), "brand": _("Brands"), "brand_category": _("Kinds of brands"),
    }  # fmt: skip
