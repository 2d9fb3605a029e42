"""Files of people as rows: dirty text, workbooks, and what is neither."""

import io

import pytest

from groundswell.circle import reading
from groundswell.circle.errors import BadFile


def rows(content):
    return list(reading.rows_of(io.BytesIO(content)))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"email\na@x.example\n\nb@x.example\n", [(1, ["email"]), (2, ["a@x.example"]), (4, ["b@x.example"])]),
        (b"a;b\r\n1;2\r\n", [(1, ["a", "b"]), (2, ["1", "2"])]),
        (b"a\tb\n1\t2", [(1, ["a", "b"]), (2, ["1", "2"])]),
        ("\ufeffname\nJosé".encode(), [(1, ["name"]), (2, ["José"])]),
        ("name\nJosé".encode("cp1252"), [(1, ["name"]), (2, ["José"])]),
        ("name\nJosé".encode("utf-16"), [(1, ["name"]), (2, ["José"])]),
        (b'a,b\n"x, y",2\n', [(1, ["a", "b"]), (2, ["x, y", "2"])]),
        (b"a,b\nonly one\n", [(1, ["a", "b"]), (2, ["only one"])]),
        (b"", []),
    ],
)  # fmt: skip
def test_text_becomes_rows(content, expected):
    assert rows(content) == expected


def test_a_workbook_becomes_rows(tmp_path):
    from xlsxwriter import Workbook

    path = tmp_path / "people.xlsx"
    with Workbook(str(path)) as book:
        hidden = book.add_worksheet("Old")
        sheet = book.add_worksheet("People")
        sheet.activate()
        hidden.hide()
        for at, row in enumerate(
            (["email", "n"], ["a@x.example", 7], [None, None], ["b@x.example", 8])
        ):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(at, column, cell)

    assert rows(path.read_bytes()) == [
        (1, ["email", "n"]),
        (2, ["a@x.example", "7"]),
        (4, ["b@x.example", "8"]),
    ]


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\0\0", b"PK\x03\x04 no workbook"])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(BadFile):
        rows(content)


def test_batches_lose_nothing():
    numbered = [(number, [str(number)]) for number in range(7)]

    assert [len(one) for one in reading.batches(iter(numbered), 3)] == [3, 3, 1]
