"""Likeness: what makes one profile alike to another, and how much.

Creator likeness takes the traits of a seed profile (topics, hashtags, mentions, brands, words of
the bio) and weighs each by how rare it is, as BM25 does::

    idf = ln(1 + (N - n + 0.5) / (n + 0.5))     N profiles in all, n of them with the trait
    weight = kind * idf                         kind: `CONTENT`

Two creators who share a rare hashtag say more than two who share "fashion". Tier, language, country
and audience add a little each (`_CONTEXT`), but who shares nothing of the content is not alike.
The weights of a likeness add up to 1, so a score is the share of the seed's traits that is met.

Audience likeness is the overlap of the two audiences, the mean over dimensions of
``sum over keys of min(p, q)`` (1 - total variation distance); `overlap` computes it exactly, and the
engine ranks by the same sum with each ``min(p, q)`` rounded down to one of at most three thresholds
(`_thresholds`), because round thresholds are what an index answers fast and pages through.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from math import log

import numpy as np

from groundswell.creators.facts import AGE_BANDS
from groundswell.discovery.engines.base import (
    Between,
    Either,
    HasTerms,
    HasText,
    Hit,
    IndexReader,
    InRows,
    Plan,
    PlanNode,
    ShareBetween,
    SortTerm,
    StartsWith,
    Wish,
    Without,
)
from groundswell.discovery.query import Like
from groundswell.discovery.words import fold_keyword, tokens
from groundswell.kernel.errors import Invalid, Missing
from groundswell.measures import tiers

CONTENT = {"topic": 1.0, "hashtag": 0.8, "brand": 0.8, "mention": 0.7, "word": 0.5}
_CARD = {"topic": "topics", "hashtag": "hashtags", "brand": "brands", "mention": "mentions"}
_CONTEXT = {"tier": 0.08, "language": 0.08, "country": 0.06, "audience": 0.08}
_MOST_TRAITS = 20
_MOST_WORDS = 6
_COMMON_WORD = 0.02  # a word that more of all bios hold says nothing; takes the place of stop words
_SHORTEST_WORD = 3

_DIMENSIONS = ("country", "interest", "language", "age", "gender")
_KEYS_EACH = 4
_SMALLEST = 50  # thousandths; smaller shares of the seed's audience are noise
_SINGLE_BANDS = frozenset(AGE_BANDS)


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing the seed has; ``weight`` is its part of the whole, which is 1."""

    kind: str
    value: str
    weight: float
    node: PlanNode


@dataclass(frozen=True, slots=True)
class Likeness:
    """A seed with its traits, ready for a plan.

    Attributes:
        row: of the seed, which is never in its own result.
        platform: slug; with ``handle``, how the seed is named.
        audience: True where audiences are compared.
        traits: heaviest first.
        must: what a candidate has to meet at all.
        shares: the seed's audience in thousandths, for `overlap`.
    """

    row: int
    platform: str
    handle: str
    audience: bool
    traits: tuple[Trait, ...]
    must: PlanNode
    shares: Mapping[str, int]

    def filters(self) -> tuple[PlanNode, ...]:
        """What holds for every profile that is alike: not the seed, and something in common."""
        seed = np.array([self.row], dtype=np.int64)
        return (Without(InRows(seed)), self.must)

    def wishes(self, scale: float) -> tuple[Wish, ...]:
        """The traits as preferences; a profile that meets all of them scores ``scale``."""
        return tuple(Wish(trait.node, trait.weight * scale) for trait in self.traits)


def find_seed(like: Like, viewer: int, reader: IndexReader) -> Hit:
    """The profile that a likeness starts from.

    Raises:
        Missing: nobody of this handle that the viewer may see; the hint names near ones.
        Invalid: the handle is on several platforms and the query names none.
    """
    handle = fold_keyword(like.handle.removeprefix("@"))
    on = () if like.platform is None else (HasTerms("platform", (like.platform,)),)
    largest = (SortTerm("followers"),)
    plan = Plan(viewer, (HasTerms("handle", (handle,)), *on), order=largest)
    hits = reader.search(plan, limit=20).hits
    if not hits:
        where = f" on {like.platform}" if like.platform else ""
        raise Missing(
            f"There is no profile @{handle}{where}.",
            field="like",
            hint=_near(handle, viewer, reader, on),
        )
    found = sorted({str(hit.card["platform"]) for hit in hits})
    if len(found) > 1:
        raise Invalid(
            f"@{handle} is on {', '.join(found[:-1])} and {found[-1]}; say which one.",
            field="like",
            hint=f"For example like:{found[0]}/@{handle}.",
        )
    return hits[0]


