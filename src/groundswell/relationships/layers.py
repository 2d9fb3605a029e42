"""Which row stands for a profile.

A workspace may know a profile by two rows: the public one and its own private layer. Lists, tags and
notes keep the *oldest* of them, which stays the same whatever comes later; the index shows the
private one where there is one. Rows of other workspaces, and rows that do not exist, stand for
nothing here.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from groundswell.creators import bulk
from groundswell.creators.models import PUBLIC, Profile
from groundswell.workspaces.scope import Scope

Rows = npt.NDArray[np.int64]

_TWINS = """
    CROSS JOIN creators_profile p CROSS JOIN creators_profile t
    WHERE p.id = given.value AND p.owner IN (%s, %s)
    AND t.platform = p.platform AND t.key = p.key AND t.owner IN (%s, %s)
"""


def kept_rows(scope: Scope, rows: Rows | Sequence[int]) -> pl.DataFrame:
    """For each of the rows that this workspace may see: ``row`` and the row that is ``kept``."""
    return _paired(scope, rows, "MIN(t.id)", "kept")


def shown_rows(scope: Scope, rows: Rows | Sequence[int]) -> dict[int, int]:
    """The row that discovery shows this workspace for each row: its own layer before the public."""
    owner = "MAX(CASE WHEN t.owner <> 0 THEN t.id END)"
    found = _paired(scope, rows, f"COALESCE({owner}, MIN(t.id))", "shown")
    return dict(found.iter_rows())


def all_rows(scope: Scope, rows: Rows) -> Rows:
    """The rows and their twins in the layers that this workspace sees, sorted."""
    # A private layer has a twin only if the workspace has private layers at all.
    if not Profile.objects.filter(owner=scope.workspace).exists():
        return np.unique(rows)
    table, value = bulk.given(rows)
    twins = bulk.fetch(
        f"SELECT t.id FROM {table} {_TWINS} AND t.id <> p.id",  # noqa: S608
        [value, *_layers(scope), *_layers(scope)],
        {"row": pl.Int64},
    )
    return np.unique(np.concatenate([rows, twins["row"].to_numpy()]))


def heirs(workspace: int, rows: Sequence[int]) -> dict[int, int]:
    """For rows that are about to go: the other row by which the workspace knows the profile."""
    seen = Scope(workspace, "job:relationships", frozenset())
    table, value = bulk.given(rows)
    found = bulk.fetch(
        f"SELECT p.id, MIN(t.id) FROM {table} {_TWINS} AND t.id <> p.id GROUP BY p.id",  # noqa: S608
        [value, *_layers(seen), *_layers(seen)],
        {"row": pl.Int64, "heir": pl.Int64},
    )
    going = set(rows)
    return {row: heir for row, heir in found.iter_rows() if heir not in going}


def newest_row() -> int:
    """The highest row number of the catalog; as long as it stays, no profile has a new twin."""
    return Profile.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def as_rows(values: Iterable[int]) -> Rows:
    """Row numbers as a sorted array without repeats."""
    if isinstance(values, np.ndarray):
        return np.unique(values.astype(np.int64, copy=False))
    return np.unique(np.fromiter(values, dtype=np.int64))


def _paired(scope: Scope, rows: Rows | Sequence[int], which: str, name: str) -> pl.DataFrame:
    table, value = bulk.given(rows)
    return bulk.fetch(
        f"SELECT p.id, {which} FROM {table} {_TWINS} GROUP BY p.id",  # noqa: S608
        [value, *_layers(scope), *_layers(scope)],
        {"row": pl.Int64, name: pl.Int64},
    )


def _layers(scope: Scope) -> tuple[int, int]:
    return PUBLIC, scope.workspace
