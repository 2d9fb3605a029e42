import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.discovery.language import parse
from groundswell.discovery.query import Like, Query
from groundswell.discovery.reasons import reasoner, texts_of
from groundswell.discovery.resolve import resolve
from groundswell.discovery.words import tokens
from tests.discovery.memory import MemoryReader
from tests.discovery.test_likeness import CROWD
from tests.discovery.test_resolve import NOW, SETTING, replace

CARD = {
    "platform": "instagram",
    "handle": "glow_by.anna",
    "name": "Anna Clean Beauty",
    "bio": "Skin chemist. Clean beauty without fuss",
    "followers": 23_400,
    "er": 0.0421,
    "growth": -0.05,
    "posted": NOW - 3 * 86_400,
    "price": 35_000,
    "currency": "EUR",
    "country": "DE",
    "language": "de",
    "tier": "micro",
    "topics": ["skincare", "vegan"],
    "hashtags": ["cleanbeauty"],
    "is": ["verified"],
    "has": ["email", "audience"],
    "audience": {
        "country:US": 410,
        "country:DE": 300,
        "gender:female": 720,
        "age:18-24": 300,
        "age:25-34": 321,
    },
}


def why(text, card=CARD):
    return reasoner(parse(text), (), now=NOW, currency="EUR").of([card])[0]


@pytest.mark.parametrize(
    ("query", "reasons"),
    [
        ("audience.country:US>=30% topic:skincare", ["US audience 41%", "topic skincare"]),
        ("topic:vegan,food", ["topic vegan"]),
        ("topic:all(vegan,skincare)", ["topic vegan, skincare"]),
        ("platform:instagram", ["on Instagram"]),
        ("country:DE,FR", ["country Germany"]),
        ("language:de", ["language German"]),
        ("tier:micro", ["micro"]),
        ("er>=3%", ["engagement rate 4.21%"]),
        ("followers:10k..50k", ["followers 23.4k"]),
        ("price<=500EUR", ["price per post 350.00 EUR"]),
        ("posted<=30d", ["last post 2026-11-19"]),
        ("growth<0%", ["follower growth, 90 days -5%"]),
        ("audience.gender:female>=50%", ["female audience 72%"]),
        ("audience.age:18-34>=60%", ["audience aged 18-34 62.1%"]),
        ("audience.country:US,DE>=30%", ["US audience 41%, DE audience 30%"]),
        ("is:verified has:email", ["verified", "has email"]),
        ('"clean beauty"', ["“clean beauty” in name, bio"]),
        ("chemist", ["words chemist in bio"]),
        ("cleanbeauty", ["words cleanbeauty in hashtags"]),
        ("name:anna", ["words anna in name"]),
        ("handle:glow*", ["handle glow_by.anna"]),
        ("hashtag:clean*", ["hashtag cleanbeauty"]),
        ("-topic:cars", []),
        ("", []),
    ],
)
def test_what_is_told(query, reasons):
    assert why(query) == reasons


@pytest.mark.parametrize(
    ("query", "reasons"),
    [
        ("hashtag:glow", ["hashtag glow"]),
        ("hashtag:glow,cleanbeauty", ["hashtag cleanbeauty"]),
        ("hashtag:glow,shine", []),
        ("serum", ["words serum in captions"]),
        ("link:shop.example", ["link shop.example"]),
        ("is:private", []),
        ("er_reach>=5%", []),
    ],
)
def test_a_card_that_does_not_show_it(query, reasons):
    """The engine found it, so it holds; it is told where the query leaves no doubt of the value."""
    assert why(query) == reasons


@pytest.mark.parametrize(
    ("query", "reasons"),
    [
        ("country:DE OR topic:cars", ["country Germany"]),
        ("followers>=1m OR er>=4%", ["engagement rate 4.21%"]),
        ("price<=10EUR OR price<=500EUR", ["price per post 350.00 EUR"]),
        ("audience.country:FR>=10% OR has:email", ["has email"]),
        ("~topic:vegan^2 ~topic:cars ~er>=9%", ["topic vegan"]),
        ("serum OR topic:vegan", ["topic vegan"]),
    ],
)
def test_of_alternatives_and_wishes_only_what_the_card_shows(query, reasons):
    assert why(query) == reasons


def test_prices_of_another_currency_are_no_reason():
    assert why("price<=500USD OR has:email") == ["has email"]


def test_an_empty_card_gives_no_reason_and_no_error():
    query = "er>=3% topic:vegan,food price<=500EUR audience.country:US>=30% handle:glow*"
    assert why(query, {"platform": "x", "handle": "y"}) == []


def test_likeness_says_what_is_shared_and_how_much():
    reader = MemoryReader(CROWD)
    setting = replace(SETTING, reader=reader)
    query = Query(Like("seed"))
    found = resolve(query, setting)
    page = reader.search(found.plan, limit=2)
    cards = [hit.card for hit in page.hits]
    lines = reasoner(query, found.likenesses, now=NOW, currency="EUR").of(cards)
    assert len(lines[0]) == 1
    assert lines[0][0].startswith("like @seed 100%: ")
    assert "hashtag glow" in lines[0][0]


def test_audience_likeness_tells_the_exact_overlap():
    reader = MemoryReader(CROWD)
    query = Query(Like("seed", audience=True))
    found = resolve(query, replace(SETTING, reader=reader))
    cards = [hit.card for hit in reader.search(found.plan).hits]
    (lines,) = reasoner(query, found.likenesses, now=NOW, currency="EUR").of(cards)
    assert lines[0].startswith("audience like @seed's 100%: ")
    assert "country US" in lines[0]


@given(st.text(alphabet=st.sampled_from("aZ9é|·…™½☀️🌿—\u00a0\u0301ß中 #")))
def test_words_of_cards_are_those_of_the_index(bio):
    (words,) = texts_of([{"bio": bio}])
    signs = {"\ufe0f"}
    expected = [word for word in tokens(bio.replace("|", " ")) if word not in signs]
    assert [word for word in words["bio"].split() if word not in {*signs, "|"}] == expected
