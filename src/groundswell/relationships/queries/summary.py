"""What a list adds up to: sizes, places, audiences together, cost, and what stands in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from groundswell.creators.facts import AGE_BANDS
from groundswell.creators.platforms import Platform
from groundswell.kernel.clock import now
from groundswell.measures import tiers
from groundswell.measures.engagement import median_interval
from groundswell.measures.intervals import display, wilson_of_share
from groundswell.measures.pooling import effective_size
from groundswell.relationships import rules
from groundswell.relationships.models import List, ListEntry, StageKind, Tag
from groundswell.relationships.queries.gathered import MOST, gathered
from groundswell.relationships.queries.lists import list_named
from groundswell.workspaces.models import Workspace
from groundswell.workspaces.scope import Right, Scope

NEEDED = 30
"""Effective people below which no share of the audiences together is shown."""

_MOST_SHARES = 8
_MOST_NAMED = 200


@dataclass(frozen=True, slots=True)
class Share:
    """A share of all audiences together: fractions with a 95 % interval."""

    key: str
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Audience:
    """One dimension of the audiences together, each weighted by its followers.

    Attributes:
        dimension: ``country``, ``age``, ``gender`` or ``language``.
        shares: those known well enough to be shown; largest first, ages in their order.
        n: effective sample size (Kish).
        profiles: estimates with a sample size that went in.
        followers: their followers together.
        as_of: the oldest of the estimates, and the newest; None where there is none.
    """

    dimension: str
    shares: tuple[Share, ...]
    n: float
    profiles: int
    followers: int
    as_of: tuple[datetime, datetime] | None

    @property
    def enough(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.shares)


@dataclass(frozen=True, slots=True)
class Median:
    """A median engagement rate by one base, with the interval of the median; ``n`` profiles."""

    base: str
    value: float
    low: float
    high: float
    coverage: float
    n: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What all with an asking price in one currency ask for one post each, in minor units."""

    currency: str
    low: int
    high: int
    profiles: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something about a profile on the list that needs a person.

    Attributes:
        kind: ``do-not-contact``, ``agreed-elsewhere``, ``twice``, ``stale`` or ``gone``.
        profile: kept row.
        shown: the row that discovery shows; None where it is gone.
        name: how the profile is called.
        detail: the other list, the other handle; empty otherwise.
        since: for stale facts, when they were last observed.
    """

    kind: str
    profile: int
    shown: int | None
    name: str
    detail: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list adds up to.

    Attributes:
        list: the list.
        looked_at: profiles that went in: at most `MOST`, those added last.
        profiles: of these, still in the catalog.
        creators: persons behind them, merges followed.
        followers: of all profiles together; people who follow several count each time.
        followers_known: profiles whose followers are known.
        scheme: the tier scheme of the workspace.
        tiers: profiles by tier, smallest first; ``unknown`` and ``outside`` last.
        platforms, countries, languages: profiles by slug or code, largest first; "" is not known.
        audience: by dimension.
        engagement: medians, the base of most profiles first; rates of two bases are never mixed.
        costs: by currency, that of most profiles first.
        conflicts: of each kind at most 200, the gravest first.
        counts: of conflicts by kind, all of them.
    """

    list: List
    looked_at: int
    profiles: int
    creators: int
    followers: int
    followers_known: int
    scheme: str
    tiers: Mapping[str, int]
    platforms: Mapping[str, int]
    countries: Mapping[str, int]
    languages: Mapping[str, int]
    audience: Mapping[str, Audience]
    engagement: tuple[Median, ...]
    costs: tuple[Cost, ...]
    conflicts: tuple[Conflict, ...]
    counts: Mapping[str, int]

    @property
    def whole(self) -> bool:
        """Whether all of the list went in."""
        return self.looked_at >= self.list.size

    @property
    def conflicted(self) -> int:
        """Profiles with at least one conflict that is not merely stale."""
        return sum(n for kind, n in self.counts.items() if kind != "stale")


