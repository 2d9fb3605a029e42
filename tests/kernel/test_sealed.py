"""Sealed files: readable at any place with the key, and never without it."""

import io
import random
import zipfile

import pytest

from groundswell.kernel import sealed
from groundswell.kernel.sealed import BLOCK, Broken, seal, unseal


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "people.sealed"


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK])
def test_what_was_sealed_comes_back(path, size):
    content = random.Random(size).randbytes(size)
    seal((content[at : at + 1000] for at in range(0, size, 1000)), path, "test")

    with unseal(path, "test") as opened:
        assert opened.read() == content


def test_nothing_of_it_stands_on_the_disk(path):
    seal([b"ada@example.com\n" * 40_000], path, "test")

    raw = path.read_bytes()
    assert b"ada" not in raw
    assert path.stat().st_mode & 0o077 == 0
    assert list(path.parent.iterdir()) == [path]


def test_it_is_read_at_any_place(path):
    content = random.Random(3).randbytes(2 * BLOCK + 77)
    seal([content], path, "test")
    chance = random.Random(5)

    with unseal(path, "test") as opened:
        for _ in range(50):
            at, much = chance.randrange(len(content) + 9), chance.randrange(1, BLOCK)
            opened.seek(at)
            assert opened.read(much) == content[at : at + much]
        opened.seek(-5, io.SEEK_END)
        assert opened.read() == content[-5:]


def test_a_zip_can_be_read_through_the_seal(path):
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("a.txt", "x" * 300_000)
    seal([plain.getvalue()], path, "test")

    with unseal(path, "test") as opened, zipfile.ZipFile(opened) as archive:
        assert archive.read("a.txt") == b"x" * 300_000


@pytest.mark.parametrize("harm", ["flip", "cut block", "cut tail", "swap", "purpose", "head"])
def test_whatever_was_done_to_it_is_noticed(path, harm):
    seal([random.Random(1).randbytes(3 * BLOCK)], path, "test")
    raw = bytearray(path.read_bytes())
    block, head = BLOCK + 16, 22
    if harm == "flip":
        raw[head + 100] ^= 1
    elif harm == "cut block":
        del raw[head + 2 * block :]
    elif harm == "cut tail":
        del raw[-40:]
    elif harm == "swap":
        first = raw[head : head + block]
        raw[head : head + block] = raw[head + block : head + 2 * block]
        raw[head + block : head + 2 * block] = first
    elif harm == "head":
        raw[0] ^= 1
    path.write_bytes(raw)

    with pytest.raises(Broken), unseal(path, "other" if harm == "purpose" else "test") as opened:
        opened.read()


def test_two_files_of_the_same_content_differ(tmp_path):
    for name in ("a", "b"):
        seal([b"same"], tmp_path / name, "test")

    assert (tmp_path / "a").read_bytes()[22:] != (tmp_path / "b").read_bytes()[22:]


def test_nothing_stays_where_the_content_breaks_off(path):
    def broken():
        yield b"x" * (2 * BLOCK)
        raise OSError("the browser went away")

    with pytest.raises(OSError, match="went away"):
        seal(broken(), path, "test")

    assert not path.exists()
    assert sealed.BLOCK == BLOCK
