import io
from datetime import UTC, datetime

import orjson
import polars as pl
import pytest

from groundswell.discovery.export import COLUMNS, USUAL, export
from groundswell.kernel.errors import Invalid, Refused
from groundswell.kernel.ids import public_id
from groundswell.kernel.secrets import identifier_key
from groundswell.workspaces.models import AuditLine
from groundswell.workspaces.scope import Right, Scope
from tests.discovery.crowd import PEOPLE, fits

pytestmark = pytest.mark.django_db

READ = {
    "csv": pl.read_csv,
    "xlsx": pl.read_excel,
    "jsonl": pl.read_ndjson,
    "parquet": pl.read_parquet,
}


@pytest.mark.parametrize("kind", READ)
@pytest.mark.parametrize("order", ["query", "row"])
def test_everything_that_matches_in_every_format(scope, reader, tmp_path, kind, order):
    told = []
    path = tmp_path / f"found.{kind}"
    count = export(
        scope,
        "country:DE",
        path,
        kind,
        columns=["handle", "followers", "engagement_rate", "topics", "tier"],
        order=order,
        progress=lambda done, total: told.append((done, total)),
    )
    expected = fits(country="DE")
    if order == "query":
        expected.sort(key=lambda p: -p["followers"])
    found = READ[kind](path)
    assert found.columns == ["handle", "followers", "engagement_rate", "topics", "tier"]
    assert count == found.height == len(expected)
    assert found["handle"].to_list() == [p["handle"] for p in expected]
    assert found["followers"].to_list() == [p["followers"] for p in expected]
    assert found["engagement_rate"].to_list() == pytest.approx([p["er"] for p in expected])
    assert told[-1] == (count, count)


def test_pages_are_joined(scope, reader, tmp_path, monkeypatch):
    monkeypatch.setattr("groundswell.discovery.export._PAGE", 7)
    for order in ("query", "row"):
        path = tmp_path / f"{order}.parquet"
        assert export(scope, "", path, "parquet", columns=["handle"], order=order) == len(PEOPLE)
        handles = pl.read_parquet(path)["handle"].to_list()
        assert sorted(handles) == sorted(p["handle"] for p in PEOPLE)


def test_values_have_types_and_units(scope, reader, tmp_path):
    reader.documents[0].update(posted=1_780_000_000, owner=0)
    path = tmp_path / "found.parquet"
    columns = ["id", "creator", "price", "currency", "posted", "audience.country:us", "topics"]
    export(scope, "handle:user1", path, "parquet", columns=columns)
    (line,) = pl.read_parquet(path).to_dicts()
    source = PEOPLE[0]
    assert line == {
        "id": public_id("prf", 1, identifier_key()),
        "creator": public_id("crt", 0, identifier_key()),
        "price": source["price"] / 100,
        "currency": source["currency"],
        "posted": datetime.fromtimestamp(1_780_000_000, UTC),
        "audience.country:us": source["audience"]["country:US"] / 1000,
        "topics": source["topic"],
    }


def test_a_stream_takes_lines(scope, reader):
    out = io.BytesIO()
    export(scope, "handle:user2", out, "jsonl")
    line = orjson.loads(out.getvalue())
    assert list(line) == list(USUAL)
    assert line["handle"] == "user2"


def test_a_formula_in_a_name_does_not_run(scope, reader, tmp_path):
    reader.documents.append({**PEOPLE[0], "row": 901, "handle": "evil", "name": "=HYPERLINK()"})
    path = tmp_path / "found.csv"
    export(scope, "handle:evil", path, "csv", columns=["name"])
    assert path.read_text().splitlines() == ["name", "'=HYPERLINK()"]


def test_nothing_found_is_an_empty_table(scope, reader, tmp_path):
    for order in ("query", "row"):
        path = tmp_path / f"{order}.csv"
        assert export(scope, "handle:nobody", path, "csv", columns=["handle"], order=order) == 0
        assert path.read_text().splitlines() == ["handle"]


def test_every_column_can_be_written(scope, reader, tmp_path):
    path = tmp_path / "all.parquet"
    export(scope, "handle:user3", path, "parquet", columns=list(COLUMNS))
    assert pl.read_parquet(path).columns == list(COLUMNS)


def test_who_may_not_export_gets_nothing(workspace, reader, tmp_path):
    viewer = Scope(workspace.pk, "person:1", frozenset({Right.READ}))
    path = tmp_path / "found.csv"
    with pytest.raises(Refused):
        export(viewer, "", path, "csv")
    assert not path.exists()
    assert not AuditLine.objects.exists()


def test_the_trail_says_what_was_taken_out(scope, reader, tmp_path):
    export(scope, "country:DE", tmp_path / "found.csv", "csv")
    line = AuditLine.objects.get()
    assert (line.workspace_id, line.verb, line.actor) == (
        scope.workspace, "search.exported", "operator"
    )  # fmt: skip
    assert line.detail == {"query": "country:DE", "rows": len(fits(country="DE")), "format": "csv"}


def test_an_unknown_column_is_named(scope, reader, tmp_path):
    with pytest.raises(Invalid) as refusal:
        export(scope, "", tmp_path / "found.csv", "csv", columns=["folowers"])
    assert "followers" in refusal.value.hint
