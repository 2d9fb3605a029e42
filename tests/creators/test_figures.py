"""Key numbers of a profile: from its posts with intervals, else as stated, else not enough."""

import numpy as np
import pytest

from groundswell.creators import figures, queries, series
from groundswell.creators.actions import change_terms, record_past, record_posts, record_profiles
from groundswell.creators.estimates import Estimate, NotEnough
from groundswell.creators.models import Observation, Profile, ProfileChange
from groundswell.creators.platforms import Platform
from groundswell.kernel.errors import Missing
from tests.creators.conftest import HERE, changed, frame
from tests.creators.posting import DAY, START, posts_frame

pytestmark = pytest.mark.django_db

LIKES = [310, 295, 320, 305, 280, 300, 315, 290, 4800, 298, 307, 285]


def published(likes, *, platform=Platform.INSTAGRAM, start=8, gap=3, **more):
    """Posts of ann, the newest ``start`` days before START, one each ``gap`` days."""
    return posts_frame(
        *(
            {
                "platform": int(platform),
                "key": "ann",
                "post_key": f"p{number}",
                "published_at": START - (start + number * gap) * DAY,
                "likes": count,
                "comments": 0,
                **{name: value[number] for name, value in more.items()},
            }
            for number, count in enumerate(likes)
        )
    )


def row() -> int:
    return Profile.objects.get(key="ann").pk


def test_g02_the_headline_is_the_median_with_its_interval(scope, source):
    record_profiles(scope, source, frame({"key": "ann", "followers": 10_000}), owner=0)
    record_posts(scope, source, published(LIKES), owner=0)
    found = figures.key_figures(scope, row()).engagement
    assert isinstance(found, Estimate)
    assert found.definition == "er_f_lc"
    assert (found.value, found.n) == (pytest.approx(0.03025), 12)
    assert (found.low, found.high) == (pytest.approx(0.0290), pytest.approx(0.0315))
    assert [one.name for one in found.sources] == ["one"]
    assert (found.start, found.end) == (START - 41 * DAY, START - 8 * DAY)
    assert found.as_of == START
    assert (found.unit, found.base, found.computed) == ("rate", "by followers", True)
    assert found.about.formula.startswith("Median")


def test_posts_that_are_too_young_or_pass_away_do_not_count(scope, source):
    record_profiles(scope, source, frame({"key": "ann", "followers": 10_000}), owner=0)
    kinds = ["image"] * 6 + ["story"] * 6
    record_posts(scope, source, published([300] * 12, start=5, gap=1, kind=kinds), owner=0)
    found = figures.key_figures(scope, row()).engagement
    assert found == NotEnough("er_f_lc", 4, 6)


def test_a_rate_is_by_the_followers_of_its_day(scope, source):
    for day, followers in ((60, 5_000), (0, 10_000)):
        said = frame({"key": "ann", "followers": followers}, at=START - day * DAY)
        record_profiles(scope, source, said, owner=0)
    record_posts(scope, source, published([500] * 6, start=60, gap=1), owner=0)
    assert figures.key_figures(scope, row()).engagement.value == pytest.approx(0.1)


def test_tiktok_is_by_views_and_by_shares_where_they_are_known(scope, source):
    views = [10_000] * 8
    record_posts(
        scope, source, published([900] * 8, platform=Platform.TIKTOK, views=views), owner=0
    )
    without = figures.key_figures(scope, row()).engagement
    assert (without.definition, without.value) == ("er_v_lc", pytest.approx(0.09))
    record_posts(
        scope,
        source,
        published([900] * 8, platform=Platform.TIKTOK, views=views, shares=[100] * 8),
        owner=0,
        batch=2,
    )
    with_shares = figures.key_figures(scope, row()).engagement
    assert (with_shares.definition, with_shares.value) == ("er_v", pytest.approx(0.1))


def test_without_posts_what_a_source_states_is_taken_over_as_stated(scope, source):
    said = frame(
        {"key": "ann", "er_followers": 0.021, "avg_views": 900.0, "growth_90d": 0.04,
         "posts_per_week": 2.5, "sponsored_share_90d": 0.1, "comment_reply_rate": 0.6,
         "price_min": 10_000, "price_max": 15_000, "price_currency": "EUR", "followers": 700}
    )  # fmt: skip
    record_profiles(scope, source, said, owner=0)
    found = figures.key_figures(scope, row())
    stated = (found.engagement, found.views, found.growth, found.posting, found.paid, found.replies)
    assert [one.value for one in stated] == [0.021, 900.0, 0.04, 2.5, 0.1, 0.6]
    for one in stated:
        assert (one.low, one.high, one.n, one.computed) == (None, None, None, False)
        assert one.sources[0].name == "one"
        assert one.as_of == 1_000
    assert (found.price.low, found.price.high, found.price.currency) == (10_000, 15_000, "EUR")
    assert found.followers.value == 700


def test_a_rate_of_the_other_base_is_never_taken_over(scope, source):
    record_profiles(scope, source, frame({"key": "ann", "er_views": 0.2}), owner=0)
    assert not figures.key_figures(scope, row()).engagement.known


def test_of_a_profile_of_which_nothing_is_known_everything_is_not_enough(scope, source):
    record_profiles(scope, source, frame({"key": "ann", "name": "Ann"}), owner=0)
    found = figures.key_figures(scope, row())
    for one in (found.engagement, found.views, found.growth, found.posting, found.paid):
        assert isinstance(one, NotEnough)
        assert one.have < one.need
    assert (found.price, found.followers, found.by_kind) == (None, None, {})


