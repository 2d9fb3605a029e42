"""Countries and languages by name, in English and the names they call themselves, to codes."""

import difflib
import re
from collections.abc import Mapping
from functools import cache

from groundswell.kernel.text import fold

_LOCALES = (
    *("en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv", "da", "nb", "fi", "cs", "hu", "ro"),
    *("el", "tr", "ru", "uk", "bg", "hr", "sr", "ar", "he", "fa", "hi", "bn", "ur", "th", "vi"),
    *("id", "ms", "ja", "ko", "zh", "zh_Hant", "ca", "sk", "sl", "lt", "lv", "et"),
)
_COUNTRIES_ALSO = {
    "usa": "US",
    "u.s.": "US",
    "u.s.a.": "US",
    "america": "US",
    "the united states": "US",
    "united states of america": "US",
    "uk": "GB",
    "u.k.": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "south korea": "KR",
    "korea": "KR",
    "republic of korea": "KR",
    "korea, south": "KR",
    "north korea": "KP",
    "russia": "RU",
    "turkey": "TR",
    "czech republic": "CZ",
    "holland": "NL",
    "the netherlands": "NL",
    "uae": "AE",
    "u.a.e.": "AE",
    "emirates": "AE",
    "hong kong": "HK",
    "macau": "MO",
    "macao": "MO",
    "taiwan": "TW",
    "vietnam": "VN",
    "viet nam": "VN",
    "ivory coast": "CI",
    "burma": "MM",
    "swaziland": "SZ",
    "macedonia": "MK",
    "cape verde": "CV",
    "palestine": "PS",
    "vatican": "VA",
    "brasil": "BR",
    "republic of ireland": "IE",
    "eire": "IE",
    "deutschland": "DE",
    "ksa": "SA",
    "drc": "CD",
    "el": "GR",
}
_LANGUAGES_ALSO = {
    "mandarin": "zh",
    "cantonese": "yue",
    "brazilian portuguese": "pt",
    "castilian": "es",
    "castellano": "es",
    "farsi": "fa",
    "tagalog": "tl",
    "filipino": "fil",
    "norwegian": "no",
    "bokmal": "nb",
    "flemish": "nl",
    "hebrew": "he",
    "american english": "en",
    "british english": "en",
    "bahasa": "id",
    "bahasa indonesia": "id",
    "bahasa melayu": "ms",
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "no": "no",
    "jp": "ja",
    "kr": "ko",
    "cn": "zh",
    "asl": "ase",
    "american sign language": "ase",
}
_CLOSE = 0.8  # difflib's ratio; "scotlnd" to "scotland" is 0.93, "nordics" to "nauru" below 0.6
_TAG = re.compile(r"^([a-z]{2,3})(?:[-_](?:[a-z]{4}|[a-z]{2}|\d{3}))+$", re.IGNORECASE)


def country(text: str) -> str | None:
    """ISO 3166-1 alpha-2 of a code, a flag or a name; None where there is no such country."""
    word = text.strip()
    if len(word) == 2 and all("\U0001f1e6" <= letter <= "\U0001f1ff" for letter in word):
        word = "".join(chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in word)
    if re.fullmatch(r"[A-Za-z]{2,3}", word) and (code := _country_codes().get(word.upper())):
        return code
    return _country(word) or (_country(mended) if (mended := _mended(word)) else None)


def _country(word: str) -> str | None:
    folded = fold(word)
    return _COUNTRIES_ALSO.get(folded) or _countries().get(folded) or _country_names().get(folded)


def _mended(word: str) -> str | None:
    """UTF-8 that somebody took for Windows-1252 (``CÃ´te d'Ivoire``), put right."""
    if word.isascii():
        return None
    try:
        return word.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None