def _near(handle: str, viewer: int, reader: IndexReader, on: tuple[PlanNode, ...]) -> str | None:
    # A search and not `complete`, so that nobody learns of handles another workspace brought.
    for length in (6, 4, 2):
        start = StartsWith("handle", handle[:length])
        plan = Plan(viewer, (start, *on), order=(SortTerm("followers"),))
        known = [str(hit.card["handle"]) for hit in reader.search(plan, limit=50).hits]
        if near := get_close_matches(handle, known, n=3, cutoff=0.6):
            return "Did you mean " + " or ".join(f"@{name}" for name in near) + "?"
    return None


def creator_likeness(seed: Hit, reader: IndexReader, scheme: str) -> Likeness:
    """The likeness of a creator's content and context.

    Raises:
        Invalid: nothing is known of the seed that any other profile has too.
    """
    everybody = max(reader.state().documents, 1)
    content = sorted(
        _content(seed.card, reader, everybody), key=lambda trait: (-trait.weight, trait.value)
    )[:_MOST_TRAITS]
    if not content:
        raise Invalid(
            f"Nothing is known of @{seed.card['handle']} that another profile has in common: no "
            "topics, hashtags, mentions, brands or words.",
            field="like",
        )
    context = list(_context(seed.card, scheme))
    left = 1.0 - sum(trait.weight for trait in context)
    whole = sum(trait.weight for trait in content)
    scaled = [Trait(t.kind, t.value, t.weight / whole * left, t.node) for t in content]
    return _likeness(seed, [*scaled, *context], _any(trait.node for trait in content))


