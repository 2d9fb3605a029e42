"""Posts by the page, tags and words with what they do, and when posts come out."""

import pytest

from groundswell.creators import content
from groundswell.creators.actions import record_posts, record_profiles
from groundswell.creators.models import Profile
from groundswell.kernel.errors import Invalid, Missing
from tests.creators.conftest import HERE, frame
from tests.creators.posting import DAY, START, posts_frame

pytestmark = pytest.mark.django_db

HOUR = 3_600
MIDNIGHT = START // DAY * DAY


@pytest.fixture
def row(scope, source) -> int:
    """Ann with 1,000 followers and 14 posts: seven tagged #serum with 60 likes, seven with 30."""
    record_profiles(scope, source, frame({"key": "ann", "followers": 1_000}, at=START), owner=0)
    record_posts(
        scope,
        source,
        posts_frame(
            *(
                {
                    "key": "ann",
                    "post_key": f"p{number:02}",
                    "published_at": MIDNIGHT
                    - (10 + number) * DAY
                    + (18 if number % 2 else 7) * HOUR,
                    "kind": "reel" if number % 2 else "image",
                    "likes": (60 if number % 2 else 30) + number % 3,
                    "comments": number,
                    "views": 100 * number if number % 2 else None,
                    "sponsored": number == 3,
                    "hashtags": ["skin", "serum"] if number % 2 else ["skin"],
                    "mentions": ["glowco"] if number == 3 else [],
                    "caption": "The serum of my routine #serum"
                    if number % 2
                    else "A routine, slowly",
                }
                for number in range(14)
            ),
            at=START,
        ),
        owner=0,
    )
    return Profile.objects.get(key="ann").pk


def keys(page: content.PostsPage) -> list[str]:
    return [one.post.key for one in page.rows]


def test_pages_are_newest_first_and_the_last_one_is_short(scope, row):
    first = content.posts_page(scope, row, size=5)
    assert keys(first) == ["p00", "p01", "p02", "p03", "p04"]
    assert (first.total, first.held, first.pages) == (14, 14, 3)
    assert first.kinds == (("image", 7), ("reel", 7))
    last = content.posts_page(scope, row, size=5, page=9)
    assert (last.page, keys(last)) == (3, ["p10", "p11", "p12", "p13"])


def test_filters_and_orders(scope, row):
    assert content.posts_page(scope, row, hashtag="#Serum").total == 7
    assert content.posts_page(scope, row, kind="image").total == 7
    assert keys(content.posts_page(scope, row, paid=True)) == ["p03"]
    assert content.posts_page(scope, row, paid=False).total == 13
    assert keys(content.posts_page(scope, row, mention="@glowco")) == ["p03"]
    assert content.posts_page(scope, row, hashtag="nothing").pages == 1
    assert keys(content.posts_page(scope, row, order="views"))[:2] == ["p13", "p11"]
    assert keys(content.posts_page(scope, row, order="engagement"))[0] == "p13"
    assert keys(content.posts_page(scope, row, order="oldest"))[0] == "p13"
    assert keys(content.posts_page(scope, row, order="views"))[-1] == "p12", "unknown comes last"


def test_a_page_that_cannot_be_is_refused(scope, row):
    for wrong in ({"order": "random"}, {"page": 0}, {"size": 0}, {"size": 999}):
        with pytest.raises(Invalid):
            content.posts_page(scope, row, **wrong)


def test_each_post_has_its_rate_and_how_it_compares(scope, row):
    best = content.posts_page(scope, row, order="engagement").rows[0]
    assert best.rate == pytest.approx(0.074)
    assert best.times > 1.3
    assert best.ripe
    assert not best.paid


def test_tags_and_words_with_what_goes_with_them(scope, row):
    found = content.content(scope, row)
    assert [(use.word, use.posts, use.of) for use in found.hashtags] == [
        ("skin", 14, 14), ("serum", 7, 14)
    ]  # fmt: skip
    everywhere, serum = found.hashtags
    assert (everywhere.lift.known, everywhere.lift.have, everywhere.lift.need) == (False, 0, 6)
    assert serum.lift.value > 0.5
    assert 0 < serum.lift.low < serum.lift.value < serum.lift.high
    assert [use.word for use in found.mentions] == ["glowco"]
    assert found.mentions[0].lift.have == 1
    words = {use.word: use.posts for use in found.words}
    assert words == {"routine": 14, "serum": 7, "slowly": 7}, "tags and common words are no words"


def test_hours_are_told_in_the_zone_asked_for(scope, row):
    utc = content.content(scope, row).times
    assert (utc.n, sum(map(sum, utc.counts))) == (14, 14)
    assert {hour for line in utc.counts for hour, many in enumerate(line) if many} == {7, 18}
    assert utc.best.note == "18–21"
    assert utc.best.value > 1
    tokyo = content.content(scope, row, zone="Asia/Tokyo").times
    assert {hour for line in tokyo.counts for hour, many in enumerate(line) if many} == {16, 3}
    assert tokyo.best.note == "3–6"


def test_without_posts_there_is_nothing_to_say(scope, source):
    record_profiles(scope, source, frame({"key": "bob"}), owner=0)
    bob = Profile.objects.get(key="bob").pk
    found = content.content(scope, bob)
    assert (found.posts, found.hashtags, found.words, found.times.n) == (0, (), (), 0)
    assert not found.times.best.known
    assert content.posts_page(scope, bob).rows == ()


def test_another_workspace_sees_no_private_posts(scope, elsewhere, source):
    record_posts(scope, source, posts_frame({"key": "eve", "post_key": "1"}), owner=HERE)
    eve = Profile.objects.get(key="eve").pk
    assert content.posts_page(scope, eve).total == 1
    with pytest.raises(Missing):
        content.posts_page(elsewhere, eve)
    with pytest.raises(Missing):
        content.content(elsewhere, eve)
