"""What one workspace sees: layers, origins, series, disagreements, posts."""

import pytest

from groundswell.creators import queries
from groundswell.creators.actions import enter_fact, record_posts, record_profiles
from groundswell.creators.errors import BadFact
from groundswell.creators.models import Observation, Profile
from groundswell.creators.platforms import Platform
from groundswell.kernel.errors import Invalid, Missing, Refused
from groundswell.workspaces.scope import Right, Scope
from tests.creators.conftest import HERE, changed, frame
from tests.creators.posting import posts
from tests.creators.test_recording import AUDIENCE

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(scope, source, source_of):
    """One profile, known publicly by two sources and privately by a third."""
    row = record_profiles(
        scope, source, frame({"key": "ann", "followers": 100, "city": "Bonn"}), owner=0
    ).rows[0]
    second = frame(
        {"key": "ann", "followers": 150, "country": "DE", "audience": AUDIENCE}, at=2_000
    )
    record_profiles(scope, source_of("two"), second, owner=0)
    own = frame({"key": "ann", "handle": "Ann", "city": "Köln", "followers": 1}, at=1_500)
    record_profiles(scope, source_of("mine"), own, owner=HERE)
    return row


def test_the_own_layer_is_laid_over_the_public_one(scope, ann):
    shown = queries.profile_detail(scope, ann)
    values = {name: (fact.value, fact.at, fact.private) for name, fact in shown.facts.items()}
    assert values == {
        "followers": (150, 2_000, False),
        "city": ("Köln", 1_500, True),
        "country": ("DE", 2_000, False),
    }
    assert shown.facts["followers"].source.name == "two"
    assert shown.facts["city"].source.name == "mine"
    assert shown.audience.shares == {"country:US": 0.5}
    assert shown.audience.sample_size == 400
    assert len(shown.rows) == 2
    assert queries.find_profile(scope, Platform.INSTAGRAM, "ann") == shown


def test_another_workspace_sees_the_public_layer_only(scope, elsewhere, ann):
    shown = queries.profile_detail(elsewhere, ann)
    assert {name: fact.value for name, fact in shown.facts.items()} == {
        "followers": 150, "city": "Bonn", "country": "DE",
    }  # fmt: skip
    private = Profile.objects.get(owner=HERE).pk
    with pytest.raises(Missing):
        queries.profile_detail(elsewhere, private)
    with pytest.raises(Missing):
        queries.fact_series(elsewhere, private, "city")
    assert queries.fact_series(elsewhere, ann, "city")[0].value == "Bonn"
    assert len(queries.fact_series(elsewhere, ann, "city")) == 1


def test_a_series_has_every_value_with_its_time_and_source(scope, source, ann):
    record_profiles(scope, source, frame({"key": "ann", "followers": 90}, at=3_000), owner=0)
    record_profiles(scope, source, frame({"key": "ann", "followers": 90}, at=4_000), owner=0)
    points = [
        (one.at, one.value, one.source.name) for one in queries.fact_series(scope, ann, "followers")
    ]
    assert points == [
        (1_000, 100, "one"),
        (1_500, 1, "mine"),
        (2_000, 150, "two"),
        (3_000, 90, "one"),
        (4_000, 90, "one"),
    ]
    with pytest.raises(Invalid):
        queries.fact_series(scope, ann, "shoe_size")


def test_sources_that_disagree_are_named(scope, ann):
    found = {
        one.name: [point.value for point in one.said] for one in queries.disagreements(scope, ann)
    }
    assert found == {"followers": [150, 1, 100], "city": ["Köln", "Bonn"]}


def test_a_creator_with_its_profiles(scope, elsewhere, source, ann):
    shown = queries.creator_detail(scope, queries.profile_detail(scope, ann).creator)
    assert [one.handle for one in shown.profiles] == ["ann"]
    private = record_profiles(
        scope, source, frame({"key": "bob"}, platform=Platform.TIKTOK), owner=HERE
    ).rows[0]
    creator = queries.profile_detail(scope, private).creator
    with pytest.raises(Missing):
        queries.creator_detail(elsewhere, creator)


def test_posts_come_newest_first_and_page_by_page(scope, source, ann):
    record_posts(scope, source, posts("ann", count=5), owner=0)
    first = queries.posts_of(scope, ann, limit=2)
    assert [one.key for one in first] == ["p4", "p3"]
    last = (first[-1].published_at, first[-1].row)
    assert [one.key for one in queries.posts_of(scope, ann, before=last)] == ["p2", "p1", "p0"]


class TestEntering:
    def test_a_fact_entered_by_hand_is_the_workspaces_own_and_wins(self, scope, elsewhere, ann):
        changed()
        enter_fact(scope, ann, "followers", 175)
        shown = queries.profile_detail(scope, ann)
        assert shown.facts["followers"].value == 175
        assert shown.facts["followers"].source.basis == "entered"
        assert queries.profile_detail(elsewhere, ann).facts["followers"].value == 150
        assert changed() == {shown.row}

    def test_entering_none_takes_it_back(self, scope, ann):
        enter_fact(scope, ann, "followers", 175)
        enter_fact(scope, ann, "followers", None)
        assert queries.profile_detail(scope, ann).facts["followers"].value == 150
        assert not Observation.objects.filter(source__kind="entered").exists()

    def test_a_layer_that_holds_nothing_any_more_is_gone(self, scope, source):
        row = record_profiles(scope, source, frame({"key": "bob", "followers": 5}), owner=0).rows[0]
        enter_fact(scope, row, "age", 30)
        assert Profile.objects.filter(owner=HERE).count() == 1
        enter_fact(scope, row, "age", None)
        assert Profile.objects.filter(owner=HERE).count() == 0
        assert queries.profile_detail(scope, row).facts.keys() == {"followers"}

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("followers", -1), ("followers", True), ("followers", "many"), ("gender", "x"),
            ("er_views", float("nan")), ("topics", []), ("topics", "food"), ("contacts", ["a@b.c"]),
            ("verified", 1), ("name", "  "), ("shoe_size", 3),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_refused(self, scope, ann, name, value):
        with pytest.raises(BadFact):
            enter_fact(scope, ann, name, value)

    def test_it_needs_the_right_to_write(self, ann):
        with pytest.raises(Refused):
            enter_fact(Scope(HERE, "key:1", frozenset({Right.READ})), ann, "age", 3)
