"""Lists: who gets which answer. A stranger's 404 is the same whether the list exists or not."""

from collections.abc import Callable

import orjson

from groundswell.creators.identifiers import profile_id
from groundswell.discovery import search
from groundswell.relationships import actions, queries
from groundswell.relationships.models import List
from groundswell.workspaces.scope import Right
from tests.architecture.permissions import SIGN_IN, Address, Answer, Request, with_right
from tests.factories.people import Cast

_HERE = "w/<slug:slug>/lists/"
_ONE = f"{_HERE}<str:uid>/"
_THERE = "/w/fernhill/lists/"
_CREATOR = f"{_ONE}creators/<str:profile>/"


def _role(right: Right, answer: Answer) -> dict[str, Answer]:
    return with_right(right, answer, anonymous=SIGN_IN)


def _only(answer: Answer) -> dict[str, Answer]:
    """The method is refused before anybody looks at the workspace."""
    return dict.fromkeys(_role(Right.READ, answer), answer) | {"anonymous": SIGN_IN}


def _list(cast: Cast) -> tuple[List, str]:
    """A list of Fernhill with two creators on it, and the identifier of one of them."""
    scope = cast.scope("owner")
    row = actions.create_list(scope, "Spring launch")
    found = search.search(scope, "", limit=2).results
    rows = search.rows_named(scope, [str(one["id"]) for one in found]).tolist()
    actions.add_profiles(scope, row.uid, rows)
    return row, profile_id(rows[0])


def _at(path: str, **form: str) -> Callable[[Cast], Request]:
    """A request at an address of a list; ``{list}``, ``{stage}``, ``{profile}`` are filled in."""

    def ask(cast: Cast) -> Request:
        row, profile = _list(cast)
        stage = queries.stages(cast.scope("owner"))[1].uid
        known = {"list": row.uid, "profile": profile, "stage": stage}
        filled = {name: value.format(**known) for name, value in form.items()}
        return Request(_THERE + path.format(**known), form=filled or None)

    return ask


def _json(path: str, **body: object) -> Callable[[Cast], Request]:
    """A document sent to an address of a list."""

    def ask(cast: Cast) -> Request:
        row, profile = _list(cast)
        stage = queries.stages(cast.scope("owner"))[1].uid
        text = orjson.dumps(body).decode().replace("PROFILE", profile).replace("STAGE", stage)
        return Request(_THERE + path.format(list=row.uid), json=orjson.loads(text))

    return ask


def _field(path: str, **form: str) -> Callable[[Cast], Request]:
    def ask(cast: Cast) -> Request:
        row, _profile = _list(cast)
        made = actions.add_field(cast.scope("owner"), "Size", "text", name=row.uid)
        return Request(_THERE + path.format(list=row.uid, field=made.uid), form=form or None)

    return ask


def _task(cast: Cast) -> Request:
    row, _profile = _list(cast)
    made = actions.give_task(cast.scope("owner"), "Send the contract", name=row.uid)
    return Request(f"{_THERE}{row.uid}/tasks/{made.uid}/", form={"deed": "done"})


def _share(cast: Cast) -> Request:
    row, _profile = _list(cast)
    made = actions.share_list(cast.scope("owner"), row.uid)
    return Request(f"{_THERE}{row.uid}/share/{made.link.uid}/", form={"deed": "revoke"})


def _read(route: str, path: str, right: Right = Right.READ) -> list[Address]:
    """A page of a list that is only read."""
    return [
        Address("GET", route, _role(right, 200), _at(path), crowd=True),
        Address("POST", route, _only(405), _at(path), crowd=True),
    ]


def _write(
    route: str, ask: Callable[[Cast], Request], answer: Answer, right: Right = Right.WRITE
) -> list[Address]:
    """Something that is only written."""
    return [
        Address("GET", route, _only(405), ask, crowd=True),
        Address("POST", route, _role(right, answer), ask, crowd=True),
    ]


def _both(
    route: str, ask: Callable[[Cast], Request], answer: Answer, read: Right = Right.WRITE
) -> list[Address]:
    """A form: shown and sent."""
    return [
        Address("GET", route, _role(read, 200), ask, crowd=True),
        Address("POST", route, _role(Right.WRITE, answer), ask, crowd=True),
    ]


