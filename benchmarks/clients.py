"""Several clients at once, the facet panel exact and sampled, and the first answer of a fresh process.

    python -m benchmarks.clients --size 1000000 [--queries 10]

Each client is a process of its own, as each server process is; the same queries in another order.
Cold start is measured in fresh processes: from importing to the first page, once with the index in
the page cache and once after the system was told to forget the index's files. Needs the index of
`benchmarks.discovery build`.
"""

import argparse
import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import discovery, peers
from benchmarks.measure import Times, machine, table, timed

_COLD = """
import time
start = time.perf_counter()
from benchmarks import discovery
discovery.use_home({size})
from groundswell.discovery import search
from groundswell.workspaces.actions import ensure_default_workspace
from groundswell.workspaces.scope import Scope
scope = Scope.operator(ensure_default_workspace().pk)
ready = time.perf_counter()
search.search(scope, {text!r})
first = time.perf_counter()
search.search(scope, {text!r})
print(ready - start, first - ready, time.perf_counter() - first)
"""


def ask(size: int, per_template: int, order: int, gate: Any, line: Any) -> None:
    """One client: warms up, waits for the others, asks everything twice in its own order."""
    discovery.use_home(size)
    from groundswell.discovery import search
    from groundswell.workspaces.actions import ensure_default_workspace
    from groundswell.workspaces.scope import Scope

    scope = Scope.operator(ensure_default_workspace().pk)
    asked = discovery.ask_all(per_template, size, scope)

    def call(one: discovery.Asked) -> object:
        return search.search(
            scope, one.case.text, offset=one.case.offset, exclude=one.exclude,
            facets=peers.PANEL if one.case.panel else (),
        )  # fmt: skip

    for one in asked:
        call(one)
    np.random.default_rng(order).shuffle(asked)  # type: ignore[arg-type]
    gate.wait()
    times = Times()
    for one in asked * 2:
        wall, cpu, _ = timed(lambda one=one: call(one))
        times.add(wall, cpu)
    line.send(times)


def together(size: int, per_template: int, clients: int) -> Times:
    """All times of so many clients that ask at once."""
    spawn = multiprocessing.get_context("spawn")
    gate = spawn.Barrier(clients)
    lines, running = [], []
    for order in range(clients):
        here, there = spawn.Pipe()
        one = spawn.Process(target=ask, args=(size, per_template, order, gate, there))
        one.start()
        lines.append(here)
        running.append(one)
    every = Times()
    for here in lines:
        times = here.recv()
        every.wall += times.wall
        every.cpu += times.cpu
    for one in running:
        one.join()
    return every


def panels(size: int, per_template: int) -> list[list[object]]:
    """Rows of the facet panel: exact, and as asked by default (sampled above a million)."""
    from groundswell.discovery import search
    from groundswell.workspaces.actions import ensure_default_workspace
    from groundswell.workspaces.scope import Scope

    scope = Scope.operator(ensure_default_workspace().pk)
    asked = [one for one in discovery.ask_all(per_template, size, scope) if one.case.panel]
    texts = ["", *dict.fromkeys(one.case.text for one in asked)]  # the whole catalog first
    rows: list[list[object]] = []
    for name, exact in (("exact", True), ("by default", False)):
        times, large, sampled = Times(), Times(), 0
        for text in texts:
            for _ in range(3):
                wall, cpu, page = timed(
                    lambda text=text, exact=exact: search.search(
                        scope, text, facets=peers.PANEL, exact_facets=exact
                    )
                )
                times.add(wall, cpu)
                if page.total > 1_000_000:  # type: ignore[attr-defined]
                    large.add(wall, cpu)
                    sampled += bool(page.about)  # type: ignore[attr-defined]
        rows.append(
            [
                f"facet panel, {name}",
                _three(times),
                _three(large),
                f"{sampled} of {len(large.wall)}",
            ]
        )
    return rows


def cold(size: int) -> list[list[object]]:
    """Seconds to be ready, to the first page and to the same page again."""
    from groundswell.discovery import index

    text = "platform:instagram topic:skincare followers:10k..100k sort:er"
    folder = index.live()
    rows: list[list[object]] = []
    for name, forget in (("index in the page cache", False), ("index not in the page cache", True)):
        if forget:
            _forget(folder)
        done = subprocess.run(
            [sys.executable, "-c", _COLD.format(size=size, text=text)],
            capture_output=True, text=True, check=True, cwd=Path.cwd(),
        )  # fmt: skip
        rows.append([name, *(f"{float(value) * 1e3:,.0f}" for value in done.stdout.split())])
    return rows


def _forget(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb") as opened:
                os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _three(times: Times) -> str:
    return " / ".join(f"{times.ms(p):,.1f}" for p in (50, 95, 99))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=10)
    options = parser.parse_args()
    discovery.use_home(options.size)
    started = time.perf_counter()
    alone = together(options.size, options.queries, 1)
    pair = together(options.size, options.queries, 2)
    print(f"{options.size:,} profiles; {machine()}\n")
    print(
        table(
            ["clients at once", "ms wall, p50 / p95 / p99", "queries/s"],
            [
                [number, _three(times), f"{number * len(times.wall) / sum(times.wall):,.0f}"]
                for number, times in ((1, alone), (2, pair))
            ],
        )
        + "\n"
    )
    print(
        table(
            ["", "ms wall, p50 / p95 / p99", "above 1M matches", "sampled there"],
            panels(options.size, options.queries),
        )
        + "\n"
    )
    print(table(["fresh process", "ready ms", "first page ms", "again ms"], cold(options.size)))
    sys.stderr.write(f"{time.perf_counter() - started:,.0f} s\n")


if __name__ == "__main__":
    main()
