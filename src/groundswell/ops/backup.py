"""`groundswell backup` and `restore`: database, stored files and secret in one file.

The discovery index is not in it, because it can be built again from the database. A backup is taken
while the instance runs: SQLite's online copy and ``pg_dump`` both see one moment.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.db import connection, connections

from groundswell import __version__
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Conflict, GroundswellError, Invalid, Missing
from groundswell.kernel.files import home, replacing, write
from groundswell.ops.output import Json, emit, progress, say

backup_app = typer.Typer()
restore_app = typer.Typer()

_FORMAT = 1
_MANIFEST = "manifest.json"
_SQLITE, _POSTGRES = "database.sqlite3", "database.pgdump"


class BadBackup(Invalid):
    """The file is not a backup, or it is damaged."""

    code = "bad-backup"


class HomeInUse(Conflict):
    """There is data already where a backup is to be restored."""

    code = "home-in-use"


class ToolFailed(GroundswellError):
    """A program of the database failed or is missing."""

    code = "tool-failed"


@backup_app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="File to write, ending in .tar.gz or .tgz.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,
    as_json: Json = False,
) -> None:
    """Write database, stored files and secret to one file. Keep it where only you can read it."""
    if not file.name.endswith((".tar.gz", ".tgz")):
        raise Invalid(f"{file.name!r} must end in .tar.gz or .tgz.", field="file")
    if file.exists() and not force:
        raise Conflict(f"{file} is there already.", field="file", hint="Add --force.")
    made = create(file, quiet=as_json)
    if as_json:
        emit({"file": str(file), "bytes": file.stat().st_size, **made})
    else:
        say(f"{file}: {file.stat().st_size / 1e6:,.1f} MB, {made['files']} files.")


@restore_app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that groundswell backup wrote.")],
    *,
    no_index: Annotated[
        bool, typer.Option("--no-index", help="Do not build the discovery index.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Put a backup into an empty home, bring it to this version, and build the index."""
    manifest = unpack(file, quiet=as_json)
    _command("migrate")  # in processes of their own: they read the restored secret
    if not no_index:
        _command("index", "rebuild")
    if as_json:
        emit({"file": str(file), **manifest, "index": not no_index})
    else:
        say(f"Restored the backup of {manifest['created_at']} into {home()}.")


# ---------------------------------------------------------------- making one


def create(file: Path, *, quiet: bool = True) -> dict[str, Any]:
    """Write a backup; gives its manifest. The file is readable by its owner only.

    Raises:
        ToolFailed: ``pg_dump`` failed or is missing.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    stored = sorted(path for path in (home() / "files").rglob("*") if path.is_file())
    with (
        tempfile.TemporaryDirectory(prefix=".groundswell-backup-", dir=file.parent) as folder,
        replacing(file, mode=0o600) as part,
        progress(quiet=quiet) as shown,
    ):
        step = shown.add_task("Backup", total=len(stored) + 2, rate="")
        dump = _dump(Path(folder))
        shown.advance(step)
        sums: dict[str, str] = {}
        with tarfile.open(part, "w:gz", compresslevel=6) as archive:
            sums[dump.name] = _add(archive, dump, dump.name)
            sums["secret_key"] = _add_bytes(archive, "secret_key", settings.SECRET_KEY.encode())
            for path in stored:
                name = f"files/{path.relative_to(home() / 'files').as_posix()}"
                if path.exists():  # removed while we work: then it is not in the database either
                    sums[name] = _add(archive, path, name)
                shown.advance(step)
            manifest = {
                "format": _FORMAT,
                "version": __version__,
                "created_at": now().isoformat(timespec="seconds"),
                "engine": connection.vendor,
                "files": len(stored),
            }
            document = json.dumps({**manifest, "sha256": sums}, indent=1).encode()
            _add_bytes(archive, _MANIFEST, document)
    return manifest


def _dump(folder: Path) -> Path:
    if connection.vendor == "sqlite":
        copy = folder / _SQLITE
        connection.ensure_connection()
        source: sqlite3.Connection = connection.connection
        target = sqlite3.connect(copy)
        try:
            source.backup(target)  # in one step: one moment, whoever writes meanwhile
            target.execute("PRAGMA journal_mode=DELETE")  # one file, without its log
        finally:
            target.close()
        return copy
    copy = folder / _POSTGRES
    _postgres("pg_dump", ["--format=custom", "--no-owner", "--no-acl", f"--file={copy}"])
    return copy


# ---------------------------------------------------------------- putting one back


def unpack(file: Path, *, quiet: bool = True) -> dict[str, Any]:
    """Put a backup into the empty home and database; gives its manifest.

    Everything is checked before anything is put in place.

    Raises:
        Missing: there is no such file.
        BadBackup: it is no backup, was damaged, or is of another database engine.
        HomeInUse: the home or the database holds data, or another secret is set.
        ToolFailed: ``pg_restore`` failed or is missing.
    """
    if not file.is_file():
        raise Missing(f"There is no file {file}.", field="file")
    _require_empty()
    with (
        tempfile.TemporaryDirectory(prefix=".restore-", dir=home()) as name,
        progress(quiet=quiet) as shown,
    ):
        shown.add_task("Restore", total=None, rate="")
        folder = Path(name)
        manifest = _extract(file, folder)
        _adopt_secret((folder / "secret_key").read_text(encoding="ascii"))
        _load_database(folder)
        if (folder / "files").exists():
            (folder / "files").replace(home() / "files")
    return manifest


def _extract(file: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(file, "r:gz") as archive:
            for member in archive:
                _place(archive, member, folder)
        manifest: dict[str, Any] = json.loads((folder / _MANIFEST).read_bytes())
        sums: dict[str, str] = manifest.pop("sha256")
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError) as error:
        raise BadBackup(f"{file} is not a whole backup ({error}).", field="file") from error
    if manifest.get("format") != _FORMAT:
        raise BadBackup(
            f"{file} has format {manifest.get('format')}; this version reads {_FORMAT}.",
            field="file",
            hint=f"It was written by Groundswell {manifest.get('version')}.",
        )
    if manifest["engine"] != connection.vendor:
        raise BadBackup(
            f"{file} holds a {manifest['engine']} database; DATABASE_URL names "
            f"{connection.vendor}.",
            field="file",
        )
    for name, expected in sums.items():
        path = folder / name
        if not path.is_file() or _digest(path) != expected:
            raise BadBackup(f"{name} in {file} is damaged or missing.", field="file")
    return manifest


def _place(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Extract a plain file inside the folder; nothing else has a place in a backup."""
    path = folder / member.name
    if not member.isfile() or not path.resolve().is_relative_to(folder.resolve()):
        raise tarfile.TarError(f"it holds {member.name!r}, which is not a plain file")
    path.parent.mkdir(parents=True, exist_ok=True)
    content = archive.extractfile(member)
    assert content is not None
    with content, path.open("xb") as out:
        shutil.copyfileobj(content, out, 1 << 20)
    path.chmod(0o600)


