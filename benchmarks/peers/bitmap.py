"""The physical limit: roaring bitmaps and NumPy columns in RAM, hand-rolled for this workload.

No persistence, no updates, no ranking of text worth the name: it says how little work the same
answers can cost, not how to build a product.
"""

import time
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
from pyroaring import BitMap

from benchmarks.peers import Answer, Needs
from benchmarks.peers.sqlite import body_of
from groundswell.discovery.engines import base
from groundswell.discovery.fields import FIELDS

MISSING = np.iinfo(np.int64).min
GRID = range(0, 1_001, 50)


class Bitmaps:
    """Everything in memory, indexed by row number."""

    name = "bitmaps in RAM"

    def __init__(self, size: int, needs: Needs) -> None:
        self.size, self.needs = size, needs
        self.all = BitMap(range(1, size))
        self.number = {name: np.full(size, MISSING) for name in needs.numbers}
        self.code = {name: np.full(size, -1, dtype=np.int32) for name in needs.keywords}
        self.words: dict[str, dict[str, int]] = {name: {} for name in needs.keywords}
        self.posting: dict[str, BitMap] = {}
        self.topic = np.full((size, 6), -1, dtype=np.int16)
        self.topics: dict[str, int] = {}
        self.share: dict[str, list[tuple[npt.NDArray[np.int64], ...]]] = {}
        self.at_least: dict[str, dict[int, BitMap]] = {}
        self.handles: list[pl.DataFrame] = []

    def load(self, frames: Iterable[pl.DataFrame]) -> None:
        gathered: dict[str, list[npt.NDArray[np.uint32]]] = {}
        for frame in frames:
            self._add(frame, gathered)
        for key, parts in gathered.items():
            self.posting[key] = BitMap(np.concatenate(parts).astype(np.uint32))
        for key, pieces in self.share.items():
            rows, share, low, high = (np.concatenate(part) for part in zip(*pieces, strict=True))
            self.share[key] = [(rows, share, low, high)]
            self.at_least[key] = {
                step: BitMap(rows[share >= step].astype(np.uint32)) for step in GRID if step
            }
        self.sorted = pl.concat(self.handles).sort("handle") if self.handles else None

    def _add(self, frame: pl.DataFrame, gathered: dict[str, list[npt.NDArray[np.uint32]]]) -> None:
        rows = frame["row"].to_numpy()
        for name in self.needs.numbers:
            self.number[name][rows] = frame[name].fill_null(MISSING).to_numpy()
        for name in self.needs.keywords:
            if name == "handle":
                continue
            known = self.words[name]
            for word in frame[name].unique().drop_nulls():
                known.setdefault(word, len(known))
            self.code[name][rows] = frame[name].replace_strict(
                list(known), list(known.values()), default=-1, return_dtype=pl.Int32
            )
            self._gather(frame.select(pl.concat_list(name).alias(name), "row"), name, gathered)
        self.handles.append(frame.select("handle", "row"))
        for name in self.needs.lists:
            self._gather(frame.select(name, "row"), name, gathered)
        topics = frame.select("row", "topic").explode("topic").drop_nulls()
        for word in topics["topic"].unique():
            self.topics.setdefault(word, len(self.topics))
        place = topics.select(pl.int_range(pl.len()).over("row")).to_series().to_numpy()
        codes = topics["topic"].replace_strict(
            list(self.topics), list(self.topics.values()), return_dtype=pl.Int16
        )
        few = place < self.topic.shape[1]
        self.topic[topics["row"].to_numpy()[few], place[few]] = codes.to_numpy()[few]
        words = body_of(frame).select("row", pl.col("body").str.split(" ").list.unique().alias("w"))
        self._gather(words.rename({"w": "text"}), "text", gathered)
        shares = (
            frame.select("row", "shares").drop_nulls().explode("shares").unnest("shares")
            .with_columns(full=pl.col("key"))
            .filter(pl.col("full").is_in(list(self.needs.shares)))
        )  # fmt: skip
        for (key,), part in shares.partition_by("full", as_dict=True).items():
            columns = (part[c].fill_null(-1).to_numpy() for c in ("row", "share", "low", "high"))
            self.share.setdefault(key, []).append(tuple(columns))

    @staticmethod
    def _gather(
        lists: pl.DataFrame, name: str, gathered: dict[str, list[npt.NDArray[np.uint32]]]
    ) -> None:
        words = lists.drop_nulls().explode(name).drop_nulls()
        for word, rows in words.group_by(name).agg(pl.col("row").cast(pl.UInt32)).iter_rows():
            gathered.setdefault(f"{name}:{word}", []).append(np.array(rows, dtype=np.uint32))

    def match(self, node: base.PlanNode) -> BitMap:  # noqa: PLR0911 - a case per kind
        match node:
            case base.Everything():
                return self.all
            case base.Nothing():
                return BitMap()
            case base.Both(nodes):
                return self.both([self.match(inner) for inner in nodes])
            case base.Either(nodes):
                return BitMap.union(*(self.match(inner) for inner in nodes))
            case base.Without(inner):
                return self.all - self.match(inner)
            case base.HasTerms(name, values, every):
                found = [self.posting.get(f"{name}:{value}", BitMap()) for value in values]
                return self.both(found) if every else BitMap.union(*found)
            case base.Between(name, low, high):
                column = self.number[name]
                keep = column >= (MISSING + 1 if low is None else low)
                if high is not None:
                    keep &= column <= high
                return BitMap(np.flatnonzero(keep).astype(np.uint32))
            case base.ShareBetween():
                return self.between(node)
            case base.HasText(words):
                return self.both([self.posting.get(f"text:{word}", BitMap()) for word in words])
            case base.StartsWith(_, start):
                first = self.sorted["handle"].search_sorted(start, "left")
                last = self.sorted["handle"].search_sorted(start + "\U0010ffff", "left")
                return BitMap(self.sorted["row"][first:last].to_numpy().astype(np.uint32))
            case base.InRows(rows):
                return BitMap(rows.astype(np.uint32))
        raise TypeError(type(node))

    def between(self, node: base.ShareBetween) -> BitMap:
        key = f"{node.dimension}:{node.key}"
        if key not in self.share:
            return BitMap()
        if not node.certain and node.high is None and node.low in self.at_least[key]:
            return self.at_least[key][node.low]
        rows, share, low, high = self.share[key][0]
        keep = np.ones(len(rows), dtype=bool)
        if node.low is not None:
            keep &= (low if node.certain else share) >= node.low
        if node.high is not None:
            keep &= (high if node.certain else share) <= node.high
        return BitMap(rows[keep].astype(np.uint32))

    @staticmethod
    def both(found: list[BitMap]) -> BitMap:
        return BitMap.intersection(*found) if len(found) > 1 else found[0]

    def filtered(self, plan: base.Plan) -> BitMap:
        """Bitmaps first; ranges and exclusions are tested on the few rows that are left."""
        late = (base.Between, base.Without)
        early = [self.match(n) for n in plan.filters if not isinstance(n, late)]
        rows = self.both(sorted(early, key=len)) if early else self.all
        for node in plan.filters:
            if isinstance(node, base.Between):
                if len(rows) > self.size // 2:
                    rows = rows & self.match(node)
                    continue
                at = np.asarray(
                    rows.to_array() if hasattr(rows, "to_array") else rows, dtype=np.int64
                )
                values = self.number[node.field][at]
                keep = values >= (MISSING + 1 if node.low is None else node.low)
                if node.high is not None:
                    keep &= values <= node.high
                rows = BitMap(at[keep].astype(np.uint32))
            elif isinstance(node, base.Without):
                rows = rows - self.match(node.node)
        return rows

    def run(
        self, plan: base.Plan, *, limit: int, offset: int, facets: Sequence[str] = ()
    ) -> Answer:
        matched = self.filtered(plan)
        rows = np.array(matched, dtype=np.int64)
        page = self.page(plan, matched, rows, limit, offset)
        counted = {name: self.facet(name, rows) for name in facets}
        return Answer(len(rows), page, counted or None)

    def page(
        self, plan: base.Plan, matched: BitMap, rows: npt.NDArray[np.int64], limit: int, offset: int
    ) -> list[int]:
        if plan.order:
            key = np.zeros(len(rows))
            for term in plan.order:
                value = self.number[term.field][rows].astype(float)
                value[value == MISSING] = np.nan
                value = (
                    value / FIELDS[term.field].scale if len(plan.order) > 1 or term.log else value
                )
                key += term.weight * (np.log10(1 + np.maximum(value, 0)) if term.log else value)
            key = np.where(np.isnan(key), -np.inf, key if plan.descending else -key)
        elif plan.wishes:
            score = np.zeros(self.size, dtype=np.float32)
            for wish in plan.wishes:
                hit = np.array(matched & self.match(wish.node), dtype=np.int64)
                score[hit] += wish.weight
            key = score[rows]
        else:
            return rows[offset : offset + limit].tolist()
        wanted = min(offset + limit, len(rows))
        if wanted < len(rows):
            edge = np.partition(key, len(key) - wanted)[len(key) - wanted]
            keep = np.flatnonzero(key >= edge)
            rows, key = rows[keep], key[keep]
        order = np.lexsort((rows, -key))
        return rows[order][offset:wanted].tolist()

    def facet(self, name: str, rows: npt.NDArray[np.int64]) -> dict[str, int]:
        if name == "topic":
            codes = self.topic[rows].ravel()
            names = list(self.topics)
        else:
            codes, names = self.code[name][rows], list(self.words[name])
        counts = np.bincount(codes[codes >= 0], minlength=len(names))
        return {word: int(count) for word, count in zip(names, counts, strict=False) if count}

    def cpu_seconds(self) -> float:
        return time.process_time()

    def close(self) -> None:
        self.posting.clear()
