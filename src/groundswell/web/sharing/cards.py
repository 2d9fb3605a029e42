"""The creators of a shared list as outsiders see them: only what the link says, nothing private."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from groundswell.creators.identifiers import profile_id
from groundswell.discovery.desk import Desk
from groundswell.measures.intervals import wilson_of_share
from groundswell.relationships import queries
from groundswell.relationships.queries.sharing import Remark, Shared, Tally
from groundswell.ui import formats
from groundswell.web.lists import columns as written
from groundswell.web.lists import sheet
from groundswell.web.lists.sheet import Line
from groundswell.web.sharing.guests import Guest

PER_PAGE = 40
_MOST_SHARES = 3
_LEAST_SAMPLE = 30


@dataclass(frozen=True, slots=True)
class Card:
    """One creator on the page.

    Attributes:
        key: public identifier of the profile.
        name: what to call them.
        card: what the catalog knows; empty where it is gone or may not be shown on.
        stage: name of the stage, where the link shows it.
        audience: countries with share, low and high (fractions), and the sample size.
        own: name and text of the fields that the link shows.
    """

    key: str
    name: str
    card: Mapping[str, Any]
    hidden: bool
    stage: str = ""
    audience: Sequence[tuple[str, float, float, float]] = ()
    sample: int = 0
    own: Sequence[tuple[str, str]] = ()
    votes: Tally = field(default_factory=Tally)
    remarks: Sequence[Remark] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page of cards; ``following`` is the number of the next one, None at the end."""

    cards: Sequence[Card]
    count: int
    number: int
    following: int | None


def page_of(here: Desk, shared: Shared, guest: Guest, number: int) -> Page:
    """The cards of a page of the list, in the order of the board."""
    found = queries.sheet(
        shared.scope, shared.list.uid, offset=(number - 1) * PER_PAGE, limit=PER_PAGE
    )
    profiles = [entry.profile for entry in found.entries]
    more = found.count > number * PER_PAGE
    return Page(
        cards_of(here, shared, guest, profiles), found.count, number, number + 1 if more else None
    )


def cards_of(here: Desk, shared: Shared, guest: Guest, profiles: Sequence[int]) -> list[Card]:
    """Cards of these profiles (kept rows) of the list."""
    scope, row = shared.scope, shared.list
    allowed = set(shared.link.columns)
    own = [
        column
        for key, column in written.known(queries.fields_of(scope, row.uid)).items()
        if key in allowed and column.field is not None
    ]
    lines = sheet.lines(here, row, np.array(profiles, dtype=np.int64), own)
    rows = [line.entry.shown for line in lines if line.entry and line.entry.shown is not None]
    hidden = queries.not_to_be_shown(scope, rows)
    votes = (
        queries.tallies(scope, row.uid, profiles, voter=guest.voter) if shared.link.votes else {}
    )
    said = queries.remarks(scope, row.uid, profiles)
    return [
        _card(line, allowed, hidden, votes.get(line.profile, Tally()), said.get(line.profile, ()))
        for line in lines
        if line.entry is not None
    ]


def _card(
    line: Line, allowed: set[str], hidden: set[int], votes: Tally, said: Sequence[Remark]
) -> Card:
    withheld = line.entry is not None and line.entry.shown in hidden
    known = {} if withheld else line.card
    shares, sample = _audience(known) if "audience" in allowed else ([], 0)
    return Card(
        key=profile_id(line.profile),
        name=line.called,
        card=known,
        hidden=withheld,
        stage=line.stage.name if "stage" in allowed and line.stage else "",
        audience=shares,
        sample=sample,
        own=[(str(column.label), cell.text) for column, cell in line.cells if cell.text],
        votes=votes,
        remarks=said,
    )


def _audience(card: Mapping[str, Any]) -> tuple[list[tuple[str, float, float, float]], int]:
    """The largest countries of the audience, where enough people were looked at."""
    sample = int(card.get("audience_n") or 0)
    if sample < _LEAST_SAMPLE:
        return [], sample
    shares = [
        (key.removeprefix("country:"), thousandths / 1000)
        for key, thousandths in (card.get("audience") or {}).items()
        if key.startswith("country:")
    ]
    rows = []
    for code, share in sorted(shares, key=lambda pair: -pair[1])[:_MOST_SHARES]:
        low, high = wilson_of_share(share, sample)
        rows.append((formats.country(code), float(low), share, float(high)))
    return rows, sample
