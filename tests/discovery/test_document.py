"""What is indexed of a profile: words, rates, shares, flags, and the card."""

import numpy as np
import orjson
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.creators.frames import DTYPES
from groundswell.discovery.document import CARD_SHARES, CARD_WORDS, SCHEMA, from_frame, from_rows
from groundswell.discovery.engines.tantivy.wilson import ends, staircase
from groundswell.discovery.fields import AGE_RUNS
from groundswell.discovery.shares import share_of
from groundswell.discovery.words import fold_column, fold_keyword, tokens, words_column
from groundswell.measures.intervals import wilson_of_share

INSTAGRAM, TIKTOK = 1, 2


def document(audience=None, extras=None, **facts):
    frame = pl.DataFrame(
        [
            {
                "platform": INSTAGRAM,
                "handle": "glow",
                "observed_at": 1_790_000_000,
                "audience": None if audience is None else orjson.dumps(audience).decode(),
                **facts,
            }
        ],
        schema_overrides={**DTYPES, "audience": pl.String},
    )
    made = from_frame(frame, pl.DataFrame([{"row": 7, "creator": 3, **(extras or {})}]))
    return made.row(0, named=True)


def card(**given):
    return orjson.loads(document(**given)["card"])


def estimate(n=None, **shares):
    keys = [name.replace("__", ":").replace("_", "-") for name in shares]
    return {
        "as_of": 5, "n": n, "basis": "followers", "keys": keys, "shares": list(shares.values()),
    }  # fmt: skip


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Clean BEAUTY", "clean beauty"),
        ("Café ÉCLAIR cafe\u0301", "cafe eclair cafe"),
        ("#CleanBeauty @glow_by.anna", "cleanbeauty glow by anna"),
        ("İstanbul ISTANBUL ısparta", "istanbul istanbul isparta"),
        ("Straße STRASSE Østerbro", "strasse strasse osterbro"),
        ("東京カフェ ガール", "東 京 カ フ ェ ガ ー ル"),
        ("ＦＵＬＬ ｗｉｄｔｈ ｶﾌｪ", "full width カ フ ェ"),
        ("한국어 हिन्दी", "한국어 हिन्दी"),
        ("ΟΔΟΣ οδός", "οδοσ οδοσ"),
        ("100% 3.5 don't", "100 3 5 don t"),
        ("… · 🌱 ", ""),
        ("a\x1fb | c", "a b c"),
    ],
)
def test_words(text, expected):
    assert tokens(text) == tuple(expected.split())


@given(st.text(max_size=30))
def test_words_of_words_are_the_same_words(text):
    assert tokens(" ".join(tokens(text))) == tokens(text)


@given(st.lists(st.none() | st.text(max_size=20), max_size=6))
def test_a_column_folds_each_text_as_if_alone(texts):
    column = pl.Series(texts, dtype=pl.String)
    alone = [None if text is None else list(tokens(text)) for text in texts]
    found = words_column(column).to_list()
    assert [None if text is None else text.split() for text in found] == alone
    keywords = [None if text is None else fold_keyword(text) for text in texts]
    assert fold_column(column).to_list() == keywords


@pytest.mark.parametrize(
    ("word", "folded"), [(" São  Paulo ", "sao paulo"), ("L'Oréal", "l'oreal"), ("東京", "東京")]
)
def test_keywords(word, folded):
    assert fold_keyword(word) == folded


# ---------------------------------------------------------------- rates


