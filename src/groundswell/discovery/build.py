"""Nodes from what people wrote: one constructor per kind of condition, shared by every face.

The text, JSON and form faces all come through here, so a value means the same wherever it is
typed. Everything raises `literals.Problem`; the faces add where it happened.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Literal

from groundswell.creators.addresses import NotAProfile
from groundswell.creators.handles import guess_platform, identify
from groundswell.discovery import literals
from groundswell.discovery.codes import (
    country_code,
    currency_code,
    language_code,
    near_country,
    near_language,
)
from groundswell.discovery.fields import (
    AUDIENCE_DEFAULT_SHARE,
    BY_WORD,
    DIMENSION_ALIASES,
    FIELDS,
    HAS,
    OWN_WORDS,
    RELATIONS,
    Field,
)
from groundswell.discovery.literals import Problem, clean, fold
from groundswell.discovery.query import Ids, Like, Terms
from groundswell.measures.tiers import NAMES as TIER_WORDS
from groundswell.measures.tiers import OUTSIDE, SCHEMES, UNKNOWN

Operator = Literal[">=", "<=", ">", "<", "=", ":", "!="]

_PROFILE_ID = re.compile(r"prf_[0-9a-hjkmnp-tv-z]{13}")
_PLATFORM_NAMES = {
    "ig": "instagram", "insta": "instagram", "yt": "youtube", "tt": "tiktok", "tik_tok": "tiktok",
    "fb": "facebook", "twitter": "x", "snap": "snapchat", "pin": "pinterest", "li": "linkedin",
    "bsky": "bluesky", "mastodon.social": "mastodon", "website": "blog",
}  # fmt: skip
_CHOICE_NAMES: dict[str, dict[str, str]] = {
    "gender": {
        "f": "female", "w": "female", "woman": "female", "women": "female", "m": "male",
        "man": "male", "men": "male", "non_binary": "nonbinary", "gender_neutral": "nonbinary",
        "brand": "organization", "organisation": "organization",
    },
    "is": {
        "live": "live_streams", "live_streaming": "live_streams", "partner": "partnered",
        "monetised": "monetizing", "monetized": "monetizing", "monetising": "monetizing",
        "artist": "official_artist", "podcaster": "podcast", "demo": "synthetic",
    },
    "has": {
        "mail": "email", "e_mail": "email", "tel": "phone", "contacts": "contact",
        "contact_details": "contact", "link_in_bio": "website", "site": "website",
        "photo": "picture", "audience_info": "audience", "itunes": "apple_podcasts",
        **_PLATFORM_NAMES, "website": "website",
    },
    "account": {"regular": "personal", "human": "personal"},
    "basis": {"firstparty": "first_party", "import": "imported"},
    "audience_basis": {"follower": "followers", "liker": "likers", "commenter": "commenters"},
}  # fmt: skip
_RELATIONS = {
    "customers": "customer", "employees": "employee", "staff": "employee",
    "follower": "follows-us", "followers": "follows-us", "follows": "follows-us",
    "competitor": "follows-competitor", "competitors": "follows-competitor",
    **{word: word for word in RELATIONS},
}  # fmt: skip
_FINDING = re.compile(r"sav_[0-9a-hjkmnp-tv-z]{13}(?:/[0-9]{1,18})?")
_SIGNS = {"hashtag": "#", "topic": "#", "handle": "@", "mention": "@", "brand": "@", "tag": "#"}


# ---------------------------------------------------------------- which field


def field_named(word: str) -> Field:
    """The field of a name or alias, in any case; Problem with the nearest name otherwise."""
    lower = word.lower()
    found = BY_WORD.get(lower) or BY_WORD.get(lower.replace("-", "_"))
    if found is None:
        raise Problem(f"There is no field “{word}”.", _near(lower, (*BY_WORD, "sort")))
    return found


def dimension_named(word: str) -> str:
    """The audience dimension of a name or alias: ``country`` for ``location``."""
    name = DIMENSION_ALIASES.get(word.lower(), word.lower())
    if name not in AUDIENCE_DEFAULT_SHARE:
        near = get_close_matches(name, [*AUDIENCE_DEFAULT_SHARE, *DIMENSION_ALIASES], n=1)
        known = ", ".join(AUDIENCE_DEFAULT_SHARE)
        raise Problem(
            f"Audiences are not split by “{word}”.",
            f"Did you mean audience.{near[0]}?" if near else f"They are split by {known}.",
        )
    return name


def _near(word: str, known: Iterable[str]) -> str | None:
    words = list(known)
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    if not near and len(word) >= 3:
        near = [known for known in words if known.startswith(word)][:1]
    return f"Did you mean {near[0]}?" if near else None


# ---------------------------------------------------------------- words


def terms(field: Field, raw: Iterable[str], *, every: bool = False) -> Terms:
    """The field has any (or all) of these values, each in its canonical form."""
    if field.kind not in {"keyword", "keywords"} and field.name not in {"tier", *OWN_WORDS}:
        raise Problem(f"{field.label} does not take words.", takes(field))
    values = tuple(dict.fromkeys(term(field, value) for value in raw))
    if not values:
        raise Problem(f"{field.label} needs a value.")
    if every and len(values) > 1 and (field.kind == "keyword" or field.name == "tier"):
        raise Problem(
            f"A profile has one {field.label.lower()}, so it cannot have all of these.",
            "Leave all(…) away to find any of them.",
        )
    return Terms(field.name, values, every and len(values) > 1)


def term(field: Field, raw: str) -> str:
    """One value of a keyword field in its canonical form."""
    if field.codes in {"country", "language", "currency"}:
        return _code(field, clean(raw))
    if own := {"tier": _tier, "relation": _relation, "new": _finding}.get(field.name):
        return own(raw)
    if field.choices:
        return _choice(field, raw)
    return fold(fold(raw).lstrip(_SIGNS.get(field.name, " ")))


def _code(field: Field, raw: str) -> str:
    found, near = {
        "country": (country_code, near_country),
        "language": (language_code, near_language),
        "currency": (currency_code, lambda _: None),
    }[field.codes]
    if code := found(raw):
        return code
    guess = near(raw)
    raise Problem(
        f"“{raw}” is not a {field.codes} we know.",
        f"Did you mean {guess}?" if guess else "Use its ISO code, or its name in quotes.",
    )


def _choice(field: Field, raw: str) -> str:
    word = fold(raw).replace("-", "_").replace(" ", "_")
    if field.codes == "platform":
        word = _PLATFORM_NAMES.get(word, word)
    word = _CHOICE_NAMES.get(field.name, {}).get(word, word)
    if word not in field.choices:
        few = ", ".join(field.choices) if len(field.choices) <= 20 else None
        raise Problem(
            f"{field.label} does not know “{raw}”.",
            _near(word, field.choices) or (f"It takes {few}." if few else None),
        )
    return word


def _tier(raw: str) -> str:
    head, slash, tail = fold(raw).partition("/")
    scheme, name = (head, tail) if slash else ("", head)
    if scheme and scheme not in SCHEMES:
        near = _near(scheme, SCHEMES) or f"Schemes are {', '.join(SCHEMES)}."
        raise Problem(f"There is no tier scheme “{scheme}”.", near)
    names = SCHEMES[scheme].names() if scheme else tuple(TIER_WORDS)
    if name not in {*names, UNKNOWN, OUTSIDE}:
        raise Problem(
            f"“{name}” is not a tier{f' of the scheme {scheme}' if scheme else ''}.",
            _near(name, names) or f"Tiers are {', '.join(names)}.",
        )
    return f"{scheme}/{name}" if scheme else name


def _relation(raw: str) -> str:
    head, slash, tail = fold(raw).partition("/")
    word = _RELATIONS.get(head.replace(" ", "-").replace("_", "-"), head)
    if word not in RELATIONS:
        raise Problem(
            f"“{raw}” is not a relation.",
            _near(word, (*RELATIONS, *_RELATIONS)) or f"It takes {', '.join(RELATIONS)}.",
        )
    if slash and word != RELATIONS[-1]:
        raise Problem(f"Nobody can be named after {word}.", f"Write relation:{word}.")
    name = tail.strip()
    if slash and not name:
        raise Problem("The name of the competitor is missing.", f"Write relation:{word}.")
    return f"{word}/{name}" if slash else word


def _finding(raw: str) -> str:
    word = fold(raw)
    if not _FINDING.fullmatch(word):
        raise Problem(f"“{raw}” is not the identifier of a saved search.", "They look like sav_….")
    return word


def known(raw: str) -> str:
    """The word of ``has:`` in canonical form: one of `fields.HAS`, else a field's name."""
    field = FIELDS["has"]
    word = fold(raw).replace("-", "_").replace(" ", "_")
    word = _CHOICE_NAMES["has"].get(word, word)
    if word in HAS:
        return word
    found = BY_WORD.get(word)
    if (
        found is None
        or found.name in {"is", "has", "text", "list", "id", *OWN_WORDS}
        or _likeness(found)
    ):
        raise Problem(f"{field.label} does not know “{raw}”.", _near(word, (*HAS, *BY_WORD)))
    return found.name


