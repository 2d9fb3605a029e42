"""Votes of members: for or against a profile on a list."""

from django.db import transaction

from groundswell.kernel.clock import now
from groundswell.kernel.errors import Missing
from groundswell.relationships import queries
from groundswell.relationships.actions.deeds import one_kept, tell
from groundswell.relationships.models import List, ListEntry, Vote
from groundswell.workspaces.scope import Right, Scope


def vote(scope: Scope, name: str, profile: int, *, up: bool | None) -> None:
    """Say for (True) or against (False) a profile on a list, or take one's word back (None).

    Raises:
        Missing: no such list, or the profile is not on it.
    """
    scope.require(Right.WRITE)
    with transaction.atomic():
        row = queries.list_named(scope, name)
        cast_vote(scope, row, one_kept(scope, profile), scope.actor, up=up)


def cast_vote(
    scope: Scope, row: List, profile: int, voter: str, *, up: bool | None, guest: str = ""
) -> None:
    """Write the vote of whoever; the caller has checked who that is and is in a transaction."""
    if not ListEntry.objects.filter(list=row, profile=profile).exists():
        raise Missing("This creator is not on the list.", field="profile")
    mine = Vote.objects.filter(list=row, profile=profile, voter=voter)
    before = mine.values_list("up", flat=True).first()
    if before == up:
        return
    if up is None:
        mine.delete()
    else:
        Vote.objects.update_or_create(
            list=row,
            profile=profile,
            voter=voter,
            defaults={"up": up, "guest": guest, "at": now()},
        )
    tell(scope, "list.voted", row, [profile], up=up, guest=guest)
