"""Search, side by side: ours, the bare Tantivy query, PostgreSQL, SQLite FTS5, bitmaps in RAM.

    python -m benchmarks.discovery build --size 1000000
    python -m benchmarks.discovery run --size 1000000 [--peers sqlite,postgres,bitmaps] [--queries 20]

`build` makes the crowd, its documents and the index in ``benchmarks/work``. `run` asks every query
of the workload through the public call, compares totals, pages and facets with the reference, and
prints Markdown. Every engine answers in the same run, one after the other, query by query.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks import workload
from benchmarks.measure import Times, best, machine, table
from benchmarks.workload import Case

WORK = Path("benchmarks/work")
PASSES = 3


def home_of(size: int) -> Path:
    return WORK / f"home-{size}"


def use_home(size: int) -> None:
    """Point Django at the benchmark's own home; must come before any model is imported."""
    home = home_of(size).resolve()
    home.mkdir(parents=True, exist_ok=True)
    os.environ["GROUNDSWELL_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "groundswell.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def frames(size: int) -> Iterator[pl.DataFrame]:
    """The documents of the crowd, block by block, rows numbered from 1."""
    from groundswell.connectors.demo import generate
    from groundswell.discovery import document

    first = 1
    for profiles in generate.profiles(size, as_of=workload.AS_OF):
        extras = pl.DataFrame({"row": np.arange(first, first + len(profiles))}).with_columns(
            profiles["creator_group"].alias("creator"),
            source=pl.lit("demo"),
            basis=pl.lit("public"),
        )
        first += len(profiles)
        yield document.from_frame(profiles, extras)


@dataclass
class Asked:
    """A case with its plan, ready to be asked of anybody."""

    case: Case
    query: Any
    plan: Any
    exclude: tuple[str, ...]


@dataclass
class Measured:
    """Times per template for one engine, and how often its answer differed."""

    name: str
    times: dict[int, Times] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def add(self, template: int, wall: float, cpu: float) -> None:
        self.times.setdefault(template, Times()).add(wall, cpu)

    def all(self) -> Times:
        every = Times()
        for times in self.times.values():
            every.wall += times.wall
            every.cpu += times.cpu
        return every


def build(size: int) -> None:
    """Make the index of a crowd from its documents, as an import into an empty catalog does."""
    from groundswell.discovery import index

    start, made = time.perf_counter(), 0
    cpu = time.process_time()
    with index.fresh() as writer:
        for documents in frames(size):
            writer.add_new(documents)
            made += len(documents)
            seconds = time.perf_counter() - start
            sys.stderr.write(f"\r{made:,} documents, {made / seconds:,.0f}/s ")
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    state = index.reader().state()
    print(f"\n{size:,} profiles in {seconds:,.0f} s ({size / seconds:,.0f}/s, CPU {cpu:,.0f} s),")
    print(f"{state.bytes / size:,.0f} bytes per profile, {state.segments} segments; {machine()}")


def ask_all(per_template: int, size: int, scope: Any) -> list[Asked]:
    """The workload with its plans; the seeds of likeness are taken from the crowd."""
    from groundswell.discovery import search
    from groundswell.discovery.language import parse
    from groundswell.kernel.ids import public_id
    from groundswell.kernel.secrets import identifier_key

    key, asked = identifier_key(), []
    desk = search.desk(scope)
    for drawn in workload.cases(per_template, size=size):
        case, text = drawn, drawn.text
        if case.template == 4:
            row = int(case.tags[0]) + 1
            card = desk.reader.cards([row], scope.workspace)[row]
            text = text.replace("SEED", f"{card['platform']}/@{card['handle']}")
        case = Case(case.template, text, case.offset, case.exclude, case.panel)
        rows = np.array(case.exclude, dtype=np.int64) if case.exclude else None
        query = parse(text)
        plan = desk.resolve(query, rows).plan
        ids = tuple(public_id("prf", row, key) for row in case.exclude)
        asked.append(Asked(case, query, plan, ids))
    return asked


def measure_ours(asked: Sequence[Asked], scope: Any, facets: Sequence[str]) -> Measured:
    """The public call, text in, result cards with reasons out."""
    from groundswell.discovery import search

    measured = Measured("groundswell, public call")
    for one in asked:
        case = one.case

        def call(one: Asked = one, case: Case = case) -> Any:
            return search.search(
                scope, case.text, limit=25, offset=case.offset, exclude=one.exclude,
                facets=facets if case.panel else (),
            )  # fmt: skip

        wall, cpu, _ = best(call, PASSES)
        measured.add(case.template, wall, cpu)
    return measured


def measure_reader(asked: Sequence[Asked], scope: Any, facets: Sequence[str]) -> Measured:
    """The engine alone, with the plan in hand (what the public call adds is the difference)."""
    from groundswell.discovery import search
    from groundswell.discovery.engines.base import FacetRequest

    measured = Measured("engine, plan in hand")
    reader = search.desk(scope).reader
    requests = [FacetRequest(name) for name in facets]
    for one in asked:

        def call(one: Asked = one) -> Any:
            page = reader.search(one.plan, limit=25, offset=one.case.offset)
            return page, reader.facets(one.plan, requests) if one.case.panel else None

        wall, cpu, _ = best(call, PASSES)
        measured.add(one.case.template, wall, cpu)
    return measured


def measure_by_hand(asked: Sequence[Asked], scope: Any) -> Measured:
    """The very Tantivy query behind a sorted search, written out: count, best 25, their cards."""
    from benchmarks.bare_tantivy import ByHand
    from groundswell.discovery import index, search

    hand = ByHand(index.live())
    measured = Measured(hand.name)
    view = search.desk(scope).reader._view()  # noqa: SLF001 - the lowered query is what is compared
    for one in asked:
        plan = one.plan
        if len(plan.order) != 1 or one.case.exclude or one.case.panel:
            continue
        query = view.query(plan.filters, plan.viewer)

        def call(query: Any = query, plan: Any = plan, limit: int = 25 + one.case.offset) -> Any:
            return hand.top(query, plan.order[0].field, descending=plan.descending, limit=limit)

        wall, cpu, _ = best(call, PASSES)
        measured.add(one.case.template, wall, cpu)
    return measured


def measure_peer(
    peer: Any, asked: Sequence[Asked], facets: Sequence[str], passes: int
) -> tuple[Measured, list[Any]]:
    """A peer with the plan in hand, and its answers for comparison."""
    measured, answers = Measured(peer.name), []
    for one in asked:

        def call(one: Asked = one) -> Any:
            wanted = facets if one.case.panel else ()
            return peer.run(one.plan, limit=25, offset=one.case.offset, facets=wanted)

        wall, cpu, answer = best(call, passes, peer.cpu_seconds)
        measured.add(one.case.template, wall, cpu)
        answers.append(answer)
    return measured, answers


def mismatches(
    asked: Sequence[Asked], answers: Sequence[Any], scope: Any, facets: Sequence[str]
) -> list[str]:
    """Where total, page (sorted queries) or exact facets differ from the reference's answers."""
    from groundswell.discovery import search
    from groundswell.discovery.engines.base import FacetRequest

    reader, wrong = search.desk(scope).reader, []
    requests = [FacetRequest(name, size=10_000) for name in facets]
    for one, answer in zip(asked, answers, strict=True):
        page = reader.search(one.plan, limit=25, offset=one.case.offset)
        if page.total != answer.total:
            wrong.append(f"total {page.total} not {answer.total}: {one.case.text}")
        if one.plan.order and [hit.row for hit in page.hits] != answer.rows:
            wrong.append(f"page: {one.case.text}")
        if answer.facets:
            found = reader.facets(one.plan, requests, exact=True)
            for name in facets:
                counted = {str(b.value): b.count for b in found[name].buckets}
                lifted = any(getattr(node, "field", None) == name for node in one.plan.filters)
                if not lifted and counted != answer.facets[name]:
                    wrong.append(f"facet {name}: {one.case.text}")
    return wrong


def report(engines: Sequence[Measured]) -> str:
    """Tables of wall and CPU milliseconds per template, p50 / p95 / p99."""
    parts = []
    for cpu, title in ((False, "wall"), (True, "CPU")):
        rows: list[list[object]] = []
        for template, name in workload.TEMPLATES.items():
            row: list[object] = [f"{template} {name}"]
            for engine in engines:
                times = engine.times.get(template)
                row.append(_three(times, cpu=cpu) if times else "n/a")
            rows.append(row)
        rows.append(["**all**", *(_three(engine.all(), cpu=cpu) for engine in engines)])
        head = [f"ms {title}, p50 / p95 / p99", *(engine.name for engine in engines)]
        parts.append(table(head, rows))
    return "\n\n".join(parts)


def _three(times: Times, *, cpu: bool) -> str:
    return " / ".join(f"{times.ms(p, cpu=cpu):,.2f}" for p in (50, 95, 99))


def ratios(engines: Sequence[Measured]) -> str:
    """Each engine's median and p95 over the first engine's, per template and over all."""
    ours = engines[0]
    rows: list[list[object]] = []
    for template in (*workload.TEMPLATES, 0):
        row: list[object] = [
            f"{template} {workload.TEMPLATES[template]}" if template else "**all**"
        ]
        for engine in engines[1:]:
            mine = ours.times[template] if template else ours.all()
            other = engine.times.get(template) if template else engine.all()
            if not other:
                row.append("n/a")
                continue
            pairs = [
                f"{other.ms(p, cpu=cpu) / mine.ms(p, cpu=cpu):,.1f}"
                for cpu in (False, True)
                for p in (50, 95)
            ]
            row.append(" / ".join(pairs))
        rows.append(row)
    head = ["times ours: wall p50 / p95 / CPU p50 / p95", *(e.name for e in engines[1:])]
    return table(head, rows)


def run(size: int, per_template: int, peers: Sequence[str]) -> None:
    """Measure everything asked for and print the report."""
    from benchmarks import peers as peers_package
    from groundswell.workspaces.actions import ensure_default_workspace
    from groundswell.workspaces.scope import Scope

    scope = Scope.operator(ensure_default_workspace().pk)
    asked = ask_all(per_template, size, scope)
    facets = peers_package.PANEL
    engines = [
        measure_ours(asked, scope, facets),
        measure_reader(asked, scope, facets),
        measure_by_hand(asked, scope),
    ]
    wrong: list[str] | None = None
    needs = peers_package.needs_of([one.plan for one in asked])
    for name in peers:
        peer = open_peer(name, size, needs)
        start = time.perf_counter()
        peer.load(frames(size))
        sys.stderr.write(f"{peer.name}: loaded in {time.perf_counter() - start:,.0f} s\n")
        measured, answers = measure_peer(peer, asked, facets, PASSES if name == "bitmaps" else 2)
        engines.append(measured)
        found = mismatches(asked, answers, scope, facets)
        sys.stderr.write(f"{peer.name}: {len(found)} differences\n" + "\n".join(found[:20]) + "\n")
        if name == "bitmaps":
            wrong = found
        peer.close()
        sys.stderr.write(report(engines) + "\n")
    print(f"{size:,} profiles, {len(asked)} queries; {machine()}\n")
    print(report(engines) + "\n\n" + ratios(engines))
    if wrong is not None:
        print(
            f"\nDifferences from the brute-force reference: {len(wrong)} of {len(asked)} queries."
        )
        sys.exit(1 if wrong else 0)


def open_peer(name: str, size: int, needs: Any) -> Any:
    """The peer of this name, empty."""
    from benchmarks.peers.bitmap import Bitmaps
    from benchmarks.peers.postgres import Postgres
    from benchmarks.peers.sqlite import Sqlite

    if name == "bitmaps":
        return Bitmaps(size + 1, needs)
    if name == "sqlite":
        return Sqlite(WORK / f"peer-{size}.sqlite3", needs)
    return Postgres(needs)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=("build", "run"))
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=20, help="per template")
    parser.add_argument(
        "--peers", default="bitmaps", help="comma-separated: bitmaps, sqlite, postgres"
    )
    options = parser.parse_args()
    use_home(options.size)
    if options.what == "build":
        build(options.size)
    else:
        run(options.size, options.queries, [p for p in options.peers.split(",") if p])


if __name__ == "__main__":
    main()
