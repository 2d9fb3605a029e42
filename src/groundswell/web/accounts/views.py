"""One's own account, and accepting invitations."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groundswell.web.accounts.adapters import remember_invitation
from groundswell.web.accounts.forms import AccountForm, EraseForm
from groundswell.web.accounts.frame import last_place
from groundswell.workspaces import actions, erasure, queries
from groundswell.workspaces.models import Person


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The door: where one was last, to sign-in, or on an empty instance to the first sign-up."""
    if request.user.is_authenticated:
        place = last_place(request, _person(request))
        return redirect("home", place.slug) if place else redirect("account")
    return redirect("account_login" if queries.has_people() else "account_signup")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Who I am, how I read numbers and colours, where I am a member; POST changes it."""
    person = _person(request)
    now = {"name": person.name, "locale": person.locale, "theme": person.theme}
    form = AccountForm(_sent(request), initial=now)
    if request.method == "POST" and form.is_valid():
        scope, said = queries.scope_of_self(person), form.cleaned_data
        actions.rename_person(scope, said["name"])
        actions.change_look(scope, locale=said["locale"], theme=said["theme"])
        messages.success(request, _("Your account is saved."))
        return redirect("account")
    page = {"form": form, "places": queries.places_of(person)}
    return render(request, "web/account.html", page, status=422 if form.errors else 200)


@login_required
@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave a workspace."""
    scope = queries.scope_of_person(_person(request), slug)
    actions.leave(scope)
    messages.success(request, _("You are no longer a member of that workspace."))
    return redirect("account")


@login_required
@require_GET
@reauthentication_required
def export(request: HttpRequest) -> HttpResponse:
    """Everything that the instance keeps about me, as a JSON file."""
    person = _person(request)
    data = erasure.export(queries.scope_of_self(person), erasure.Subject.person(person.pk))
    response = JsonResponse(data, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="my-groundswell-data.json"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def erase(request: HttpRequest) -> HttpResponse:
    """Erase my account, after typing its address."""
    person = _person(request)
    form = EraseForm(person, _sent(request))
    if request.method == "POST" and form.is_valid():
        actions.erase_person(queries.scope_of_self(person), person)
        logout(request)
        return render(request, "web/erased.html")
    page = {"form": form, "places": queries.places_of(person)}
    return render(request, "web/erase.html", page, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites me to what; POST joins, after signing in or up where that is needed."""
    found = queries.invitation_behind(token)
    if request.method != "POST":
        fits = request.user.is_authenticated and _person(request).email == found.email
        return render(request, "web/invitation.html", {"invitation": found, "fits": fits})
    if request.user.is_authenticated:
        joined = actions.accept_invitation(_person(request), token)
        messages.success(request, _("You are now a member of %s.") % found.workspace)
        return redirect("home", joined.workspace.slug)
    if found.has_account:
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    remember_invitation(request, token)
    return redirect("account_signup")


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
