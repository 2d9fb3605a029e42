"""A catalog with layers: public profiles, private ones of two workspaces, and overlays."""

from dataclasses import dataclass

import pytest

from groundswell.creators.models import PUBLIC, Creator, Profile
from groundswell.creators.platforms import Platform
from groundswell.relationships import caching
from groundswell.workspaces.scope import Scope
from tests.factories.people import Cast, make_cast


@dataclass(frozen=True)
class Catalog:
    """Row numbers.

    ``public``: seen by all. ``own``: private to Fernhill. ``foreign``: private to Rivalry.
    ``overlaid``: public, with a private layer of Fernhill in ``overlay``.
    ``late``: private to Fernhill first, ``late_public`` came afterwards.
    """

    public: list[int]
    own: int
    foreign: int
    overlaid: int
    overlay: int
    late: int
    late_public: int
    creator: int


@pytest.fixture
def cast(db: None) -> Cast:
    caching.forget()
    return make_cast()


@pytest.fixture
def me(cast: Cast) -> Scope:
    return cast.scope("manager")


@pytest.fixture
def stranger(cast: Cast) -> Scope:
    return cast.scope("stranger", "rivalry")


def profile(key: str, owner: int = PUBLIC, creator: Creator | None = None) -> int:
    owned = creator or Creator.objects.create(owner=owner)
    row = Profile.objects.create(
        creator=owned,
        owner=owner,
        platform=Platform.INSTAGRAM,
        key=key,
        handle=key,
        seen_at=1_700_000_000,
    )
    return row.pk


@pytest.fixture
def catalog(cast: Cast) -> Catalog:
    mine, theirs = cast.fernhill.pk, cast.rivalry.pk
    creator = Creator.objects.create()
    return Catalog(
        public=[profile(f"public{n}", creator=creator if n == 0 else None) for n in range(5)],
        own=profile("own", mine),
        foreign=profile("foreign", theirs),
        overlaid=profile("both"),
        overlay=profile("both", mine),
        late=profile("late", mine),
        late_public=profile("late"),
        creator=creator.pk,
    )
