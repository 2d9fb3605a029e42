from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.kernel import clock
from groundswell.ui import formats
from groundswell.ui.locales import chosen, speaking


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"), (7, "7"), (940, "940"), (999, "999"), (999.4, "999"), (999.6, "1k"),
        (1_000, "1k"), (1_040, "1k"), (1_060, "1.1k"), (9_940, "9.9k"), (48_230, "48.2k"),
        (99_960, "100k"), (112_400, "112k"), (999_499, "999k"), (999_600, "1M"),
        (1_920_000, "1.92M"), (19_200_000, "19.2M"), (192_000_000, "192M"),
        (3_400_000_000, "3.4B"), (-48_230, "-48.2k"), (None, ""),
    ],
)  # fmt: skip
def test_counts_at_a_glance(value: float | None, written: str) -> None:
    assert formats.short(value) == written


@given(st.integers(0, 10**11))
def test_a_glance_never_misleads_by_more_than_one_in_twenty(value: int) -> None:
    units = {"k": 1e3, "M": 1e6, "B": 1e9}
    text = formats.short(value)
    read = float(text.rstrip("kMB").replace(",", "")) * units.get(text[-1], 1)
    assert abs(read - value) <= max(0.5, value * 0.05)


@pytest.mark.parametrize(
    ("locale", "percent", "count", "money", "day"),
    [
        ("en_US", "4.6%", "1,284", "$1,240", "Nov 3, 2026"),
        ("en_GB", "4.6%", "1,284", "US$1,240", "3 Nov 2026"),
        ("de_DE", "4,6\u00a0%", "1.284", "1.240\u00a0$", "03.11.2026"),
        ("fr_FR", "4,6\u00a0%", "1\u202f284", "1\u202f240\u00a0$US", "3 nov. 2026"),
    ],
)
def test_each_locale_writes_its_own_way(
    locale: str, percent: str, count: str, money: str, day: str
) -> None:
    with speaking(locale):
        assert formats.percent(0.046) == percent
        assert formats.count(1284) == count
        assert formats.money(124_000, "USD") == money
        assert formats.day(datetime(2026, 11, 3, 12, tzinfo=UTC)) == day


def test_money_shows_cents_only_where_there_are_some() -> None:
    assert formats.money(1250, "USD") == "$12.50"
    assert formats.money(1200, "USD") == "$12"
    assert formats.money(1250, "JPY") == "¥1,250"
    assert formats.money(1250, "KWD") == "KWD\u00a01.250"
    assert formats.money(None, "USD") == ""


def test_a_change_has_its_sign_and_an_interval_none() -> None:
    assert formats.signed_percent(0.061) == "+6.1%"
    assert formats.signed_percent(-0.018) == "−1.8%"
    assert formats.signed_percent(0.0) == "0.0%"
    assert formats.span(0.38, 0.44) == "38–44"
    assert formats.span(-0.017, -0.0154, 1) == "−1.7 to −1.5"
    assert formats.span(None, 0.44) == ""


@pytest.mark.parametrize(
    ("age", "written"),
    [
        (timedelta(seconds=20), "now"), (timedelta(minutes=5), "5 min"), (timedelta(hours=2), "2 h"),
        (timedelta(days=16), "16 d"), (timedelta(days=70), "2 mo"), (timedelta(days=800), "2 y"),
        (timedelta(seconds=-30), "now"),
    ],
)  # fmt: skip
def test_age_in_one_unit(age: timedelta, written: str) -> None:
    assert formats.ago(clock.now() - age) == written


@pytest.mark.parametrize(
    ("wish", "accepted", "locale"),
    [
        ("de_CH", "en-US,en;q=0.9", "de_CH"),
        ("", "de-DE,de;q=0.9,en;q=0.8", "de_DE"),
        ("", "en;q=0.5, fr;q=0.9", "fr"),
        ("", "xx-YY, pt-BR;q=0.4", "pt_BR"),
        ("", "", "en_US"),
        ("", "*;q=0.1,,;q=x", "en_US"),
        ("klingon", "it", "it"),
    ],
)
def test_the_locale_is_the_wish_else_the_first_known(wish: str, accepted: str, locale: str) -> None:
    assert chosen(wish, accepted) == locale


@given(st.text(max_size=300))
def test_no_header_breaks_the_choice(header: str) -> None:
    assert chosen("", header)


def test_names_of_places_and_platforms() -> None:
    assert formats.country("DE") == "Germany"
    assert formats.country("ZZZ") == "ZZZ"
    assert formats.language("pt") == "Portuguese"
    assert formats.platform("tiktok") == "TikTok"
    assert formats.platform(None) == formats.country(None) == ""
