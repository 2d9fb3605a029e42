"""schemathesis over every operation: what is sent is made from the description, good and bad.

All its checks run but one: data that fits the schema may still be refused, because a query can be
well-formed and ask for a list that does not exist.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.cache import caches
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

from groundswell.api.bodies import QUERY_SCHEMA
from groundswell.api.v1 import api
from groundswell.config.wsgi import application
from groundswell.creators.identifiers import creator_id, profile_id
from groundswell.creators.models import Creator, Profile
from groundswell.kernel.ids import random_uid
from groundswell.relationships.actions import add_profiles, create_list, write_note
from tests.api.world import World, make_import

EXAMPLES = 5


def _described() -> dict[str, Any]:
    """The description, with any object for a query.

    From the recursive schema of queries schemathesis makes requests by the minute; that queries fit
    it both ways is held by `tests/discovery/test_forms.py`.
    """
    document = dict(api.get_openapi_schema())
    schemas = document["components"]["schemas"]
    kept = {name: each for name, each in schemas.items() if not name.startswith(QUERY_SCHEMA)}
    kept[QUERY_SCHEMA] = {"type": "object"}
    return document | {"components": document["components"] | {"schemas": kept}}


schema = schemathesis.openapi.from_dict(_described())
schema.app = application
load_all_checks()


@pytest.fixture(scope="module")
def seeded(
    django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """A small workspace with an index, made once: its key and its home."""
    from django.core.management import call_command

    from tests.api.world import make_world

    home = tmp_path_factory.mktemp("world")
    before, django_settings.HOME = django_settings.HOME, home
    with django_db_blocker.unblock():
        try:
            yield make_world(), home
        finally:
            call_command("flush", verbosity=0, interactive=False)
    django_settings.HOME = before


@pytest.fixture(autouse=True)
def home(seeded, settings) -> Path:
    settings.HOME = seeded[1]
    settings.API_LIMIT = 1_000_000
    settings.ALLOWED_HOSTS = ["*"]
    return seeded[1]


def test_the_server_serves_this_description(db, client) -> None:
    assert client.get("/api/v1/openapi.json").json() == dict(api.get_openapi_schema())


def _name_something_there(case, world: World) -> None:
    """Put identifiers of things that exist into well-formed requests, so that views get to work.

    Idempotency keys are made new: schemathesis repeats them, and would only see them refused.
    """
    key = case.headers.get("Idempotency-Key", "")
    if 1 <= len(key) <= 255 and key.isascii() and key.isprintable():
        case.headers["Idempotency-Key"] = random_uid("key")
    if not case.path_parameters or not case.meta.generation.mode.is_positive:
        return
    owner, first = world.cast.scope("owner"), Profile.objects.earliest("pk").pk
    make = {
        "/lists/{uid}": lambda: create_list(owner, f"Spring {random_uid('x')}").uid,
        "/notes/{uid}": lambda: write_note(owner, "calls back", profile=first).uid,
        "/profiles/{uid}": lambda: profile_id(first),
        "/imports/{uid}": lambda: make_import(world.cast).uid,
        "/creators/{uid}": lambda: creator_id(Creator.objects.create(owner=owner.workspace).pk),
    }
    for path, there in make.items():
        if path in case.operation.path:
            case.path_parameters["uid"] = there()
    if "profile" in case.path_parameters:
        case.path_parameters["profile"] = profile_id(first)
        add_profiles(owner, case.path_parameters["uid"], [first])
    if "name" in case.path_parameters:
        case.path_parameters["name"] = "followers"


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case, seeded) -> None:
    caches["limits"].clear()
    _name_something_there(case, seeded[0])
    case.call_and_validate(
        headers={"Authorization": f"Bearer {seeded[0].key}"},
        excluded_checks=[positive_data_acceptance],
    )
