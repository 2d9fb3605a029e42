"""Search, side by side: ours, the bare Tantivy query, PostgreSQL, SQLite FTS5, bitmaps in RAM.

    python -m benchmarks.discovery build --size 1000000
    python -m benchmarks.discovery run --size 1000000 [--peers sqlite,postgres,bitmaps] [--queries 20]

`build` makes the crowd, its documents and the index in ``benchmarks/work``. `run` asks every query
of the workload through the public call, compares totals, pages and facets with the reference, and
prints Markdown. Every engine answers in the same run, one after the other, query by query.
"""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks import workload
from benchmarks.measure import Times, best, machine, table, timed
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
        rows = pl.Series("row", np.arange(first, first + len(profiles)))
        first += len(profiles)
        yield document.from_frame(profiles.with_columns(rows))


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
