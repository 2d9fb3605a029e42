"""Names that people write, to the codes that the catalog keeps: countries, languages, currencies.

Names are understood in English and in the languages spoken in the country (or the language's own
name), from CLDR (babel) and ISO (pycountry). English tables are built on first use; the native
tables, which need some 160 locales, only when an English name did not fit.
"""

import unicodedata
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

import pycountry
from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages

_COUNTRY_NICKNAMES = {
    "uk": "GB", "great britain": "GB", "britain": "GB", "england": "GB", "scotland": "GB",
    "wales": "GB", "northern ireland": "GB", "usa": "US", "u s": "US", "u s a": "US",
    "america": "US", "uae": "AE", "emirates": "AE", "korea": "KR", "south korea": "KR",
    "north korea": "KP", "russia": "RU", "vietnam": "VN", "turkey": "TR", "turkiye": "TR",
    "czech republic": "CZ", "holland": "NL", "the netherlands": "NL", "hong kong": "HK",
    "macau": "MO", "macao": "MO", "ivory coast": "CI", "burma": "MM", "myanmar": "MM",
    "palestine": "PS", "swaziland": "SZ", "macedonia": "MK", "cape verde": "CV",
    "east timor": "TL", "vatican": "VA", "laos": "LA", "syria": "SY", "iran": "IR",
    "bolivia": "BO", "tanzania": "TZ", "venezuela": "VE", "moldova": "MD", "brunei": "BN",
    "congo": "CD", "el": "GR",
}  # fmt: skip

_LANGUAGE_NICKNAMES = {
    "mandarin": "zh", "cmn": "zh", "cantonese": "yue", "farsi": "fa", "flemish": "nl",
    "castilian": "es", "castellano": "es", "brazilian": "pt", "moldovan": "ro",
    "tagalog": "tl", "filipino": "fil", "panjabi": "pa", "pashtu": "ps", "iw": "he", "in": "id",
}  # fmt: skip

_NEIGHBOURS = ("de", "fr", "es", "pt", "it", "nl", "sv", "pl", "tr", "ru", "ar", "ja", "ko", "zh")
"""Languages whose names for all countries are understood, after each country's own."""

_CURRENCY_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW"}


def country_code(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a code or name, or None."""
    key = _key(text)
    if len(key) == 2 and (found := pycountry.countries.get(alpha_2=key.upper())):
        return str(found.alpha_2)
    if len(key) == 3 and (found := pycountry.countries.get(alpha_3=key.upper())):
        return str(found.alpha_2)
    return _english_countries().get(key) or _native_countries().get(key)


def language_code(text: str) -> str | None:
    """The BCP 47 primary subtag of a tag or name (``en-US``, ``eng``, ``Deutsch``), or None."""
    subtag = text.strip().replace("_", "-").split("-")[0].casefold()
    found = None
    if subtag in _LANGUAGE_NICKNAMES:
        return _LANGUAGE_NICKNAMES[subtag]
    if len(subtag) == 2:
        found = pycountry.languages.get(alpha_2=subtag)
    elif len(subtag) == 3:
        found = pycountry.languages.get(alpha_3=subtag) or pycountry.languages.get(
            bibliographic=subtag
        )
    if found is not None:
        return str(getattr(found, "alpha_2", found.alpha_3))
    key = _key(text)
    return _english_languages().get(key) or _native_languages().get(key)


def currency_code(text: str) -> str | None:
    """The ISO 4217 code of a code or common sign, or None."""
    if text in _CURRENCY_SIGNS:
        return _CURRENCY_SIGNS[text]
    code = text.upper()
    known = len(code) == 3 and code.isascii() and pycountry.currencies.get(alpha_3=code)
    return code if known else None


def near_country(text: str) -> str | None:
    """The country that was probably meant, as ``DE (Germany)``."""
    names = _english_countries()
    for match in get_close_matches(_key(text), names, n=1, cutoff=0.7):
        return f"{names[match]} ({_english().territories[names[match]]})"
    return None


def near_language(text: str) -> str | None:
    """The language that was probably meant, as ``de (German)``."""
    names = _english_languages()
    for match in get_close_matches(_key(text), names, n=1, cutoff=0.7):
        return f"{names[match]} ({_english().languages.get(names[match], match)})"
    return None


def _key(text: str) -> str:
    """Letters and digits only, without accents or case, single spaces between."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (c if c.isalnum() else " " for c in plain if unicodedata.category(c) != "Mn")
    return " ".join("".join(kept).split())


def _english() -> Locale:
    return Locale.parse("en")


@lru_cache(maxsize=1)
def _english_countries() -> dict[str, str]:
    territories = _english().territories
    names: dict[str, str] = {}
    for country in pycountry.countries:
        code = str(country.alpha_2)
        said = (getattr(country, part, "") for part in ("name", "common_name", "official_name"))
        for name in (territories.get(code, ""), *said):
            if key := _key(name):
                names.setdefault(key, code)
    return names | _COUNTRY_NICKNAMES


@lru_cache(maxsize=1)
def _english_languages() -> dict[str, str]:
    names = {_key(name): code for code, name in _english().languages.items() if "_" not in code}
    return names | _LANGUAGE_NICKNAMES


@lru_cache(maxsize=1)
def _native_countries() -> dict[str, str]:
    names: dict[str, str] = {}
    for country in pycountry.countries:
        code = str(country.alpha_2)
        for language in get_official_languages(code, regional=True, de_facto=True):
            if (locale := _locale(language)) and (name := locale.territories.get(code)):
                names.setdefault(_key(name), code)
    for language in _NEIGHBOURS:
        if locale := _locale(language):
            for country in pycountry.countries:
                if name := locale.territories.get(str(country.alpha_2)):
                    names.setdefault(_key(name), str(country.alpha_2))
    return names


@lru_cache(maxsize=1)
def _native_languages() -> dict[str, str]:
    names: dict[str, str] = {}
    for code in map(str, _english().languages):
        if (
            len(code) in {2, 3}
            and (locale := _locale(code))
            and (name := locale.languages.get(code))
        ):
            names.setdefault(_key(name), code)
    return names


def _locale(code: str) -> Any:
    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return None
