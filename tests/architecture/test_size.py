"""What has grown too large to read is split."""

from tests.architecture.sources import sources

LINES = 500
FUNCTION = 60


def test_no_file_is_too_long() -> None:
    long = {one.name: one.text.count("\n") for one in sources()}
    assert {name: lines for name, lines in long.items() if lines > LINES} == {}


def test_no_function_is_too_long() -> None:
    found = {}
    for one in sources():
        for node in one.functions():
            first = node.body[0].lineno  # the options of a command are a table, not reading matter
            lines = (node.end_lineno or first) - first + 1
            if lines > FUNCTION:
                found[f"{one.name}.{node.name}"] = lines
    assert found == {}
