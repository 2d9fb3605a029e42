"""A catalog with people in it, and two workspaces that must not see each other's circle."""

from io import BytesIO

import pytest

from groundswell.circle import actions, queries
from groundswell.creators import feed
from groundswell.creators.models import PUBLIC, Creator, Profile
from groundswell.relationships import caching
from tests.factories.jobs import run_due
from tests.factories.people import make_cast


@pytest.fixture
def cast(db):
    caching.forget()
    return make_cast()


@pytest.fixture
def me(cast):
    return cast.scope("analyst")


@pytest.fixture
def stranger(cast):
    return cast.scope("stranger", "rivalry")


def person(key, *, email=None, platform=1, owner=PUBLIC, creator=None, number=None):
    contacts = f'"contacts":["email:{email}","phone:+4930"]' if email else ""
    profile = Profile.objects.create(
        creator=creator or Creator.objects.create(owner=owner),
        owner=owner,
        platform=platform,
        key=key,
        handle=key,
        platform_id=number,
        facts="{" + contacts + "}",
        origins='{"":[1,1700000000]}',
        seen_at=1_700_000_000,
    )
    feed.announce([profile.pk])
    return profile.pk


def take_in(scope, relation, content, *, called="people.csv", **more):
    row, fresh = actions.take_in(scope, relation, called, iter([content.encode()]), **more)
    assert fresh
    run_due()
    return queries.set_called(scope, row.uid).row


def pieces(content, size=65_536):
    stream = BytesIO(content)
    return iter(lambda: stream.read(size), b"")
