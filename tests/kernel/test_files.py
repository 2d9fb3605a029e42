import io
import stat
import zipfile
from pathlib import Path

import pytest

from groundswell.kernel import files
from groundswell.kernel.errors import Missing

ANY = tuple(files.KINDS)


def _xlsx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


def test_home_is_made_where_it_is_missing(home: Path) -> None:
    home.rmdir()
    assert files.home() == home
    assert home.is_dir()


def test_a_write_replaces_the_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.json"
    files.write(path, b"one")
    files.write(path, b"two", mode=0o600)
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["state.json"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    files.write(path, b"old")
    with pytest.raises(RuntimeError), files.replacing(path) as part:
        part.write_bytes(b"half")
        raise RuntimeError
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == ["state.json"]


@pytest.mark.parametrize(
    ("called", "content"),
    [
        ("creators.csv", b"handle,followers\nglow,12\n"),
        ("wide.CSV", "\ufeffhandle\n".encode("utf-16")),
        ("sheet.xlsx", _xlsx()),
        ("rows.parquet", b"PAR1....PAR1"),
        ("rows.jsonl.gz", b"\x1f\x8b\x08\x00"),
        ("photo.PNG", b"\x89PNG\r\n\x1a\n...."),
    ],
)
def test_an_honest_file_is_taken_in(called: str, content: bytes, home: Path) -> None:
    stored = files.store(io.BytesIO(content), called, accept=ANY, limit=10_000)

    with files.open_stored(stored.name) as file:
        assert file.read() == content
    assert stored.size == len(content)
    assert stored.called == called
    path = files.path_of(stored.name)
    assert path.is_relative_to(home / "files")
    assert called.split(".", maxsplit=1)[0] not in path.name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("called", "content"),
    [
        ("photo.png", b"<svg onload=alert(1)>"),
        ("sheet.xlsx", b"handle,followers"),
        ("sheet.xlsx", b"PK\x03\x04 but no workbook"),
        ("creators.csv", b"MZ\x90\x00\x03"),
        ("creators.csv", b""),
        ("run.exe", b"MZ"),
        ("noending", b"text"),
    ],
)
def test_a_file_that_lies_is_refused_and_not_kept(called: str, content: bytes, home: Path) -> None:
    with pytest.raises(files.BadFile) as refusal:
        files.store(io.BytesIO(content), called, accept=ANY, limit=10_000)
    assert refusal.value.field == "file"
    assert not [path for path in home.rglob("*") if path.is_file()]


def test_a_kind_that_is_not_welcome_here_is_refused() -> None:
    with pytest.raises(files.BadFile, match=r"\.csv"):
        files.store(io.BytesIO(b"%PDF-1.7"), "a.pdf", accept=(".csv",), limit=100)


def test_a_file_over_the_limit_is_not_kept(home: Path) -> None:
    with pytest.raises(files.FileTooLarge, match=r"0\.0 MB"):
        files.store(io.BytesIO(b"x" * 101), "a.csv", accept=(".csv",), limit=100)
    assert not [path for path in home.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", ["../secret_key", "/etc/passwd", "ab/../../x.csv", "", "no.csv"])
def test_no_name_leads_out_of_the_folder(name: str, home: Path) -> None:
    (home / "secret_key").write_text("secret")
    with pytest.raises(Missing):
        files.open_stored(name)
    files.remove(name)
    assert (home / "secret_key").exists()


def test_a_removed_file_is_gone() -> None:
    stored = files.store(io.BytesIO(b"a,b\n"), "a.csv", accept=ANY, limit=100)
    files.remove(stored.name)
    files.remove(stored.name)
    with pytest.raises(Missing):
        files.path_of(stored.name)


@pytest.mark.parametrize(
    ("called", "shown"),
    [
        ("C:\\Users\\me\\list.csv", "list.csv"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\u202e.csv", "ab.csv"),
        ("", "file"),
        ("x" * 300 + ".csv", "x" * 115 + "….csv"),
    ],
)
def test_names_are_shown_without_their_tricks(called: str, shown: str) -> None:
    assert files.shown_name(called) == shown
