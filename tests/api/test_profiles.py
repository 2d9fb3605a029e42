"""Profiles and creators over HTTP."""

from urllib.parse import quote

import pytest

from groundswell.creators.identifiers import creator_id
from groundswell.creators.models import Post, Profile
from groundswell.workspaces.scope import Right
from tests.api.conftest import Caller

pytestmark = pytest.mark.django_db(transaction=True)

GLOW = {
    "platform": "instagram",
    "handle": "https://www.instagram.com/Glow.Daily/?hl=de",
    "facts": {"name": "Glow", "followers": 12400, "country": "Germany", "topics": ["Skin Care"]},
    "audience": {"shares": {"country:DE": 0.6, "age:18-24": 0.4}, "sample_size": 900},
    "observed_at": 1_770_000_000,
}


def _tell(api: Caller, *profiles: dict, source: str = "crm") -> list[dict]:
    answer = api.post("/profiles", {"source": source, "profiles": list(profiles)})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_told_facts_are_read_back_with_their_origin(api) -> None:
    (told,) = _tell(api, GLOW)
    assert told["outcome"] == "created"
    assert _tell(api, GLOW)[0] == {"id": told["id"], "outcome": "unchanged"}
    profile = api.get(f"/profiles/{told['id']}").json()
    assert (profile["platform"], profile["handle"].lower()) == ("instagram", "glow.daily")
    fact = profile["facts"]["followers"]
    assert (fact["value"], fact["private"]) == (12400, True)
    assert fact["source"] == {"kind": "api", "name": "crm", "basis": "imported"}
    assert fact["at"].startswith("2026-02-02")
    assert profile["facts"]["country"]["value"] == "DE"
    assert profile["facts"]["topics"]["value"] == ["skin care"]
    assert profile["audience"]["shares"] == {"country:DE": 0.6, "age:18-24": 0.4}
    assert api.get(f"/profiles/{told['id']}/audiences").json()[0]["sample_size"] == 900


def test_a_newer_word_counts_and_both_are_in_the_series(api) -> None:
    (told,) = _tell(api, GLOW)
    newer = GLOW | {"facts": {"followers": 13000}, "observed_at": 1_771_000_000}
    older = GLOW | {"facts": {"followers": 9000}, "observed_at": 1_769_000_000}
    assert _tell(api, newer)[0]["outcome"] == "updated"
    _tell(api, older)
    path = f"/profiles/{told['id']}"
    assert api.get(path).json()["facts"]["followers"]["value"] == 13000
    values = [point["value"] for point in api.get(f"{path}/series?fact=followers").json()]
    assert values == [9000, 12400, 13000]
    assert api.get(f"{path}/series?fact=shoe_size").status_code == 422
    _tell(api, GLOW | {"facts": {"followers": 99}}, source="other")
    (one,) = [d for d in api.get(f"{path}/disagreements").json() if d["fact"] == "followers"]
    assert [point["value"] for point in one["said"]] == [13000, 99]


