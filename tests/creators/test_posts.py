"""Posts, their metrics over time, and what follows from them."""

import json
from typing import Any

import pytest

from groundswell.creators.actions import (
    Outcome,
    record_posts,
    record_profiles,
    withdraw_batch,
)
from groundswell.creators.errors import BadFrame
from groundswell.creators.models import Observation, Post, Profile, Snapshot
from tests.creators.conftest import HERE, changed, frame
from tests.creators.posting import DAY, START, posts, posts_frame

pytestmark = pytest.mark.django_db


def facts(key: str, owner: int = 0) -> dict[str, Any]:
    return dict(json.loads(Profile.objects.get(key=key, owner=owner).facts))


def test_posts_are_stored_with_a_snapshot_and_their_profile_is_made(scope, source):
    done = record_posts(scope, source, posts("ann", count=5), owner=0, batch=4)
    assert (done.created, done.updated, done.unchanged) == (5, 0, 0)
    assert done.rows.unique().to_list() == [Profile.objects.get().pk]
    post = Post.objects.get(key="p3")
    assert json.loads(post.facts)["likes"] == 30
    assert post.published_at == START - 2 * 3 * DAY
    assert Snapshot.objects.get(post=post).batch == 4


def test_what_follows_from_posts(scope, source):
    record_posts(scope, source, posts("ann", count=5), owner=0)
    known = facts("ann")
    assert known["avg_likes"] == 20
    assert known["median_views"] == 200
    assert known["last_post_at"] == START - 3 * DAY
    assert known["first_post_at"] == START - 15 * DAY
    assert known["posts_per_week"] == pytest.approx(4 / (12 / 7))
    assert known["hashtags"] == ["food", "vegan"]
    assert known["keywords"].startswith("caption 4\ncaption 3")
    assert Observation.objects.get(source__kind="derived").source.basis == "inferred"


def test_fewer_than_three_posts_give_no_average(scope, source):
    record_posts(scope, source, posts("ann", count=2), owner=0)
    assert {"avg_likes", "median_views", "posts_per_week"}.isdisjoint(facts("ann"))


def test_an_average_that_a_source_states_is_left_alone(scope, source):
    record_profiles(scope, source, frame({"key": "ann", "avg_likes": 7.0}), owner=0)
    record_posts(scope, source, posts("ann", count=5), owner=0)
    assert facts("ann")["avg_likes"] == 7.0
    assert facts("ann")["avg_views"] == 200


def test_newer_metrics_supersede_late_ones_do_not_and_repeats_change_nothing(scope, source):
    record_posts(scope, source, posts("ann", count=3), owner=0)
    changed()
    again = record_posts(scope, source, posts("ann", count=3), owner=0)
    assert again.unchanged == 3
    assert not changed()
    newer = posts_frame({"key": "ann", "post_key": "p1", "likes": 99}, at=START + DAY)
    assert record_posts(scope, source, newer, owner=0).updated == 1
    late = posts_frame({"key": "ann", "post_key": "p1", "likes": 5, "comments": 4}, at=START - DAY)
    assert record_posts(scope, source, late, owner=0).updated == 1
    known = json.loads(Post.objects.get(key="p1").facts)
    assert (known["likes"], known["comments"], known["views"]) == (99, 4, 100)
    assert Snapshot.objects.filter(post__key="p1").count() == 3
    assert changed() == {Profile.objects.get().pk}


def test_rows_of_one_post_are_one_update(scope, source):
    twice = posts_frame(
        {"key": "ann", "post_key": "p", "likes": 1}, {"key": "ann", "post_key": "p", "likes": 2}
    )
    done = record_posts(scope, source, twice, owner=0)
    assert (done.created, done.outcomes.to_list()) == (1, [Outcome.CREATED] * 2)
    assert json.loads(Post.objects.get().facts)["likes"] == 2


def test_a_dry_run_writes_nothing(scope, source):
    record_posts(scope, source, posts("ann", count=2), owner=0)
    changed()
    done = record_posts(scope, source, posts("ann", count=3), owner=0, dry_run=True)
    assert (done.created, done.updated) == (1, 2)
    done = record_posts(scope, source, posts("bob", count=3), owner=0, dry_run=True)
    assert done.created == 3
    assert Post.objects.count() == 2
    assert not changed()


def test_withdrawing_an_import_of_posts_leaves_no_trace(scope, source):
    record_posts(scope, source, posts("ann", count=4), owner=0, batch=1)
    before = facts("ann")
    more = posts_frame(
        {"key": "ann", "post_key": "p1", "likes": 500},
        {"key": "ann", "post_key": "new", "likes": 900, "published_at": START},
        {"key": "bob", "post_key": "b", "likes": 1},
        at=START + DAY,
    )
    record_posts(scope, source, more, owner=0, batch=2)
    assert facts("ann") != before
    done = withdraw_batch(scope, 2)
    assert (done.snapshots, done.profiles) == (3, 1)
    assert facts("ann") == before
    assert Post.objects.count() == 4


def test_posts_of_a_source_that_forbids_deriving_are_stored_only(scope, source_of):
    record_posts(scope, source_of("strict", may_derive=False), posts("ann", count=5), owner=HERE)
    assert facts("ann", HERE) == {}
    assert Post.objects.count() == 5


def test_a_post_needs_its_key(scope, source):
    with pytest.raises(BadFrame):
        record_posts(scope, source, posts("ann", count=1).drop("post_key"), owner=0)
