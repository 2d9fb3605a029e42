"""Leaves of a query as nodes of a plan: names folded, human units turned into index integers."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from difflib import get_close_matches
from math import ceil, floor, isfinite

import numpy as np

from groundswell.discovery.engines.base import (
    Between,
    Both,
    Either,
    HasTerms,
    HasText,
    InRows,
    IsKnown,
    Nothing,
    PlanNode,
    RowIds,
    ShareBetween,
    SortTerm,
    StartsWith,
    Without,
)
from groundswell.discovery.fields import AUDIENCE_DEFAULT_SHARE, FIELDS, HAS, Field
from groundswell.discovery.query import Ago, Bound, Prefix, Range, Share, Sort, Terms, Text
from groundswell.discovery.words import fold_keyword, tokens
from groundswell.kernel.errors import Invalid, Missing
from groundswell.kernel.ids import rows_of as ids_rows_of
from groundswell.measures import tiers

_DAY = 86_400
_LEAST, _MOST = -(2**63), 2**63 - 1
_UPPER = frozenset({"country", "currency"})
_THOUSANDTHS = Decimal(1000)


def folded(name: str, value: str) -> str:
    """A value of a keyword field as it stands in the index."""
    if name in _UPPER:
        return value.strip().upper()
    return fold_keyword(value)


def terms_node(node: Terms) -> PlanNode:
    """Words of a keyword field."""
    known = _field(node.field, {"keyword", "keywords"})
    values = tuple(dict.fromkeys(folded(known.name, value) for value in node.values))
    return HasTerms(known.name, values, node.every)


def prefix_node(node: Prefix) -> PlanNode:
    """A beginning of a keyword field."""
    known = _field(node.field, {"keyword", "keywords"})
    return StartsWith(known.name, folded(known.name, node.start.removeprefix("@")))


def tier_node(value: str, scheme: str) -> PlanNode:
    """The follower ranges of a tier: ``micro`` under the scheme, or ``izea/micro``.

    Raises:
        Invalid: an unknown scheme or tier name.
    """
    head, slash, tail = value.strip().lower().partition("/")
    chosen, name = (head, tail) if slash else (scheme, head)
    if chosen not in tiers.SCHEMES:
        raise Invalid(
            f'There is no tier scheme "{chosen}".', field="tier", hint=near(chosen, tiers.SCHEMES)
        )
    if name == tiers.UNKNOWN:
        return Without(IsKnown("followers"))
    names = (*tiers.NAMES, tiers.OUTSIDE)
    if name not in names:
        raise Invalid(f'There is no tier "{name}".', field="tier", hint=near(name, names))
    own = tiers.SCHEMES[chosen]
    parts = [_sizes(tiers.ranges(chosen, name))]
    if own.platforms:
        apart = HasTerms("platform", tuple(sorted(own.platforms)))
        parts = [Both((Without(apart), parts[0]))]
        for platform in sorted(own.platforms):
            here = _sizes(tiers.ranges(chosen, name, platform))
            parts.append(Both((HasTerms("platform", (platform,)), here)))
    return either(parts)


def _sizes(ranges: Iterable[tuple[int, int | None]]) -> PlanNode:
    return either(
        Between("followers", low, None if high is None else high - 1) for low, high in ranges
    )


def joined(nodes: Iterable[PlanNode]) -> PlanNode:
    """Either, with adjoining follower ranges made one (``tier:nano,micro``)."""
    flat = either(nodes)
    if not isinstance(flat, Either) or not all(isinstance(each, Between) for each in flat.nodes):
        return flat
    ranges = sorted(
        (each.low or 0, _MOST if each.high is None else each.high)
        for each in flat.nodes
        if isinstance(each, Between)
    )
    merged: list[tuple[int, int]] = []
    for low, high in ranges:
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return either(
        Between("followers", low, None if high == _MOST else high) for low, high in merged
    )


def range_node(node: Range, now: int, currency: str) -> PlanNode:
    """A range in the index's own integers; a price also asks for its currency."""
    known = _field(node.field, {"count", "number", "rate", "money", "time"})
    ends = _seconds if known.kind == "time" else _scaled
    low = None if node.low is None else ends(node.low, known, now, lower=True)
    high = None if node.high is None else ends(node.high, known, now, lower=False)
    if low is None and high is None:
        inner: PlanNode = IsKnown(known.name)
    elif (low is not None and low > (_MOST if high is None else high)) or (
        high is not None and high < _LEAST
    ):
        return Nothing()
    else:
        inner = Between(
            known.name,
            None if low is None else max(low, _LEAST),
            None if high is None else min(high, _MOST),
        )
    if known.kind != "money":
        return inner
    asked = (node.currency or currency).upper()
    return Both((HasTerms("currency", (asked,)), inner))


def _scaled(bound: Bound, known: Field, _now: int, *, lower: bool) -> int:
    """An end as an index integer, exact in decimal: 7 % is 70,000 and never 70,001."""
    if isinstance(bound.value, Ago | date):
        raise Invalid(f"{known.label} is compared with a number.", field=known.name)
    if not isfinite(bound.value):
        raise Invalid(f"{known.label} is compared with a finite number.", field=known.name)
    return _end(Decimal(repr(bound.value)) * known.scale, closed=bound.closed, lower=lower)


def _end(exact: Decimal, *, closed: bool, lower: bool) -> int:
    if lower:
        return ceil(exact) if closed else floor(exact) + 1
    return floor(exact) if closed else ceil(exact) - 1


