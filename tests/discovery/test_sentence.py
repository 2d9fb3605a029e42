"""The plain sentence: right words for every field, kind of node and nesting."""

import pytest
from hypothesis import HealthCheck, given, settings

from groundswell.discovery import wording
from groundswell.discovery.fields import AUDIENCE_DEFAULT_SHARE, FIELDS, HAS, IS
from groundswell.discovery.json_schema import json_schema
from groundswell.discovery.language import parse
from groundswell.discovery.query import Bound, Known, Query, Range, Share, Sort, Term, Terms, Text
from groundswell.discovery.sentence import describe, describe_node
from tests.discovery.strategies import queries

SENTENCES = {
    "": "All profiles.",
    "platform:instagram": "Instagram profiles.",
    "platform:ig,tiktok": "Instagram or TikTok profiles.",
    "platform:instagram followers:10k..50k country:DE,AT topic:skincare audience.country:US>=30% "
    "-list:contacted ~topic:vegan sort:followers": "Instagram profiles with 10,000 to 50,000 "
    "followers, in Germany or Austria, about skincare, whose audience is at least 30% in the "
    "United States, not in the list “contacted”; preferably about vegan; most followers first.",
    'a (b OR "c d")': "Profiles with the word “a”, either with the word “b” or with the phrase "
    "“c d”.",
    "-(country:DE topic:vegan)": "Profiles either not in Germany or not about vegan.",
    "-(country:DE OR topic:vegan)": "Profiles not in Germany and not about vegan.",
    "--country:DE": "Profiles in Germany.",
    "country:DE OR (topic:vegan er>3%)": "Profiles either in Germany or (about vegan and with an "
    "engagement rate of more than 3%).",
    "country:DE OR (topic:vegan (is:verified OR er>3%))": "Profiles either in Germany or (about "
    "vegan and either that are verified or with an engagement rate of more than 3%).",
    "country:DE OR (topic:vegan OR er>3%)": "Profiles either in Germany or about vegan or with an "
    "engagement rate of more than 3%.",
    "audience.cell:US/18-24/female>=10%": "Profiles whose audience is at least 10% female, aged "
    "18–24, in the United States.",
    "audience.age:18-34,45+=40%..60%!certain": "Profiles whose audience is with 95% confidence "
    "40% to 60% aged 18–34 or with 95% confidence 40% to 60% aged 45+.",
    "-audience.gender:female<=10%": "Profiles whose audience is not at most 10% female.",
    "audience.language:de audience.city:berlin": "Profiles whose audience is at least 20% speaking "
    "German, whose audience is at least 5% in the city “berlin”.",
    "posted<=30d": "Profiles whose last post was in the last 30 days.",
    "posted<1d": "Profiles whose last post was less than 1 day ago.",
    "posted>90d": "Profiles whose last post was more than 90 days ago.",
    "seen:7d..30d": "Profiles last observed 7 to 30 days ago.",
    "joined<2020": "Profiles whose account was created before January 1, 2020.",
    "joined:2020-02..2020-03": "Profiles whose account was created on or after February 1, 2020 "
    "and on or before March 31, 2020.",
    "joined=2020-02-29": "Profiles whose account was created on February 29, 2020.",
    "joined:2020-01-01..30d": "Profiles whose account was created on or after January 1, 2020 and "
    "at least 30 days ago.",
    "price<=500EUR": "Profiles with a price per post of at most €500.00.",
    "price:10000..25000JPY": "Profiles with a price per post of ¥10,000 to ¥25,000.",
    "avg_likes=1.5k": "Profiles with exactly 1,500 likes per post on average.",
    "growth:>-5%..10%": "Profiles with follower growth of more than -5% and at most 10% over 90 "
    "days.",
    "handle:glow*": "Profiles whose handle begins with “glow”.",
    "-hashtag:skin*": "Profiles whose hashtags include none that begins with “skin”.",
    "has:email,youtube -has:website": "Profiles either with an e-mail address or with YouTube, "
    "without a website.",
    "has:followers -has:er": "Profiles with followers known, with engagement rate not known.",
    "is:verified,partnered": "Profiles that are verified or that are platform partners.",
    "is:all(verified,partnered)": "Profiles that are verified and that are platform partners.",
    "-is:verified,partnered": "Profiles that are not verified and that are not platform partners.",
    "topic:all(vegan,skincare)": "Profiles about both vegan and skincare.",
    "-bio:(clean beauty)": "Profiles not with all of the words “clean” and “beauty” in the bio.",
    "like:instagram/@glow audience-like:@anna": "Profiles similar to @glow on Instagram, with an "
    "audience like that of @anna.",
    "tier:izea/micro,nano": "Profiles of the tier micro (IZEA) or nano.",
    "id:prf_0123456789abc": "Profiles among prf_0123456789abc.",
    "~topic:vegan^2 ~er>=3%": "All profiles; preferably about vegan (weight 2), with an engagement "
    "rate of at least 3%.",
    "~(topic:vegan er>=3%)": "All profiles; preferably (about vegan and with an engagement rate of "
    "at least 3%).",
    "sort:er:asc": "All profiles; lowest engagement rate first.",
    "sort:posted": "All profiles; most recent post first.",
    "sort:age:asc": "All profiles; youngest first.",
    "sort:(2*er - 0.5*log(followers))": "All profiles; ordered by 2 × engagement rate − 0.5 × "
    "log(followers), highest first.",
}


