"""Which columns name people, and whom a cell names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.circle import rules
from groundswell.circle.errors import BadFile
from groundswell.circle.models import EMAIL, Relation
from groundswell.creators.platforms import Platform
from groundswell.kernel.errors import Invalid

IG, TT = int(Platform.INSTAGRAM), int(Platform.TIKTOK)


@pytest.mark.parametrize(
    ("rows", "columns", "header"),
    [
        ([["a@x.example"], ["b@x.example"]], {0: EMAIL}, False),
        ([["Email"], ["b@x.example"]], {0: EMAIL}, True),
        ([["E-Mail-Adresse", "Ort"], ["b@x.example", "Bonn"]], {0: EMAIL}, True),
        ([["name", "instagram"], ["Ada", "@ada"]], {1: IG}, True),
        (
            [["email", "IG handle", "TikTok"], ["a@x.example", "ada", "ada.t"]],
            {0: EMAIL, 1: IG, 2: TT},
            True,
        ),
        ([["https://www.instagram.com/ada"], ["https://tiktok.com/@bea"]], {0: rules.ADDRESS}, False),
        ([["Profile URL"], ["https://tiktok.com/@bea"]], {0: rules.ADDRESS}, True),
        ([["Customer", "mail"], ["Ada", ""], ["Bea", ""]], {1: EMAIL}, True),
    ],
)  # fmt: skip
def test_columns_are_told_by_title_and_value(rows, columns, header):
    found = rules.layout(rows, None)

    assert (dict(found.columns), found.header) == (columns, header)


def test_bare_handles_need_a_platform():
    with pytest.raises(BadFile, match="bare handles") as refused:
        rules.layout([["username"], ["ada"]], None)
    assert refused.value.field == "platform"
    assert dict(rules.layout([["username"], ["ada"]], IG).columns) == {0: IG}
    assert dict(rules.layout([["ada"], ["bea"]], IG).columns) == {0: IG}


@pytest.mark.parametrize("rows", [[], [["city", "zip"], ["Bonn", "53111"]]])
def test_a_file_that_names_nobody_is_refused(rows):
    with pytest.raises(BadFile):
        rules.layout(rows, IG)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Ada@Example.COM ", "ada@example.com"),
        ("mailto:ada@example.com", "ada@example.com"),
        ("Ada Quill <Ada@example.com>", "ada@example.com"),
        ("ada+shop@mail.example.co.uk", "ada+shop@mail.example.co.uk"),
        ("\u200bada@example.com;", "ada@example.com"),
        ("ａｄａ@example.com", "ada@example.com"),
        ("ada@example", None),
        ("ada@@example.com", None),
        ("@ada", None),
        ("ada at example.com", None),
        ("", None),
    ],
)
def test_an_address_has_one_spelling(text, address):
    assert rules.email_of(text) == address


@given(st.text(max_size=60))
def test_the_one_spelling_is_stable(text):
    address = rules.email_of(text)

    assert address is None or rules.email_of(address) == address


def test_hashes_depend_on_the_key_and_tell_nothing():
    one, other = (rules.hash_email(key * 32, "ada@example.com") for key in (b"a", b"b"))

    assert one != other
    assert len(one) == 40
    assert "ada" not in one


def test_rows_name_people_or_are_rejected_without_being_repeated():
    how = rules.Layout({0: EMAIL, 1: IG}, header=False)
    rows = [
        (1, ["ada@example.com", "@ada"]),
        (2, ["", "https://instagram.com/bea/"]),
        (3, ["secret person", ""]),
        (4, ["", "secret person!"]),
        (5, ["", ""]),
        (6, ["cleo@example.com"]),
        (7, ["not an address", "dan"]),
    ]

    found = rules.named(rows, how)

    assert sorted(found.people.iter_rows()) == [
        (1, EMAIL, "ada@example.com"),
        (1, IG, "ada"),
        (2, IG, "bea"),
        (6, EMAIL, "cleo@example.com"),
        (7, IG, "dan"),
    ]
    assert [row for row, _, _ in found.rejects] == [3, 4, 5]
    assert not any("secret person" in reason + shown for _, reason, shown in found.rejects)
    assert found.rejects[0][1:] == ("This is not an e-mail address.", "se… (13 characters)")


def test_addresses_go_each_to_their_platform():
    how = rules.Layout({0: rules.ADDRESS}, header=False)
    rows = [
        (1, ["https://www.tiktok.com/@ada"]),
        (2, ["https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv"]),
        (3, ["https://www.instagram.com/p/CxYz/"]),
        (4, ["just words"]),
    ]

    found = rules.named(rows, how)

    assert sorted(found.people.iter_rows()) == [
        (1, TT, "ada"),
        (2, int(Platform.YOUTUBE), "id:UCabcdefghijklmnopqrstuv"),
    ]
    assert [row for row, _, _ in found.rejects] == [3, 4]


@pytest.mark.parametrize(
    ("relation", "competitor", "field"),
    [("friend", "", "relation"), ("follows-competitor", " ", "competitor")],
)
def test_a_relation_is_one_of_four_and_a_competitor_is_named(relation, competitor, field):
    with pytest.raises(Invalid) as refused:
        rules.check_set(relation, competitor)
    assert refused.value.field == field


def test_a_competitor_belongs_to_one_relation():
    assert rules.check_set("customer", "Glossier") == (Relation.CUSTOMER, "", "")
    assert rules.check_set("follows-competitor", " Glossiér  Inc ") == (
        Relation.FOLLOWS_COMPETITOR,
        "Glossiér Inc",
        "glossier inc",
    )
