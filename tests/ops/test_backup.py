import io
import json
import sqlite3
import stat
import tarfile
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.ops.conftest import Instance

_ROW = "INSERT INTO creators_creator (owner, created_at) VALUES (0, {now})"


def _with_data(instance: Instance) -> None:
    instance.sql(_ROW.format(now="datetime('now')"))
    stored = instance.home / "files" / "ab" / "fil_ab.csv"
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"handle,followers\nglow,12\n")
    (instance.home / "index").mkdir()
    (instance.home / "index" / "CURRENT").write_text("g1")


def _backup(instance: Instance, tmp_path: Path) -> Path:
    file = tmp_path / "backup.tar.gz"
    assert instance.answer("backup", str(file))["engine"] == instance_engine(instance)
    return file


def instance_engine(instance: Instance) -> str:
    return "postgresql" if "DATABASE_URL" in instance.values else "sqlite"


def _members(file: Path) -> dict[str, bytes]:
    with tarfile.open(file) as archive:
        return {m.name: archive.extractfile(m).read() for m in archive}  # type: ignore[union-attr]


def _rewrite(file: Path, members: dict[str, bytes]) -> None:
    with tarfile.open(file, "w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


def test_what_was_backed_up_is_put_back(
    instance: Instance, fresh: Instance, tmp_path: Path
) -> None:
    _with_data(instance)
    file = _backup(instance, tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not [name for name in _members(file) if name.startswith("index")]

    told = fresh.answer("restore", str(file), "--no-index")

    assert told["engine"] == "sqlite"
    assert fresh.sql("SELECT count(*) FROM creators_creator") == [(1,)]
    assert (fresh.home / "files/ab/fil_ab.csv").read_bytes().startswith(b"handle")
    assert (fresh.home / "secret_key").read_text() == (instance.home / "secret_key").read_text()
    assert stat.S_IMODE((fresh.home / "secret_key").stat().st_mode) == 0o600
    assert fresh.findings("--full")["integrity"]["state"] == "ok"
    assert not list(fresh.home.glob(".*"))


def test_a_backup_holds_one_moment_while_others_write(
    instance: Instance, fresh: Instance, tmp_path: Path
) -> None:
    _with_data(instance)
    with closing(sqlite3.connect(instance.database)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute(_ROW.format(now="datetime('now')"))
        file = _backup(instance, tmp_path)
        writer.commit()
    fresh.answer("restore", str(file), "--no-index")
    assert fresh.sql("SELECT count(*) FROM creators_creator") == [(1,)]


@pytest.mark.parametrize("left", ["groundswell.sqlite3", "files/ab/x.csv"])
def test_nothing_is_restored_over_data(
    left: str, instance: Instance, fresh: Instance, tmp_path: Path
) -> None:
    file = _backup(instance, tmp_path)
    path = fresh.home / left
    path.parent.mkdir(parents=True)
    path.write_bytes(b"precious")
    done = fresh.run("restore", str(file), "--json")
    assert (done.returncode, json.loads(done.stdout)["error"]) == (5, "home-in-use")
    assert path.read_bytes() == b"precious"


def test_a_damaged_backup_changes_nothing(
    instance: Instance, fresh: Instance, tmp_path: Path
) -> None:
    _with_data(instance)
    file = _backup(instance, tmp_path)
    whole, members = file.read_bytes(), _members(file)
    changed = {**members, "files/ab/fil_ab.csv": b"handle,followers\nglow,99\n"}
    missing = {name: content for name, content in members.items() if "sqlite3" not in name}
    outside = {"../outside": b"x", **members}

    for members_now in (changed, missing, outside, {"readme": b"no backup"}):
        _rewrite(file, members_now)
        _refused(fresh, file)
    for content in (whole[: len(whole) // 2], b"not even an archive"):
        file.write_bytes(content)
        _refused(fresh, file)
    assert not (tmp_path / "outside").exists()


def _refused(fresh: Instance, file: Path) -> None:
    done = fresh.run("restore", str(file), "--json")
    assert (done.returncode, json.loads(done.stdout)["error"]) == (2, "bad-backup"), done.stderr
    assert {path.name for path in fresh.home.iterdir()} == {"secret_key"}


def test_a_secret_that_could_not_read_the_backup_is_refused(
    instance: Instance, fresh: Instance, tmp_path: Path
) -> None:
    file = _backup(instance, tmp_path)
    fresh.values["GROUNDSWELL_SECRET_KEY"] = "another-secret-that-is-long-enough-0123456789"
    done = fresh.run("restore", str(file), "--json")
    assert (done.returncode, json.loads(done.stdout)["field"]) == (5, "GROUNDSWELL_SECRET_KEY")
    assert not fresh.database.exists()


def test_a_backup_is_not_replaced_unless_asked(instance: Instance, tmp_path: Path) -> None:
    file = _backup(instance, tmp_path)
    assert instance.run("backup", str(file)).returncode == 5
    assert instance.run("backup", str(file), "--force").returncode == 0
    assert instance.run("backup", str(tmp_path / "backup.zip")).returncode == 2
    assert instance.run("restore", str(tmp_path / "none.tgz")).returncode == 4


@pytest.mark.postgres
def test_postgres_is_backed_up_and_put_back(
    postgres_url: str, postgres_server: str, tmp_path: Path
) -> None:
    one = Instance(tmp_path / "one", DATABASE_URL=postgres_url)
    one.answer("migrate")
    with psycopg.connect(postgres_url) as server:
        server.execute(_ROW.format(now="now()"))
    file = _backup(one, tmp_path)

    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS restored")
        server.execute("CREATE DATABASE restored")
    target = urlsplit(postgres_url)._replace(path="/restored").geturl()
    other = Instance(tmp_path / "other", DATABASE_URL=target)
    other.answer("restore", str(file), "--no-index")

    with psycopg.connect(target) as server:
        assert server.execute("SELECT count(*) FROM creators_creator").fetchone() == (1,)
    again = other.run("restore", str(file), "--json")
    assert (again.returncode, json.loads(again.stdout)["error"]) == (5, "home-in-use")
    assert other.findings()["migrations"]["state"] == "ok"


@pytest.mark.postgres
def test_a_backup_of_another_engine_is_refused(
    postgres_url: str, instance: Instance, tmp_path: Path
) -> None:
    file = _backup(instance, tmp_path)
    other = Instance(tmp_path / "other", DATABASE_URL=postgres_url)
    done = other.run("restore", str(file), "--json")
    assert (done.returncode, json.loads(done.stdout)["error"]) == (2, "bad-backup")
