import json
import subprocess
import sys

import pytest

from groundswell.kernel import errors
from groundswell.ops import main
from tests.ops.conftest import Instance

HEAVY = ("django", "polars", "numpy", "tantivy", "cryptography", "granian")


def test_help_imports_nothing_heavy() -> None:
    probe = (
        "import sys; from groundswell.ops.main import run; code = run(['--help']); "
        f"print(code, [m for m in {HEAVY} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "0 []"
    for name in main.COMMANDS:
        assert f" {name} " in done.stdout


def test_every_command_has_help(instance: Instance) -> None:
    for name in main.COMMANDS:
        done = instance.run(name, "--help")
        assert done.returncode == 0, done.stderr
        assert f"groundswell {name}" in done.stdout
        group = "COMMAND [ARGS]" in done.stdout
        assert group or "--json" in done.stdout or name in {"serve", "worker"}, name


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.GroundswellError, 1),
        (errors.Invalid, 2),
        (errors.Refused, 3),
        (errors.Missing, 4),
        (errors.Conflict, 5),
        (errors.Limited, 6),
    ],
)
def test_each_refusal_has_its_exit_code_and_says_what_would_mend_it(
    error: type[errors.GroundswellError],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refuse(_name: str) -> None:
        raise error("The [moon] is full.", field="moon", hint="Wait.")

    monkeypatch.setattr(main, "_load", refuse)

    assert main.run(["doctor"]) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "The [moon] is full." in captured.err
    assert "Wait." in captured.err

    assert main.run(["doctor", "--json"]) == code
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {
        "error": error.code,
        "status": error.status.value,
        "detail": "The [moon] is full.",
        "field": "moon",
        "hint": "Wait.",
    }


def test_a_mistyped_command_gets_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["serach"]) == 2
    assert "Did you mean 'search'" in capsys.readouterr().err


def test_an_unknown_option_is_a_usage_error(instance: Instance) -> None:
    done = instance.run("doctor", "--fulll", "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"] == "usage"


def test_a_wrong_setting_is_a_sentence_not_a_traceback(instance: Instance) -> None:
    instance.values["GROUNDSWELL_DEBUG"] = "perhaps"
    done = instance.run("doctor")
    assert done.returncode == 2
    assert "GROUNDSWELL_DEBUG is 'perhaps'; expected yes or no." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_without_tables_is_a_sentence_not_a_traceback(fresh: Instance) -> None:
    done = fresh.run("search", "skincare", "--json")
    told = json.loads(done.stdout)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert told["detail"]


def test_commands_complete_in_the_shell(instance: Instance) -> None:
    instance.values |= {
        "_GROUNDSWELL_COMPLETE": "complete_bash",
        "COMP_WORDS": "groundswell do",
        "COMP_CWORD": "1",
    }
    assert instance.run().stdout.split() == ["doctor"]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("groundswell ")
