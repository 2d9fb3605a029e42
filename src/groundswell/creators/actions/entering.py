"""Facts that a person enters by hand, in the layer of their workspace."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import polars as pl
from django.db import transaction

from groundswell.creators import bulk, feed
from groundswell.creators.actions.profiles import Recorded, store_profiles
from groundswell.creators.actions.projection import reproject
from groundswell.creators.actions.removal import remove_empty
from groundswell.creators.errors import BadFact, MovedOn
from groundswell.creators.facts import FACTS, Fact
from groundswell.creators.frames import DTYPES, IDENTITY
from groundswell.creators.models import PUBLIC, Basis, Observation, Profile, Source
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Missing
from groundswell.kernel.ids import random_uid
from groundswell.workspaces import audit
from groundswell.workspaces.reversals import offer, reverses
from groundswell.workspaces.scope import Right, Scope

KIND = "entered"


@dataclass(frozen=True, slots=True)
class Entered:
    """What entering did.

    Attributes:
        changed: the facts whose entered value is another than before.
        undo: uid of the reversal; None where nothing changed.
    """

    changed: tuple[str, ...]
    undo: str | None


def enter_fact(scope: Scope, profile: int, name: str, value: Any) -> Recorded:
    """Set a fact of a profile by hand, for this workspace only; None takes back what was entered.

    Args:
        scope: needs the right to write.
        profile: row number of the profile, of its public layer or of the workspace's own.
        name: a fact of `creators.facts`.
        value: in the stored form of its kind.

    Raises:
        BadFact: there is no such fact, or the value cannot be one.
        Missing: the scope sees no such profile.
    """
    scope.require(Right.WRITE)
    checked = _checked(name, value)
    with transaction.atomic():
        shown = _held(scope, profile)
        source = _source(scope)
        done = _set(scope, shown, source, {name: checked})
        audit.record(scope, "fact.entered", str(name), cleared=checked is None)
    return done


def enter_facts(scope: Scope, profile: int, values: Mapping[str, Any]) -> Entered:
    """Set several facts of a profile by hand, all or none; as `enter_fact`, and can be undone.

    Raises:
        BadFact: an unknown fact, or a value that cannot be one; the field is the fact.
        Missing: the scope sees no such profile.
    """
    scope.require(Right.WRITE)
    checked = {name: _checked(name, value) for name, value in values.items()}
    with transaction.atomic():
        shown = _held(scope, profile)
        source = _source(scope)
        before = _said_by_hand(scope, shown, source)
        new = {name: value for name, value in checked.items() if value != before.get(name)}
        if not new:
            return Entered((), None)
        _set(scope, shown, source, new)
        for name, value in new.items():
            audit.record(scope, "fact.entered", name, cleared=value is None)
        undo = offer(
            scope,
            "facts.enter",
            {
                "platform": shown.platform,
                "key": shown.key,
                "before": {name: before.get(name) for name in new},
                "after": new,
            },
        )
    return Entered(tuple(new), undo)


@reverses("facts.enter")
def enter_back(scope: Scope, payload: dict[str, Any]) -> str:
    """Undo `enter_facts`: what was entered before counts again."""
    scope.require(Right.WRITE)
    shown = (
        Profile.objects.filter(
            platform=payload["platform"],
            key=payload["key"],
            owner__in=[PUBLIC, scope.workspace],
        )
        .order_by("owner")
        .first()
    )
    if shown is None:
        raise MovedOn("The profile is gone.")
    bulk.lock_platforms([shown.platform])
    source = _source(scope)
    now_said = _said_by_hand(scope, shown, source)
    if any(now_said.get(name) != value for name, value in payload["after"].items()):
        raise MovedOn("These facts were entered anew since.")
    _set(scope, shown, source, payload["before"])
    for name, value in payload["before"].items():
        audit.record(scope, "fact.entered", name, cleared=value is None)
    labels = ", ".join(FACTS[name].label for name in payload["before"])
    return f"{labels}: as before"


def check_value(fact: Fact, value: Any) -> Any:
    """The value if it can be one of this fact; BadFact otherwise."""
    bare = not isinstance(value, bool)
    fits = {
        "text": isinstance(value, str) and bool(str(value).strip()),
        "code": isinstance(value, str) and (not fact.choices or value in fact.choices),
        "words": _is_texts(value),
        "contacts": _is_texts(value) and all(":" in one for one in value),
        "count": bare and isinstance(value, int) and value >= 0,
        "money": bare and isinstance(value, int),
        "time": bare and isinstance(value, int),
        "number": bare and isinstance(value, int | float) and math.isfinite(value),
        "rate": bare and isinstance(value, int | float) and math.isfinite(value),
        "flag": isinstance(value, bool),
    }[fact.kind]
    if not fits:
        choices = f" It is one of {', '.join(fact.choices)}." if fact.choices else ""
        raise BadFact(f"{value!r} cannot be “{fact.label}”.{choices}", field=fact.name)
    if fact.kind in {"number", "rate"}:
        return float(value)
    return value.strip() if isinstance(value, str) else value


def source_by_hand(scope: Scope) -> Source:
    """The source of what the workspace's own people say; made where it is not there yet."""
    return _source(scope)