def summary(scope: Scope, name: str) -> Summary:
    """What a list adds up to; Missing where there is none of this name or uid."""
    scope.require(Right.READ)
    row = list_named(scope, name)
    known = gathered(scope, row)
    scheme = Workspace.objects.get(pk=scope.workspace).tier_scheme
    conflicts, counts = _conflicts(scope, row, known)
    return Summary(
        list=row,
        looked_at=min(row.size, MOST),
        profiles=len(known),
        creators=known["creator"].n_unique(),
        followers=int(known["followers"].sum() or 0),
        followers_known=len(known) - known["followers"].null_count(),
        scheme=scheme,
        tiers=_tiers(known, scheme),
        platforms=_counted(known["platform"]),
        countries=_counted(known["country"]),
        languages=_counted(known["language"]),
        audience=_audiences(known),
        engagement=_engagement(known),
        costs=_costs(known),
        conflicts=conflicts,
        counts=counts,
    )


def conflicts_of(scope: Scope, name: str) -> dict[int, list[Conflict]]:
    """The conflicts of a list by profile (kept row); for marks on cards and rows."""
    scope.require(Right.READ)
    row = list_named(scope, name)
    found: dict[int, list[Conflict]] = {}
    for one in _conflicts(scope, row, gathered(scope, row))[0]:
        found.setdefault(one.profile, []).append(one)
    return found


# ---------------------------------------------------------------- counts


def _counted(values: pl.Series) -> dict[str, int]:
    name = values.name
    counts = values.fill_null("").value_counts().sort(["count", name], descending=[True, False])
    return dict(counts.iter_rows())


