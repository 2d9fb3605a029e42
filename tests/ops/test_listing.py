"""`groundswell lists` over a catalog, a list and an index that are all real."""

import json

import pytest

from groundswell.creators.actions import ensure_source, record_profiles
from groundswell.creators.models import PUBLIC
from groundswell.discovery import index, sync
from groundswell.ops import main
from groundswell.workspaces.actions import ensure_default_workspace
from groundswell.workspaces.scope import Scope
from tests.ops.test_searching import frame

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalog(home):
    scope = Scope.operator(ensure_default_workspace().pk)
    source = ensure_source(scope, kind="file", name="people.csv", basis="imported", owner=PUBLIC)
    record_profiles(scope, source, frame(), owner=PUBLIC)
    with index.fresh(shards=1):
        pass
    sync.drain()


@pytest.fixture
def run(capfd):
    def call(*arguments, code=0):
        assert main.run([*arguments, "--json"]) == code, capfd.readouterr()
        return json.loads(capfd.readouterr().out)

    return call


def handles(document):
    return [f"{each['platform']}/{each['handle']}" for each in document["results"]]


def test_all_matches_come_onto_a_list(run):
    made = run("lists", "create", "Green", "--query", "topic:vegan", "--note", "for spring")
    assert (made["name"], made["note"], made["size"], made["added"]) == (
        "Green",
        "for spring",
        3,
        3,
    )
    assert [each["name"] for each in run("lists", "all")["lists"]] == ["Green"]
    assert run("search", "list:green")["total"] == 3
    assert run("search", "-list:green")["total"] == 3
    assert run("search", "topic:skincare", "--exclude-list", "Green")["total"] == 1
    shown = run("lists", "show", "green", "followers<100k")
    assert handles(shown) == ["tiktok/glow", "instagram/glow"]
    assert shown["results"][0]["reasons"][0] == "in list Green"


def test_profiles_by_name_and_identifier(run):
    run("lists", "create", "Two")
    wheels = run("search", "handle:wheels")["results"][0]["id"]
    assert run("lists", "add", "Two", wheels, "tiktok/@glow") == {
        "added": 2, "already": 0, "missing": 0
    }  # fmt: skip
    assert run("lists", "add", "Two", wheels)["already"] == 1
    assert run("lists", "remove", "Two", "--query", "platform:tiktok") == {"removed": 1}
    assert handles(run("lists", "show", "Two")) == ["youtube/wheels"]
    run("lists", "add", "Two", "@glow", code=2)
    run("lists", "add", "Two", "@nobody", code=4)
    run("lists", "add", "Two", code=2)
    run("lists", "add", "Two", wheels, "--query", "topic:cars", code=2)


def test_the_life_of_a_list(run):
    made = run("lists", "create", "One")
    run("lists", "create", "one", code=5)
    assert run("lists", "rename", "One", "Other")["name"] == "Other"
    run("search", "list:One", code=4)
    run("lists", "delete", "Other")
    assert run("lists", "all")["lists"] == []
    assert run("lists", "restore", made["id"])["name"] == "Other"
    assert run("lists", "show", "Other")["total"] == 0
