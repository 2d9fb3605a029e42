"""The sources as syntax trees, read once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "groundswell"


@dataclass(frozen=True)
class Source:
    """One module: ``name`` without ``groundswell.``, such as ``creators.actions.merging``."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


@cache
def sources() -> tuple[Source, ...]:
    """Every module of the product but migrations."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if "migrations" not in parts:
            text = path.read_text()
            name = ".".join(parts).removesuffix(".__init__")
            found.append(Source(name, path, text, ast.parse(text)))
    return tuple(found)


def source(name: str) -> Source | None:
    return next((one for one in sources() if one.name == name), None)
