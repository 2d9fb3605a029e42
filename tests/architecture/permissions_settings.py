"""The pages of this area: who gets which answer; see `permissions.py`."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile

from groundswell.creators.actions import ensure_source
from groundswell.kernel.secrets import encrypt
from groundswell.workspaces import actions
from groundswell.workspaces.models import WebhookDelivery, WebhookEndpoint
from groundswell.workspaces.portable import actions as portable
from groundswell.workspaces.portable import places
from groundswell.workspaces.scope import Right
from groundswell.workspaces.webhooks.delivering import SECRET_PURPOSE
from groundswell.workspaces.webhooks.signing import new_secret
from tests.architecture.permissions import SIGN_IN, Address, Answer, Request, signed_in, with_right
from tests.factories.people import Cast

ROOT = "w/<slug:slug>/settings/"
HERE = "/w/fernhill/settings/"


def _members(right: Right, answer: Answer) -> dict[str, Answer]:
    return with_right(right, answer, anonymous=SIGN_IN)


_NEVER = signed_in(405)  # the method is refused before anybody asks who it is


def _page(route: str, right: Right = Right.READ) -> list[Address]:
    """A page that is only read."""
    return [
        Address("GET", ROOT + route, _members(right, 200), lambda _cast: Request(HERE + route)),
        Address("POST", ROOT + route, _NEVER, lambda _cast: Request(HERE + route, form={})),
    ]


def _deed(
    route: str, ask: Callable[[Cast], Request], answer: Answer, **other: Answer
) -> list[Address]:
    """A deed of owners, by POST alone."""
    return [
        Address("GET", ROOT + route, _NEVER, ask),
        Address("POST", ROOT + route, _members(Right.ADMIN, answer) | other, ask),
    ]


def _sent(path: str, **form: str) -> Callable[[Cast], Request]:
    return lambda _cast: Request(HERE + path, form=form)


def _brand(path: str, **form: str) -> Callable[[Cast], Request]:
    def ask(cast: Cast) -> Request:
        row = actions.create_brand(cast.scope("owner"), "Fernhill Face")
        return Request(HERE + path.format(row.uid), form=form)

    return ask


def _member(path: str, **form: str) -> Callable[[Cast], Request]:
    return lambda cast: Request(HERE + path.format(cast.member("viewer").uid), form=form)


def _invitation(cast: Cast) -> Request:
    invited = actions.invite(cast.scope("owner"), "new@example.com", "viewer", link_for=str)
    return Request(f"{HERE}invitations/{invited.invitation.uid}/revoke/", form={})


def _key(cast: Cast) -> Request:
    made = actions.make_key(cast.scope("owner"), "program", [Right.READ])
    return Request(f"{HERE}keys/{made.key.uid}/revoke/", form={})


def _endpoint(cast: Cast, *, paused: bool = False) -> WebhookEndpoint:
    return WebhookEndpoint.objects.create(
        uid="whk_crm",
        workspace=cast.fernhill,
        name="CRM",
        url="https://example.com/hook",
        kinds=["member.left"],
        secret=encrypt(SECRET_PURPOSE, new_secret()),
        created_by="operator",
        paused_at=cast.fernhill.created_at if paused else None,
    )


def _hook(path: str, *, paused: bool = False, **form: str) -> Callable[[Cast], Request]:
    return lambda cast: Request(HERE + path.format(_endpoint(cast, paused=paused).uid), form=form)


def _delivery(path: str) -> Callable[[Cast], Request]:
    def ask(cast: Cast) -> Request:
        row = WebhookDelivery.objects.create(
            uid="msg_one", workspace=cast.fernhill, endpoint=_endpoint(cast), kind="member.left",
            body='{"type":"member.left"}', state="delivered",
        )  # fmt: skip
        return Request(HERE + path.format(row.uid))

    return ask


def _source(path: str) -> Callable[[Cast], Request]:
    def ask(cast: Cast) -> Request:
        row = ensure_source(cast.scope("owner"), kind="test", name="Mine", owner=cast.fernhill.pk)
        return Request(HERE + path.format(row.uid))

    return ask


def _archive(cast: Cast) -> Request:
    job = portable.export_workspace(cast.scope("owner"))
    type(job).objects.filter(pk=job.pk).update(state="done")
    places.going(job.uid).parent.mkdir(parents=True, exist_ok=True)
    places.going(job.uid).write_bytes(b"PK")
    return Request(f"{HERE}data/{job.uid}/file/")


def _upload(cast: Cast) -> Request:
    actions.create_brand(cast.scope("owner"), "Something")
    file = SimpleUploadedFile("archive.zip", b"PK")
    return Request(f"{HERE}data/import/", form={"file": file})


_WORKSPACE = {"name": "Fernhill", "slug": "fernhill", "currency": "EUR", "time_zone": "UTC"}
_BACK = "→" + HERE
_NEW_HOOK = {"name": "CRM", "url": "https://example.com/", "kinds": "member.left"}
_HOOK = "webhooks/<str:uid>/"
_CRM = _BACK + "webhooks/whk_crm/"

ADDRESSES: list[Address] = [
    *_page(""),
    *_deed("save/", _sent("save/", **_WORKSPACE), _BACK),
    *_page("brands/"),
    *_deed("brands/new/", _sent("brands/new/", name="Other"), _BACK + "brands/"),
    *_deed("brands/<str:uid>/name/", _brand("brands/{}/name/", name="Face"), _BACK + "brands/"),
    *_deed("brands/<str:uid>/archive/", _brand("brands/{}/archive/"), _BACK + "brands/"),
    *_deed("brands/<str:uid>/restore/", _brand("brands/{}/restore/"), _BACK + "brands/"),
    *_page("members/"),
    *_deed("members/invite/", _sent("members/invite/", email="a@b.example", role="viewer"), 200),
    *_deed(
        "members/<str:uid>/role/", _member("members/{}/role/", role="analyst"), _BACK + "members/"
    ),
    *_deed("members/<str:uid>/remove/", _member("members/{}/remove/"), _BACK + "members/"),
    *_deed("invitations/<str:uid>/revoke/", _invitation, _BACK + "members/"),
    *_page("keys/", Right.ADMIN),
    *_deed("keys/new/", _sent("keys/new/", name="report", rights="read", days="30"), 200),
    *_deed("keys/<str:uid>/revoke/", _key, _BACK + "keys/"),
    *_page("webhooks/", Right.ADMIN),
    Address("GET", ROOT + "webhooks/new/", _members(Right.ADMIN, 200), _sent("webhooks/new/")),
    Address(
        "POST",
        ROOT + "webhooks/new/",
        _members(Right.ADMIN, 200),
        _sent("webhooks/new/", **_NEW_HOOK),
    ),
    Address("GET", ROOT + _HOOK, _members(Right.ADMIN, 200), _hook("webhooks/{}/")),
    Address("POST", ROOT + _HOOK, _NEVER, _hook("webhooks/{}/")),
    *_deed(_HOOK + "change/", _hook("webhooks/{}/change/", **_NEW_HOOK), _CRM),
    *_deed(_HOOK + "secret/", _hook("webhooks/{}/secret/"), 200),
    *_deed(_HOOK + "pause/", _hook("webhooks/{}/pause/"), _CRM),
    *_deed(_HOOK + "resume/", _hook("webhooks/{}/resume/", paused=True), _CRM),
    *_deed(_HOOK + "remove/", _hook("webhooks/{}/remove/"), _BACK + "webhooks/"),
    *_deed(_HOOK + "test/", _hook("webhooks/{}/test/", paused=True), 409),
    *_deed(_HOOK + "again/", _hook("webhooks/{}/again/", paused=True), 409),
    Address(
        "GET",
        ROOT + "deliveries/<str:uid>/",
        _members(Right.ADMIN, 200),
        _delivery("deliveries/{}/"),
    ),
    Address("POST", ROOT + "deliveries/<str:uid>/", _NEVER, _delivery("deliveries/{}/")),
    *_deed(
        "deliveries/<str:uid>/replay/",
        _delivery("deliveries/{}/replay/"),
        _BACK + "deliveries/msg_one/",
    ),
    *_page("sources/"),
    Address("GET", ROOT + "sources/<str:uid>/", _members(Right.READ, 200), _source("sources/{}/")),
    Address("POST", ROOT + "sources/<str:uid>/", _NEVER, _source("sources/{}/")),
    *_deed("sources/<str:uid>/terms/", _source("sources/{}/terms/"), _BACK + "sources/"),
    *_page("data/", Right.ADMIN),
    *_deed("data/export/", _sent("data/export/"), _BACK + "data/"),
    Address("GET", ROOT + "data/<str:uid>/file/", _members(Right.ADMIN, 200), _archive),
    Address("POST", ROOT + "data/<str:uid>/file/", _NEVER, _archive),
    *_deed("data/import/", _upload, 422),
    *_page("trail/", Right.ADMIN),
    *_page("trail/export/", Right.ADMIN),
]
