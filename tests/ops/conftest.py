"""Whole instances, run as an operator runs them: by the command, in processes of their own."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


class Instance:
    """A home folder and the command that works in it."""

    def __init__(self, home: Path, **values: str) -> None:
        self.home = home
        self.values = values

    @property
    def database(self) -> Path:
        return self.home / "groundswell.sqlite3"

    def environment(self) -> dict[str, str]:
        dropped = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("GROUNDSWELL_") and name not in dropped
        }
        return {**kept, "GROUNDSWELL_HOME": str(self.home), "COLUMNS": "200", **self.values}

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "groundswell.ops.main", *arguments],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        with self.start(*arguments) as process:
            out, errors = process.communicate(timeout=120)
        return subprocess.CompletedProcess(arguments, process.returncode, out, errors)

    def answer(self, *arguments: str) -> Any:
        """The JSON document of a command that must end well."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr + done.stdout
        return json.loads(done.stdout)

    def findings(self, *arguments: str) -> dict[str, dict[str, str]]:
        """What the doctor finds, by check; the exit code must agree."""
        done = self.run("doctor", "--json", *arguments)
        told = json.loads(done.stdout)
        failed = any(check["state"] == "fail" for check in told["checks"])
        assert (done.returncode, told["ok"]) == (int(failed), not failed), done.stderr
        return {check["check"]: check for check in told["checks"]}

    def sql(self, statement: str, *values: object) -> list[Any]:
        with sqlite3.connect(self.database) as file:
            rows = file.execute(statement, values).fetchall()
        file.close()
        return rows


@pytest.fixture(scope="session")
def _migrated_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    instance = Instance(tmp_path_factory.mktemp("migrated"))
    instance.answer("migrate")
    return instance.home


@pytest.fixture
def instance(_migrated_home: Path, tmp_path: Path) -> Instance:
    """A migrated instance without data."""
    return Instance(Path(shutil.copytree(_migrated_home, tmp_path / "instance")))


@pytest.fixture
def fresh(tmp_path: Path) -> Instance:
    """An instance that was never started."""
    return Instance(tmp_path / "fresh")
