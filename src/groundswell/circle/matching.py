"""Which profiles a set reaches: its people, and the other profiles of the same creators.

What is reached is kept in rows (`models.Relative`), so that a search reads it as it reads a list. It
is found once when a set is taken in, and again for single profiles whenever the catalog changes
them. A profile is one of a set's people by its handle or id on the platform, or by an e-mail address
among its contacts; only profiles that the set's workspace sees are looked at.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import orjson
import polars as pl
from django.db import connection
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from groundswell.circle import rules
from groundswell.circle.models import EMAIL, CircleSet, Relative
from groundswell.creators import bulk
from groundswell.creators.bulk import Ids
from groundswell.creators.models import PUBLIC
from groundswell.kernel.secrets import derive

_ROWS: dict[str, pl.DataType | type[pl.DataType]] = {"row": pl.Int64}
_CONTACT = '%"email:%'


def secret_of(workspace: int) -> bytes:
    """The key of e-mail hashes of one workspace; the hashes of two cannot be compared."""
    return derive(f"circle.email:{workspace}")


def named_directly(entries: pl.DataFrame, workspace: int) -> Ids:
    """Rows of the profiles that these entries (``platform``, ``key``) name; e-mails are not looked for."""
    parts = []
    for (platform,), some in entries.filter(pl.col("platform") != EMAIL).group_by("platform"):
        keys = some["key"].unique().to_list()
        parts.append(_by_key(int(str(platform)), keys, workspace))
        ids = [key.removeprefix("id:") for key in keys if key.startswith("id:")]
        if ids:
            parts.append(_by_id(int(str(platform)), ids, workspace))
    return np.unique(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)


def with_contacts(workspace: int, after: int, limit: int) -> pl.DataFrame:
    """The next profiles by row number that hold an e-mail address: ``row`` and ``facts``."""
    return bulk.fetch(
        "SELECT id, facts FROM creators_profile WHERE id > %s AND owner IN (%s, %s) "
        "AND facts LIKE %s ORDER BY id LIMIT %s",
        [after, PUBLIC, workspace, _CONTACT, limit],
        {"row": pl.Int64, "facts": pl.String},
    )


def addresses_in(facts: str) -> Iterator[str]:
    """The e-mail addresses among the contacts of a profile, in their one spelling."""
    for contact in orjson.loads(facts).get("contacts", ()):
        kind, _, value = contact.partition(":")
        address = rules.email_of(value) if kind == "email" else None
        if address is not None:
            yield address


def hit_by_email(found: CircleSet, profiles: pl.DataFrame) -> Ids:
    """Those of some profiles (``row``, ``facts``) of whose addresses the set holds the hash."""
    hits = _email_hits([found.pk], found.workspace_id, profiles)
    return np.unique(np.array([row for row, _ in hits], dtype=np.int64))


def match(profiles: Ids | Sequence[int], sets: Sequence[CircleSet]) -> None:
    """Bring what these sets reach up to date for these profiles and their creators' others.

    Inside the caller's transaction.
    """
    by_workspace: dict[int, list[CircleSet]] = defaultdict(list)
    for one in sets:
        by_workspace[one.workspace_id].append(one)
    for workspace, own in by_workspace.items():
        group = _group(profiles, workspace)
        if not group.is_empty():
            _settle(group, own, workspace)


def recount(sets: Iterable[int]) -> None:
    """Write down how many profiles some sets reach, and that this has changed."""
    count = (
        Relative.objects.filter(set=OuterRef("pk"))
        .order_by()
        .values("set")
        .annotate(n=Count("pk"))
        .values("n")
    )
    CircleSet.objects.filter(pk__in=list(sets)).update(
        reached=Coalesce(Subquery(count), 0), version=F("version") + 1
    )


def _settle(group: pl.DataFrame, sets: Sequence[CircleSet], workspace: int) -> None:
    """Compare what sets reach of a group (``row``, ``creator``) with what is written."""
    numbers = [one.pk for one in sets]
    direct = _key_hits(group["row"].to_numpy(), numbers)
    with_mail = [one.pk for one in sets if one.emails]
    if with_mail:
        facts = _facts(group["row"].to_numpy())
        direct += _email_hits(with_mail, workspace, facts)
    creators = dict(group.iter_rows())
    members: dict[int, list[int]] = defaultdict(list)
    for row, creator in group.iter_rows():
        members[creator].append(row)
    wanted = {(number, other) for row, number in direct for other in members[creators[row]]}
    table, value = bulk.given(group["row"].to_numpy())
    owned, value_of_sets = bulk.given(numbers)
    have = set(
        bulk.fetch(
            "SELECT r.set_id, r.profile FROM circle_relative r "  # noqa: S608
            f"WHERE r.profile IN (SELECT value FROM {table}) "
            f"AND r.set_id IN (SELECT value FROM {owned})",
            [value, value_of_sets],
            bulk.PAIR,
        ).iter_rows()
    )
    for number, row in have - wanted:
        Relative.objects.filter(set=number, profile=row).delete()
    Relative.objects.bulk_create(
        [Relative(set_id=number, profile=row) for number, row in sorted(wanted - have)],
        ignore_conflicts=True,
        batch_size=5_000,
    )
    if touched := {number for number, _ in have ^ wanted}:
        recount(touched)


def _group(profiles: Ids | Sequence[int], workspace: int) -> pl.DataFrame:
    """The profiles and all others of their creators that the workspace sees: ``row``, ``creator``."""
    table, value = bulk.given(profiles)
    heads = bulk.fetch(
        f"SELECT DISTINCT COALESCE(c.merged_into_id, c.id) FROM {table} "  # noqa: S608
        "CROSS JOIN creators_profile p CROSS JOIN creators_creator c "
        "WHERE p.id = given.value AND c.id = p.creator_id",
        [value],
        _ROWS,
    )["row"].to_numpy()
    table, value = bulk.given(heads)
    seen = "AND p.owner IN (%s, %s)"
    return bulk.fetch(
        f"SELECT p.id, given.value FROM {table} CROSS JOIN creators_profile p "  # noqa: S608
        f"WHERE p.creator_id = given.value {seen} "
        f"UNION SELECT p.id, given.value FROM {table} CROSS JOIN creators_creator c "
        "CROSS JOIN creators_profile p "
        f"WHERE c.merged_into_id = given.value AND p.creator_id = c.id {seen}",
        [value, PUBLIC, workspace, value, PUBLIC, workspace],
        {"row": pl.Int64, "creator": pl.Int64},
    )


def _key_hits(rows: Ids, sets: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of profile and set: the set holds the profile's handle or id."""
    table, value = bulk.given(rows)
    owned, value_of_sets = bulk.given(sets)
    found = bulk.fetch(
        f"SELECT p.id, e.set_id FROM {table} CROSS JOIN creators_profile p "  # noqa: S608
        "CROSS JOIN circle_entry e WHERE p.id = given.value AND e.platform = p.platform "
        f"AND e.key = p.key AND e.set_id IN (SELECT value FROM {owned}) "
        f"UNION SELECT p.id, e.set_id FROM {table} CROSS JOIN creators_profile p "
        "CROSS JOIN circle_entry e WHERE p.id = given.value AND p.platform_id IS NOT NULL "
        "AND e.platform = p.platform AND e.key = 'id:' || p.platform_id "
        f"AND e.set_id IN (SELECT value FROM {owned})",
        [value, value_of_sets, value, value_of_sets],
        bulk.PAIR,
    )
    return list(found.iter_rows())


