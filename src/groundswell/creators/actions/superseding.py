"""Laying what a source says over profiles that the catalog knows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson
import polars as pl

from groundswell.creators import bulk, feed
from groundswell.creators.actions.estimates import Newer, store_estimates
from groundswell.creators.actions.identities import Matched
from groundswell.creators.actions.incoming import Prepared
from groundswell.creators.actions.projection import refuse_to_mix, reproject
from groundswell.creators.models import PUBLIC, Observation, Profile, Source
from groundswell.creators.rules import Projection, pack_origins, supersede, unpack_origins

_UNCHANGED, _UPDATED = 0, 1

_KNOWN: dict[str, Any] = {
    "profile": pl.Int64,
    "handle_known": pl.String,
    "id_known": pl.String,
    "facts": pl.String,
    "origins": pl.String,
    "audience_known": pl.String,
    "seen_at": pl.Int64,
}
_LAST: dict[str, Any] = {
    "profile": pl.Int64,
    "observation": pl.Int64,
    "observed_at": pl.Int64,
    "confirmed_at": pl.Int64,
    "batch": pl.Int64,
    "said": pl.String,
}


@dataclass(slots=True)
class Updated:
    """What became of known profiles: ``outcomes`` has row, profile, outcome."""

    outcomes: pl.DataFrame
    changed: Counter[str] = field(default_factory=Counter)
    touched: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Writes:
    observations: list[tuple[int, int, int, int, int, int, str]] = field(default_factory=list)
    documents: list[tuple[str, int]] = field(default_factory=list)
    confirmed: list[tuple[int, int]] = field(default_factory=list)
    profiles: list[tuple[Any, ...]] = field(default_factory=list)


def update_profiles(
    prepared: Prepared,
    matched: Matched,
    source: Source,
    owner: int,
    batch: int,
    *,
    dry_run: bool,
) -> Updated:
    """Store the rows of known profiles: only what is new is written."""
    rows = _with_known(matched.known, source)
    fresh = iter(range(rows.height) if dry_run else bulk.reserve(Observation, rows.height).tolist())
    audiences: Newer = {}
    if prepared.has_audience:
        audiences = store_estimates(rows, source, batch, dry_run=dry_run)
    writes, changed = _Writes(), Counter[str]()
    outcomes, updated = [], []
    for row in rows.iter_rows(named=True):
        names, wrote = _lay_over(row, next(fresh), source.pk, batch, writes, audiences)
        changed.update(names)
        outcomes.append((row["row"], row["profile"], _UPDATED if names else _UNCHANGED))
        if wrote:
            updated.append(row["profile"])
    frame = pl.DataFrame(
        outcomes,
        schema={"row": pl.Int64, "profile": pl.Int64, "outcome": pl.UInt8},
        orient="row",
    )
    if dry_run:
        return Updated(frame, changed)
    _write(writes)
    updated = sorted({*updated, *_mend_mixed(rows["profile"].to_list(), source)})
    return Updated(frame, changed, _with_twins(updated, matched, rows, owner))


def _lay_over(
    row: dict[str, Any],
    fresh: int,
    source: int,
    batch: int,
    writes: _Writes,
    audiences: Newer,
) -> tuple[list[str], bool]:
    """One profile: queue what must be written; the names that changed, whether the row is written."""
    at, said = row["at"], row["document"]
    document = orjson.loads(said)
    if not document:
        return _project_row(row, document, (0, 0), writes, audiences)
    last = row["last"] or ()
    same = [one for one in last if one["said"] == said or orjson.loads(one["said"]) == document]
    own = [one for one in last if one["batch"] == batch]
    origin, confirmed = fresh, at
    if same and same[0]["observed_at"] == at:
        origin, confirmed = same[0]["observation"], same[0]["confirmed_at"]
    elif own and own[0]["observed_at"] == at:
        origin, confirmed = own[0]["observation"], own[0]["confirmed_at"]
        merged = {**orjson.loads(own[0]["said"]), **document}
        writes.documents.append((orjson.dumps(merged).decode(), origin))
    elif own and own[0] in same:
        origin, confirmed = own[0]["observation"], max(at, own[0]["confirmed_at"])
        if confirmed > own[0]["confirmed_at"]:
            writes.confirmed.append((confirmed, origin))
    else:
        writes.observations.append((fresh, row["profile"], source, batch, at, at, said))
    return _project_row(row, document, (confirmed, origin), writes, audiences)


def _project_row(
    row: dict[str, Any],
    document: dict[str, Any],
    origin: tuple[int, int],
    writes: _Writes,
    audiences: Newer,
) -> tuple[list[str], bool]:
    facts = orjson.loads(row["facts"])
    packed = orjson.loads(row["origins"])
    known = Projection(facts, unpack_origins(packed, facts))
    names = supersede(known, document, origin)
    origins = orjson.dumps(pack_origins(known.origins)).decode()
    seen_at = max(row["seen_at"], origin[0])
    newest = row["at"] >= row["seen_at"]
    handle, number = row["handle_known"], row["id_known"] or row["platform_id"]
    if newest and row["handle"] != handle and not row["key"].startswith("id:"):
        handle = row["handle"]
    if handle != row["handle_known"] or number != row["id_known"]:
        names.append("handle")
    audience = audiences.get(row["profile"], row["audience_known"])
    if audience != row["audience_known"]:
        names.append("audience")
    text = orjson.dumps(facts).decode() if names else row["facts"]
    if not names and seen_at == row["seen_at"] and origins == row["origins"]:
        return names, False
    writes.profiles.append((handle, number, text, origins, audience, seen_at, row["profile"]))
    return names, True


def _with_known(rows: pl.DataFrame, source: Source) -> pl.DataFrame:
    """The incoming rows with what the catalog knows and what this source said last until then."""
    table, value = bulk.given(rows["profile"].to_list())
    known = bulk.fetch(
        "SELECT p.id, p.handle, p.platform_id, p.facts, p.origins, p.audience, p.seen_at "  # noqa: S608
        f"FROM {table} CROSS JOIN creators_profile p WHERE p.id = given.value",
        [value],
        _KNOWN,
    )
    last = bulk.fetch(
        "SELECT o.profile_id, o.id, o.observed_at, o.confirmed_at, o.batch, o.document "  # noqa: S608
        f"FROM {table} CROSS JOIN creators_observation o WHERE o.profile_id = given.value "
        "AND o.source_id = %s",
        [value, source.pk],
        _LAST,
    )
    last = (
        last.join(rows.select("profile", "at"), on="profile")
        .filter(pl.col("observed_at") <= pl.col("at"))
        .filter(pl.col("observed_at") == pl.col("observed_at").max().over("profile"))
        .sort("observation")
        .group_by("profile", maintain_order=True)
        .agg(pl.struct("observation", "observed_at", "confirmed_at", "batch", "said").alias("last"))
    )
    return rows.join(known, on="profile").join(last, on="profile", how="left").sort("row")


def _write(writes: _Writes) -> None:
    bulk.insert(
        Observation,
        pl.DataFrame(
            writes.observations,
            schema={
                "id": pl.Int64,
                "profile_id": pl.Int64,
                "source_id": pl.Int64,
                "batch": pl.Int64,
                "observed_at": pl.Int64,
                "confirmed_at": pl.Int64,
                "document": pl.String,
            },
            orient="row",
        ),
    )
    bulk.update(Observation, [("document", "text")], writes.documents)
    bulk.update(Observation, [("confirmed_at", "bigint")], writes.confirmed)
    bulk.update(
        Profile,
        [
            ("handle", "text"),
            ("platform_id", "text"),
            ("facts", "text"),
            ("origins", "text"),
            ("audience", "text"),
            ("seen_at", "bigint"),
        ],
        writes.profiles,
        extra="version = version + 1",
    )


def _mend_mixed(profiles: list[int], source: Source) -> Iterable[int]:
    """Profiles of which a source that forbids mixing says something are projected afresh."""
    return reproject(refuse_to_mix(profiles, source))


def _with_twins(updated: list[int], matched: Matched, rows: pl.DataFrame, owner: int) -> list[int]:
    """A change of the public layer shows in the private layers over it too."""
    if owner != PUBLIC or matched.layers.is_empty() or not updated:
        return updated
    moved = rows.filter(pl.col("profile").is_in(pl.Series(updated).implode()))
    twins = matched.layers.join(moved, on=["platform", "key"], how="semi")["id"].to_list()
    feed.touch(twins)
    return [*updated, *twins]
