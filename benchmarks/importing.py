"""A million-row CSV from file to searchable, against the bare parts in the same run.

    python -m benchmarks.importing [--rows 1000000] [--work benchmarks/work]

The bare parts are what nobody can leave out: Polars reads the file, SQLite stores its columns in
one table keyed by platform and handle, Tantivy takes the very documents that the product indexes
(with as many writer processes as the product uses). Ours is `groundswell import --yes --json` in
a process of its own, on an empty home, until the index answers.
"""

import argparse
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import polars as pl

from benchmarks.measure import machine, table
from benchmarks.spreadsheet import write_csv


def bare_parse(csv: Path) -> tuple[float, pl.DataFrame]:
    start = time.perf_counter()
    frame = pl.read_csv(csv)
    return time.perf_counter() - start, frame


def bare_insert(frame: pl.DataFrame, path: Path) -> float:
    path.unlink(missing_ok=True)
    start = time.perf_counter()
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")
    columns = ", ".join(f'"{name}"' for name in frame.columns)
    db.execute(f'CREATE TABLE t ({columns}, PRIMARY KEY ("Network", "Username"))')
    marks = ", ".join("?" * len(frame.columns))
    for part in frame.iter_slices(50_000):
        db.execute("BEGIN IMMEDIATE")
        db.executemany(f"INSERT INTO t VALUES ({marks})", part.rows())
        db.execute("COMMIT")
    db.close()
    return time.perf_counter() - start


def bare_index(home: Path, work: Path) -> float:
    """Seconds that Tantivy needs for the JSON lines of the documents that the import made."""
    from benchmarks.bare_tantivy import add_lines, lines_of_home

    lines = lines_of_home(home, work / "lines")
    return add_lines(lines, work / "bare-index")


def ours(csv: Path, home: Path) -> tuple[float, dict[str, object], int]:
    shutil.rmtree(home, ignore_errors=True)
    env = {**os.environ, "GROUNDSWELL_HOME": str(home)}
    command = [str(Path(sys.executable).with_name("groundswell"))]
    start = time.perf_counter()
    done = subprocess.run(
        [*command, "import", str(csv), "--yes", "--json"],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    found = subprocess.run(
        [*command, "search", "followers>=1M", "--format", "json", "--limit", "1"],
        env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    answer = json.loads(done.stdout)
    answer["found"] = json.loads(found.stdout)["total"]
    return seconds, answer, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--work", type=Path, default=Path("benchmarks/work"))
    options = parser.parse_args()
    work = options.work / f"import-{options.rows}"
    work.mkdir(parents=True, exist_ok=True)
    csv, home = work / "crowd.csv", work / "home"
    if not csv.exists():
        write_csv(csv, options.rows)
    seconds, answer, peak = ours(csv, home)
    expected = (
        pl.scan_csv(csv).filter(pl.col("Followers") >= 1_000_000).select(pl.len()).collect().item()
    )
    assert answer["found"] == expected, (answer["found"], expected)
    parse, frame = bare_parse(csv)
    insert = bare_insert(frame, work / "bare.sqlite3")
    del frame
    index = bare_index(home, work)
    bare = parse + insert + index
    print(f"{options.rows:,} rows, {csv.stat().st_size / 1e6:,.0f} MB; {machine()}\n")
    print(
        table(
            ["part", "seconds"],
            [
                ["Polars parse", parse],
                ["SQLite insert", insert],
                ["Tantivy add and commit", index],
                ["bare parts together", bare],
                ["groundswell import, searchable", seconds],
                ["ratio", seconds / bare],
                ["peak memory of one process, MB", peak / 1e6],
            ],
        )
    )
    print("\n" + json.dumps(answer))


if __name__ == "__main__":
    main()
