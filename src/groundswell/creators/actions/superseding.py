"""Laying what a source says over profiles that the catalog knows."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
import polars as pl

from groundswell.creators import bulk, feed
from groundswell.creators.actions.estimates import Newer, store_estimates
from groundswell.creators.actions.identities import Matched
from groundswell.creators.actions.incoming import Prepared
from groundswell.creators.actions.projection import reproject, restricted
from groundswell.creators.models import PUBLIC, Observation, Profile, Source
from groundswell.creators.rules import (
    Origin,
    Projection,
    pack_origins,
    supersede,
    unpack_origins,
)

_UNCHANGED, _UPDATED = 0, 1
# What to do with a row, given what the same source said last.
_REPEATS, _JOINS, _CONFIRMS, _ADDS = 0, 1, 2, 3

_KNOWN: dict[str, Any] = {
    "profile": pl.Int64,
    "handle_known": pl.String,
    "id_known": pl.String,
    "facts": pl.String,
    "origins": pl.String,
    "audience_known": pl.String,
    "seen_at": pl.Int64,
    "source": pl.Int64,
}
_LAST: dict[str, Any] = {
    "profile": pl.Int64,
    "observation": pl.Int64,
    "observed_at": pl.Int64,
    "confirmed_at": pl.Int64,
    "batch": pl.Int64,
    "said": pl.String,
}
_OBSERVATION: dict[str, Any] = {
    "id": pl.Int64,
    "profile_id": pl.Int64,
    "source_id": pl.Int64,
    "batch": pl.Int64,
    "observed_at": pl.Int64,
    "confirmed_at": pl.Int64,
    "document": pl.String,
}
_ROW = (
    "row", "profile", "key", "handle", "platform_id", "at", "document",
    "todo", "observation", "confirmed_at", "said",
    "handle_known", "id_known", "facts", "origins", "audience_known", "seen_at", "source",
)  # fmt: skip


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
    rows = _compared(matched.known, source, batch)
    repeated = rows.filter(_says_nothing_new())
    rows = rows.filter(~_says_nothing_new())
    audiences: Newer = {}
    rows = _with_known(rows)
    if prepared.has_audience:
        audiences = store_estimates(rows, source, batch, dry_run=dry_run)
    writes, changed, outcomes = _Writes(), Counter[str](), []
    for row, names in _each(rows, source.pk, batch, writes, audiences, dry_run=dry_run):
        changed.update(names)
        outcomes.append((row[0], row[1], _UPDATED if names else _UNCHANGED))
    answer = {"row": pl.Int64, "profile": pl.Int64, "outcome": pl.UInt8}
    frame = pl.concat(
        [
            pl.DataFrame(outcomes, schema=answer, orient="row"),
            repeated.select("row", "profile", pl.lit(_UNCHANGED, pl.UInt8).alias("outcome")),
        ]
    )
    if dry_run:
        return Updated(frame, changed)
    _write(writes)
    touched = {row[-1] for row in writes.profiles}
    touched.update(reproject(restricted(rows["profile"].to_list(), source)))
    return Updated(frame, changed, _with_twins(sorted(touched), matched, rows, owner))


def _compared(known: pl.DataFrame, source: Source, batch: int) -> pl.DataFrame:
    """The incoming rows with what this source said last until then, and what that makes of them.

    The same again at the same moment *repeats*; more from the same import at the same moment
    *joins* its observation; the same later from the same import (or from none, both times)
    *confirms* it; everything else *adds* an observation.
    """
    known = known.sort("profile")  # in the order of the table: pages are read and written once
    table, value = bulk.given(known["profile"].to_list())
    said = bulk.fetch(
        "SELECT o.profile_id, o.id, o.observed_at, o.confirmed_at, o.batch, o.document "  # noqa: S608
        f"FROM {table} CROSS JOIN creators_observation o "
        "WHERE o.profile_id = given.value AND o.source_id = %s",
        [value, source.pk],
        _LAST,
    )
    same, own = pl.col("said") == pl.col("document"), pl.col("batch") == batch
    now = pl.col("observed_at") == pl.col("at")
    last = (
        said.join(known.select("profile", "at", "document"), on="profile")
        .filter(pl.col("observed_at") <= pl.col("at"))
        .filter(pl.col("observed_at") == pl.col("observed_at").max().over("profile"))
        .with_columns(
            pl.when(now & same)
            .then(_REPEATS)
            .when(now & own)
            .then(_JOINS)
            .when(own & same)
            .then(_CONFIRMS)
            .otherwise(_ADDS)
            .alias("todo")
        )
        .sort("todo", "observation")
        .unique("profile", keep="first", maintain_order=True)
        .select("profile", "todo", "observation", "confirmed_at", "said")
    )
    joined = known.join(last, on="profile", how="left", maintain_order="left")
    return joined.with_columns(pl.col("todo").fill_null(_ADDS))


def _says_nothing_new() -> pl.Expr:
    """The same observation again, and nothing besides."""
    return (
        (pl.col("todo") == _REPEATS)
        & pl.col("audience").is_null()
        & (pl.col("handle_known") == pl.col("handle")).fill_null(value=False)
        & (pl.col("platform_id").is_null() | pl.col("id_known").is_not_null())
    )


def _with_known(rows: pl.DataFrame) -> pl.DataFrame:
    table, value = bulk.given(rows["profile"].to_list())
    known = bulk.fetch(
        "SELECT p.id, p.handle, p.platform_id, p.facts, p.origins, p.audience, p.seen_at, p.source_id "  # noqa: S608
        f"FROM {table} CROSS JOIN creators_profile p WHERE p.id = given.value",
        [value],
        _KNOWN,
    )
    return rows.drop("handle_known", "id_known").join(known, on="profile", maintain_order="left")


def _each(
    rows: pl.DataFrame,
    source: int,
    batch: int,
    writes: _Writes,
    audiences: Newer,
    *,
    dry_run: bool,
) -> Iterator[tuple[tuple[Any, ...], list[str]]]:
    """Go over the rows, queue what must be written; each row with the names of what changed."""
    numbers = range(rows.height) if dry_run else bulk.reserve(Observation, rows.height).tolist()
    columns = (rows[name].to_list() for name in _ROW)
    for number, row in zip(numbers, zip(*columns, strict=True), strict=True):
        _, profile, key, handle, number_given, at, said, todo, last, confirmed, before, *known = row
        origin: Origin = (at, number)
        if todo == _ADDS:
            writes.observations.append((number, profile, source, batch, at, at, said))
        else:
            origin = (max(at, confirmed), last)
            if todo == _CONFIRMS and at > confirmed:
                writes.confirmed.append((at, last))
            if todo == _JOINS:
                joined = {**orjson.loads(before), **orjson.loads(said)}
                writes.documents.append((orjson.dumps(joined).decode(), last))
        shown_as = None if key.startswith("id:") else handle
        yield (
            row,
            _lay_over(
                _Row(profile, shown_as, number_given, at, said, *known),
                origin,
                source,
                audiences.get(profile),
                writes,
                fresh=todo == _ADDS,
            ),
        )


@dataclass(frozen=True, slots=True)
class _Row:
    profile: int
    handle: str | None
    platform_id: str | None
    at: int
    said: str
    handle_known: str
    id_known: str | None
    facts: str
    origins: str
    audience: str | None
    seen_at: int
    source: int | None


def _lay_over(
    row: _Row,
    origin: Origin,
    source: int,
    audience: str | None,
    writes: _Writes,
    *,
    fresh: bool,
) -> list[str]:
    """One profile: what it shows from now on; the names of what changed."""
    facts, origins, names = _superseded(row, origin)
    seen_at = max(row.seen_at, origin[0])
    handle, number = row.handle_known, row.id_known or row.platform_id
    if row.handle and row.at >= row.seen_at:
        handle = row.handle
    if handle != row.handle_known or number != row.id_known:
        names.append("handle")
    if audience is None:
        audience = row.audience
    elif audience != row.audience:
        names.append("audience")
    # of one moment the observation recorded last counts, and only a fresh one is later than all
    latest = origin[0] > row.seen_at or (fresh and origin[0] == row.seen_at)
    newest = source if latest else row.source
    moved = (seen_at, origins, newest) != (row.seen_at, row.origins, row.source)
    if names or moved:
        writes.profiles.append(
            (handle, number, facts, origins, audience, seen_at, newest, row.profile)
        )
    return names


def _superseded(row: _Row, origin: Origin) -> tuple[str, str, list[str]]:
    """facts, origins and the names of changed facts; the common cases without unpacking origins."""
    if origin[0] > row.seen_at:  # newer than anything known
        packed = f'{{"":[{origin[1]},{origin[0]}]}}'
        if row.said == row.facts:
            return row.facts, packed, []
        document, facts = orjson.loads(row.said), orjson.loads(row.facts)
        if document.keys() >= facts.keys():
            missing = object()
            names = [name for name, value in document.items() if facts.get(name, missing) != value]
            return row.said, packed, names
    else:
        document, facts = orjson.loads(row.said), orjson.loads(row.facts)
    known = Projection(facts, unpack_origins(orjson.loads(row.origins), facts))
    names = supersede(known, document, origin)
    text = orjson.dumps(facts).decode() if names else row.facts
    return text, orjson.dumps(pack_origins(known.origins)).decode(), names


def _write(writes: _Writes) -> None:
    bulk.insert(Observation, pl.DataFrame(writes.observations, schema=_OBSERVATION, orient="row"))
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
            ("source_id", "bigint"),
        ],
        writes.profiles,
        extra="version = version + 1",
    )


def _with_twins(updated: list[int], matched: Matched, rows: pl.DataFrame, owner: int) -> list[int]:
    """A change of the public layer shows in the private layers over it too."""
    if owner != PUBLIC or matched.layers.is_empty() or not updated:
        return updated
    moved = rows.filter(pl.col("profile").is_in(pl.Series(updated).implode()))
    twins = matched.layers.join(moved, on=["platform", "key"], how="semi")["id"].to_list()
    feed.touch(twins)
    return [*updated, *twins]
