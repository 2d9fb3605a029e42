"""Projecting profiles afresh from all that is stored about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson
import polars as pl
from django.db.models import Q

from groundswell.creators import bulk
from groundswell.creators.actions.estimates import rank
from groundswell.creators.models import PUBLIC, Profile, Source
from groundswell.creators.rules import Said, pack_origins, project

_CHUNK = 5_000


def restricted(profiles: Sequence[int], source: Source) -> list[int]:
    """Those of the profiles that a source with restricting terms says something of."""
    restricting = set(
        Source.objects.filter(Q(may_mix=False) | Q(may_show=False)).values_list("id", flat=True)
    )
    if not restricting or not profiles:
        return []
    if source.pk in restricting:
        return list(profiles)
    table, value = bulk.given(list(profiles))
    marks = ", ".join(["%s"] * len(restricting))
    found = bulk.fetch(
        f"SELECT DISTINCT o.profile_id FROM {table} "  # noqa: S608
        "CROSS JOIN creators_observation o WHERE o.profile_id = given.value "
        f"AND o.source_id IN ({marks})",
        [value, *restricting],
        {"profile": pl.Int64},
    )
    return found["profile"].to_list()


def reproject(profiles: Sequence[int]) -> list[int]:
    """Compute what is known of profiles from their observations and estimates; the changed ones.

    The versions of changed profiles rise; the caller announces them.
    """
    changed: list[int] = []
    for start in range(0, len(profiles), _CHUNK):
        changed += _reproject(profiles[start : start + _CHUNK])
    return changed


@dataclass(frozen=True, slots=True)
class _Terms:
    mixes: bool
    shows: bool


def _reproject(profiles: Sequence[int]) -> list[int]:
    terms = {
        pk: _Terms(mix, show)
        for pk, mix, show in Source.objects.values_list("id", "may_mix", "may_show")
    }
    said = _grouped(
        "SELECT o.profile_id, o.id, o.source_id, o.confirmed_at, o.document FROM {} "
        "CROSS JOIN creators_observation o WHERE o.profile_id = given.value",
        profiles,
        {
            "profile": pl.Int64,
            "id": pl.Int64,
            "source": pl.Int64,
            "at": pl.Int64,
            "said": pl.String,
        },
    )
    audiences = _grouped(
        "SELECT a.profile_id, a.id, a.source_id, a.as_of, a.basis, a.sample_size, a.shares FROM {} "
        "CROSS JOIN creators_audienceestimate a WHERE a.profile_id = given.value",
        profiles,
        {
            "profile": pl.Int64, "id": pl.Int64, "source": pl.Int64, "as_of": pl.Int64,
            "basis": pl.String, "n": pl.Int64, "shares": pl.String,
        },
    )  # fmt: skip
    writes: list[tuple[Any, ...]] = []
    rows = Profile.objects.filter(id__in=list(profiles)).values_list(
        "id", "owner", "facts", "origins", "audience", "seen_at", "source_id"
    )
    posts = _newest_posts(profiles)
    for pk, owner, *before in rows:
        known_at = int(before[3] or 0)
        after = _projected(
            owner, said.get(pk, []), audiences.get(pk, []), posts.get(pk), terms, known_at
        )
        if _differs(before, after):
            writes.append((*after, pk))
    bulk.update(
        Profile,
        [
            ("facts", "text"),
            ("origins", "text"),
            ("audience", "text"),
            ("seen_at", "bigint"),
            ("source_id", "bigint"),
        ],
        writes,
        extra="version = version + 1",
    )
    return [row[-1] for row in writes]


def _projected(
    owner: int,
    said: list[tuple[Any, ...]],
    audiences: list[tuple[Any, ...]],
    posted: int | None,
    terms: dict[int, _Terms],
    seen_at: int,
) -> tuple[str, str, str | None, int, int | None]:
    """facts, origins, audience, seen_at and source of one profile."""
    known = project(
        Said(
            number, source, at, orjson.loads(document),
            mixes=terms[source].mixes, shown=owner != PUBLIC or terms[source].shows,
        )
        for _, number, source, at, document in said
    )  # fmt: skip
    shown = [one for one in audiences if owner != PUBLIC or terms[one[2]].shows]
    shown = [one for one in shown if terms[one[2]].mixes] or shown
    newest = max(shown, key=lambda one: (*rank(one[3], one[4]), one[1]), default=None)
    times = [one[3] for one in said] or [one[3] for one in audiences]
    times = times or ([] if posted is None else [posted])
    return (
        orjson.dumps(known.facts).decode(),
        orjson.dumps(pack_origins(known.origins)).decode(),
        None if newest is None else audience_text(*newest[3:]),
        max(times, default=seen_at),
        max(said, key=lambda one: (one[3], one[1]))[2] if said else None,
    )


def audience_text(as_of: int, basis: str, n: int | None, shares: str) -> str:
    """The audience of a profile in compact JSON, from the columns of an estimate."""
    told = orjson.loads(shares)
    whole = {"as_of": as_of, "n": n, "basis": basis, "keys": told["keys"], "shares": told["shares"]}
    return orjson.dumps(whole).decode()


def _differs(before: Iterable[Any], after: Iterable[Any]) -> bool:
    """Whether two rows say something else; texts are compared as JSON."""
    return any(
        one != other
        and (
            not one or not other or isinstance(one, int) or orjson.loads(one) != orjson.loads(other)
        )
        for one, other in zip(before, after, strict=True)
    )


def _newest_posts(profiles: Sequence[int]) -> dict[int, int]:
    table, value = bulk.given(list(profiles))
    found = bulk.fetch(
        f"SELECT p.profile_id, max(p.seen_at) FROM {table} "  # noqa: S608
        "CROSS JOIN creators_post p WHERE p.profile_id = given.value GROUP BY p.profile_id",
        [value],
        {"profile": pl.Int64, "seen_at": pl.Int64},
    )
    return dict(found.iter_rows())


def _grouped(
    sql: str, profiles: Sequence[int], schema: dict[str, Any]
) -> dict[int, list[tuple[Any, ...]]]:
    table, value = bulk.given(list(profiles))
    rows = bulk.fetch(sql.format(table), [value], schema).sort("profile", "id").iter_rows()
    return {key: list(group) for key, group in groupby(rows, itemgetter(0))}
