"""A real instance for journeys: its own home, the demo, `groundswell serve` on a free port."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

PASSWORD = "a quiet harbour at noon"
_COMMAND = [sys.executable, "-m", "groundswell.ops.main"]


@dataclass
class Site:
    """A running instance.

    Attributes:
        url: where it listens.
        slug: of the workspace with the demo.
        home: its folder.
        variables: its environment.
    """

    url: str
    home: Path
    variables: Mapping[str, str]
    slug: str = ""
    _people: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str) -> Any:
        """A command of the product with ``--json``; gives what it answers."""
        done = subprocess.run(
            [*_COMMAND, *arguments, "--json"],
            env=self.variables, capture_output=True, text=True, check=False, timeout=240,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)

    def inside(self, code: str) -> str:
        """Run Python in the instance (its database, its index); gives what it prints."""
        done = subprocess.run(
            [sys.executable, "-c", "import django; django.setup()\n" + code],
            env=self.variables, capture_output=True, text=True, check=False, timeout=240,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def at(self, path: str) -> str:
        """The address of a page of the workspace: ``lists/`` → ``http://…/w/<slug>/lists/``."""
        return f"{self.url}/w/{self.slug}/{path}"

    def person(self, role: str) -> str:
        """The e-mail of a member with this role, who is made on first use; ``stranger`` too."""
        if role not in self._people:
            email = f"{role}@fernhill.example"
            self.inside(
                "from groundswell.workspaces.actions import ensure_person, create_workspace\n"
                "from groundswell.workspaces.models import Workspace, Role\n"
                + (
                    "place = create_workspace(None, 'Rivalry')\nrole = Role.OWNER\n"
                    if role == "stranger"
                    else f"place = Workspace.objects.get(slug={self.slug!r})\nrole = Role({role!r})\n"
                )
                + f"ensure_person({email!r}, {PASSWORD!r}, name={(role.title() + ' Quill')!r}, "
                "workspace=place, role=role)\n"
            )
            self._people[role] = email
        return self._people[role]

    def sign_in(self, page: Page, role: str = "owner") -> None:
        """Sign in through the form, as anybody would."""
        email = self.person(role)
        page.goto(f"{self.url}/account/login/")
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda address: "/login" not in address)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(home: Path, *, creators: int = 600, log: Path | None = None) -> Iterator[Site]:
    """An instance with a demo of so many creators (0: none), with its worker, ended afterwards."""
    port = free_port()
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith("GROUNDSWELL_")
    }
    variables |= {
        "GROUNDSWELL_HOME": str(home),
        "GROUNDSWELL_SITE_URL": f"http://localhost:{port}",
        "DJANGO_SETTINGS_MODULE": "groundswell.config.settings",
        "EMAIL_URL": "console://",
    }
    variables.pop("DATABASE_URL", None)
    site = Site(f"http://localhost:{port}", home, variables)
    if creators:
        site.run("demo", "--creators", str(creators))
    else:
        site.run("migrate")
    site.slug = site.inside(
        "from groundswell.workspaces.actions import ensure_default_workspace as ensure\n"
        "print(ensure().slug)"
    ).strip()
    with (log or home / "serve.log").open("wb") as output:
        process = subprocess.Popen(
            [*_COMMAND, "serve", "--port", str(port)],
            env=variables, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            _wait(site, process)
            yield site
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait(site: Site, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        assert process.poll() is None, (site.home / "serve.log").read_text()[-2000:]
        try:
            with urllib.request.urlopen(f"{site.url}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not come up in 90 s")
