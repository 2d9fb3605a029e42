"""API keys: made, shown once, revoked."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from groundswell.kernel.clock import now
from groundswell.kernel.errors import GroundswellError
from groundswell.web.answers import go, say
from groundswell.web.doors import MemberRequest, here, member
from groundswell.web.settings.forms import KeyForm, tell
from groundswell.workspaces import actions, queries
from groundswell.workspaces.scope import Right


@member(Right.ADMIN)
def keys(request: MemberRequest) -> HttpResponse:
    """The keys of the workspace and a form for a new one."""
    return _page(request, KeyForm())


@member(Right.ADMIN, methods=("POST",))
def make(request: MemberRequest) -> HttpResponse:
    """Make a key; the answer shows it, this once."""
    form = KeyForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.make_key(request.scope, said["name"], said["rights"], days=said["days"])
        except GroundswellError as refusal:
            tell(form, refusal)
        else:
            return _page(request, KeyForm(), made=made)
    return _page(request, form, status=422)


@member(Right.ADMIN, methods=("POST",))
def revoke(request: MemberRequest, uid: str) -> HttpResponse:
    """Revoke a key for good."""
    actions.revoke_key(request.scope, uid)
    say(request, _("The key is revoked. What uses it is refused from now on."))
    return go(request, here(request, "settings_keys"))


def _page(
    request: MemberRequest,
    form: KeyForm,
    *,
    made: actions.MadeKey | None = None,
    status: int = 200,
) -> HttpResponse:
    moment = now()
    rows = [
        {
            "key": key,
            "rights": key.rights.split(),
            "ended": key.expires_at is not None and key.expires_at <= moment,
        }
        for key in queries.api_keys(request.scope)
    ]
    page = {"form": form, "keys": rows, "made": made}
    return render(request, "settings/keys.html", page, status=status)
