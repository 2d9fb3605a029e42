"""One import in a process of its own that may be made to die at its n-th act.

Called as ``python -m tests.connectors.spreadsheet.mortal prepare`` or ``... FILE N``; an act is a
statement to the database or a file put in its place, 0 lets it live. Prints the counts as JSON.
"""

import itertools
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from groundswell.connectors.spreadsheet import actions, queries, reading  # noqa: E402
from groundswell.connectors.spreadsheet.requests import Request  # noqa: E402
from groundswell.kernel import files  # noqa: E402
from groundswell.workspaces.actions import ensure_default_workspace  # noqa: E402
from groundswell.workspaces.scope import Scope  # noqa: E402


def main(arguments: list[str]) -> None:
    if arguments == ["prepare"]:
        call_command("migrate", interactive=False, verbosity=0)
        ensure_default_workspace()
        return
    path, fatal = Path(arguments[0]), int(arguments[1])
    reading.BATCH = 60
    scope = Scope.operator(ensure_default_workspace().pk)
    acts = itertools.count(1)

    def act() -> None:
        if next(acts) == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        act()
        result = execute(sql, params, many, context)
        act()
        return result

    rename = Path.replace

    def replace(self: Path, target: Path) -> Path:
        act()
        result = rename(self, target)
        act()
        return result

    Path.replace = replace  # type: ignore[method-assign,assignment]
    with connection.execute_wrapper(statement):
        (one,), _ = actions.open_file(scope, Request(path, platform="tiktok"))
        actions.read_in(scope, one)
        entry = actions.record(scope, one.entry.uid)
    rejects = (files.home() / "files" / entry.rejects_file).read_text()
    sys.stdout.write(json.dumps({**queries.counts(entry), "acts": next(acts), "rejects": rejects}))


if __name__ == "__main__":
    main(sys.argv[1:])