def _checked(name: str, value: Any) -> Any:
    fact = FACTS.get(name)
    if fact is None:
        raise BadFact(f"There is no fact called {name}.", field=name)
    return None if value is None else check_value(fact, value)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)


def _held(scope: Scope, profile: int) -> Profile:
    """The profile, its platform locked; Missing where the scope sees none."""
    shown = Profile.objects.filter(pk=profile, owner__in=[PUBLIC, scope.workspace]).first()
    if shown is None:
        raise Missing("There is no such profile.")
    bulk.lock_platforms([shown.platform])
    return shown


def _set(scope: Scope, shown: Profile, source: Source, values: Mapping[str, Any]) -> Recorded:
    """Enter what has a value, take back what has none."""
    given = {name: value for name, value in values.items() if value is not None}
    gone = [name for name, value in values.items() if value is None]
    done = _take_back(scope, shown, source, gone) if gone else Recorded()
    return _enter(scope, shown, source, given) if given else done


def _enter(scope: Scope, shown: Profile, source: Source, values: Mapping[str, Any]) -> Recorded:
    newest = Profile.objects.filter(platform=shown.platform, key=shown.key)
    seen = max([shown.seen_at, *newest.values_list("seen_at", flat=True)])
    # What a person says now counts from now, even over a file that is dated tomorrow.
    moment = max(int(now().timestamp()), seen)
    row = {
        "platform": [shown.platform],
        "key": [shown.key],
        "handle": [shown.handle],
        "platform_id": [shown.platform_id],
        "observed_at": [moment],
        **{name: [value] for name, value in values.items()},
    }
    schema = {key: {**IDENTITY, **DTYPES}[key] for key in row}
    frame = pl.DataFrame(row, schema=schema)
    return store_profiles(scope, source, frame, owner=scope.workspace)


def _take_back(scope: Scope, shown: Profile, source: Source, names: list[str]) -> Recorded:
    own = Profile.objects.filter(
        platform=shown.platform, key=shown.key, owner=scope.workspace
    ).first()
    if own is None:
        return Recorded(unchanged=1)
    for said in Observation.objects.filter(profile=own, source=source):
        document = orjson.loads(said.document)
        kept = {name: value for name, value in document.items() if name not in names}
        if kept == document:
            continue
        if kept:
            said.document = orjson.dumps(kept).decode()
            said.save(update_fields=["document"])
        else:
            said.delete()
    changed = reproject([own.pk])
    gone, touched = remove_empty([own.pk])
    feed.tell(set(changed) - set(gone), [*gone, *touched])
    return Recorded(updated=1) if changed or gone else Recorded(unchanged=1)


def _said_by_hand(scope: Scope, shown: Profile, source: Source) -> dict[str, Any]:
    """What was entered by hand of a profile and still stands, the newest value of each fact."""
    told = Observation.objects.filter(
        profile__platform=shown.platform,
        profile__key=shown.key,
        profile__owner=scope.workspace,
        source=source,
    )
    known: dict[str, Any] = {}
    for said in told.order_by("confirmed_at", "id"):
        known |= orjson.loads(said.document)
    return known


def _source(scope: Scope) -> Source:
    source, _ = Source.objects.get_or_create(
        owner=scope.workspace,
        kind=KIND,
        name="Entered by hand",
        defaults={"uid": random_uid("src"), "basis": Basis.ENTERED},
    )
    return source
