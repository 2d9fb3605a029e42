"""Writing the activity that members read, and the small things that every action here needs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import F

from groundswell.kernel.errors import Missing
from groundswell.relationships import layers
from groundswell.relationships.errors import WrongState
from groundswell.relationships.models import Deed, List
from groundswell.workspaces.models import Member
from groundswell.workspaces.scope import Scope

EACH = 100
"""Up to so many profiles get a line each in their own feed; more are told as one line of the list."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What an action did to many things at once.

    Attributes:
        count: how many changed.
        undo: uid of the reversal, to hand to `reversals.undo`; None where nothing changed.
    """

    count: int
    undo: str | None = None

    def __bool__(self) -> bool:
        return self.count > 0


def tell(
    scope: Scope,
    verb: str,
    row: List | None = None,
    profiles: Sequence[int] | Collection[int] = (),
    *,
    count: int | None = None,
    creator: int | None = None,
    **detail: object,
) -> None:
    """Add to the activity; the caller is inside the transaction of the deed.

    Args:
        scope: who acts.
        verb: ``noun.deed`` as in the audit trail.
        row: the list it happened on.
        profiles: kept rows of the profiles it was done to.
        count: how many there are, where not all of them are given.
        creator: the creator it was done to.
        detail: names as they are now.
    """
    given = list(profiles)
    total = len(given) if count is None else count
    alone = given[0] if total == 1 and given else None
    lines = [
        Deed(
            workspace_id=scope.workspace,
            list=row,
            profile=alone,
            creator=creator,
            actor=scope.actor,
            verb=verb,
            count=max(1, total),
            detail=detail,
        )
    ]
    if 1 < total <= EACH and len(given) == total:
        lines += [
            Deed(
                workspace_id=scope.workspace,
                list=row,
                profile=int(profile),
                actor=scope.actor,
                verb=verb,
                listed=False,
                detail=detail,
            )
            for profile in given
        ]
    Deed.objects.bulk_create(lines)


def hold(pk: int) -> List:
    """The list, locked; it may have been deleted since it was found."""
    row = List.objects.select_for_update().get(pk=pk)
    if row.deleted_at is not None:
        raise WrongState(f"The list “{row.name}” was deleted meanwhile.", field="list")
    return row


def hold_own(scope: Scope, uid: str) -> List:
    """A list of the workspace by uid, locked, also when it is deleted; for taking deeds back."""
    row = List.objects.select_for_update().filter(workspace_id=scope.workspace, uid=uid).first()
    if row is None:
        raise Missing("The list is gone for good.", field="list")
    return row


def touch(row: List, by: int = 0) -> None:
    """Raise the version of a list, and its size by so many."""
    List.objects.filter(pk=row.pk).update(version=F("version") + 1, size=F("size") + by)


def kept(scope: Scope, profiles: Sequence[int]) -> dict[int, int]:
    """The row that lists keep for each of these profiles; those that nobody here sees are left out."""
    return dict(layers.kept_rows(scope, list(profiles)).iter_rows())


def one_kept(scope: Scope, profile: int) -> int:
    """The row that lists keep for a profile; Missing where the workspace sees none."""
    found = kept(scope, [profile])
    if profile not in found:
        raise Missing("There is no such profile.", field="profile")
    return found[profile]


def member_called(scope: Scope, uid: str | None) -> Member | None:
    """A member of the workspace by uid; None for none, Missing for a stranger."""
    if not uid:
        return None
    row = Member.objects.filter(workspace_id=scope.workspace, uid=uid).first()
    if row is None:
        raise Missing("There is no such member.", field="member")
    return row


def acting_member(scope: Scope) -> Member | None:
    """The member who acts; None for the operator, jobs and keys."""
    kind, _, number = scope.actor.partition(":")
    if kind != "person":
        return None
    return Member.objects.filter(workspace_id=scope.workspace, person_id=int(number)).first()
