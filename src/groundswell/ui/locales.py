"""Whose way of writing numbers and dates applies; set per request, English where nothing is said."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import negotiate_locale
from babel.localedata import locale_identifiers

_current: ContextVar[str] = ContextVar("locale", default="en_US")


@lru_cache(maxsize=1)
def _available() -> list[str]:
    return locale_identifiers()


@lru_cache(maxsize=256)
def chosen(wish: str, accepted: str) -> str:
    """The locale to use: a person's own wish, else the first of ``Accept-Language`` that we know.

    Args:
        wish: a locale such as ``de`` or ``en_GB``; empty for none.
        accepted: the header as the browser sent it.
    """
    for candidate in ([wish] if wish else [], _preferred(accepted)):
        if found := negotiate_locale([one.replace("-", "_") for one in candidate], _available()):
            return str(found)
    return "en_US"


def _preferred(header: str) -> Sequence[str]:
    weighed = []
    for at, part in enumerate(header[:400].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            rank = float(weight) if weight else 1.0
        except ValueError:
            continue
        if tag and tag != "*":
            weighed.append((-rank, at, tag))
    return [tag for _, _, tag in sorted(weighed)]


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Write numbers and dates in this locale inside the block."""
    token = _current.set(name)
    try:
        yield
    finally:
        _current.reset(token)


@lru_cache(maxsize=256)
def _parsed(name: str) -> Locale:
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return Locale("en", "US")


def locale() -> Locale:
    """The locale in force."""
    return _parsed(_current.get())
