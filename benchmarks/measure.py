"""Timing: wall and CPU per call, percentiles, tables in Markdown, the state of the machine."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np


@dataclass
class Times:
    """Wall and CPU seconds of many calls."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def add(self, wall: float, cpu: float) -> None:
        self.wall.append(wall)
        self.cpu.append(cpu)

    def ms(self, percentile: float, *, cpu: bool = False) -> float:
        values = self.cpu if cpu else self.wall
        return float(np.percentile(values, percentile)) * 1_000 if values else float("nan")


def timed(
    call: Callable[[], object], clock: Callable[[], float] = time.process_time
) -> tuple[float, float, object]:
    """Wall seconds, CPU seconds and the answer of one call."""
    cpu, wall = clock(), time.perf_counter()
    answer = call()
    return time.perf_counter() - wall, clock() - cpu, answer


def best(
    call: Callable[[], object], passes: int, clock: Callable[[], float] = time.process_time
) -> tuple[float, float, object]:
    """Like `timed`, the fastest of a few passes (the first warms the page cache)."""
    runs = [timed(call, clock) for _ in range(passes)]
    return min(r[0] for r in runs), min(r[1] for r in runs), runs[-1][2]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; floats with sensible digits."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return (
            "n/a" if np.isnan(value) else f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"
        )
    return f"{value:,}" if isinstance(value, int) else str(value)


def machine() -> str:
    """One line that says what this was measured on and how busy it was."""
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    load = os.getloadavg()
    return f"{os.cpu_count()} cores ({model}), load {load[0]:.1f} at the time"


def ratio(values: Sequence[float], others: Sequence[float]) -> float:
    """Median of value / other, pair by pair."""
    return statistics.median(a / b for a, b in zip(values, others, strict=True) if b > 0)