def _fresh(path: str, **form: str) -> Callable[[Cast], Request]:
    return lambda _cast: Request(_THERE + path, form=form or None)


class _Created(str):
    """Where a new list leads: its identifier is new each time, so only the beginning is compared."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and other.startswith(str.__str__(self))

    __hash__ = str.__hash__


ADDRESSES: list[Address] = [
    Address("GET", _HERE, _role(Right.READ, 200), _fresh("")),
    Address("POST", _HERE, _only(405), _fresh("")),
    *_both(f"{_HERE}new/", _fresh("new/", name="Autumn"), _Created("→/w/fernhill/lists/lst_")),
    *_write(f"{_HERE}aside/", _at("aside/", id="{list}", deed="archive"), 200),
    Address("GET", f"{_HERE}pipeline/", _role(Right.READ, 200), _fresh("pipeline/")),
    Address("POST", f"{_HERE}pipeline/", _only(405), _fresh("pipeline/")),
    *_write(
        f"{_HERE}pipeline/change/", _fresh("pipeline/change/", deed="add", name="Booked"), 200,
        Right.ADMIN,
    ),
    *_read(_ONE, "{list}/"),
    *_both(f"{_ONE}change/", _at("{list}/change/", name="Summer"), "→/w/fernhill/lists/"),
    *_both(f"{_ONE}add/", _at("{list}/add/", names="{profile}"), _Created("→/w/fernhill/lists/lst_")),
    *_write(f"{_ONE}move/", _json("{list}/move/", id="PROFILE", stage="STAGE"), 200),
    *_read(f"{_ONE}stages/<str:stage>/", "{list}/stages/{stage}/"),
    *_read(f"{_ONE}table/", "{list}/table/"),
    *_read(f"{_ONE}rows/", "{list}/rows/"),
    *_write(
        f"{_ONE}cells/",
        _json("{list}/cells/", ids=["PROFILE"], columns=["note"], texts=[["kind"]]), 200,
    ),
    *_write(f"{_ONE}many/", _at("{list}/many/", deed="move", value="{stage}", id="{profile}"), 204),
    *_read(f"{_ONE}export/", "{list}/export/", Right.EXPORT),
    *_both(
        f"{_ONE}columns/", _at("{list}/columns/", label="Size", kind="text"),
        _Created("→/w/fernhill/lists/lst_"),
    ),
    *_both(
        f"{_ONE}columns/<str:field>/", _field("{list}/columns/{field}/", label="Volume"),
        _Created("→/w/fernhill/lists/lst_"),
    ),
    *_read(_CREATOR, "{list}/creators/{profile}/"),
    *_write(f"{_CREATOR}change/", _at("{list}/creators/{profile}/change/", note="kind"), 200),
    *_write(f"{_CREATOR}vote/", _at("{list}/creators/{profile}/vote/", vote="up"), 200),
    *_write(f"{_CREATOR}note/", _at("{list}/creators/{profile}/note/", text="kind"), 200),
    *_write(
        f"{_CREATOR}remove/", _at("{list}/creators/{profile}/remove/"),
        _Created("→/w/fernhill/lists/lst_"),
    ),
    *_read(f"{_ONE}summary/", "{list}/summary/"),
    *_read(f"{_ONE}summary/strip/", "{list}/summary/strip/"),
    *_read(f"{_ONE}tasks/", "{list}/tasks/"),
    *_write(
        f"{_ONE}tasks/new/", _at("{list}/tasks/new/", text="Send it"),
        _Created("→/w/fernhill/lists/lst_"),
    ),
    *_write(f"{_ONE}tasks/<str:task>/", _task, _Created("→/w/fernhill/lists/lst_")),
    *_read(f"{_ONE}activity/", "{list}/activity/"),
    *_both(f"{_ONE}share/", _at("{list}/share/", name="For the client"), 200),
    *_write(f"{_ONE}share/<str:link>/", _share, _Created("→/w/fernhill/lists/lst_")),
]  # fmt: skip
