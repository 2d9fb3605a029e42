"""How text becomes words: one folding for what is indexed and for what is asked.

Words are runs of letters, marks and digits of the NFKC text, lower-cased and without Latin, Greek
and Cyrillic accents, so ``Café``, ``CAFÉ`` and ``cafe`` are one word and ``@glow_by.anna`` is three.
A ``#`` or ``@`` in front is dropped: the word of a tag finds the tag. Chinese and Japanese, which
put no blanks between words, are split into single characters; a phrase finds them side by side.
Texts are folded by the column, because the catalog is folded by the million, and those in plain
ASCII skip the steps that cannot change them; a query goes through the same functions.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import polars as pl

BREAK = "|"
"""The word that separates values of a list, so that no phrase reaches over the edge."""

_MARK = "\x1f"  # a control character: never part of a word
_WIDE = r"([\p{Han}\p{Hiragana}\p{Katakana}])"
_BEYOND_ASCII = r"[^\x00-\x7f]"
_PLAIN = {"ß": "ss", "ς": "σ", "ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe"}


def fold_column(texts: pl.Series) -> pl.Series:
    """Each keyword in the form under which two spellings are the same; null stays null."""
    folded = _bare(texts, _letters)
    return folded.str.replace_all(r"\s+", " ").str.strip_chars()


def words_column(texts: pl.Series) -> pl.Series:
    """The words of each text, joined by single blanks; null stays null."""
    return _words(texts, "").str.strip_chars(" ")


def words_of_lists(frame: pl.DataFrame, *lists: str) -> pl.Series:
    """The words of all values of list columns in one text per row, `BREAK` between values."""
    joined = frame.select(
        pl.concat_str(
            [pl.col(name).list.join(_MARK) for name in lists], separator=_MARK, ignore_nulls=True
        )
    ).to_series()
    return _words(joined, _MARK).str.replace_all(_MARK, f" {BREAK} ", literal=True)


@lru_cache(maxsize=4_096)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text, in order, exactly as they are indexed."""
    found: str = words_column(pl.Series([text], dtype=pl.String))[0]
    return tuple(found.split())


@lru_cache(maxsize=4_096)
def fold_keyword(word: str) -> str:
    """A keyword (topic, city, hashtag without ``#``) exactly as it is indexed."""
    return str(fold_column(pl.Series([word], dtype=pl.String))[0])


def _words(texts: pl.Series, keep: str) -> pl.Series:
    def split(bare: pl.Series) -> pl.Series:
        parted = bare.str.replace_all(rf"[^\p{{L}}\p{{M}}\p{{N}}{keep}]+", " ")
        return _where(parted, _BEYOND_ASCII, _part_wide)

    return _bare(texts, split, lambda plain: plain.str.replace_all(f"[^a-z0-9{keep}]+", " "))


def _bare(
    texts: pl.Series,
    beyond: Callable[[pl.Series], pl.Series],
    plain: Callable[[pl.Series], pl.Series] = lambda same: same,
) -> pl.Series:
    """Lower-case; ASCII texts through ``plain``, the others without accents through ``beyond``."""

    def strip(some: pl.Series) -> pl.Series:
        apart = some.str.normalize("NFKD").str.to_lowercase()
        return beyond(apart.str.replace_all("[\u0300-\u036f]", ""))

    return _where(texts, _BEYOND_ASCII, strip, lambda rest: plain(rest.str.to_lowercase()))


def _letters(bare: pl.Series) -> pl.Series:
    """Letters that no decomposition takes apart made plain, the rest put together again."""
    return bare.str.replace_many(list(_PLAIN), list(_PLAIN.values())).str.normalize("NFC")


def _part_wide(parted: pl.Series) -> pl.Series:
    return _letters(parted).str.replace_all(_WIDE, " $1 ").str.replace_all(" +", " ")


def _where(
    texts: pl.Series,
    pattern: str,
    change: Callable[[pl.Series], pl.Series],
    otherwise: Callable[[pl.Series], pl.Series] = lambda same: same,
) -> pl.Series:
    """``change`` applied to the texts that hold the pattern, ``otherwise`` to the others."""
    mask = texts.str.contains(pattern).fill_null(value=False)
    if not mask.any():
        return otherwise(texts)
    if mask.all():
        return change(texts)
    order = np.argsort(~mask.to_numpy(), kind="stable")
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    both = pl.concat([change(texts.filter(mask)), otherwise(texts.filter(~mask))])
    return both.gather(back)
