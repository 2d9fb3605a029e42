"""Files over HTTP: upload, dry run, correction, confirmation, undoing."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from groundswell.creators.models import Profile
from groundswell.kernel import files
from groundswell.tasks.worker import work_once
from groundswell.workspaces.scope import Right
from tests.api.conftest import Caller

pytestmark = pytest.mark.django_db(transaction=True)

CSV = b"""username,Fans,country
glow.daily,12400,Germany
night_owl,8100,US
https://www.instagram.com/p/CxyzAbc1234/,5,US
"""


def _file(content: bytes = CSV, name: str = "instagram creators.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def _work() -> None:
    while work_once("w", timedelta(seconds=60)):
        pass


def _upload(api: Caller, **more) -> dict:
    answer = api.upload("/imports", {"file": _file(), "platform": "instagram", **more})
    assert answer.status_code == 202, answer.content
    (made,) = answer.json()["imports"]
    return made


def test_from_upload_to_catalog_and_back(api) -> None:
    made = _upload(api)
    assert made["state"] == "reading"
    assert made["progress"]["step"] == "read"
    path = f"/imports/{made['id']}"
    _work()
    read = api.get(path).json()
    assert (read["state"], read["rows"]) == ("ready", 3)
    plan = read["plan"]
    assert plan["created"] == 3 - plan["rejected"]
    assert not Profile.objects.exists()  # so far nothing has happened
    assert api.post(f"{path}/confirm").status_code == 202
    assert api.post(f"{path}/confirm").status_code == 202  # twice is once
    _work()
    done = api.get(path).json()
    assert (done["state"], done["created"]) == ("done", plan["created"])
    assert Profile.objects.count() == plan["created"]
    assert not list((files.home() / "imports" / "uploads").glob("*"))  # the upload is forgotten
    assert api.post(f"{path}/confirm").status_code == 409
    assert [item["id"] for item in api.get("/imports").json()["items"]] == [made["id"]]
    assert api.post(f"{path}/undo").status_code == 202
    _work()
    assert api.get(path).json()["state"] == "undone"
    assert not Profile.objects.exists()
    assert api.post(f"{path}/undo").status_code == 409


def test_rejected_rows_can_be_fetched(api) -> None:
    made = _upload(api)
    path = f"/imports/{made['id']}"
    assert api.get(f"{path}/rejects").status_code == 404
    _work()
    api.post(f"{path}/confirm")
    _work()
    rejected = api.get(path).json()["rejected"]
    assert rejected >= 1
    answer = api.get(f"{path}/rejects")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) >= rejected + 1
    assert "attachment" in answer["Content-Disposition"]


def test_a_column_can_be_corrected_before(api) -> None:
    made = _upload(api)
    _work()
    mapping = api.get(f"/imports/{made['id']}/mapping").json()
    assert {column["column"] for column in mapping["columns"]} == {"username", "Fans", "country"}
    wrong = api("PUT", f"/imports/{made['id']}/mapping", {"columns": {"Fanz": "followers"}})
    assert wrong.status_code == 422
    assert "Fans" in wrong.json()["hint"]
    answer = api("PUT", f"/imports/{made['id']}/mapping", {"columns": {"Fans": "following"}})
    assert answer.status_code == 202
    successor = answer.json()["id"]
    _work()
    assert api.get(f"/imports/{made['id']}").json()["state"] == "dropped"
    mapping = api.get(f"/imports/{successor}/mapping").json()
    assert {c["column"]: c["target"] for c in mapping["columns"]}["Fans"] == "following"
    assert api.get(f"/imports/{successor}").json()["state"] == "ready"


def test_an_unwanted_import_is_forgotten_with_its_file(api) -> None:
    made = _upload(api)
    _work()
    assert api("DELETE", f"/imports/{made['id']}").status_code == 204
    assert api.get(f"/imports/{made['id']}").json()["state"] == "dropped"
    assert not list((files.home() / "imports" / "uploads").glob("*"))
    assert api.post(f"/imports/{made['id']}/confirm").status_code == 409


def test_the_same_upload_twice_is_one_import(api) -> None:
    assert _upload(api)["id"] == _upload(api)["id"]
    assert len(list((files.home() / "imports" / "uploads").glob("*"))) == 1


def test_imports_are_paged(api) -> None:
    for number in range(3):
        content = CSV + f"more{number},1,US\n".encode()
        api.upload("/imports", {"file": _file(content), "platform": "instagram"})
    first = api.get("/imports?limit=2").json()
    rest = api.get(f"/imports?limit=2&cursor={first['next']}").json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
    assert api.get("/imports?cursor=nonsense").json()["code"] == "invalid"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"file": _file(b"a,b\n1,2\n"), "platform": "instagram"}, "map"),
        ({"file": _file(name="x.exe"), "platform": "instagram"}, "file"),
        ({"file": _file(), "platform": "myspace"}, "platform"),
        ({"file": _file(), "columns": "[]"}, "columns"),
        ({"file": _file(), "as_of": "yesterday"}, "as_of"),
        ({"platform": "instagram"}, "form.file"),
    ],
)
def test_what_makes_no_sense_is_refused_and_forgotten(api, data, field) -> None:
    if "file" in data:
        data["file"].seek(0)
    answer = api.upload("/imports", data)
    assert answer.status_code == 422
    assert field.rpartition(".")[2] in answer.json()["field"]
    assert not list((files.home() / "imports" / "uploads").glob("*"))


def test_a_file_for_everybody_needs_an_administrator(api, key_of) -> None:
    data = {"file": _file(), "platform": "instagram", "public": "true"}
    assert api.upload("/imports", data).status_code == 403
    data["file"].seek(0)
    assert Caller(key_of(*Right)).upload("/imports", data).status_code == 202


def test_strangers_and_readers_get_nowhere(api, stranger, key_of) -> None:
    made = _upload(api)
    path = f"/imports/{made['id']}"
    reader = Caller(key_of(Right.READ))
    for caller, status in ((stranger, 404), (reader, 403)):
        assert caller.post(f"{path}/confirm").status_code == status
        assert caller.post(f"{path}/undo").status_code == status
        assert caller("DELETE", path).status_code == status
    for inner in ("", "/mapping", "/rejects"):
        assert stranger.get(path + inner).status_code == 404
    assert stranger.get("/imports").json()["items"] == []
    assert reader.get(path).status_code == 200
    assert reader.upload("/imports", {"file": _file()}).status_code == 403
