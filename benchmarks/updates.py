"""Readers while a writer works: upserts per second, reader latency, refresh lag.

    python -m benchmarks.updates --size 1000000 [--rate 5000] [--seconds 60]

One process upserts documents of the crowd at the asked rate and commits as often as the product
does; this process asks the workload meanwhile. The lag is from the end of an upsert batch to the
first search that sees it. Needs the index of `benchmarks.discovery build`; the rows that are
upserted keep their values except the follower count, so the index stays what it was in size.
"""

import argparse
import multiprocessing
import time
from itertools import cycle
from multiprocessing.connection import Connection

import numpy as np
import polars as pl

from benchmarks import discovery
from benchmarks.measure import Times, machine, table, timed


def write(size: int, rate: int, seconds: float, commit_every: float, line: Connection) -> None:
    """Upsert at ``rate`` per second; tell the reader of each commit's marker row and value."""
    discovery.use_home(size)
    from groundswell.discovery import index
    from groundswell.discovery.engines.tantivy import TantivyWriter

    documents = next(iter(discovery.frames(min(size, 50_000))))
    with index.writing(wait=10):
        writer = TantivyWriter(index.live())
        start, done, used = time.perf_counter(), 0, time.process_time()
        last_commit, marker = start, 0
        slices = cycle(documents.iter_slices(1_000))
        while time.perf_counter() - start < seconds:
            marker += 1
            batch = next(slices).with_columns(pl.lit(10_000_000 + marker).alias("following"))
            writer.upsert(batch)
            done += len(batch)
            if time.perf_counter() - last_commit >= commit_every:
                asked = time.perf_counter()
                writer.commit()
                last_commit = time.perf_counter()
                line.send((10_000_000 + marker, asked, last_commit - asked))
            time.sleep(max(0.0, start + done / rate - time.perf_counter()))
        writer.commit()
        spent = time.perf_counter() - start
        line.send(("end", done / spent, (time.process_time() - used) / spent))
        writer.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--rate", type=int, default=5_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--commit-every", type=float, default=1.0)
    options = parser.parse_args()
    discovery.use_home(options.size)
    from groundswell.discovery import search
    from groundswell.discovery.engines.base import Between, Plan
    from groundswell.workspaces.actions import ensure_default_workspace
    from groundswell.workspaces.scope import Scope

    scope = Scope.operator(ensure_default_workspace().pk)
    asked = discovery.ask_all(8, options.size, scope)
    np.random.default_rng(1).shuffle(asked)  # type: ignore[arg-type]
    reader = search.desk(scope).reader

    def ask(one: discovery.Asked) -> object:
        return search.search(scope, one.case.text, offset=one.case.offset, exclude=one.exclude)

    idle = Times()
    for one in asked:
        ask(one)
        wall, cpu, _ = timed(lambda one=one: ask(one))
        idle.add(wall, cpu)
    here, there = multiprocessing.get_context("spawn").Pipe()
    work = multiprocessing.get_context("spawn").Process(
        target=write,
        args=(options.size, options.rate, options.seconds, options.commit_every, there),
    )
    work.start()
    busy, lags, commits = Times(), [], []
    waiting: list[tuple[int, float]] = []
    for one in cycle(asked):
        wall, cpu, _ = timed(lambda one=one: ask(one))
        busy.add(wall, cpu)
        told = None
        while here.poll():
            told = here.recv()
            if told[0] == "end":
                break
            waiting.append((told[0], told[1]))
            commits.append(told[2])
        if told and told[0] == "end":
            break
        for marker, since in list(waiting):
            if reader.count(Plan(scope.workspace, (Between("following", marker, marker),))):
                lags.append(time.perf_counter() - since)
                waiting.remove((marker, since))
    work.join()
    print(f"{options.size:,} profiles, {options.rate:,} upserts/s asked; {machine()}\n")
    rows = [
        ["upserts per second kept", told[1]],
        ["cores of the writer", told[2]],
        ["reader p50 / p95 ms, idle", f"{idle.ms(50):.1f} / {idle.ms(95):.1f}"],
        ["reader p50 / p95 ms, while writing", f"{busy.ms(50):.1f} / {busy.ms(95):.1f}"],
        ["commit p50 / worst ms", f"{np.median(commits) * 1e3:.0f} / {max(commits) * 1e3:.0f}"],
        ["from asking for a commit to seen, p50 / worst ms",
         f"{np.median(lags) * 1e3:.0f} / {max(lags) * 1e3:.0f}"],
        ["segments at the end", reader.state().segments],
    ]  # fmt: skip
    print(table(["", ""], rows))


if __name__ == "__main__":
    main()
