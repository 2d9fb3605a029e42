"""A private PostgreSQL: ``python tests/postgres.py COMMAND ...`` runs a command beside one.

The cluster lives in a temporary folder, listens on a Unix socket only and never syncs, because
nothing in it outlives the command. ``DATABASE_URL`` tells the command where it is; each pytest
worker makes a database of its own there.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
}


def binary(name: str) -> str:
    """The path of a PostgreSQL program: where packages put it (newest first), else on the PATH."""
    for root in (Path("/usr/lib/postgresql"), Path("/usr/pgsql"), Path("/opt/homebrew/opt")):
        found = sorted(root.glob(f"*/bin/{name}"), key=_version, reverse=True)
        if found:
            return str(found[0])
    path = shutil.which(name)
    if path is None:
        raise SystemExit(f"PostgreSQL is not installed: {name} is missing (apt: postgresql).")
    return path


def _version(path: Path) -> int:
    return int("".join(filter(str.isdigit, path.parts[-3])) or 0)


@contextmanager
def cluster(**settings: str) -> Iterator[str]:
    """Run a cluster, with these settings besides our own; gives its DATABASE_URL."""
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="groundswell-pg-"))
    try:
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        else:
            owner = pwd.getpwuid(os.getuid())
        data, log = folder / "data", folder / "log"
        role = ["-U", "groundswell", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        _run(owner, [binary("initdb"), "-D", str(data), *role])
        options = " ".join(
            f"-c {name}='{value}'" for name, value in {**_OPTIONS, **settings}.items()
        )
        control = [binary("pg_ctl"), "-D", str(data), "-w", "-l", str(log)]
        _run(owner, [*control, "-o", f"-k {folder} {options}", "start"], log)
        try:
            yield f"postgres://groundswell@/postgres?host={quote(str(folder), safe='')}"
        finally:
            _run(owner, [*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> pwd.struct_passwd | None:
    """Who runs the cluster in place of root, which PostgreSQL refuses; None: we ourselves."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SystemExit("PostgreSQL does not run as root, and there is no other user to run it as.")


def _run(owner: pwd.struct_passwd, command: list[str], log: Path | None = None) -> None:
    other = owner.pw_uid != os.getuid()
    who = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if other else {}
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if log is None else subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        cwd="/",
        env={**os.environ, "HOME": owner.pw_dir},
        check=False,
        **who,
    )
    if done.returncode:
        said = (done.stdout or b"").decode(errors="replace")
        if log is not None and log.exists():
            said += log.read_text(errors="replace")
        raise SystemExit(f"{Path(command[0]).name} failed:\n{said}")


def main() -> int:
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    with cluster() as url:
        return subprocess.run(
            sys.argv[1:], env={**os.environ, "DATABASE_URL": url}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
