import json

import numpy as np
import pytest

from groundswell.kernel.errors import Invalid, Status
from groundswell.ops import output


def test_results_are_one_json_document_on_standard_output(
    capsys: pytest.CaptureFixture[str],
) -> None:
    output.emit({"name": "Zoë", "count": np.int64(3), 7: None})
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {"name": "Zoë", "count": 3, "7": None}
    assert "Zoë" in captured.out
    assert captured.out.endswith("\n")
    assert captured.err == ""


def test_words_for_people_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    output.say("[bold]Done[/].")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "Done.\n")


def test_a_table_shows_every_cell(capsys: pytest.CaptureFixture[str]) -> None:
    output.table("Found", ["Handle", ">Followers"], [["glow", 1200], ["ember", None]])
    shown = capsys.readouterr().out
    for word in ("Found", "Handle", "Followers", "glow", "1200", "ember"):
        assert word in shown
    assert "None" not in shown


def test_progress_is_silent_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with output.progress() as bar:
        task = bar.add_task("Work", total=2, rate="")
        bar.advance(task, 2)
    captured = capsys.readouterr()
    assert (captured.out, captured.err.strip()) == ("", "")


def test_every_status_has_an_exit_code_of_its_own() -> None:
    assert output.EXIT_CODES.keys() == set(Status)
    assert len(set(output.EXIT_CODES.values())) == len(Status)
    assert 0 not in output.EXIT_CODES.values()


def test_a_problem_leaves_out_what_is_not_known() -> None:
    assert output.problem(Invalid("No.")) == {
        "error": "invalid",
        "status": "invalid",
        "detail": "No.",
    }
