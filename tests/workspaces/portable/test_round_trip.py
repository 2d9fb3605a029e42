"""Out of one instance, into another, and out again: nothing is lost, and nothing else comes along."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from groundswell.creators.actions.tombstones import bury
from groundswell.creators.models import Profile
from groundswell.creators.platforms import Platform
from groundswell.kernel.errors import Refused
from groundswell.relationships.models import List, ListEntry, Note, ShareLink, Vote
from groundswell.tasks.models import Job
from groundswell.workspaces import actions as people
from groundswell.workspaces import queries
from groundswell.workspaces.errors import UnknownKey
from groundswell.workspaces.models import ApiKey, Member, Person, Workspace
from groundswell.workspaces.portable import actions, jobs, outgoing
from groundswell.workspaces.portable.incoming import (
    BadArchive,
    NotEmpty,
    import_archive,
    is_empty,
    read_manifest,
)
from groundswell.workspaces.portable.registry import TABLES
from groundswell.workspaces.scope import Scope
from tests.factories.people import Cast, make_cast
from tests.workspaces.portable.filled import fill, fill_catalog, profile

pytestmark = pytest.mark.django_db(transaction=True)


def _written(workspace: int) -> io.BytesIO:
    file = io.BytesIO()
    outgoing.write(workspace, file)
    return file


def _parts(file: io.BytesIO) -> dict[str, list[dict[str, Any]]]:
    with zipfile.ZipFile(file) as archive:
        return {
            name.removesuffix(".jsonl"): [json.loads(line) for line in archive.open(name)]
            for name in archive.namelist()
            if name.endswith(".jsonl")
        }


@pytest.fixture
def first() -> io.BytesIO:
    cast = make_cast()
    fill(cast)
    return _written(cast.fernhill.pk)


def _another_instance() -> None:
    """Empty, but for rows that push all numbers off those of the first."""
    call_command("flush", interactive=False, verbosity=0)
    place = people.create_workspace(None, "Decoy", slug="decoy")
    for n in range(3):
        people.ensure_person(f"decoy{n}@example.com", None, workspace=place)
        List.objects.create(workspace=place, name=f"d{n}", key=f"d{n}", created_by="operator")


OPERATOR = Scope.operator(0)


def test_each_table_has_rows_in_this_test(first: io.BytesIO) -> None:
    assert [label for label, rows in _parts(first).items() if not rows] == []
    assert _parts(first).keys() == TABLES.keys()


def test_what_comes_out_again_is_what_went_in(first: io.BytesIO) -> None:
    before = _parts(first)
    _another_instance()
    done = import_archive(OPERATOR, first)
    assert done.rows == sum(len(rows) for rows in before.values())
    second = _written(done.workspace.pk)
    after = _parts(second)
    for label, rows in before.items():
        assert after[label] == rows, label
    assert read_manifest(second)["content"] == read_manifest(first)["content"]


def test_what_points_somewhere_points_at_the_same_things(first: io.BytesIO) -> None:
    _another_instance()
    place = import_archive(OPERATOR, first).workspace
    assert (place.slug, place.currency, place.tier_scheme) == ("fernhill", "EUR", "izea")
    spring = List.objects.get(workspace=place)
    assert spring.brand is not None
    assert spring.brand.name == "Fernhill Face"
    owner = Person.objects.get(email="owner@fernhill.example")
    assert spring.created_by == f"person:{owner.pk}"
    note = Note.objects.get(list=spring)
    assert note.profile == profile("open1").pk
    assert note.author == f"share:{ShareLink.objects.get().pk}"
    assert {vote.voter for vote in Vote.objects.all()} == {
        f"{note.author}:vera",
        f"person:{owner.pk}",
    }
    facts = json.loads(profile("open3", place.pk).facts)
    assert facts["followers"] == 3_333
    assert json.loads(profile("open1").facts)["followers"] == 1_050
    assert profile("open2").creator.merged_into == profile("open1").creator


def test_secrets_stay_behind(first: io.BytesIO) -> None:
    raw = b"".join(json.dumps(rows).encode() for rows in _parts(first).values())
    for word in (b"password", b"token_hash", b"key_hash", b'secret"', b"t" * 64):
        assert word not in raw
    _another_instance()
    place = import_archive(OPERATOR, first).workspace
    assert not Person.objects.get(email="owner@fernhill.example").has_usable_password()
    assert ApiKey.objects.get(workspace=place).revoked_at is not None
    assert ShareLink.objects.get(workspace=place).revoked_at is not None
    with pytest.raises(UnknownKey):
        queries.scope_of_key("gsk_" + "0" * 40)


def test_others_facts_do_not_come_along(first: io.BytesIO) -> None:
    call_command("flush", interactive=False, verbosity=0)
    cast = make_cast()
    fill(cast)
    rival = cast.scope("stranger", "rivalry")
    from groundswell.creators.actions import ensure_source, record_profiles
    from tests.creators.conftest import frame

    theirs = ensure_source(rival, kind="test", name="Theirs", owner=rival.workspace)
    said = frame({"key": "open1", "handle": "open1", "followers": 999_999}, {"key": "rival"})
    record_profiles(rival, theirs, said, owner=rival.workspace)
    again = _parts(_written(cast.fernhill.pk))
    assert "Theirs" not in {row["name"] for row in again["creators.Source"]}
    assert not [row for row in again["creators.Profile"] if row["key"] == "rival"]
    assert not [row for row in again["creators.Observation"] if "999999" in row["document"]]
    assert {row["email"] for row in again["workspaces.Person"]} == {
        f"{role}@fernhill.example" for role in ("owner", "manager", "analyst", "finance", "viewer")
    }


def test_the_same_archive_twice_does_nothing_and_another_is_refused(first: io.BytesIO) -> None:
    _another_instance()
    place = import_archive(OPERATOR, first).workspace
    again = import_archive(OPERATOR, first)
    assert (again.before, again.workspace, again.rows) == (True, place, 0)
    List.objects.create(workspace=place, name="Later", key="later", created_by="operator")
    changed = _written(place.pk)
    with pytest.raises(NotEmpty, match="already"):
        import_archive(OPERATOR, changed)
    assert Workspace.objects.count() == 2


def test_who_imports_keeps_their_account_and_the_archive_follows_them(first: io.BytesIO) -> None:
    """The usual way: somebody signs up on the new machine with the address they had before."""
    _another_instance()
    place = people.create_workspace(None, "New", slug="fresh")
    owner, _ = people.ensure_person(
        "owner@fernhill.example", "a quiet harbour at noon", name="Me", workspace=place
    )
    assert is_empty(place)
    scope = queries.scope_of_person(owner, "fresh")
    import_archive(scope, first, place)
    owner.refresh_from_db()
    assert owner.name == "Me"
    assert owner.has_usable_password()
    assert Member.objects.filter(workspace=place).count() == 5
    assert List.objects.get(workspace=place).created_by == f"person:{owner.pk}"
    assert not is_empty(place)
    assert Workspace.objects.get(pk=place.pk).slug == "fernhill"


def test_a_profile_that_is_known_here_keeps_its_facts(first: io.BytesIO) -> None:
    _another_instance()
    scope = Scope.operator(Workspace.objects.get().pk)
    fill_catalog(scope)
    mine = {row.key: row.facts for row in Profile.objects.filter(owner=0)}
    place = import_archive(OPERATOR, first).workspace
    assert {row.key: row.facts for row in Profile.objects.filter(owner=0)} == mine
    entries = List.objects.get(workspace=place)
    assert Note.objects.get(list=entries).profile == profile("open1").pk


def test_who_was_erased_here_does_not_come_back(first: io.BytesIO) -> None:
    _another_instance()
    bury([(Platform.INSTAGRAM.value, "open1", None), (Platform.INSTAGRAM.value, "open4", None)])
    place = import_archive(OPERATOR, first).workspace
    assert not Profile.objects.filter(key__in=["open1", "open4"]).exists()
    spring = List.objects.get(workspace=place)
    entries = ListEntry.objects.filter(list=spring).values_list("profile", flat=True)
    assert set(entries) == {profile("open2").pk, profile("mine", place.pk).pk}
    assert not Note.objects.filter(workspace=place).exists(), "both were about the erased"
    assert not Vote.objects.filter(guest="Vera").exists()
    assert profile("open2").creator.merged_into is None
    again = _parts(_written(place.pk))
    assert {row["key"] for row in again["creators.Profile"]} == {"open2", "open3", "open5", "mine"}


def test_a_workspace_with_something_in_it_is_refused(first: io.BytesIO) -> None:
    _another_instance()
    decoy = Workspace.objects.get()
    with pytest.raises(NotEmpty, match="lists"):
        import_archive(OPERATOR, first, decoy)
    assert List.objects.count() == 3
    assert not Person.objects.filter(email__contains="fernhill").exists()


def _changed(file: io.BytesIO, name: str, content: bytes) -> io.BytesIO:
    copy = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(copy, "w") as new:
        for one in old.namelist():
            new.writestr(one, content if one == name else old.read(one))
    return copy


def test_a_damaged_or_foreign_file_is_refused(first: io.BytesIO, tmp_path: Path) -> None:
    _another_instance()
    with pytest.raises(BadArchive, match="damaged"):
        import_archive(OPERATOR, _changed(first, "relationships.List.jsonl", b"{}\n"))
    manifest = read_manifest(first)
    newer = json.dumps(manifest | {"version": 99}).encode()
    with pytest.raises(BadArchive, match="newer"):
        import_archive(OPERATOR, _changed(first, "manifest.json", newer))
    stranger = json.dumps(manifest | {"format": "other"}).encode()
    with pytest.raises(BadArchive, match="no archive"):
        import_archive(OPERATOR, _changed(first, "manifest.json", stranger))
    plain = tmp_path / "list.csv"
    plain.write_text("handle\n")
    with pytest.raises(BadArchive):
        import_archive(OPERATOR, plain)
    assert Workspace.objects.count() == 1


def _run(job: Job) -> Any:
    from groundswell.tasks.registry import JOBS
    from groundswell.tasks.running import Run

    Job.objects.filter(pk=job.pk).update(state="running", turn=job.turn)
    kind = JOBS[job.name]
    result = kind.handler(Run(job, kind))
    Job.objects.filter(pk=job.pk).update(state="done", result=result)
    return result


def test_export_and_import_run_as_jobs() -> None:
    cast: Cast = make_cast()
    fill(cast)
    owner = cast.scope("owner")
    job = actions.export_workspace(owner)
    result = _run(job)
    (listed,) = actions.exports_of(owner)
    assert (listed["job"].uid, listed["ready"]) == (job.uid, True)
    path = actions.archive_of(owner, job.uid)
    assert read_manifest(path)["content"] == result["content"]
    for who in ("manager", "analyst", "viewer"):
        with pytest.raises(Refused):
            actions.archive_of(cast.scope(who), job.uid)
        with pytest.raises(Refused):
            actions.export_workspace(cast.scope(who))
    with pytest.raises(Exception, match="no such job"):
        actions.archive_of(cast.scope("stranger", "rivalry"), job.uid)
    content = io.BytesIO(path.read_bytes())
    refused = _run(actions.bring_in(owner, io.BytesIO(content.getvalue())))
    assert "not empty" in refused["refused"]
    _another_instance()
    place = people.create_workspace(None, "New", slug="fresh")
    person, _ = people.ensure_person("me@example.com", None, workspace=place)
    brought = _run(actions.bring_in(queries.scope_of_person(person, "fresh"), content))
    assert brought["rows"] == result["rows"]
    assert brought["same_secret"] is True
    assert jobs.forget_exports(None) == 0  # type: ignore[arg-type]
