"""Webhooks: endpoints, and the log of what was sent."""

import json

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.kernel.errors import GroundswellError
from groundswell.web.answers import go, partial_or_page, say
from groundswell.web.doors import MemberRequest, here, member
from groundswell.web.settings.forms import WebhookForm, tell
from groundswell.workspaces.models import DeliveryState
from groundswell.workspaces.scope import Right
from groundswell.workspaces.webhooks import actions, queries, rules

_PAGE = 50


@member(Right.ADMIN)
def webhooks(request: MemberRequest) -> HttpResponse:
    """All endpoints with what their logs say."""
    page = {"rows": queries.endpoints(request.scope), "most": rules.MOST_ENDPOINTS}
    return render(request, "settings/webhooks.html", page)


@member(Right.ADMIN, methods=("GET", "POST"))
def add(request: MemberRequest) -> HttpResponse:
    """A new endpoint; the answer shows its secret, this once."""
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.create_endpoint(request.scope, said["name"], said["url"], said["kinds"])
        except GroundswellError as refusal:
            tell(form, refusal)
        else:
            return _endpoint(request, made.endpoint.uid, secret=made.secret)
    page = {"form": form}
    return render(request, "settings/webhook_new.html", page, status=422 if form.errors else 200)


@member(Right.ADMIN)
def webhook(request: MemberRequest, uid: str) -> HttpResponse:
    """One endpoint and its log."""
    return _endpoint(request, uid)


@member(Right.ADMIN, methods=("POST",))
def change(request: MemberRequest, uid: str) -> HttpResponse:
    """Change name, address or events."""
    form = WebhookForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            row = actions.change_endpoint(
                request.scope, uid, said["name"], said["url"], said["kinds"]
            )
        except GroundswellError as refusal:
            tell(form, refusal)
        else:
            say(request, _("%s is saved.") % row.name)
            return go(request, here(request, "settings_webhook", uid))
    return _endpoint(request, uid, form, status=422)


@member(Right.ADMIN, methods=("POST",))
def renew(request: MemberRequest, uid: str) -> HttpResponse:
    """A new secret, shown this once."""
    made = actions.renew_secret(request.scope, uid)
    return _endpoint(request, uid, secret=made.secret)


@member(Right.ADMIN, methods=("POST",))
def pause(request: MemberRequest, uid: str) -> HttpResponse:
    """Hold everything back."""
    actions.pause_endpoint(request.scope, uid)
    say(request, _("Paused. What happens meanwhile is held."))
    return go(request, here(request, "settings_webhook", uid))


@member(Right.ADMIN, methods=("POST",))
def resume(request: MemberRequest, uid: str) -> HttpResponse:
    """Send again from now on."""
    held = actions.resume_endpoint(request.scope, uid)
    words = ngettext("%d held delivery can be sent.", "%d held deliveries can be sent.", held)
    say(request, " ".join(filter(None, (_("Sending goes on."), words % held if held else ""))))
    return go(request, here(request, "settings_webhook", uid))


@member(Right.ADMIN, methods=("POST",))
def remove(request: MemberRequest, uid: str) -> HttpResponse:
    """Remove an endpoint and its log."""
    actions.delete_endpoint(request.scope, uid)
    say(request, _("The webhook and its log are removed."))
    return go(request, here(request, "settings_webhooks"))


@member(Right.ADMIN, methods=("POST",))
def test(request: MemberRequest, uid: str) -> HttpResponse:
    """Send a test event."""
    actions.send_test(request.scope, uid)
    say(request, _("A test event is on its way. The log shows what came of it."))
    return go(request, here(request, "settings_webhook", uid))


@member(Right.ADMIN, methods=("POST",))
def again(request: MemberRequest, uid: str) -> HttpResponse:
    """Send again all that the endpoint did not get."""
    count = actions.replay_all(request.scope, uid)
    words = ngettext(
        "%d delivery is on its way again.", "%d deliveries are on their way again.", count
    )
    say(request, words % count)
    return go(request, here(request, "settings_webhook", uid))


@member(Right.ADMIN)
def delivery(request: MemberRequest, uid: str) -> HttpResponse:
    """One delivery: what was sent, and every try."""
    row = queries.delivery(request.scope, uid)
    page = {
        "row": row,
        "endpoint": row.endpoint,
        "body": json.dumps(json.loads(row.body), indent=2, ensure_ascii=False),
        "attempts": list(reversed(row.attempts)),
    }
    return render(request, "settings/delivery.html", page)


@member(Right.ADMIN, methods=("POST",))
def replay(request: MemberRequest, uid: str) -> HttpResponse:
    """Send a delivery once more."""
    row = actions.replay(request.scope, uid)
    say(request, _("%s is on its way again.") % row.kind)
    return go(request, here(request, "settings_delivery", uid))


def _endpoint(
    request: MemberRequest,
    uid: str,
    form: WebhookForm | None = None,
    *,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    found = queries.endpoint(request.scope, uid)
    row, said = found.endpoint, request.GET
    before = int(said["before"]) if said.get("before", "").isdecimal() else None
    state = said.get("state", "") if said.get("state") in DeliveryState.values else ""
    log = queries.deliveries(request.scope, uid, state=state, before=before, limit=_PAGE + 1)
    page = {
        "found": found,
        "endpoint": row,
        "form": form or WebhookForm(initial={"name": row.name, "url": row.url, "kinds": row.kinds}),
        "secret": secret,
        "log": log[:_PAGE],
        "older": log[_PAGE - 1].pk if len(log) > _PAGE else None,
        "state": state,
        "states": DeliveryState.choices,
        "paging": before is not None,
    }
    return partial_or_page(
        request, "settings/webhook.html", page, part="settings/_deliveries.html", status=status
    )
