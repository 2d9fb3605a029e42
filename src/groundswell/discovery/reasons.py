"""Why a profile is in a result, read off its card: ``US audience 41%``, ``topic skincare``.

A condition is told only where the card shows that it holds. The card is short (a dozen hashtags),
so a condition that must hold and that the card cannot show is told by its words alone where they
leave no doubt which value it was.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias
from unicodedata import normalize

from groundswell.discovery import leaves
from groundswell.discovery.engines.base import Between, Both, HasTerms, PlanNode, ShareBetween
from groundswell.discovery.facets import label, short
from groundswell.discovery.fields import FIELDS, OWN_WORDS, Field
from groundswell.discovery.likeness import CONTENT, Likeness, overlap, shared
from groundswell.discovery.query import (
    And,
    InList,
    Known,
    Node,
    Or,
    Prefix,
    Query,
    Range,
    Share,
    Terms,
    Text,
)
from groundswell.discovery.shares import share_of
from groundswell.discovery.words import tokens, words_column

Card: TypeAlias = Mapping[str, Any]
Words: TypeAlias = Mapping[str, str]
Probe: TypeAlias = Callable[[Card, Words], str | None]

# Fields whose values stand on the card under another name, all of them (True) or the first dozen.
_LISTS = {
    "topic": ("topics", False), "hashtag": ("hashtags", False), "mention": ("mentions", False),
    "brand": ("brands", False), "interest": ("interests", True), "game": ("games", True),
    "languages": ("languages", True), "is": ("is", True), "has": ("has", True),
    "also_on": ("also_on", True),
}  # fmt: skip
_TEXTS = ("name", "handle", "bio", "topics", "hashtags", "mentions")
_MOST_TRAITS = 4
_ASCII_WORD = re.compile(r"[a-z0-9]+|\|")
_ACCENTS = re.compile("[\u0300-\u036f]")
# Punctuation, arrows, boxes and pictures that never are, nor decompose to, a part of a word.
_SIGNS = re.compile(
    "[\u00a0-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u2000-\u206f\u2190-\u21ff"
    "\u2500-\u26ff\u2700-\u2775\u2794-\u27bf\U0001f300-\U0001faff]"
)


@dataclass(frozen=True, slots=True)
class Reasoner:
    """The reasons of one query, ready to be asked of pages of cards."""

    probes: tuple[Probe, ...]
    likenesses: tuple[Likeness, ...]
    reads: bool

    def of(self, cards: Sequence[Card]) -> list[list[str]]:
        """The reasons of each card, in the order of the query."""
        words = texts_of(cards) if self.reads else [_NO_WORDS] * len(cards)
        found = []
        for card, own in zip(cards, words, strict=True):
            lines = [line for probe in self.probes if (line := probe(card, own))]
            lines.extend(line for like in self.likenesses if (line := _alike(like, card, own)))
            found.append(list(dict.fromkeys(lines)) if len(lines) > 1 else lines)
        return found


_NO_WORDS: Words = {}


def reasoner(
    query: Query, likenesses: tuple[Likeness, ...], *, now: int, currency: str
) -> Reasoner:
    """Compile a query into its reasons."""
    maker = _Maker(now, currency)
    probes = [] if query.where is None else list(maker.probes(query.where, must=True))
    for soft in query.prefer:
        probes.extend(maker.probes(soft.node, must=False))
    reads = maker.reads or any(not likeness.audience for likeness in likenesses)
    return Reasoner(tuple(probes), likenesses, reads)


def texts_of(cards: Sequence[Card]) -> list[Words]:
    """The words of each card's texts, folded as in the index, each padded by blanks."""
    texts = [_bare(_joined(card.get(name))) for card in cards for name in _TEXTS]
    words = [" ".join(_ASCII_WORD.findall(text)) for text in texts]
    # One call of the column functions for the page, and none where accents were all there was.
    if strange := [at for at, text in enumerate(texts) if not text.isascii()]:
        import polars as pl

        column = pl.Series([texts[at] for at in strange], dtype=pl.String)
        for at, folded in zip(strange, words_column(column).to_list(), strict=True):
            words[at] = folded
    wide = len(_TEXTS)
    return [
        {name: f" {words[at + place]} " for place, name in enumerate(_TEXTS)}
        for at in range(0, len(words), wide)
    ]


