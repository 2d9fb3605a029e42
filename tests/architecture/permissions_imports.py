"""Imports and jobs: who gets which answer; see `permissions.py`."""

from collections.abc import Callable
from io import BytesIO

from groundswell.connectors.spreadsheet import stepwise, uploads
from groundswell.connectors.spreadsheet.models import Import, State
from groundswell.connectors.spreadsheet.requests import Request as Wishes
from groundswell.kernel import files
from groundswell.tasks.models import Job
from groundswell.workspaces.scope import Right
from tests.architecture.permissions import Address, Answer, Request, at
from tests.architecture.permissions_shell import closed, member_page
from tests.factories.people import Cast

_W = "w/<slug:slug>/"
_IMPORTS = "/w/fernhill/imports/"
_CSV = b"instagram handle,followers\nwren.softskin,12900\nyuna_spf,51500\n"


def _entry(cast: Cast) -> Import:
    stored = uploads.take_in(BytesIO(_CSV), "agency.csv", limit=10_000)
    (entry,), _ = stepwise.begin(cast.scope("owner"), stored, Wishes(path=files.home()))
    Job.objects.filter(name=stepwise.READ, key=entry.uid).update(uid="job_known", key="imp_known")
    Import.objects.filter(pk=entry.pk).update(uid="imp_known")  # so that the answer can be told
    entry.refresh_from_db()
    return entry


def _import(tail: str = "", state: State = State.READY) -> Callable[[Cast], Request]:
    """A request at an import of Fernhill that stands so."""

    def ask(cast: Cast) -> Request:
        entry = _entry(cast)
        Import.objects.filter(pk=entry.pk).update(state=state)
        return Request(f"{_IMPORTS}{entry.uid}/{tail}")

    return ask


def _rejects(cast: Cast) -> Request:
    entry = _entry(cast)
    name = f"imports/{entry.uid}-rejects.csv"
    files.write(files.home() / "files" / name, b"row,reason\n")
    Import.objects.filter(pk=entry.pk).update(state=State.DONE, rejects_file=name)
    return Request(f"{_IMPORTS}{entry.uid}/rejects/")


def _job(tail: str = "") -> Callable[[Cast], Request]:
    def ask(cast: Cast) -> Request:
        _entry(cast)
        return Request(f"/w/fernhill/jobs/job_known/{tail}")

    return ask


def _deed(name: str, ask: Callable[[Cast], Request], answer: Answer) -> list[Address]:
    route = f"{_W}imports/<str:uid>/{name}/"
    return [
        Address("GET", route, closed(), at(f"{_IMPORTS}imp_none/{name}/")),
        Address("POST", route, member_page(Right.IMPORT, answer), ask),
    ]


_HERE = "→/w/fernhill/imports/imp_known/"

ADDRESSES: list[Address] = [
    Address("GET", _W + "imports/", member_page(Right.READ, 200), at(_IMPORTS)),
    Address("POST", _W + "imports/", closed(), at(_IMPORTS)),
    Address("GET", _W + "imports/new/", member_page(Right.IMPORT, 200), at(_IMPORTS + "new/")),
    Address("POST", _W + "imports/new/", member_page(Right.IMPORT, 422), at(_IMPORTS + "new/")),
    Address("GET", _W + "imports/<str:uid>/", member_page(Right.READ, 200), _import()),
    Address("POST", _W + "imports/<str:uid>/", closed(), _import()),
    *_deed("try", _import("try/", State.READING), _HERE),
    *_deed("confirm", _import("confirm/"), _HERE),
    *_deed("go-on", _import("go-on/"), _HERE),
    *_deed("discard", _import("discard/"), "→/w/fernhill/imports/"),
    *_deed("undo", _import("undo/", State.DONE), _HERE),
    Address("GET", _W + "imports/<str:uid>/list/", closed(), at(f"{_IMPORTS}imp_none/list/")),
    Address(
        "POST",
        _W + "imports/<str:uid>/list/",
        member_page(Right.WRITE, 409),
        _import("list/", State.READY),
    ),
    Address("GET", _W + "imports/<str:uid>/rejects/", member_page(Right.READ, 200), _rejects),
    Address(
        "POST", _W + "imports/<str:uid>/rejects/", closed(), at(_IMPORTS + "imp_none/rejects/")
    ),
    Address("GET", _W + "jobs/<str:uid>/", member_page(Right.READ, 200), _job()),
    Address("POST", _W + "jobs/<str:uid>/", closed(), _job()),
    Address("GET", _W + "jobs/<str:uid>/stop/", closed(), _job("stop/")),
    Address(
        "POST",
        _W + "jobs/<str:uid>/stop/",
        member_page(Right.IMPORT, "→/w/fernhill/jobs/job_known/"),
        _job("stop/"),
    ),
]
