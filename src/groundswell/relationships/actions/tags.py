"""Tags on profiles."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from groundswell.creators import bulk
from groundswell.kernel.clock import now
from groundswell.relationships import layers, rules
from groundswell.relationships.actions.deeds import EACH, Changed, tell
from groundswell.relationships.errors import MovedOn
from groundswell.relationships.events import ProfilesTagged, ProfilesUntagged
from groundswell.relationships.layers import Rows
from groundswell.relationships.models import Tag
from groundswell.tasks.events import announce
from groundswell.workspaces.audit import record
from groundswell.workspaces.reversals import offer, reverses
from groundswell.workspaces.scope import Right, Scope


def tag_profiles(scope: Scope, tag: str, rows: Iterable[int]) -> Changed:
    """Put a tag on profiles; how many did not have it. Rows that nobody here sees are passed over."""
    scope.require(Right.WRITE)
    word = rules.check_tag(tag)
    with transaction.atomic():
        kept = layers.kept_rows(scope, layers.as_rows(rows))["kept"].unique().sort().to_numpy()
        return _changed(scope, word, _put(scope, word, kept), "tagged")


def untag_profiles(scope: Scope, tag: str, rows: Iterable[int]) -> Changed:
    """Take a tag off profiles; how many had it."""
    scope.require(Right.WRITE)
    word = rules.check_tag(tag)
    with transaction.atomic():
        kept = layers.kept_rows(scope, layers.as_rows(rows))["kept"].unique().to_numpy()
        return _changed(scope, word, _take(scope, word, kept), "untagged")


@reverses("tags.tagged")
def untag_again(scope: Scope, payload: dict[str, Any]) -> str:
    """Undo `tag_profiles`."""
    scope.require(Right.WRITE)
    done = _take(scope, payload["tag"], layers.as_rows(payload["profiles"]))
    if not done:
        raise MovedOn("The tag was taken off again since.")
    _say(scope, payload["tag"], done, "untagged")
    return f"Tag {payload['tag']} taken off {len(done):,} again"


@reverses("tags.untagged")
def tag_again(scope: Scope, payload: dict[str, Any]) -> str:
    """Undo `untag_profiles`."""
    scope.require(Right.WRITE)
    kept = layers.kept_rows(scope, layers.as_rows(payload["profiles"]))["kept"].unique().to_numpy()
    done = _put(scope, payload["tag"], kept)
    if not done:
        raise MovedOn("They have the tag again, or are gone from the catalog.")
    _say(scope, payload["tag"], done, "tagged")
    return f"Tag {payload['tag']} back on {len(done):,}"


def _put(scope: Scope, word: str, kept: Rows) -> list[int]:
    """Tag these; which did not have it."""
    new = sorted(set(kept.tolist()) - set(_having(scope, word, kept)))
    table, value = bulk.given(new)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO relationships_tag (workspace_id, tag, profile, added_at, added_by) "  # noqa: S608
            f"SELECT %s, %s, given.value, %s, %s FROM {table} WHERE true "
            "ON CONFLICT (workspace_id, tag, profile) DO NOTHING",
            [scope.workspace, word, bulk.moment(now()), scope.actor, value],
        )
    return new


def _take(scope: Scope, word: str, kept: Rows) -> list[int]:
    """Untag these; which had it."""
    had = _having(scope, word, kept)
    table, value = bulk.given(had)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM relationships_tag WHERE workspace_id = %s AND tag = %s "  # noqa: S608
            f"AND profile IN (SELECT value FROM {table})",
            [scope.workspace, word, value],
        )
    return had


def _having(scope: Scope, word: str, kept: Rows) -> list[int]:
    wanted = set(kept.tolist())
    mine = Tag.objects.filter(workspace_id=scope.workspace, tag=word)
    if len(wanted) < 1_000:  # of many, reading all that have the tag is cheaper than naming them
        mine = mine.filter(profile__in=wanted)
    return sorted(wanted.intersection(mine.values_list("profile", flat=True)))


def _changed(scope: Scope, word: str, profiles: list[int], deed: str) -> Changed:
    if not profiles:
        return Changed(0)
    _say(scope, word, profiles, deed)
    payload = {"tag": word, "profiles": profiles}
    return Changed(len(profiles), offer(scope, f"tags.{deed}", payload))


def _say(scope: Scope, word: str, profiles: list[int], deed: str) -> None:
    count = len(profiles)
    event = ProfilesTagged if deed == "tagged" else ProfilesUntagged
    record(scope, f"profile.{deed}", "", count=count)
    few = profiles if count <= EACH else []
    tell(scope, f"profile.{deed}", None, few, count=count, tag=word)
    announce(event(scope.workspace, word, count), workspace=scope.workspace)
