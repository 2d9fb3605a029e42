"""One list as a table that is edited like a spreadsheet."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.creators.identifiers import profile_row, profile_rows
from groundswell.discovery.desk import Desk, desk
from groundswell.discovery.errors import QueryError
from groundswell.kernel.errors import Invalid, Missing
from groundswell.kernel.ids import random_uid
from groundswell.relationships import actions, queries
from groundswell.relationships.actions.values import Block
from groundswell.relationships.caching import kept
from groundswell.relationships.errors import BadCells
from groundswell.relationships.layers import Rows
from groundswell.relationships.models import List
from groundswell.ui import formats, locales
from groundswell.web.answers import partial_or_page
from groundswell.web.doors import MemberRequest, here, member
from groundswell.web.lists import columns, feet, sheet
from groundswell.web.lists.bodies import Cells, read_body
from groundswell.web.lists.columns import Column
from groundswell.web.lists.frame import frame_of
from groundswell.web.lists.look import Look
from groundswell.workspaces.scope import Right

MOST_AT_ONCE = 2_000
"""Rows that are sent as text at once, for copying."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a table request needs: the list, how it is looked at, and at which desk."""

    row: List
    look: Look
    desk: Desk
    there: dict[str, Column]
    shown: list[Column]

    @classmethod
    def of(cls, request: MemberRequest, uid: str) -> "Table":
        """The table of an address."""
        row = sheet.list_at(request.scope, uid)
        look = Look.of(request.GET)
        there = columns.known(queries.fields_of(request.scope, row.uid))
        shown = columns.chosen(there, look.cols)
        return cls(row, look, desk(request.scope), there, shown)

    def order(self, token: str) -> Rows:
        """The order that the page with this token began with, as long as this process knows it."""
        name = ("order", self.desk.scope.workspace, self.row.pk, token, self.look.address(cols=""))
        return kept(name, "", lambda: sheet.order(self.desk, self.row, self.look, self.there))


@member(Right.READ)
def table(request: MemberRequest, uid: str) -> HttpResponse:
    """The list as a table, its first rows filled."""
    asked = Table.of(request, uid)
    token = random_uid("ord")
    problem, order = None, np.empty(0, dtype=np.int64)
    try:
        order = asked.order(token)
    except (QueryError, Invalid, Missing) as refusal:
        if not asked.look.q:
            raise
        problem = refusal
    first = _place(request, len(order)) // sheet.BLOCK * sheet.BLOCK
    part = order[first : first + sheet.BLOCK]
    context = _context(request, asked, token, len(order)) | {
        "problem": problem,
        "total": len(order),
        "rowcount": len(order) + 2,
        "first_block": first // sheet.BLOCK,
        "next": first + sheet.BLOCK < len(order),
        "next_url": asked.look.address(**{"from": first + sheet.BLOCK}),
        "lines": sheet.lines(asked.desk, asked.row, part, asked.shown, first=first),
    }
    return partial_or_page(request, "lists/table.html", context, part="lists/_table.html")


@member(Right.READ)
def rows(request: MemberRequest, uid: str) -> HttpResponse:
    """A stretch of the table: rows by place or by name, the figures below, or text to copy."""
    asked = Table.of(request, uid)
    part = request.GET.get("part", "")
    order = asked.order(request.GET.get("order", ""))
    if part == "foot":
        return render(request, "lists/_foot.html", _footed(asked, order))
    first = _place(request, len(order))
    if part == "text":
        return _as_text(request, asked, order, first)
    keys = request.GET.get("keys", "")
    if keys:
        chosen = np.array(profile_rows(keys.split(",")[: sheet.BLOCK]), dtype=np.int64)
    else:
        chosen = order[first : first + sheet.BLOCK]
    lines = sheet.lines(asked.desk, asked.row, chosen, asked.shown, first=first)
    context = {"lines": lines, "list": asked.row, "may_write": Right.WRITE in request.scope.rights}
    return render(request, "lists/_rows.html", context)


