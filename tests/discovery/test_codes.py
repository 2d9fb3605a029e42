"""Names of countries, languages and currencies."""

import pycountry
import pytest

from groundswell.discovery import codes


def test_the_table_is_that_of_the_installed_babel_and_pycountry():
    table = codes.resources.files("groundswell.discovery").joinpath("names.json").read_bytes()

    assert table == codes.names_table(), "run: python -m groundswell.discovery.codes"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("US", "US"), ("usa", "US"), ("United States", "US"), ("united states of america", "US"),
        ("Deutschland", "DE"), ("Allemagne", "DE"), ("Côte d'Ivoire", "CI"), ("Türkiye", "TR"),
        ("turkey", "TR"), ("россия", "RU"), ("भारत", "IN"), ("ประเทศไทย", None), ("ไทย", "TH"),
        ("한국", None), ("대한민국", "KR"), ("deu", "DE"), ("uk", "GB"), ("UA", "UA"), ("XX", None),
        ("", None), ("Atlantis", None), ("Hong Kong", "HK"), ("Czech Republic", "CZ"),
    ],
)  # fmt: skip
def test_countries(text, code):
    assert codes.country_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("en", "en"), ("EN-us", "en"), ("pt_BR", "pt"), ("ger", "de"), ("deu", "de"),
        ("German", "de"), ("Deutsch", "de"), ("español", "es"), ("日本語", "ja"), ("العربية", "ar"),
        ("zh-Hans", "zh"), ("Mandarin", "zh"), ("yue", "yue"), ("nds", "nds"), ("Farsi", "fa"),
        ("Klingonish", None), ("xx", None), ("", None),
    ],
)  # fmt: skip
def test_languages(text, code):
    assert codes.language_code(text) == code


def test_every_code_stands_for_itself():
    for country in pycountry.countries:
        assert codes.country_code(country.alpha_2) == country.alpha_2
        assert codes.country_code(country.name) == country.alpha_2
    for language in pycountry.languages:
        if code := getattr(language, "alpha_2", None):
            assert codes.language_code(code) == code


@pytest.mark.parametrize(
    ("text", "code"), [("eur", "EUR"), ("€", "EUR"), ("XYZ", None), ("£", "GBP")]
)
def test_currencies(text, code):
    assert codes.currency_code(text) == code


def test_what_was_probably_meant():
    assert codes.near_country("Germny") == "DE (Germany)"
    assert codes.near_country("Deutschlnd") == "DE (Germany)"
    assert codes.near_language("Englsh") == "en (English)"
    assert codes.near_country("qqqq") is None
