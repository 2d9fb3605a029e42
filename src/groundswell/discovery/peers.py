"""Peers: how a value is spread over profiles of the same platform and nearly the same size.

Size bands are those of `BANDS`, so that curves can be kept; a band with too few peers takes in its
neighbours, and the answer says which sizes it covers. Counts come from the engine's histograms and
are scaled from a sample above a million peers.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock

import numpy as np

from groundswell.discovery import index
from groundswell.discovery.engines.base import (
    Between,
    FacetRequest,
    HasTerms,
    IndexReader,
    Plan,
)
from groundswell.discovery.fields import FIELDS
from groundswell.kernel.errors import Invalid
from groundswell.measures import peers as measure
from groundswell.measures.peers import Curve, Place, place
from groundswell.workspaces.scope import Right, Scope

__all__ = ["BANDS", "FIELDS_COMPARED", "Peers", "Place", "band", "curves", "of_many", "place"]

BANDS: tuple[int, ...] = (
    0, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
    1_000_000, 2_500_000, 5_000_000, 10_000_000,
)  # fmt: skip
"""Lower edges of the size bands; the last one is open above."""

FIELDS_COMPARED = ("er", "growth", "avg_views", "posts_per_week", "sponsored_share", "reply_rate")

ENOUGH = 200
"""Where a band has fewer peers, its neighbours are taken in, twice at most."""

_WIDEST = 2
_LEAST_KEPT = 60.0
_LONGEST_KEPT = 86_400.0
_WORTH = 20_000
"""A curve is kept this many times as long as it took to make, within the two bounds above."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The fine steps of a field: from ``low`` to ``high`` in human units, equal ratios if log."""

    low: float
    high: float
    steps: int
    log: bool


_AXES: dict[str, Axis] = {
    "er": Axis(1e-4, 1.0, 160, log=True),
    "growth": Axis(-0.5, 1.0, 150, log=False),
    "avg_views": Axis(10, 1e8, 168, log=True),
    "posts_per_week": Axis(0.05, 100, 120, log=True),
    "sponsored_share": Axis(0.0, 1.0, 100, log=False),
    "reply_rate": Axis(0.0, 1.0, 100, log=False),
}


@dataclass(frozen=True, slots=True)
class Peers:
    """Who is compared with, and how each field is spread over them.

    Attributes:
        platform: slug.
        low: least followers, included.
        high: followers from which on they are no peers; None: without end.
        n: peers in all, those compared included.
        curves: by field; a field of which fewer than `measures.peers.FEWEST` are known is not there.
    """

    platform: str
    low: int
    high: int | None
    n: int
    curves: Mapping[str, Curve]

    def middle(self, field: str) -> tuple[float, float] | None:
        """The values between which the middle half of the peers lies; None where not known."""
        known = self.curves.get(field)
        return None if known is None else (known.quantile(0.25), known.quantile(0.75))


def band(followers: int) -> int:
    """The number of the size band of a follower count."""
    return int(np.searchsorted(BANDS, max(followers, 0), side="right")) - 1


def curves(
    scope: Scope, platform: str, followers: int, fields: Sequence[str] = FIELDS_COMPARED
) -> Peers:
    """The peers of a profile of this platform and size.

    Args:
        scope: who looks; needs the right to read.
        platform: slug.
        followers: of the profile.
        fields: of `FIELDS_COMPARED`.

    Raises:
        Invalid: a field that peers are not compared by.
        IndexMissing: there is no index yet.
    """
    return _kept(_here(scope), platform, band(followers), _checked(fields))


def of_many(
    scope: Scope,
    profiles: Sequence[tuple[str, int | None]],
    fields: Sequence[str] = ("er",),
) -> list[Peers | None]:
    """The peers of each ``(platform, followers)``; None where the followers are not known.

    For a page of results: each platform and band is looked up once.
    """
    here, wanted = _here(scope), _checked(fields)
    return [
        None if followers is None else _kept(here, platform, band(followers), wanted)
        for platform, followers in profiles
    ]


# ---------------------------------------------------------------- kept answers


@dataclass(frozen=True, slots=True)
class _Here:
    """Who looks, and the index as it stands now."""

    reader: IndexReader
    viewer: int
    generation: str