def test_typical_views_are_of_the_commonest_kind(scope, source):
    kinds = ["reel"] * 7 + ["video"] * 6
    views = [100, 200, 300, 400, 500, 600, 700] + [9_000] * 6
    record_posts(scope, source, published([1] * 13, kind=kinds, views=views), owner=0)
    found = figures.key_figures(scope, row()).views
    assert (found.value, found.n, found.note) == (400, 7, "per reel")
    assert (found.low, found.high) == (100, 700)


def test_paid_posts_are_those_marked(scope, source):
    marks = [True, True, False, False, None, None, False, False, False, False]
    record_posts(scope, source, published([1] * 10, sponsored=marks), owner=0)
    found = figures.key_figures(scope, row()).paid
    assert (found.value, found.n) == (0.2, 10)
    assert (found.low, found.high) == (
        pytest.approx(0.0567, abs=1e-4),
        pytest.approx(0.5098, abs=1e-4),
    )


def test_unmarked_posts_say_nothing_of_paid_work(scope, source):
    record_posts(scope, source, published([1] * 10), owner=0)
    assert figures.key_figures(scope, row()).paid == NotEnough("paid_share", 0, 6)


def test_growth_is_of_one_source_and_never_between_two(scope, source_of):
    one, other = source_of("one"), source_of("other")
    for day, followers in ((90, 1_000), (45, 1_020), (0, 1_061)):
        said = frame({"key": "ann", "followers": followers}, at=START - day * DAY)
        record_profiles(scope, one, said, owner=0)
    said = frame({"key": "ann", "followers": 5_000}, at=START + DAY)
    record_profiles(scope, other, said, owner=0)
    found = figures.key_figures(scope, row()).growth
    assert (found.value, found.n) == (pytest.approx(0.061), 3)
    assert [source.name for source in found.sources] == ["one"]


def test_a_source_that_forbids_deriving_is_not_computed_with(scope, source_of):
    strict = source_of("strict", may_derive=False)
    record_posts(scope, strict, published(LIKES), owner=0)
    found = figures.key_figures(scope, row())
    assert found.engagement == NotEnough("er_f_lc", 0, 6)
    change_terms(scope, strict.pk, may_derive=True)
    assert len(series.engagement_series(scope, row()).times) == 0, "no followers, no rate"
    assert figures.key_figures(scope, row()).posting.known


def test_another_workspace_sees_no_private_profile(scope, elsewhere, source):
    record_profiles(scope, source, frame({"key": "ann", "followers": 5}), owner=HERE)
    assert figures.key_figures(scope, row()).followers.value == 5
    for read in (figures.key_figures, series.follower_series, series.engagement_series):
        with pytest.raises(Missing):
            read(elsewhere, row())


# ---------------------------------------------------------------- series


def test_series_are_columns_by_source(scope, source_of):
    one, other = source_of("one"), source_of("other")
    for day in range(20, -1, -1):
        followers = 1_000 + (20 - day) + (400 if day < 8 else 0)
        said = frame({"key": "ann", "followers": followers}, at=START - day * DAY)
        record_profiles(scope, one, said, owner=0)
    record_profiles(scope, other, frame({"key": "ann", "followers": 900}, at=START), owner=0)
    found = series.follower_series(scope, row())
    assert [(line.source.name, len(line.times)) for line in found.lines] == [
        ("one", 21),
        ("other", 1),
    ]
    assert found.lines[0].values[0] == 1_000
    assert [jump.jump.change for jump in found.jumps] == [401]
    assert found.as_of == START
    short = series.follower_series(scope, row(), days=5)
    assert (len(short.lines[0].times), short.jumps) == (6, ())


def test_engagement_per_post_is_oldest_first_and_knows_the_paid(scope, source):
    record_profiles(scope, source, frame({"key": "ann", "followers": 1_000}), owner=0)
    marks = [True] + [False] * 6
    record_posts(scope, source, published([10, 20, 30, 40, 50, 60, 70], sponsored=marks), owner=0)
    found = series.engagement_series(scope, row())
    assert found.times == tuple(sorted(found.times))
    assert found.rates == pytest.approx([0.07, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01])
    assert found.paid == (False,) * 6 + (True,)
    assert found.median.value == pytest.approx(0.04)


# ---------------------------------------------------------------- the past


def test_the_past_is_stored_without_changing_what_is_shown(scope, source):
    record_profiles(scope, source, frame({"key": "ann", "followers": 100}, at=START), owner=0)
    changed()
    shown = Profile.objects.values().get()
    past = frame(*({"key": "ann", "followers": 50 + day} for day in range(5)))
    past = past.with_columns(observed_at=START - 10 * DAY + np.arange(5) * DAY)
    assert record_past(scope, source, past, owner=0) == 5
    assert Profile.objects.values().get() == shown
    assert not ProfileChange.objects.exists()
    assert [point.value for point in queries.fact_series(scope, row(), "followers")] == [
        50, 51, 52, 53, 54, 100
    ]  # fmt: skip
    assert record_past(scope, source, past, owner=0) == 0, "the same again adds nothing"


def test_the_past_is_what_recording_it_row_by_row_would_be(scope, source):
    rows = [
        {"key": key, "followers": 50 + day} for day in range(4) for key in ("ann", "bob", "eve")
    ]
    past = frame(*rows).with_columns(observed_at=START + np.arange(12) // 3 * DAY)
    for key, at in (("ann", START + 9 * DAY), ("bob", START + 2 * DAY)):
        record_profiles(scope, source, frame({"key": key, "followers": 9}, at=at), owner=0)
    record_past(scope, source, past, owner=0)
    shown = {one.key: queries.profile_detail(scope, one.pk) for one in Profile.objects.all()}
    assert {key: one.facts["followers"].value for key, one in shown.items()} == {
        "ann": 9, "bob": 53, "eve": 53
    }  # fmt: skip
    assert Observation.objects.filter(profile__key="ann").count() == 5
