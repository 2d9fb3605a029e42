"""Identifiers that leave the house: random or permuted, prefixed by kind.

Small tables carry a random ``uid``. Catalog tables have hundreds of millions of rows, where a
second random key would cost as much as the data, so their public identifier is the row number
under a keyed permutation (Speck64/128, Beaulieu et al. 2013, https://eprint.iacr.org/2013/404):
it cannot be guessed or counted from outside, and needs no column.
"""

import secrets
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base32, lower case
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)}
_MASK = 0xFFFFFFFF
_ROUNDS = 27


def random_uid(prefix: str) -> str:
    """A new random identifier such as ``lst_5t0gk3v9w2x8m``: 64 random bits after the prefix."""
    return f"{prefix}_{_encode(secrets.randbits(64))}"


def public_id(prefix: str, row: int, key: bytes) -> str:
    """The outside name of row ``row`` (0 <= row < 2**64) under a 16-byte instance key."""
    left, right = row >> 32, row & _MASK
    for round_key in _schedule(key):
        left = (((left >> 8 | left << 24) & _MASK) + right & _MASK) ^ round_key
        right = ((right << 3 | right >> 29) & _MASK) ^ left
    return f"{prefix}_{_encode(left << 32 | right)}"


def row_of(prefix: str, identifier: str, key: bytes) -> int | None:
    """The row number behind a public identifier, or None where it is not one of this kind."""
    head, _, tail = identifier.partition("_")
    if head != prefix or len(tail) != 13 or any(letter not in _VALUE for letter in tail):
        return None
    number = 0
    for letter in tail:
        number = number << 5 | _VALUE[letter]
    if number >> 64:
        return None
    left, right = number >> 32, number & _MASK
    for round_key in reversed(_schedule(key)):
        right ^= left
        right = (right >> 3 | right << 29) & _MASK
        left = ((left ^ round_key) - right) & _MASK
        left = (left << 8 | left >> 24) & _MASK
    return left << 32 | right


def public_ids(prefix: str, rows: "npt.NDArray[np.int64]", key: bytes) -> list[str]:
    """`public_id` of many rows at once."""
    import numpy as np

    words = np.ascontiguousarray(rows, dtype="<u8")
    left, right = _lanes(words >> np.uint64(32)), _lanes(words & np.uint64(_MASK))
    ones = _ones(len(words))
    mask = ones * _MASK
    for round_key in _schedule(key):
        left = ((left << 24 | left >> 8) & mask) + right & mask ^ ones * round_key
        right = (right << 3 | right >> 29) & mask ^ left
    number = _unlanes(left << 32 | right, len(words))
    digits = number[:, None] >> np.arange(60, -1, -5, dtype=np.uint64) & np.uint64(31)
    letters = np.frombuffer(_ALPHABET.encode(), dtype=np.uint8)[digits]
    text = letters.tobytes().decode()
    return [f"{prefix}_{text[at : at + 13]}" for at in range(0, len(text), 13)]


def rows_of(
    prefix: str, identifiers: Sequence[str], key: bytes
) -> "tuple[npt.NDArray[np.int64], list[int]]":
    """`row_of` of many identifiers at once: their rows, and the positions of those that are none.

    A row at a bad position is -1, and so is one that no table could hold (2**63 and above).
    """
    import numpy as np

    head = f"{prefix}_"
    fits = [
        len(each) == len(head) + 13 and each.startswith(head) and each.isascii()
        for each in identifiers
    ]
    tails = "".join(
        each[len(head) :] if fit else "z" * 13 for each, fit in zip(identifiers, fits, strict=True)
    )
    value = np.full(128, 32, dtype=np.uint8)
    value[np.frombuffer(_ALPHABET.encode(), dtype=np.uint8)] = np.arange(32)
    digits = value[np.frombuffer(tails.encode(), dtype=np.uint8)].reshape(-1, 13).astype(np.uint64)
    # Thirteen digits of five bits are 65 bits: the first may only be 0 to 15.
    bad = ~np.array(fits, dtype=bool) | (digits > 31).any(axis=1) | (digits[:, 0] > 15)
    number = np.zeros(len(digits), dtype=np.uint64)
    for column in digits.T:
        number = number << np.uint64(5) | (column & np.uint64(31))
    left, right = _lanes(number >> np.uint64(32)), _lanes(number & np.uint64(_MASK))
    ones = _ones(len(number))
    mask = ones * _MASK
    for round_key in reversed(_schedule(key)):
        right ^= left
        right = (right << 29 | right >> 3) & mask
        left = (left ^ ones * round_key) + (ones << 32) - right & mask
        left = (left << 8 | left >> 24) & mask
    rows = _unlanes(left << 32 | right, len(number)).astype(np.int64)
    bad |= rows < 0
    rows[bad] = -1
    return rows, np.flatnonzero(bad).tolist()


# Many words at once stand in one long integer, 32 bits in lanes of 64: a dozen identifiers cost as
# much as one, and a page of them a tenth of what NumPy needs to be called some 250 times.


def _lanes(words: "npt.NDArray[np.uint64]") -> int:
    return int.from_bytes(words.astype("<u8").tobytes(), "little")


def _unlanes(lanes: int, count: int) -> "npt.NDArray[np.uint64]":
    import numpy as np

    return np.frombuffer(lanes.to_bytes(count * 8, "little"), dtype="<u8")


def _ones(count: int) -> int:
    return int.from_bytes(b"\x01\0\0\0\0\0\0\0" * count, "little")


def _encode(number: int) -> str:
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


@lru_cache(maxsize=8)
def _schedule(key: bytes) -> Sequence[int]:
    if len(key) != 16:
        raise ValueError("an identifier key is 16 bytes")
    word, *rest = (int.from_bytes(key[i : i + 4], "little") for i in range(0, 16, 4))
    keys = [word]
    for index in range(_ROUNDS - 1):
        mixed = ((rest[index] >> 8 | rest[index] << 24) & _MASK) + word & _MASK ^ index
        rest.append(mixed)
        word = (word << 3 | word >> 29) & _MASK ^ mixed
        keys.append(word)
    return tuple(keys)
