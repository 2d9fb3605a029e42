"""Countries, languages, lists and audiences as people write them."""

import polars as pl
import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.connectors.spreadsheet import audiences, listed, places


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("USA", "US"), ("U.S.", "US"), ("United States", "US"), ("usa", "US"), ("us", "US"),
        ("UK", "GB"), ("England", "GB"), ("Great Britain", "GB"), ("GBR", "GB"),
        ("South Korea", "KR"), ("Korea", "KR"), ("Republic of Korea", "KR"),
        ("Deutschland", "DE"), ("Allemagne", "DE"), ("Alemania", "DE"), ("DEU", "DE"),
        ("España", "ES"), ("espana", "ES"), ("日本", "JP"), ("Brasil", "BR"), ("Türkiye", "TR"),
        ("Turkey", "TR"), ("Côte d'Ivoire", "CI"), ("CÃ´te d'Ivoire", "CI"), ("Ivory Coast", "CI"),
        ("🇩🇪", "DE"), ("Trinidad and Tobago", "TT"), ("Trinidad & Tobago", "TT"), ("Россия", "RU"),
        ("Czech Republic", "CZ"), ("Hong Kong", "HK"), ("Vietnam", "VN"), ("UAE", "AE"),
    ],
)  # fmt: skip
def test_countries(text: str, code: str) -> None:
    assert places.country(text) == code


@pytest.mark.parametrize("text", ["Atlantis", "ZZ", "XXX", "", "Earth", "123"])
def test_no_countries(text: str) -> None:
    assert places.country(text) is None


def test_every_country_by_code_and_name() -> None:
    for one in pycountry.countries:
        for text in (one.alpha_2, one.alpha_3, one.name):
            assert places.country(text) == one.alpha_2, text
        assert places.country(places.country_name(one.alpha_2)) == one.alpha_2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("English", "en"), ("EN", "en"), ("en-US", "en"), ("eng", "en"), ("Deutsch", "de"),
        ("German", "de"), ("ger", "de"), ("deu", "de"), ("français", "fr"), ("Español", "es"),
        ("Portuguese (Brazil)", "pt"), ("pt_BR", "pt"), ("中文", "zh"), ("zh-Hans-CN", "zh"),
        ("Mandarin", "zh"), ("日本語", "ja"), ("한국어", "ko"), ("Русский", "ru"), ("allemand", "de"),
        ("Hebrew", "he"), ("iw", "he"), ("Filipino", "fil"), ("Klingon", "tlh"),
    ],
)  # fmt: skip
def test_languages(text: str, code: str) -> None:
    assert places.language(text) == code


def words(text: str | None, **options: object) -> list[str] | None:
    value = listed.read_words(pl.Series([text], dtype=pl.String), **options)[0]  # type: ignore[arg-type]
    return None if value is None else list(value)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Beauty, Skincare", ["beauty", "skincare"]),
        ("Film & Animation", ["film", "animation"]),
        ("Food & Drink|Travel; food", ["food", "drink", "travel"]),
        ("R&B", ["r&b"]),
        ("Drum & Bass, House", ["drum & bass", "house"]),
        ("gaming/esports", ["gaming", "esports"]),
        ("24/7", ["24/7"]),
        ('["x", "Y", null]', ["x", "y"]),
        ("['a b', 'c']", ["a b", "c"]),
        ('[{"name": "Cats"}]', ["cats"]),
        ("[none]", None),
        (" , ;", None),
        (None, None),
    ],
)
def test_topics(text: str | None, parts: list[str] | None) -> None:
    assert words(text) == parts


def test_hashtags() -> None:
    assert words("#one #Two,#one", prefix="#", spaces=True) == ["one", "two"]


@given(st.lists(st.text(max_size=15), max_size=5))
def test_any_text_gives_distinct_trimmed_words(texts: list[str]) -> None:
    for found in listed.read_words(pl.Series(texts, dtype=pl.String)):
        for word in found if found is not None else []:
            assert word
            assert word == word.lower()
        assert found is None or len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("audience US %", "audience.country:US"),
        ("Audience: Germany", "audience.country:DE"),
        ("audience_country_us", "audience.country:US"),
        ("followers from India", "audience.country:IN"),
        ("% female", "audience.gender:female"),
        ("Female %", "audience.gender:female"),
        ("Audience Male", "audience.gender:male"),
        ("Age 18-24", "audience.age:18-24"),
        ("audience_age_65+", "audience.age:65+"),
        ("18-24", "audience.age:18-24"),
        ("F 25-34", "audience.cell:*/25-34/female"),
        ("US 18-24 female", "audience.cell:US/18-24/female"),
        ("Audience countries", "audience.country"),
        ("Audience language English", "audience.language:en"),
        ("Audience city Berlin", "audience.city:berlin"),
        ("followers", None),
        ("Gender", None),
        ("Age", None),
        ("Country", None),
        ("average_viewers", None),
        ("Followers growth", None),
        ("Age 45-64", None),
    ],
)
def test_headers_that_speak_of_an_audience(header: str, target: str | None) -> None:
    found = audiences.audience_target(header)
    assert (found[0] if found else None) == target


@pytest.mark.parametrize(
    ("text", "dimension", "shares"),
    [
        ("US 41%, UK: 12.5 %, Germany (3%)", "country", {"US": 0.41, "GB": 0.125, "DE": 0.03}),
        ("US: 0.4; DE: 0.1", "country", {"US": 0.4, "DE": 0.1}),
        ("41% United States, 5% Canada", "country", {"US": 0.41, "CA": 0.05}),
        ("18-24: 40%|25-34: 30%", "age", {"18-24": 0.4, "25-34": 0.3}),
        ("female 60, male 40", "gender", {"female": 0.6, "male": 0.4}),
        ("London=10%", "city", {"london": 0.1}),
    ],
)
def test_lists_of_shares(text: str, dimension: str, shares: dict[str, float]) -> None:
    found, wrong = audiences.read_list(text, dimension, ".")
    assert wrong is None
    assert dict(found) == pytest.approx(shares)


@pytest.mark.parametrize("text", ["Atlantis 40%", "US", "US 140%", "US: many"])
def test_lists_of_shares_that_are_none(text: str) -> None:
    found, wrong = audiences.read_list(text, "country", ".")
    assert found == []
    assert wrong
