"""Files into the catalog: counts that add up, dry runs that touch nothing, undo, going on."""

import csv
import random
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest

from groundswell.connectors.spreadsheet import actions, jobs, plan, queries, reading, recording
from groundswell.connectors.spreadsheet.actions import Skipped
from groundswell.connectors.spreadsheet.models import ColumnMapping, Import, State
from groundswell.connectors.spreadsheet.requests import Request
from groundswell.connectors.spreadsheet.staging import Stage
from groundswell.creators.models import (
    Creator,
    Observation,
    Post,
    Profile,
    Snapshot,
    Source,
)
from groundswell.creators.platforms import Platform
from groundswell.kernel import files
from groundswell.kernel.errors import Conflict, Invalid, Missing, Refused
from groundswell.workspaces.models import AuditLine, Workspace
from groundswell.workspaces.scope import Right, Scope

pytestmark = pytest.mark.django_db(transaction=True)

COUNTS = ("rows", "created", "updated", "unchanged", "rejected", "repeated", "warnings")


@pytest.fixture
def scope(db: None) -> Scope:
    return Scope.operator(Workspace.objects.create(slug="acme", name="Acme").pk)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BATCH", 10)


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    with path.open("w", newline="") as sink:
        writer = csv.DictWriter(sink, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def run(scope: Scope, path: Path, **wishes: Any) -> Import:
    (one,), _ = actions.open_file(scope, Request(path, **wishes))
    actions.read_in(scope, one)
    return actions.record(scope, one.entry.uid)


def counted(entry: Import) -> tuple[int, ...]:
    entry.refresh_from_db()
    assert entry.rows == (
        entry.created + entry.updated + entry.unchanged + entry.rejected + entry.repeated
    )
    return tuple(getattr(entry, name) for name in COUNTS)


def catalog() -> list[tuple[Any, ...]]:
    found = Profile.objects.order_by("platform", "key", "owner")
    return [
        (one.platform, one.key, one.handle, one.platform_id, one.owner,
         orjson.loads(one.facts), one.audience, one.seen_at)
        for one in found
    ]  # fmt: skip


def crowd(count: int = 45) -> list[dict[str, Any]]:
    return [
        {"handle": f"user{at}", "followers": f"{at + 1}.5k", "er": "3.4%", "country": "Germany"}
        for at in range(count)
    ]


@pytest.mark.usefixtures("small_chunks")
def test_created_then_unchanged_then_updated(scope: Scope, tmp_path: Path) -> None:
    path = written(tmp_path / "instagram.csv", crowd())
    assert counted(run(scope, path)) == (45, 45, 0, 0, 0, 0, 0)
    first = catalog()
    assert first[0][:3] == (Platform.INSTAGRAM, "user0", "user0")
    assert first[0][5] == {"followers": 1500, "er_stated": 0.034, "country": "DE"}
    assert first[0][4] == scope.workspace
    assert counted(run(scope, path)) == (45, 0, 0, 45, 0, 0, 0)
    assert catalog() == first
    rows = crowd(50)
    rows[3]["followers"] = "9m"
    later = written(tmp_path / "instagram2.csv", rows)
    assert counted(run(scope, later, as_of=first[0][7] + 60)) == (50, 5, 1, 44, 0, 0, 0)
    assert Profile.objects.get(key="user3").version == 2


@pytest.mark.usefixtures("small_chunks")
def test_the_last_row_of_a_profile_counts_wherever_it_stands(scope: Scope, tmp_path: Path) -> None:
    rows = crowd(30)
    again = [{**rows[at], "followers": str(at), "country": ""} for at in (2, 25, 2)]
    again[2]["followers"] = "777"
    path = written(tmp_path / "instagram.csv", [*rows, *again])
    assert counted(run(scope, path)) == (33, 30, 0, 0, 0, 3, 0)
    facts = orjson.loads(Profile.objects.get(key="user2").facts)
    assert facts == {"followers": 777, "er_stated": 0.034}
    assert Observation.objects.count() == 30


def test_the_newest_row_counts_where_rows_say_when(scope: Scope, tmp_path: Path) -> None:
    path = written(
        tmp_path / "instagram.csv",
        [
            {"handle": "ana", "followers": 5, "as of": "2024-02-01"},
            {"handle": "ana", "followers": 4, "as of": "2024-01-01"},
        ],
    )
    assert counted(run(scope, path)) == (2, 1, 0, 0, 0, 1, 0)
    assert orjson.loads(Profile.objects.get().facts) == {"followers": 5}


def test_an_older_file_fills_gaps_and_overwrites_nothing(scope: Scope, tmp_path: Path) -> None:
    new = written(tmp_path / "a.csv", [{"handle": "ana", "followers": 5, "bio": ""}])
    old = written(tmp_path / "b.csv", [{"handle": "ana", "followers": 4, "bio": "hi"}])
    run(scope, new, platform="tiktok", as_of=1_700_000_000)
    run(scope, old, platform="tiktok", as_of=1_600_000_000)
    assert orjson.loads(Profile.objects.get().facts) == {"followers": 5, "bio": "hi"}


def test_rejects_are_listed_with_their_cells(scope: Scope, tmp_path: Path) -> None:
    path = tmp_path / "instagram.csv"
    path.write_text("handle,followers,row\nana,12,x\n=not ok,13,y\nben,many,z\nc,1\n")
    entry = run(scope, path)
    assert counted(entry) == (4, 2, 0, 0, 2, 0, 1)
    listed = pl.read_csv(queries.rejects_of(scope, entry.uid), infer_schema=False)
    assert listed.columns == ["row", "column", "value", "reason", "what", "handle", "followers",
                              "row (2)"]  # fmt: skip
    assert listed.select("row", "column", "value", "what", "handle").rows() == [
        ("3", "handle", "'=not ok", "row rejected", "'=not ok"),
        ("4", "followers", "many", "value left out", "ben"),
        ("5", "", "c,1", "row rejected", None),
    ]
    assert all(listed["reason"])


@pytest.mark.usefixtures("small_chunks")
def test_a_dry_run_says_it_all_and_changes_nothing(scope: Scope, tmp_path: Path) -> None:
    run(scope, written(tmp_path / "instagram.csv", crowd(20)), as_of=1_600_000_000)
    before = catalog()
    rows = crowd(25)
    rows[0]["followers"] = "1m"
    rows[1]["handle"] = "not a handle!"
    path = written(tmp_path / "instagram2.csv", [*rows, rows[5]])
    (one,), _ = actions.open_file(scope, Request(path))
    actions.read_in(scope, one)
    found = plan.look(scope, one)
    assert (found.created, found.updated, found.unchanged, found.rejected) == (5, 1, 18, 1)
    assert found.opened.entry.repeated == 1
    assert found.changed == {"followers": 1}
    assert found.samples is not None
    assert found.samples["updated"][0]["followers"] == 1_000_000
    assert [sample["row"] for sample in found.samples["new"]] == [22, 23, 24, 25, 26]
    assert found.problems is not None
    assert found.problems[0]["row"] == 3
    document = orjson.loads(orjson.dumps(found.document()))
    assert document["mapping"]["columns"][0]["target"] == "handle"
    assert catalog() == before
    assert Observation.objects.count() == 20
    entry = actions.drop(scope, one.entry.uid)
    assert (entry.state, Stage(entry.uid).exists()) == (State.DROPPED, False)
    with pytest.raises(Conflict):
        actions.record(scope, entry.uid)


def test_undo_restores_exactly(scope: Scope, tmp_path: Path) -> None:
    run(scope, written(tmp_path / "instagram.csv", crowd(10)), as_of=1_600_000_000)
    before = catalog()
    rows = crowd(15)
    rows[4]["followers"] = "1m"
    entry = run(scope, written(tmp_path / "instagram2.csv", rows))
    assert catalog() != before
    assert actions.undo(scope, entry.uid).state == State.UNDONE
    assert catalog() == before
    assert Creator.objects.count() == 10
    assert not Observation.objects.filter(batch=entry.pk).exists()
    with pytest.raises(Conflict, match="cannot be undone"):
        actions.undo(scope, entry.uid)
    verbs = list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-3:] == ["import.finished", "import.finished", "import.undone"]


