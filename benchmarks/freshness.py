"""From the catalog to the index: how long until a recorded fact is found, while much is recorded.

    python -m benchmarks.freshness [--creators 20000] [--rate 1000] [--seconds 30]

A home of its own with the demo; the worker's index keeper runs in a process beside, as in `serve`.
This process records changed follower counts at the asked rate through `record_profiles`, and once a
second a marker whose finding through the public search is waited for.
"""

import argparse
import multiprocessing
import os
import tempfile
import threading
import time

import numpy as np

from benchmarks.measure import machine, table


def keep(home: str) -> None:
    """The index keeper of a worker, until it is ended."""
    _use(home)
    from groundswell.discovery import sync

    sync.run(threading.Event())


def _use(home: str) -> None:
    os.environ["GROUNDSWELL_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "groundswell.config.settings"
    import django

    django.setup()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--creators", type=int, default=20_000)
    parser.add_argument("--rate", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        _use(home)
        measure(home, options.creators, options.rate, options.seconds)


def measure(home: str, creators: int, rate: int, seconds: float) -> None:
    """Record, look, and print the lags."""
    import polars as pl
    from django.core.management import call_command

    from groundswell.connectors.demo import generate
    from groundswell.creators.actions import ensure_source, record_profiles
    from groundswell.creators.models import PUBLIC, Basis
    from groundswell.discovery import search, sync
    from groundswell.workspaces.actions import ensure_default_workspace
    from groundswell.workspaces.scope import Scope

    call_command("migrate", verbosity=0)
    scope = Scope.operator(ensure_default_workspace().pk)
    source = ensure_source(scope, kind="demo", name="crowd", owner=PUBLIC, basis=Basis.PUBLIC)
    first = int(time.time()) - 86_400
    crowd = pl.concat(list(generate.profiles(creators, as_of=first)))
    for part in crowd.iter_slices(10_000):
        record_profiles(scope, source, part, owner=PUBLIC)
    sync.drain()
    keeper = multiprocessing.get_context("spawn").Process(target=keep, args=(home,), daemon=True)
    keeper.start()
    time.sleep(3)

    rng, lags, waiting = np.random.default_rng(1), [], {}
    start = time.perf_counter()
    recorded, marker, next_marker = 0, 0, start
    while (now := time.perf_counter()) - start < seconds or (
        waiting and now - start < seconds + 20
    ):
        if now - start < seconds and recorded < (now - start) * rate:
            batch = crowd.sample(200, seed=int(rng.integers(1 << 30))).with_columns(
                pl.lit(int(time.time()), pl.Int64).alias("observed_at"),
                (pl.col("followers") + pl.lit(int(rng.integers(1, 999)), pl.Int64)).alias(
                    "followers"
                ),
            )
            if now >= next_marker:
                marker += 1
                batch = batch.with_columns(
                    pl.when(pl.int_range(pl.len()) == 0)
                    .then(pl.lit(900_000_000 + marker, pl.Int64))
                    .otherwise(pl.col("followers"))
                    .alias("followers")
                )
                next_marker = now + 1
            record_profiles(scope, source, batch, owner=PUBLIC)
            recorded += len(batch)
            if marker and marker not in waiting and marker > len(lags) + len(waiting):
                waiting[marker] = time.perf_counter()
        for mark, since in list(waiting.items()):
            if search.count(scope, f"followers:{900_000_000 + mark}"):
                lags.append(time.perf_counter() - since)
                del waiting[mark]
        time.sleep(0.002)
    keeper.terminate()
    kept = recorded / seconds
    print(f"{creators:,} profiles, {rate:,} observations/s asked; {machine()}\n")
    rows = [
        ["observations recorded per second", f"{kept:,.0f}"],
        ["markers found", f"{len(lags)} of {marker}"],
        ["from committed to found, p50 / p95 / worst ms",
         f"{np.percentile(lags, 50) * 1e3:,.0f} / {np.percentile(lags, 95) * 1e3:,.0f} / {max(lags) * 1e3:,.0f}"],
    ]  # fmt: skip
    print(table(["", ""], rows))


if __name__ == "__main__":
    main()
