"""Addresses of the frame: the palette's options, undo, the theme, help."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from groundswell.web.answers import go, say
from groundswell.web.doors import MemberRequest, by_script, here, member
from groundswell.web.shell import guide, jumping
from groundswell.web.shell.frame import choose_brand
from groundswell.workspaces import reversals
from groundswell.workspaces.actions import change_look
from groundswell.workspaces.models import Person
from groundswell.workspaces.queries import scope_of_self
from groundswell.workspaces.scope import Right


@member(Right.READ)
def jump(request: MemberRequest) -> HttpResponse:
    """What the palette offers for what was typed."""
    asked = request.GET.get("q", "").strip()[:200]
    groups = jumping.groups(request, asked)
    return render(request, "ui/options.html", {"groups": groups, "asked": asked})


@member(Right.READ, methods=("POST",))
def undo(request: MemberRequest, uid: str) -> HttpResponse:
    """Take a deed back."""
    text = reversals.undo(request.scope, uid)
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"text": text})
    say(request, text)
    if by_script(request):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return go(request, here(request, "home"))


@member(Right.READ, methods=("POST",))
def brand(request: MemberRequest) -> HttpResponse:
    """Work for one brand of the workspace from now on, or for all of them."""
    choose_brand(request, request.POST.get("brand", ""))
    return go(request, here(request, "home"))


@login_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or the system's theme."""
    person = request.user
    assert isinstance(person, Person)
    change_look(scope_of_self(person), theme=request.POST.get("theme", ""))
    return HttpResponse(status=204)


@member(Right.READ)
def help_door(request: MemberRequest) -> HttpResponse:
    """To the first page of the guide."""
    return redirect(here(request, "help_page", guide.first()))


@member(Right.READ)
def help_page(request: MemberRequest, page: str) -> HttpResponse:
    """A page of the guide that ships with the product."""
    return render(request, "shell/help.html", guide.page(page))