def _here(scope: Scope) -> _Here:
    scope.require(Right.READ)
    reader, folder = index.reader(), index.live()
    return _Here(reader, scope.workspace, folder.name if folder else f"{id(reader):x}")


_Key = tuple[str, int, str, int, tuple[str, ...]]
_answers: dict[_Key, tuple[float, Peers]] = {}
_lock = Lock()
_MOST_KEPT = 4_096


def _kept(here: _Here, platform: str, number: int, fields: tuple[str, ...]) -> Peers:
    key = (here.generation, here.viewer, platform, number, fields)
    found = _answers.get(key)
    started = time.monotonic()
    if found is not None and found[0] > started:
        return found[1]
    fresh = _peers(here, platform, number, fields)
    took = time.monotonic() - started
    until = started + took + min(max(took * _WORTH, _LEAST_KEPT), _LONGEST_KEPT)
    with _lock:
        if len(_answers) >= _MOST_KEPT:
            _answers.clear()
        _answers[key] = (until, fresh)
    return fresh


def forget() -> None:
    """Let go of all kept curves (the catalog was exchanged under a running process)."""
    with _lock:
        _answers.clear()


# ---------------------------------------------------------------- asking


def _checked(fields: Sequence[str]) -> tuple[str, ...]:
    unknown = [name for name in fields if name not in _AXES]
    if unknown:
        raise Invalid(f'Peers are not compared by "{unknown[0]}".', field="fields")
    return tuple(fields)


def _peers(here: _Here, platform: str, number: int, fields: tuple[str, ...]) -> Peers:
    low, high, n = _wide_enough(here, platform, number)
    requests = [FacetRequest(name, "histogram", edges=_edges(name)) for name in fields]
    found = here.reader.facets(_plan(here, platform, low, high), requests)
    drawn = {}
    for name in fields:
        counts = {int(bucket.value): bucket.count for bucket in found[name].buckets}
        many = [counts.get(edge, 0) for edge in _edges(name)]
        axis = _AXES[name]
        curve = measure.curve(_human_edges(name), many, log=axis.log, exact=found[name].exact)
        if curve is not None:
            drawn[name] = curve
    return Peers(platform, low, high, n, drawn)


def _wide_enough(here: _Here, platform: str, number: int) -> tuple[int, int | None, int]:
    """Ends and number of the peers: of the band, with its neighbours where it is thinly settled."""
    for width in range(_WIDEST + 1):
        low = BANDS[max(number - width, 0)]
        beyond = number + width + 1
        high = BANDS[beyond] if beyond < len(BANDS) else None
        n = here.reader.count(_plan(here, platform, low, high))
        if n >= ENOUGH:
            break
    return low, high, n


def _plan(here: _Here, platform: str, low: int, high: int | None) -> Plan:
    size = Between("followers", low, None if high is None else high - 1)
    return Plan(here.viewer, (HasTerms("platform", (platform,)), size))


@cache
def _edges(name: str) -> tuple[int, ...]:
    """Edges in the integers of the index; values beyond both ends fall into the outer steps."""
    scale = FIELDS[name].scale
    inner = np.unique(np.round(np.array(_steps(name)) * scale).astype(np.int64))
    lowest = 0 if _AXES[name].log or _AXES[name].low >= 0 else -(10**12)
    rest = inner[inner > lowest]
    return (lowest, *(int(edge) for edge in rest))


@cache
def _human_edges(name: str) -> tuple[float, ...]:
    """The same edges in human units, with an end for the outer steps, one more than `_edges`."""
    axis, scale = _AXES[name], FIELDS[name].scale
    inner = [edge / scale for edge in _edges(name)[1:]]
    last, step = inner[-1], inner[-1] - inner[-2]
    if axis.log:
        ratio = inner[1] / inner[0]
        return (inner[0] / ratio, *inner, last * last / inner[-2])
    lowest = 0.0 if axis.low >= 0 else inner[0] - step
    return (lowest, *inner, last + step)


@cache
def _steps(name: str) -> tuple[float, ...]:
    axis = _AXES[name]
    if axis.log:
        return tuple(np.geomspace(axis.low, axis.high, axis.steps + 1).tolist())
    return tuple(np.linspace(axis.low, axis.high, axis.steps + 1).tolist())
