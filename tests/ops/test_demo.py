"""`groundswell demo`: an invented catalog, once, and a way in."""

import json
from typing import Any

import pytest
from django.contrib.auth import authenticate

from groundswell.creators.models import Creator, Post, Profile, Source
from groundswell.ops.main import run
from groundswell.relationships.models import List, Note

pytestmark = pytest.mark.django_db(transaction=True)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert run(list(arguments)) == 0
    return json.loads(capsys.readouterr().out)


def test_the_demo_is_found_and_is_nobody_real(capsys: pytest.CaptureFixture[str]) -> None:
    said = answer(capsys, "demo", "--creators", "300", "--json")
    assert (said["created"], said["updated"], said["unchanged"]) == (300, 0, 0)
    assert Creator.objects.count() < Profile.objects.count() == 300
    found = answer(capsys, "search", "is:synthetic", "--format", "json", "--limit", "300")
    assert found["total"] == 300
    assert {result["handle"] for result in found["results"]} == set(
        Profile.objects.values_list("handle", flat=True)
    )


def test_the_demo_comes_once(capsys: pytest.CaptureFixture[str]) -> None:
    first = answer(capsys, "demo", "--creators", "200", "--json", "--no-index")
    again = answer(capsys, "demo", "--creators", "200", "--json", "--no-index")
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 200)
    assert (first["login"], first["password"]) == (again["login"], again["password"])


def test_one_can_sign_in_with_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    said = answer(capsys, "demo", "--creators", "10", "--json", "--no-index")
    assert authenticate(None, username=said["login"], password=said["password"]) is not None


def test_posts_and_history_come_with_it_and_the_workspace_stays_empty(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = answer(capsys, "demo", "--creators", "120", "--json", "--no-index")
    assert said["posts"] == Post.objects.count() > 120 * 7
    assert said["observations"] > 120 * 10
    assert set(Source.objects.values_list("kind", flat=True)) == {"demo", "derived"}
    assert not List.objects.exists()
    assert not Note.objects.exists()
    again = answer(capsys, "demo", "--creators", "120", "--json", "--no-index")
    assert (again["posts"], again["observations"]) == (0, 0)


def test_only_so_many_are_documented(capsys: pytest.CaptureFixture[str]) -> None:
    answer(capsys, "demo", "--creators", "60", "--documented", "20", "--json", "--no-index")
    assert Post.objects.values("profile").distinct().count() == 20
