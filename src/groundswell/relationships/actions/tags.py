"""Tags on profiles."""

from collections.abc import Iterable

from django.db import connection, transaction

from groundswell.creators import bulk
from groundswell.kernel.clock import now
from groundswell.relationships import layers, rules
from groundswell.relationships.events import ProfilesTagged, ProfilesUntagged
from groundswell.tasks.events import announce
from groundswell.workspaces.audit import record
from groundswell.workspaces.scope import Right, Scope


def tag_profiles(scope: Scope, tag: str, rows: Iterable[int]) -> int:
    """Put a tag on profiles; how many did not have it. Rows that nobody here sees are passed over."""
    scope.require(Right.WRITE)
    word = rules.check_tag(tag)
    with transaction.atomic():
        kept = layers.kept_rows(scope, layers.as_rows(rows))["kept"].unique().sort().to_numpy()
        table, value = bulk.given(kept)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO relationships_tag (workspace_id, tag, profile, added_at, added_by) "  # noqa: S608
                f"SELECT %s, %s, given.value, %s, %s FROM {table} WHERE true "
                "ON CONFLICT (workspace_id, tag, profile) DO NOTHING",
                [scope.workspace, word, bulk.moment(now()), scope.actor, value],
            )
            count = int(cursor.rowcount)
        if count:
            record(scope, "profile.tagged", "", count=count)
            announce(ProfilesTagged(scope.workspace, word, count), workspace=scope.workspace)
    return count


def untag_profiles(scope: Scope, tag: str, rows: Iterable[int]) -> int:
    """Take a tag off profiles; how many had it."""
    scope.require(Right.WRITE)
    word = rules.check_tag(tag)
    with transaction.atomic():
        kept = layers.kept_rows(scope, layers.as_rows(rows))["kept"].unique().to_numpy()
        table, value = bulk.given(kept)
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM relationships_tag WHERE workspace_id = %s AND tag = %s "  # noqa: S608
                f"AND profile IN (SELECT value FROM {table})",
                [scope.workspace, word, value],
            )
            count = int(cursor.rowcount)
        if count:
            record(scope, "profile.untagged", "", count=count)
            announce(ProfilesUntagged(scope.workspace, word, count), workspace=scope.workspace)
    return count