def _require_empty() -> None:
    files = home() / "files"
    if files.exists() and any(files.iterdir()):
        raise HomeInUse(
            f"{files} holds files.", hint="Restore into an empty folder: set GROUNDSWELL_HOME."
        )
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        taken = path.exists() and path.stat().st_size > 0
    else:
        taken = bool(connection.introspection.table_names())
    if taken:
        raise HomeInUse(
            "The database holds tables already.",
            hint="Restore into an empty database: set GROUNDSWELL_HOME or DATABASE_URL.",
        )


def _adopt_secret(secret: str) -> None:
    path = home() / settings.SECRET_FILE
    if not path.exists() and secret != settings.SECRET_KEY:
        raise HomeInUse(
            "GROUNDSWELL_SECRET_KEY differs from the secret of the backup, so stored secrets "
            "could not be read.",
            field="GROUNDSWELL_SECRET_KEY",
            hint="Unset it; the secret of the backup is then kept in the home folder.",
        )
    if secret != settings.SECRET_KEY:
        write(path, secret.encode() + b"\n", mode=0o600)


def _load_database(folder: Path) -> None:
    connections.close_all()
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        path.parent.mkdir(parents=True, exist_ok=True)
        for left in ("-wal", "-shm"):
            path.with_name(path.name + left).unlink(missing_ok=True)
        shutil.move(folder / _SQLITE, path)
        path.chmod(0o600)
    else:
        dump = folder / _POSTGRES
        _postgres("pg_restore", ["--no-owner", "--no-acl", "--exit-on-error", str(dump)])


# ---------------------------------------------------------------- parts


def _add(archive: tarfile.TarFile, path: Path, name: str) -> str:
    info = archive.gettarinfo(path, name)
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode = 0o600
    with path.open("rb") as content:
        archive.addfile(info, content)
    return _digest(path)


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> str:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = len(content), 0o600, int(now().timestamp())
    archive.addfile(info, io.BytesIO(content))
    return hashlib.sha256(content).hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        digest: str = hashlib.file_digest(content, "sha256").hexdigest()
    return digest


def _postgres(program: str, arguments: list[str]) -> None:
    """Run a PostgreSQL client program against the instance's database."""
    where = connection.settings_dict
    path = shutil.which(program)
    if path is None:
        raise ToolFailed(
            f"{program} is not installed.", hint="Install PostgreSQL's client programs."
        )
    environment = {
        **os.environ,
        "PGPASSWORD": where.get("PASSWORD") or "",
        "PGSSLMODE": where.get("OPTIONS", {}).get("sslmode", "prefer"),
    }
    flags = [
        f"--{flag}={where[name]}"
        for flag, name in (("host", "HOST"), ("port", "PORT"), ("username", "USER"))
        if where.get(name)
    ]
    database = [f"--dbname={where['NAME']}"]
    done = subprocess.run(  # noqa: S603 - the arguments are ours
        [path, *flags, *database, "--no-password", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ToolFailed(f"{program} failed: {done.stderr.strip()[-500:]}")


def _command(*arguments: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "groundswell.ops.main", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise ToolFailed(
            f"groundswell {' '.join(arguments)} failed after the backup was put in place.",
            hint="Look at what it said above, mend it, and run that command again.",
        )
