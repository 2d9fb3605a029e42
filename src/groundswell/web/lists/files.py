"""A list as a file: what the catalog knows, where each stands, and the workspace's own columns."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from groundswell.discovery.desk import Desk
from groundswell.discovery.export import USUAL, frame_of, schema_of
from groundswell.kernel.money import exponent
from groundswell.kernel.tables import Format, open_table
from groundswell.relationships import actions, queries
from groundswell.relationships.layers import Rows
from groundswell.relationships.models import Field, List
from groundswell.web.lists import sheet
from groundswell.web.lists.sheet import Line
from groundswell.workspaces.scope import Right

_PAGE = 2_000
_Types = dict[str, pl.DataType | type[pl.DataType]]
_ENTRY: _Types = {
    "stage": pl.String,
    "owner": pl.String,
    "remark": pl.String,
    "added": pl.Datetime("us", "UTC"),
    "votes_for": pl.Int64,
    "votes_against": pl.Int64,
    "tags": pl.List(pl.String),
}
_TYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "number": pl.Float64, "money": pl.Float64, "date": pl.Date, "flag": pl.Boolean,
}  # fmt: skip


def list_file(here: Desk, row: List, order: Rows, kind: Format) -> Iterator[bytes]:
    """The profiles of a list in this order, as a file that is sent while it is written.

    Amounts of money are in whole units of the currency that stands in the column beside them.
    Raises Refused at once without the right to export.
    """
    here.scope.require(Right.EXPORT)
    return _written(here, row, order, kind)


def _written(here: Desk, row: List, order: Rows, kind: Format) -> Iterator[bytes]:
    named = _named(queries.fields_of(here.scope, row.uid))
    known = schema_of(USUAL)
    names = queries.member_names(here.scope)
    target = _Target()
    with open_table(target, kind, {**known, **_ENTRY, **_types(named)}) as table:
        for at in range(0, len(order), _PAGE):
            part = order[at : at + _PAGE]
            said = queries.values_of(here.scope, row.uid, part.tolist())
            there = [one for one in sheet.lines(here, row, part) if one.entry is not None]
            facts = frame_of(
                [one.entry.shown or one.profile for one in there if one.entry],
                [one.card for one in there],
                known,
                here.setting.scheme,
            )
            rest = pl.DataFrame(
                [_entry(one) | _own(said.get(one.profile, {}), named, names) for one in there],
                schema={**_ENTRY, **_types(named)},
            )
            table.frame(pl.concat([facts, rest], how="horizontal"))
            yield target.taken()
    actions.note_export(here.scope, row.uid, rows=len(order), kind=kind)
    yield target.taken()


class _Target(io.BytesIO):
    """A stream whose content is taken away as it comes, so that memory does not grow."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        content = self.getvalue()
        self.seek(0)
        self.truncate()
        return content


def _entry(line: Line) -> dict[str, Any]:
    assert line.entry is not None
    return {
        "stage": line.stage.name if line.stage else None,
        "owner": line.owner or None,
        "remark": line.entry.note or None,
        "added": line.entry.added_at,
        "votes_for": line.votes.up,
        "votes_against": line.votes.down,
        "tags": list(line.tags),
    }


def _named(own: list[Field]) -> list[tuple[Field, str]]:
    """The fields with the names of their columns, each name once."""
    taken = {*USUAL, *_ENTRY}
    named = []
    for field in own:
        name = field.name
        while name in taken:
            name = f"{name} (own)"
        taken |= {name, f"{name} currency"}
        named.append((field, name))
    return named


def _types(named: list[tuple[Field, str]]) -> _Types:
    types: _Types = {}
    for field, name in named:
        types[name] = _TYPES.get(field.kind, pl.String)
        if field.kind == "money":
            types[f"{name} currency"] = pl.String
    return types


def _own(
    said: dict[str, Any], named: list[tuple[Field, str]], names: dict[str, str]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field, name in named:
        data = said[field.uid].data if field.uid in said else None
        values[name] = _plain(field, data, names)
        if field.kind == "money":
            values[f"{name} currency"] = data["currency"] if data else None
    return values


def _plain(field: Field, data: Any, names: dict[str, str]) -> Any:
    if data is None:
        return None
    if field.kind == "money":
        return data["minor"] / 10 ** exponent(data["currency"])
    if field.kind == "number":
        return float(data)
    if field.kind == "date":
        return date.fromisoformat(data)
    if field.kind == "person":
        return names.get(data)
    return data
