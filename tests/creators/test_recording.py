"""Recording profiles: what is new, what supersedes, what changes nothing."""

import json
from typing import Any

import polars as pl
import pytest

from groundswell.creators import events
from groundswell.creators.actions import Outcome, record_posts, record_profiles
from groundswell.creators.errors import BadFrame, SourceForbids
from groundswell.creators.models import Creator, Observation, Post, Profile, ProfileChange
from groundswell.creators.platforms import Platform
from groundswell.kernel.errors import Refused
from groundswell.workspaces.scope import Right, Scope
from tests.creators.conftest import HERE, THERE, changed, frame
from tests.creators.posting import START, posts_frame

pytestmark = pytest.mark.django_db


def facts(key: str, owner: int = 0) -> dict[str, Any]:
    return dict(json.loads(Profile.objects.get(key=key, owner=owner).facts))


def test_new_profiles_are_stored_with_their_facts_and_where_these_come_from(scope, source):
    said = frame(
        {"key": "ann", "handle": "Ann", "followers": 10, "topics": ["food", "vegan"]},
        {"key": "bob", "handle": "bob", "name": 'Bob "the" \\ Ünï\n🌿', "er_followers": 0.031},
    )
    done = record_profiles(scope, source, said, owner=0, batch=3)
    assert (done.created, done.updated, done.unchanged) == (2, 0, 0)
    assert done.outcomes.to_list() == [Outcome.CREATED] * 2
    ann, bob = (Profile.objects.get(pk=row) for row in done.rows)
    assert (ann.key, ann.handle, ann.seen_at, ann.source_id) == ("ann", "Ann", 1_000, source.pk)
    assert json.loads(ann.facts) == {"followers": 10, "topics": ["food", "vegan"]}
    assert json.loads(bob.facts) == {"name": 'Bob "the" \\ Ünï\n🌿', "er_followers": 0.031}
    told = Observation.objects.get(profile=bob)
    assert (told.document, told.batch, told.observed_at) == (bob.facts, 3, 1_000)
    assert json.loads(bob.origins) == {"": [told.pk, 1_000]}
    assert Creator.objects.count() == 2
    assert changed() == {ann.pk, bob.pk}


def test_the_same_again_writes_nothing(scope, source):
    said = frame({"key": "ann", "followers": 10, "avg_likes": 1e16, "audience": AUDIENCE})
    record_profiles(scope, source, said, owner=0, batch=3)
    before = list(Profile.objects.values())
    changed()
    done = record_profiles(scope, source, said, owner=0, batch=4)
    assert (done.created, done.updated, done.unchanged) == (0, 0, 1)
    assert list(Profile.objects.values()) == before
    assert Observation.objects.count() == 1
    assert not ProfileChange.objects.exists()


AUDIENCE = json.dumps(
    {"as_of": 900, "n": 400, "basis": "followers", "keys": ["country:US"], "shares": [0.5]}
)


def test_a_newer_value_supersedes_and_an_older_one_arriving_late_does_not(scope, source):
    record_profiles(scope, source, frame({"key": "ann", "followers": 10, "city": "Bonn"}), owner=0)
    done = record_profiles(scope, source, frame({"key": "ann", "followers": 12}, at=2_000), owner=0)
    assert (done.updated, done.changed) == (1, {"followers": 1})
    late = frame({"key": "ann", "followers": 5, "country": "DE"}, at=500)
    done = record_profiles(scope, source, late, owner=0)
    assert (done.updated, done.changed) == (1, {"country": 1})
    assert facts("ann") == {"followers": 12, "city": "Bonn", "country": "DE"}
    profile = Profile.objects.get()
    assert profile.seen_at == 2_000
    assert profile.version == 3
    assert Observation.objects.count() == 3


def test_a_source_that_says_the_same_later_confirms_its_observation(scope, source):
    record_profiles(scope, source, frame({"key": "ann", "followers": 10}), owner=0)
    changed()
    done = record_profiles(scope, source, frame({"key": "ann", "followers": 10}, at=3_000), owner=0)
    assert (done.updated, done.unchanged) == (0, 1)
    told = Observation.objects.get()
    assert (told.observed_at, told.confirmed_at) == (1_000, 3_000)
    profile = Profile.objects.get()
    assert (profile.seen_at, profile.version) == (3_000, 2)
    assert changed() == {profile.pk}
    between = frame({"key": "ann", "followers": 7}, at=2_000)
    record_profiles(scope, source, between, owner=0)
    assert facts("ann") == {"followers": 10}


