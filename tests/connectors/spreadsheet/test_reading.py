"""Every form and encoding gives the same rows under the same numbers; bad rows are told apart."""

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from groundswell.connectors.spreadsheet import delimited, reading
from groundswell.connectors.spreadsheet.delimited import ROW, BadRow
from groundswell.connectors.spreadsheet.reading import Options, open_tables
from groundswell.kernel.errors import Invalid

NOTHING = Options()
HEADER = ["handle", "name", "followers", "bio"]
ROWS = [
    ["ana", "Ana Müller", "1200", "skin, care"],
    ["ben", "Ben €uro", "3400", 'says "hi"'],
    ["cléo", "Cléo", "", "two\nlines"],
]


def text_of(separator: str = ",", end: str = "\n", rows: list[list[str]] | None = None) -> str:
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=separator, lineterminator=end)
    writer.writerow(HEADER)
    writer.writerows(ROWS if rows is None else rows)
    return sink.getvalue()


def read(path: Path, options: Options = NOTHING) -> tuple[list[tuple[object, ...]], list[BadRow]]:
    (table,) = open_tables(path, options)
    batches = list(table.batches())
    frame = pl.concat([batch.frame for batch in batches])
    return frame.rows(), [bad for batch in batches for bad in batch.bad]


def expected(newline: str = "\n") -> list[tuple[object, ...]]:
    return [
        (at, *((cell or "").replace("\n", newline) or None for cell in row))
        for at, row in enumerate(ROWS, start=2)
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "^", "~"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n"])
def test_separators_and_line_ends(tmp_path: Path, separator: str, end: str) -> None:
    path = tmp_path / "creators.csv"
    path.write_bytes(text_of(separator, end).encode())
    rows, bad = read(path)
    assert rows == expected()
    assert bad == []
    (table,) = open_tables(path)
    assert table.headers == tuple(HEADER)


def test_old_mac_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "mac.csv"
    path.write_bytes(b"handle,followers\rana,12\rben,13\r")
    assert read(path)[0] == [(2, "ana", "12"), (3, "ben", "13")]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "creators.csv"
    path.write_bytes(text_of().encode(encoding))
    assert read(path)[0] == expected()


def test_latin1_letters_beyond_windows(tmp_path: Path) -> None:
    path = tmp_path / "creators.csv"
    path.write_bytes(b"handle,name\nana,caf\xe9 \x81\n")
    assert read(path)[0] == [(2, "ana", "caf\xe9 \x81")]


@pytest.mark.parametrize("pack", ["gz", "zip"])
def test_packed(tmp_path: Path, pack: str) -> None:
    path = tmp_path / f"creators.csv.{pack}"
    if pack == "gz":
        path.write_bytes(gzip.compress(text_of().encode()))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("folder/creators.csv", text_of())
            archive.writestr("__MACOSX/._creators.csv", "junk")
    assert read(path)[0] == expected()


def test_a_zip_of_several_tables(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", text_of())
        archive.writestr("b.jsonl", json.dumps({"handle": "dora"}))
    tables = open_tables(path)
    assert [table.name for table in tables] == ["all.zip / a.csv", "all.zip / b.jsonl"]
    assert next(tables[1].batches()).frame.rows() == [(1, "dora")]


def test_workbook_with_sheets_titles_and_types(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("TikTok")
    sheet.write(0, 0, "Report of 2024")
    sheet.write_row(2, 0, ["handle", "followers", "er", "verified"])
    sheet.write_row(3, 0, ["ana", 1200000, 0.034, True])
    sheet.write_row(5, 0, ["ben", 1.5, None, False])
    book.add_worksheet("Empty")
    hidden = book.add_worksheet("Hidden")
    hidden.write(0, 0, "x")
    hidden.hide()
    book.close()
    (table,) = open_tables(path)
    assert table.name == "book.xlsx / TikTok"
    assert table.headers == ("handle", "followers", "er", "verified")
    frame = pl.concat([batch.frame for batch in table.batches()])
    assert frame.rows() == [
        (4, "ana", "1200000", "0.034", "true"),
        (6, "ben", "1.5", None, "false"),
    ]
    with pytest.raises(Invalid, match="no sheet"):
        open_tables(path, Options(sheet="Nope"))


def test_parquet_with_lists_and_structures(tmp_path: Path) -> None:
    path = tmp_path / "creators.parquet"
    pl.DataFrame(
        {
            "handle": ["ana", "ben"],
            "stats": [{"followers": 12, "er": 0.5}, {"followers": None, "er": 1.0}],
            "topics": [["a", "b"], None],
        }
    ).write_parquet(path)
    (table,) = open_tables(path)
    assert table.headers == ("handle", "stats.followers", "stats.er", "topics")
    assert next(table.batches()).frame.rows() == [
        (1, "ana", "12", "0.5", "a|b"),
        (2, "ben", None, "1.0", None),
    ]


@pytest.mark.parametrize("form", ["lines", "list", "object"])
def test_json(tmp_path: Path, form: str) -> None:
    items = [
        {"handle": "ana", "stats": {"followers": 12}, "topics": ["a"], "verified": True},
        {"handle": "ben", "bio": "ü\n", "followers": None},
    ]
    text = {
        "lines": "\n".join(json.dumps(item) for item in items),
        "list": json.dumps(items, indent=2),
        "object": json.dumps({"page": 1, "data": items}),
    }[form]
    path = tmp_path / "creators.json"
    path.write_text(text)
    (table,) = open_tables(path)
    assert table.headers == ("handle", "stats.followers", "topics", "verified", "bio", "followers")
    frame = pl.concat([batch.frame for batch in table.batches()])
    assert frame.rows() == [
        (1, "ana", "12", '["a"]', "true", None, None),
        (2, "ben", None, None, None, "ü\n", None),
    ]


def test_a_line_that_is_no_json_is_a_bad_row(tmp_path: Path) -> None:
    path = tmp_path / "creators.jsonl"
    path.write_text('{"handle": "ana"}\nnonsense\n\n[1]\n{"handle": "ben"}\n')
    rows, bad = read(path)
    assert rows == [(1, "ana"), (5, "ben")]
    assert [(one.row, one.text) for one in bad] == [(2, "nonsense"), (4, "[1]")]


def test_rows_with_too_few_or_too_many_cells(tmp_path: Path) -> None:
    path = tmp_path / "creators.csv"
    path.write_text("handle,followers,er\na,1,2\nb,1\n\nc,1,2,3\nd,1,2,,\n,,\n  \ne,1,2\n")
    rows, bad = read(path)
    assert rows == [(2, "a", "1", "2"), (6, "d", "1", "2"), (9, "e", "1", "2")]
    assert [(one.row, one.text) for one in bad] == [(3, "b,1"), (5, "c,1,2,3")]
    assert "only 2 cells" in bad[0].reason
    assert "4 cells" in bad[1].reason


def test_bytes_that_are_no_text_spoil_their_row_only(tmp_path: Path) -> None:
    path = tmp_path / "creators.csv"
    good = "".join(f"h{at},käse\n" for at in range(5)).encode()
    path.write_bytes(b"handle,name\n" + good + b"bad,\xff\xfe\n" + b"end,x\n")
    rows, bad = read(path)
    assert [row[1] for row in rows] == [*(f"h{at}" for at in range(5)), "end"]
    assert [(one.row, one.reason) for one in bad] == [(7, delimited.ENCODING)]


def test_a_quote_that_never_closes_spoils_its_row_only(tmp_path: Path) -> None:
    path = tmp_path / "creators.csv"
    path.write_text('handle,bio\na,"open\nb,fine\nc,"quoted, well"\nd,5" tall\n')
    rows, bad = read(path)
    assert rows == [(3, "b", "fine"), (4, "c", "quoted, well"), (5, "d", '5" tall')]
    assert [one.row for one in bad] == [2]


def test_backslash_quotes(tmp_path: Path) -> None:
    path = tmp_path / "creators.csv"
    path.write_text('handle,bio\na,"says \\"hi, you\\" twice"\nb,x\n')
    assert read(path)[0] == [(2, "a", 'says "hi, you" twice'), (3, "b", "x")]


def test_titles_above_the_header_and_excels_separator_line(tmp_path: Path) -> None:
    path = tmp_path / "creators.csv"
    path.write_text("sep=;\nhandle;followers\na;1\n")
    assert read(path)[0] == [(3, "a", "1")]
    path.write_text("Top creators of 2024\n\nhandle;followers;er\na;1;2\nb;3;4\n")
    (table,) = open_tables(path)
    assert table.headers == ("handle", "followers", "er")
    assert read(path)[0] == [(4, "a", "1", "2"), (5, "b", "3", "4")]


def test_without_header(tmp_path: Path) -> None:
    path = tmp_path / "creators.csv"
    path.write_text("@ana,1200\n@ben,3400\n")
    (table,) = open_tables(path)
    assert not table.has_header
    assert table.headers == ("Column 1", "Column 2")
    assert read(path)[0] == [(1, "@ana", "1200"), (2, "@ben", "3400")]
    assert read(path, Options(header=True))[0] == [(2, "@ben", "3400")]


def test_one_column_of_handles(tmp_path: Path) -> None:
    path = tmp_path / "handles.txt"
    path.write_text("handle\nana\nben\n")
    (table,) = open_tables(path)
    assert table.headers == ("handle",)
    assert read(path)[0] == [(2, "ana"), (3, "ben")]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "is empty"),
        ("broken.csv.gz", b"\x1f\x8b\x08broken", "damaged"),
        ("broken.xlsx", b"PK\x03\x04broken", "workbook"),
        ("broken.parquet", b"PAR1broken", "damaged"),
        ("blank.csv", b"\n\n\n", "no table"),
    ],
)
def test_files_that_are_none(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Invalid, match=words):
        for table in open_tables(path):
            list(table.batches())
    with pytest.raises(Invalid, match="no file"):
        open_tables(tmp_path / "absent.csv")