def language(text: str) -> str | None:
    """BCP 47 primary subtag of a code, a tag or a name; None where there is no such language."""
    word = text.strip()
    folded = fold(word)
    if folded in _LANGUAGES_ALSO:
        return _LANGUAGES_ALSO[folded]
    if (tag := _TAG.match(word)) is not None:
        word = tag[1]
    if re.fullmatch(r"[A-Za-z]{2,3}", word) and (code := _language_codes().get(word.lower())):
        return code
    if found := _languages().get(folded):
        return found
    inner = re.sub(r"\s*\(.*\)$", "", folded)  # Portuguese (Brazil)
    return _languages().get(inner) or _language_names().get(folded)


def near_country(text: str) -> tuple[str, str] | None:
    """Code and English name of the country whose name is nearest to a misspelt one, else None.

    A part of a country is named with it: ``Scotland, United Kingdom``.
    """
    names = _countries() | {name: code for name, code in _COUNTRIES_ALSO.items() if len(name) > 4}
    if (found := _nearest(text, names)) is None:
        return None
    code, name = names[found], country_name(names[found])
    part = found in {"england", "scotland", "wales", "northern ireland"}
    return code, f"{found.title()}, {name}" if part else name


def near_language(text: str) -> tuple[str, str] | None:
    """Code and English name of the language whose name is nearest to a misspelt one, else None."""
    from babel import Locale

    if (found := _nearest(text, _languages())) is None:
        return None
    code = _languages()[found]
    return code, str(Locale("en").languages.get(code, code))


def _nearest(text: str, names: Mapping[str, str]) -> str | None:
    found = difflib.get_close_matches(fold(text.strip()), names, n=1, cutoff=_CLOSE)
    return found[0] if found else None


def country_name(code: str) -> str:
    """The English name of a country code."""
    from babel import Locale

    return str(Locale("en").territories.get(code, code))


@cache
def _country_codes() -> dict[str, str]:
    import pycountry

    codes = {"UK": "GB", "XK": "XK", "XKX": "XK"}
    for one in pycountry.countries:
        codes[one.alpha_2] = one.alpha_2
        codes[one.alpha_3] = one.alpha_2
    return codes


@cache
def _countries() -> dict[str, str]:
    """Folded names in English: babel's, and pycountry's official and common ones."""
    import pycountry
    from babel import Locale

    names: dict[str, str] = {}
    for code, name in Locale("en").territories.items():
        if len(code) == 2 and code.isalpha() and code in _country_codes():
            names.setdefault(fold(name), code)
            names.setdefault(fold(name).replace(" & ", " and "), code)
    for one in pycountry.countries:
        for attribute in ("name", "common_name", "official_name"):
            if (name := getattr(one, attribute, None)) is not None:
                names.setdefault(fold(name), one.alpha_2)
    return names


@cache
def _country_names() -> dict[str, str]:
    """Folded names in other languages; an English name is never overridden."""
    from babel import Locale

    names: dict[str, str] = {}
    for locale in _LOCALES[1:]:
        for code, name in Locale.parse(locale).territories.items():
            if len(code) == 2 and code.isalpha() and code in _country_codes():
                names.setdefault(fold(name), code)
    return names


@cache
def _language_codes() -> dict[str, str]:
    import pycountry

    codes: dict[str, str] = {}
    for one in pycountry.languages:
        short = getattr(one, "alpha_2", None) or one.alpha_3
        codes[one.alpha_3] = short
        codes[short] = short
        if (book := getattr(one, "bibliographic", None)) is not None:
            codes[book] = short
    return codes


@cache
def _languages() -> dict[str, str]:
    """Folded names in English and in the language itself."""
    from babel import Locale

    names: dict[str, str] = {}
    for code, name in Locale("en").languages.items():
        if "_" not in code and code in _language_codes():
            names.setdefault(fold(name), code)
    for locale in _LOCALES:
        one = Locale.parse(locale)
        own = one.languages.get(one.language)
        if own:
            names.setdefault(fold(own), one.language)
    return names


@cache
def _language_names() -> dict[str, str]:
    from babel import Locale

    names: dict[str, str] = {}
    for locale in _LOCALES[1:]:
        for code, name in Locale.parse(locale).languages.items():
            if "_" not in code and code in _language_codes():
                names.setdefault(fold(name), code)
    return names
