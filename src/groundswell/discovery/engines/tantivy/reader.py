"""Answers plans from the shards of one index folder."""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

import numpy as np
import orjson
import tantivy
from tantivy import Query

from groundswell.discovery.engines.base import (
    Both,
    Bucket,
    Either,
    Facet,
    FacetRequest,
    HasText,
    Hit,
    IndexState,
    Page,
    Plan,
    PlanNode,
    RowIds,
)
from groundswell.discovery.engines.tantivy import cursor as cursors
from groundswell.discovery.engines.tantivy import facets, membership, schema, terms
from groundswell.discovery.engines.tantivy.lowering import both, unscored
from groundswell.discovery.engines.tantivy.ranking import (
    ByBlend,
    ByField,
    ByRow,
    ByScore,
    Place,
    Ranking,
    chained,
    side_by_side,
)
from groundswell.discovery.engines.tantivy.view import Found, View
from groundswell.discovery.engines.tantivy.writer import COMMIT, manifest
from groundswell.discovery.errors import IndexMissing
from groundswell.discovery.fields import FIELDS

_FEW = 0.04
"""Below this share of the index, preferences are cheaper asked one inside the other."""


class TantivyReader:
    """See `base.IndexReader`. One per process is enough; all methods are thread-safe.

    Args:
        path: folder of the index.
        threads: cores that one question may use; 1 suits a process that has many clients.
    """

    def __init__(self, path: Path, *, threads: int | None = None) -> None:
        self._path = path
        told = manifest(path)
        count = int(str(told["shards"]))
        threads = min(count, os.cpu_count() or 1) if threads is None else threads
        self._pool = (
            ThreadPoolExecutor(threads, thread_name_prefix="search") if threads > 1 else None
        )
        self._indexes = [
            tantivy.Index(schema.schema(), str(path / f"shard-{shard}")) for shard in range(count)
        ]
        for index in self._indexes:
            index.config_reader("manual", 0)
        self._commit = path / COMMIT
        self._lock = Lock()
        self._current: tuple[tuple[int, int], View] | None = None  # which commit, and its view

    def search(
        self, plan: Plan, *, limit: int = 25, cursor: str | None = None, offset: int = 0
    ) -> Page:
        """See `base.IndexReader.search`."""
        view = self._view()
        place = cursors.read(plan, cursor) if cursor else None
        parted = membership.part(plan)
        total, hits = _page(view, parted, place, offset + limit)
        shown = hits[offset:]
        given = (place.position if place else 0) + len(hits)
        more = bool(shown) and given < total
        following = None
        if more:
            following = cursors.written(plan, Place(shown[-1].key, shown[-1].row, given))
        return Page(total, _cards_of(view, shown), following)

    def count(self, plan: Plan) -> int:
        """See `base.IndexReader.count`."""
        view = self._view()
        parted = membership.part(plan)
        return _total(view, parted)

    def facets(
        self, plan: Plan, requests: Sequence[FacetRequest], *, exact: bool = False
    ) -> dict[str, Facet]:
        """See `base.IndexReader.facets`."""
        return facets.facets(self._view(), plan, requests, exact=exact)

    def rows(self, plan: Plan, *, batch: int = 5_000) -> Iterator[RowIds]:
        """See `base.IndexReader.rows`."""
        view = self._view()
        parted = membership.part(plan)
        for low, high in view.windows(size=max(8 * batch, 50_000)):
            inside = view.lower.any_term(terms.bands(low, high))
            window = view.query(parted.plan.filters, plan.viewer, inside, leaves=0)
            found = np.sort(view.columns(window, (), most=high - low + 1)[0].astype(np.int64))
            if parted.excluded is not None and len(found):
                found = found[membership.outside(found, parted.excluded)]
            for start in range(0, len(found), batch):
                yield found[start : start + batch]

    def cards(self, rows: Sequence[int], viewer: int) -> dict[int, dict[str, object]]:
        """See `base.IndexReader.cards`."""
        view = self._view()
        wanted = np.asarray(rows, dtype=np.int64)
        if not len(wanted):
            return {}
        query = view.query((), viewer, view.lower.rows(wanted))
        found = [hit for _, hits in view.found(query, len(wanted)) for hit in hits]
        return {hit.row: hit.card for hit in _cards_of(view, found)}

    def frequency(self, field: str, value: str) -> int:
        """See `base.IndexReader.frequency`."""
        view = self._view()
        if FIELDS[field].kind == "text" or field in schema.OWN:
            return view.frequency(field, value)
        return view.frequency("terms", terms.keyword(field, value))

    def complete(self, field: str, start: str, *, limit: int = 10) -> list[Bucket]:
        """See `base.IndexReader.complete`; counts and shows what is public only."""
        view = self._view()
        inside, prefix = ("terms", terms.keyword(field, start))
        head = len(field) + 1
        if field in schema.OWN:
            inside, prefix, head = field, start, 0
        public = view.query((), 0) if view.visible(0) else None
        counts: dict[str, int] = {}
        for found in view.each(
            lambda _, searcher: searcher.terms_with_prefix(inside, prefix, public, None)
        ):
            for term, count in found:
                value = term[head:].replace(terms.JOIN, " ")
                counts[value] = counts.get(value, 0) + count
        best = sorted(
            ((value, count) for value, count in counts.items() if count),
            key=lambda pair: (-pair[1], pair[0]),
        )
        return [Bucket(value, count) for value, count in best[:limit]]

    def state(self) -> IndexState:
        """See `base.IndexReader.state`."""
        view = self._view()
        size = sum(file.stat().st_size for file in self._path.rglob("*") if file.is_file())
        return IndexState(
            generation=self._path.name,
            documents=view.documents,
            bytes=size,
            segments=sum(searcher.num_segments for searcher in view.searchers),
            fingerprint=schema.fingerprint(),
            extra={"shards": len(view.searchers)},
        )

    def versions(self) -> Iterable[tuple[RowIds, RowIds]]:
        """Rows and versions of all documents, in batches of ascending rows (for `sync.verify`)."""
        view = self._view()
        for low, high in view.windows(size=100_000):
            inside = view.lower.any_term(terms.bands(low, high))
            row, _, version = view.columns(inside, ("version",), most=high - low + 1)
            order = np.argsort(row)
            yield row[order].astype(np.int64), version[order].astype(np.int64)

    def close(self) -> None:
        """Let the threads go."""
        if self._pool is not None:
            self._pool.shutdown(wait=False)

    def _view(self) -> View:
        # Read as one: another thread may put the next commit there at any moment.
        current = self._current
        try:
            file = os.stat(self._commit)  # noqa: PTH116 - asked before every answer
        except FileNotFoundError:
            if current is None:
                raise IndexMissing("The search index is gone.") from None
            return current[1]  # superseded and swept away; what is open stays readable
        seen = (file.st_mtime_ns, file.st_ino)
        if current is not None and current[0] == seen:
            return current[1]
        with self._lock:
            current = self._current
            if current is None or current[0] != seen:
                for index in self._indexes:
                    index.reload()
                searchers = tuple(index.searcher() for index in self._indexes)
                current = self._current = (seen, View(searchers, self._pool))
            return current[1]


