"""What columns are called: spellings in several languages, and the target each means.

A *target* is where a column goes: the name of a fact (``followers``), an identity (``handle``,
``url``, ``platform``, ``platform_id``, ``name_or_handle``), ``post.likes``, ``audience.country:US``,
``contact.email``, ``observed_at`` ... See `targets`.
"""

import re
from functools import cache

from groundswell.connectors.spreadsheet.spellings import (
    AUDIENCE_LONG,
    BESIDE_POSTS,
    POST_SPELLINGS,
    SPELLINGS,
)
from groundswell.creators.facts import FACTS
from groundswell.creators.platforms import Platform
from groundswell.kernel.text import fold

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UNIT = re.compile(r"\((%|[^)]{0,24})\)|\[([^\]]{0,24})\]")
_FILLER = frozenset(
    (
        *("the", "of", "a", "an", "in", "per", "your", "creator", "influencer", "profile"),
        *("account", "user", "channel", "page", "der", "die", "das", "de", "du", "des", "la"),
        *("le", "el", "do", "da", "di", "del", "los", "les", "os", "total", "number", "no", "nr"),
        *("num", "count", "current"),
    )
)

PLATFORM_WORDS: dict[str, Platform] = {
    **{one.slug: one for one in Platform if one not in {Platform.X, Platform.BLOG}},
    "insta": Platform.INSTAGRAM,
    "ig": Platform.INSTAGRAM,
    "tik tok": Platform.TIKTOK,
    "tt": Platform.TIKTOK,
    "yt": Platform.YOUTUBE,
    "you tube": Platform.YOUTUBE,
    "fb": Platform.FACEBOOK,
    "twitter": Platform.X,
    "snap": Platform.SNAPCHAT,
    "linked in": Platform.LINKEDIN,
    "bsky": Platform.BLUESKY,
}


def normal(header: str) -> str:
    """The words of a header: lower case, no accents, no punctuation, camel case taken apart."""
    text = _CAMEL.sub(" ", header.strip())
    text = fold(text.replace("#", " # ").replace("@", " @ ").replace("%", " percent "))
    return " ".join(re.sub(r"[^\w#@]+|_", " ", text).split())


def bare(header: str) -> tuple[str, str]:
    """The words of a header without what stands in brackets, and the words in brackets."""
    inner = " ".join(one or two for one, two in _UNIT.findall(header))
    return normal(_UNIT.sub(" ", header)), normal(inner)


def loose(phrase: str) -> str:
    """The phrase without words that tell nothing, in alphabetical order."""
    words = [_singular(word) for word in phrase.split() if word not in _FILLER]
    return " ".join(sorted(words))


def lookup(phrase: str, *, posts: bool) -> tuple[str, bool] | None:
    """The target of a phrase and whether the spelling is exact; None where it is not known."""
    exact, near = _tables(posts=posts)
    if (target := exact.get(phrase)) is not None:
        return target, True
    reduced = loose(phrase)
    if reduced and (target := near.get(reduced)) is not None:
        return target, False
    return None


def lookup_long(phrase: str) -> str | None:
    """The target of a phrase in a table of audience shares in long form."""
    return _long().get(phrase)


def known(header: str) -> bool:
    """Whether a header is a name of a column that we know."""
    phrase, _ = bare(header)
    if not phrase:
        return False
    if lookup(phrase, posts=False) or lookup(phrase, posts=True):
        return True
    _, rest = platform_of(phrase)
    return rest != phrase and (not rest or lookup(rest, posts=False) is not None)


def platform_of(phrase: str) -> tuple[Platform | None, str]:
    """The platform that a phrase begins or ends with, and the rest of it."""
    for word, platform in sorted(PLATFORM_WORDS.items(), key=lambda pair: -len(pair[0])):
        if phrase == word:
            return platform, ""
        if phrase.startswith(word + " "):
            return platform, phrase[len(word) + 1 :]
        if phrase.endswith(" " + word):
            return platform, phrase[: -len(word) - 1].removesuffix(" on")
    return None, phrase


def platform_in(text: str) -> Platform | None:
    """The platform that a file or sheet name speaks of, where it is exactly one."""
    words = normal(re.sub(r"[0-9]+", " ", text))  # instagram2.csv
    padded = f" {words} "
    found = {
        platform
        for word, platform in PLATFORM_WORDS.items()
        if len(word) > 2 and f" {word} " in padded
    }
    return found.pop() if len(found) == 1 else None


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@cache
def _tables(*, posts: bool) -> tuple[dict[str, str], dict[str, str]]:
    exact: dict[str, str] = {}
    beside = {
        target: words for target, words in SPELLINGS.items() if not posts or target in BESIDE_POSTS
    }
    for table in (POST_SPELLINGS, beside) if posts else (beside,):
        for target, spellings in table.items():
            for spelling in (target, *spellings.split(";")):
                exact.setdefault(normal(spelling), target)
    for fact in FACTS.values():
        if not posts or fact.name in BESIDE_POSTS:
            exact.setdefault(normal(fact.name), fact.name)
            exact.setdefault(normal(fact.label), fact.name)
    near: dict[str, str] = {}
    for phrase, target in exact.items():
        if (reduced := loose(phrase)) and len(reduced) > 2:
            near.setdefault(reduced, target)
    return exact, near


@cache
def _long() -> dict[str, str]:
    return {
        normal(spelling): target
        for target, spellings in AUDIENCE_LONG.items()
        for spelling in spellings.split(";")
    }
