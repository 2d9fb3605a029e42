"""`groundswell search`, `similar` and `export` over a real index in a home of the test's own."""

import csv
import io
import json

import numpy as np
import polars as pl
import pytest

from groundswell.creators.platforms import Platform
from groundswell.discovery import document, index
from groundswell.ops import main

pytestmark = pytest.mark.django_db

PEOPLE = [
    # handle, platform, followers, rate, country, topics, share of the US
    ("glow", Platform.INSTAGRAM, 25_000, 0.041, "US", ["skincare", "vegan"], 0.62),
    ("shine", Platform.INSTAGRAM, 12_000, 0.022, "US", ["skincare"], 0.35),
    ("leaf", Platform.INSTAGRAM, 900_000, 0.012, "DE", ["vegan", "food"], 0.05),
    ("glow", Platform.TIKTOK, 48_000, 0.093, "US", ["skincare", "vegan"], 0.58),
    ("wheels", Platform.YOUTUBE, 51_000, 0.031, "FR", ["cars"], None),
    ("quiet", Platform.YOUTUBE, None, None, None, [], None),
]


def frame():
    audience = [
        None
        if share is None
        else json.dumps(
            {
                "as_of": 1_790_000_000,
                "n": 1000,
                "basis": "followers",
                "keys": ["country:US", "country:DE"],
                "shares": [share, 1 - share],
            }
        )
        for *_, share in PEOPLE
    ]
    columns = list(zip(*PEOPLE, strict=True))
    rates = pl.Series(columns[3], dtype=pl.Float64)
    views = pl.Series([p in {Platform.TIKTOK, Platform.YOUTUBE} for p in columns[1]])
    return pl.DataFrame(
        {
            "platform": pl.Series([int(p) for p in columns[1]], dtype=pl.UInt8),
            "key": columns[0],
            "handle": columns[0],
            "observed_at": [1_790_000_000] * len(PEOPLE),
            "name": [f"{handle.title()} [bold]" for handle in columns[0]],
            "followers": pl.Series(columns[2], dtype=pl.Int64),
            "er_views": pl.DataFrame({"r": rates, "v": views}).select(
                pl.when("v").then("r")
            ).to_series(),
            "er_followers": pl.DataFrame({"r": rates, "v": views}).select(
                pl.when(~pl.col("v")).then("r")
            ).to_series(),
            "country": columns[4],
            "topics": columns[5],
            "audience": audience,
        }
    )  # fmt: skip


@pytest.fixture(autouse=True)
def searchable(home):
    with index.fresh(shards=2) as writer:
        rows = pl.DataFrame({"row": np.arange(1, len(PEOPLE) + 1), "creator": [1, 2, 3, 1, 4, 5]})
        writer.add_new(document.from_frame(frame(), rows))


