"""A workshop: a database of its own on each kind of server, and processes that work in it."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.postgres import cluster

ROOT = Path(__file__).resolve().parents[2]


class Workshop:
    """Starts `tests.tasks.workshop` as processes and looks into their database from outside."""

    def __init__(self, home: Path, url: str | None) -> None:
        self.home, self.url = home, url
        self.processes: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("GROUNDSWELL_")}
        environment |= {
            "GROUNDSWELL_HOME": str(self.home),
            "DJANGO_SETTINGS_MODULE": "groundswell.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }
        environment.pop("DATABASE_URL", None)
        if self.url is not None:
            environment["DATABASE_URL"] = self.url
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.tasks.workshop", *arguments],
            env=environment,
            cwd=self.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        return process

    def run(self, *arguments: str) -> None:
        process = self.start(*arguments)
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        if self.url is not None:
            with psycopg.connect(self.url) as server:
                return server.execute(query).fetchall()
        file = sqlite3.connect(self.home / "groundswell.sqlite3", timeout=30)
        try:
            return file.execute(query).fetchall()
        finally:
            file.close()

    def scalar(self, query: str) -> Any:
        return self.rows(query)[0][0]

    def close(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.communicate()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL: the one the suite runs beside, else one of our own."""
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        yield url
    else:
        with cluster() as url:
            yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def workshop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workshop]:
    url = None
    if request.param == "postgres":
        server_url = request.getfixturevalue("postgres")
        name = f"w{os.urandom(6).hex()}"
        with psycopg.connect(server_url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        url = urlsplit(server_url)._replace(path=f"/{name}").geturl()
    place = Workshop(tmp_path, url)
    try:
        yield place
    finally:
        place.close()
