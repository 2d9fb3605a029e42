"""A small world for tests of the API: two workspaces, an invented crowd, an index."""

from dataclasses import dataclass

import polars as pl

from groundswell.connectors.demo.generate import profiles
from groundswell.connectors.spreadsheet.models import Import, State
from groundswell.creators.actions import ensure_source, record_profiles
from groundswell.creators.models import PUBLIC, Profile
from groundswell.discovery import index
from groundswell.discovery.document import from_rows
from groundswell.workspaces.actions import make_key
from groundswell.workspaces.scope import Right, Scope
from tests.factories.people import Cast, make_cast


@dataclass(frozen=True)
class World:
    """``key`` opens Fernhill with every right but ADMIN, ``other`` does so in Rivalry."""

    cast: Cast
    key: str
    other: str


PROFILES = 300


def make_world() -> World:
    cast = make_cast()
    load_crowd(Scope.operator(cast.fernhill.pk))
    rights = [right for right in Right if right is not Right.ADMIN]
    return World(
        cast,
        make_key(cast.scope("owner"), "program", rights).raw,
        make_key(cast.scope("stranger", "rivalry"), "program", rights).raw,
    )


def make_import(cast: Cast) -> Import:
    """An import of Fernhill that was read, as the catalog of imports has it."""
    said = {"platform": "instagram", "kind": None, "columns": {}, "profile": None, "as_of": None}
    options = {"separator": None, "encoding": None, "header": None, "sheet": None}
    reasons = {"kind_reason": "asked for", "platform_reason": "asked for"}
    return Import.objects.create(
        workspace=cast.fernhill,
        owner=cast.fernhill.pk,
        source_name="list.csv",
        called="list.csv",
        path="/nowhere/list.csv",
        table="list.csv",
        digest="0" * 64,
        request={**said, "source": None, "public": False, "options": options},
        request_key="0" * 64,
        understood={
            **reasons,
            "kind": "profiles",
            "platform": "instagram",
            "columns": [],
            "notes": [],
            "fingerprint": "0",
        },
        observed_at=0,
        kind="profiles",
        state=State.READY,
        actor="person:1",
    )


def load_crowd(scope: Scope, count: int = PROFILES) -> None:
    """An invented crowd, public, and its index."""
    source = ensure_source(scope, kind="demo", name="Demo", owner=PUBLIC)
    for frame in profiles(count, seed=3, as_of=1_770_000_000):
        record_profiles(scope, source, frame, owner=PUBLIC)
    names = (
        "id",
        "version",
        "owner",
        "creator_id",
        "platform",
        "handle",
        "facts",
        "audience",
        "seen_at",
    )
    rows = pl.DataFrame(list(Profile.objects.values_list(*names)), schema=list(names), orient="row")
    with index.fresh(shards=1) as writer:
        writer.add_new(from_rows(rows.rename({"id": "row", "creator_id": "creator"})))