@pytest.mark.parametrize(("text", "sentence"), SENTENCES.items())
def test_sentence(text, sentence):
    assert describe(parse(text)) == sentence


def test_four_ids_are_counted():
    ids = ",".join(f"prf_{n:013d}" for n in range(4))

    assert describe(parse(f"id:{ids}")) == "Profiles among 4 given profiles."


@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(queries)
def test_every_query_has_a_sentence(query):
    sentence = describe(query)

    assert sentence.endswith(".")
    assert sentence[0] == sentence[0].upper()


_SAMPLE = {
    "platform": "tiktok",
    "country": "DE",
    "language": "de",
    "currency": "EUR",
    "flag": "verified",
}


def _node_of(field):
    if field.kind in {"keyword", "keywords"} or field.name in {"tier", "tag"}:
        value = _SAMPLE.get(field.codes) or (field.choices[0] if field.choices else "micro")
        return Terms(field.name, (value,))
    if field.kind == "text":
        return Text("word", field=None if field.name == "text" else field.name)
    return {
        "list": parse("list:a").where,
        "relation": parse("relation:customer").where,
        "viewed": parse("viewed:me").where,
        "new": parse("new:sav_0123456789abc").where,
        "like": parse("like:@a").where,
        "audience-like": parse("audience-like:@a").where,
        "id": parse("id:prf_0123456789abc").where,
    }.get(field.name) or parse(
        {
            "time": f"{field.name}<=30d",
            "money": f"{field.name}<=5EUR",
            "rate": f"{field.name}>=3%",
        }.get(field.kind, f"{field.name}>=3")
    ).where


@pytest.mark.parametrize(
    "field", [f for f in FIELDS.values() if f.name != "has"], ids=lambda f: f.name
)
def test_every_field_has_words_of_its_own(field):
    node = _node_of(field)
    said, other = describe_node(node), describe_node(parse("-" + "has:email").where)

    assert said != other
    assert "{" not in said
    others = [f for f in FIELDS.values() if f is not field and f.name not in {"has", "is"}]
    assert all(describe_node(_node_of(f)) != said for f in others), said


@pytest.mark.parametrize("name", [f.name for f in FIELDS.values() if f.sort])
def test_every_sort_has_words(name):
    down = describe(Query(sort=Sort((Term(1.0, name),))))
    up = describe(Query(sort=Sort((Term(1.0, name),), descending=False)))

    assert down != up
    assert down.endswith(" first.")


def test_every_flag_presence_and_dimension_has_words():
    assert set(wording.FLAGS) == set(IS)
    assert set(wording.PRESENCE) == set(HAS)
    assert set(wording.AUDIENCE) == set(AUDIENCE_DEFAULT_SHARE)
    for word in json_schema()["$defs"]["known"]["properties"]["field"]["enum"]:
        assert describe(Query(Known(word))).startswith("Profiles with ")
    for dimension in AUDIENCE_DEFAULT_SHARE:
        key = {"age": "18-24", "cell": "US/18-24/*", "country": "US", "language": "de"}.get(
            dimension, "female"
        )
        assert describe(Query(Share(dimension, (key,), 0.3))).startswith(
            "Profiles whose audience is"
        )


def test_no_words_are_left_over():
    numeric = {f.name for f in FIELDS.values() if f.kind in {"count", "number", "rate", "money"}}
    keywords = {f.name for f in FIELDS.values() if f.kind in {"keyword", "keywords"}}

    assert set(wording.NUMBERS) == numeric
    assert set(wording.TIMES) == {f.name for f in FIELDS.values() if f.kind == "time"}
    assert set(wording.KEYWORDS) == keywords - {"is", "has"} | {"tier", "tag"}
    assert set(wording.TEXTS) == {f.name for f in FIELDS.values() if f.kind == "text"} - {
        "text"
    } | {None}


def test_a_range_without_one_end_says_the_other():
    assert describe(Query(Range("followers", high=Bound(9, closed=False)))) == (
        "Profiles with less than 9 followers."
    )
