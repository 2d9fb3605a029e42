"""Who gets in, and as whom."""

import pytest
from django.test import Client

from groundswell.workspaces import actions
from groundswell.workspaces.models import ApiKey
from groundswell.workspaces.scope import Right
from tests.api.conftest import Caller


def test_a_key_acts_in_its_workspace(key_of) -> None:
    answer = Caller(key_of(Right.READ)).get("/me")
    assert answer.status_code == 200
    body = answer.json()
    assert body["workspace"]["slug"] == "fernhill"
    assert body["rights"] == ["read"]
    assert body["actor"].startswith("key:")
    assert ApiKey.objects.get().last_used_at is not None


def test_nobody_gets_a_problem_that_says_how_to_ask(db) -> None:
    answer = Caller().get("/me")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "unauthenticated"


@pytest.mark.parametrize("header", ["Bearer gsk_wrong", "Bearer", "Basic abc", "gsk_x", ""])
def test_a_bad_key_is_not_a_session(cast, header) -> None:
    caller = Caller(Authorization=header)
    caller.client.force_login(cast["owner"])
    assert caller.get("/me").status_code == 401


def test_a_revoked_key_opens_nothing(cast) -> None:
    made = actions.make_key(cast.scope("owner"), "old", [Right.READ])
    actions.revoke_key(cast.scope("owner"), made.key.uid)
    assert Caller(made.raw).get("/me").json()["code"] == "unknown-key"


def test_a_member_acts_with_their_role(cast) -> None:
    caller = Caller()
    caller.client.force_login(cast["viewer"])
    body = caller.get("/me").json()
    assert (body["workspace"]["slug"], body["rights"]) == ("fernhill", ["read"])


def test_a_member_of_several_workspaces_says_which(cast) -> None:
    actions.ensure_person("owner@fernhill.example", workspace=cast.rivalry, role="viewer")
    caller = Caller()
    caller.client.force_login(cast["owner"])
    unclear = caller.get("/me")
    assert unclear.status_code == 422
    assert "fernhill" in unclear.json()["hint"]
    named = caller.get("/me", **{"X-Workspace": "rivalry"}).json()
    assert (named["workspace"]["slug"], named["rights"]) == ("rivalry", ["read"])


def test_a_stranger_to_a_workspace_gets_missing(cast) -> None:
    caller = Caller(**{"X-Workspace": "fernhill"})
    caller.client.force_login(cast["stranger"])
    assert caller.get("/me").status_code == 404


def test_unknown_addresses_are_problems_too(db) -> None:
    for path in ("/nothing", "/me/more", "/"):
        answer = Caller().get(path)
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"


def test_the_documentation_needs_nobody_elses_server(db, client: Client) -> None:
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert b"swagger-ui-bundle.js" in page.content
    assert b"https://" not in page.content
    assert "script" not in page["Content-Security-Policy"]  # scripts: our own only
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")


def test_nul_in_an_address_is_refused(api) -> None:
    assert api.get("/me?x=%00").status_code == 422


def test_the_minute_is_limited_and_says_so(api, settings) -> None:
    settings.API_LIMIT = 3
    left = [api.get("/me")["X-RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    refused = api.get("/me")
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["X-RateLimit-Limit"] == "3"
    assert refused.json()["code"] == "rate-limited"


def test_each_asker_has_a_minute_of_their_own(api, stranger, settings) -> None:
    settings.API_LIMIT = 1
    assert api.get("/me").status_code == 200
    assert api.get("/me").status_code == 429
    assert stranger.get("/me").status_code == 200
