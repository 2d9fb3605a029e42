"""What a program says of single profiles, checked value by value, in the layer of its workspace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import polars as pl
from django.db import transaction

from groundswell.creators.actions.entering import check_value
from groundswell.creators.actions.profiles import record_profiles
from groundswell.creators.actions.sources import ensure_source
from groundswell.creators.errors import BadFact
from groundswell.creators.facts import AUDIENCE_DIMENSIONS, FACTS
from groundswell.creators.frames import DTYPES, IDENTITY
from groundswell.creators.handles import identify
from groundswell.creators.platforms import Platform
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Invalid
from groundswell.workspaces import audit
from groundswell.workspaces.scope import Right, Scope

KIND = "api"
_LARGEST = 2**53  # beyond it a number is not exact as a float
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one profile.

    ``handle`` is a handle or address; ``facts`` in the stored form of each kind; ``observed_at`` in
    seconds since 1970 UTC (None: now); ``audience`` has ``shares`` (fractions by ``dimension:key``),
    ``sample_size`` and ``basis``.
    """

    platform: Platform
    handle: str
    facts: Mapping[str, Any]
    observed_at: int | None = None
    audience: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """Per profile: its row number (None where refused) and its `Outcome`."""

    rows: list[int | None]
    outcomes: list[int]


def tell_profiles(scope: Scope, source: str, told: Sequence[Told]) -> Taken:
    """Record what a program says of profiles, for this workspace only; all of them or none.

    Args:
        scope: needs the right to import.
        source: name of who says so; made where there is none of this name.
        told: one item per profile.

    Raises:
        NotAProfile: a handle names no profile.
        BadFact: an unknown fact, or a value that cannot be one; the field is its place.
        Invalid: a share that is none, or a moment in the future.
    """
    scope.require(Right.IMPORT)
    moment = int(now().timestamp())
    rows = [_row(one, f"profiles.{place}", moment) for place, one in enumerate(told)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    schema = {**IDENTITY, **DTYPES, "audience": pl.String}
    frame = pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in names},
        schema={name: schema[name] for name in names},
    )
    with transaction.atomic():
        origin = ensure_source(scope, kind=KIND, name=source, owner=scope.workspace)
        done = record_profiles(scope, origin, frame, owner=scope.workspace)
        audit.record(scope, "profiles.told", origin.uid, count=len(told))
    return Taken(done.rows.to_list(), done.outcomes.to_list())


def _row(one: Told, place: str, moment: int) -> dict[str, Any]:
    at = moment if one.observed_at is None else one.observed_at
    if at > moment + _DAY:
        raise Invalid("This moment is in the future.", field=f"{place}.observed_at")
    try:
        identity = identify(one.platform, one.handle)
    except Invalid as refusal:
        refusal.field = f"{place}.handle"
        raise
    row: dict[str, Any] = {
        "platform": int(one.platform),
        "key": identity.key,
        "handle": identity.handle,
        "platform_id": identity.platform_id,
        "observed_at": at,
    }
    for name, value in one.facts.items():
        row[name] = _value(name, value, f"{place}.facts.{name}")
    if one.audience is not None:
        row["audience"] = _audience(one.audience, at, f"{place}.audience")
    return row


def _value(name: str, value: Any, place: str) -> Any:
    fact = FACTS.get(name)
    if fact is None:
        raise BadFact(f"There is no fact called {name[:80]}.", field=place)
    try:
        checked = check_value(fact, value)
    except BadFact as refusal:
        refusal.field = place
        raise
    if isinstance(checked, int | float) and abs(checked) > _LARGEST:
        raise BadFact(f"“{fact.label}” is beyond what is kept.", field=place)
    if fact.kind == "words":
        return list(dict.fromkeys(word.strip().lower() for word in checked if word.strip()))
    return checked


def _audience(said: Mapping[str, Any], at: int, place: str) -> str:
    shares: Mapping[str, float] = said["shares"]
    for key, share in shares.items():
        dimension, colon, rest = key.partition(":")
        if dimension not in AUDIENCE_DIMENSIONS or not colon or not rest:
            raise Invalid(
                f"{key[:80]!r} is no share of an audience.",
                field=f"{place}.shares",
                hint=f"Write dimension:key, of {', '.join(AUDIENCE_DIMENSIONS)}.",
            )
        if not 0 <= share <= 1:
            raise Invalid("A share is a fraction from 0 to 1.", field=f"{place}.shares.{key[:80]}")
    document = {
        "as_of": at,
        "n": said.get("sample_size"),
        "basis": said.get("basis", "followers"),
        "keys": list(shares),
        "shares": [float(share) for share in shares.values()],
    }
    return orjson.dumps(document).decode()
