"""Facts as they came: who said what and when, where sources disagree and why they may."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from groundswell.creators import queries
from groundswell.creators.estimates import Estimate
from groundswell.creators.facts import FACTS, Fact
from groundswell.creators.figures import DERIVED, by_source, paid_of, posting_of
from groundswell.creators.postings import Postings, postings
from groundswell.creators.queries import Disagreement, Point, SourceShown
from groundswell.creators.rules import differs
from groundswell.measures import growth
from groundswell.measures.growth import Jump
from groundswell.measures.intervals import wilson
from groundswell.workspaces.scope import Scope

DAY = 86_400
Cause = Literal["day", "rounding", "definition", "base", "method", "unexplained"]

_HIDDEN = frozenset({"synthetic"})
_EXTRACTS = frozenset({"keywords"})  # two extracts of captions always differ
_MOVING = frozenset({"followers", "following", "posts_count", "likes_total", "views_total"})
_BASIS = {
    "first_party": "what the platform told the creator",
    "public": "public pages",
    "imported": "a file that somebody brought in",
    "inferred": "a computation",
    "entered": "what a colleague typed in",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A value that a source gave from ``first`` until ``last`` (seconds), ``times`` times."""

    value: Any
    first: int
    last: int
    times: int
    source: SourceShown
    newest: bool
    """Whether this is the value that is shown."""


