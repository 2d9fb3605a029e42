"""Names that people write, to the codes that the catalog keeps: countries, languages, currencies.

Names are understood in English, in the languages spoken in the country (or the language's own name),
and for countries in the large neighbouring languages. They come from CLDR (babel) and ISO
(pycountry) by way of `names.json`, because reading 160 locales takes seconds: write it anew with
``python -m groundswell.discovery.codes`` when babel or pycountry are raised.
"""

import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib import resources
from typing import Any, cast

import orjson
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
    "el": "GR",
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
    names = _names()["countries"]
    code = text.strip().upper()
    if code in names["codes"]:
        return names["codes"][code]
    key = _key(text)
    return names["english"].get(key) or names["native"].get(key)


def language_code(text: str) -> str | None:
    """The BCP 47 primary subtag of a tag or name (``en-US``, ``eng``, ``Deutsch``), or None."""
    names = _names()["languages"]
    subtag = text.strip().replace("_", "-").split("-")[0].casefold()
    if subtag in _LANGUAGE_NICKNAMES:
        return _LANGUAGE_NICKNAMES[subtag]
    if subtag in names["codes"]:
        return names["codes"][subtag]
    key = _key(text)
    return names["english"].get(key) or names["native"].get(key) or _rare_language(subtag)


def currency_code(text: str) -> str | None:
    """The ISO 4217 code of a code or common sign, or None."""
    if text in _CURRENCY_SIGNS:
        return _CURRENCY_SIGNS[text]
    code = text.upper()
    return code if code in _names()["currencies"]["codes"] else None


def near_country(text: str) -> str | None:
    """The country that was probably meant, as ``DE (Germany)``."""
    code = _nearest(text, _names()["countries"])
    return f"{code} ({_english().territories[code]})" if code else None


def near_language(text: str) -> str | None:
    """The language that was probably meant, as ``de (German)``."""
    code = _nearest(text, _names()["languages"])
    return f"{code} ({_english().languages.get(code, code)})" if code else None


def _nearest(text: str, names: Mapping[str, Mapping[str, str]]) -> str | None:
    key = _key(text)
    for known in (names["english"], names["native"]):
        for match in get_close_matches(key, known, n=1, cutoff=0.7):
            return known[match]
    return None


def _rare_language(subtag: str) -> str | None:
    """One of the thousands of languages that have a code of three letters only."""
    import pycountry

    found = pycountry.languages.get(alpha_3=subtag) if len(subtag) == 3 else None
    return str(found.alpha_3) if found is not None else None


def _key(text: str) -> str:
    """Letters and digits only, without accents or case, single spaces between."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (c if c.isalnum() else " " for c in plain if unicodedata.category(c) != "Mn")
    return " ".join("".join(kept).split())


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, dict[str, str]]]:
    table = resources.files("groundswell.discovery").joinpath("names.json").read_bytes()
    return cast("dict[str, dict[str, dict[str, str]]]", orjson.loads(table))


def _english() -> Locale:
    return Locale.parse("en")


# ---------------------------------------------------------------- making the table


def names_table() -> bytes:
    """``names.json``, made from babel and pycountry: about two seconds."""
    import pycountry

    table = {
        "countries": _country_names([one.alpha_2 for one in pycountry.countries]),
        "languages": _language_names(),
        "currencies": {"codes": {one.alpha_3: one.alpha_3 for one in pycountry.currencies}},
    }
    return orjson.dumps(table, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"


def _country_names(codes: list[str]) -> dict[str, dict[str, str]]:
    import pycountry

    short: dict[str, str] = {}
    english: dict[str, str] = {}
    for country in pycountry.countries:
        code = str(country.alpha_2)
        short |= {code: code, str(country.alpha_3): code}
        said = (getattr(country, part, "") for part in ("name", "common_name", "official_name"))
        for name in (_english().territories.get(code, ""), *said):
            if key := _key(name):
                english.setdefault(key, code)
    english |= _COUNTRY_NICKNAMES
    native: dict[str, str] = {}
    own = [
        (language, code)
        for code in codes
        for language in get_official_languages(code, regional=True, de_facto=True)
    ]
    for language, code in [*own, *((one, code) for one in _NEIGHBOURS for code in codes)]:
        locale = _locale(language)
        name = _key(locale.territories.get(code, "")) if locale else ""
        if name and name not in english:
            native.setdefault(name, code)
    return {"codes": short, "english": english, "native": native}


def _language_names() -> dict[str, dict[str, str]]:
    import pycountry

    short: dict[str, str] = {}
    for one in pycountry.languages:
        if code := getattr(one, "alpha_2", None):
            known = (code, one.alpha_3, getattr(one, "bibliographic", code))
            short |= dict.fromkeys(known, str(code))
    english = {
        _key(name): code for code, name in _english().languages.items() if "_" not in code
    } | _LANGUAGE_NICKNAMES
    native: dict[str, str] = {}
    for code in map(str, _english().languages):
        locale = _locale(code) if len(code) in {2, 3} else None
        name = _key(locale.languages.get(code, "")) if locale else ""
        if name and name not in english:
            native.setdefault(name, code)
    return {"codes": short, "english": english, "native": native}


@cache
def _locale(code: str) -> Any:
    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return None


if __name__ == "__main__":
    from pathlib import Path

    Path(__file__).with_name("names.json").write_bytes(names_table())