def _likeness(field: Field) -> bool:
    return field.name in {"like", "audience-like"}


def prefix_start(field: Field, raw: str) -> str:
    """The letters that values of this field begin with."""
    if field.kind not in {"keyword", "keywords"} or field.choices or field.codes:
        raise Problem(
            f"{field.label} cannot be asked by its first letters.",
            "Fields of free words can, such as handle:glow* or hashtag:skin*.",
        )
    return fold(fold(raw).lstrip(_SIGNS.get(field.name, " ")))


def words(raw: str) -> str:
    """Words of a text search."""
    return clean(raw)


def like(raw: str, *, audience: bool = False) -> Like:
    """``@handle`` or ``instagram/@handle``."""
    text = clean(raw)
    if text.startswith(("http://", "https://", "www.")):
        return _like_address(text, audience=audience)
    platform = None
    head, slash, tail = text.partition("/")
    if slash and not head.startswith("@"):
        platform, text = _choice(FIELDS["platform"], head), tail
    handle = text.lstrip("@")
    if not handle or handle != clean(handle) or " " in handle:
        raise Problem("A handle is missing here.", "Write like:@handle or like:instagram/@handle.")
    return Like(handle, platform, audience)


def _like_address(address: str, *, audience: bool) -> Like:
    platform = guess_platform(address)
    try:
        if platform is not None and (handle := identify(platform, address).handle):
            return Like(clean(handle).lstrip("@"), platform.slug, audience)
    except NotAProfile as refusal:
        raise Problem(refusal.sentence, refusal.hint) from None
    raise Problem("This is not the address of a profile.", "Write like:instagram/@handle.")


