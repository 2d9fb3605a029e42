"""Facets: which counts stand beside a result, in which steps, and what they are called.

Tiers are no column of the index: they are read off the follower counts, under the scheme of
whoever looks, from the same histogram as the followers themselves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypedDict

from groundswell.discovery.engines.base import Facet, FacetRequest
from groundswell.discovery.fields import FIELDS, Field
from groundswell.discovery.leaves import near
from groundswell.kernel.errors import Invalid
from groundswell.kernel.money import exponent
from groundswell.measures import tiers

PANEL = ("platform", "tier", "country", "language", "topic", "followers", "er")
"""What is counted when somebody asks for facets without naming them."""

OWN = ("relation", "viewed")
"""Facets of what only the workspace's own rows can say."""

SIZE = 30
_DAY = 86_400
_COUNTS = (0, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
_STEPS: dict[str, tuple[float, ...]] = {
    "followers": (
        0, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000,
        1_000_000, 2_000_000, 5_000_000, 10_000_000,
    ),
    "er": (
        0, 0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3,
    ),
    "growth": (-1, -0.2, -0.1, -0.05, -0.02, 0, 0.02, 0.05, 0.1, 0.2, 0.5, 1),
    "credibility": (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
}  # fmt: skip
_RATES = (0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_PRICES = (0, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
# Currencies whose unit buys little; the steps of a histogram follow.
_PRICE_SCALE = {"JPY": 100, "KRW": 1_000, "INR": 100, "IDR": 10_000, "VND": 10_000, "HUF": 100}
_AGES = (365, 180, 90, 60, 30, 14, 7)


class Counted(TypedDict, total=False):
    """One line of a facet; ``low`` and ``high`` (None: open) where it is an interval."""

    value: str | int | float
    label: str
    count: int
    low: float
    high: float | None


@dataclass(frozen=True, slots=True)
class Panel:
    """The facets that were asked for, as requests to an engine.

    Attributes:
        names: in the order asked.
        requests: at most one per field; followers carry the edges of tiers and histogram together.
        scheme: the tier scheme.
        now: seconds since 1970 UTC, for ages.
        currency: in which prices are counted; amounts of others do not compare.
    """

    names: tuple[str, ...]
    requests: tuple[FacetRequest, ...]
    scheme: str
    now: int
    currency: str


def panel(names: Iterable[str], *, scheme: str, now: int, currency: str) -> Panel:
    """The requests for these facets; raises Invalid for a field that cannot be counted."""
    wanted = tuple(dict.fromkeys(names))
    requests = {}
    for name in wanted:
        known = FIELDS.get(name)
        if known is None or not known.facet:
            able = [each.name for each in FIELDS.values() if each.facet]
            raise Invalid(
                f'"{name}" cannot be counted as a facet.', field="facets", hint=near(name, able)
            )
        if name == "tier":
            edges = set(_tier_edges(scheme))
            if "followers" in wanted:
                edges |= set(_edges(FIELDS["followers"], now, currency))
            requests["followers"] = _histogram("followers", edges)
        elif name in OWN:
            continue  # counted by `counting`, from the workspace's own rows
        elif known.kind in {"keyword", "keywords"}:
            requests[name] = FacetRequest(name, size=SIZE)
        elif name not in requests:
            own = set(_edges(known, now, currency))
            if name == "followers" and "tier" in wanted:
                own |= set(_tier_edges(scheme))
            requests[name] = _histogram(name, own)
    return Panel(wanted, tuple(requests.values()), scheme, now, currency)


def shaped(panel: Panel, found: dict[str, Facet]) -> dict[str, list[Counted]]:
    """The lines of each facet, in the order asked."""
    lines: dict[str, list[Counted]] = {}
    for name in panel.names:
        if name in OWN:
            continue
        if name == "tier":
            lines[name] = _tiers(found["followers"], panel.scheme)
            continue
        facet, known = found[name], FIELDS[name]
        if known.kind in {"keyword", "keywords"}:
            lines[name] = [
                {
                    "value": bucket.value,
                    "label": label(known, str(bucket.value)),
                    "count": bucket.count,
                }
                for bucket in facet.buckets
            ]
        else:
            edges = _edges(known, panel.now, panel.currency)
            lines[name] = _intervals(facet, known, edges, panel.currency)
    return lines


def tier_lines(counts: dict[str, int]) -> list[Counted]:
    """Lines of a tier facet, smallest tier first."""
    order = (*tiers.NAMES, tiers.OUTSIDE)
    return [
        {"value": name, "label": "Other sizes" if name == tiers.OUTSIDE else name, "count": count}
        for name, count in sorted(counts.items(), key=lambda pair: order.index(pair[0]))
        if count
    ]


def label(known: Field, value: str) -> str:
    """What a person calls a value: ``Germany`` for ``DE``."""
    if known.codes == "platform":
        return _platforms().get(value, value)
    if known.codes in {"country", "language"}:
        return _names(known.codes).get(value, value)
    return value.replace("_", " ") if known.choices else value


# ---------------------------------------------------------------- steps


def _edges(known: Field, now: int, currency: str) -> tuple[int, ...]:
    """Lower edges of a histogram in index integers, ascending; steps follow how values spread."""
    if known.kind == "time":
        return (0, *(now - days * _DAY for days in _AGES))
    if known.kind == "money":
        minor = 10 ** exponent(currency)
        return tuple(price * minor * _PRICE_SCALE.get(currency, 1) for price in _PRICES)
    usual = _RATES if known.kind == "rate" else _COUNTS
    return tuple(round(step * known.scale) for step in _STEPS.get(known.name, usual))


def _histogram(name: str, edges: Iterable[int]) -> FacetRequest:
    return FacetRequest(name, "histogram", edges=tuple(sorted(edges)))


def _tier_edges(scheme: str) -> list[int]:
    own = tiers.SCHEMES[scheme].tiers
    highs = [each.high for each in own if each.high is not None]
    return [0, *(each.low for each in own), *highs]


# ---------------------------------------------------------------- lines


def _tiers(facet: Facet, scheme: str) -> list[Counted]:
    counts: dict[str, int] = {}
    for bucket in facet.buckets:
        name = tiers.tier(scheme, None, int(bucket.value))
        counts[name] = counts.get(name, 0) + bucket.count
    return tier_lines(counts)


def _intervals(facet: Facet, known: Field, edges: Sequence[int], currency: str) -> list[Counted]:
    """Buckets between ``edges``; finer ones that the engine was asked for are added up."""
    counts = dict.fromkeys(edges, 0)
    for bucket in facet.buckets:
        below = [edge for edge in edges if edge <= int(bucket.value)]
        if below:
            counts[below[-1]] += bucket.count
    ends = [*edges[1:], None]
    return [
        {
            "value": _human(low, known),
            "label": _span(low, high, known, currency),
            "count": counts[low],
            "low": _human(low, known),
            "high": None if high is None else _human(high, known),
        }
        for low, high in zip(edges, ends, strict=True)
    ]


def _human(value: int, known: Field) -> float:
    return value if known.scale == 1 else value / known.scale


def _span(low: int, high: int | None, known: Field, currency: str) -> str:
    first = _say(low, known, currency)
    if known.kind == "time":
        return f"since {first}" if high is None else f"before {_say(high, known, currency)}"
    return f"{first} and more" if high is None else f"{first} to {_say(high, known, currency)}"


def _say(value: int, known: Field, currency: str) -> str:
    human = value / known.scale
    if known.kind == "time":
        from datetime import UTC, datetime

        return datetime.fromtimestamp(value, UTC).date().isoformat()
    if known.kind == "rate":
        return f"{human * 100:g}%"
    if known.kind == "money":
        return f"{short(human / 10 ** exponent(currency))} {currency}"
    return short(human)


def short(value: float) -> str:
    """A number as people read it at a glance: ``950``, ``12.3k``, ``4.5M``."""
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size * 0.9995:
            return f"{value / size:.3g}{letter}"
    return f"{value:.3g}" if value % 1 else f"{int(value)}"


# ---------------------------------------------------------------- names


@lru_cache(maxsize=1)
def _platforms() -> dict[str, str]:
    from groundswell.creators.platforms import Platform

    return {platform.slug: str(platform.label) for platform in Platform}


@lru_cache(maxsize=2)
def _names(kind: str) -> dict[str, str]:
    from babel import Locale

    english = Locale.parse("en")
    return dict(english.territories if kind == "country" else english.languages)
