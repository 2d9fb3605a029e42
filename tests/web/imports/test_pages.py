"""The pages of imports without scripts: files in, what is refused, where one lands, workspaces apart."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from groundswell.connectors.spreadsheet import stepwise
from groundswell.connectors.spreadsheet.models import Import, State
from groundswell.relationships.models import List
from groundswell.tasks.worker import work_once
from groundswell.web.imports.shown import bar
from tests.factories.people import Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)

CSV = b"""instagram handle,Fans,Country
wren.softskin,12900,US
@pilar o,9400,DE
solveig.m,none given,Scotlnd
"""
HOME = "/w/fernhill/imports/"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def client(cast: Cast) -> Client:
    visitor = Client()
    visitor.force_login(cast["owner"])
    return visitor


def send(client: Client, *files: tuple[str, bytes], **headers: str):
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(HOME + "new/", {"file": sent}, headers=headers)


def work() -> None:
    while work_once("w", timedelta(seconds=60)):
        pass


def ready(client: Client, content: bytes = CSV) -> str:
    address = send(client, ("agency.csv", content))["Location"]
    work()
    return address


def test_a_form_without_scripts_takes_a_file_and_leads_to_its_columns(client: Client) -> None:
    answer = send(client, ("agency.csv", CSV))
    entry = Import.objects.get()
    assert answer["Location"] == f"{HOME}{entry.uid}/"
    page = client.get(answer["Location"]).content.decode()
    assert "Waiting for its turn" in page
    work()
    page = client.get(answer["Location"]).content.decode()
    assert "Import 2 rows" in page
    assert "Read as @pilaro" in page
    assert client.post(f"{HOME}{entry.uid}/confirm/")["Location"] == f"{HOME}{entry.uid}/"
    assert "Import 2 rows" not in client.get(f"{HOME}{entry.uid}/").content.decode()
    work()
    page = client.get(f"{HOME}{entry.uid}/").content.decode()
    assert "3 rows read" in page
    client.post(f"{HOME}{entry.uid}/undo/")
    work()
    assert "was taken back" in client.get(f"{HOME}{entry.uid}/").content.decode()
    assert client.post(f"{HOME}{entry.uid}/undo/").status_code == 409


def test_several_files_at_once_are_listed_and_a_bad_one_is_named(client: Client) -> None:
    good, other = ("instagram a.csv", CSV), ("instagram b.csv", CSV + b"more.fern,2,US\n")
    assert send(client, good, other)["Location"] == HOME
    answer = send(client, ("tiktok c.csv", b"handle,fans\nmossy.path,5\n"), ("empty.csv", b""))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "empty.csv is empty." in page
    assert f"{HOME}{Import.objects.latest('id').uid}/" in page  # the good one is in
    assert client.post(HOME + "new/").status_code == 422  # no file at all


def test_scripts_get_the_address_or_the_sentence(client: Client) -> None:
    script = {"X-Requested-With": "fetch"}
    answer = send(client, ("agency.csv", CSV), **script)
    assert answer.json()["address"] == f"{HOME}{Import.objects.get().uid}/"
    answer = send(client, ("pairs.csv", b"source,target\n1,2\n"), **script)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("Each row is a pair")
    assert answer.json()["hint"] is None  # what the command would say helps nobody here


def test_a_file_over_the_limit_is_refused_and_not_kept(client: Client, settings: Settings) -> None:
    settings.IMPORT_LIMIT = 40
    answer = send(client, ("agency.csv", CSV), **{"X-Requested-With": "fetch"})
    assert answer.status_code == 429
    assert "larger than" in answer.json()["detail"]
    assert not Import.objects.exists()


def test_corrections_answers_and_repairs_read_the_file_again(client: Client) -> None:
    address = ready(client)
    same = {f"column-{at}": one for at, one in enumerate(["handle", "followers", "country"])}
    changed = client.post(
        address + "try/", same | {"column-1": "following", "source": "Northlight"}
    )
    assert changed["Location"] != address
    assert client.get(address)["Location"] == changed["Location"]  # the old address leads on
    work()
    entry = Import.objects.latest("id")
    assert (entry.source_name, entry.understood["columns"][1]["target"]) == (
        "Northlight",
        "following",
    )
    repair = json.dumps(["instagram handle", "@pilar o", "@pilaro"])
    after = client.post(changed["Location"] + "try/", {"repair": repair})
    work()
    assert "Import 3 rows" in client.get(after["Location"]).content.decode()
    entry = Import.objects.latest("id")
    assert entry.request["repairs"] == {"instagram handle": {"@pilar o": "@pilaro"}}
    assert entry.source_name == "Northlight"  # what was said before stays said


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"column-1": "fanciness"}, "is not something a column can hold"),
        ({"as_of": "yesterday"}, "is not a day"),
        ({"answer": "9|order|mdy"}, "belongs to no column"),
        ({"answer": "1|order|ydm"}, "is no way to read"),
        ({"repair": "[1]"}, "says nothing"),
        ({"repair": "[1, 2, 3]"}, "says nothing"),
        ({"match": "Nobody"}, "shares a column"),
        ({"platform": "myspace"}, "is not a platform"),
        ({"column-0": "ignore"}, "on which platform"),
    ],
)
def test_what_cannot_be_read_so_is_said_beside_the_form(
    client: Client, form: dict[str, str], says: str
) -> None:
    address = ready(client)
    answer = client.post(address + "try/", form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert says in page
    assert 'role="alert"' in page
    assert "--map" not in page
    assert Import.objects.get().state == State.READY


def test_the_download_of_a_trial_names_rows_and_reasons(client: Client) -> None:
    address = ready(client)
    answer = client.get(address + "rejects/")
    assert answer["Content-Disposition"].startswith("attachment")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0] == "row,column,value,reason,what,instagram handle,Fans,Country"
    assert [line.split(",")[0] for line in lines[1:]] == ["3", "4", "4"]


def test_nobody_else_sees_an_import_its_rows_or_its_job(client: Client, cast: Cast) -> None:
    address = ready(client)
    entry = Import.objects.get()
    job = stepwise.step_of(cast.scope("owner"), entry.uid)
    assert job is not None
    rival = Client()
    rival.force_login(cast["stranger"])
    own = address.replace("fernhill", "rivalry")
    assert rival.get(own).status_code == 404
    assert rival.get(own + "rejects/").status_code == 404
    assert rival.get(f"/w/rivalry/jobs/{job.uid}/").status_code == 404
    assert rival.post(f"/w/rivalry/jobs/{job.uid}/stop/").status_code == 404
    for deed in ("try", "confirm", "go-on", "discard", "undo"):
        assert rival.post(f"{own}{deed}/").status_code == 404
    assert b"agency.csv" not in rival.get("/w/rivalry/imports/").content


def test_a_viewer_reads_and_changes_nothing(client: Client, cast: Cast) -> None:
    address = ready(client)
    viewer = Client()
    viewer.force_login(cast["viewer"])
    page = viewer.get(address).content.decode()
    assert "Import 2 rows" not in page
    assert "Read as @pilaro" not in page
    assert viewer.post(address + "confirm/").status_code == 403


def test_the_list_pages_through_and_leaves_out_what_was_not_wanted(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from groundswell.web.imports import views

    monkeypatch.setattr(views, "PER_PAGE", 2)
    for at in range(3):
        ready(client, CSV + f"crowd_{at},{at},US\n".encode())
    ready(client, CSV + b"unwanted.fern,1,US\n")
    unwanted = Import.objects.latest("id")
    client.post(f"{HOME}{unwanted.uid}/discard/")
    page = client.get(HOME)
    assert len(page.context["rows"]) == 2
    assert unwanted.uid not in page.content.decode()
    rest = client.get(f"{HOME}?before={page.context['more']}")
    assert len(rest.context["rows"]) == 1
    assert rest.context["more"] is None


def test_who_was_imported_can_be_put_on_a_list_of_their_own(client: Client, cast: Cast) -> None:
    address = ready(client)
    assert client.post(address + "list/").status_code == 409  # nobody is in the catalog yet
    client.post(address + "confirm/")
    work()
    assert "See them as a list" in client.get(address).content.decode()
    for _ in range(2):  # twice is once
        answer = client.post(address + "list/")
        row = List.objects.get()
        assert answer["Location"] == f"/w/fernhill/lists/{row.uid}/"
    assert (row.name, row.size) == ("agency", 2)
    rival = Client()
    rival.force_login(cast["stranger"])
    assert rival.post(address.replace("fernhill", "rivalry") + "list/").status_code == 404


def test_an_import_of_the_past_cannot_be_undone_here(client: Client) -> None:
    address = ready(client)
    client.post(address + "confirm/")
    work()
    Import.objects.update(finished_at=Import.objects.get().made_at - timedelta(days=31))
    assert "Undo the import" not in client.get(address).content.decode()
    assert client.post(address + "undo/").status_code == 409


def test_parts_of_the_bar_fill_it_and_the_smallest_is_still_seen() -> None:
    parts = bar([995_510, 0, 0, 12])
    assert [part["css"] for part in parts] == ["s1", "st"]
    assert float(parts[1]["width"]) >= 0.4
    assert float(parts[1]["x"]) + float(parts[1]["width"]) <= 100
    assert bar([0, 0, 0, 0]) == []