def _seconds(bound: Bound, known: Field, now: int, *, lower: bool) -> int:
    """An end in seconds; a date is its whole UTC day, days ago are a moment."""
    value = bound.value
    if isinstance(value, Ago):
        moment = now - value.days * _DAY
        return moment if bound.closed else moment + (1 if lower else -1)
    if not isinstance(value, date):
        raise Invalid(
            f"{known.label} is compared with a date or with days ago.",
            field=known.name,
            hint=f"For example {known.name}>=2026-01-31 or {known.name}:30d.",
        )
    start = int(datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp())
    if lower:
        return start if bound.closed else start + _DAY
    return start + _DAY - 1 if bound.closed else start - 1


def share_node(node: Share) -> PlanNode:
    """A share of the audience, in thousandths."""
    if node.dimension not in AUDIENCE_DEFAULT_SHARE:
        raise Invalid(
            f'Audiences are not known by "{node.dimension}".',
            field=f"audience.{node.dimension}",
            hint=near(node.dimension, AUDIENCE_DEFAULT_SHARE),
        )
    low, high = node.low, node.high
    if low is None and high is None:
        low = AUDIENCE_DEFAULT_SHARE[node.dimension]
    least = None if low is None else ceil(Decimal(repr(low)) * _THOUSANDTHS)
    most = None if high is None else floor(Decimal(repr(high)) * _THOUSANDTHS)
    if least is not None and most is not None and least > most:
        return Nothing()
    return either(
        ShareBetween(node.dimension, share_key(node.dimension, key), least, most, node.certain)
        for key in node.keys
    )


def share_key(dimension: str, key: str) -> str:
    """The key of an audience share as it stands in the index."""
    if dimension == "country":
        return key.strip().upper()
    if dimension == "cell":
        country, slash, rest = key.strip().partition("/")
        return country.upper() + slash + rest.lower()
    return fold_keyword(key)


def text_node(node: Text) -> PlanNode:
    """Words in the texts."""
    name = None if node.field in {None, "text"} else _field(node.field or "", {"text"}).name
    words = tokens(node.words)
    if not words:
        raise Invalid(f"There is no word to look for in {node.words!r}.", field="text")
    return HasText(words if node.phrase else tuple(dict.fromkeys(words)), node.phrase, name)


def known_node(name: str) -> PlanNode:
    """That something is known at all."""
    if name in HAS:
        return HasTerms("has", (name,))
    if name == "tier":
        return IsKnown("followers")
    known = FIELDS.get(name)
    if known is None or known.kind == "special" or known.name == "text":
        raise Invalid(
            f'It is not recorded whether "{name}" is known.', field="has", hint=near(name, HAS)
        )
    return IsKnown(known.name)


def rows_of_ids(ids: Sequence[str], key: bytes) -> RowIds:
    """The sorted, distinct rows behind public identifiers of profiles, under the instance's key.

    Raises:
        Missing: one of them is no identifier of a profile.
    """
    rows, bad = ids_rows_of("prf", ids, key)
    if bad:
        raise Missing(f"There is no profile {ids[bad[0]]!r}.", field="id")
    return np.unique(rows)


def sort_terms(sort: Sort) -> tuple[SortTerm, ...]:
    """The terms of a sort; raises Invalid for a field that cannot order a result."""
    if not sort.terms:
        raise Invalid("A sort names at least one field.", field="sort")
    for term in sort.terms:
        known = FIELDS.get(term.field)
        if known is None or not known.sort:
            able = [each.name for each in FIELDS.values() if each.sort]
            raise Invalid(
                f'A result cannot be sorted by "{term.field}".',
                field="sort",
                hint=near(term.field, able),
            )
        if not isfinite(term.weight):
            raise Invalid("The weight of a sort term is a plain number.", field="sort")
    return tuple(SortTerm(term.field, term.weight, term.log) for term in sort.terms)


def near(word: str, words: Iterable[str]) -> str | None:
    """What to try instead: the words most alike, or all where they are few."""
    known = list(words)
    if close := get_close_matches(word, known, n=2, cutoff=0.6):
        return f"Did you mean {' or '.join(close)}?"
    return f"One of {', '.join(known)}." if len(known) <= 15 else None


def both(nodes: Iterable[PlanNode]) -> PlanNode:
    """All of the nodes, nested ones taken apart; a single one is itself."""
    flat = [n for node in nodes for n in (node.nodes if isinstance(node, Both) else (node,))]
    return flat[0] if len(flat) == 1 else Both(tuple(flat))


def either(nodes: Iterable[PlanNode]) -> PlanNode:
    """Any of the nodes, nested ones taken apart, what matches nothing left out."""
    flat = [n for node in nodes for n in (node.nodes if isinstance(node, Either) else (node,))]
    able = [node for node in flat if not isinstance(node, Nothing)]
    if not able:
        return Nothing()
    return able[0] if len(able) == 1 else Either(tuple(able))


def in_rows(rows: RowIds) -> PlanNode:
    """These rows, or nothing where there are none."""
    return InRows(rows) if rows.size else Nothing()


def _field(name: str, kinds: set[str]) -> Field:
    known = FIELDS.get(name)
    if known is None:
        raise Invalid(f'There is no field "{name}".', field=name, hint=near(name, FIELDS))
    if known.kind not in kinds:
        raise Invalid(f"{known.label} cannot be asked in this way.", field=name)
    return known
