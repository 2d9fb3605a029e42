"""Sources: where facts come from and under which terms."""

from datetime import date

from django.db import transaction

from groundswell.creators.errors import SourceForbids
from groundswell.creators.models import PUBLIC, Basis, Source
from groundswell.kernel.errors import Refused
from groundswell.kernel.ids import random_uid
from groundswell.workspaces.scope import Right, Scope


def ensure_source(  # noqa: PLR0913 - terms are many, and each has a name
    scope: Scope,
    *,
    kind: str,
    name: str,
    owner: int,
    basis: str = Basis.IMPORTED,
    keep_days: int | None = None,
    may_derive: bool = True,
    may_mix: bool = True,
    may_show: bool = True,
    terms_as_of: date | None = None,
    terms_note: str = "",
) -> Source:
    """The source of this owner, kind and name; made with these terms where there is none yet.

    The terms of a source that exists are left alone: `change_terms` changes them.
    """
    scope.require(Right.IMPORT)
    check_owner(scope, owner)
    with transaction.atomic():
        source, _ = Source.objects.get_or_create(
            owner=owner,
            kind=kind,
            name=name[:200],
            defaults={
                "uid": random_uid("src"),
                "basis": basis,
                "keep_days": keep_days,
                "may_derive": may_derive,
                "may_mix": may_mix,
                "may_show": may_show,
                "terms_as_of": terms_as_of,
                "terms_note": terms_note,
            },
        )
    return source


def check_owner(scope: Scope, owner: int) -> None:
    """Refuse a layer that this scope may not write: another workspace's, or the public one."""
    if owner == PUBLIC:
        scope.require(Right.ADMIN)
    elif owner != scope.workspace:
        raise Refused("These facts would belong to another workspace.")


def check_source(scope: Scope, source: Source, owner: int) -> None:
    """Refuse facts that the source or the layer does not allow here."""
    check_owner(scope, owner)
    if source.owner not in {PUBLIC, scope.workspace}:
        raise Refused("This source belongs to another workspace.")
    if owner == PUBLIC and not source.may_show:
        raise SourceForbids(
            f"The terms of {source.name} do not allow its facts to be shown to other workspaces.",
            hint="Record them for your workspace only.",
        )
