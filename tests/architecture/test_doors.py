"""Time, chance and the environment come in through one door each."""

import ast

import pytest

from tests.architecture.sources import sources

# what may not be named: (modules that may, with the reason)
DOORS: dict[str, dict[str, str]] = {
    "os.environ": {
        "config.settings": "the door",
        "config.wsgi": "names the settings module",
        "config.asgi": "names the settings module",
        "ops.main": "names the settings module",
        "ops.backup": "hands the environment on to pg_dump",
        "api.reference": "names the settings module when it is run to write docs/api.md",
    },
    "os.getenv": {},
    "datetime.now": {"kernel.clock": "the door"},
    "datetime.utcnow": {},
    "datetime.today": {},
    "date.today": {},
    "timezone.now": {},
    "time.time": {},
    "uuid.uuid1": {},
    "uuid.uuid4": {},
}
# seeded generators are arguments, never the global one
SEEDED = {"Generator", "default_rng", "Philox", "PCG64", "SeedSequence", "BitGenerator"}


@pytest.mark.parametrize("door", DOORS)
def test_only_the_door_names_it(door: str) -> None:
    allowed = DOORS[door]
    found = {
        one.name
        for one in sources()
        for node in ast.walk(one.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {door, f"datetime.{door}"}
    }
    assert found - allowed.keys() == set()
    assert allowed.keys() - found == set(), "a permission that is not needed any more"


def test_chance_is_never_global() -> None:
    found = []
    for one in sources():
        for node in ast.walk(one.tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names]
                module = node.module if isinstance(node, ast.ImportFrom) else ""
                if {"random", "uuid"} & {module, *(names if not module else [])}:
                    found.append(f"{one.name}:{node.lineno}")
            if (
                isinstance(node, ast.Attribute)
                and ast.unparse(node.value) in {"np.random", "numpy.random"}
                and node.attr not in SEEDED
            ):
                found.append(f"{one.name}:{node.lineno}")
    assert found == []