@pytest.fixture
def run(capfd, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")

    def call(*arguments, code=0):
        assert main.run(list(arguments)) == code
        return capfd.readouterr()

    return call


def test_the_json_contract(run):
    out = run("search", "topic:skincare er>=3%", "--format", "json", "--facets").out
    document = json.loads(out)
    assert (document["total"], document["query"]) == (2, "topic:skincare er>=3%")
    assert document["sentence"].endswith(".")
    assert document["took_ms"] > 0
    first, second = document["results"]
    assert (first["platform"], first["handle"], first["followers"]) == ("tiktok", "glow", 48_000)
    assert (first["engagement_rate"], first["engagement_base"]) == (0.093, "views")
    assert (second["engagement_rate"], second["engagement_base"]) == (0.041, "followers")
    assert first["country"] == "US"
    assert first["reasons"] == ["topic skincare", "engagement rate 9.3%"]
    assert {"value": "tiktok", "label": "TikTok", "count": 1} in document["facets"]["platform"]
    assert document["cursor"] is None


def test_json_flag_and_no_query(run):
    document = json.loads(run("search", "--json").out)
    assert document["total"] == len(PEOPLE)
    assert document["facets"] == {}
    last = document["results"][-1]
    assert (last["handle"], last["followers"], last["tier"]) == ("quiet", None, "unknown")


def test_pages_of_the_command(run):
    first = json.loads(run("search", "--json", "--limit", "4").out)
    rest = json.loads(run("search", "--json", "--cursor", first["cursor"]).out)
    ids = [each["id"] for each in first["results"] + rest["results"]]
    assert len(set(ids)) == len(ids) == len(PEOPLE)


def test_a_table_for_people(run):
    told = run("search", "topic:skincare audience.country:US>=50%", "--facet", "country,tier")
    assert "@glow" in told.out
    assert "Glow [bold]" in told.out, "markup in a name is text"
    assert "US audience 62%" in told.out
    assert "micro" in told.out
    assert "United States" in told.out
    assert "2 profiles" in told.err
    assert "\x1b[" not in told.out, "no colours into a pipe"


def test_csv_and_json_lines(run):
    lines = list(csv.DictReader(io.StringIO(run("search", "topic:vegan", "-f", "csv").out)))
    assert [line["handle"] for line in lines] == ["leaf", "glow", "glow"]
    assert lines[0]["topics"] == "vegan; food"
    assert lines[0]["reasons"] == "topic vegan"
    out = run("search", "topic:vegan", "-f", "jsonl", "--limit", "2").out
    assert [json.loads(line)["handle"] for line in out.splitlines()] == ["leaf", "glow"]


@pytest.mark.parametrize(
    ("sort", "first"),
    [("followers:asc", "shine"), ("er", "glow"), ("2*er + log(followers)", "leaf")],
)
def test_sorting(run, sort, first):
    out = run("search", "sort:er:asc", "--sort", sort, "--json").out
    assert json.loads(out)["results"][0]["handle"] == first


def test_explaining(run):
    told = run("search", "topic:skincare country:US", "--explain").out
    assert "topic = skincare" in told
    assert "Ranked by followers" in told
    document = json.loads(run("search", "topic:skincare", "--explain", "--json").out)
    assert document["explain"]["clauses"] == [{"clause": "topic = skincare", "alone": 3, "left": 3}]


def test_a_fault_in_the_query_is_pointed_at(run):
    told = run("search", "country:US tpic:skincare", code=2).err
    text, mark, *_ = told.splitlines()
    assert text[mark.index("^") :].startswith("tpic")
    assert "topic" in told
    document = json.loads(run("search", "tpic:skincare", "--json", code=2).out)
    assert document["error"]


def test_similar(run):
    document = json.loads(run("similar", "instagram/@glow", "--json").out)
    assert document["results"][0]["handle"] == "glow"
    assert document["results"][0]["platform"] == "tiktok"
    assert document["results"][0]["reasons"][0].startswith("like @glow ")
    run("similar", "@glow", code=2)
    assert "glow" in run("similar", "@glwo", code=4).err
    inside = json.loads(run("similar", "tiktok/@glow", "country:DE", "--json").out)
    assert [each["handle"] for each in inside["results"]] == ["leaf"]
    audience = json.loads(run("similar", "tiktok/@glow", "--audience", "--json").out)
    assert audience["results"][0]["platform"] == "instagram"


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "jsonl", "parquet"])
def test_export(run, tmp_path, suffix):
    path = tmp_path / f"found.{suffix}"
    told = json.loads(run("export", "topic:vegan", str(path), "--json").out)
    assert told == {"rows": 3, "file": str(path)}
    read = {"csv": pl.read_csv, "xlsx": pl.read_excel, "jsonl": pl.read_ndjson}
    found = read.get(suffix, pl.read_parquet)(path)
    assert found["handle"].to_list() == ["leaf", "glow", "glow"]
    assert "exists" in run("export", "topic:vegan", str(path), code=5).err
    run("export", "topic:cars", str(path), "--force", "--columns", "handle,audience.country:US")
    again = read.get(suffix, pl.read_parquet)(path)
    assert again.columns == ["handle", "audience.country:US"]
    assert again["handle"].to_list() == ["wheels"]


def test_export_says_what_is_wrong(run, tmp_path):
    run("export", "", str(tmp_path / "found.pdf"), code=2)
    run("export", "", str(tmp_path / "nowhere" / "found.csv"), code=2)
    run("export", "", str(tmp_path / "found.csv"), "--columns", "nothing", code=2)
    assert not list(tmp_path.glob("found*"))


def test_a_workspace_that_is_not_there(run):
    run("search", "--workspace", "nobody", code=4)


@pytest.mark.parametrize(
    ("query", "total"),
    [("-topic:vegan", 3), ("-vegan", 3), ("-(topic:vegan OR country:FR)", 2), ("-followers>1k", 1)],
)
def test_a_query_may_begin_with_a_minus(run, query, total):
    assert json.loads(run("search", query, "--json", "--limit", "9").out)["total"] == total
    lines = run("search", "-f", "jsonl", query, "-n", "9").out.splitlines()
    assert len(lines) == total