def audience_likeness(seed: Hit) -> Likeness:
    """The likeness of a profile's audience.

    Raises:
        Invalid: nothing is known of the seed's audience.
    """
    dimensions = _by_dimension(_shares(seed.card))
    if not dimensions:
        raise Invalid(
            f"Nothing is known of the audience of @{seed.card['handle']}.", field="audience-like"
        )
    traits: list[Trait] = []
    for dimension, shares in dimensions.items():
        steps = {key: _thresholds(share) for key, share in shares.items()}
        whole = sum(each[-1] for each in steps.values()) * len(dimensions)
        for key, each in steps.items():
            for before, threshold in pairwise((0, *each)):
                node = ShareBetween(dimension, key, threshold)
                traits.append(Trait(dimension, key, (threshold - before) / whole, node))
    first, shares = next(iter(dimensions.items()))
    near = ((key, _thresholds(share)) for key, share in shares.items())
    must = _any(ShareBetween(first, key, steps[len(steps) // 2]) for key, steps in near)
    return _likeness(seed, traits, must, audience=True)


def shared(likeness: Likeness, card: Mapping[str, object], words: frozenset[str]) -> list[Trait]:
    """The traits that a card has in common with the seed, heaviest first.

    ``words`` are those of the card's texts. Tags past the card's first dozen are not seen here,
    though the engine counts them.
    """
    have = {kind: set(_words(card, key)) for kind, key in _CARD.items()}
    audience = _shares(card)
    found = []
    for trait in likeness.traits:
        if trait.kind in have:
            fits = trait.value in have[trait.kind]
        elif trait.kind == "word":
            fits = trait.value in words
        elif isinstance(trait.node, ShareBetween):
            share = audience.get(f"{trait.node.dimension}:{trait.node.key}", 0)
            fits = share >= (trait.node.low or 0)
        elif trait.kind == "tier":
            fits = _in_ranges(trait.node, card.get("followers"))
        else:
            fits = card.get(trait.kind) == trait.value
        if fits:
            found.append(trait)
    return found


def overlap(one: Mapping[str, int], other: Mapping[str, int]) -> float | None:
    """How much of two audiences coincides, 0..1: mean over shared dimensions of sum min(p, q).

    Args:
        one: shares in thousandths by ``dimension:key``; age in single bands.
        other: likewise.

    Returns:
        None where no dimension is known of both.
    """
    here, there = _by_dimension(one, every=True), _by_dimension(other, every=True)
    both = [dimension for dimension in here if dimension in there]
    if not both:
        return None
    parts = []
    for dimension in both:
        p, q = here[dimension], there[dimension]
        smaller = max(min(sum(p.values()), sum(q.values())), 1)
        parts.append(sum(min(share, q.get(key, 0)) for key, share in p.items()) / smaller)
    return min(sum(parts) / len(parts), 1.0)


# ---------------------------------------------------------------- parts


def _likeness(
    seed: Hit, traits: Iterable[Trait], must: PlanNode, *, audience: bool = False
) -> Likeness:
    return Likeness(
        row=seed.row,
        platform=str(seed.card["platform"]),
        handle=str(seed.card["handle"]),
        audience=audience,
        traits=tuple(sorted(traits, key=lambda trait: -trait.weight)),
        must=must,
        shares=_shares(seed.card),
    )


def _content(card: Mapping[str, object], reader: IndexReader, everybody: int) -> Iterable[Trait]:
    seen: set[str] = set()
    for kind, key in _CARD.items():
        for value in _words(card, key):
            often = reader.frequency(kind, value)
            seen.update(tokens(value))
            if often > 1:  # the seed itself is one of them
                weight = CONTENT[kind] * _idf(often, everybody)
                yield Trait(kind, value, weight, HasTerms(kind, (value,)))
    yield from _rare_words(card, reader, everybody, seen)


def _rare_words(
    card: Mapping[str, object], reader: IndexReader, everybody: int, seen: set[str]
) -> list[Trait]:
    found = []
    for word in dict.fromkeys(tokens(str(card.get("bio", "")))):
        if len(word) < _SHORTEST_WORD or word.isdigit() or word in seen:
            continue
        often = reader.frequency("bio", word)
        if 1 < often <= max(_COMMON_WORD * everybody, 2):
            weight = CONTENT["word"] * _idf(often, everybody)
            found.append(Trait("word", word, weight, HasText((word,))))
    return sorted(found, key=lambda trait: -trait.weight)[:_MOST_WORDS]


def _context(card: Mapping[str, object], scheme: str) -> Iterable[Trait]:
    platform, followers = str(card["platform"]), card.get("followers")
    if isinstance(followers, int):
        name = tiers.tier(scheme, platform, followers)
        ranges = tiers.ranges(scheme, name, platform)
        node = _any(Between("followers", low, _last(high)) for low, high in ranges)
        yield Trait("tier", name, _CONTEXT["tier"], node)
    for field in ("language", "country"):
        if (value := card.get(field)) is not None:
            node = HasTerms(field, (str(value),))
            yield Trait(field, str(value), _CONTEXT[field], node)
    dimensions = _by_dimension(_shares(card))
    for dimension, shares in dimensions.items():
        key, share = next(iter(shares.items()))
        node = ShareBetween(dimension, key, _thresholds(share * 3 // 4)[-1])
        yield Trait("audience", f"{dimension}:{key}", _CONTEXT["audience"] / len(dimensions), node)


def _thresholds(share: int) -> tuple[int, ...]:
    """Round thresholds (thousandths) up to a share: about a third, two thirds and all of it."""
    top = share // 100 * 100
    if top == 0:
        return (_SMALLEST,)
    return tuple(sorted({max(round(top * third / 300) * 100, 100) for third in (1, 2, 3)}))


def _idf(often: int, everybody: int) -> float:
    often = min(often, everybody)
    return log(1 + (everybody - often + 0.5) / (often + 0.5))


def _by_dimension(shares: Mapping[str, int], *, every: bool = False) -> dict[str, dict[str, int]]:
    """Shares by dimension, largest first; only what is large enough to compare, unless ``every``."""
    found: dict[str, dict[str, int]] = {}
    for name, share in sorted(shares.items(), key=lambda pair: -pair[1]):
        dimension, _, key = name.partition(":")
        own = found.setdefault(dimension, {})
        if dimension == "age" and key not in _SINGLE_BANDS:
            continue
        if every or (share >= _SMALLEST and len(own) < _KEYS_EACH):
            own[key] = share
    return {name: found[name] for name in _DIMENSIONS if found.get(name)}


def _shares(card: Mapping[str, object]) -> dict[str, int]:
    audience = card.get("audience")
    return audience if isinstance(audience, dict) else {}


def _words(card: Mapping[str, object], key: str) -> list[str]:
    values = card.get(key)
    return [fold_keyword(str(value)) for value in values] if isinstance(values, list) else []


def _in_ranges(node: PlanNode, followers: object) -> bool:
    if not isinstance(followers, int):
        return False
    ranges = node.nodes if isinstance(node, Either) else (node,)
    return any(
        isinstance(each, Between)
        and (each.low is None or each.low <= followers)
        and (each.high is None or followers <= each.high)
        for each in ranges
    )


def _last(high: int | None) -> int | None:
    return None if high is None else high - 1


def _any(nodes: Iterable[PlanNode]) -> PlanNode:
    """Either of the nodes, each once."""
    distinct = tuple(dict.fromkeys(nodes))
    return distinct[0] if len(distinct) == 1 else Either(distinct)