def test_at_one_moment_the_value_recorded_last_wins(scope, source, source_of):
    record_profiles(scope, source, frame({"key": "ann", "followers": 10}), owner=0)
    record_profiles(scope, source_of("two"), frame({"key": "ann", "followers": 11}), owner=0)
    assert facts("ann") == {"followers": 11}
    again = frame({"key": "ann", "followers": 12, "city": "Bonn"})
    record_profiles(scope, source_of("two"), again, owner=0)
    assert facts("ann") == {"followers": 12, "city": "Bonn"}
    assert Observation.objects.count() == 2


def test_rows_of_one_frame_that_speak_of_one_profile_are_one_update_the_last_wins(scope, source):
    said = frame(
        {"key": "ann", "followers": 1, "city": "Bonn"},
        {"key": "bob", "followers": 2},
        {"key": "ann", "followers": 3},
        {"key": "ann", "followers": 9, "observed_at": 400},
    )
    done = record_profiles(scope, source, said, owner=0, batch=1)
    assert (done.created, done.updated) == (2, 0)
    assert done.outcomes.to_list() == [Outcome.CREATED] * 4
    assert done.rows[0] == done.rows[2] == done.rows[3] != done.rows[1]
    assert facts("ann") == {"followers": 3, "city": "Bonn"}
    assert Observation.objects.filter(profile=done.rows[0]).count() == 2


def test_nulls_empty_texts_lists_and_infinities_say_nothing(scope, source):
    record_profiles(scope, source, frame({"key": "ann", "name": "Ann", "avg_likes": 2.0}), owner=0)
    said = frame(
        {"key": "ann", "name": "", "avg_likes": float("inf"), "topics": [], "followers": None},
        at=2_000,
    )
    done = record_profiles(scope, source, said, owner=0)
    assert done.unchanged == 1
    assert facts("ann") == {"name": "Ann", "avg_likes": 2.0}


def test_a_dry_run_tells_what_would_be_and_writes_nothing(scope, source):
    record_profiles(scope, source, frame({"key": "ann", "followers": 1}, {"key": "bob"}), owner=0)
    changed()
    said = frame({"key": "ann", "followers": 2}, {"key": "bob"}, {"key": "cyd"}, at=2_000)
    done = record_profiles(scope, source, said, owner=0, dry_run=True)
    assert (done.created, done.updated, done.unchanged) == (1, 1, 1)
    assert done.outcomes.to_list() == [Outcome.UPDATED, Outcome.UNCHANGED, Outcome.CREATED]
    assert Profile.objects.count() == 2
    assert facts("ann") == {"followers": 1}
    assert not ProfileChange.objects.exists()