@pytest.mark.usefixtures("small_chunks")
def test_it_goes_on_where_it_was_cut_short(
    scope: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "instagram.csv", crowd(45))
    real, calls = recording.record, []

    def fails_third(*args: Any, **options: Any) -> Any:
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("the power went")
        return real(*args, **options)

    monkeypatch.setattr(recording, "record", fails_third)
    with pytest.raises(RuntimeError):
        run(scope, path)
    assert Profile.objects.count() == 20
    entry = run(scope, path)
    assert Import.objects.count() == 1
    assert counted(entry) == (45, 45, 0, 0, 0, 0, 0)
    assert len(calls) == 3 + 3
    assert not Stage(entry.uid).exists()


@pytest.mark.usefixtures("small_chunks")
def test_reading_goes_on_from_its_chunks(
    scope: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "instagram.csv", crowd(45))
    real, calls = actions.rows.build, []

    def fails_third(*args: Any) -> Any:
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("the power went")
        return real(*args)

    monkeypatch.setattr(actions.rows, "build", fails_third)
    with pytest.raises(RuntimeError):
        run(scope, path)
    assert Profile.objects.count() == 0
    assert counted(run(scope, path)) == (45, 45, 0, 0, 0, 0, 0)
    assert len(calls) == 3 + 3


def test_two_runs_of_one_import_do_not_meet(scope: Scope, tmp_path: Path) -> None:
    path = written(tmp_path / "instagram.csv", crowd(5))
    (one,), _ = actions.open_file(scope, Request(path))
    with actions._alone(one.entry), pytest.raises(Conflict, match="another process"):
        actions.read_in(scope, one)