def _bare(text: str) -> str:
    """The text as `words` begins to fold it: small letters without accents or signs."""
    if text.isascii():
        return text.lower()
    return _SIGNS.sub(" ", _ACCENTS.sub("", normalize("NFKD", text).lower()))


def _joined(value: object) -> str:
    return " | ".join(map(str, value)) if isinstance(value, list) else str(value or "")


# ---------------------------------------------------------------- probes


@dataclass(slots=True)
class _Maker:
    now: int
    currency: str
    reads: bool = False

    def probes(self, node: Node, *, must: bool) -> Iterable[Probe]:
        """One probe per leaf that a match can be due to; negations give none."""
        match node:
            case And(nodes):
                for each in nodes:
                    yield from self.probes(each, must=must)
            case Or(nodes):
                for each in nodes:
                    yield from self.probes(each, must=False)
            case Terms():
                yield _terms(node, must=must)
            case Range():
                yield _range(node, self.now, self.currency)
            case Share():
                yield _share(node)
            case Text():
                self.reads = True
                yield _text(node, must=must)
            case Prefix() | Known() | InList():
                yield from _plain(node, must=must)
            case _:
                return


def _plain(node: Prefix | Known | InList, *, must: bool) -> Iterable[Probe]:
    if isinstance(node, Prefix):
        yield _prefix(node)
    elif isinstance(node, Known):
        yield _known(node)
    elif must:
        said = f"in list {' or '.join(node.lists)}"
        yield lambda _card, _words: said


def _own_word(field: str, value: str) -> str:
    """A mark of the workspace as a reason: ``follows “glossier”``."""
    if field == "viewed":
        return "viewed by me" if value == "me" else "viewed"
    if field == "new":
        return "new in a saved search"
    word, slash, name = value.partition("/")
    if slash:
        return f"follows “{name}”"
    return "follows a competitor" if word == "follows-competitor" else word.replace("-", " ")


def _terms(node: Terms, *, must: bool) -> Probe:
    if node.field == "tier":
        return lambda card, _words: card.get("tier")
    if node.field == "tag":
        tagged = f"tagged {', '.join(node.values)}"
        return lambda _card, _words: tagged if must else None
    if node.field in OWN_WORDS:
        joined = (" and " if node.every else " or ").join(
            _own_word(node.field, value) for value in node.values
        )
        return lambda _card, _words: joined if must else None
    known = FIELDS[node.field]
    wanted = {leaves.folded(known.name, value): value for value in node.values}
    sure = must and (node.every or len(wanted) == 1)
    said = f"{_noun(known)}{', '.join(label(known, value) for value in wanted)}"
    key, whole = _LISTS.get(known.name, (known.name, True))

    def probe(card: Card, _words: Words) -> str | None:
        have = card.get(key)
        values = have if isinstance(have, list) else [] if have is None else [have]
        fits = [
            value
            for value in values
            if value in wanted or leaves.folded(known.name, str(value)) in wanted
        ]
        if fits and not (node.every and len(fits) < len(wanted) and not sure):
            if sure:
                return said
            return f"{_noun(known)}{', '.join(label(known, str(value)) for value in fits)}"
        return said if sure and not (whole and known.name in _LISTS) else None

    return probe


def _noun(known: Field) -> str:
    if known.name in {"is", "platform"}:
        return "" if known.name == "is" else "on "
    if known.name == "languages":
        return "speaks "
    return f"{known.name.replace('_', ' ')} "


def _range(node: Range, now: int, currency: str) -> Probe:
    known = FIELDS[node.field]
    between = _between(leaves.range_node(node, now, currency))

    def probe(card: Card, _words: Words) -> str | None:
        value = card.get(known.name)
        if between is None or not isinstance(value, int | float):
            return None
        index = round(value * known.scale)
        if (between.low is not None and index < between.low) or (
            between.high is not None and index > between.high
        ):
            return None
        if known.kind == "money" and card.get("currency") != (node.currency or currency):
            return None
        return f"{known.label[0].lower()}{known.label[1:]} {figure(known, value, card)}"

    return probe


def _between(node: PlanNode) -> Between | None:
    if isinstance(node, Both):
        return next((each for each in node.nodes if isinstance(each, Between)), None)
    return node if isinstance(node, Between) else None


