"""The circle in a workspace's archive: its people as keyed hashes, as they are kept."""

import polars as pl

from groundswell.circle import matching
from groundswell.circle.models import CircleSet, Entry, Reject, Relative, State
from groundswell.workspaces.portable.incoming import Coming
from groundswell.workspaces.portable.registry import Document, carry, leave


def _settle(document: Document, _moment: str) -> None:
    """A file that is still being read stays here."""
    if document["state"] == State.READING:
        document["state"] = State.FAILED.value


def _match_again(coming: Coming) -> None:
    """Find whom the sets reach in this catalog.

    E-mail addresses were hashed under a key of the old workspace and match nobody here: those files
    have to be brought in again.
    """
    sets = CircleSet.objects.filter(pk__in=coming.new.get("circle.CircleSet", []))
    for found in sets:
        entries = Entry.objects.filter(set=found).order_by("pk").values_list("platform", "key")
        for start in range(0, entries.count(), _CHUNK):
            some = list(entries[start : start + _CHUNK])
            people = pl.DataFrame(
                some, schema={"platform": pl.Int64, "key": pl.String}, orient="row"
            )
            matching.match(matching.named_directly(people, coming.workspace), [found])
    matching.recount([found.pk for found in sets])


_CHUNK = 5_000
carry(
    CircleSet,
    actors=("created_by",),
    without={"file": str, "job": str, "reached": int, "version": int},
    leaves=_settle,
    after=_match_again,
)
carry(Entry, within="set__workspace")
carry(Reject, within="set__workspace")
leave(Relative, "whom the circle reaches: it is matched again")
