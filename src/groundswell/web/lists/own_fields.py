"""The columns that a workspace makes for itself: added, renamed, put in order, taken off."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from groundswell.kernel.errors import GroundswellError, Invalid, Status
from groundswell.relationships import actions, queries
from groundswell.relationships.models import Field, FieldKind, List
from groundswell.web.answers import go, say
from groundswell.web.doors import MemberRequest, here, member
from groundswell.web.lists import sheet
from groundswell.web.lists.look import Look
from groundswell.workspaces.scope import Right


@member(Right.WRITE, methods=("GET", "POST"))
def new_field(request: MemberRequest, uid: str) -> HttpResponse:
    """Add a column to the list (or, for administrators, to every list)."""
    row = sheet.list_at(request.scope, uid)
    if request.method == "GET":
        return _form(request, row, None)
    given = request.POST
    try:
        field = actions.add_field(
            request.scope,
            given.get("label", ""),
            given.get("kind", ""),
            name="" if given.get("everywhere") else row.uid,
            unit=given.get("unit", ""),
            currency=given.get("currency", "").strip().upper(),
            choices=given.get("choices", "").splitlines(),
        )
    except GroundswellError as refusal:
        return _form(request, row, None, refusal)
    say(request, _("%(name)s is a column now") % {"name": field.name})
    return go(request, _table(request, row, field.uid))


@member(Right.WRITE, methods=("GET", "POST"))
def own_field(request: MemberRequest, uid: str, field: str) -> HttpResponse:
    """Rename a column, change what it takes, move it, or take it off."""
    row = sheet.list_at(request.scope, uid)
    if request.method == "GET":
        return _form(request, row, queries.field_on(request.scope, row, field))
    given = request.POST
    try:
        if given.get("deed") == "delete":
            gone = actions.archive_field(request.scope, field)
            say(request, _("%(name)s is taken off") % {"name": gone.name}, undo=gone.undo)
        else:
            actions.change_field(
                request.scope,
                field,
                label=given.get("label"),
                unit=given.get("unit"),
                currency=given["currency"].strip().upper() if given.get("currency") else None,
                choices=given["choices"].splitlines() if given.get("choices") else None,
            )
    except GroundswellError as refusal:
        return _form(request, row, queries.field_on(request.scope, row, field), refusal)
    return go(request, _table(request, row))


def _table(request: MemberRequest, row: List, fresh: str = "") -> str:
    """Back to the table as it was looked at, with a new column beside the chosen ones."""
    look = Look.of(request.GET)
    cols = f"{look.cols},{fresh}" if look.cols and fresh else look.cols
    return here(request, "list_table", row.uid) + look.address(cols=cols)


def _form(
    request: MemberRequest, row: List, field: Field | None, refusal: GroundswellError | None = None
) -> HttpResponse:
    if refusal is not None and refusal.status not in {Status.INVALID, Status.CONFLICT}:
        raise refusal
    if refusal is not None and refusal.field is None:
        refusal = Invalid(refusal.sentence, field="label", hint=refusal.hint)
    look = Look.of(request.GET).address()
    name = ("list_field", row.uid, field.uid) if field else ("list_field_new", row.uid)
    was = {
        "label": field.name if field else "",
        "unit": field.unit if field else "",
        "currency": field.currency if field else request.workspace.currency,
        "choices": "\n".join(field.choices) if field else "",
        "kind": field.kind if field else "text",
    }
    context = (
        was
        | request.POST.dict()
        | {
            "list": row,
            "field": field,
            "kinds": FieldKind.choices,
            "refusal": refusal,
            "typed": request.POST,
            "address": here(request, *name) + look,
            "may_admin": Right.ADMIN in request.scope.rights,
        }
    )
    return render(request, "lists/_field.html", context, status=422 if refusal else 200)
