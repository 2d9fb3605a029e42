"""Erasure for good, and the terms of sources."""

import json
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from groundswell.creators import jobs
from groundswell.creators.actions import (
    Outcome,
    change_terms,
    erase_creator,
    export_creator,
    merge_creators,
    record_posts,
    record_profiles,
    terms,
)
from groundswell.creators.models import (
    AudienceEstimate,
    Creator,
    Observation,
    Post,
    Profile,
    Snapshot,
    Tombstone,
)
from groundswell.creators.platforms import Platform
from groundswell.kernel import clock
from groundswell.kernel.errors import Invalid, Missing, Refused
from groundswell.tasks.models import Job
from groundswell.tasks.registry import SCHEDULES
from groundswell.workspaces import erasure
from groundswell.workspaces.erasure import Subject
from groundswell.workspaces.scope import Right, Scope
from tests.creators.conftest import HERE, THERE, changed, frame
from tests.creators.posting import posts, posts_frame
from tests.creators.test_recording import AUDIENCE, facts

pytestmark = pytest.mark.django_db


class TestErasing:
    @pytest.fixture
    def ann(self, scope, elsewhere, source) -> int:
        """Ann, on two platforms, known publicly and to two workspaces, merged from two creators."""
        contacts = ["email:Ann@Example.com", "phone:+491"]
        said = frame(
            {"key": "ann", "platform_id": "9", "contacts": contacts, "audience": AUDIENCE},
            {"key": "bob", "followers": 3},
        )
        record_profiles(scope, source, said, owner=0)
        record_profiles(scope, source, frame({"key": "ann.tt"}, platform=Platform.TIKTOK), owner=0)
        record_profiles(scope, source, frame({"key": "ann", "city": "Bonn"}), owner=HERE)
        record_profiles(elsewhere, source, frame({"key": "ann", "city": "Köln"}), owner=THERE)
        record_posts(scope, source, posts("ann", count=3), owner=0)
        one, other = (Profile.objects.get(key=key, owner=0).creator_id for key in ("ann", "ann.tt"))
        merge_creators(scope, one, other, "the same link")
        changed()
        return one

    def test_everything_is_handed_out(self, scope, ann):
        told = export_creator(scope, ann)["creators"]
        assert {row["handle"] for row in told["Profile"]} == {"ann", "ann.tt"}
        assert [row["facts"].get("city") for row in told["Profile"]].count("Köln") == 0
        assert any(row["said"].get("contacts") for row in told["Observation"])
        assert len(told["Post"]) == len(told["Snapshot"]) == 3
        assert told["AudienceEstimate"][0]["keys"] == ["country:US"]
        json.dumps(told)

    def test_nothing_of_the_person_is_left(self, scope, ann):
        gone = set(Profile.objects.exclude(key="bob").values_list("id", flat=True))
        done = erase_creator(scope, ann)["creators"]
        assert done.removed["Profile"] == 4
        assert list(Profile.objects.values_list("key", flat=True)) == ["bob"]
        assert Creator.objects.count() == Observation.objects.count() == 1
        for table in (Post, Snapshot, AudienceEstimate):
            assert not table.objects.exists()
        assert gone <= changed()
        marks = " ".join(Tombstone.objects.values_list("digest", flat=True))
        assert "ann" not in marks

    def test_the_person_does_not_come_back_with_the_next_file(self, scope, source, ann):
        erase_creator(scope, ann)
        said = pl.concat(
            [
                frame(
                    {"key": "ann", "followers": 1},
                    {"key": "renamed", "platform_id": "9"},
                    {"key": "cyd", "followers": 1},
                ),
                frame({"key": "ann.tt"}, {"key": "ann"}, platform=Platform.TIKTOK),
            ],
            how="diagonal",
        )
        done = record_profiles(scope, source, said, owner=HERE)
        assert done.outcomes.to_list() == [
            Outcome.REFUSED, Outcome.REFUSED, Outcome.CREATED, Outcome.REFUSED, Outcome.CREATED,
        ]  # fmt: skip
        assert (done.created, done.refused) == (2, 3)
        assert done.rows.null_count() == 3
        told = posts_frame({"key": "ann", "post_key": "x"}, {"key": "cyd", "post_key": "y"})
        done = record_posts(scope, source, told, owner=HERE)
        assert (done.created, done.refused) == (1, 1)

    def test_an_address_is_taken_out_and_stays_away(self, scope, source, ann):
        erasure.erase(scope, Subject.email("ann@example.com"))
        assert facts("ann")["contacts"] == ["phone:+491"]
        assert "xample" not in "".join(Observation.objects.values_list("document", flat=True))
        said = frame({"key": "dee", "contacts": ["email:ANN@example.com"]}, {"key": "eve"})
        done = record_profiles(scope, source, said, owner=0)
        assert (done.created, done.refused) == (1, 1)

    def test_it_needs_the_right_and_a_creator_in_sight(self, scope, elsewhere, source, ann):
        with pytest.raises(Refused):
            erase_creator(Scope(HERE, "x", frozenset({Right.IMPORT})), ann)
        record_profiles(scope, source, frame({"key": "own"}), owner=HERE)
        with pytest.raises(Missing):
            erase_creator(elsewhere, Profile.objects.get(key="own").creator_id)


