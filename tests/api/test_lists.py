"""Lists, tags and notes over HTTP, on a small crowd with an index."""

import pytest

from groundswell.creators.identifiers import creator_id, profile_id
from groundswell.creators.models import Profile
from groundswell.workspaces.scope import Right, Scope
from tests.api.conftest import Caller
from tests.api.world import load_crowd

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 40


@pytest.fixture
def crowd(cast) -> list[str]:
    load_crowd(Scope.operator(cast.fernhill.pk), CROWD)
    return [profile_id(row) for row in Profile.objects.order_by("pk").values_list("pk", flat=True)]


def _new(api: Caller, name: str = "Spring") -> str:
    answer = api.post("/lists", {"name": name})
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def test_a_list_from_first_to_last(api) -> None:
    made = _new(api)
    assert made.startswith("lst_")
    taken = api.post("/lists", {"name": "SPRING"})
    assert (taken.status_code, taken.json()["code"]) == (409, "list-name-taken")
    changed = api("PATCH", f"/lists/{made}", {"name": "Summer", "note": "for the launch"}).json()
    assert (changed["name"], changed["note"], changed["size"]) == ("Summer", "for the launch", 0)
    assert api.post(f"/lists/{made}/archive").json()["archived_at"] is not None
    assert api.get("/lists").json()["items"] == []
    assert [each["id"] for each in api.get("/lists?state=archived").json()["items"]] == [made]
    assert api.post(f"/lists/{made}/archive").status_code == 409
    assert api.post(f"/lists/{made}/unarchive").json()["archived_at"] is None
    assert api("DELETE", f"/lists/{made}").status_code == 204
    assert api.get(f"/lists/{made}").status_code == 404
    assert [each["id"] for each in api.get("/lists?state=deleted").json()["items"]] == [made]
    assert api.post(f"/lists/{made}/restore").json()["deleted_at"] is None
    assert api.get("/lists/Summer").status_code == 404  # addresses hold identifiers, not names


def test_all_matches_of_a_query_come_onto_a_list(api, crowd) -> None:
    made = _new(api)
    total = api.get("/search?q=platform:instagram&limit=1").json()["total"]
    assert 1 < total < CROWD
    added = api.post(f"/lists/{made}/entries", {"query": "platform:instagram"}).json()
    assert added == {"added": total, "already": 0, "missing": 0}
    assert api.get(f"/lists/{made}").json()["size"] == total
    assert api.get(f"/search?q=list:{made}").json()["total"] == total
    assert api.get(f"/search?q=-list:{made}").json()["total"] == CROWD - total
    rest = api.post("/search", {"query": "", "exclude_lists": ["spring"]}).json()["total"]
    assert rest == CROWD - total
    gone = api.post(f"/lists/{made}/entries/remove", {"query": ""}).json()
    assert gone == {"removed": total}


def test_entries_are_paged_with_what_search_shows(api, crowd) -> None:
    made = _new(api)
    body = {"ids": [*crowd[:5], crowd[0]], "note": "seen at the fair"}
    assert api.post(f"/lists/{made}/entries", body).json() == {
        "added": 5, "already": 1, "missing": 0,
    }  # fmt: skip
    first = api.get(f"/lists/{made}/entries?limit=3").json()
    rest = api.get(f"/lists/{made}/entries?limit=3&cursor={first['next']}").json()
    seen = [item["profile"] for item in first["items"] + rest["items"]]
    assert (len(first["items"]), rest["next"], sorted(seen)) == (3, None, sorted(crowd[:5]))
    item = first["items"][0]
    assert item["note"] == "seen at the fair"
    assert item["card"]["id"] == item["profile"]
    assert item["card"]["handle"]
    path = f"/lists/{made}/entries/{crowd[0]}"
    assert api("PUT", path, {"note": "called"}).status_code == 204
    assert api("DELETE", path).status_code == 204
    assert api("DELETE", path).status_code == 404
    assert api("PUT", path, {"note": "x"}).status_code == 404


def test_a_list_can_be_read_without_an_index(api, crowd, home) -> None:
    made = _new(api)
    api.post(f"/lists/{made}/entries", {"ids": crowd[:1]})
    (home / "index" / "CURRENT").unlink()
    (item,) = api.get(f"/lists/{made}/entries").json()["items"]
    assert (item["profile"], item["card"]) == (crowd[0], None)