def _email_hits(
    sets: Sequence[int], workspace: int, profiles: pl.DataFrame
) -> list[tuple[int, int]]:
    """Pairs of profile and set: the set holds the hash of one of the profile's addresses."""
    secret = secret_of(workspace)
    hashes = [
        (row, rules.hash_email(secret, address))
        for row, facts in profiles.iter_rows()
        if '"email:' in facts
        for address in addresses_in(facts)
    ]
    if not hashes:
        return []
    ours = pl.DataFrame(hashes, schema={"row": pl.Int64, "key": pl.String}, orient="row")
    table, value = bulk.given(ours["key"].unique().to_list(), "text")
    owned, value_of_sets = bulk.given(sets)
    found = bulk.fetch(
        f"SELECT e.key, e.set_id FROM {table} CROSS JOIN circle_entry e "  # noqa: S608
        f"WHERE e.platform = {EMAIL} AND e.key = given.value "
        f"AND e.set_id IN (SELECT value FROM {owned})",
        [value, value_of_sets],
        {"key": pl.String, "set": pl.Int64},
    )
    return list(ours.join(found, on="key").select("row", "set").unique().iter_rows())


def _facts(rows: Ids) -> pl.DataFrame:
    table, value = bulk.given(rows)
    return bulk.fetch(
        f"SELECT p.id, p.facts FROM {table} CROSS JOIN creators_profile p "  # noqa: S608
        "WHERE p.id = given.value AND p.facts LIKE %s",
        [value, _CONTACT],
        {"row": pl.Int64, "facts": pl.String},
    )


def _by_key(platform: int, keys: Sequence[str], workspace: int) -> Ids:
    table, value = bulk.given(keys, "text")
    found = bulk.fetch(
        f"SELECT p.id FROM {table} CROSS JOIN creators_profile p "  # noqa: S608
        "WHERE p.platform = %s AND p.key = given.value AND p.owner IN (%s, %s)",
        [value, platform, PUBLIC, workspace],
        _ROWS,
    )
    return found["row"].to_numpy()


def _by_id(platform: int, ids: Sequence[str], workspace: int) -> Ids:
    table, value = bulk.given(ids, "text")
    found = bulk.fetch(
        f"SELECT p.id FROM {table} CROSS JOIN creators_profile p "  # noqa: S608
        "WHERE p.platform = %s AND p.platform_id = given.value AND p.owner IN (%s, %s)",
        [value, platform, PUBLIC, workspace],
        _ROWS,
    )
    return found["row"].to_numpy()


def insert_entries(found: CircleSet, people: pl.DataFrame) -> int:
    """Add entries (``platform``, ``key``) that are not there yet; how many."""
    added = 0
    for (platform,), some in people.group_by("platform"):
        table, value = bulk.given(some["key"].unique().to_list(), "text")
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO circle_entry (set_id, platform, key) "  # noqa: S608
                f"SELECT %s, %s, given.value FROM {table} WHERE true "
                "ON CONFLICT (platform, key, set_id) DO NOTHING",
                [found.pk, int(str(platform)), value],
            )
            added += int(cursor.rowcount)
    return added