def identifiers(raw: Iterable[str]) -> Ids:
    """Public identifiers of profiles."""
    found = tuple(dict.fromkeys(fold(value) for value in raw))
    for value in found:
        if not _PROFILE_ID.fullmatch(value):
            raise Problem(f"“{value}” is not the identifier of a profile.", "They look like prf_….")
    if not found:
        raise Problem("An identifier is missing here.")
    return Ids(found)


def takes(field: Field) -> str:
    """What may stand after a field, as a hint."""
    examples = {
        "keyword": f"{field.name}:value",
        "keywords": f"{field.name}:value or {field.name}:all(one,two)",
        "count": f"{field.name}>=10k or {field.name}:10k..50k",
        "number": f"{field.name}>=2.5 or {field.name}:1..10",
        "rate": f"{field.name}>=3% or {field.name}:1%..5%",
        "money": f"{field.name}<=500EUR or {field.name}:100..500EUR",
        "time": f"{field.name}<=30d or {field.name}>=2026-01-31",
        "text": f'{field.name}:word or {field.name}:"some words"',
        "special": f"{field.name}:value",
    }
    return f"Write {examples[field.kind]}."


# ---------------------------------------------------------------- preferences and order


def is_field(word: str) -> bool:
    """Whether this is the name or alias of a field."""
    return word.lower() in BY_WORD


def weight(raw: str, sign: str = "") -> float:
    """A weight between 0.000001 and 1,000,000."""
    value = literals.read_float(raw)
    if not 1e-6 <= value <= 1e6:
        raise Problem("A weight lies between 0.000001 and 1,000,000.")
    return -value if sign in {"-", "−"} else value


def sort_field(word: str) -> str:
    """The name of a field that can order a result."""
    field = field_named(word)
    if not field.sort:
        raise Problem(
            f"{field.label} cannot order a result.", "Numbers, rates, prices and times can."
        )
    return field.name


def checked_weight(value: float) -> float:
    """A weight that was given as a number."""
    return weight(literals.decimal(literals.exact(value)))
