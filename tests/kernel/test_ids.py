import secrets

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.kernel import ids

ROWS = st.integers(0, 2**64 - 1)
KEYS = st.binary(min_size=16, max_size=16)


def test_published_vector_of_speck64_128() -> None:
    # Beaulieu et al. 2013, appendix C: words are printed most significant first
    words = [0x03020100, 0x0B0A0908, 0x13121110, 0x1B1A1918]
    key = b"".join(word.to_bytes(4, "little") for word in words)
    plain, cipher = 0x3B7265747475432D, 0x8C6FA548454E028B

    identifier = ids.public_id("prf", plain, key)

    assert identifier == f"prf_{ids._encode(cipher)}"
    assert ids.row_of("prf", identifier, key) == plain


@given(ROWS, KEYS)
def test_row_comes_back(row: int, key: bytes) -> None:
    assert ids.row_of("cre", ids.public_id("cre", row, key), key) == row


@given(ROWS, KEYS, KEYS)
def test_another_key_gives_another_row(row: int, key: bytes, other: bytes) -> None:
    identifier = ids.public_id("prf", row, key)
    assert (ids.row_of("prf", identifier, other) == row) == (key == other)


@given(st.text())
def test_any_text_is_a_row_or_none(text: str) -> None:
    row = ids.row_of("prf", text, bytes(16))
    assert row is None or ids.public_id("prf", row, bytes(16)) == text


@pytest.mark.parametrize(
    "text", ["", "prf_", "cre_0000000000000", "prf_000000000000u", "prf_zzzzzzzzzzzzz", "prf_0"]
)
def test_what_is_not_ours_is_none(text: str) -> None:
    assert ids.row_of("prf", text, bytes(16)) is None


def test_random_identifiers_differ_and_carry_their_kind() -> None:
    made = {ids.random_uid("lst") for _ in range(10_000)}
    assert len(made) == 10_000
    assert all(uid.startswith("lst_") and len(uid) == 17 for uid in made)


def test_neighbouring_rows_look_unrelated() -> None:
    key = secrets.token_bytes(16)
    first, second = (ids.public_id("prf", row, key) for row in (1, 2))
    same = sum(a == b for a, b in zip(first[4:], second[4:], strict=True))
    assert same < 8


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        ids.public_id("prf", 1, b"short")


@given(st.lists(st.integers(0, 2**63 - 1), max_size=40), KEYS)
def test_many_at_once_are_as_one_by_one(rows: list[int], key: bytes) -> None:
    many = ids.public_ids("prf", np.array(rows, dtype=np.int64), key)

    assert many == [ids.public_id("prf", row, key) for row in rows]
    back, bad = ids.rows_of("prf", many, key)
    assert back.tolist() == rows
    assert bad == []


@given(st.lists(st.one_of(st.text(), st.from_regex(r"(prf|crt)_[0-9a-z]{13}", fullmatch=True))))
def test_many_bad_ones_are_named_by_position(texts: list[str]) -> None:
    key = bytes(range(16))
    rows, bad = ids.rows_of("prf", texts, key)

    for position, (text, row) in enumerate(zip(texts, rows.tolist(), strict=True)):
        expected = ids.row_of("prf", text, key)
        if expected is None or expected >= 2**63:
            assert (row, position in bad) == (-1, True)
        else:
            assert (row, position in bad) == (expected, False)
