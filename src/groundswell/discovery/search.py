"""Search: the public face of discovery.

Every function takes the scope first and a query as text or value; visibility is inside the plan.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from time import perf_counter
from typing import Any

import numpy as np

from groundswell.discovery import build, reasons
from groundswell.discovery import facets as facet_lines
from groundswell.discovery.counting import Counting
from groundswell.discovery.desk import Desk, desk, excluded, identifiers
from groundswell.discovery.engines.base import (
    HasTerms,
    Hit,
    Plan,
    RowIds,
)
from groundswell.discovery.explain import Explanation, explained
from groundswell.discovery.facets import Counted
from groundswell.discovery.fields import FIELDS
from groundswell.discovery.language import parse
from groundswell.discovery.leaves import folded
from groundswell.discovery.likeness import find_seed
from groundswell.discovery.literals import Problem
from groundswell.discovery.query import And, Like, Node, Query
from groundswell.discovery.resolve import Resolved
from groundswell.discovery.sentence import describe
from groundswell.discovery.writing import format_query
from groundswell.kernel.errors import Invalid, Missing
from groundswell.kernel.ids import row_of
from groundswell.kernel.secrets import identifier_key
from groundswell.measures import tiers
from groundswell.workspaces.scope import Scope

MOST_PER_PAGE = 1_000
MOST_PASSED = 10_000
_MOST_SUGGESTIONS = 50

# What every result has, known or not, in this order; what else the card holds follows.
_RESULT: dict[str, Any] = dict.fromkeys(
    (
        "id", "creator", "platform", "handle", "name", "url", "followers", "engagement_rate",
        "engagement_base", "country", "language", "topics", "tier",
    )
)  # fmt: skip


@dataclass
class Results:
    """One page of a result.

    Attributes:
        value: the query that was asked.
        total: exact number of matching profiles.
        took_ms: wall time from the call to the page.
        results: one dict per profile: the card in human units, ``id``, ``tier``, ``reasons`` and
            ``score`` (of relevance or of a blend; None where a single field orders the result).
        facets: lines per field, in the order asked.
        about: names of the facets whose counts are estimates from a sample.
        cursor: where the next page begins; None at the end.
        explanation: only where it was asked for.
    """

    value: Query
    total: int
    took_ms: float
    results: list[dict[str, Any]]
    facets: dict[str, list[Counted]] = field(default_factory=dict)
    about: tuple[str, ...] = ()
    cursor: str | None = None
    explanation: Explanation | None = None

    @cached_property
    def query(self) -> str:
        """The query as canonical text."""
        return format_query(self.value)

    @cached_property
    def sentence(self) -> str:
        """The query in plain English."""
        return describe(self.value)

    def document(self) -> dict[str, Any]:
        """The page as the command and the API answer it."""
        document: dict[str, Any] = {
            "total": self.total,
            "took_ms": round(self.took_ms, 2),
            "query": self.query,
            "sentence": self.sentence,
            "results": self.results,
            "facets": self.facets,
            "cursor": self.cursor,
        }
        if self.about:
            document["about"] = list(self.about)
        if self.explanation is not None:
            document["explain"] = self.explanation.document()
        return document


def search(  # noqa: PLR0913 - one call, one page
    scope: Scope,
    query: Query | str,
    *,
    limit: int = 25,
    cursor: str | None = None,
    offset: int = 0,
    facets: Sequence[str] | bool = (),
    exclude: Sequence[str] = (),
    exclude_lists: Sequence[str] = (),
    exact_facets: bool = False,
    explain: bool = False,
) -> Results:
    """One page of the profiles that match.

    Args:
        scope: who looks; needs the right to read.
        query: text of the language, or a value.
        limit: profiles on the page, 0 to `MOST_PER_PAGE`.
        cursor: of the page before.
        offset: profiles to pass over, up to `MOST_PASSED`; a cursor goes as deep as one likes.
        facets: names of fields to count, or True for `facets.PANEL`.
        exclude: public identifiers that must not be in the result, up to 100,000.
        exclude_lists: lists of the workspace whose profiles must not be in the result.
        exact_facets: count facets exactly even above a million matches.
        explain: say how the result came about.

    Raises:
        QueryError: the text cannot be read.
        Invalid: a value, facet, limit or cursor makes no sense.
        Missing: a list, tag or profile that this workspace does not have.
    """
    started = perf_counter()
    if not 0 <= limit <= MOST_PER_PAGE:
        raise Invalid(f"A page has 0 to {MOST_PER_PAGE:,} profiles.", field="limit")
    if not 0 <= offset <= MOST_PASSED:
        raise Invalid(
            f"At most {MOST_PASSED:,} profiles can be passed over.",
            field="offset",
            hint="Follow the cursor to go deeper.",
        )
    value = parse(query) if isinstance(query, str) else query
    here = desk(scope)
    gone = excluded(here, exclude, exclude_lists)
    resolved = here.resolve(value, gone)
    names = facet_lines.PANEL if facets is True else tuple(facets or ())
    counting = Counting.of(here, value, resolved.plan, names, gone) if names else None
    counted = counting.begin(exact=exact_facets) if counting else None
    page = here.reader.search(resolved.plan, limit=limit, cursor=cursor, offset=offset)
    lines, about = counted.result() if counted else ({}, ())
    results = _results(here, value, resolved, page.hits)
    took = (perf_counter() - started) * 1000
    found = Results(value, page.total, took, results, lines, about, page.cursor)
    if explain:
        found.explanation = explained(value, resolved, page.hits, here.reader, here.setting)
    return found


def count(scope: Scope, query: Query | str) -> int:
    """The exact number of profiles that match."""
    here = desk(scope)
    value = parse(query) if isinstance(query, str) else query
    return here.reader.count(here.resolve(value).plan)


def facets(
    scope: Scope,
    query: Query | str,
    names: Sequence[str] | bool = True,  # noqa: FBT001, FBT002 - True is the usual panel
    *,
    exact: bool = False,
) -> tuple[dict[str, list[Counted]], tuple[str, ...]]:
    """Facet lines by field, and the names of those that are estimates from a sample."""
    here = desk(scope)
    value = parse(query) if isinstance(query, str) else query
    wanted = facet_lines.PANEL if names is True else tuple(names or ())
    return Counting.of(here, value, here.resolve(value).plan, wanted).lines(exact=exact)


def similar(
    scope: Scope,
    profile: str,
    *,
    query: Query | str = "",
    audience: bool = False,
    limit: int = 25,
    cursor: str | None = None,
    facets: Sequence[str] | bool = (),
) -> Results:
    """Profiles alike to one, most alike first.

    Args:
        scope: who looks.
        profile: public identifier (``prf_...``), ``@handle``, ``platform/@handle`` or an address.
        query: what must hold besides.
        audience: compare audiences instead of creators.
        limit: profiles on the page.
        cursor: of the page before.
        facets: names of fields to count, or True for the usual panel.

    Raises:
        Missing: no such profile.
        Invalid: the handle is on several platforms, or nothing is known to compare by.
    """
    asked = alike(scope, profile, query=query, audience=audience)
    return search(scope, asked, limit=limit, cursor=cursor, facets=facets)


def alike(scope: Scope, profile: str, *, query: Query | str = "", audience: bool = False) -> Query:
    """The query that `similar` asks; raises Missing where there is no such profile."""
    like = _named(scope, profile, audience=audience)
    value = parse(query) if isinstance(query, str) else query
    where: Node = like if value.where is None else And((like, value.where))
    return replace(value, where=where, sort=None)


def all_rows(
    scope: Scope,
    query: Query | str,
    *,
    exclude: Sequence[str] = (),
    exclude_lists: Sequence[str] = (),
) -> Iterator[RowIds]:
    """Row numbers of all matching profiles, ascending, in batches (to put them all on a list)."""
    here = desk(scope)
    value = parse(query) if isinstance(query, str) else query
    plan = here.resolve(value, excluded(here, exclude, exclude_lists)).plan
    yield from here.reader.rows(plan)


def rows_named(scope: Scope, profiles: Sequence[str]) -> RowIds:
    """Sorted rows of profiles named by identifier, ``@handle`` or ``platform/@handle``.

    Raises:
        Missing: one of them is nobody that the scope may see.
        Invalid: a handle is on several platforms.
    """
    here = desk(scope)
    ids = [name for name in profiles if name.startswith("prf_")]
    rows = here.setting.rows_of_ids(tuple(ids)).tolist() if ids else []
    seen = here.reader.cards(rows, scope.workspace) if rows else {}
    if len(seen) < len(rows):
        raise Missing("There is no such profile.", field="profile")
    for name in profiles:
        if not name.startswith("prf_"):
            like = _named(scope, name, audience=False)
            rows.append(find_seed(like, scope.workspace, here.reader).row)
    return np.unique(np.array(rows, dtype=np.int64))


def suggest(scope: Scope, name: str, start: str, *, limit: int = 10) -> list[Counted]:
    """Values of a field that begin with these letters, most frequent first.

    Counts are of what this scope may see; a value that only others' private facts hold is not
    suggested.
    """
    known = FIELDS.get(name)
    if known is None or known.kind not in {"keyword", "keywords"}:
        raise Invalid(f'Values of "{name}" cannot be completed.', field="field")
    here = desk(scope)
    most = min(max(limit, 1), _MOST_SUGGESTIONS)
    lines: list[Counted] = []
    for bucket in here.reader.complete(name, folded(name, start), limit=most * 3):
        plan = Plan(scope.workspace, (HasTerms(name, (str(bucket.value),)),))
        if seen := here.reader.count(plan):
            said = facet_lines.label(known, str(bucket.value))
            lines.append({"value": bucket.value, "label": said, "count": seen})
        if len(lines) == most:
            break
    return sorted(lines, key=lambda line: (-line["count"], str(line["value"])))


# ---------------------------------------------------------------- pages


def _results(
    here: Desk, value: Query, resolved: Resolved, hits: Sequence[Hit]
) -> list[dict[str, Any]]:
    cards: list[dict[str, Any]] = [hit.card for hit in hits]
    for card in cards:
        card["tier"] = tiers.tier(here.setting.scheme, card.get("platform"), card.get("followers"))
    why = reasons.reasoner(
        value, resolved.likenesses, now=here.setting.now, currency=here.setting.currency
    ).of(cards)
    names = identifiers([hit.row for hit in hits], cards)
    order = resolved.plan.order
    scored = not order or len(order) > 1 or order[0].log
    results = []
    for hit, card, own, (profile, creator) in zip(hits, cards, why, names, strict=True):
        result = _RESULT | card
        result["id"], result["creator"] = profile, creator
        result["engagement_rate"] = result.pop("er", None)
        result["engagement_base"] = result.pop("er_base", None)
        result["score"] = hit.key if scored else None
        result["reasons"] = own
        results.append(result)
    return results


def _named(scope: Scope, profile: str, *, audience: bool) -> Like:
    """The seed of a likeness from what a person or an address names."""
    if not profile.startswith("prf_"):
        try:
            return build.like(profile, audience=audience)
        except Problem as problem:
            raise Invalid(problem.sentence, field="profile", hint=problem.hint) from None
    row = row_of("prf", profile, identifier_key())
    card = None
    if row is not None and row < 2**63:
        card = desk(scope).reader.cards([row], scope.workspace).get(row)
    if card is None:
        raise Missing("There is no such profile.", field="profile")
    return Like(str(card["handle"]), str(card["platform"]), audience)
