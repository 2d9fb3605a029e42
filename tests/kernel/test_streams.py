"""Answers that are written while they are sent."""

import threading

import pytest

from groundswell.kernel.streams import Abandoned, written

pytestmark = pytest.mark.django_db


def test_chunks_come_as_they_are_written() -> None:
    go_on = threading.Event()

    def write(out) -> None:
        out.write(b"one")
        assert go_on.wait(10)
        out.write(b"")
        out.write(b"two")

    chunks = written(write)
    assert next(chunks) == b"one"
    go_on.set()
    assert list(chunks) == [b"two"]


def test_nothing_written_is_an_empty_answer() -> None:
    assert list(written(lambda out: None)) == []


def test_a_refusal_before_the_first_byte_is_raised_at_once() -> None:
    def write(out) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        written(write)


def test_an_error_later_breaks_the_answer_off() -> None:
    def write(out) -> None:
        out.write(b"one")
        raise ZeroDivisionError

    chunks = written(write)
    assert next(chunks) == b"one"
    with pytest.raises(ZeroDivisionError):
        next(chunks)


def test_the_writer_ends_when_the_reader_goes_away() -> None:
    ended = threading.Event()

    def write(out) -> None:
        try:
            while True:
                out.write(b"more")
        except Abandoned:
            ended.set()
            raise

    chunks = written(write)
    next(chunks)
    chunks.close()
    assert ended.wait(10)


def test_memory_does_not_grow_ahead_of_the_reader() -> None:
    count = []

    def write(out) -> None:
        for number in range(1_000):
            out.write(b"x")
            count.append(number)

    chunks = written(write)
    next(chunks)
    assert len(count) < 20
    assert sum(len(chunk) for chunk in chunks) == 999
