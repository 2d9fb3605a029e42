"""Members, their roles, and invitations."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from groundswell.kernel.errors import GroundswellError
from groundswell.web.answers import go, say
from groundswell.web.doors import MemberRequest, here, member
from groundswell.web.settings.forms import InviteForm, tell
from groundswell.workspaces import actions, queries, rules
from groundswell.workspaces.models import Role
from groundswell.workspaces.scope import Right


@member(Right.READ)
def members(request: MemberRequest) -> HttpResponse:
    """Who is in the workspace and what each may do."""
    return _page(request, InviteForm())


@member(Right.ADMIN, methods=("POST",))
def invite(request: MemberRequest) -> HttpResponse:
    """Invite somebody; the link goes by mail, and is shown this once."""
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            invited = actions.invite(
                request.scope,
                form.cleaned_data["email"],
                form.cleaned_data["role"],
                link_for=lambda token: request.build_absolute_uri(
                    reverse("invitation", args=(token,))
                ),
            )
        except GroundswellError as refusal:
            tell(form, refusal)
        else:
            return _page(request, InviteForm(), invited=invited)
    return _page(request, form, status=422)


@member(Right.ADMIN, methods=("POST",))
def revoke_invitation(request: MemberRequest, uid: str) -> HttpResponse:
    """Withdraw an invitation."""
    actions.revoke_invitation(request.scope, uid)
    say(request, _("The invitation is withdrawn. Its link no longer works."))
    return go(request, here(request, "settings_members"))


@member(Right.ADMIN, methods=("POST",))
def change_role(request: MemberRequest, uid: str) -> HttpResponse:
    """Give a member another role."""
    changed = actions.change_role(request.scope, uid, request.POST.get("role", ""))
    row = changed.member
    if changed.undo:
        words = {"name": row.person.get_full_name(), "role": row.get_role_display().lower()}
        say(request, _("%(name)s is %(role)s now.") % words, undo=changed.undo)
    return go(request, here(request, "settings_members"))


@member(Right.ADMIN, methods=("POST",))
def remove(request: MemberRequest, uid: str) -> HttpResponse:
    """Take a member out of the workspace."""
    actions.remove_member(request.scope, uid)
    say(request, _("The member is removed, and their API keys are revoked."))
    return go(request, here(request, "settings_members"))


def _page(
    request: MemberRequest,
    form: InviteForm,
    *,
    invited: actions.Invited | None = None,
    status: int = 200,
) -> HttpResponse:
    may = Right.ADMIN in request.scope.rights
    page = {
        "form": form,
        "members": queries.members(request.scope),
        "invitations": queries.open_invitations(request.scope) if may else [],
        "invited": invited,
        "roles": [(role, rules.MEANING_OF_ROLE[role]) for role in Role],
        "me": request.person,
        "may_change": may,
    }
    return render(request, "settings/members.html", page, status=status)
