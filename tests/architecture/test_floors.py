import ast
import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import ROOT, sources


def test_imports_go_down_only() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_no_package_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "common", "core", "manager", "misc", "lib"}
    assert not [one.name for one in sources() if drawers & set(one.name.split("."))]


def test_domains_know_no_http() -> None:
    """What import-linter cannot say of a part of Django."""
    faces = {"config", "web", "portal", "api", "ingress", "ops", "ui"}
    web = ("django.http", "django.urls", "django.shortcuts", "django.views")
    found = [
        f"{one.name}:{node.lineno}"
        for one in sources()
        if one.name.split(".")[0] not in faces
        for node in ast.walk(one.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(web)
    ]
    assert found == []
