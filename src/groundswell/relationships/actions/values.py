"""Writing into the table of a list: one cell or a pasted block, all or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from groundswell.creators import bulk
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Invalid, Limited
from groundswell.kernel.text import fold
from groundswell.relationships import entering, queries, rules
from groundswell.relationships.actions.deeds import Changed, hold, hold_own, kept, tell, touch
from groundswell.relationships.entering import Entered, Kind, Reader, Unreadable
from groundswell.relationships.errors import BadCells, CellProblem, MovedOn
from groundswell.relationships.models import Field, List, ListEntry, Stage, Value
from groundswell.workspaces.audit import record
from groundswell.workspaces.models import Member, Workspace
from groundswell.workspaces.reversals import offer, reverses
from groundswell.workspaces.scope import Right, Scope

MOST_CELLS = 50_000
BUILT_IN = ("stage", "owner", "note")
"""Columns of the entry itself that a block may name beside fields."""


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of cells as typed or pasted.

    Attributes:
        profiles: the profile of each row, any layer.
        columns: uids of fields, or words of `BUILT_IN`.
        texts: row by row what stands in each column; an empty text clears the cell.
    """

    profiles: Sequence[int]
    columns: Sequence[str]
    texts: Sequence[Sequence[str]]


def set_values(scope: Scope, name: str, block: Block, *, locale: str = "en") -> Changed:
    """Write a block into a list; gives how many cells changed, and one reversal for all of them.

    Args:
        scope: who acts.
        name: name or uid of the list.
        block: what to write where.
        locale: how numbers and dates in it are written.

    Raises:
        Missing: no such list.
        Invalid: the block is not a rectangle, or names an unknown column.
        Limited: more than `MOST_CELLS` cells.
        BadCells: some texts cannot be read or a profile is not on the list; nothing is written.
    """
    scope.require(Right.WRITE)
    _check_shape(block)
    with transaction.atomic():
        row = hold(queries.list_named(scope, name).pk)
        sheet = _Sheet(scope, row, block, locale)
        changes = sheet.read()
        if not changes:
            return Changed(0)
        _write(scope, row, changes)
        touch(row)
        record(scope, "list.values-set", row.uid, count=len(changes))
        _tell(scope, row, changes)
        undo = offer(
            scope, "lists.values", {"list": row.uid, "changes": [one.packed() for one in changes]}
        )
    return Changed(len(changes), undo)


@reverses("lists.values")
def unset_values(scope: Scope, payload: dict[str, Any]) -> str:
    """Undo `set_values`: every cell that was not changed since says again what it said."""
    scope.require(Right.WRITE)
    row = hold_own(scope, payload["list"])
    changes = [_Change(*packed).turned() for packed in payload["changes"]]
    now_said = _said(row, {one.profile for one in changes}, {one.column for one in changes})
    still = [one for one in changes if now_said.get((one.profile, one.column)) == one.before]
    if not still:
        raise MovedOn("These cells were changed again since.")
    _write(scope, row, still)
    touch(row)
    record(scope, "list.values-set", row.uid, count=len(still))
    return f"{len(still):,} cells changed back on {row.name}"


# ---------------------------------------------------------------- reading


_Stored = list[Any] | None
"""``[data, number, word]`` of a field, ``[row]`` of a stage or owner, ``[text]`` of a note."""


@dataclass(frozen=True, slots=True)
class _Change:
    """A cell: ``column`` is the row of a field as text, or a word of `BUILT_IN`."""

    profile: int
    column: str
    before: _Stored
    after: _Stored

    def packed(self) -> list[Any]:
        return [self.profile, self.column, self.before, self.after]

    def turned(self) -> "_Change":
        return _Change(self.profile, self.column, self.after, self.before)


@dataclass(slots=True)
class _Sheet:
    """A block on its way in: what its columns are, and what its texts mean."""

    scope: Scope
    row: List
    block: Block
    locale: str
    problems: list[CellProblem] = field(default_factory=list)

    def read(self) -> list[_Change]:
        """The cells that change; raises BadCells where one cannot be read."""
        columns = [self._column(word) for word in self.block.columns]
        rows = kept(self.scope, self.block.profiles)
        there = set(
            ListEntry.objects.filter(list=self.row, profile__in=set(rows.values())).values_list(
                "profile", flat=True
            )
        )
        reader = self._reader()
        wanted: dict[tuple[int, str], _Stored] = {}
        for at, profile in enumerate(self.block.profiles):
            if rows.get(profile) not in there:
                self.problems.append(CellProblem(at, 0, "This creator is not on the list."))
                continue
            for column, (key, kind) in enumerate(columns):
                text = self.block.texts[at][column]
                wanted[rows[profile], key] = self._cell(at, column, kind, text, reader)
        if self.problems:
            size = len(self.block.profiles) * len(columns)
            raise BadCells(tuple(self.problems), size)
        said = _said(self.row, there, {key for key, _ in columns})
        return [
            _Change(profile, key, said.get((profile, key)), after)
            for (profile, key), after in wanted.items()
            if said.get((profile, key)) != after
        ]

    def _column(self, word: str) -> tuple[str, Kind]:
        if word in BUILT_IN:
            kinds = {"stage": "choice", "owner": "person", "note": "text"}
            names = [one.name for one in queries.stages(self.scope)] if word == "stage" else []
            return word, Kind(kinds[word], choices=names)
        one = queries.field_on(self.scope, self.row, word)
        return str(one.pk), Kind(one.kind, one.unit, one.currency, one.choices)

    def _reader(self) -> Reader:
        zone = ZoneInfo(Workspace.objects.get(pk=self.scope.workspace).time_zone)
        today = now().astimezone(zone).date()
        return Reader(today, self.locale, queries.people_called(self.scope))

    def _cell(self, at: int, column: int, kind: Kind, text: str, reader: Reader) -> _Stored:
        try:
            entered = entering.read(kind, text, reader)
            return self._stored(self.block.columns[column], entered)
        except Unreadable as why:
            self.problems.append(CellProblem(at, column, str(why)))
        return None

    def _stored(self, column: str, entered: Entered | None) -> _Stored:
        if column == "note":
            return [entered.data] if entered else None
        if entered is None:
            return None
        if column == "stage":
            stage = queries.stage_named(self.scope, entered.data)
            return None if stage.initial else [stage.pk]
        if column == "owner":
            members = Member.objects.filter(workspace_id=self.scope.workspace)
            return [members.get(uid=entered.data).pk]
        return [entered.data, entered.number, entered.word]


