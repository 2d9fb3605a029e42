"""One list as a board: stages side by side, creators carried between them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from groundswell.creators.identifiers import profile_row
from groundswell.discovery import search as discovery
from groundswell.discovery.desk import Desk, desk
from groundswell.kernel.errors import GroundswellError, Invalid, Missing, Status
from groundswell.relationships import actions, queries
from groundswell.relationships.layers import Rows
from groundswell.relationships.models import List, Stage
from groundswell.ui import formats
from groundswell.web.answers import go, partial_or_page, say
from groundswell.web.doors import MemberRequest, here, member
from groundswell.web.lists import sheet
from groundswell.web.lists.bodies import Move, read_body
from groundswell.web.lists.frame import frame_of
from groundswell.web.lists.look import Look
from groundswell.web.lists.sheet import Line
from groundswell.workspaces.scope import Right, Scope

PER_STAGE = 30
"""Cards of a stage that are sent at once."""

MOST_ADDED = 200


@dataclass(frozen=True, slots=True)
class Pile:
    """A stage with some of its cards; ``below`` stand under them."""

    stage: Stage
    count: int
    lines: Sequence[Line]
    look: Look
    offset: int = 0

    @property
    def below(self) -> int:
        """How many cards stand below those shown."""
        return max(0, self.count - self.offset - len(self.lines))

    @property
    def more(self) -> str:
        """The query string that asks for the cards below."""
        return self.look.address(offset=self.offset + len(self.lines))


@member(Right.READ)
def board(request: MemberRequest, uid: str) -> HttpResponse:
    """The list as a board."""
    row, look = sheet.list_at(request.scope, uid), Look.of(request.GET)
    problem, piles = None, []
    try:
        piles = _piles(desk(request.scope), row, look)
    except (Invalid, Missing) as refusal:
        if not look.q:
            raise
        problem = refusal
    address = look.address()
    context = frame_of(request, row, "board") | {
        "piles": piles,
        "problem": problem,
        "members": queries.member_names(request.scope),
        "shown": sum(pile.count for pile in piles),
        "words": _words(),
        "move_url": here(request, "list_move", row.uid) + address,
        "board_url": here(request, "list_board", row.uid) + address,
        "add_url": here(request, "list_add", row.uid),
        "plain_url": here(request, "list_board", row.uid) + look.plain(),
    }
    return partial_or_page(request, "lists/board.html", context, part="lists/_board.html")


@member(Right.READ)
def column(request: MemberRequest, uid: str, stage: str) -> HttpResponse:
    """More cards of one stage."""
    row, look = sheet.list_at(request.scope, uid), Look.of(request.GET)
    asked = request.GET.get("offset", "0")
    offset = int(asked) if asked.isdigit() else 0
    here_ = desk(request.scope)
    if look.q:
        wanted = sheet.matching(request.scope, row, look.q)
        one = queries.stage_named(request.scope, stage)
        pile = _part(here_, row, look, one, wanted, offset)
    else:
        part = queries.column(
            request.scope, row.uid, stage, offset=offset, limit=PER_STAGE, owner=look.owner
        )
        profiles = np.array([one.profile for one in part.entries], dtype=np.int64)
        lines = sheet.lines(here_, row, profiles)
        pile = Pile(part.stage, part.count, lines, look, offset)
    context = frame_of(request, row, "board") | {"pile": pile}
    return render(request, "lists/_cards.html", context)


@member(Right.WRITE, methods=("POST",))
def move(request: MemberRequest, uid: str) -> JsonResponse:
    """Put a card into a stage, beside another one of it."""
    row, body = sheet.list_at(request.scope, uid), read_body(request, Move)
    before = profile_row(body.before) if body.before else None
    after = profile_row(body.after) if body.after and before is None else None
    stage = queries.stage_named(request.scope, body.stage)
    profile = profile_row(body.id)
    done = actions.move_entries(
        request.scope, row.uid, [profile], stage.uid, before=before, after=after
    )
    if not done:
        raise Missing(_("This creator is not on the list any more."), field="id")
    look = Look.of(request.GET)
    counts = queries.board(request.scope, row.uid, per=0, owner=look.owner) if not look.q else ()
    return JsonResponse(
        {
            "text": _("Moved to %(stage)s") % {"stage": stage.name},
            "undo": here(request, "undo", done.undo) if done.undo else None,
            "counts": {
                one.stage.uid: {"count": one.count, "text": formats.count(one.count)}
                for one in counts
            },
        }
    )


@member(Right.WRITE, methods=("GET", "POST"))
def add(request: MemberRequest, uid: str) -> HttpResponse:
    """Put creators on the list who are named by handle or address."""
    row = sheet.list_at(request.scope, uid)
    if request.method == "GET":
        return _add_form(request, row)
    names = [one.strip() for one in request.POST.get("names", "").splitlines() if one.strip()]
    try:
        rows = _named(request.scope, names)
    except GroundswellError as refusal:
        return _add_form(request, row, refusal)
    added = actions.add_profiles(request.scope, row.uid, rows)
    say(request, _added(added, row), undo=added.undo)
    return go(request, here(request, "list_board", row.uid))


def _named(scope: Scope, names: list[str]) -> list[int]:
    if not names:
        raise Invalid(_("Name at least one creator."), field="names")
    if len(names) > MOST_ADDED:
        raise Invalid(
            _("At most %(n)s at once; import a file for more.") % {"n": MOST_ADDED}, field="names"
        )
    rows: list[int] = discovery.rows_named(scope, names).tolist()
    return rows


def _add_form(
    request: MemberRequest, row: List, refusal: GroundswellError | None = None
) -> HttpResponse:
    if refusal is not None and refusal.status not in {Status.INVALID, Status.MISSING}:
        raise refusal
    context = {
        "list": row,
        "address": here(request, "list_add", row.uid),
        "discover_url": here(request, "discover"),
        "refusal": refusal,
        "typed": request.POST.get("names", ""),
    }
    return render(request, "lists/_add.html", context, status=422 if refusal else 200)


def _added(added: actions.Added, row: List) -> str:
    names = {"n": formats.count(added.added), "already": formats.count(added.already),
             "list": row.name}  # fmt: skip
    if not added.added:
        return _("All of them are on %(list)s already") % names
    if added.already:
        return _("%(n)s added to %(list)s, %(already)s were there already") % names
    return _("%(n)s added to %(list)s") % names


def _words() -> dict[str, str]:
    """What the board says aloud."""
    return {
        "lifted": _(
            "%(name)s lifted from %(stage)s, place %(place)s of %(of)s. Arrows move, Space drops, Escape puts back."
        ),
        "moved": _("%(stage)s, place %(place)s of %(of)s"),
        "dropped": _("%(name)s dropped in %(stage)s, place %(place)s"),
        "stayed": _("%(name)s stays in %(stage)s, place %(place)s"),
        "back": _("%(name)s is back in %(stage)s, place %(place)s"),
    }


def _piles(here_: Desk, row: List, look: Look) -> list[Pile]:
    """Every stage with its first cards, those of all stages looked up at once."""
    if look.q:
        return _found(here_, row, look)
    parts = queries.board(here_.scope, row.uid, per=PER_STAGE, owner=look.owner)
    profiles = [entry.profile for part in parts for entry in part.entries]
    lines = iter(sheet.lines(here_, row, np.array(profiles, dtype=np.int64)))
    return [
        Pile(part.stage, part.count, [next(lines) for _entry in part.entries], look)
        for part in parts
    ]


def _found(here_: Desk, row: List, look: Look) -> list[Pile]:
    """The stages with what a query matches; the order within them stays."""
    wanted = sheet.matching(here_.scope, row, look.q)
    return [_part(here_, row, look, stage, wanted, 0) for stage in queries.stages(here_.scope)]


def _part(here_: Desk, row: List, look: Look, stage: Stage, wanted: Rows, offset: int) -> Pile:
    standing = queries.order_of(here_.scope, row.uid, stage=stage.uid, owner=look.owner)
    inside = standing[np.isin(standing, wanted)]
    part = inside[offset : offset + PER_STAGE]
    lines = sheet.lines(here_, row, part) if len(part) else []
    return Pile(stage, len(inside), lines, look, offset)