@member(Right.WRITE, methods=("POST",))
def cells(request: MemberRequest, uid: str) -> JsonResponse:
    """Write a rectangle of cells, all or none; says which could not be read."""
    row = sheet.list_at(request.scope, uid)
    body = read_body(request, Cells)
    block = Block([profile_row(one) for one in body.ids], body.columns, body.texts)
    try:
        done = actions.set_values(request.scope, row.uid, block, locale=str(locales.locale()))
    except BadCells as refusal:
        return JsonResponse(_refused(body, refusal))
    text = _wrote(body, done.count)
    address = here(request, "undo", done.undo) if done.undo else None
    return JsonResponse({"text": text, "undo": address, "errors": []})


def _wrote(body: Cells, changed: int) -> str:
    high, wide = len(body.ids), len(body.columns)
    size = {"rows": formats.count(high), "columns": formats.count(wide)}
    if not changed:
        return _("Nothing changed")
    if body.word == "pasted":
        return _("Pasted %(rows)s rows by %(columns)s columns") % size
    if body.word == "cleared":
        return ngettext("Cleared %(n)s cell", "Cleared %(n)s cells", changed) % {
            "n": formats.count(changed)
        }
    if body.word == "filled":
        return ngettext("Filled %(n)s cell", "Filled %(n)s cells", changed) % {
            "n": formats.count(changed)
        }
    return ngettext("%(n)s cell changed", "%(n)s cells changed", changed) % {
        "n": formats.count(changed)
    }


def _refused(body: Cells, refusal: BadCells) -> dict[str, Any]:
    """Which cells could not be read and why, for the grid and for its reader."""
    wrong = [
        {
            "id": body.ids[cell.row],
            "column": body.columns[cell.column],
            "value": body.texts[cell.row][cell.column],
            "sentence": cell.reason,
        }
        for cell in refusal.cells
    ]
    size = len(body.ids) * len(body.columns)
    text = ngettext(
        "%(wrong)s of %(size)s cells cannot be read, so nothing was written.",
        "%(wrong)s of %(size)s cells cannot be read, so nothing was written.",
        size,
    ) % {"wrong": formats.count(len(wrong)), "size": formats.count(size)}
    if size == 1:
        text = wrong[0]["sentence"]
    context = {"text": text, "wrong": wrong[:5], "more": max(0, len(wrong) - 5),
               "others": size - len(wrong), "single": size == 1}  # fmt: skip
    problems = render_to_string("lists/_problems.html", context)
    return {"text": text, "undo": None, "errors": wrong, "problems": problems}


def _context(request: MemberRequest, asked: Table, token: str, total: int) -> dict[str, Any]:
    look, row = asked.look, asked.row
    on = {one.key for one in asked.shown}
    rows_url = here(request, "list_rows", row.uid) + look.address(order=token)
    label = asked.there[look.sort].label if look.sort in asked.there else _("Creator")
    return frame_of(request, row, "table") | {
        "heads": [_head(request, asked, one, total) for one in asked.shown],
        "name_head": _sorting(look, "name"),
        "columns": [{"column": one, "on": one.key in on} for one in asked.there.values()],
        "on": len(on),
        "stretch": sheet.BLOCK,
        "stages": queries.stages(request.scope),
        "members": queries.member_names(request.scope),
        "wide": len(asked.shown) + 2,
        "words": _words(),
        "bulk": _bulk(request, row),
        "tags": list(queries.tags_used(request.scope))[:50],
        "sorted_by": label,
        "rows_url": rows_url,
        "foot_url": f"{rows_url}&part=foot",
        "cells_url": here(request, "list_cells", row.uid),
        "bulk_url": here(request, "list_bulk", row.uid) + look.address(order=token),
        "field_url": here(request, "list_field_new", row.uid) + look.address(),
        "plain_url": here(request, "list_table", row.uid) + look.plain(),
        "unsorted_url": here(request, "list_table", row.uid) + look.address(sort="", down=False),
    }


def _sorting(look: Look, key: str) -> dict[str, str]:
    way = ("descending" if look.down else "ascending") if look.sort == key else ""
    arrow = "arrow-down" if look.down else "arrow-up"
    return {"sorted": way, "icon": arrow, "address": look.sorted_by(key)}


