"""The search guide: every example in it can be searched."""

import re
from pathlib import Path

import pytest

from groundswell.discovery.language import format_query, parse
from groundswell.discovery.query import Query
from groundswell.discovery.sentence import describe

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "search.md"
TEXT = GUIDE.read_text("utf-8")
EXAMPLES = [
    line
    for block in re.findall(r"```query\n(.*?)```", TEXT, re.DOTALL)
    for line in block.splitlines()
]
SAME = {
    "er>=3%": "er>=0.03",
    "a b OR c": "(a b) OR c",
    "posted:30d": "posted<=30d",
    "audience.country:US": "audience.country:US>=20%",
    "country:germany,Österreich language:Deutsch": "country:DE,AT language:de",
    "like:https://www.instagram.com/glowbyanna": "like:instagram/@glowbyanna",
    "NOT tier:mega": "-tier:mega",
}


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_example_can_be_searched(text):
    query = parse(text)

    assert query != Query()
    assert parse(format_query(query)) == query
    assert describe(query).endswith(".")


def test_the_guide_has_examples_of_everything():
    assert len(EXAMPLES) > 60


@pytest.mark.parametrize(("one", "other"), SAME.items())
def test_what_the_guide_calls_the_same_is_the_same(one, other):
    assert parse(one) == parse(other)
