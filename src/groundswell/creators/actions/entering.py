"""Facts that a person enters by hand, in the layer of their workspace."""

import math
from typing import Any

import orjson
import polars as pl
from django.db import transaction

from groundswell.creators import bulk, feed
from groundswell.creators.actions.profiles import Recorded, store_profiles
from groundswell.creators.actions.projection import reproject
from groundswell.creators.actions.removal import remove_empty
from groundswell.creators.errors import BadFact
from groundswell.creators.facts import FACTS, Fact
from groundswell.creators.frames import DTYPES, IDENTITY
from groundswell.creators.models import PUBLIC, Basis, Observation, Profile, Source
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Missing
from groundswell.kernel.ids import random_uid
from groundswell.workspaces import audit
from groundswell.workspaces.scope import Right, Scope

KIND = "entered"


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
    fact = FACTS.get(name)
    if fact is None:
        raise BadFact(f"There is no fact called {name}.", field=name)
    checked = None if value is None else check_value(fact, value)
    with transaction.atomic():
        shown = Profile.objects.filter(pk=profile, owner__in=[PUBLIC, scope.workspace]).first()
        if shown is None:
            raise Missing("There is no such profile.")
        bulk.lock_platforms([shown.platform])
        source = _source(scope)
        done = (
            _take_back(scope, shown, source, name)
            if checked is None
            else _enter(scope, shown, source, name, checked)
        )
        audit.record(scope, "fact.entered", str(name), cleared=checked is None)
    return done


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


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)


def _enter(scope: Scope, shown: Profile, source: Source, name: str, value: Any) -> Recorded:
    newest = Profile.objects.filter(platform=shown.platform, key=shown.key)
    seen = max(newest.values_list("seen_at", flat=True))
    # What a person says now counts from now, even over a file that is dated tomorrow.
    moment = max(int(now().timestamp()), seen)
    row = {
        "platform": [shown.platform],
        "key": [shown.key],
        "handle": [shown.handle],
        "platform_id": [shown.platform_id],
        "observed_at": [moment],
        name: [value],
    }
    schema = {key: {**IDENTITY, **DTYPES}[key] for key in row}
    frame = pl.DataFrame(row, schema=schema)
    return store_profiles(scope, source, frame, owner=scope.workspace)


def _take_back(scope: Scope, shown: Profile, source: Source, name: str) -> Recorded:
    own = Profile.objects.filter(
        platform=shown.platform, key=shown.key, owner=scope.workspace
    ).first()
    if own is None:
        return Recorded(unchanged=1)
    for said in Observation.objects.filter(profile=own, source=source):
        document = orjson.loads(said.document)
        if document.pop(name, None) is None:
            continue
        if document:
            said.document = orjson.dumps(document).decode()
            said.save(update_fields=["document"])
        else:
            said.delete()
    changed = reproject([own.pk])
    gone, touched = remove_empty([own.pk])
    feed.tell(set(changed) - set(gone), [*gone, *touched])
    return Recorded(updated=1) if changed or gone else Recorded(unchanged=1)


def _source(scope: Scope) -> Source:
    source, _ = Source.objects.get_or_create(
        owner=scope.workspace,
        kind=KIND,
        name="Entered by hand",
        defaults={"uid": random_uid("src"), "basis": Basis.ENTERED},
    )
    return source