def _check_shape(block: Block) -> None:
    wide, high = len(block.columns), len(block.profiles)
    if len(block.texts) != high or any(len(texts) != wide for texts in block.texts):
        raise Invalid(f"The block is not {high} rows of {wide} columns.", field="texts")
    if len(set(block.columns)) != wide:
        raise Invalid("A column is named twice.", field="columns")
    if wide * high > MOST_CELLS:
        raise Limited(f"At most {MOST_CELLS:,} cells can be written at once.", field="texts")


# ---------------------------------------------------------------- what is said, and writing


def _said(
    row: List, profiles: Iterable[int], columns: Iterable[str]
) -> dict[tuple[int, str], _Stored]:
    """What stands in these cells now; a cell that says nothing is left out."""
    rows, keys = list(profiles), list(columns)
    fields = [int(key) for key in keys if key not in BUILT_IN]
    values = Value.objects.filter(list=row, profile__in=rows, field__in=fields)
    found: dict[tuple[int, str], _Stored] = {
        (one.profile, str(one.field_id)): [one.data, one.number, one.word] for one in values
    }
    if len(fields) < len(keys):
        entries = ListEntry.objects.filter(list=row, profile__in=rows)
        for one in entries.only("profile", "stage", "owner", "note"):
            stored = {"stage": one.stage_id, "owner": one.owner_id, "note": one.note}
            found |= {
                (one.profile, key): [stored[key]] for key in keys if key in BUILT_IN and stored[key]
            }
    return found


def _write(scope: Scope, row: List, changes: Sequence[_Change]) -> None:
    by_column: dict[str, list[_Change]] = {}
    for one in changes:
        by_column.setdefault(one.column, []).append(one)
    for column, some in by_column.items():
        if column in BUILT_IN:
            _write_entry(scope, row, column, some)
        else:
            _write_field(scope, row, int(column), some)


def _write_field(scope: Scope, row: List, pk: int, changes: Sequence[_Change]) -> None:
    if not Field.objects.filter(pk=pk, workspace_id=scope.workspace).exists():
        raise MovedOn("The field is gone.")
    profiles = [one.profile for one in changes]
    Value.objects.filter(list=row, field=pk, profile__in=profiles).delete()
    moment = now()
    Value.objects.bulk_create(
        [
            Value(
                field_id=pk,
                list=row,
                profile=one.profile,
                data=one.after[0],
                number=one.after[1],
                word=one.after[2],
                at=moment,
                by=scope.actor,
            )
            for one in changes
            if one.after is not None
        ],
        batch_size=2_000,
    )


def _write_entry(scope: Scope, row: List, column: str, changes: Sequence[_Change]) -> None:
    entries = dict(
        ListEntry.objects.filter(
            list=row, profile__in=[one.profile for one in changes]
        ).values_list("profile", "pk")
    )
    known = _known(scope, column)
    rows = [
        (_entry_value(column, one.after, known), entries[one.profile])
        for one in changes
        if one.profile in entries
    ]
    name, kind = {
        "stage": ("stage_id", "bigint"), "owner": ("owner_id", "bigint"), "note": ("note", "text"),
    }[column]  # fmt: skip
    bulk.update(ListEntry, ((name, kind),), rows)


def _known(scope: Scope, column: str) -> set[int]:
    """Stages or members that are still there: an undo may name one that is gone."""
    if column == "note":
        return set()
    if column == "stage":
        rows = Stage.objects.filter(workspace_id=scope.workspace, archived_at=None)
        return set(rows.values_list("pk", flat=True))
    members = Member.objects.filter(workspace_id=scope.workspace)
    return set(members.values_list("pk", flat=True))


def _entry_value(column: str, stored: _Stored, known: set[int]) -> Any:
    if column == "note":
        return rules.check_text(stored[0], "note", empty=True) if stored else ""
    return stored[0] if stored and stored[0] in known else None


def _tell(scope: Scope, row: List, changes: Sequence[_Change]) -> None:
    profiles = sorted({one.profile for one in changes})
    keys = sorted({one.column for one in changes})
    names = _names_of_columns(keys)
    tell(scope, "list.values-set", row, profiles, fields=names, cells=len(changes))


def _names_of_columns(keys: Iterable[str]) -> list[str]:
    known: Mapping[str, str] = {
        str(pk): name
        for pk, name in Field.objects.filter(
            pk__in=[int(key) for key in keys if key not in BUILT_IN]
        ).values_list("pk", "name")
    }
    return sorted((known.get(key, key) for key in keys), key=fold)
