"""Each part of a query is a chip that can be changed and removed."""

import pytest

from groundswell.discovery.language import parse
from groundswell.discovery.writing import format_query
from groundswell.web.discover.chips import chips, key_said


@pytest.mark.parametrize(
    ("text", "key", "value", "kind"),
    [
        ("platform:instagram,tiktok", "Platform", "Instagram, TikTok", ""),
        ("topic:all(vegan,food)", "Topics", "vegan + food", ""),
        ("followers:10k..100k", "Followers", "10k–100k", ""),
        ("followers>10k", "Followers", "> 10k", ""),
        ("er>=3%", "Engagement rate", "≥ 3%", ""),
        ("er>=2.5%", "Engagement rate", "≥ 2.5%", ""),
        ("price<=500EUR", "Price per post", "≤ €500", ""),
        ("posted<=30d", "Last post", "last 30 days", ""),
        ("posted>=90d", "Last post", "more than 90 days ago", ""),
        ("audience.country:US>=30%", "Audience", "United States ≥ 30%", ""),
        ("audience.country:US>=30%!certain", "Audience", "United States ≥ 30%, low end", ""),
        ("audience.gender:female=40%..60%", "Audience", "Women 40%–60%", ""),
        ("audience.cell:US/25-34/female>=8%", "Audience", "Women, 25–34, United States ≥ 8%", ""),
        ('"clean beauty"', "", "“clean beauty”", ""),
        ("clean beauty", "", "clean beauty", ""),
        ("-country:US", "not country", "United States", "not"),
        ('-list:"Winter repair"', "not in list", "Winter repair", "not"),
        ("has:email", "Has", "email", ""),
        ("has:tiktok", "Also on", "TikTok", ""),
        ("like:instagram/@glow", "Like", "@glow (Instagram)", ""),
        ("audience-like:@glow", "Audience like", "@glow", ""),
        ("handle:glow*", "Handle", "glow…", ""),
        ("tier:izea/micro", "Tier", "micro (izea)", ""),
        ("hashtag:skin", "Hashtags", "#skin", ""),
        ("topic:vegan OR has:email", "", "Topics vegan or Has email", "group"),
    ],
)  # fmt: skip
def test_a_part_is_said(text: str, key: str, value: str, kind: str) -> None:
    (chip,) = chips(parse(text))
    assert (chip.key, chip.value, chip.kind) == (key, value, kind)
    assert parse(chip.text) == parse(text)
    assert chip.rest == ""


def test_preferences_are_marked_and_keep_their_weight() -> None:
    first, soft = chips(parse("topic:vegan ~has:email^2"))
    assert (soft.kind, soft.key, soft.value, soft.text) == (
        "soft",
        "rather has",
        "email",
        "~has:email^2",
    )
    assert first.rest == "~has:email^2"
    assert soft.rest == "topic:vegan"


def test_removing_keeps_everything_else() -> None:
    text = 'topic:vegan (a OR b) -country:US audience.age:18-34>=30% "x y" ~has:email sort:er'
    query = parse(text)
    for chip in chips(query):
        left = chips(parse(chip.rest))
        assert [one.text for one in left] == [one.text for one in chips(query) if one.at != chip.at]
        assert parse(chip.rest).sort == query.sort
    assert format_query(query).endswith("sort:er")


def test_long_values_are_cut() -> None:
    (chip,) = chips(parse("topic:" + ",".join(f"topic{n}" for n in range(40))))
    assert len(chip.value) <= 60
    assert chip.value.endswith("…")


@pytest.mark.parametrize(
    ("dimension", "key", "said"),
    [("country", "DE", "Germany"), ("language", "de", "German"), ("age", "18-34", "18–34"),
     ("gender", "male", "Men"), ("city", "new york", "new york"), ("cell", "*/18-24/female", "Women, 18–24")],
)  # fmt: skip
def test_keys_of_audiences(dimension: str, key: str, said: str) -> None:
    assert key_said(dimension, key) == said
