"""What every test may ask for: a home of its own, a database file, a PostgreSQL."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import hypothesis
import psycopg
import pytest
from pytest_django import Settings

from tests.postgres import cluster

hypothesis.settings.register_profile(
    "groundswell",
    deadline=None,  # two cores, many workers: time says nothing about correctness
    derandomize="CI" in os.environ,
    suppress_health_check=[
        hypothesis.HealthCheck.function_scoped_fixture,
        hypothesis.HealthCheck.too_slow,
    ],
)
hypothesis.settings.load_profile("groundswell")

_DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "client"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the suite's database, so that it can run on the other engine too."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & _DATABASE_FIXTURES:
            item.add_marker(pytest.mark.database)
        if item.get_closest_marker("loopback"):
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"]))


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Path:
    """A fresh home folder: no test sees another's index, files or locks."""
    folder = tmp_path_factory.mktemp("home")
    settings.HOME = folder
    settings.MEDIA_ROOT = folder / "files"
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL: the one this run is on, else one started for this worker."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
    else:
        with cluster() as url:
            yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database, dropped afterwards."""
    name = f"t_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
        parts = urlsplit(postgres_server)
        assert "host" in parse_qs(parts.query)
        yield parts._replace(path=f"/{name}").geturl()
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]
