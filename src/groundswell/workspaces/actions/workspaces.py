"""Creating and changing workspaces."""

from django.db import IntegrityError, transaction

from groundswell.tasks.events import announce
from groundswell.workspaces import rules
from groundswell.workspaces.audit import INSTANCE, record
from groundswell.workspaces.errors import Taken
from groundswell.workspaces.events import MemberJoined, WorkspaceCreated
from groundswell.workspaces.models import Member, Person, Role, Workspace
from groundswell.workspaces.queries import actor_of
from groundswell.workspaces.scope import Right, Scope

_OPERATOR = Scope.operator(INSTANCE)
_CHECKS = {
    "name": rules.check_name,
    "slug": rules.check_slug,
    "currency": rules.check_currency,
    "time_zone": rules.check_time_zone,
    "tier_scheme": rules.check_tier_scheme,
    "benchmark_preset": rules.check_benchmark_preset,
}


def create_workspace(founder: Person | None, name: str, **values: str) -> Workspace:
    """Create a workspace that its founder owns.

    Args:
        founder: who owns it; None where the operator makes it, for an owner still to come.
        name: what it is called.
        values: ``slug`` (else made from the name), ``currency``, ``time_zone``, ``tier_scheme``,
            ``benchmark_preset``.

    Raises:
        BadValue: one of the values makes no sense; ``field`` names it.
        Taken: another workspace has the given slug.
    """
    checked = _checked({"name": name, **values})
    with transaction.atomic():
        checked.setdefault("slug", _free_slug(rules.slug_from(checked["name"])))
        row = _insert(checked)
        actor = actor_of(founder) if founder else _OPERATOR.actor
        scope = Scope(row.pk, actor, frozenset(Right))
        record(scope, "workspace.created", row.uid, slug=row.slug)
        announce(WorkspaceCreated(row.pk), workspace=row.pk)
        if founder is not None:
            add_member(scope, row, founder, Role.OWNER)
    return row


def ensure_default_workspace() -> Workspace:
    """The oldest workspace; "default" is created where there is none yet."""
    found = Workspace.objects.order_by("pk").first()
    if found is not None:
        return found
    try:
        return create_workspace(None, "Default", slug="default")
    except Taken:  # another process was faster
        return Workspace.objects.get(slug="default")


def change_workspace(scope: Scope, **values: str) -> Workspace:
    """Change ``name`` or any of the values that `create_workspace` takes; needs ADMIN.

    Raises:
        BadValue, Taken: as `create_workspace`.
    """
    scope.require(Right.ADMIN)
    checked = _checked(values)
    with transaction.atomic():
        row = lock(scope.workspace)
        changed = {field: new for field, new in checked.items() if getattr(row, field) != new}
        if not changed:
            return row
        before = {field: getattr(row, field) for field in changed}
        try:
            with transaction.atomic():
                Workspace.objects.filter(pk=row.pk).update(**changed)
        except IntegrityError:
            raise _taken(changed.get("slug", "")) from None
        record(scope, "workspace.changed", row.uid, before=before, after=changed)
    row.refresh_from_db()
    return row


def lock(workspace: int) -> Workspace:
    """The workspace, held until the transaction ends, so that its members change one at a time."""
    return Workspace.objects.select_for_update().get(pk=workspace)


def add_member(scope: Scope, workspace: Workspace, person: Person, role: Role) -> Member:
    """Write a membership with its audit line and fact; the caller is inside a transaction."""
    row = Member.objects.create(workspace=workspace, person=person, role=role)
    record(scope, "member.joined", row.uid, person=person.uid, role=role)
    announce(MemberJoined(workspace.pk, person.pk, role), workspace=workspace.pk)
    return row


def _insert(values: dict[str, str]) -> Workspace:
    try:
        with transaction.atomic():
            return Workspace.objects.create(**values)
    except IntegrityError:
        raise _taken(values["slug"]) from None


def _free_slug(wish: str) -> str:
    like = set(Workspace.objects.filter(slug__startswith=wish).values_list("slug", flat=True))
    if wish not in like:
        return wish
    return next(slug for n in range(2, len(like) + 3) if (slug := f"{wish[:44]}-{n}") not in like)


def _checked(values: dict[str, str]) -> dict[str, str]:
    return {field: _CHECKS[field](value) for field, value in values.items()}


def _taken(slug: str) -> Taken:
    return Taken(f'Another workspace has the address "{slug}".', field="slug")