@pytest.mark.parametrize("body", [{}, {"ids": [], "query": ""}, {"ids": ["prf_x"]}, {"idz": []}])
def test_profiles_are_chosen_one_way(api, body) -> None:
    made = _new(api)
    assert api.post(f"/lists/{made}/entries", body).status_code in {404, 422}


def test_profiles_that_do_not_exist_are_counted(api, crowd) -> None:
    made = _new(api)
    answer = api.post(f"/lists/{made}/entries", {"ids": [profile_id(2**40), crowd[0]]}).json()
    assert answer == {"added": 1, "already": 0, "missing": 1}


def test_tags_are_put_and_taken(api, crowd) -> None:
    assert api.post("/tags", {"tag": "#Spring", "ids": crowd[:3]}).json() == {"count": 3}
    assert api.post("/tags", {"tag": "spring", "query": ""}).json() == {"count": CROWD - 3}
    assert api.get("/tags").json() == [{"tag": "spring", "count": CROWD}]
    assert api.post("/tags/remove", {"tag": "spring", "ids": crowd[:1]}).json() == {"count": 1}
    assert api.get("/search?q=tag:spring").json()["total"] == CROWD - 1


def test_notes_about_profiles_and_creators(api, stranger, crowd) -> None:
    creator = creator_id(Profile.objects.earliest("pk").creator_id)
    note = api.post("/notes", {"text": "answers fast", "profile": crowd[0]})
    assert note.status_code == 201
    other = api.post("/notes", {"text": "has two dogs", "creator": creator}).json()
    assert other["creator"] == creator
    assert (
        api.post("/notes", {"text": "both", "profile": crowd[0], "creator": creator}).status_code
        == 422
    )
    uid = note.json()["id"]
    assert api("PUT", f"/notes/{uid}", {"text": "slow"}).json()["edited_at"] is not None
    both = api.get(f"/notes?profile={crowd[0]}&creator={creator}").json()
    assert [each["text"] for each in both] == ["has two dogs", "slow"]
    made = _new(api)
    api.post(f"/lists/{made}/entries", {"ids": crowd[:1]})
    api.post("/tags", {"tag": "dogs", "ids": crowd[:1]})
    relations = api.get(f"/profiles/{crowd[0]}/relations").json()
    assert [each["id"] for each in relations["lists"]] == [made]
    assert (relations["tags"], [n["text"] for n in relations["notes"]]) == (["dogs"], ["slow"])
    assert stranger.get(f"/profiles/{crowd[0]}/relations").json() == {
        "lists": [], "tags": [], "notes": [],
    }  # fmt: skip
    assert stranger("PUT", f"/notes/{uid}", {"text": "mine"}).status_code == 404
    assert api("DELETE", f"/notes/{uid}").status_code == 204
    assert api("DELETE", f"/notes/{uid}").status_code == 404


def test_a_stranger_sees_no_list_and_a_reader_changes_none(api, stranger, key_of, crowd) -> None:
    made = _new(api)
    reader = Caller(key_of(Right.READ))
    writes = [
        ("PATCH", "", {"name": "x"}),
        ("DELETE", "", None),
        ("POST", "/archive", None),
        ("POST", "/entries", {"ids": crowd[:1]}),
        ("POST", "/entries/remove", {"ids": crowd[:1]}),
        ("PUT", f"/entries/{crowd[0]}", {"note": "x"}),
        ("DELETE", f"/entries/{crowd[0]}", None),
    ]
    for method, inner, body in writes:
        assert stranger(method, f"/lists/{made}{inner}", body).status_code == 404, (method, inner)
        assert reader(method, f"/lists/{made}{inner}", body).status_code == 403, (method, inner)
    assert stranger.get(f"/lists/{made}").status_code == 404
    assert stranger.get(f"/lists/{made}/entries").status_code == 404
    assert stranger.get(f"/search?q=list:{made}").status_code == 404
    assert reader.get(f"/lists/{made}/entries").status_code == 200


def test_a_repeated_creation_is_one_list(api) -> None:
    headers = {"Idempotency-Key": "abc"}
    first = api.post("/lists", {"name": "Spring"}, **headers)
    again = api.post("/lists", {"name": "Spring"}, **headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert api.post("/lists", {"name": "Other"}, **headers).status_code == 409
    assert len(api.get("/lists").json()["items"]) == 1
