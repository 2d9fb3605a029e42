"""Scopes and sources for tests of the catalog."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from groundswell.creators import bulk
from groundswell.creators.actions import ensure_source
from groundswell.creators.frames import DTYPES, IDENTITY
from groundswell.creators.models import ProfileChange, Source
from groundswell.creators.platforms import Platform
from groundswell.workspaces.models import Workspace
from groundswell.workspaces.scope import Scope

HERE, THERE = 7, 8


@pytest.fixture
def scope(db: None) -> Scope:
    """The operator of a workspace."""
    Workspace.objects.get_or_create(pk=HERE, defaults={"name": "Here", "slug": "here"})
    return Scope.operator(HERE)


@pytest.fixture
def elsewhere(db: None) -> Scope:
    """The operator of another workspace."""
    Workspace.objects.get_or_create(pk=THERE, defaults={"name": "There", "slug": "there"})
    return Scope.operator(THERE)


@pytest.fixture
def source_of(scope: Scope, db: None) -> Callable[..., Source]:
    """Make a public source by name, with terms."""

    def make(name: str, **terms: Any) -> Source:
        return ensure_source(scope, kind="test", name=name, owner=0, **terms)

    return make


@pytest.fixture
def source(source_of: Callable[..., Source]) -> Source:
    """One source."""
    return source_of("one")


def changed() -> set[int]:
    """The profiles that the feed names; it is empty afterwards."""
    found = ProfileChange.objects.all()
    rows = {int(row) for change in found for row in bulk.unpack(change.profiles)}
    found.delete()
    return rows


def frame(
    *rows: dict[str, Any], at: int = 1_000, platform: int = Platform.INSTAGRAM
) -> pl.DataFrame:
    """A profile frame of dicts: ``key`` and whatever is said."""
    schema: dict[str, Any] = {
        **IDENTITY,
        **DTYPES,
        "audience": pl.String,
        "creator_group": pl.String,
    }
    named = {name for row in rows for name in row} | {"platform", "key", "observed_at"}
    full = [{"platform": platform, "observed_at": at, **row} for row in rows]
    return pl.DataFrame(
        full, schema={name: dtype for name, dtype in schema.items() if name in named}
    )