CELL = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), max_size=12
).filter(lambda cell: cell == cell.strip())


@given(
    rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=12),
    size=st.integers(1, 64),
    always=st.booleans(),
)
def test_any_cut_of_the_bytes_gives_the_rows_that_the_csv_module_wrote(
    rows: list[tuple[str, str, str]], size: int, always: bool
) -> None:
    sink = io.StringIO()
    quoting = csv.QUOTE_ALL if always else csv.QUOTE_MINIMAL
    csv.writer(sink, lineterminator="\n", quoting=quoting).writerows(rows)
    data = sink.getvalue().encode()
    reader = delimited.Reader(",", 3)
    blocks = [data[at : at + size] for at in range(0, len(data), size)]
    batches = [reader.read(block, final=at == len(blocks) - 1) for at, block in enumerate(blocks)]
    got = pl.concat([batch.frame for batch in batches])
    assert [bad for batch in batches for bad in batch.bad] == []
    assert got.rows() == [
        (at, *(cell or None for cell in row)) for at, row in enumerate(rows, start=1)
    ]


@given(data=st.binary(max_size=200), size=st.integers(1, 50))
def test_no_bytes_break_the_reader(data: bytes, size: int) -> None:
    reader = delimited.Reader(",", 2)
    blocks = [data[at : at + size] for at in range(0, len(data), size)] or [b""]
    for at, block in enumerate(blocks):
        batch = reader.read(block, final=at == len(blocks) - 1)
        assert batch.frame.columns == [ROW, "0", "1"]
    assert reader.carry == b""


def test_rows_keep_their_numbers_across_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 7)
    monkeypatch.setattr(
        "groundswell.connectors.spreadsheet.decoding.utf8_blocks.__defaults__", (64,)
    )
    path = tmp_path / "creators.csv"
    path.write_text("handle,n\n" + "".join(f'"h\n{at}",{at}\n' for at in range(100)))
    (table,) = open_tables(path)
    batches = list(table.batches())
    frame = pl.concat([batch.frame for batch in batches])
    assert frame[ROW].to_list() == list(range(2, 102))
    assert frame["1"].to_list() == [str(at) for at in range(100)]
    assert max(batch.frame.height for batch in batches) <= 7
