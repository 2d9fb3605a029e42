import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.kernel.text import fold, shorten, slug, tidy


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café  ÉCLAIR", "cafe eclair"),
        ("Straße", "strasse"),
        ("ＦＵＬＬ width", "full width"),
        ("Øresund Łódź", "oresund lodz"),
        ("İstanbul", "istanbul"),
        ("ﬁt\u200bness", "fitness"),
        ("東京 スキンケア", "東京 スキンケア"),
        ("  \t\n ", ""),
    ],
)
def test_spellings_that_are_the_same(text: str, folded: str) -> None:
    assert fold(text) == unicodedata.normalize("NFKD", folded)


@given(st.text())
def test_folding_and_tidying_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert tidy(tidy(text)) == tidy(text)


@given(st.text())
def test_case_and_normal_form_do_not_matter_to_fold(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert fold(unicodedata.normalize("NFC", text).casefold()) == fold(text)


@given(st.text(), st.integers(1, 60))
def test_a_slug_is_safe_in_an_address(text: str, longest: int) -> None:
    made = slug(text, longest=longest)
    assert len(made) <= longest
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert made == made.strip("-")
    assert "--" not in made


def test_a_slug_reads_like_the_text() -> None:
    assert slug("Ärger & Glück: 2026!") == "arger-gluck-2026"
    assert slug("東京") == ""


@given(st.text(), st.integers(1, 200))
def test_shortened_text_fits(text: str, longest: int) -> None:
    short = shorten(text, longest)
    assert len(short) <= longest
    assert short == text if len(text) <= longest else short.endswith("…")


def test_text_is_cut_at_a_word() -> None:
    assert shorten("clean beauty for everyone", 20) == "clean beauty for…"
