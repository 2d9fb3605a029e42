"""What a list adds up to: the strip above its board, and a page of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groundswell.creators.identifiers import profile_id
from groundswell.kernel.money import exponent
from groundswell.measures.tiers import SCHEMES
from groundswell.relationships import queries, rules
from groundswell.relationships.queries.summary import NEEDED, Audience, Conflict, Cost, Summary
from groundswell.ui import formats
from groundswell.web.doors import MemberRequest, member
from groundswell.web.lists.frame import frame_of
from groundswell.web.lists.sheet import list_at
from groundswell.workspaces.scope import Right

_MOST_COUNTS = 8
_DIMENSIONS = {
    "country": gettext_lazy("Countries"),
    "age": gettext_lazy("Age"),
    "gender": gettext_lazy("Gender"),
    "language": gettext_lazy("Languages"),
}
_GENDERS = {"female": gettext_lazy("women"), "male": gettext_lazy("men")}
_TIERS = {
    "unknown": gettext_lazy("followers not known"),
    "outside": gettext_lazy("outside the scheme"),
}
_CONFLICTS = {
    "do-not-contact": gettext_lazy("Asked not to be contacted"),
    "agreed-elsewhere": gettext_lazy("Agreed on another list"),
    "twice": gettext_lazy("On this list twice"),
    "gone": gettext_lazy("Gone from the catalog"),
    "stale": gettext_lazy("Facts out of date"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """One dimension of the audiences together, as it is drawn."""

    label: str
    audience: Audience
    rows: Sequence[tuple[str, float, float, float]]
    have: int
    need: int = NEEDED


@member(Right.READ)
def summary(request: MemberRequest, uid: str) -> HttpResponse:
    """The summary as a page."""
    row = list_at(request.scope, uid)
    found = queries.summary(request.scope, row.uid)
    context = frame_of(request, row, "summary") | _strip(found)
    context |= {
        "audiences": [_known(found.audience[name]) for name in _DIMENSIONS],
        "platforms": _counts(found.platforms, formats.platform),
        "countries": _counts(found.countries, formats.country),
        "languages": _counts(found.languages, formats.language),
        "scheme": SCHEMES[found.scheme].label,
        "conflicts": _conflicts(found.conflicts),
        "meanings": _meanings(found),
        "stale_days": rules.STALE_DAYS,
    }
    return render(request, "lists/summary.html", context)


@member(Right.READ)
def strip(request: MemberRequest, uid: str) -> HttpResponse:
    """The summary in one line, for the board."""
    row = list_at(request.scope, uid)
    context = frame_of(request, row, "board") | _strip(queries.summary(request.scope, row.uid))
    return render(request, "lists/_strip.html", context)


def _strip(found: Summary) -> dict[str, Any]:
    country = found.audience["country"]
    return {
        "found": found,
        "tiers": [(str(_TIERS.get(name, name)), count) for name, count in found.tiers.items()],
        "costs": [
            {
                "currency": cost.currency,
                "text": _range(cost),
                "profiles": cost.profiles,
            }
            for cost in found.costs
        ],
        "median": found.engagement[0] if found.engagement else None,
        "top_country": country.shares[0] if country.shares else None,
        "country_n": round(country.n),
        "needed": NEEDED,
    }


def _range(cost: Cost) -> str:
    """Low to high in whole units: cents in a sum of asking prices would promise too much."""
    unit = 10 ** exponent(cost.currency)
    ends = [formats.money(round(end / unit) * unit, cost.currency) for end in (cost.low, cost.high)]
    return "–".join(dict.fromkeys(ends))


def _known(audience: Audience) -> Known:
    dimension = audience.dimension
    rows = [(_key(dimension, one.key), one.low, one.share, one.high) for one in audience.shares]
    return Known(str(_DIMENSIONS[audience.dimension]), audience, rows, round(audience.n))


def _key(dimension: str, key: str) -> str:
    if dimension == "country":
        return formats.country(key)
    if dimension == "language":
        return formats.language(key)
    return str(_GENDERS.get(key, key)) if dimension == "gender" else key.replace("-", "–")


def _counts(counts: Mapping[str, int], name: Any) -> list[tuple[str, int, str]]:
    """The largest of some counts with their bars' widths, what is not known last."""
    known = [(name(key), count) for key, count in counts.items() if key]
    rest = sum(count for _name, count in known[_MOST_COUNTS:])
    shown = known[:_MOST_COUNTS]
    if rest:
        shown.append((_("others"), rest))
    if unknown := counts.get("", 0):
        shown.append((_("not known"), unknown))
    total = max(1, sum(counts.values()))
    return [(label, count, f"{count / total * 100:.1f}%") for label, count in shown]


def _conflicts(found: Sequence[Conflict]) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        groups.setdefault(one.kind, []).append(
            {
                "name": one.name or _("a creator who is gone"),
                "href": None if one.shown is None else profile_id(one.shown),
                "key": profile_id(one.profile),
                "detail": _detail(one),
            }
        )
    return [
        {"kind": kind, "label": str(_CONFLICTS[kind]), "rows": rows, "watch": kind != "stale"}
        for kind, rows in groups.items()
    ]


def _detail(one: Conflict) -> str:
    if one.kind == "agreed-elsewhere":
        return _("on %(list)s") % {"list": one.detail}
    if one.kind == "twice":
        return _("also as %(handle)s") % {"handle": one.detail}
    if one.since is not None:
        return _("last observed %(day)s") % {"day": formats.day(one.since)}
    return ""


def _meanings(found: Summary) -> dict[str, dict[str, str]]:
    priced = sum(cost.profiles for cost in found.costs)
    names = {
        "priced": formats.count(priced),
        "of": formats.count(found.profiles),
        "followed": formats.count(found.followers_known),
    }
    return {
        "followers": {
            "name": _("Followers together"),
            "formula": _("sum of the followers of all profiles"),
            "text": _(
                "Known of %(followed)s of %(of)s profiles. Somebody who follows several of them "
                "counts each time."
            )
            % names,
        },
        "engagement": {
            "name": _("Median engagement"),
            "formula": _("median of the profiles' headline rates"),
            "text": _(
                "With the 95% interval of the median by order statistics. Rates by followers and "
                "rates by views are never mixed."
            ),
        },
        "cost": {
            "name": _("Asking prices"),
            "formula": _("sum of the low ends – sum of the high ends"),
            "text": _(
                "One post each, as their sources state it; known of %(priced)s of %(of)s "
                "profiles. Currencies are not added up."
            )
            % names,
        },
        "audience": {
            "name": _("Audiences together"),
            "formula": "Σ wᵢ pᵢ / Σ wᵢ;  n = (Σ wᵢ)² / Σ (wᵢ² / nᵢ)",
            "text": _(
                "Each estimate weighs as much as its profile has followers. n is the effective "
                "sample size (Kish), the interval is Wilson's at 95%. Only estimates that state "
                "their sample size count."
            ),
        },
        "tiers": {
            "name": _("Tiers"),
            "text": ngettext("%(n)s profile", "%(n)s profiles", found.profiles)
            % {"n": formats.count(found.profiles)},
            "source": SCHEMES[found.scheme].source,
        },
    }