class TestTerms:
    def test_what_may_not_be_kept_longer_is_deleted_every_night(
        self, scope, source, source_of, monkeypatch
    ):
        brief = source_of("brief", keep_days=30)
        day = datetime(2026, 1, 1, tzinfo=UTC)
        start = int(day.timestamp())
        record_profiles(scope, source, frame({"key": "ann", "city": "Bonn"}, at=start), owner=0)
        said = frame({"key": "ann", "followers": 5, "audience": AUDIENCE}, {"key": "bob"}, at=start)
        record_profiles(scope, brief, said, owner=0)
        record_posts(scope, brief, posts("cyd", count=3, at=start), owner=0)
        changed()
        monkeypatch.setattr(clock, "now", lambda: day + timedelta(days=29))
        monkeypatch.setattr(terms, "now", lambda: day + timedelta(days=29))
        before = Observation.objects.count()
        assert terms.forget_expired(brief) == 1  # the estimate is older than the rest
        assert Observation.objects.count() == before
        monkeypatch.setattr(terms, "now", lambda: day + timedelta(days=31))
        assert terms.forget_expired(brief) == 6
        assert list(Profile.objects.values_list("key", flat=True)) == ["ann"]
        assert facts("ann") == {"city": "Bonn"}
        assert Profile.objects.get().audience is None
        assert not Post.objects.exists()
        assert len(changed()) == 3
        assert jobs.FORGET in SCHEDULES

    def test_changed_terms_are_applied_to_what_was_said(self, scope, source, source_of):
        other = source_of("other")
        record_profiles(scope, source, frame({"key": "ann", "city": "Bonn"}), owner=0)
        said = frame({"key": "ann", "city": "Köln", "followers": 5}, at=2_000)
        record_profiles(scope, other, said, owner=0)
        changed()
        change_terms(scope, other.pk, may_mix=False)
        waiting = Job.objects.get(name=jobs.APPLY)
        assert terms.apply_terms(waiting.payload["source"]) == 1
        assert facts("ann") == {"city": "Bonn"}
        assert changed() == {Profile.objects.get().pk}
        change_terms(scope, other.pk, may_mix=True, may_show=False)
        terms.apply_terms(other.pk)
        assert facts("ann") == {"city": "Bonn"}
        change_terms(scope, other.pk, may_show=True)
        terms.apply_terms(other.pk)
        assert facts("ann") == {"city": "Köln", "followers": 5}

    def test_deriving_can_be_forbidden_afterwards(self, scope, source):
        record_posts(scope, source, posts("ann", count=4), owner=0)
        assert "avg_likes" in facts("ann")
        change_terms(scope, source.pk, may_derive=False)
        terms.apply_terms(source.pk)
        assert facts("ann") == {}

    @pytest.mark.parametrize(
        "wrong", [{"may_sing": True}, {"may_mix": "yes"}, {"keep_days": 0}, {"keep_days": "30"}]
    )
    def test_terms_that_make_no_sense_are_refused(self, scope, source, wrong):
        with pytest.raises(Invalid):
            change_terms(scope, source.pk, **wrong)

    def test_only_who_administers_changes_terms(self, scope, source):
        with pytest.raises(Refused):
            change_terms(Scope(HERE, "x", frozenset({Right.IMPORT})), source.pk, keep_days=3)
