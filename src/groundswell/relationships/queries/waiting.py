"""What waits for the word of the member who looks."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef

from groundswell.relationships.models import List, ListEntry, Vote
from groundswell.workspaces.scope import Right, Scope


@dataclass(frozen=True, slots=True)
class VotesMissing:
    """A list on which others voted, and how many creators lack the vote of who looks.

    ``since`` is when the first of those votes was given.
    """

    list: List
    creators: int
    since: datetime


def votes_missing(scope: Scope) -> list[VotesMissing]:
    """Lists in use with creators that somebody voted on and the acting person did not."""
    scope.require(Right.READ)
    here = {"list": OuterRef("list"), "profile": OuterRef("profile")}
    rows = (
        Vote.objects.filter(
            Exists(ListEntry.objects.filter(**here)),
            list__workspace=scope.workspace,
            list__deleted_at=None,
            list__archived_at=None,
        )
        .exclude(Exists(Vote.objects.filter(**here, voter=scope.actor)))
        .order_by()
        .values("list")
        .annotate(creators=Count("profile", distinct=True), since=Min("at"))
    )
    found = {row["list"]: row for row in rows}
    lists = List.objects.filter(pk__in=found).order_by("key")
    return [VotesMissing(one, found[one.pk]["creators"], found[one.pk]["since"]) for one in lists]
