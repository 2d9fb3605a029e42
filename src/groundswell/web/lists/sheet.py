"""A list as rows: in which order, and what each row shows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from groundswell.creators.identifiers import profile_id
from groundswell.discovery import search as discovery
from groundswell.discovery.desk import Desk
from groundswell.discovery.language import parse
from groundswell.discovery.query import And, InList, Query
from groundswell.kernel.errors import Missing
from groundswell.measures import tiers
from groundswell.relationships import layers, queries
from groundswell.relationships.layers import Rows
from groundswell.relationships.models import List, Stage, Task
from groundswell.relationships.queries.fields import values_of
from groundswell.relationships.queries.marks import Marks, marks_of
from groundswell.relationships.queries.sharing import Tally
from groundswell.relationships.queries.stages import Placed, order_of, placed
from groundswell.relationships.queries.todo import next_tasks, today_of
from groundswell.relationships.rules import DO_NOT_CONTACT
from groundswell.web.lists import columns as written
from groundswell.web.lists.columns import Cell, Column
from groundswell.web.lists.facts import by_fact
from groundswell.web.lists.look import Look
from groundswell.web.lists.ranks import ranks
from groundswell.workspaces.scope import Scope

BLOCK = 100
"""Rows of the table that are sent at once."""

MOST_SORTED = 50_000
"""Lists up to this size can be sorted by what the catalog knows; longer ones are filtered first."""

NAME = Column("name", "", "word", "name")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the table and the board show it.

    Attributes:
        key: public identifier of the profile.
        profile: its row, as lists keep it.
        number: its place in the order, from 1.
        name: of the creator; the handle where there is none.
        card: what the catalog knows, as on a card of Discover; empty where the profile is gone.
        entry: where it stands and whose it is; None where it left the list meanwhile.
        stage: the stage in which it stands.
        owner: name of its owner; empty for nobody.
        cells: one per column.
        watched: what speaks against going on with them, in a few words each.
        rank: share of peers with a lower engagement rate, in percent, where that is known.
    """

    key: str
    profile: int
    number: int
    name: str
    card: dict[str, Any]
    entry: Placed | None
    stage: Stage | None
    owner: str
    cells: tuple[tuple[Column, Cell], ...] = ()
    votes: Tally = field(default_factory=Tally)
    notes: int = 0
    task: Task | None = None
    late: bool = False
    tags: Sequence[str] = ()
    watched: Sequence[str] = ()
    rank: int | None = None

    @property
    def called(self) -> str:
        """What to call the creator where there may be no name."""
        return self.name or _("creator %(number)s") % {"number": self.number}

    @property
    def gone(self) -> bool:
        """Whether the catalog no longer has the profile."""
        return not self.card


def asked(row: List, q: str) -> Query:
    """The query of a list page: what the reader typed, of the profiles on this list."""
    value = parse(q)
    there = InList((row.uid,))
    return Query(
        there if value.where is None else And((there, value.where)), value.prefer, value.sort
    )


def order(here: Desk, row: List, look: Look, there: dict[str, Column]) -> Rows:
    """The profiles (kept rows) that a look shows, in its order.

    Raises:
        QueryError, Invalid, Missing: the query cannot be read or answered.
    """
    scope = here.scope
    column = there.get(look.sort, NAME if look.sort == "name" else None)
    by_entry = look.sort if column is None or _of_entry(column) else "stage"
    profiles = order_of(
        scope,
        row.uid,
        stage=look.stage,
        owner=look.owner,
        sort=by_entry or "stage",
        descending=look.down,
    )
    if look.q:
        profiles = profiles[np.isin(profiles, matching(scope, row, look.q))]
    if column is not None and not _of_entry(column) and len(profiles) <= MOST_SORTED:
        profiles = by_fact(here, profiles, column, down=look.down)
    return profiles


def sortable(column: Column, total: int) -> bool:
    """Whether a table of so many rows can be ordered by a column."""
    if _of_entry(column):
        return True
    shown = column.kind not in {"words", "votes", "notes", "task", "note"}
    return shown and total <= MOST_SORTED