def _tiers(known: pl.DataFrame, scheme: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for (platform,), part in known.group_by("platform"):
        names = tiers.tiers(scheme, str(platform), part["followers"].fill_null(-1).to_numpy())
        for name, count in zip(*np.unique(names, return_counts=True), strict=True):
            found[str(name)] = found.get(str(name), 0) + int(count)
    order = (*tiers.NAMES, tiers.OUTSIDE, tiers.UNKNOWN)
    return {name: found[name] for name in order if name in found}


def _engagement(known: pl.DataFrame) -> tuple[Median, ...]:
    medians = []
    for (base,), part in known.drop_nulls("er").group_by("er_base"):
        values = part["er"].to_numpy()
        low, high, coverage = median_interval(values)
        medians.append(
            Median(str(base), float(np.median(values)), low, high, coverage, len(values))
        )
    return tuple(sorted(medians, key=lambda one: (-one.n, one.base)))


def _costs(known: pl.DataFrame) -> tuple[Cost, ...]:
    asked = known.with_columns(
        low=pl.coalesce("price_min", "price_max"), high=pl.coalesce("price_max", "price_min")
    ).drop_nulls(["low", "price_currency"])
    totals = asked.group_by("price_currency").agg(
        pl.col("low").sum(), pl.col("high").sum(), pl.len().alias("n")
    )
    rows = totals.sort(["n", "price_currency"], descending=[True, False]).iter_rows()
    return tuple(Cost(currency, int(low), int(high), int(n)) for currency, low, high, n in rows)


# ---------------------------------------------------------------- audiences together


def _audiences(known: pl.DataFrame) -> dict[str, Audience]:
    estimates = (
        known.select("followers", "audience")
        .with_row_index("at")
        .unnest("audience")
        .filter((pl.col("n") > 0) & (pl.col("followers") > 0))
    )
    flat = estimates.select("at", "keys", "shares").explode("keys", "shares").drop_nulls()
    split = flat.with_columns(
        dimension=pl.col("keys").str.extract("^([a-z_]+):"),
        key=pl.col("keys").str.replace("^[a-z_]+:", ""),
    )
    return {
        dimension: _audience(dimension, estimates, split.filter(pl.col("dimension") == dimension))
        for dimension in ("country", "age", "gender", "language")
    }


def _audience(dimension: str, estimates: pl.DataFrame, shares: pl.DataFrame) -> Audience:
    """Shares of one dimension; a key that an estimate does not name is none of that audience."""
    mine = estimates.filter(pl.col("at").is_in(shares["at"].unique().implode()))
    if mine.is_empty():
        return Audience(dimension, (), 0.0, 0, 0, None)
    n = effective_size(mine["followers"].to_numpy(), mine["n"].to_numpy())
    followers = int(mine["followers"].sum())
    times = [datetime.fromtimestamp(int(at), UTC) for at in mine.select("as_of").to_series().sort()]
    weighted = (
        shares.join(mine.select("at", "followers"), on="at")
        .group_by("key")
        .agg(part=(pl.col("shares").clip(0.0, 1.0) * pl.col("followers")).sum() / followers)
        .sort(["part", "key"], descending=[True, False])
    )
    most = weighted if dimension == "age" else weighted.head(_MOST_SHARES)
    found = [
        one
        for one in (_share(key, part, n) for key, part in most.iter_rows())
        if n >= NEEDED and display(one.share * n, n).show
    ]
    if dimension == "age":
        order = {band: rank for rank, band in enumerate(AGE_BANDS)}
        found.sort(key=lambda one: order.get(one.key, len(order)))
    return Audience(dimension, tuple(found), n, len(mine), followers, (times[0], times[-1]))


def _share(key: str, part: float, n: float) -> Share:
    share = min(max(float(part), 0.0), 1.0)
    low, high = wilson_of_share(share, n)
    return Share(key, share, float(low), float(high))


# ---------------------------------------------------------------- conflicts


def _conflicts(
    scope: Scope, row: List, known: pl.DataFrame
) -> tuple[tuple[Conflict, ...], dict[str, int]]:
    names = {
        profile: (shown, name or handle)
        for profile, shown, name, handle in known.select(
            "profile", "shown", "name", "handle"
        ).iter_rows()
    }
    by_kind: dict[str, list[Conflict]] = {
        "do-not-contact": [
            _named("do-not-contact", profile, names) for profile in _refusing(scope, names)
        ],
        "agreed-elsewhere": [
            _named("agreed-elsewhere", profile, names, other)
            for profile, other in _agreed_elsewhere(scope, row, names)
        ],
        "twice": [_named("twice", profile, names, other) for profile, other in _twice(known)],
        "gone": [_named("gone", profile, names) for profile in _gone(row, names)],
        "stale": _stale(known, names),
    }
    counts = {kind: len(found) for kind, found in by_kind.items() if found}
    return tuple(one for found in by_kind.values() for one in found[:_MOST_NAMED]), counts


def _named(
    kind: str, profile: int, names: Mapping[int, tuple[int, str]], detail: str = ""
) -> Conflict:
    shown, name = names.get(profile, (None, ""))
    return Conflict(kind, profile, shown, name, detail)


def _refusing(scope: Scope, profiles: Mapping[int, Any]) -> list[int]:
    tagged = Tag.objects.filter(workspace_id=scope.workspace, tag=rules.DO_NOT_CONTACT)
    return sorted(profiles.keys() & set(tagged.values_list("profile", flat=True)))


def _agreed_elsewhere(
    scope: Scope, row: List, profiles: Mapping[int, Any]
) -> list[tuple[int, str]]:
    agreed = ListEntry.objects.filter(
        list__workspace=scope.workspace,
        list__deleted_at=None,
        list__archived_at=None,
        stage__kind=StageKind.AGREED,
    ).exclude(list=row)
    found = agreed.order_by("profile", "list__key").values_list("profile", "list__name")
    return [(profile, name) for profile, name in found if profile in profiles]


def _twice(known: pl.DataFrame) -> list[tuple[int, str]]:
    """Profiles of a person who is on the list with another one, and its handle."""
    several = known.filter(pl.len().over("creator") > 1).sort("creator", "profile")
    groups: dict[int, list[tuple[int, str]]] = {}
    columns = several.select("creator", "profile", "handle", "platform")
    for creator, profile, handle, platform in columns.iter_rows():
        where = Platform.from_slug(platform).label
        groups.setdefault(creator, []).append((profile, f"@{handle} on {where}"))
    return [
        (profile, ", ".join(handle for other, handle in group if other != profile))
        for group in groups.values()
        for profile, _ in group
    ]


def _gone(row: List, names: Mapping[int, Any]) -> list[int]:
    """Profiles that the catalog no longer has, or that this workspace no longer sees."""
    entries = ListEntry.objects.filter(list=row).order_by("-pk").values_list("profile", flat=True)
    return [profile for profile in entries[:MOST] if profile not in names]


def _stale(known: pl.DataFrame, names: Mapping[int, tuple[int, str]]) -> list[Conflict]:
    edge = int((now() - timedelta(days=rules.STALE_DAYS)).timestamp())
    old = known.filter(pl.col("seen_at") < edge).sort("seen_at", "profile")
    rows: Sequence[tuple[int, int]] = list(old.select("profile", "seen_at").iter_rows())
    return [
        Conflict("stale", profile, *names[profile], since=datetime.fromtimestamp(at, UTC))
        for profile, at in rows
    ]
