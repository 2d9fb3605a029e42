"""What a header alone says of its column."""

import re
from dataclasses import dataclass, replace

from groundswell.connectors.spreadsheet import vocabulary
from groundswell.connectors.spreadsheet.audiences import age_band, audience_target
from groundswell.connectors.spreadsheet.targets import Target
from groundswell.creators.facts import AGE_BANDS, GROWTH_DAYS

_WINDOW = re.compile(
    r"\b(?:last |past )?(\d{1,3}) ?d(?:ays?)?\b|\b(\d{1,2}) ?m(?:onths?)?\b|\bmonthly\b"
)
_UNITS: dict[str, float] = {"min": 1 / 60, "mins": 1 / 60, "minutes": 1 / 60, "sec": 1 / 3600}
_UNITS |= {"seconds": 1 / 3600, "h": 1, "hrs": 1, "hours": 1}
_SCALES = {"k": 1e3, "in k": 1e3, "thousands": 1e3, "in thousands": 1e3, "m": 1e6, "mio": 1e6}
_SCALES |= {"in m": 1e6, "millions": 1e6, "in millions": 1e6, "in million": 1e6, "million": 1e6}
_RANK = re.compile(r"\brank(?:ing)?\b|\brang\b|\bpercentile\b|\bposition\b")
# what the catalog holds of nobody, whoever says it
_NEVER = re.compile(
    r"\bethnic|\brace\b|\breligio|\bpolitical|\bhealth (?:state|status|condition)\b"
    r"|\bsexual orientation\b|\bdisabilit"
)
_GROWTH = re.compile(
    r"\bgrowth\b|\bwachstum\b|\bcroissance\b|\bcrecimiento\b|\bcrescimento\b|\bcrescita\b"
)


@dataclass(frozen=True, slots=True)
class Hint:
    """What a header says: why, the target, how sure that is, and what its numbers count in."""

    reason: str
    target: Target | None = None
    confidence: float = 0.0
    factor: float = 1.0


def hint(header: str, kind: str) -> Hint:
    """What the header says of a column whose rows are of this kind."""
    phrase, inner = vocabulary.bare(header)
    if _RANK.search(phrase):
        return Hint("a rank is not kept")
    if _NEVER.search(phrase):
        return Hint("never stored here")
    if (share := _share(header, phrase, kind)) is not None:
        return share
    platform, rest = vocabulary.platform_of(phrase)
    posts = kind == "posts"
    if platform is not None and not rest:
        return Hint("named after the platform", Target("handle", platform), 0.9)
    found = _fact(rest if platform is not None else phrase, inner, posts=posts)
    if found is None and platform is not None:
        found, platform = _fact(phrase, inner, posts=posts), None
    if found is None or found.target is None:
        return Hint("the header is not known")
    target = found.target
    if platform is not None and target.post is None:
        target = Target(target.name, platform)
    return replace(found, target=target, factor=found.factor * _SCALES.get(inner, 1.0))


def _share(header: str, phrase: str, kind: str) -> Hint | None:
    """What a header says of an audience."""
    if kind != "posts" and (found := audience_target(header)) is not None:
        return Hint("the header names a share", Target(found[0]), found[1])
    if (band := age_band(header)) and band not in AGE_BANDS and not vocabulary.known(header):
        return Hint(f"{band} is not one of the age bands that are kept")
    if kind == "audience" and (name := vocabulary.lookup_long(phrase)):
        return Hint("the header names it", Target(name), 0.9)
    return None


def _fact(phrase: str, inner: str, *, posts: bool) -> Hint | None:
    """What a phrase names."""
    words = phrase.split()
    unit = words[-1] if len(words) > 1 and words[-1] in _UNITS else inner
    if (found := vocabulary.lookup(phrase, posts=posts)) is None and words[-1:] == [unit]:
        found = vocabulary.lookup(" ".join(words[:-1]), posts=posts)
    if found is not None:
        return _known(*found, unit)
    if (name := _growth(f"{phrase} {inner}")) is not None:
        return Hint("the header names a growth", Target(name), 0.85)
    shorter = " ".join(_WINDOW.sub(" ", phrase).replace(" percent", " ").split())
    if shorter and shorter != phrase and (found := vocabulary.lookup(shorter, posts=posts)):
        name, factor = _per_week(found[0])
        if name in {"followers", "following", "views_total", "likes_total", "posts_count"}:
            return None  # "views 7d" is not all views
        return Hint("the header names it, over a window", Target(name), 0.75, factor)
    return None


def _known(name: str, exact: bool, unit: str) -> Hint:  # noqa: FBT001 - as `vocabulary.lookup` has it
    if name.startswith("hours_") and unit in _UNITS:
        return Hint(f"the header names it, in {unit}", Target(name), 0.9, _UNITS[unit])
    name, factor = _per_week(name)
    if exact:
        return Hint("the header names it", Target(name), 0.95, factor)
    return Hint("the header is close to it", Target(name), 0.8, factor)


def _per_week(name: str) -> tuple[str, float]:
    base, _, per = name.partition("/")
    return base, {"month": 12 / 52.1775, "day": 7.0}.get(per, 1.0)


def _growth(phrase: str) -> str | None:
    if not _GROWTH.search(phrase):
        return None
    window = _WINDOW.search(phrase)
    days = 30
    if window is not None and window[1]:
        days = int(window[1])
    elif window is not None and window[2]:
        days = {12: 365}.get(int(window[2]), int(window[2]) * 30)
    elif "year" in phrase:
        days = 365
    base = "views_growth" if "view" in phrase else "likes_growth" if "like" in phrase else "growth"
    return f"{base}_{days}d" if days in GROWTH_DAYS else None