@dataclass(frozen=True, slots=True)
class FactHistory:
    """All that was said of one fact, newest first, at most ``most`` of ``count``."""

    fact: Fact
    said: tuple[Said, ...]
    count: int
    sources: tuple[SourceShown, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """A disagreement and the likeliest cause of it, in a sentence."""

    disagreement: Disagreement
    cause: Cause
    sentence: str


@dataclass(frozen=True, slots=True)
class FoundJump:
    """An unexplained jump of followers, and who observed it."""

    jump: Jump
    source: SourceShown


def history(scope: Scope, row: int, *, most: int = 12) -> tuple[FactHistory, ...]:
    """Every fact of a profile with what each source said of it, in the order of the vocabulary.

    Runs of equal values of one source are one line. At most ``most`` lines per fact.

    Raises:
        Missing: the scope sees no such profile.
    """
    profile = queries.profile_detail(scope, row)
    told: dict[str, list[tuple[int, int, Any, SourceShown]]] = {}
    for said in queries.observed(scope, row):
        for name, value in said.facts.items():
            told.setdefault(name, []).append((said.first, said.last, value, said.source))
    found = []
    for name, fact in FACTS.items():
        if name in _HIDDEN or name not in told:
            continue
        shown = profile.facts.get(name)
        lines = _runs(told[name], None if shown is None else (shown.at, shown.source))
        sources = {one.source.row: one.source for one in lines}
        found.append(FactHistory(fact, tuple(lines[:most]), len(lines), tuple(sources.values())))
    return tuple(found)


def explained(scope: Scope, row: int) -> tuple[Explained, ...]:
    """Facts on which sources differ, each with why they may.

    Where a source's number lies within the interval of what we compute from the posts, the two do
    not disagree: so few posts tell no better.

    Raises:
        Missing: the scope sees no such profile.
    """
    held = postings(scope, row)
    pace = _pace(held.counts)
    return tuple(
        Explained(one, *explain(FACTS[one.name], one.said, pace=pace))
        for one in queries.disagreements(scope, row)
        if one.name not in _EXTRACTS and not _by_chance(one, held)
    )


def _by_chance(found: Disagreement, held: Postings) -> bool:
    """Whether all that differs is a stated number within the interval of the computed one."""
    stated = [point.value for point in found.said if point.source.kind != DERIVED]
    if len(stated) == len(found.said) or len(stated) != 1:
        return False
    interval = _computed(found.name, held)
    return interval is not None and interval[0] <= stated[0] <= interval[1]


def _computed(name: str, held: Postings) -> tuple[float, float] | None:
    """The interval of what follows from the posts, for the facts of which we know one."""
    if name == "reels_share":
        kinds = [kind for post in held.posts if (kind := post.facts.get("kind"))]
        short = sum(kind in {"reel", "short"} for kind in kinds)
        low, high = wilson(short, len(kinds))
        return float(low), float(high)
    if name in {"posts_per_week", "sponsored_share_90d"}:
        figure = posting_of(held) if name == "posts_per_week" else paid_of(held)
        if isinstance(figure, Estimate) and figure.low is not None and figure.high is not None:
            return figure.low, figure.high
    return None


def explain(fact: Fact, said: Sequence[Point], *, pace: float | None = None) -> tuple[Cause, str]:
    """The likeliest reason why sources differ on a fact, and a sentence that says it.

    Tried in this order: a base that is not named, rounding, days between them in which the count
    may have moved, different methods, different posts, nothing known.

    Args:
        fact: what is disagreed on.
        said: what the sources said last, newest first.
        pace: usual relative change of followers per day, where it is known.
    """
    newest, other = said[0], next(one for one in said[1:] if differs(said[0].value, one.value))
    return (
        _by_base(fact, newest, other)
        or _by_rounding(newest, other)
        or _by_movement(fact, newest, other, pace)
        or _by_method(fact, newest, other)
        or _by_day(fact, newest, other)
        or ("unexplained", "Nothing that is known explains it. Look at the profile, or ask.")
    )


_Cause = tuple[Cause, str] | None


def _by_base(fact: Fact, one: Point, other: Point) -> _Cause:
    if fact.name != "er_stated":
        return None
    return "base", (
        f"{one.source.name} and {other.source.name} do not say what they divide by: followers, "
        "views or reach. Rates of different bases cannot be compared."
    )


def _by_rounding(one: Point, other: Point) -> _Cause:
    if not _rounded(one.value, other.value):
        return None
    rounder = min((one, other), key=lambda point: _figures(point.value))
    return "rounding", f"{rounder.source.name} gives a rounded number."


def _by_movement(fact: Fact, one: Point, other: Point, pace: float | None) -> _Cause:
    apart = _apart(one, other)
    if fact.name not in _MOVING or apart < 1:
        return None
    change = abs(one.value - other.value) / max(one.value, other.value, 1)
    if pace is None or change <= max(3 * pace * apart, 0.02):
        return "day", f"They looked {_days(apart)} apart, and the count moved in between."
    return "unexplained", (
        f"They looked {_days(apart)} apart. At the usual pace that makes {pace * apart:.1%} of "
        f"change, not {change:.0%}."
    )


def _by_method(fact: Fact, one: Point, other: Point) -> _Cause:
    first, second = one.source, other.source
    if first.basis != second.basis:
        own = "; each takes its own posts and days" if fact.kind in {"number", "rate"} else ""
        return "method", (
            f"{first.name} rests on {_BASIS[first.basis]}, {second.name} on "
            f"{_BASIS[second.basis]}{own}."
        )
    if fact.kind in {"number", "rate"}:
        return "definition", (
            f"{fact.label} has no agreed window: {first.name} and {second.name} may average over "
            "different posts."
        )
    return None


def _by_day(fact: Fact, one: Point, other: Point) -> _Cause:
    if _apart(one, other) < 1 or fact.kind == "count":
        return None
    return "day", f"They looked {_days(_apart(one, other))} apart, and it may have changed."


def _apart(one: Point, other: Point) -> float:
    return abs(one.at - other.at) / DAY


def found_jumps(scope: Scope, row: int) -> tuple[FoundJump, ...]:
    """Jumps of followers that no post explains, newest first.

    Raises:
        Missing: the scope sees no such profile.
    """
    return jumps_of(postings(scope, row))


def jumps_of(held: Postings) -> tuple[FoundJump, ...]:
    """As `found_jumps`, for posts that were read already."""
    viral = viral_times(held)
    found = [
        FoundJump(jump, series[-1].source)
        for series in by_source(held.counts).values()
        for jump in growth.jumps(
            [one.at for one in series], [one.value for one in series], explained=viral
        )
    ]
    return tuple(sorted(found, key=lambda one: -one.jump.end))


def viral_times(held: Postings) -> list[int]:
    """When posts came out that had at least three times the usual engagement."""
    hits = held.engagements
    known = np.isfinite(hits) & (held.times > 0)
    if known.sum() < 3:
        return []
    high = known & (hits >= 3 * np.median(hits[known]))
    return [int(at) for at in held.times[high]]


# ---------------------------------------------------------------- below


def _runs(
    told: Iterable[tuple[int, int, Any, SourceShown]], shown: tuple[int, Any] | None
) -> list[Said]:
    """Equal values that a source gave in a row, as one line each; newest first."""
    apart: dict[int, list[tuple[int, int, Any, SourceShown]]] = {}
    for one in sorted(told, key=lambda one: (one[0], one[1])):
        apart.setdefault(one[3].row, []).append(one)
    lines: list[Said] = []
    for told_by_one in apart.values():
        run: list[tuple[int, int, Any, SourceShown]] = []
        for one in told_by_one:
            if run and run[-1][2] != one[2]:
                lines.append(_line(run, shown))
                run = []
            run.append(one)
        lines.append(_line(run, shown))
    return sorted(lines, key=lambda one: (-one.last, -one.first))


def _line(run: Sequence[tuple[int, int, Any, SourceShown]], shown: tuple[int, Any] | None) -> Said:
    first, last, source = run[0][0], max(one[1] for one in run), run[0][3]
    newest = shown is not None and shown[0] == last and shown[1] == source
    return Said(run[0][2], first, last, len(run), source, newest)


def _pace(counts: Sequence[Point]) -> float | None:
    """The usual relative change of followers per day, of the series with most observations."""
    series = max(by_source(counts).values(), key=len, default=[])
    if len(series) < 3:
        return None
    when = np.array([one.at for one in series]) / DAY
    change = np.diff(np.log([one.value for one in series])) / np.diff(when)
    return float(np.median(np.abs(change)))


def _rounded(one: Any, other: Any) -> bool:
    """Whether one number is the other brought to fewer figures."""
    if not all(isinstance(x, int | float) and not isinstance(x, bool) and x for x in (one, other)):
        return False
    few, many = sorted((one, other), key=_figures)
    figures = _figures(few)
    return figures < _figures(many) and float(f"{many:.{figures - 1}e}") == float(few)


def _figures(value: Any) -> int:
    """Significant figures of a number as it stands."""
    digits = f"{abs(value):.12g}".split("e")[0].replace(".", "").strip("0")
    return max(len(digits), 1)


def _days(apart: float) -> str:
    whole = round(apart)
    return "1 day" if whole == 1 else f"{whole} days"
