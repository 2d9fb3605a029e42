"""Identifiers that leave the house: random or permuted, prefixed by kind.

Small tables carry a random ``uid``. Catalog tables have hundreds of millions of rows, where a
second random key would cost as much as the data, so their public identifier is the row number
under a keyed permutation (Speck64/128, Beaulieu et al. 2013, https://eprint.iacr.org/2013/404):
it cannot be guessed or counted from outside, and needs no column.
"""

import secrets
from collections.abc import Sequence
from functools import lru_cache

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