class TestWhoIsWho:
    def test_known_by_id_first_then_by_handle(self, scope, source):
        record_profiles(scope, source, frame({"key": "id:99", "followers": 1}), owner=0)
        said = frame({"key": "ann", "platform_id": "99", "followers": 2}, at=2_000)
        done = record_profiles(scope, source, said, owner=0)
        assert (done.created, done.updated) == (0, 1)
        profile = Profile.objects.get()
        assert (profile.key, profile.platform_id) == ("ann", "99")
        again = frame({"key": "id:99", "followers": 3}, at=3_000)
        assert record_profiles(scope, source, again, owner=0).updated == 1
        assert facts("ann") == {"followers": 3}

    def test_known_by_handle_first_then_with_its_id(self, scope, source):
        record_profiles(scope, source, frame({"key": "ann", "followers": 1}), owner=0)
        said = frame({"key": "ann", "platform_id": "99", "followers": 1}, at=1_000)
        done = record_profiles(scope, source, said, owner=0)
        assert done.created == 0
        assert Profile.objects.get().platform_id == "99"

    def test_a_rename_moves_the_key(self, scope, source):
        said = frame({"key": "ann", "platform_id": "99", "followers": 1})
        row = record_profiles(scope, source, said, owner=0).rows[0]
        said = frame({"key": "annie", "handle": "Annie", "platform_id": "99"}, at=2_000)
        done = record_profiles(scope, source, said, owner=0)
        assert done.rows.to_list() == [row]
        assert Profile.objects.get().key == "annie"
        assert Profile.objects.get().handle == "Annie"
        late = frame({"key": "ann", "platform_id": "99", "followers": 7}, at=1_500)
        record_profiles(scope, source, late, owner=0)
        assert Profile.objects.get().key == "annie"

    def test_a_handle_that_somebody_else_took_over(self, scope, source):
        record_profiles(scope, source, frame({"key": "ann", "platform_id": "1"}), owner=0)
        said = frame({"key": "ann", "platform_id": "2", "followers": 5}, at=2_000)
        assert record_profiles(scope, source, said, owner=0).created == 1
        keys = dict(Profile.objects.values_list("platform_id", "key"))
        assert keys == {"1": "id:1", "2": "ann"}
        late = frame({"key": "ann", "platform_id": "1", "followers": 9}, at=1_500)
        record_profiles(scope, source, late, owner=0)
        assert dict(Profile.objects.values_list("platform_id", "key")) == keys
        assert facts("id:1") == {"followers": 9}

    def test_two_rows_that_turn_out_to_be_one(self, scope, source, source_of):
        record_profiles(scope, source, frame({"key": "id:9", "followers": 1}), owner=0)
        record_profiles(scope, source_of("two"), frame({"key": "ann", "city": "Bonn"}), owner=0)
        said = frame({"key": "ann", "platform_id": "9", "country": "DE"}, at=2_000)
        done = record_profiles(scope, source, said, owner=0)
        assert done.created == 0
        profile = Profile.objects.get()
        assert (profile.key, profile.platform_id) == ("ann", "9")
        assert facts("ann") == {"followers": 1, "city": "Bonn", "country": "DE"}
        assert Observation.objects.filter(profile=profile).count() == 3

    def test_two_rows_that_are_one_share_posts_creator_and_lists(self, scope, source):
        pair = pl.concat(
            [
                frame({"key": "ann", "creator_group": "r"}),
                frame({"key": "ann", "creator_group": "r"}, platform=Platform.TIKTOK),
            ]
        )
        record_profiles(scope, source, pair, owner=0)
        record_profiles(scope, source, frame({"key": "id:9"}), owner=0)
        by_handle = posts_frame(
            {"key": "ann", "post_key": "p", "likes": 1}, {"key": "ann", "post_key": "q", "likes": 2}
        )
        by_id = posts_frame({"key": "id:9", "post_key": "p", "comments": 3}, at=START + 5)
        record_posts(scope, source, by_handle, owner=0)
        record_posts(scope, source, by_id, owner=0)
        told: list[tuple[int, int]] = []

        def listen(gone: int, kept: int, **_: Any) -> None:
            told.append((gone, kept))

        events.profiles_united.connect(listen)
        before = dict(Profile.objects.filter(platform=1).values_list("key", "id"))
        said = frame({"key": "ann", "platform_id": "9"}, at=START + 9)
        record_profiles(scope, source, said, owner=0)
        events.profiles_united.disconnect(listen)
        assert told == [(before["ann"], before["id:9"])]
        ann = Profile.objects.get(key="ann", platform=1)
        assert ann.pk == before["id:9"]
        assert Creator.objects.count() == 1
        known = {post.key: json.loads(post.facts) for post in Post.objects.filter(profile=ann)}
        assert known == {"p": {"likes": 1, "comments": 3}, "q": {"likes": 2}}

    def test_private_layers_follow_a_public_rename(self, scope, source):
        said = frame({"key": "ann", "platform_id": "9", "followers": 1})
        record_profiles(scope, source, said, owner=0)
        record_profiles(scope, source, frame({"key": "ann", "city": "Bonn"}), owner=HERE)
        changed()
        said = frame({"key": "annie", "platform_id": "9", "followers": 2}, at=2_000)
        record_profiles(scope, source, said, owner=0)
        assert set(Profile.objects.values_list("key", "owner")) == {("annie", 0), ("annie", HERE)}
        assert changed() == set(Profile.objects.values_list("id", flat=True))

    def test_the_same_id_under_two_keys_in_one_frame(self, scope, source):
        said = frame(
            {"key": "id:9", "followers": 1}, {"key": "ann", "platform_id": "9", "city": "Bonn"}
        )
        done = record_profiles(scope, source, said, owner=0)
        assert done.rows[0] == done.rows[1]
        assert Profile.objects.get().key == "ann"
        assert facts("ann") == {"followers": 1, "city": "Bonn"}

    def test_the_same_handle_on_two_platforms_is_two_profiles(self, scope, source):
        said = pl.concat([frame({"key": "ann"}), frame({"key": "ann"}, platform=Platform.TIKTOK)])
        assert record_profiles(scope, source, said, owner=0).created == 2


