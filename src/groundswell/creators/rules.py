"""Pure decisions of the catalog: which value of a fact counts, who stands for whom.

A fact of a profile is the value of the *newest* observation that states it: the one confirmed last,
and among those of one moment the one recorded last (the higher row number). It follows that the
order in which observations arrive does not matter; `supersede`, which lays one observation over what
is known, and `project`, which starts from all of them, agree. A property test holds them to it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import orjson

Origin: TypeAlias = tuple[int, int]
"""When it was last confirmed (seconds since 1970 UTC), and by which observation."""


@dataclass(slots=True)
class Projection:
    """What is known of a profile: the value of each fact and where it comes from."""

    facts: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)


def supersede(known: Projection, said: Mapping[str, Any], origin: Origin) -> list[str]:
    """Lay one observation over what is known, in place; the names of facts whose value changed.

    An older observation fills gaps and overwrites nothing newer.
    """
    changed = []
    for name, value in said.items():
        before = known.origins.get(name)
        if before is not None and before > origin:
            continue
        known.origins[name] = origin
        if before is None or known.facts[name] != value:
            known.facts[name] = value
            changed.append(name)
    return changed


@dataclass(frozen=True, slots=True)
class Said:
    """An observation as the projection sees it.

    ``mixes``: whether its source lets its facts stand beside those of others.
    ``shown``: whether the layer's readers may see it.
    """

    observation: int
    source: int
    confirmed_at: int
    facts: Mapping[str, Any]
    mixes: bool = True
    shown: bool = True


def project(observations: Iterable[Said]) -> Projection:
    """What is known from all observations of one layer of a profile.

    A source that forbids mixing counts only where nobody else says anything: its facts are never
    laid over, nor filled in beside, those of others.
    """
    readable = [one for one in observations if one.shown]
    mixing = [one for one in readable if one.mixes]
    if not mixing and readable:
        newest = max(readable, key=_origin)
        mixing = [one for one in readable if one.source == newest.source]
    known = Projection()
    for one in sorted(mixing, key=_origin):
        supersede(known, one.facts, _origin(one))
    return known


def _origin(one: Said) -> Origin:
    return (one.confirmed_at, one.observation)


def pack_origins(origins: Mapping[str, Origin]) -> dict[str, list[int]]:
    """The compact form: ``{name: [observation, seconds]}``, the commonest under the empty name."""
    if not origins:
        return {}
    common = Counter(origins.values()).most_common(1)[0][0]
    packed = {"": [common[1], common[0]]}
    packed |= {name: [origin[1], origin[0]] for name, origin in origins.items() if origin != common}
    return packed


def unpack_origins(packed: Mapping[str, list[int]], facts: Iterable[str]) -> dict[str, Origin]:
    """The origin of each fact, from the compact form."""
    origins = {}
    common = packed.get("")
    for name in facts:
        observation, seconds = packed.get(name) or common or [0, 0]
        origins[name] = (seconds, observation)
    return origins


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a profile: what is projected of it, and its audience (JSON) if any."""

    known: Projection
    audience: str | None = None

    @classmethod
    def read(cls, facts: str, origins: str, audience: str | None) -> "Layer":
        """A layer from the columns of `models.Profile`."""
        values = orjson.loads(facts)
        return cls(Projection(values, unpack_origins(orjson.loads(origins), values)), audience)

    @classmethod
    def empty(cls) -> "Layer":
        """A layer of which nothing is known."""
        return cls(Projection())


@dataclass(frozen=True, slots=True)
class View:
    """A profile as one workspace sees it; ``private`` names the facts of its own layer."""

    facts: dict[str, Any]
    origins: dict[str, Origin]
    private: frozenset[str]
    audience: str | None


def lay_over(public: Layer, private: Layer) -> View:
    """The private layer over the public one: the newest value of each fact, its own at a draw."""
    facts, origins, own = dict(public.known.facts), dict(public.known.origins), set()
    for name, value in private.known.facts.items():
        origin = private.known.origins[name]
        if name not in facts or origin[0] >= origins[name][0]:
            facts[name], origins[name] = value, origin
            own.add(name)
    return View(facts, origins, frozenset(own), _newer(public.audience, private.audience))


def _newer(public: str | None, private: str | None) -> str | None:
    if public is None or private is None:
        return private or public
    later = orjson.loads(private)["as_of"] >= orjson.loads(public)["as_of"]
    return private if later else public


TOLERANCE = 0.1
"""Numbers that are this much apart, of the larger one, count as a disagreement."""


def differs(one: Any, other: Any) -> bool:
    """Whether two sources' values of a fact disagree enough to be worth a look.

    Numbers by more than `TOLERANCE`, words where neither list holds the other, all else if unequal.
    """
    if isinstance(one, list) and isinstance(other, list):
        return not (set(one) <= set(other) or set(other) <= set(one))
    if isinstance(one, bool) or isinstance(other, bool) or isinstance(one, str):
        return bool(one != other)
    return bool(abs(one - other) > TOLERANCE * max(abs(one), abs(other)))


def stands_for(links: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Who stands for each absorbed creator, from the open merges ``(absorbed, kept)``.

    Follows chains to their end. A creator has at most one open merge as the absorbed one, and
    cycles are refused when a merge is made, so every chain ends.
    """
    towards = dict(links)
    result = {}
    for start, kept in towards.items():
        end = kept
        while end in towards:
            end = towards[end]
        result[start] = end
    return result


def would_circle(links: Iterable[tuple[int, int]], absorbed: int, kept: int) -> bool:
    """Whether a merge of ``absorbed`` into ``kept`` would close a circle of open merges."""
    towards = dict(links)
    here: int | None = kept
    while here is not None:
        if here == absorbed:
            return True
        here = towards.get(here)
    return False
