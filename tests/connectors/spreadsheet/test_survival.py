"""An import that is killed at any moment and run again ends as one that was never killed."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

KILLS = 8


def child(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.connectors.spreadsheet.mortal", *arguments],
        env={
            **os.environ,
            "GROUNDSWELL_HOME": str(home),
            "PYTEST_XDIST_WORKER": "",
            "DATABASE_URL": "",
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    home = tmp_path / "prepared"
    done = child(home, "prepare")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def file(tmp_path: Path) -> Path:
    chance = random.Random(4)
    lines = ["handle,name,followers,topics,audience US %"]
    for at in range(400):
        who = chance.randrange(300)  # some more than once, some chunks apart
        handle = "not ok!" if at % 50 == 7 else f"user{who}"
        followers = "many" if at % 40 == 3 else f"{who},{at:03}"
        lines.append(f'{handle},Name {who},"{followers}",a; b{at % 9},{at % 90}')
    path = tmp_path / "creators.csv"
    path.write_text("\n".join(lines) + "\n")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def catalog(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    questions = {
        "profiles": "SELECT platform, key, handle, owner, facts, audience, seen_at, version "
        "FROM creators_profile ORDER BY 1, 2, 4",
        "observations": "SELECT p.key, o.observed_at, o.document FROM creators_observation o "
        "JOIN creators_profile p ON p.id = o.profile_id ORDER BY 1, 2, 3",
        "audiences": "SELECT p.key, a.as_of, a.shares FROM creators_audienceestimate a "
        "JOIN creators_profile p ON p.id = a.profile_id ORDER BY 1, 2, 3",
        "creators": "SELECT count(*) FROM creators_creator",
        "sources": "SELECT kind, name, owner FROM creators_source",
        "imports": "SELECT state, count(*) FROM spreadsheet_import GROUP BY 1",
    }
    with sqlite3.connect(home / "groundswell.sqlite3") as database:
        return {name: database.execute(sql).fetchall() for name, sql in questions.items()}


@pytest.mark.slow
def test_killed_at_any_moment_and_run_again(tmp_path: Path, prepared: Path, file: Path) -> None:
    whole = tmp_path / "whole"
    shutil.copytree(prepared, whole)
    done = child(whole, str(file), "0")
    assert done.returncode == 0, done.stderr
    expected = json.loads(done.stdout)
    acts = expected.pop("acts")
    assert expected["rows"] == 400
    assert expected["rejected"] == 8
    assert expected["repeated"] > 50
    assert expected["rows"] == sum(
        expected[name] for name in ("created", "updated", "unchanged", "rejected", "repeated")
    )

    chance = random.Random(11)
    home = tmp_path / "mortal"
    shutil.copytree(prepared, home)
    killed = 0
    for _ in range(KILLS):
        died = child(home, str(file), str(chance.randrange(1, max(acts // 4, 2))))
        if died.returncode == 0:
            break
        assert died.returncode == -signal.SIGKILL, died.stderr
        killed += 1
    assert killed >= 3
    last = child(home, str(file), "0")
    assert last.returncode == 0, last.stderr
    again = json.loads(last.stdout)
    again.pop("acts")
    if died.returncode != 0:
        assert again == expected
    assert catalog(home) == catalog(whole) | {"imports": catalog(home)["imports"]}
    assert not list((home / "imports").glob("imp_*/*.rows"))
