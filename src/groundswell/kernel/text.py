"""Text as people type it, brought to one form."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
# Letters that no Unicode decomposition takes apart.
_PLAIN = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)


def tidy(text: str) -> str:
    """NFC, without control, zero-width and direction characters, runs of white space as one blank, trimmed."""
    return _SPACES.sub(" ", _CONTROL.sub("", unicodedata.normalize("NFC", text))).strip()


def fold(text: str) -> str:
    """The form under which two spellings are the same: no case, no accents, no width, tidy.

    ``Café  ÉCLAIR`` and ``cafe eclair`` fold to the same text; folding twice changes nothing.
    """
    before = None
    while before != text:  # some letters need a second round (a mark that case folding brings out)
        before = text
        apart = unicodedata.normalize("NFKD", tidy(text).casefold())
        bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
        text = tidy(bare.translate(_PLAIN))
    return text


def slug(text: str, *, longest: int = 50) -> str:
    """Lower-case ASCII words joined by hyphens, for addresses; ``""`` where nothing is left."""
    return _NOT_SLUG.sub("-", fold(text))[: longest + 1].strip("-")[:longest].strip("-")


def shorten(text: str, longest: int) -> str:
    """The text, cut at a word and closed with an ellipsis where it is longer than ``longest``."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    head, blank, _ = cut.rpartition(" ")
    return (head if blank and len(head) > longest // 2 else cut).rstrip() + "…"
