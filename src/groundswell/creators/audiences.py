"""Whom a creator reaches, source by source, each share with its interval or why it is not shown."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from groundswell.creators import queries
from groundswell.creators.estimates import Estimate, Figure, NotEnough
from groundswell.creators.facts import AGE_BANDS
from groundswell.creators.queries import AudienceShown
from groundswell.measures import intervals
from groundswell.measures.intervals import Z95, goodman_z, wilson_of_share
from groundswell.workspaces.scope import Scope

DIMENSIONS = (
    "country", "region", "city", "age", "gender", "language", "interest", "brand", "brand_category",
)  # fmt: skip
_WHOLE = frozenset({"country", "age", "gender"})
"""Breakdowns whose groups make up the sample and are judged together."""

NEED = 30
ROWS = 30


@dataclass(frozen=True, slots=True)
class Share:
    """One group of an audience. ``key`` is a code or word; for a cell ``US/18-24/female``."""

    key: str
    figure: Figure

    @property
    def value(self) -> float | None:
        """The share, a fraction; None where it may not be shown."""
        return self.figure.value if isinstance(self.figure, Estimate) else None


@dataclass(frozen=True, slots=True)
class Pyramid:
    """Age by gender: ``cells[age][gender]`` for the bands and genders that the source splits."""

    ages: tuple[str, ...]
    genders: tuple[str, ...]
    cells: Mapping[tuple[str, str], Share]
    country: str
    """Of which country; ``*`` for the whole audience."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One estimate of an audience, ready to be shown.

    Attributes:
        told: the estimate as its source gave it.
        shares: groups per dimension of `DIMENSIONS`, the largest first (ages by age); a dimension
            of which the source says nothing is not there.
        pyramid: age by gender, where the source splits so.
        sample: people looked at; None where the source does not say.
        enough: whether anything of it may be shown.
        lacking: what to say instead where it may not.
    """

    told: AudienceShown
    shares: Mapping[str, tuple[Share, ...]]
    pyramid: Pyramid | None
    sample: int | None
    enough: bool
    lacking: NotEnough | None


def audience(scope: Scope, row: int) -> tuple[Breakdown, ...]:
    """The newest estimate of each source and basis, the one with the most people first.

    Estimates too small to show come last, with what they lack.

    Raises:
        Missing: the scope sees no such profile.
    """
    newest: dict[tuple[int, str], AudienceShown] = {}
    for one in queries.audiences_of(scope, row):
        newest.setdefault((one.source.row, one.basis), one)
    found = [breakdown(one) for one in newest.values()]
    return tuple(sorted(found, key=lambda one: (not one.enough, -(one.sample or 0))))


def breakdown(told: AudienceShown) -> Breakdown:
    """One estimate with the interval of each share, by the rule of when a share may be shown."""
    n = told.sample_size
    apart: dict[str, dict[str, float]] = {}
    for name, share in told.shares.items():
        dimension, _, key = name.partition(":")
        apart.setdefault(dimension, {})[key] = share
    shares = {
        dimension: _listed(told, dimension, apart[dimension])
        for dimension in DIMENSIONS
        if dimension in apart
    }
    enough = n is None or n >= NEED
    lacking = None if enough else NotEnough("audience_share", n or 0, NEED, "people")
    return Breakdown(told, shares, _pyramid(told, apart.get("cell", {})), n, enough, lacking)


def _listed(told: AudienceShown, dimension: str, groups: Mapping[str, float]) -> tuple[Share, ...]:
    z = goodman_z(len(groups)) if dimension in _WHOLE and len(groups) > 1 else Z95
    if dimension == "age":
        order = [band for band in AGE_BANDS if band in groups]
    else:
        order = sorted(groups, key=lambda key: (-groups[key], key))[:ROWS]
    return tuple(Share(key, share_figure(told, groups[key], z=z)) for key in order)


def share_figure(
    told: AudienceShown, share: float, *, z: float = Z95, private: bool = False
) -> Figure:
    """A share with its interval, or what it lacks to be shown.

    Args:
        told: the estimate it is part of.
        share: fraction.
        z: normal point of the interval.
        private: a joint cell, of which groups of fewer than ten people are not shown.
    """
    share = min(max(share, 0.0), 1.0)
    n = told.sample_size
    if n is None:  # the source gives a number and no sample: it stands as stated, without interval
        return Estimate(
            "audience_share", share, sources=(told.source,), as_of=told.as_of, computed=False
        )
    rule = intervals.display(share * n, n, private=private)
    if not rule.show:
        need = max(_needed(share, rule.reason), n + 1)
        return NotEnough("audience_share", n, need, "people", rule.sentence)
    low, high = wilson_of_share(np.float64(share), np.float64(n), z=z)
    return Estimate(
        "audience_share",
        share,
        float(low),
        float(high),
        n,
        (told.source,),
        told.as_of,
    )


def _needed(share: float, reason: str) -> int:
    """About how many people it takes until this share may be shown."""
    share = max(share, 1e-6)
    if reason == "privacy":
        return int(np.ceil(intervals.MIN_CELL / share))
    if reason == "relative":  # narrow enough once 2 z sqrt(q / (p n)) is 1.30
        return int(np.ceil((2 * Z95 / 1.30) ** 2 * (1 - share) / share))
    return intervals.sample_for(0.05)


def _pyramid(told: AudienceShown, cells: Mapping[str, float]) -> Pyramid | None:
    """Age by gender of the whole audience where the source gives that, else of one country."""
    split: dict[str, dict[tuple[str, str], float]] = {}
    for name, share in cells.items():
        country, age, gender = name.split("/")
        if "*" not in (age, gender):
            split.setdefault(country, {})[(age, gender)] = share
    if not split:
        return None
    country = "*" if "*" in split else max(split, key=lambda one: sum(split[one].values()))
    own = split[country]
    ages = tuple(band for band in AGE_BANDS if any(age == band for age, _ in own))
    genders = tuple(one for one in ("female", "male") if any(gender == one for _, gender in own))
    shown = {
        cell: Share(f"{country}/{cell[0]}/{cell[1]}", share_figure(told, share, private=True))
        for cell, share in own.items()
    }
    return Pyramid(ages, genders, shown, country)