@pytest.mark.parametrize(
    ("facts", "rate", "base"),
    [
        ({"er_followers": 0.03, "er_views": 0.2}, 0.03, "followers"),
        ({"avg_likes": 90.0, "avg_comments": 10.0, "followers": 1_000}, 0.1, "followers"),
        ({"avg_likes": 90.0, "followers": 1_000, "er_stated": 0.5}, 0.5, "stated"),
        ({"avg_likes": 90.0, "followers": 1_000}, None, None),
        ({"avg_likes": 9.0, "avg_comments": 1.0, "followers": 0}, None, None),
        ({"er_views": 0.07}, 0.07, "views"),
        ({"platform": TIKTOK, "er_followers": 0.3, "er_stated": 0.2}, 0.2, "stated"),
        ({"platform": TIKTOK, "er_followers": 0.3}, 0.3, "followers"),
        ({"platform": TIKTOK, "avg_likes": 8.0, "avg_comments": 1.0, "avg_views": 100.0}, 0.09, "views"),
        (
            {"platform": TIKTOK, "avg_likes": 8.0, "avg_comments": 1.0, "avg_shares": 1.0,
             "avg_views": 100.0},
            0.1,
            "views",
        ),
    ],
)  # fmt: skip
def test_headline_rate_and_its_base(facts, rate, base):
    made = document(**facts)
    assert made["er"] == (None if rate is None else round(rate * 1_000_000))
    shown = orjson.loads(made["card"])
    assert shown.get("er") == (None if rate is None else pytest.approx(rate))
    assert shown.get("er_base") == base


def test_numbers_are_scaled_and_rounded():
    made = document(posts_per_week=2.344, avg_likes=2.5, growth_90d=-0.1234567, followers=12)
    assert (made["posts_per_week"], made["avg_likes"]) == (234, 2)  # half to even
    assert (made["growth"], made["followers"]) == (-123457, 12)
    assert document(avg_views=50.0, followers=200)["views_rate"] == 250_000
    assert document(avg_views=50.0, followers=0)["views_rate"] is None


# ---------------------------------------------------------------- shares


def shares(**given):
    return {share["key"]: share for share in document(**given)["shares"] or ()}


def test_runs_of_ages_are_sums_of_what_is_stated():
    found = shares(audience=estimate(age__18_24=0.2, age__25_34=0.3005, age__35_44=0.1))
    assert found["age:18-34"]["share"] == 500  # 500.5 to even
    assert found["age:18-44"]["share"] == 600
    assert found["age:13+"]["share"] == 600
    assert found["age:45+"]["share"] == 0
    assert "age:13-17" not in found
    assert {key for key in found if key.startswith("age:")} == {
        f"age:{name}" for name, bands in AGE_RUNS.items() if len(bands) > 1
    } | {"age:18-24", "age:25-34", "age:35-44"}


def test_intervals_only_where_the_sample_size_is_known():
    found = shares(audience=estimate(200, country__US=0.3))["country:US"]
    low, high = wilson_of_share(0.3, 200)
    assert (found["low"], found["high"]) == (round(low * 1_000), round(high * 1_000))
    for n in (None, 0):
        found = shares(audience=estimate(n, country__US=0.3))["country:US"]
        assert (found["low"], found["high"]) == (None, None)


@given(
    share=st.integers(0, 1_000), n=st.integers(1, 10**6), low=st.integers(0, 1_000),
    high=st.integers(0, 1_000),
)  # fmt: skip
def test_the_smallest_sample_that_makes_a_share_certain(share, n, low, high):
    begin, end = ends(np.array([share]), np.array([n]))
    certain = begin[0] >= low and end[0] <= high
    steps = [size for first, last, size in staircase(low, high) if first <= share <= last]
    assert certain == bool(steps and n >= steps[0])


def test_strange_estimates_do_no_harm():
    found = shares(audience=estimate(10, country__US=1.2, planet__mars=0.5, age__7=0.1))
    assert found["country:US"]["share"] == 1_000
    assert "planet:mars" not in found
    assert shares(audience=estimate()) == {}
    assert document(audience=estimate(5))["has"] == []


def test_a_card_shows_the_largest_shares():
    countries = {f"country__{chr(65 + at)}X": at / 100 for at in range(1, 20)}
    shown = card(audience=estimate(9, **countries, age__18_24=0.4, age__25_34=0.2))["audience"]
    kept = [key for key in shown if key.startswith("country")]
    assert kept[0] == "country:TX"
    assert len(kept) == CARD_SHARES
    assert shown["age:18-24"] == 400
    assert share_of(shown, "age:18-34") == 600
    assert share_of(shown, "age:45+") is None
    assert share_of(shown, "country:ZZ") is None


