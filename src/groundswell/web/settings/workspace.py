"""The workspace itself and its brands."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from groundswell.kernel.clock import now
from groundswell.kernel.errors import GroundswellError
from groundswell.measures import benchmarks, engagement, tiers
from groundswell.web.answers import go, say
from groundswell.web.doors import MemberRequest, here, member
from groundswell.web.settings.forms import BrandForm, WorkspaceForm, tell
from groundswell.workspaces import actions, queries
from groundswell.workspaces.models import Brand
from groundswell.workspaces.scope import Right

_FIELDS = ("name", "slug", "currency", "time_zone", "tier_scheme", "benchmark_preset")


@member(Right.READ)
def workspace(request: MemberRequest) -> HttpResponse:
    """Name, address, currency, time zone, and what creators are measured by."""
    values = {name: getattr(request.workspace, name) for name in _FIELDS}
    return _page(request, WorkspaceForm(initial=values), values)


@member(Right.ADMIN, methods=("POST",))
def save(request: MemberRequest) -> HttpResponse:
    """Change the workspace; a new address leads there."""
    form = WorkspaceForm(request.POST)
    if form.is_valid():
        try:
            changed = actions.change_workspace(request.scope, **form.values())
        except GroundswellError as refusal:
            tell(form, refusal)
        else:
            say(request, _("The settings of %s are saved.") % changed.name)
            request.slug = changed.slug
            return go(request, here(request, "settings"))
    return _page(request, form, {name: request.POST.get(name, "") for name in _FIELDS}, 422)


def _page(
    request: MemberRequest, form: WorkspaceForm, values: dict[str, str], status: int = 200
) -> HttpResponse:
    page = {
        "form": form,
        "may_change": Right.ADMIN in request.scope.rights,
        "schemes": _schemes(),
        "names": tiers.NAMES,
        "scheme": values["tier_scheme"],
        "presets": _presets(),
        "preset": values["benchmark_preset"],
        "formulas": {one.id: one.formula for one in engagement.DEFINITIONS.values()},
    }
    return render(request, "settings/workspace.html", page, status=status)


def _schemes() -> list[dict[str, object]]:
    """The tier schemes with the range of each tier, in the order of all tier names."""
    rows = []
    for scheme in tiers.SCHEMES.values():
        ranges = {tier.name: tier for tier in scheme.on(None)}
        rows.append({"scheme": scheme, "tiers": [ranges.get(name) for name in tiers.NAMES]})
    return rows


def _presets() -> list[dict[str, object]]:
    year = now().year
    return [{"preset": one, "stale": one.stale(year)} for one in benchmarks.PRESETS.values()]


@member(Right.READ)
def brands(request: MemberRequest) -> HttpResponse:
    """The brands that the workspace works for."""
    return _brands(request, BrandForm())


@member(Right.ADMIN, methods=("POST",))
def add_brand(request: MemberRequest) -> HttpResponse:
    """Add a brand."""
    form = BrandForm(request.POST)
    if form.is_valid():
        try:
            made = actions.create_brand(request.scope, form.cleaned_data["name"])
        except GroundswellError as refusal:
            tell(form, refusal)
        else:
            say(request, _("%s is added.") % made.name)
            return go(request, here(request, "settings_brands"))
    return _brands(request, form, status=422)


@member(Right.ADMIN, methods=("POST",))
def rename_brand(request: MemberRequest, uid: str) -> HttpResponse:
    """Give a brand another name."""
    form = BrandForm(request.POST)
    if form.is_valid():
        try:
            row = actions.rename_brand(request.scope, uid, form.cleaned_data["name"])
        except GroundswellError as refusal:
            tell(form, refusal)
        else:
            say(request, _("The brand is called %s now.") % row.name)
            return go(request, here(request, "settings_brands"))
    return _brands(request, BrandForm(), {uid: form}, status=422)


@member(Right.ADMIN, methods=("POST",))
def archive_brand(request: MemberRequest, uid: str) -> HttpResponse:
    """Put a brand away."""
    undo = actions.archive_brand(request.scope, uid)
    say(request, _("The brand is archived. What it was used for keeps it."), undo=undo)
    return go(request, here(request, "settings_brands"))


@member(Right.ADMIN, methods=("POST",))
def restore_brand(request: MemberRequest, uid: str) -> HttpResponse:
    """Bring a brand back."""
    row = actions.restore_brand(request.scope, uid)
    say(request, _("%s is in use again.") % row.name)
    return go(request, here(request, "settings_brands"))


def _brands(
    request: MemberRequest,
    form: BrandForm,
    renaming: dict[str, BrandForm] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    def line(brand: Brand) -> dict[str, object]:
        wrong = (renaming or {}).get(brand.uid)
        return {
            "brand": brand,
            "form": wrong or BrandForm(initial={"name": brand.name}),
            "wrong": wrong,
        }

    rows = queries.brands(request.scope, archived=True)
    page = {
        "form": form,
        "brands": [line(row) for row in rows if row.archived_at is None],
        "archived": [line(row) for row in rows if row.archived_at is not None],
        "may_change": Right.ADMIN in request.scope.rights,
    }
    return render(request, "settings/brands.html", page, status=status)
