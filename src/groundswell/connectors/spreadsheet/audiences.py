"""Shares of an audience: what headers mean by them, and lists of them in one cell."""

import re
from collections.abc import Iterable

from groundswell.connectors.spreadsheet import listed, places
from groundswell.connectors.spreadsheet.numerals import Mark
from groundswell.connectors.spreadsheet.vocabulary import normal
from groundswell.creators.facts import AGE_BANDS

_ABOUT = frozenset(
    (
        *("audience", "aud", "demo", "demographic", "demographics", "viewer", "viewers"),
        *("publikum", "zielgruppe", "audiencia", "publico", "pubblico"),
    )
)
_CROWD = frozenset(("follower", "followers", "fans", "subscribers", "abonnenten", "seguidores"))
_SHARE = frozenset(("percent", "pct", "share", "ratio", "anteil", "proportion", "split", "rate"))
_LINK = frozenset(("from", "in", "of", "the", "by", "aus", "de", "top", "is", "are", "s"))
_DIMENSIONS: dict[str, str] = (
    dict.fromkeys(
        ("country", "countries", "geo", "location", "locations", "lander", "pays"), "country"
    )
    | dict.fromkeys(("region", "regions", "state", "states"), "region")
    | dict.fromkeys(("city", "cities", "stadte", "villes"), "city")
    | dict.fromkeys(("language", "languages", "lang", "sprachen", "langues"), "language")
    | dict.fromkeys(("gender", "genders", "sex", "geschlecht", "sexe", "genero"), "gender")
    | dict.fromkeys(("age", "ages", "alter", "edad", "edades", "idade", "eta"), "age")
    | dict.fromkeys(("interest", "interests", "interessen"), "interest")
    | dict.fromkeys(("brand", "brands"), "brand")
)
_AGE = re.compile(
    r"(?<!\d)(\d{2})\s*(?:[-–—_]|to|bis|a|years?)?\s*(\d{2})(?!\d)|(?<!\d)(\d{2})\s*(?:\+|plus|and over|more)"
)
_GENDER = {"f": "female", "m": "male"}
_ITEM = re.compile(
    r"^\s*(?P<key>.*?[^\s:=(\[–-])\s*[:=(\[–-]?\s*(?P<share>[+\-]?\d+(?:[.,]\d+)?\s*[%％]?)\s*[)\]]?\s*$"
)
_REVERSED = re.compile(
    r"^\s*(?P<share>\d+(?:[.,]\d+)?\s*[%％])\s*(?:in|from|of)?\s*(?P<key>\S.*?)\s*$"
)


def audience_target(header: str) -> tuple[str, float] | None:
    """The target of a header that speaks of an audience, and how sure that is.

    ``audience US %``, ``% female``, ``Age 18-24``, ``followers_from_germany``, ``F 25-34``,
    ``Audience countries`` ...
    """
    words = normal(header).split()
    about = bool(_ABOUT.intersection(words))
    crowd = bool(_CROWD.intersection(words))
    share = bool(_SHARE.intersection(words)) or "%" in header
    band = age_band(header)
    rest = [word for word in words if word not in _ABOUT | _CROWD | _SHARE | _LINK]
    if band is not None:
        rest = [
            word for word in rest if not re.search(r"\d", word) and word not in {"plus", "over"}
        ]
    dimension = next((_DIMENSIONS[word] for word in rest if word in _DIMENSIONS), None)
    rest = [
        word for word in rest if word not in _DIMENSIONS and word not in {"years", "year", "old"}
    ]
    gender = next((_gender(word) for word in rest if _gender(word)), None)
    left = " ".join(word for word in rest if not _gender(word))
    if band is not None and band in AGE_BANDS:
        return _aged(band, gender, left, sure=about or share or dimension == "age")
    if gender is not None and not left:
        long_word = any(len(word) > 1 and _gender(word) for word in rest)
        if about or share or crowd or (long_word and dimension is None):
            return f"audience.gender:{gender}", 0.95 if about or share or crowd else 0.7
        return None
    if not (about or (crowd and (share or "from" in words or dimension))):
        return None
    return _of_place(dimension, left)


