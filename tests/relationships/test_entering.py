"""What people paste into a table, as they mean it; and what is refused, with a reason."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.kernel.text import tidy
from groundswell.relationships import entering
from groundswell.relationships.entering import Kind, Reader, Unreadable

TODAY = date(2026, 11, 22)
PEOPLE = {"ada quill": "mem_a", "ada": "mem_a", "rui@x.example": "mem_r", "rui": "mem_r"}
TEXT, FLAG, DATE, PERSON = Kind("text"), Kind("flag"), Kind("date"), Kind("person")
NUMBER, ML = Kind("number"), Kind("number", unit="ml")
USD, BARE = Kind("money", currency="USD"), Kind("money")
SIZE = Kind("choice", choices=["30 ml", "50 ml", "Café set"])


def read(kind, text, locale="en"):
    found = entering.read(kind, text, Reader(TODAY, locale, PEOPLE))
    return None if found is None else found.data


@pytest.mark.parametrize(
    ("kind", "text", "locale", "expected"),
    [
        (NUMBER, "1.2k", "en", 1200),
        (NUMBER, "3M", "en", 3_000_000),
        (NUMBER, "1,234.5", "en", 1234.5),
        (NUMBER, "1.234,5", "de", 1234.5),
        (NUMBER, "1 234", "fr", 1234),
        (NUMBER, "12.5", "de_CH", 12.5),
        (NUMBER, "−7", "en", -7),
        (ML, "50 ml", "en", 50),
        (ML, "50ML", "en", 50),
        (ML, "50", "en", 50),
        (USD, "$450", "en", {"minor": 45000, "currency": "USD"}),
        (USD, "450", "en", {"minor": 45000, "currency": "USD"}),
        (USD, "1.2k", "en", {"minor": 120000, "currency": "USD"}),
        (USD, "€1,200.50", "en", {"minor": 120050, "currency": "EUR"}),
        (USD, "1.200,50 €", "de", {"minor": 120050, "currency": "EUR"}),
        (USD, "2.5k GBP", "en", {"minor": 250000, "currency": "GBP"}),
        (USD, "¥1,250", "en", {"minor": 1250, "currency": "JPY"}),
        (Kind("money", currency="AUD"), "$20", "en", {"minor": 2000, "currency": "AUD"}),
        (USD, "CHF 99.95", "en", {"minor": 9995, "currency": "CHF"}),
        (USD, "-$5", "en", {"minor": -500, "currency": "USD"}),
        (DATE, "26 Jan", "en", "2027-01-26"),
        (DATE, "Jan 26", "en", "2027-01-26"),
        (DATE, "26 January 2026", "en", "2026-01-26"),
        (DATE, "20 Nov", "en", "2026-11-20"),
        (DATE, "1 Oct", "en", "2026-10-01"),
        (DATE, "26. Januar", "de", "2027-01-26"),
        (DATE, "2027-01-26", "en", "2027-01-26"),
        (DATE, "1/26/2027", "en_US", "2027-01-26"),
        (DATE, "26/1/27", "en_GB", "2027-01-26"),
        (DATE, "26.1.", "de", "2027-01-26"),
        (DATE, "tomorrow", "en", "2026-11-23"),
        (SIZE, " 50  ML ", "en", "50 ml"),
        (SIZE, "cafe set", "en", "Café set"),
        (FLAG, "Yes", "en", True),
        (FLAG, "x", "en", True),
        (FLAG, "nein", "de", False),
        (PERSON, "@Ada Quill", "en", "mem_a"),
        (PERSON, "RUI@x.example", "en", "mem_r"),
        (TEXT, " two\nlines ", "en", "two\nlines"),
        *((kind, "  ", "en", None) for kind in (TEXT, NUMBER, USD, DATE, SIZE, FLAG, PERSON)),
    ],
)
def test_it_is_read_as_meant(kind, text, locale, expected):
    assert read(kind, text, locale) == expected


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        (NUMBER, "lots", "is not a number"),
        (NUMBER, "50 ml", "this field has no unit"),
        (ML, "50 oz", "expected a number of ml"),
        (NUMBER, "1.2.3", "is not a number"),
        (NUMBER, "9" * 30, "is too large"),
        (USD, "$1.999", "more digits than USD has"),
        (BARE, "450", "names no currency"),
        (USD, "450 gold", "not an amount with a currency we know"),
        (DATE, "30 Feb", "is not a date"),
        (DATE, "13/13/2026", "is not a date"),
        (DATE, "soon", "is not a date"),
        (SIZE, "50 mll", "did you mean “50 ml”?"),
        (FLAG, "maybe", "neither yes nor no"),
        (PERSON, "Mika", "No member is called “Mika”"),
        (TEXT, "x" * 2001, "at most 2,000 characters"),
    ],
)
def test_it_is_refused_with_the_reason(kind, text, why):
    with pytest.raises(Unreadable, match=why.replace("?", r"\?").replace("(", r"\(")):
        read(kind, text)


_SAMPLES = {
    "number": st.one_of(
        st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6).map(lambda n: round(n, 4))
    ),
    "money": st.fixed_dictionaries(
        {"minor": st.integers(-(10**9), 10**9), "currency": st.sampled_from(["USD", "JPY", "KWD"])}
    ),
    "date": st.dates(date(2000, 1, 1), date(2099, 1, 1)).map(date.isoformat),
    "flag": st.booleans(),
    "choice": st.sampled_from(list(SIZE.choices)),
}


@given(data=st.data(), kind=st.sampled_from(sorted(_SAMPLES)))
def test_what_is_copied_out_is_read_back_the_same(data, kind):
    value = data.draw(_SAMPLES[kind])
    field = SIZE if kind == "choice" else Kind(kind, currency="EUR")

    assert read(field, entering.plain(kind, value, {})) == value


@given(text=st.text(max_size=40), kind=st.sampled_from([NUMBER, ML, USD, DATE, SIZE, FLAG, PERSON]))
def test_no_text_breaks_it(text, kind):
    with suppress(Unreadable):
        assert read(kind, text) is not None or not tidy(text)