def figure(known: Field, value: float, card: Card) -> str:
    """A value of a field as people read it: ``4.2%``, ``23.4k``, ``350.00 EUR``, ``2026-11-01``."""
    if known.kind == "rate":
        return f"{value * 100:.3g}%"
    if known.kind == "time":
        return datetime.fromtimestamp(value, UTC).date().isoformat()
    if known.kind == "money":
        from groundswell.kernel.money import exponent

        code = str(card.get("currency", ""))
        digits = exponent(code) if code else 2
        return f"{value / 10**digits:,.{digits}f} {code}".rstrip()
    return short(value)


def _share(node: Share) -> Probe:
    asked = leaves.share_node(node)
    parts = [asked] if isinstance(asked, ShareBetween) else list(getattr(asked, "nodes", ()))
    alone = len(parts) == 1

    def probe(card: Card, _words: Words) -> str | None:
        shown = card.get("audience")
        if not isinstance(shown, dict):
            return None
        lines = []
        for part in parts:
            share = share_of(shown, f"{part.dimension}:{part.key}")
            if share is None:
                continue
            # A sum of rounded age bands may be a thousandth off what the index holds.
            slack = 3 if part.dimension == "age" else 0
            fits = (part.low is None or share >= part.low - slack) and (
                part.high is None or share <= part.high + slack
            )
            if fits or (alone and node.certain):
                lines.append(f"{_audience(part.dimension, part.key)} {share / 10:.3g}%")
        return ", ".join(lines) or None

    return probe


def _audience(dimension: str, key: str) -> str:
    if dimension in {"country", "gender"}:
        return f"{key} audience"
    if dimension == "age":
        return f"audience aged {key}"
    return f"audience {dimension.replace('_', ' ')} {key}"


def _text(node: Text, *, must: bool) -> Probe:
    wanted = tokens(node.words)
    parts = [" ".join(wanted)] if node.phrase else list(wanted)
    said = f"“{node.words}”" if node.phrase else f"words {node.words}"
    fields = _TEXTS if node.field in {None, "text"} else (node.field,)

    def probe(_card: Card, words: Words) -> str | None:
        found = [
            name
            for name in fields
            if name in words and any(f" {part} " in words[name] for part in parts)
        ]
        if found:
            return f"{said} in {', '.join(found)}"
        if not must:
            return None
        # What ranks and is not on the card can only stand in the captions.
        return f"{said} in captions" if not node.field or node.field == "text" else said

    return probe


def _prefix(node: Prefix) -> Probe:
    known = FIELDS[node.field]
    start = leaves.folded(known.name, node.start.removeprefix("@"))
    key = _LISTS.get(known.name, (known.name, True))[0]

    def probe(card: Card, _words: Words) -> str | None:
        have = card.get(key)
        values = have if isinstance(have, list) else [] if have is None else [have]
        fits = [str(v) for v in values if leaves.folded(known.name, str(v)).startswith(start)]
        return f"{_noun(known)}{', '.join(fits)}" if fits else None

    return probe


def _known(node: Known) -> Probe:
    asked = leaves.known_node(node.field)
    said = f"has {node.field.replace('_', ' ')}"
    if isinstance(asked, HasTerms):
        return lambda card, _words: said if node.field in card.get("has", ()) else None
    key = _LISTS.get(node.field, (node.field, True))[0]
    return lambda card, _words: said if card.get(key) is not None else None


# ---------------------------------------------------------------- likeness


def _alike(likeness: Likeness, card: Card, words: Words) -> str | None:
    """``like @glow 63%: topic skincare, hashtag cleanbeauty``."""
    own = frozenset(word for text in words.values() for word in text.split())
    traits = shared(likeness, card, own)
    if not traits:
        return None
    if likeness.audience:
        exact = overlap(likeness.shares, card.get("audience") or {})
        part = sum(trait.weight for trait in traits) if exact is None else exact
        keys = dict.fromkeys(f"{trait.kind} {trait.value}" for trait in traits)
        said = f"audience like @{likeness.handle}'s"
    else:
        part = sum(trait.weight for trait in traits)
        content = sorted(traits, key=lambda trait: trait.kind not in CONTENT)
        keys = dict.fromkeys(f"{trait.kind} {trait.value}" for trait in content)
        said = f"like @{likeness.handle}"
    return f"{said} {min(part, 1) * 100:.0f}%: {', '.join(list(keys)[:_MOST_TRAITS])}"
