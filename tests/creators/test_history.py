"""Facts as they came, and why two sources may disagree."""

import pytest

from groundswell.creators import history, queries
from groundswell.creators.actions import record_posts, record_profiles
from groundswell.creators.facts import FACTS
from groundswell.creators.models import Profile
from groundswell.creators.queries import Point, SourceShown
from groundswell.kernel.errors import Missing
from tests.creators.conftest import HERE, frame
from tests.creators.posting import posts

DAY = 86_400
PUBLIC = SourceShown(1, "test", "Pages", "public")
FILE = SourceShown(2, "test", "Agency", "imported")
OTHER = SourceShown(3, "test", "Index", "public")


def explained(name, one, other, *, days=0, first=PUBLIC, second=FILE, pace=None):
    said = (Point(100 * DAY, one, first), Point((100 - days) * DAY, other, second))
    return history.explain(FACTS[name], said, pace=pace)


@pytest.mark.parametrize(
    ("arguments", "cause", "words"),
    [
        (("er_stated", 0.05, 0.02), "base", "do not say what they divide by"),
        (("followers", 14_600, 10_000), "rounding", "Agency gives a rounded number."),
        (("followers", 20_000, 24_312), "rounding", "Pages gives a rounded number."),
        (("avg_views", 912.0, 1_811.0), "method", "Agency on a file"),
    ],
)
def test_the_cause_is_named(arguments, cause, words):
    found = explained(*arguments)
    assert found[0] == cause
    assert words in found[1]


def test_days_between_explain_what_the_pace_allows():
    cause, sentence = explained("followers", 12_345, 14_321, days=30)
    assert (cause, sentence) == (
        "day",
        "They looked 30 days apart, and the count moved in between.",
    )
    assert explained("followers", 12_345, 14_321, days=30, pace=0.003)[0] == "day"
    cause, sentence = explained("followers", 12_345, 14_321, days=30, pace=0.0005)
    assert cause == "unexplained"
    assert "1.5% of change, not 14%" in sentence


def test_one_basis_and_one_day_leave_other_posts_or_nothing():
    assert explained("avg_views", 912.0, 1_811.0, second=OTHER)[0] == "definition"
    assert explained("country", "DE", "AT", second=OTHER)[0] == "unexplained"
    assert explained("country", "DE", "AT", second=OTHER, days=9)[0] == "day"
    assert explained("country", "DE", "AT")[0] == "method"
    assert explained("followers", 12_345, 15_678, second=OTHER)[0] == "unexplained"


@pytest.mark.django_db
def test_disagreements_come_with_a_sentence(scope, source_of):
    one, other = source_of("one"), source_of("other", basis="public")
    record_profiles(scope, one, frame({"key": "ann", "followers": 14_600, "name": "Ann"}), owner=0)
    record_profiles(
        scope, other, frame({"key": "ann", "followers": 10_000, "name": "Ann"}), owner=0
    )
    found = history.explained(scope, Profile.objects.get().pk)
    assert [(one.disagreement.name, one.cause) for one in found] == [("followers", "rounding")]
    assert found[0].sentence == "other gives a rounded number."


@pytest.mark.django_db
@pytest.mark.parametrize(("stated", "disagree"), [(1.5, False), (3.5, False), (9.0, True)])
def test_a_number_within_the_interval_of_the_computed_one_is_no_disagreement(
    scope, source, stated, disagree
):
    record_profiles(scope, source, frame({"key": "ann", "posts_per_week": stated}), owner=0)
    record_posts(scope, source, posts("ann", count=9), owner=0)
    row = Profile.objects.get().pk
    assert [one.name for one in queries.disagreements(scope, row)] == ["posts_per_week"]
    found = history.explained(scope, row)
    assert [one.disagreement.name for one in found] == ["posts_per_week"] * disagree


@pytest.mark.django_db
def test_two_extracts_of_captions_are_no_disagreement(scope, source):
    record_profiles(scope, source, frame({"key": "ann", "keywords": "other words"}), owner=0)
    record_posts(scope, source, posts("ann", count=5), owner=0)
    assert history.explained(scope, Profile.objects.get().pk) == ()


@pytest.mark.django_db
def test_every_fact_with_what_was_said_of_it_equal_words_as_one(scope, source_of):
    one, other = source_of("one"), source_of("other")
    for day, followers in enumerate((10, 10, 12, 10)):
        said = frame({"key": "ann", "followers": followers, "city": f"c{day // 3}"}, at=day * DAY)
        record_profiles(scope, one, said, owner=0)
    record_profiles(scope, other, frame({"key": "ann", "followers": 11}, at=DAY), owner=0)
    found = {line.fact.name: line for line in history.history(scope, Profile.objects.get().pk)}
    assert set(found) == {"followers", "city"}
    said = [(line.value, line.first // DAY, line.last // DAY) for line in found["followers"].said]
    assert said == [(10, 3, 3), (12, 2, 2), (11, 1, 1), (10, 0, 1)]
    assert [line.newest for line in found["followers"].said] == [True, False, False, False]
    assert {source.name for source in found["followers"].sources} == {"one", "other"}
    short = history.history(scope, Profile.objects.get().pk, most=2)
    followers = next(line for line in short if line.fact.name == "followers")
    assert (len(followers.said), followers.count) == (2, 4)


@pytest.mark.django_db
def test_another_workspace_sees_no_private_history(scope, elsewhere, source):
    record_profiles(scope, source, frame({"key": "ann", "followers": 5}), owner=HERE)
    row = Profile.objects.get().pk
    assert len(history.history(scope, row)) == 1
    for read in (history.history, history.explained, history.found_jumps):
        with pytest.raises(Missing):
            read(elsewhere, row)