def _aged(band: str, gender: str | None, left: str, *, sure: bool) -> tuple[str, float] | None:
    country = places.country(left) if left else None
    if left and country is None:
        return None
    if gender is None and country is None:
        return f"audience.age:{band}", 0.95 if sure else 0.8
    return f"audience.cell:{country or '*'}/{band}/{gender or '*'}", 0.85


def _of_place(dimension: str | None, left: str) -> tuple[str, float] | None:
    if not left:
        return (f"audience.{dimension}", 0.8) if dimension else None
    if dimension in {None, "country"} and (code := places.country(left)):
        return f"audience.country:{code}", 0.95 if dimension else 0.85
    if dimension in {None, "language"} and len(left) > 2 and (code := places.language(left)):
        return f"audience.language:{code}", 0.95 if dimension else 0.6
    if dimension in {"city", "region", "interest", "brand"}:
        return f"audience.{dimension}:{left}", 0.85
    return None


def _gender(word: str) -> str | None:
    found = listed.GENDERS.get(word) if word not in {"x", "h", "w"} else None
    return found if found in {"female", "male"} else None


def age_band(text: str) -> str | None:
    """The age band that a text names (``18-24``, ``65+``), whether we keep it or not."""
    found = _AGE.search(text)
    if found is None:
        return None
    return f"{found[3]}+" if found[3] else f"{found[1]}-{found[2]}"


def canonical_key(dimension: str, key: str) -> str | None:
    """A key as the catalog writes it: ``Germany`` is ``DE``; None where it is not one."""
    word = key.strip()
    if dimension == "country":
        return places.country(word)
    if dimension == "language":
        return places.language(word)
    if dimension == "gender":
        found = listed.GENDERS.get(word.lower())
        return found if found in {"female", "male"} else None
    if dimension == "age":
        band = age_band(word)
        return band if band in AGE_BANDS else None
    if dimension == "cell":
        return _cell(word)
    return word.lower() or None


def _cell(word: str) -> str | None:
    parts = [part.strip() for part in word.split("/")]
    if len(parts) != 3:
        return None
    country = "*" if parts[0] == "*" else places.country(parts[0])
    age = "*" if parts[1] == "*" else canonical_key("age", parts[1])
    gender = "*" if parts[2] == "*" else canonical_key("gender", parts[2])
    if country is None or age is None or gender is None or (country, age, gender) == ("*",) * 3:
        return None
    return f"{country}/{age}/{gender}"


def read_list(text: str, dimension: str, mark: Mark) -> tuple[list[tuple[str, float]], str | None]:
    """The shares listed in one cell (``US 41%, UK: 12.5 %``) as fractions, and what is wrong.

    Numbers without percent sign are fractions where all of them are at most 1. An unknown key
    refuses the cell.
    """
    found: list[tuple[str, float, bool]] = []
    cut = r"[;|\n]|,(?!\d)" if mark == "." else r"[;|\n]|,\s"
    for item in re.split(cut, text):
        if not item.strip():
            continue
        match = _REVERSED.match(item) or _ITEM.match(item)
        if match is None:
            return [], f"{item.strip()!r} does not name a share."
        key = canonical_key(dimension, match["key"])
        if key is None:
            return [], f"{match['key'].strip()!r} is not known as {dimension}."
        number = match["share"]
        signed = number.rstrip().endswith(("%", "％"))
        found.append((key, float(number.rstrip(" %％").replace(",", ".")), signed))
    return _fractions(found)


def _fractions(
    found: list[tuple[str, float, bool]],
) -> tuple[list[tuple[str, float]], str | None]:
    bare = [value for _, value, signed in found if not signed]
    divide = bool(bare) and max(bare) > 1
    shares: dict[str, float] = {}
    for key, value, signed in found:
        share = value / 100 if signed or divide else value
        if not 0 <= share <= 1:
            return [], f"A share of {value:g} is not between 0 and 100 %."
        shares[key] = round(shares.get(key, 0.0) + share, 6)
    return list(shares.items()), None


def excess(shares: Iterable[tuple[str, float]], dimension: str) -> str | None:
    """What is wrong with shares that add up to more than there is (interests may overlap)."""
    if dimension in {"interest", "brand", "brand_category"}:
        return None
    total = sum(share for _, share in shares)
    if total > 1.05:
        return f"The shares by {dimension} add up to {total:.0%}."
    return None