def lines(
    here: Desk, row: List, profiles: Rows, shown: Sequence[Column] = (), *, first: int = 0
) -> list[Line]:
    """Rows of these profiles (kept rows), in this order; ``first`` is the place of the first.

    Without columns they are cards, which also say what somebody should look at.
    """
    scope = here.scope
    wanted = profiles.tolist()
    entries = placed(scope, row.uid, wanted)
    on_show = [one.shown for one in entries.values() if one.shown is not None]
    cards = here.reader.cards(on_show, scope.workspace) if on_show else {}
    desk = _Desk(
        cards=cards,
        scheme=here.setting.scheme,
        marks=marks_of(scope, row.uid, wanted),
        tasks=next_tasks(scope, row.uid, wanted),
        said=values_of(scope, row.uid, wanted) if any(one.field for one in shown) else {},
        pipeline={one.uid: one for one in queries.stages(scope)},
        names=queries.member_names(scope),
        today=today_of(scope),
        bound={} if shown else queries.agreed_elsewhere(scope, row.uid, wanted),
        ranks={} if shown else ranks(scope, cards),
    )
    return [
        desk.line(profile, entries.get(profile), number, shown)
        for number, profile in enumerate(wanted, first + 1)
    ]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What is needed to write rows, looked up once for all of them."""

    cards: Mapping[int, Mapping[str, Any]]
    scheme: str
    marks: Mapping[int, Marks]
    tasks: Mapping[int, Task]
    said: Mapping[int, Mapping[str, Any]]
    pipeline: Mapping[str, Stage]
    names: Mapping[str, str]
    today: date
    bound: Mapping[int, str]
    ranks: Mapping[int, int]

    def line(
        self, profile: int, entry: Placed | None, number: int, shown: Sequence[Column]
    ) -> Line:
        card = dict(self.cards.get(entry.shown or 0, {})) if entry else {}
        if card:
            card["tier"] = tiers.tier(self.scheme, card.get("platform"), card.get("followers"))
        marks, task = self.marks.get(profile, Marks()), self.tasks.get(profile)
        return Line(
            key=profile_id(profile),
            profile=profile,
            number=number,
            name=str(card.get("name") or card.get("handle") or ""),
            card=card,
            entry=entry,
            stage=self.pipeline.get(entry.stage) if entry else None,
            owner=self.names.get(entry.owner, "") if entry else "",
            cells=tuple((one, self.cell(one, profile, entry, card)) for one in shown),
            votes=marks.votes,
            notes=marks.notes,
            task=task,
            late=bool(task and task.due_on and task.due_on < self.today),
            tags=marks.tags,
            watched=self.watched(profile, marks),
            rank=self.ranks.get(entry.shown or 0) if entry else None,
        )

    def watched(self, profile: int, marks: Marks) -> tuple[str, ...]:
        """What speaks against going on with somebody, in a few words each."""
        said = []
        if DO_NOT_CONTACT in marks.tags:
            said.append(_("Asked not to be contacted"))
        if profile in self.bound:
            said.append(_("Agreed on %(list)s") % {"list": self.bound[profile]})
        return tuple(said)

    def cell(
        self, column: Column, profile: int, entry: Placed | None, card: Mapping[str, Any]
    ) -> Cell:
        if entry is None:
            return Cell()
        if column.field is not None:
            value = self.said.get(profile, {}).get(column.key)
            return written.of_field(column.field, value.data if value else None, self.names)
        if column.fact:
            return written.of_card(column, card)
        if column.key in _TEXTS:
            text = _TEXTS[column.key](self, profile, entry)
            return Cell(text, text)
        return self.counted(column, profile, entry)

    def counted(self, column: Column, profile: int, entry: Placed) -> Cell:
        marks = self.marks.get(profile, Marks())
        if column.key == "votes":
            return written.of_votes(marks.votes.up, marks.votes.down)
        if column.key == "notes":
            return written.of_count(marks.notes)
        if column.key == "task":
            task = self.tasks.get(profile)
            return written.of_task(task.text, task.due_on, self.today) if task else Cell()
        return written.of_day(entry.added_at)

    def stage_name(self, entry: Placed) -> str:
        stage = self.pipeline.get(entry.stage)
        return stage.name if stage else ""


_TEXTS: Mapping[str, Callable[[_Desk, int, Placed], str]] = {
    "stage": lambda desk, _profile, entry: desk.stage_name(entry),
    "owner": lambda desk, _profile, entry: desk.names.get(entry.owner, ""),
    "note": lambda _desk, _profile, entry: entry.note,
    "tags": lambda desk, profile, _entry: ", ".join(desk.marks.get(profile, Marks()).tags),
}


def _of_entry(column: Column) -> bool:
    return column.field is not None or column.key in {"stage", "owner", "added"}


def matching(scope: Scope, row: List, q: str) -> Rows:
    """The profiles of a list (kept rows) that a query matches, in any order.

    Raises:
        QueryError, Invalid, Missing: the query cannot be read or answered.
    """
    batches = list(discovery.all_rows(scope, asked(row, q)))
    if not batches:
        return np.empty(0, dtype=np.int64)
    return layers.kept_rows(scope, np.concatenate(batches))["kept"].to_numpy()


def list_at(scope: Scope, uid: str) -> List:
    """The list of an address: identifiers only, since names change; Missing otherwise."""
    if not uid.startswith("lst_"):
        raise Missing(f"There is no list {uid[:40]!r}.", field="list")
    return queries.list_named(scope, uid)