def test_lookup_by_platform_and_handle(api, stranger) -> None:
    (told,) = _tell(api, GLOW)
    for handle in ("glow.daily", "@GLOW.daily", "https://instagram.com/glow.daily"):
        found = api.get(f"/profiles?platform=instagram&handle={quote(handle)}").json()
        assert found["id"] == told["id"]
    assert api.get("/profiles?platform=instagram&handle=nobody").status_code == 404
    assert api.get("/profiles?platform=tiktok&handle=glow.daily").status_code == 404
    assert api.get("/profiles?platform=myspace&handle=glow").status_code == 422
    assert stranger.get("/profiles?platform=instagram&handle=glow.daily").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"facts": {"shoe_size": 43}}, "profiles.0.facts.shoe_size"),
        ({"facts": {"followers": -1}}, "profiles.0.facts.followers"),
        ({"facts": {"followers": 2**60}}, "profiles.0.facts.followers"),
        ({"facts": {"country": "Atlantis"}}, "profiles.0.facts.country"),
        ({"handle": "https://bit.ly/x"}, "profiles.0.handle"),
        ({"observed_at": 9_000_000_000}, "profiles.0.observed_at"),
        ({"audience": {"shares": {"planet:mars": 0.5}}}, "profiles.0.audience.shares"),
        ({"audience": {"shares": {"country:DE": 1.5}}}, "profiles.0.audience.shares.country:DE"),
        ({"audience": {"shares": {}}}, "body.profiles.0.audience.shares"),
        ({"nonsense": 1}, "body.profiles.0.nonsense"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(api, change, field) -> None:
    answer = api.post("/profiles", {"profiles": [GLOW | change, GLOW]})
    assert answer.status_code == 422, answer.content
    assert answer.json()["field"] == field
    assert not Profile.objects.exists()  # all of them or none


def test_a_fact_is_entered_by_hand_and_taken_back(api, key_of) -> None:
    (told,) = _tell(api, GLOW)
    path = f"/profiles/{told['id']}/facts/followers"
    entered = api("PUT", path, {"value": 15000}).json()
    assert entered["facts"]["followers"]["value"] == 15000
    assert entered["facts"]["followers"]["source"]["basis"] == "entered"
    back = api("PUT", path, {"value": None}).json()
    assert back["facts"]["followers"]["value"] == 12400
    assert api("PUT", path, {"value": "many"}).status_code == 422
    assert Caller(key_of(Right.READ))("PUT", path, {"value": 1}).status_code == 403


def test_creators_are_merged_and_parted(api, stranger) -> None:
    first, second = (
        told["id"] for told in _tell(api, GLOW, GLOW | {"platform": "tiktok", "handle": "glow"})
    )
    one, other = (api.get(f"/profiles/{uid}").json()["creator"] for uid in (first, second))
    assert one != other
    merge = api.post(f"/creators/{one}/merges", {"absorbed": other, "reason": "same bio link"})
    assert merge.status_code == 201
    both = api.get(f"/creators/{other}").json()
    assert {profile["id"] for profile in both["profiles"]} == {first, second}
    assert both["merges"][0]["reason"] == "same bio link"
    again = api.post(f"/creators/{one}/merges", {"absorbed": other, "reason": "x"})
    assert again.status_code == 409
    uid = merge.json()["id"]
    assert stranger("DELETE", f"/merges/{uid}").status_code == 404
    assert api("DELETE", f"/merges/{uid}").status_code == 204
    assert [p["id"] for p in api.get(f"/creators/{other}").json()["profiles"]] == [second]


def test_a_creator_is_handed_out_and_erased_for_good(api, stranger, key_of) -> None:
    (told,) = _tell(api, GLOW)
    creator = api.get(f"/profiles/{told['id']}").json()["creator"]
    data = api.get(f"/creators/{creator}/data").json()
    assert data["creators"]["Profile"][0]["handle"].lower() == "glow.daily"
    assert (
        Caller(key_of(Right.READ, Right.WRITE))("DELETE", f"/creators/{creator}").status_code == 403
    )
    assert stranger("DELETE", f"/creators/{creator}").status_code == 404
    erased = api("DELETE", f"/creators/{creator}")
    assert erased.status_code == 200
    assert erased.json()["creators"]["removed"]["Profile"] == 1
    assert api.get(f"/profiles/{told['id']}").status_code == 404
    assert _tell(api, GLOW)[0] == {"id": None, "outcome": "refused"}


def test_identifiers_of_another_kind_or_none_are_missing(api) -> None:
    (told,) = _tell(api, GLOW)
    for uid in ("prf_x", "lst_0000000000000", creator_id(1), "prf_0000000000000"):
        assert api.get(f"/profiles/{uid}").status_code == 404
    assert api.get(f"/creators/{told['id']}").status_code == 404


def test_posts_are_paged_newest_first(api, stranger) -> None:
    (told,) = _tell(api, GLOW)
    row = Profile.objects.get().pk
    for number, at in enumerate([100, 300, None, 200, 300]):
        Post.objects.create(
            profile_id=row, key=f"p{number}", published_at=at, facts='{"likes": 5}', seen_at=400
        )
    path, seen, cursor = f"/profiles/{told['id']}/posts?limit=2", [], ""
    while cursor is not None:
        page = api.get(path + (f"&cursor={cursor}" if cursor else "")).json()
        seen += [(item["key"], item["facts"]["likes"]) for item in page["items"]]
        cursor = page["next"]
    assert [key for key, _ in seen] == ["p4", "p1", "p3", "p0", "p2"]
    assert api.get(f"{path}&cursor=x").json()["field"] == "cursor"
    assert stranger.get(path).status_code == 404
