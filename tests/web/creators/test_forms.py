"""Facts entered by hand: each kind there and back, only what changed, errors with their field."""

from collections.abc import Mapping
from typing import Any

import pytest

from groundswell.creators.actions.entering import check_value
from groundswell.creators.facts import FACTS
from groundswell.creators.platforms import Platform
from groundswell.creators.queries import FactShown, ProfileShown
from groundswell.web.creators.forms import GROUPS, FactsForm, contact, field_of


def profile(**facts: Any) -> ProfileShown:
    shown = {name: FactShown(name, value, 0, None, False) for name, value in facts.items()}
    return ProfileShown(1, (1,), 1, Platform.INSTAGRAM, "maren", "maren", None, 0, shown)


def sent(form: FactsForm, **changes: str) -> dict[str, str]:
    """What a browser sends of the form as it is shown, with changes."""
    data = {}
    for name in form.fields:
        value = form[name].value()
        widget = form.fields[name].widget
        shown = widget.format_value(value)
        if isinstance(shown, list):
            shown = shown[0]
        data[name] = "" if shown is None else str(shown)
    return data | changes


KNOWN: dict[str, Any] = {
    "name": "Maren",
    "bio": "skin, sun\nand sea",
    "country": "US",
    "language": "en",
    "languages": ["en", "no"],
    "gender": "female",
    "age": 29,
    "account_type": "creator",
    "contacts": ["email:maren@example.com", "phone:+49301234"],
    "followers": 48_200,
    "posts_per_week": 3.3333333333,
    "last_post_at": 1_790_000_123,
    "er_followers": 0.046123,
    "growth_90d": -0.0312,
    "comment_reply_rate": 0.62,
    "topics": ["skincare", "sunscreen"],
    "price_min": 38_050,
    "price_max": 62_000,
    "price_currency": "USD",
}


def test_a_form_sent_as_it_was_shown_changes_nothing() -> None:
    shown = profile(**KNOWN)
    form = FactsForm(shown, sent(FactsForm(shown)))
    assert form.is_valid(), form.errors
    assert form.entered() == {}


CHANGES: list[tuple[str, str, Any]] = [
    ("name", "Maren Okoye-Lindt", "Maren Okoye-Lindt"),
    ("country", "NO", "NO"),
    ("language", "de", "de"),
    ("languages", "de, en ,de", ["de", "en"]),
    ("gender", "nonbinary", "nonbinary"),
    ("age", "30", 30),
    ("contacts", "New@Example.com\nphone: +47 1\nurl: https://x.example", [
        "email:new@example.com", "phone:+47 1", "url:https://x.example",
    ]),
    ("followers", "48300", 48_300),
    ("posts_per_week", "2.5", 2.5),
    ("last_post_at", "2026-11-20", 1_795_176_000),
    ("er_followers", "4.7", 0.047),
    ("growth_90d", "-5", -0.05),
    ("topics", "#Skincare, Sea", ["skincare", "sea"]),
    ("price_min", "390.50", 39_050),
    ("price_currency", "eur", "EUR"),
    ("name", "", None),
    ("followers", "", None),
    ("topics", "", None),
    ("country", "", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "given", "stored"), CHANGES, ids=[f"{n}={v!r}" for n, v, _ in CHANGES]
)
def test_what_was_changed_comes_in_stored_form(name: str, given: str, stored: Any) -> None:
    shown = profile(**KNOWN)
    form = FactsForm(shown, sent(FactsForm(shown), **{name: given}))
    assert form.is_valid(), form.errors
    entered = form.entered()
    assert entered == {name: pytest.approx(stored) if isinstance(stored, float) else stored}
    if stored is not None:
        check_value(FACTS[name], entered[name])


def test_yen_have_no_cents() -> None:
    shown = profile(price_min=39_000, price_currency="JPY")
    form = FactsForm(shown, sent(FactsForm(shown), price_min="41000"))
    assert form["price_min"].initial is not None
    assert form.is_valid(), form.errors
    assert form.entered() == {"price_min": 41_000}
    assert not FactsForm(shown, sent(FactsForm(shown), price_min="41000.50")).is_valid()


FAULTS: list[tuple[Mapping[str, str], str]] = [
    ({"followers": "-1"}, "followers"),
    ({"followers": "many"}, "followers"),
    ({"country": "XX"}, "country"),
    ({"contacts": "call me"}, "contacts"),
    ({"contacts": "email: nobody"}, "contacts"),
    ({"last_post_at": "soon"}, "last_post_at"),
    ({"price_currency": "moons"}, "price_currency"),
    ({"price_currency": ""}, "price_currency"),
    ({"price_max": "1"}, "price_max"),
    ({"er_followers": "high"}, "er_followers"),
]


@pytest.mark.parametrize(("changes", "field"), FAULTS)
def test_what_cannot_be_is_named_with_its_field(changes: Mapping[str, str], field: str) -> None:
    shown = profile(**KNOWN)
    form = FactsForm(shown, sent(FactsForm(shown), **changes))
    assert not form.is_valid()
    assert list(form.errors) == [field]


def test_any_other_fact_can_be_asked_for() -> None:
    form = FactsForm(profile(), also="credibility")
    assert form.groups()[0][1][0].name == "credibility"
    assert "no_such_fact" not in FactsForm(profile(), also="no_such_fact").fields


@pytest.mark.parametrize("name", list(FACTS))
def test_each_fact_has_an_input(name: str) -> None:
    field = field_of(FACTS[name], "USD")
    assert field.label == FACTS[name].label
    assert not field.required


def test_the_groups_name_facts_once() -> None:
    names = [name for _, group in GROUPS for name in group]
    assert len(names) == len(set(names))
    assert set(names) <= set(FACTS)


@pytest.mark.parametrize(
    ("line", "found"),
    [("a@b.example", "email:a@b.example"), ("+49 30 1", "phone:+49 30 1"),
     ("agent: Ida Quill", "agent:Ida Quill")],
)  # fmt: skip
def test_a_contact_tells_what_it_is(line: str, found: str) -> None:
    assert contact(line) == found