# ---------------------------------------------------------------- flags, words, card


def test_flags_and_presence():
    made = document(
        verified=True,
        private=False,
        contacts=["email:a@b.example", "phone:+49", "email:c@d.example"],
        website="https://example.org",
        price_min=100,
        audience=estimate(cell__US=0.1) | {"keys": ["cell:US/18-24/female"]},
        extras={"also_on": ["tiktok"], "has_posts": True},
    )
    assert made["is"] == ["verified"]
    assert sorted(made["has"]) == [
        "audience", "contact", "email", "joint_audience", "personal_email", "phone", "posts",
        "price", "tiktok", "website",
    ]  # fmt: skip
    assert document()["has"] == []


def test_words_of_tags_keep_values_apart():
    made = document(handle="Glow.Up", topics=["clean beauty", "vegan"], hashtags=["été"])
    assert made["tags"].split()[:8] == ["glow", "up", "|", "clean", "beauty", "|", "vegan", "|"]
    assert "ete" in made["tags"].split()
    assert made["topic"] == ["clean beauty", "vegan"]
    assert made["hashtag"] == ["ete"]
    assert document(topics=["Café", "cafe", " "])["topic"] == ["cafe"]


def test_codes_keep_their_capitals():
    made = document(country="US", city="São Paulo", price_currency="EUR", language="pt")
    assert (made["country"], made["city"], made["currency"]) == ("US", "sao paulo", "EUR")


def test_a_card_leaves_out_what_is_not_known():
    shown = card(
        bio='says "null",[] \\ ' + "x" * 400,
        topics=[f"t{at}" for at in range(30)],
        extras={"source": "file", "basis": "imported"},
    )
    assert shown["creator"] == 3
    assert shown["bio"].startswith('says "null",[] \\ x')
    assert len(shown["bio"]) <= 280
    assert len(shown["topics"]) == CARD_WORDS
    assert (shown["source"], shown["basis"], shown["seen"]) == ("file", "imported", 1_790_000_000)
    assert not {"followers", "hashtags", "is", "er", "er_base", "audience", "_"} & set(shown)


@pytest.mark.parametrize("text", ['"country":null,', '{"a":[]}', "\\", '","', "\n\t\x00", '_":1}'])
def test_no_text_breaks_a_card(text):
    assert card(name=text, category=text)["name"] == text


def test_documents_have_the_schema_and_count_facts():
    made = document(followers=5, name="A", audience=estimate(country__US=0.1))
    assert list(made) == list(SCHEMA)
    assert made["facts"] == 3
    assert (made["row"], made["version"], made["owner"], made["hidden_for"]) == (7, 1, 0, [])


def test_rows_of_the_catalog_give_the_same_documents():
    facts = {"followers": 5, "avg_likes": 2.5, "topics": ["vegan"], "verified": True, "bio": "hi"}
    audience = orjson.dumps(estimate(40, country__US=0.25)).decode()
    direct = document(audience=orjson.loads(audience), **facts)
    rows = pl.DataFrame(
        [
            {
                "row": 7, "creator": 3, "platform": INSTAGRAM, "handle": "glow",
                "facts": orjson.dumps(facts).decode(), "audience": audience,
                "seen_at": 1_790_000_000,
            }
        ]
    )  # fmt: skip
    assert from_rows(rows).row(0, named=True) == direct


@pytest.mark.parametrize(
    ("facts", "topics"),
    [
        ({"category": "Film & Animation"}, ["film", "animation"]),
        ({"category": "Music"}, ["music"]),
        ({"category": "Music", "topics": ["jazz"]}, ["jazz"]),
        ({"category": "Music", "topics": []}, ["music"]),
        ({"category": "Health and Beauty, Style"}, ["health", "beauty", "style"]),
        ({"name": "Ann"}, []),
    ],
)
def test_the_platforms_category_stands_in_where_no_topic_is_known(facts, topics):
    assert document(**facts)["topic"] == topics
    assert card(**facts).get("topics", []) == topics