def test_other_wishes_are_another_import(scope: Scope, tmp_path: Path) -> None:
    path = written(tmp_path / "handles.csv", crowd(5))
    run(scope, path, platform="tiktok")
    run(scope, path, platform="twitch", public=True)
    assert Profile.objects.filter(platform=Platform.TIKTOK, owner=scope.workspace).count() == 5
    assert Profile.objects.filter(platform=Platform.TWITCH, owner=0).count() == 5
    assert {source.name for source in Source.objects.all()} == {"handles.csv"}


def test_corrections_are_kept_for_tables_with_the_same_headers(
    scope: Scope, tmp_path: Path
) -> None:
    rows = [{"Who": "ana", "Number": "12"}]
    path = written(tmp_path / "tiktok.csv", rows)
    with pytest.raises(Invalid, match="whose rows"):
        run(scope, path)
    run(scope, path, columns={"Who": "handle", "Number": "followers"})
    assert ColumnMapping.objects.count() == 1
    other = written(tmp_path / "tiktok2.csv", [{"Who": "ben", "Number": "13"}])
    run(scope, other)
    assert orjson.loads(Profile.objects.get(key="ben").facts) == {"followers": 13}


@pytest.mark.parametrize(
    ("content", "wishes", "words"),
    [
        ("handle,followers\nana,1\n", {}, "on which platform"),
        ("followers,country\n12,DE\n", {"platform": "tiktok"}, "whose rows"),
        ("Source,Target,Weight\na,b,1\n", {"platform": "twitch"}, "pair"),
        ("handle,followers\nana,1\n", {"platform": "myspace"}, "not a platform"),
        ("handle,followers\nana,1\n", {"kind": "things"}, "not a kind"),
        ("handle,followers\nana,1\n", {"columns": {"handle": "shoe"}}, "not something"),
    ],
)
def test_refusals(scope: Scope, tmp_path: Path, content: str, wishes: Any, words: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text(content)
    with pytest.raises(Invalid, match=words):
        run(scope, path, **wishes)
    assert Import.objects.count() == 0


def test_a_file_that_is_damaged_at_its_end_leaves_nothing(scope: Scope, tmp_path: Path) -> None:
    import gzip

    text = "handle,followers\n" + "".join(f"u{random.random()},{at}\n" for at in range(5000))
    path = tmp_path / "instagram.csv.gz"
    path.write_bytes(gzip.compress(text.encode())[:-40])
    with pytest.raises(Invalid, match="damaged"):
        run(scope, path)
    assert Profile.objects.count() == 0


def test_rights_and_strangers(scope: Scope, tmp_path: Path) -> None:
    path = written(tmp_path / "instagram.csv", crowd(3))
    reader = Scope(scope.workspace, "person:1", frozenset({Right.READ}))
    with pytest.raises(Refused):
        run(reader, path)
    importer = Scope(scope.workspace, "person:1", frozenset({Right.READ, Right.IMPORT}))
    with pytest.raises(Refused):
        run(importer, path, public=True)
    entry = run(importer, path)
    stranger = Scope.operator(Workspace.objects.create(slug="other", name="Other").pk)
    with pytest.raises(Missing):
        actions.undo(stranger, entry.uid)
    with pytest.raises(Missing):
        queries.import_called(stranger, entry.uid)
    assert [one.uid for one in queries.imports(scope)] == [entry.uid]
    assert queries.imports(stranger) == []


def test_tables_that_are_nothing_to_import_are_passed_over(scope: Scope, tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "twitch.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("channels.csv", "handle,followers\nana,1\n")
        archive.writestr("edges.csv", "Source,Target,Weight\na,b,1\n")
    opened, skipped = actions.open_file(scope, Request(path))
    assert [one.table.name for one in opened] == ["twitch.zip / channels.csv"]
    assert [type(one) for one in skipped] == [Skipped]
    assert "pair" in skipped[0].refusal.sentence


def test_audience_and_contacts(scope: Scope, tmp_path: Path) -> None:
    long = [
        {"handle": "ana", "dimension": "country", "key": "Germany", "share": "10%"},
        {"handle": "ben", "dimension": "age", "key": "18-24", "share": "30%"},
        {"handle": "ana", "dimension": "gender", "key": "female", "share": "60%"},
    ]
    entry = run(scope, written(tmp_path / "tiktok audience.csv", long))
    assert entry.kind == "audience"
    assert counted(entry) == (3, 2, 0, 0, 0, 1, 0)
    audience = orjson.loads(Profile.objects.get(key="ana").audience or "{}")
    assert dict(zip(audience["keys"], audience["shares"], strict=True)) == {
        "country:DE": 0.1, "gender:female": 0.6,
    }  # fmt: skip
    people = [{"handle": "ana", "email": "ana@b.example"}]
    contacts = run(scope, written(tmp_path / "tiktok contacts.csv", people))
    assert contacts.kind == "contacts"
    facts = orjson.loads(Profile.objects.get(key="ana").facts)
    assert facts["contacts"] == ["email:ana@b.example"]


@pytest.mark.usefixtures("small_chunks")
def test_posts_keep_every_day_and_count_repeats(scope: Scope, tmp_path: Path) -> None:
    rows = [
        {
            "video_id": f"v{at % 12}",
            "title": f"Video {at % 12}",
            "channel_title": f"Channel {at % 4}",
            "views": 100 + at,
            "date": f"2024-01-0{at // 12 + 1}",
        }
        for at in range(36)
    ]
    path = written(tmp_path / "youtube videos.csv", [*rows, {**rows[0], "views": 7}])
    entry = run(scope, path, columns={"date": "observed_at"})
    assert entry.kind == "posts"
    assert entry.weak == 37
    assert counted(entry)[:1] + counted(entry)[4:] == (37, 0, 1, 0)
    assert (Profile.objects.count(), Post.objects.count(), Snapshot.objects.count()) == (4, 12, 36)
    newest = orjson.loads(Post.objects.get(key="v3").facts)
    assert (newest["views"], newest["title"]) == (127, "Video 3")
    first = Snapshot.objects.get(post__key="v0", observed_at=1_704_067_200)
    assert orjson.loads(first.document)["views"] == 7
    again = run(scope, path)  # what was said of the columns is kept
    assert counted(again) == (37, 0, 0, 36, 0, 1, 0)
    assert Snapshot.objects.count() == 36
    actions.undo(scope, again.uid)
    assert Snapshot.objects.count() == 36
    actions.undo(scope, entry.uid)
    assert (Profile.objects.count(), Post.objects.count(), Snapshot.objects.count()) == (0, 0, 0)


def test_posts_of_one_profile_that_nothing_else_names(scope: Scope, tmp_path: Path) -> None:
    rows = [
        {"Type": kind, "like": at, "comment": 1, "share": 2, "Page total likes": 900 + at}
        for at, kind in enumerate(("Photo", "Status", "Video"))
    ]
    path = written(tmp_path / "facebook posts.csv", rows)
    with pytest.raises(Invalid, match="whose rows"):
        run(scope, path)
    assert counted(run(scope, path, profile="somebrand")) == (3, 3, 0, 0, 0, 0, 0)
    assert orjson.loads(Profile.objects.get(key="somebrand").facts)["followers"] == 902
    kinds = [orjson.loads(one.facts)["kind"] for one in Post.objects.order_by("key")]
    assert kinds == ["image", "text", "video"]
    assert counted(run(scope, path, profile="somebrand")) == (3, 0, 0, 3, 0, 0, 0)


def test_old_stages_and_rejects_are_tidied(scope: Scope, tmp_path: Path) -> None:
    from datetime import timedelta

    from groundswell.kernel import clock

    path = written(tmp_path / "instagram.csv", [*crowd(3), {"handle": "not ok!"}])
    entry = run(scope, path)
    (one,), _ = actions.open_file(scope, Request(path, as_of=1))
    actions.read_in(scope, one)
    long_ago = clock.now() - timedelta(days=100)
    Import.objects.update(made_at=long_ago)
    Import.objects.filter(pk=entry.pk).update(finished_at=long_ago)
    name = entry.rejects_file
    assert files.path_of(name).exists()
    assert jobs.tidy_imports(None) == {"dropped": 1, "rejects": 1}  # type: ignore[arg-type]
    one.entry.refresh_from_db()
    assert one.entry.state == State.DROPPED
    with pytest.raises(Missing):
        files.path_of(name)