def _head(request: MemberRequest, asked: Table, column: Column, total: int) -> dict[str, Any]:
    head: dict[str, Any] = _sorting(asked.look, column.key)
    if not sheet.sortable(column, total):
        head["address"] = ""
    choices = _choices(request, column)
    field = column.field
    mine = field is not None and (field.list_id or Right.ADMIN in request.scope.rights)
    may = bool(mine) and Right.WRITE in request.scope.rights
    form = here(request, "list_field", asked.row.uid, column.key) if may else ""
    return head | {
        "column": column,
        "choices": json.dumps(choices) if choices is not None else "",
        "form": form and form + asked.look.address(),
    }


def _words() -> dict[str, str]:
    """What the grid says aloud."""
    return {
        "range": _("%(rows)s rows by %(columns)s columns chosen"),
        "copied": _("Copied %(rows)s rows by %(columns)s columns"),
        "readonly": _("These cells are only shown"),
        "shut": _("%(names)s cannot be edited, so what was pasted there is left out"),
        "beyond": _("%(rows)s rows of the block lie below the last row and are left out"),
        "nothing": _("There is nothing to undo"),
        "nomore": _("There is nothing to do again"),
        "toolong": _("Your browser does not let us copy that much; export it instead."),
    }


def _bulk(request: MemberRequest, row: List) -> list[dict[str, Any]]:
    """What can be done to the ticked rows, each with what there is to choose."""
    scope = request.scope
    steps = [(one.uid, one.name) for one in queries.stages(scope)]
    owners = [*queries.member_names(scope).items(), ("", _("Nobody"))]
    others = [(one.uid, one.name) for one in queries.lists_of(scope) if one.pk != row.pk]
    return [
        {"key": "move", "label": _("Move to"), "icon": "arrow-right", "choices": steps},
        {"key": "give", "label": _("Owner"), "icon": "user", "choices": owners},
        {"key": "tag", "label": _("Tag"), "icon": "tag", "choices": []},
        {"key": "copy", "label": _("Copy to"), "icon": "copy", "choices": others},
    ]


def _choices(request: MemberRequest, column: Column) -> list[tuple[str, str]] | None:
    """What a cell of the column can be, where it is chosen and not typed."""
    if column.key == "stage":
        return [(one.name, one.name) for one in queries.stages(request.scope)]
    if column.key == "owner" or (column.field and column.field.kind == "person"):
        names = queries.member_names(request.scope).values()
        return [("", "–"), *((name, name) for name in names)]
    if column.field and column.field.kind == "choice":
        return [("", "–"), *((word, word) for word in column.field.choices)]
    return None


def _footed(asked: Table, order: Rows) -> dict[str, Any]:
    below = feet.feet(asked.desk, asked.row, order, asked.shown, filtered=asked.look.filtered)
    return {"feet": list(zip(asked.shown, below, strict=True)), "total": len(order)}


def _as_text(request: MemberRequest, asked: Table, order: Rows, first: int) -> HttpResponse:
    """Cells as a spreadsheet takes them, of at most `MOST_AT_ONCE` rows at a time from the index."""
    wanted = request.GET.get("columns", "").split(",")
    shown = [one for one in asked.shown if one.key in wanted]
    last = min(int(request.GET.get("to", "0") or 0) + 1, len(order))
    out: list[str] = []
    for at in range(first, last, MOST_AT_ONCE):
        part = order[at : min(at + MOST_AT_ONCE, last)]
        for line in sheet.lines(asked.desk, asked.row, part, shown, first=at):
            texts = [cell.plain or cell.text for _column, cell in line.cells]
            out.append(
                "\t".join(_quoted(one) for one in ([line.name] if "name" in wanted else []) + texts)
            )
    return HttpResponse("\n".join(out), content_type="text/plain; charset=utf-8")


def _quoted(text: str) -> str:
    if any(sign in text for sign in '\t\r\n"'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _place(request: HttpRequest, total: int) -> int:
    asked = request.GET.get("from", "0")
    return max(0, min(int(asked), max(0, total - 1))) if asked.isdigit() else 0
