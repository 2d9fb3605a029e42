"""What a result shows of its card."""

import pytest

from groundswell.discovery.language import parse
from groundswell.web.discover.found import (
    audience_groups,
    ends_of,
    found,
    marked,
    matched_words,
    share_asked,
    shown,
)

CARD = {
    "id": "prf_1", "creator": "crt_1", "handle": "glow", "name": "Glow <b>", "platform": "instagram",
    "tier": "micro", "bio": "Vegan skincare & <script>", "seen": 1_795_305_600, "audience_n": 400,
    "audience": {"country:US": 413, "country:GB": 320, "age:18-24": 250, "age:25-34": 339, "gender:female": 886},
    "reasons": ["words skincare in bio, topics", "US audience 41.3%"],
}  # fmt: skip


def test_matched_words_are_underlined_and_everything_is_escaped() -> None:
    (row,) = shown([CARD], parse("skincare"))
    assert "<mark>skincare</mark> in bio, topics" in row.why
    assert "&lt;script&gt;" in row.why
    assert "<script>" not in row.why


def test_the_share_that_was_asked_for_comes_with_its_interval() -> None:
    (row,) = shown([CARD], parse("audience.country:GB>=30%"))
    assert row.share is not None
    assert (row.share.label, row.share.value, row.share.threshold) == ("United Kingdom", 0.32, 0.3)
    low, high = row.share.low, row.share.high
    assert low is not None
    assert high is not None
    assert 0.27 < low < 0.32 < high < 0.37


def test_without_a_share_the_largest_country_is_shown() -> None:
    (row,) = shown([CARD], parse("vegan"))
    assert row.share is not None
    assert (row.share.label, row.share.value, row.share.threshold) == ("United States", 0.413, None)


def test_runs_of_ages_are_summed() -> None:
    (row,) = shown([CARD], parse("audience.age:18-34>=30%"))
    assert row.share is not None
    assert row.share.value == pytest.approx(0.589)


def test_no_sample_no_interval_and_no_audience_no_share() -> None:
    assert ends_of(0.4, None) == (None, None)
    assert found({**CARD, "audience_n": None}, None, None).share is not None
    bare = {name: value for name, value in CARD.items() if name != "audience"}
    assert found(bare, None, None).share is None
    assert audience_groups(bare) == []


def test_a_tier_without_a_name_is_not_shown() -> None:
    assert found(CARD, None, None).tier == "micro"
    assert found({**CARD, "tier": "unknown"}, None, None).tier == ""


def test_audiences_by_dimension() -> None:
    groups = dict(audience_groups(CARD))
    assert [row.label for row in groups["Age"]] == ["18–24", "25–34"]
    assert [row.label for row in groups["Countries"]] == ["United States", "United Kingdom"]


def test_words_of_groups_preferences_and_topics_count() -> None:
    words = matched_words(parse('(vegan OR "clean beauty") topic:skincare ~word -not'))
    assert words is not None
    said = marked("Vegan, clean beauty, skincare, word and not", words)
    assert said.count("<mark>") == 4
    assert matched_words(parse("er>=3%")) is None


def test_the_first_share_is_the_one_asked() -> None:
    asked = share_asked(parse("x audience.age:18-24 audience.country:US"))
    assert asked is not None
    assert asked.dimension == "age"
