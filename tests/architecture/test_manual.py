"""What can be set, called and searched stands in the documents."""

import re

import pytest

from groundswell.config.env import VARIABLES, Variable
from groundswell.discovery.fields import FIELDS
from groundswell.ops.main import COMMANDS
from tests.architecture.sources import ROOT

DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def pages() -> str:
    return "\n".join(path.read_text() for path in sorted(DOCS.rglob("*.md")))


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda variable: variable.name)
def test_each_setting_is_in_the_operator_guide_as_it_is(variable: Variable) -> None:
    secret = " (or `_FILE`)" if variable.secret else ""
    row = (
        f"| `{variable.name}`{secret} | {variable.note} | {variable.expects} | {variable.default} |"
    )
    assert row in (DOCS / "operator.md").read_text()


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_in_the_documents(command: str, pages: str) -> None:
    assert f"groundswell {command}" in pages


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_is_in_the_documents(field: str, pages: str) -> None:
    assert f"`{field}`" in pages


def test_no_document_points_at_a_file_that_is_not_there() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert broken == []
