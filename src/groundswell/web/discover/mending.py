"""When a search says nothing: what was probably meant, and which part is in the way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from groundswell.discovery import search as discovery
from groundswell.discovery.errors import QueryError
from groundswell.discovery.language import parse
from groundswell.discovery.query import Query
from groundswell.discovery.writing import format_query
from groundswell.kernel.errors import GroundswellError
from groundswell.web.discover.chips import chips
from groundswell.web.discover.editing import parts_of, without
from groundswell.workspaces.scope import Scope

MOST_PARTS = 12
_MEANT = re.compile(r"Did you mean (.+)\?")
_WRITE = re.compile(r"(?:Write|For example) (.+?)\.?$")
_QUOTED = re.compile(r"“([^”]+)”")
_HANDLE = re.compile(r"@[\w.\-]+")


@dataclass(frozen=True, slots=True)
class Fix:
    """What was probably meant: a ``label`` to press and the whole ``text`` it stands for."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text cannot be searched for.

    Attributes:
        before, bad, after: the text in three pieces; ``bad`` is at fault, and may be empty where
            something is missing.
        sentence: what is wrong.
        hint: what is accepted, where no fix says it better.
        fixes: ready to take.
        control: the control of the panel whose value it is, where it was not typed.
    """

    before: str
    bad: str
    after: str
    sentence: str
    hint: str
    fixes: tuple[Fix, ...]
    control: str = ""


def fault_of(text: str, error: GroundswellError) -> Fault:
    """The fault of a text, with the fixes that can really be read."""
    start, end = 0, 0
    if isinstance(error, QueryError) and not error.path:
        start, end = error.position, error.position + error.length
    elif place := _place(text, error.sentence):
        start, end = place
    fixes = tuple(_fixes(text, start, end, error))
    hint = "" if fixes else error.hint or ""
    control = error.path if isinstance(error, QueryError) else ""
    return Fault(text[:start], text[start:end], text[end:], error.sentence, hint, fixes, control)


def _place(text: str, sentence: str) -> tuple[int, int] | None:
    """Where the value that a refusal names stands in the text."""
    for name in [*_QUOTED.findall(sentence), *_HANDLE.findall(sentence)]:
        at = text.lower().find(name.lower())
        if at >= 0:
            return at, at + len(name)
    return None


def _fixes(text: str, start: int, end: int, error: GroundswellError) -> Iterator[Fix]:
    seen = {text}
    for word in _meant(error.hint or ""):
        for new in (word, f'"{word}"'):
            fixed = text[:start] + new + text[end:]
            if fixed not in seen and _reads(fixed):
                seen.add(fixed)
                yield Fix(word, fixed)
                break


def _meant(hint: str) -> Iterator[str]:
    """The words of a hint that could stand in the place of the fault."""
    if match := _MEANT.search(hint):
        for part in match[1].split(" or "):
            yield part.partition(" (")[0].strip("“”").rstrip(",")
    elif match := _WRITE.search(hint):
        for part in re.split(r" or (?=\S+$)", match[1].partition(" for ")[0]):
            yield part.partition(" (")[0].strip()


def _reads(text: str) -> bool:
    try:
        parse(text)
    except QueryError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Way:
    """How many there would be without one part of the query."""

    part: str
    count: int
    text: str


def ways_out(scope: Scope, query: Query) -> list[Way]:
    """What dropping each part would give, most first.

    Parts without which there is still nobody are left out; nothing where there are more than
    `MOST_PARTS` parts.
    """
    parts = parts_of(query)
    if not 1 < len(parts) <= MOST_PARTS:
        return []
    shown = chips(query)
    found = []
    for at in range(len(parts)):
        rest = without(query, at)
        if count := discovery.count(scope, rest):
            found.append(Way(shown[at].name, count, format_query(rest)))
    return sorted(found, key=lambda way: -way.count)
