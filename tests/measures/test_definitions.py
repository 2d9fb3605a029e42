"""Every number that is shown has a definition that can be opened."""

import ast
from pathlib import Path

import pytest

import groundswell
from groundswell.measures import engagement
from groundswell.measures.definitions import DEFINITIONS, definition

SOURCES = Path(groundswell.__file__).parent


def test_each_says_what_it_is():
    for key, row in DEFINITIONS.items():
        assert key == row.key
        assert row.name, key
        assert row.formula, key
        assert row.unit, key
        assert row.source, key
        assert row.method >= 1, key
        assert row.need >= 1, key


def test_every_engagement_formula_is_there():
    assert set(engagement.DEFINITIONS) <= set(DEFINITIONS)
    with pytest.raises(KeyError):
        definition("nothing")


def test_estimates_name_only_definitions_that_there_are():
    named = set()
    for path in (SOURCES / "creators").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"Estimate", "NotEnough"}
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                named.add(node.args[0].value)
    assert len(named) > 5
    assert named <= set(DEFINITIONS)


def test_every_definition_has_its_page():
    folder = SOURCES.parents[1] / "docs" / "measures"
    pages = {page.name: page.read_text() for page in folder.glob("*.md")}
    index = pages.pop("README.md")
    for key in DEFINITIONS:
        assert f"`{key}`" in index, key
        assert any(f"`{key}`" in text for text in pages.values()), key
    assert all(f"]({name})" in index for name in pages)