class TestLayers:
    def test_a_private_layer_stands_beside_the_public_one(self, scope, source):
        public = record_profiles(scope, source, frame({"key": "ann", "followers": 1}), owner=0)
        changed()
        said = frame({"key": "ann", "followers": 2})
        private = record_profiles(scope, source, said, owner=HERE)
        assert private.created == 1
        assert facts("ann") == {"followers": 1}
        assert facts("ann", HERE) == {"followers": 2}
        assert changed() == {public.rows[0], private.rows[0]}
        creators = Profile.objects.values_list("creator", flat=True)
        assert len(set(creators)) == 1

    def test_a_public_change_is_announced_for_private_layers_too(self, scope, source):
        record_profiles(scope, source, frame({"key": "ann", "followers": 1}), owner=0)
        mine = record_profiles(scope, source, frame({"key": "ann", "city": "Bonn"}), owner=HERE)
        changed()
        version = Profile.objects.get(owner=HERE).version
        record_profiles(scope, source, frame({"key": "ann", "followers": 2}, at=2_000), owner=0)
        assert mine.rows[0] in changed()
        assert Profile.objects.get(owner=HERE).version == version + 1

    def test_another_workspace_is_refused(self, scope, source):
        with pytest.raises(Refused):
            record_profiles(scope, source, frame({"key": "ann"}), owner=THERE)

    def test_the_public_layer_needs_more_than_the_right_to_import(self, source):
        scope = Scope(HERE, "person:1", frozenset({Right.READ, Right.IMPORT}))
        with pytest.raises(Refused):
            record_profiles(scope, source, frame({"key": "ann"}), owner=0)
        assert record_profiles(scope, source, frame({"key": "ann"}), owner=HERE).created == 1

    def test_a_source_that_may_not_be_shown_stays_out_of_the_public_layer(self, scope, source_of):
        hidden = source_of("hidden", may_show=False)
        with pytest.raises(SourceForbids):
            record_profiles(scope, hidden, frame({"key": "ann"}), owner=0)
        assert record_profiles(scope, hidden, frame({"key": "ann"}), owner=HERE).created == 1

    def test_a_source_that_forbids_mixing_counts_only_where_nobody_else_speaks(
        self, scope, source, source_of
    ):
        aloof = source_of("aloof", may_mix=False)
        said = frame({"key": "ann", "followers": 1, "age": 30})
        record_profiles(scope, aloof, said, owner=0)
        assert facts("ann") == {"followers": 1, "age": 30}
        record_profiles(scope, source, frame({"key": "ann", "followers": 2}, at=500), owner=0)
        assert facts("ann") == {"followers": 2}
        record_profiles(scope, aloof, frame({"key": "ann", "age": 31}, at=3_000), owner=0)
        assert facts("ann") == {"followers": 2}


class TestGroups:
    def test_profiles_of_one_group_have_one_creator(self, scope, source):
        said = pl.concat(
            [
                frame({"key": "ann", "creator_group": "r1"}, {"key": "bob", "creator_group": "r2"}),
                frame({"key": "ann.tt", "creator_group": "r1"}, platform=Platform.TIKTOK),
            ]
        )
        done = record_profiles(scope, source, said, owner=0)
        creator = dict(Profile.objects.values_list("key", "creator"))
        assert creator["ann"] == creator["ann.tt"] != creator["bob"]
        assert done.created == 3

    def test_a_new_profile_joins_the_creator_of_a_known_one(self, scope, source):
        known = record_profiles(scope, source, frame({"key": "ann"}), owner=0).rows[0]
        changed()
        said = pl.concat(
            [
                frame({"key": "ann", "creator_group": "r1"}),
                frame({"key": "ann.tt", "creator_group": "r1"}, platform=Platform.TIKTOK),
            ]
        )
        record_profiles(scope, source, said, owner=0)
        assert Creator.objects.count() == 1
        assert known in changed()


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        (pl.DataFrame({"platform": [1], "key": ["a"]}), "observed_at"),
        (frame({"key": "a"}).with_columns(pl.lit(1).alias("shoe_size")), "shoe_size"),
        (frame({"key": "a"}).with_columns(pl.lit("many").alias("followers")), "followers"),
        (frame({"key": None}), "key"),
    ],
)
def test_a_frame_that_makes_no_sense_is_refused(scope, source, broken, field):
    with pytest.raises(BadFrame) as refusal:
        record_profiles(scope, source, broken, owner=0)
    assert refusal.value.field == field
    assert not Profile.objects.exists()
