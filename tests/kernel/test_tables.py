import csv
import io
import json
import math
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.kernel import tables
from groundswell.kernel.errors import Invalid

COLUMNS: tables.Columns = {
    "handle": pl.String,
    "followers": pl.Int64,
    "rate": pl.Float64,
    "verified": pl.Boolean,
    "topics": pl.List(pl.String),
    "seen": pl.Datetime(time_zone="UTC"),
    "born": pl.Date,
}
ROW = {
    "handle": "glow",
    "followers": -3,
    "rate": 0.25,
    "verified": True,
    "topics": ["skincare", "vegan"],
    "seen": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    "born": date(1999, 12, 31),
}


def _read(path: Path, kind: tables.Format) -> pl.DataFrame:
    if kind == "csv":
        return pl.read_csv(path)
    if kind == "xlsx":
        return pl.read_excel(path)
    return pl.read_ndjson(path) if kind == "jsonl" else pl.read_parquet(path)


@pytest.mark.parametrize("kind", tables.FORMATS)
def test_rows_and_frames_come_back_in_order(kind: tables.Format, tmp_path: Path) -> None:
    path = tmp_path / f"out.{kind}"
    with tables.open_table(path, kind, COLUMNS) as table:
        table.row(ROW)
        table.frame(pl.DataFrame({"followers": range(12_000), "handle": ["b"] * 12_000}))
        table.row({"handle": "last", "followers": None})
        assert table.count >= 12_001

    read = _read(path, kind)
    assert read.columns == list(COLUMNS)
    assert read["handle"].to_list() == ["glow", *["b"] * 12_000, "last"]
    assert read["followers"].to_list() == [-3, *range(12_000), None]
    assert read["rate"][0] == 0.25
    assert read["verified"][0] in {True, "true"}
    listed = ["skincare", "vegan"] if kind in {"jsonl", "parquet"} else "skincare; vegan"
    topics = read["topics"][0]
    assert (topics.to_list() if isinstance(topics, pl.Series) else topics) == listed
    assert str(read["seen"][0]).startswith("2026-01-02")
    assert str(read["born"][0]).startswith("1999-12-31")
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == [path.name]


@pytest.mark.parametrize("kind", tables.FORMATS)
def test_a_stream_gets_the_same_as_a_path(kind: tables.Format, tmp_path: Path) -> None:
    out = io.BytesIO()
    with tables.open_table(out, kind, COLUMNS) as table:
        table.row(ROW)
    path = tmp_path / "from_stream"
    path.write_bytes(out.getvalue())
    assert _read(path, kind)["handle"].to_list() == ["glow"]


@pytest.mark.parametrize("kind", tables.FORMATS)
def test_a_table_without_rows_has_its_columns(kind: tables.Format, tmp_path: Path) -> None:
    path = tmp_path / f"out.{kind}"
    with tables.open_table(path, kind, COLUMNS):
        pass
    if kind == "jsonl":
        assert path.read_bytes() == b""
    elif kind == "xlsx":
        assert pl.read_excel(path, raise_if_empty=False).height == 0
    else:
        assert _read(path, kind).columns == list(COLUMNS)


@pytest.mark.parametrize("kind", tables.FORMATS)
def test_a_failure_leaves_no_file(kind: tables.Format, tmp_path: Path) -> None:
    path = tmp_path / f"out.{kind}"
    with pytest.raises(RuntimeError), tables.open_table(path, kind, COLUMNS) as table:
        table.row(ROW)
        raise RuntimeError
    assert not path.exists()
    assert not [entry for entry in tmp_path.iterdir() if entry.is_file()]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=30))
def test_any_text_survives_csv(texts: list[str]) -> None:
    out = io.BytesIO()
    with tables.open_table(out, "csv", {"a": pl.String, "b": pl.String}) as table:
        for text in texts:
            table.row({"a": text, "b": "x"})
    rows = list(csv.reader(io.StringIO(out.getvalue().decode(), newline="")))
    assert rows[0] == ["a", "b"]
    assert [tables.unguarded(row[0]) for row in rows[1:]] == texts


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_cell_begins_like_a_formula(text: str) -> None:
    cell = tables.guarded(text)
    assert tables.unguarded(cell) == text or text.startswith("'")
    if cell.startswith(("=", "@", "\t", "\r")):
        pytest.fail("a formula came through")


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1"])
def test_formulas_are_guarded_in_csv(text: str) -> None:
    out = io.BytesIO()
    with tables.open_table(out, "csv", {"a": pl.String}) as table:
        table.row({"a": text})
    assert next(csv.reader(io.StringIO(out.getvalue().decode().split("\n", 1)[1]))) == [f"'{text}"]


@pytest.mark.parametrize("text", ["-12", "+3.5 %", "+49 30 1234", "plain", ""])
def test_plain_numbers_are_not_guarded(text: str) -> None:
    assert tables.guarded(text) == text


def test_xlsx_holds_formulas_and_addresses_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with tables.open_table(path, "xlsx", {"a": pl.String, "n": pl.Float64}) as table:
        table.row({"a": "=1+1", "n": math.nan})
        table.row({"a": "https://a.example", "n": 1.5})
    read = pl.read_excel(path)
    assert read["a"].to_list() == ["=1+1", "https://a.example"]
    assert read["n"].to_list() == [None, 1.5]


def test_a_long_table_goes_on_on_a_second_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "SHEET_ROWS", 3)
    path = tmp_path / "a.xlsx"
    with tables.open_table(path, "xlsx", {"n": pl.Int64}) as table:
        table.frame(pl.DataFrame({"n": range(7)}))
    sheets = pl.read_excel(path, sheet_id=0)
    assert [sheet["n"].to_list() for sheet in sheets.values()] == [[0, 1, 2], [3, 4, 5], [6]]


def test_structures_are_json_in_flat_formats() -> None:
    out = io.BytesIO()
    shape = pl.Struct({"key": pl.String, "share": pl.Int16})
    with tables.open_table(out, "csv", {"one": shape, "many": pl.List(shape)}) as table:
        table.row({"one": {"key": "US", "share": 41}, "many": [{"key": "DE", "share": 7}]})
    cells = list(csv.reader(io.StringIO(out.getvalue().decode())))[1]
    assert [json.loads(cell) for cell in cells] == [
        {"key": "US", "share": 41},
        {"key": "DE", "share": 7},
    ]


def test_formats_by_name_and_by_suffix() -> None:
    assert tables.format_of(Path("a.PARQUET")) == "parquet"
    assert tables.format_of(Path("a.csv"), "xlsx") == "xlsx"
    with pytest.raises(Invalid, match="csv, xlsx, jsonl, parquet"):
        tables.format_of(Path("a.ods"))
