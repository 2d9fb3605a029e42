"""Geometry of the small drawings: pure functions from values to coordinates, drawn by templates.

A share bar is solid up to the low end of the interval (what we are sure of), pale to the high end
(what is possible), with a stroke at the estimate. See the visual language, section 6.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, pi, sin
from typing import TypedDict

from groundswell.kernel.clock import now

# washes of the avatars: start, end, ink; each pair holds 4.5 : 1 for its initials
_WASHES = (
    ("#f6dbe4", "#e2def5", "#8a2c57"), ("#d7e7e4", "#e9e6d2", "#1f5f5b"),
    ("#e9e6d2", "#f3dfc9", "#5f5712"), ("#e2e6f8", "#dfe3f2", "#3b3a86"),
    ("#f6dbd6", "#f1ddd6", "#8c3420"), ("#d9e6f4", "#dbe4ee", "#1f4f7d"),
)  # fmt: skip


def _clip(value: float) -> float:
    return min(1.0, max(0.0, value))


def _percent(value: float) -> str:
    return f"{value * 100:.2f}%"


class ShareBar(TypedDict):
    """Where the parts of a share bar lie, as percentages of its width."""

    solid: str
    band_x: str
    band: str
    at: str
    threshold: str | None


def share_bar(
    value: float, low: float | None, high: float | None, threshold: float | None = None
) -> ShareBar:
    """A share (0..1) with its interval; without one, all up to the value is pale but the stroke."""
    bottom = _clip(low if low is not None else 0.0)
    top = _clip(high if high is not None else value)
    return {
        "solid": _percent(bottom),
        "band_x": _percent(bottom),
        "band": _percent(max(0.0, top - bottom)),
        "at": _percent(_clip(value)),
        "threshold": None if threshold is None else _percent(_clip(threshold)),
    }


class Ridge(TypedDict):
    """A ridge of peers with a band on its foot and a stroke at the estimate, in pixels."""

    width: int
    height: int
    foot: float
    points: str
    band_x: float
    band: float
    at: float | None
    top: float


def ridge(
    curve: Sequence[float],
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    *,
    width: int = 96,
    height: int = 22,
) -> Ridge:
    """Peers' density on equal steps, with the place (0..1 of the axis) of the subject."""
    foot = height - 5.0
    peak = max(curve, default=0.0) or 1.0
    steps = max(1, len(curve) - 1)
    heights = [foot - (foot - 3) * density / peak for density in curve]
    line = " ".join(f"{width * i / steps:.1f},{y:.1f}" for i, y in enumerate(heights))
    place = None if value is None else _clip(value)
    left = _clip(low) if low is not None else (place or 0.0)
    right = _clip(high) if high is not None else left
    top = foot - 5 if place is None or not heights else heights[round(place * (len(heights) - 1))]
    return {
        "width": width,
        "height": height,
        "foot": foot,
        "points": f"0,{foot} {line} {width},{foot}",
        "band_x": round(left * width, 1),
        "band": round(max(0.0, right - left) * width, 1),
        "at": None if place is None else round(place * width, 1),
        "top": round(min(top, foot - 5), 1),
    }


class Spark(TypedDict):
    """A sparkline: the line, the last point, and flagged points, in pixels."""

    width: int
    height: int
    points: str
    last: tuple[float, float] | None
    flagged: list[tuple[float, float]]


def spark(
    values: Sequence[float], flagged: Sequence[int] = (), *, width: int = 84, height: int = 22
) -> Spark:
    """Values in order of time, scaled to their own range; a flat series runs through the middle."""
    if not values:
        return {"width": width, "height": height, "points": "", "last": None, "flagged": []}
    low, high = min(values), max(values)
    room = height - 6
    steps = max(1, len(values) - 1)

    def place(index: int) -> tuple[float, float]:
        share = 0.5 if high == low else (values[index] - low) / (high - low)
        return round(2 + (width - 4) * index / steps, 1), round(3 + room * (1 - share), 1)

    points = [place(index) for index in range(len(values))]
    return {
        "width": width,
        "height": height,
        "points": " ".join(f"{x},{y}" for x, y in points),
        "last": points[-1],
        "flagged": [points[index] for index in flagged if 0 <= index < len(points)],
    }


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a histogram, in pixels."""

    x: float
    width: float
    y: float
    height: float
    inside: bool


def histogram(
    counts: Sequence[float],
    inside: Sequence[bool] | None = None,
    *,
    width: int = 216,
    height: int = 44,
) -> list[Bar]:
    """Bars side by side, the highest at full height; one that counts anything is seen."""
    peak = max(counts, default=0) or 1
    slot = width / max(1, len(counts))
    bars = []
    for index, value in enumerate(counts):
        tall = 0.0 if value <= 0 else max(1.0, height * value / peak)
        bars.append(
            Bar(
                round(index * slot + 0.5, 2), round(max(0.5, slot - 1), 2),
                round(height - tall, 2), round(tall, 2),
                True if inside is None else bool(inside[index]),
            )
        )  # fmt: skip
    return bars


class Disc(TypedDict):
    """The disc of freshness: full, a slice (path), or hollow once the shelf life is over."""

    full: bool
    path: str
    old: bool


def freshness(when: datetime, shelf: timedelta) -> Disc:
    """A disc that empties over the shelf life of a fact."""
    left = 1 - (now() - when) / shelf
    if left <= 0:
        return {"full": False, "path": "", "old": True}
    if left > 0.97:
        return {"full": True, "path": "", "old": False}
    angle = 2 * pi * left - pi / 2
    x, y = 5 + 4 * cos(angle), 5 + 4 * sin(angle)
    return {
        "full": False,
        "path": f"M5 5V1A4 4 0 {int(left > 0.5)} 1 {x:.2f} {y:.2f}Z",
        "old": False,
    }


class Avatar(TypedDict):
    """Initials on a wash that is always the same for the same name."""

    initials: str
    start: str
    end: str
    ink: str
    mark: str


def avatar(name: str) -> Avatar:
    """The picture of somebody of whom we keep no picture."""
    digest = hashlib.sha256(name.encode()).digest()
    start, end, ink = _WASHES[digest[0] % len(_WASHES)]
    letters = [word[0] for word in name.replace("@", " ").split() if word[0].isalnum()]
    initials = (letters[0] + (letters[-1] if len(letters) > 1 else "")).upper() if letters else "–"
    return {"initials": initials, "start": start, "end": end, "ink": ink, "mark": digest[1:5].hex()}


class Piece(TypedDict):
    """A stretch of a stacked bar."""

    label: str
    count: float
    x: str
    width: str
    shade: int


def pieces(parts: Sequence[tuple[str, float]]) -> list[Piece]:
    """A whole cut in ordered parts; shades run from light to dark over the parts, as for tiers."""
    total = sum(count for _, count in parts) or 1
    shown, start = [], 0.0
    for index, (label, number) in enumerate(parts):
        share = number / total
        shown.append(
            Piece(
                label=label, count=number, x=_percent(start), width=_percent(share),
                shade=1 + round(4 * index / max(1, len(parts) - 1)) if len(parts) > 1 else 4,
            )
        )  # fmt: skip
        start += share
    return shown
