"""`groundswell demo`: an invented catalog, once, and a way in."""

import json
from typing import Any

import polars as pl
import pytest
from django.contrib.auth import authenticate

from groundswell.creators.models import Creator, Profile
from groundswell.ops import demo
from groundswell.ops.main import run

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


def test_a_creator_is_not_cut_in_two() -> None:
    frame = pl.DataFrame({"creator_group": [1, 1, 2, 2, 2, 3, 4]})
    parts = [part["creator_group"].to_list() for part in demo._parts(frame, 3)]
    assert parts == [[1, 1, 2, 2, 2], [3, 4]]
