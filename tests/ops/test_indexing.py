"""`groundswell index`: rebuild, status, verify."""

import json

import pytest
from typer.testing import CliRunner

from groundswell.creators.models import Observation, Profile, ProfileChange
from groundswell.discovery.errors import IndexMissing
from groundswell.ops.indexing import app
from tests.discovery.test_sync import store

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments, code=0):
    result = CliRunner().invoke(app, [*arguments, "--json"], catch_exceptions=False)
    assert result.exit_code == code
    return json.loads(result.stdout)


def test_rebuild_then_status_then_verify():
    store("a", 0, 10)
    told = run("rebuild", "--shards", "3")
    assert (told["documents"], told["shards"], told["changes"], told["building"]) == (
        1,
        3,
        0,
        False,
    )
    store("b", 0, 10)
    told = run("status")
    assert (told["documents"], told["changes"]) == (1, 1)
    assert told["behind_seconds"] >= 0
    assert run("verify") == {"equal": True, "checked": 2, "missing": [], "stale": [], "extra": []}


def test_verify_finds_what_the_feed_did_not_tell():
    kept, lost = store("a", 0, 10), store("b", 0, 10)
    run("rebuild")
    Profile.objects.filter(pk=kept.pk).update(version=9)
    row = lost.pk
    Observation.objects.filter(profile=lost).delete()
    lost.delete()
    ProfileChange.objects.all().delete()
    told = run("verify", code=5)
    assert (told["stale"], told["extra"], told["equal"]) == ([kept.pk], [row], False)


def test_status_without_an_index_says_what_to_do():
    with pytest.raises(IndexMissing):
        run("status")


def test_people_get_sentences():
    store("a", 0, 10)
    result = CliRunner().invoke(app, ["rebuild"])
    assert result.exit_code == 0
    assert "1 profiles in" in result.output
    assert "Generation" in CliRunner().invoke(app, ["status"]).output
    assert "holds what the catalog holds" in CliRunner().invoke(app, ["verify"]).output
