"""`groundswell import`: from nothing to a search answer, in JSON and for people."""

import json
from pathlib import Path
from typing import Any

import pytest

from groundswell.creators.models import Profile
from groundswell.ops.main import run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "creators.csv"
    path.write_text("handle,followers,country\nana,12.5k,Germany\nben,3.4k,UK\nnot ok!,1,DE\n")
    return path


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code = run(list(arguments))
    return code, json.loads(capsys.readouterr().out)


def test_import_search_undo(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = answer(capsys, "import", str(file), "--platform", "tiktok", "--yes", "--json")
    assert code == 0
    counts = ("rows", "created", "updated", "unchanged", "rejected", "repeated")
    assert tuple(said[name] for name in counts) == (3, 2, 0, 0, 1, 0)
    assert "not ok!" in Path(said["rejects_file"]).read_text()
    assert said["index_problem"] is None
    code, found = answer(capsys, "search", "country:DE", "--format", "json")
    assert (found["total"], found["results"][0]["handle"]) == (1, "ana")
    code, undone = answer(capsys, "import", "--undo", said["import"], "--json")
    assert (code, undone["state"]) == (0, "undone")
    assert answer(capsys, "search", "country:DE", "--format", "json")[1]["total"] == 0
    assert not Profile.objects.exists()


def test_a_dry_run_shows_the_mapping(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = answer(
        capsys, "import", str(file), "--platform", "tiktok", "--dry-run", "--json",
        "--map", "followers=ignore",
    )  # fmt: skip
    assert (code, said["created"], said["dry_run"]) == (0, 2, True)
    plan = said["files"][0]["imports"][0]
    targets = {one["column"]: one["target"] for one in plan["mapping"]["columns"]}
    assert targets == {"handle": "handle", "followers": None, "country": "country"}
    assert not Profile.objects.exists()
    assert run(["import", str(file), "--platform", "tiktok", "--dry-run"]) == 0
    shown = capsys.readouterr()
    assert "How the columns are understood" in shown.out
    assert "row rejected" in shown.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--json"], 2, "Say which file"),
        (["FILE", "--json"], 2, "--yes or --dry-run"),
        (["FILE", "--yes", "--json"], 2, "on which platform"),
        (["FILE", "--yes", "--json", "--map", "nonsense"], 2, "does not map"),
        (["FILE", "--yes", "--json", "--as-of", "soon"], 2, "not a day"),
        (["--undo", "imp_nope", "--json"], 4, "no import"),
    ],
)
def test_refusals(
    arguments: list[str], code: int, words: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [str(file) if one == "FILE" else one for one in arguments]
    got, said = answer(capsys, "import", *asked)
    assert got == code
    assert words in said["detail"]


def test_nobody_to_ask(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", str(file), "--platform", "tiktok"]) == 2
    assert "nobody to ask" in capsys.readouterr().err
    assert not Profile.objects.exists()
