"""schemathesis over every operation: what is sent is made from the description, good and bad.

All its checks run but one: data that fits the schema may still be refused, because a query can be
well-formed and ask for a list that does not exist.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.cache import caches
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

from groundswell.api.v1 import api
from groundswell.config.wsgi import application

EXAMPLES = 12

pytestmark = pytest.mark.database

schema = schemathesis.openapi.from_dict(dict(api.get_openapi_schema()))
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
    assert client.get("/api/v1/openapi.json").json() == schema.raw_schema


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case, seeded) -> None:
    caches["limits"].clear()
    case.call_and_validate(
        headers={"Authorization": f"Bearer {seeded[0].key}"},
        excluded_checks=[positive_data_acceptance],
    )
