"""Which profiles an import speaks of."""

from collections.abc import Iterator

from groundswell.creators.models import PUBLIC, AudienceEstimate, Observation, Snapshot
from groundswell.workspaces.scope import Right, Scope

_CHUNK = 10_000


def profiles_of_batch(scope: Scope, batch: int) -> Iterator[list[int]]:
    """Row numbers of the profiles that a batch said something of and the scope sees, in chunks.

    A profile may come twice, of which a batch has facts and posts.
    """
    scope.require(Right.READ)
    for table, whose in ((Observation, "profile"), (AudienceEstimate, "profile"),
                         (Snapshot, "post__profile")):  # fmt: skip
        rows = table.objects.filter(
            **{"batch": batch, f"{whose}__owner__in": [PUBLIC, scope.workspace]}
        )
        found = sorted(set(rows.order_by().values_list(whose, flat=True).iterator(_CHUNK)))
        for start in range(0, len(found), _CHUNK):
            yield found[start : start + _CHUNK]
