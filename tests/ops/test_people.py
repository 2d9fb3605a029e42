import io
import json
from pathlib import Path
from typing import Any

import pytest

from groundswell.ops.main import run
from groundswell.workspaces import actions, queries
from groundswell.workspaces.models import Person, Role
from groundswell.workspaces.scope import Right
from tests.factories.people import PASSWORD, Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Any:
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    code = run([*arguments, "--json"])
    out, errors = capsys.readouterr()
    assert code == 0, errors
    return json.loads(out)


def test_the_operator_makes_the_first_person(capsys: Any, typed: Any) -> None:
    typed(PASSWORD + "\n")
    told = answer(capsys, "person", "add", "Ada@Example.com", "--name", "Ada", "--password-stdin")
    assert told["new"] is True
    assert told["workspace"] == "default"
    person = Person.objects.get()
    assert person.check_password(PASSWORD)
    assert queries.places_of(person)[0].role == Role.OWNER
    again = answer(capsys, "person", "add", "ada@example.com", "--no-password")
    assert again == told | {"new": False}
    assert Person.objects.get().check_password(PASSWORD)


def test_without_a_terminal_the_password_has_to_be_sent(capsys: Any, typed: Any) -> None:
    typed("")
    assert run(["person", "add", "ada@example.com"]) == 2
    assert "--password-stdin" in capsys.readouterr().err
    typed("short\n")
    assert run(["person", "add", "ada@example.com", "--password-stdin"]) == 2
    assert not Person.objects.exists()


def test_an_invitation_prints_a_link_that_works(capsys: Any, cast: Cast) -> None:
    told = answer(capsys, "person", "invite", "new@example.com", "--role", "analyst")
    token = told["link"].rstrip("/").rpartition("/")[2]
    found = queries.invitation_behind(token)
    assert (found.email, found.role, found.workspace) == (
        "new@example.com", Role.ANALYST, "Fernhill Botanics",
    )  # fmt: skip
    people = answer(capsys, "person", "list", "--workspace", "fernhill")
    assert [row["role"] for row in people] == [*Role, "analyst"]
    assert people[-1]["invited_until"]
    assert run(["person", "list"]) == 0
    assert "invited until" in capsys.readouterr().out


def test_a_key_is_printed_alone_so_that_it_can_be_piped(capsys: Any, cast: Cast) -> None:
    args = ["key", "create", "Sheets", "--right", "read", "--right", "export", "--days", "30"]
    assert run(args) == 0
    raw = capsys.readouterr().out.strip()
    assert queries.scope_of_key(raw).rights == {Right.READ, Right.EXPORT}
    (row,) = answer(capsys, "key", "list")
    assert row["made_by"] == "operator"
    assert raw.startswith(row["starts"])
    assert row["expires_at"]
    assert run(["key", "list"]) == 0
    assert raw not in capsys.readouterr().out
    answer(capsys, "key", "revoke", row["uid"])
    assert answer(capsys, "key", "list") == []
    assert run(["key", "revoke", row["uid"]]) == 4
    assert run(["key", "create", "Bad", "--right", "fly"]) == 2


def test_who_is_locked_out_gets_back_in(capsys: Any, cast: Cast, typed: Any) -> None:
    typed("another quiet harbour\n")
    answer(capsys, "person", "password", "viewer@fernhill.example", "--password-stdin")
    assert Person.objects.get(pk=cast["viewer"].pk).check_password("another quiet harbour")
    told = answer(capsys, "person", "reset-second-factor", "viewer@fernhill.example")
    assert told["removed"] == 0
    assert run(["person", "password", "nobody@example.com", "--password-stdin"]) == 4


def test_a_person_is_erased_unless_a_workspace_would_be_without_owner(
    capsys: Any, cast: Cast
) -> None:
    answer(capsys, "person", "erase", "viewer@fernhill.example", "--yes")
    assert Person.objects.get(pk=cast["viewer"].pk).erased_at
    assert run(["person", "erase", "owner@fernhill.example", "--yes"]) == 5
    assert "at least one owner" in capsys.readouterr().err


def test_workspaces_are_made_for_who_has_an_account(capsys: Any, cast: Cast) -> None:
    told = answer(
        capsys, "workspace", "create", "Söhne & Co", "--owner", "owner@fernhill.example",
        "--currency", "eur",
    )  # fmt: skip
    assert told["slug"] == "sohne-co"
    assert [row["slug"] for row in answer(capsys, "workspace", "list")] == [
        "fernhill", "rivalry", "sohne-co",
    ]  # fmt: skip
    assert cast.scope("owner", "sohne-co").rights == frozenset(Right)
    made = actions.make_key(cast.scope("owner", "sohne-co"), "Key", ["read"])
    rows = answer(capsys, "key", "list", "--workspace", "sohne-co")
    assert [row["uid"] for row in rows] == [made.key.uid]
    assert answer(capsys, "key", "list", "--workspace", "fernhill") == []
    assert run(["workspace", "create", "X", "--owner", "nobody@example.com"]) == 4


def test_a_workspace_goes_out_as_a_file_and_is_not_brought_in_beside_itself(
    capsys: Any, cast: Cast, tmp_path: Path
) -> None:
    file = tmp_path / "fernhill.zip"
    told = answer(capsys, "workspace", "export", str(file), "--workspace", "fernhill")
    assert told["rows"] > 10
    assert file.exists()
    assert run(["workspace", "export", str(file), "--workspace", "fernhill"]) == 5
    assert run(["workspace", "import", str(file)]) == 5
    assert "on this instance already" in capsys.readouterr().err.replace("\n", " ")
    assert run(["workspace", "import", str(tmp_path / "nothing.zip")]) == 4
    (tmp_path / "list.csv").write_text("handle")
    assert run(["workspace", "import", str(tmp_path / "list.csv")]) == 2