def _page(
    view: View, parted: membership.Parted, place: Place | None, most: int
) -> tuple[int, list[Found]]:
    """The exact total and the first ``most`` hits behind the place."""
    ranking = _ranking(view, parted.plan)
    if parted.excluded is None:
        hits, total = ranking.first(place, max(most, 1))
        return _total(view, parted, total), hits[:most]
    taken, wanted = most + 39, most
    while True:
        hits, total = ranking.first(place, taken)
        free = membership.outside([hit.row for hit in hits], parted.excluded)
        kept = [hit for hit, is_free in zip(hits, free, strict=True) if is_free]
        if len(kept) >= wanted or len(hits) < taken:
            return _total(view, parted, total), kept[:wanted]
        taken *= 4


def _total(view: View, parted: membership.Parted, matching: int | None = None) -> int:
    """The exact total; ``matching`` is that without the exclusions, where it is known."""
    plan = parted.plan
    if matching is None:
        matching = view.count(view.query(plan.filters, plan.viewer))
    if parted.excluded is None or not matching:
        return matching
    return matching - membership.overlap(view, plan, parted.excluded, matching)


def _ranking(view: View, plan: Plan) -> Ranking:
    if plan.order:
        first = plan.order[0]
        if len(plan.order) == 1 and not first.log and first.weight == 1:
            return ByField(view, plan.filters, plan.viewer, first.field, plan.descending)
        return ByBlend(view, plan)
    if not plan.wishes and not plan.text:
        return ByRow(view, plan.filters, plan.viewer)
    return ByScore(view, _scored(view, plan), plan)


def _scored(view: View, plan: Plan) -> Query:
    """The query whose score ranks: words where text counts, and the wishes."""
    base = (
        _words_scored(view, plan) if plan.text else unscored(view.query(plan.filters, plan.viewer))
    )
    if not plan.wishes:
        return base
    one = view.lower.term(terms.sample(0))
    probe = view.query(plan.filters, plan.viewer, one, leaves=1 / terms.SAMPLES)
    wishes = [view.lower.score(wish) for wish in plan.wishes]
    if view.count(probe) * terms.SAMPLES < _FEW * view.documents:
        return chained(base, wishes)
    return side_by_side(base, wishes)


def _words_scored(view: View, plan: Plan) -> Query:
    words = [node for node in plan.filters if _is_text(node)]
    others = [node for node in plan.filters if not _is_text(node)]
    scored = [view.lower(node) for node in words]
    if others or view.visible(plan.viewer):
        scored.append(unscored(view.query(others, plan.viewer)))
    return both(scored)


def _is_text(node: PlanNode) -> bool:
    """Whether words decide the node, so that its score should count."""
    match node:
        case HasText():
            return True
        case Both(nodes) | Either(nodes):
            return any(_is_text(one) for one in nodes)
        case _:
            return False


def _cards_of(view: View, hits: Sequence[Found]) -> tuple[Hit, ...]:
    return tuple(Hit(hit.row, hit.key, _card(view, hit)) for hit in hits)


def _card(view: View, hit: Found) -> dict[str, object]:
    stored: bytes | None = view.searchers[hit.shard].doc(hit.address).get_first("card")
    card: dict[str, object] = orjson.loads(stored or b"{}")
    return card
