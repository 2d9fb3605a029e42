"""History: the facts as they came, by source, and why two sources may disagree."""

from typing import Any

from groundswell.creators import history as known
from groundswell.creators.facts import FACTS
from groundswell.creators.history import Explained, FactHistory, FoundJump, Said
from groundswell.creators.queries import Point
from groundswell.creators.series import follower_series
from groundswell.measures.definitions import DEFINITIONS
from groundswell.ui import formats
from groundswell.web.creators import pictures, values
from groundswell.web.creators.subject import Subject, moment, value_of
from groundswell.web.doors import MemberRequest

FEW = 3
_LOOSE = frozenset({"keywords"})  # two extracts of captions always differ
MANY = 60


def build(request: MemberRequest, subject: Subject) -> dict[str, Any]:
    """What History shows; ``fact`` and ``source`` narrow it down."""
    scope, row = request.scope, subject.profile.row
    fact = request.GET.get("fact", "")
    source = request.GET.get("source", "")
    every = known.history(scope, row, most=MANY)
    chosen = [one for one in every if fact in {"", one.fact.name}]
    currency = str(value_of(subject.profile, "price_currency") or "")
    found = [shown(one, source, MANY if fact else FEW, currency) for one in chosen]
    context: dict[str, Any] = {
        "facts": [(one.fact.name, one.fact.label) for one in every],
        "sources": sorted(
            {(str(s.row), s.name) for one in every for s in one.sources}, key=lambda s: s[1]
        ),
        "fact": fact if fact in FACTS else "",
        "source": source,
        "history": [one for one in found if one["said"]],
        "explained": [
            disagreement(one)
            for one in known.explained(scope, row)
            if one.disagreement.name not in _LOOSE
        ],
        "jumps": [jump(one) for one in known.found_jumps(scope, row)],
        "jump_meaning": DEFINITIONS.get("jump"),
    }
    if fact == "followers":
        series = follower_series(scope, row, days=3650)
        context["chart"] = pictures.followers(series, subject.presence.called, None)
    return context


def shown(one: FactHistory, source: str, most: int, currency: str) -> dict[str, Any]:
    """A fact with the newest things said of it, of one source where one is asked for."""
    said = [line for line in one.said if source in {"", str(line.source.row)}]
    return {
        "name": one.fact.name,
        "label": one.fact.label,
        "note": one.fact.note,
        "said": [line_of(one, line, currency) for line in said[:most]],
        "more": max(0, len(said) - most),
        "sources": len(one.sources),
    }


def line_of(one: FactHistory, said: Said, currency: str) -> dict[str, Any]:
    """One thing that a source said, from when until when."""
    return {
        "value": values.written(one.fact, said.value, currency),
        "first": moment(said.first),
        "last": moment(said.last),
        "times": said.times,
        "source": said.source.name,
        "basis": said.source.basis,
        "entered": said.source.kind == "entered",
        "shown": said.newest,
    }


def disagreement(one: Explained) -> dict[str, Any]:
    """What sources disagree on, what each says, and the likeliest reason."""
    fact = FACTS[one.disagreement.name]
    return {
        "name": fact.name,
        "label": fact.label,
        "said": [_point(fact.name, point) for point in one.disagreement.said],
        "sentence": one.sentence,
        "open": one.cause == "unexplained",
    }


def jump(one: FoundJump) -> dict[str, Any]:
    """A jump of followers that no post explains."""
    change = one.jump.after - one.jump.before
    return {
        "from": moment(one.jump.start),
        "to": moment(one.jump.end),
        "change": ("+" if change > 0 else "−") + formats.count(abs(change)),
        "source": one.source.name,
    }


def _point(name: str, point: Point) -> dict[str, Any]:
    return {
        "value": values.written(FACTS[name], point.value),
        "at": moment(point.at),
        "source": point.source.name,
    }
