from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.workspaces import rules
from groundswell.workspaces.errors import BadValue, TooMuchRight
from groundswell.workspaces.models import ROLE_NAMES, InvitationState, Role
from groundswell.workspaces.scope import Right

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
rights = st.frozensets(st.sampled_from(list(Right)))


def test_every_role_has_rights_a_meaning_and_a_constraint() -> None:
    assert set(rules.RIGHTS_OF_ROLE) == set(rules.MEANING_OF_ROLE) == set(Role)
    assert set(rules.MEANING_OF_RIGHT) == set(Right)
    assert set(ROLE_NAMES) == set(Role.values)
    assert all(Right.READ in given for given in rules.RIGHTS_OF_ROLE.values())


def test_only_owners_administer() -> None:
    administer = {role for role, given in rules.RIGHTS_OF_ROLE.items() if Right.ADMIN in given}
    assert administer == {Role.OWNER}


@given(own=rights, role=st.sampled_from(list(Role)))
def test_nobody_gives_a_role_that_can_do_more_than_they(own: frozenset[Right], role: Role) -> None:
    if rules.RIGHTS_OF_ROLE[role] <= own:
        rules.check_may_give(own, role)
    else:
        with pytest.raises(TooMuchRight):
            rules.check_may_give(own, role)


@given(own=rights, asked=rights)
def test_a_key_gets_what_was_asked_and_never_more_than_its_maker_has(
    own: frozenset[Right], asked: frozenset[Right]
) -> None:
    if asked and asked <= own:
        assert rules.rights_for_key(asked, own) == asked
    else:
        with pytest.raises((TooMuchRight, BadValue)):
            rules.rights_for_key(asked, own)


@given(granted=rights, maker=st.none() | st.sampled_from(Role.values), by_operator=st.booleans())
def test_a_key_shrinks_with_its_maker(
    granted: frozenset[Right], maker: str | None, by_operator: bool
) -> None:
    now = rules.rights_of_key(rules.rights_to_text(granted), maker, by_operator=by_operator)
    if by_operator:
        assert now == granted
    else:
        assert now == (granted & rules.RIGHTS_OF_ROLE[Role(maker)] if maker else frozenset())


def test_unknown_words_are_named_with_what_there_is() -> None:
    with pytest.raises(BadValue) as refused:
        rules.rights_for_key(["read", "fly"], frozenset(Right))
    assert '"fly"' in refused.value.sentence
    assert "import" in str(refused.value.hint)
    with pytest.raises(BadValue, match="king"):
        rules.role_named("king")


@pytest.mark.parametrize(
    ("state", "after", "open_"),
    [
        (InvitationState.OPEN, timedelta(seconds=-1), True),
        (InvitationState.OPEN, timedelta(0), False),
        (InvitationState.ACCEPTED, timedelta(seconds=-1), False),
        (InvitationState.REVOKED, timedelta(seconds=-1), False),
    ],
)
def test_an_invitation_is_open_until_its_end(
    state: InvitationState, after: timedelta, open_: bool
) -> None:
    assert rules.is_open(state, NOON, NOON + after) is open_


def test_use_is_noted_once_a_minute() -> None:
    assert rules.use_is_due(None, NOON)
    assert not rules.use_is_due(NOON, NOON + timedelta(seconds=59))
    assert rules.use_is_due(NOON, NOON + timedelta(seconds=60))


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Café & Söhne", "cafe-sohne"),
        ("  Fernhill   Botanics ", "fernhill-botanics"),
        ("株式会社", "workspace"),
        ("API", "workspace"),
        ("x" * 80, "x" * 48),
        ("--", "workspace"),
    ],
)
def test_slugs_from_names(name: str, slug: str) -> None:
    assert rules.slug_from(name) == slug


@given(st.text())
def test_a_slug_from_any_name_is_a_good_slug(name: str) -> None:
    assert rules.check_slug(rules.slug_from(name))


@pytest.mark.parametrize("bad", ["", "-a", "a-", "A", "a b", "x" * 49, "api", "ä"])
def test_bad_slugs_are_refused(bad: str) -> None:
    with pytest.raises(BadValue):
        rules.check_slug(bad)


def test_settings_of_a_workspace_are_checked() -> None:
    assert rules.check_currency("eur") == "EUR"
    assert rules.check_time_zone("Europe/Berlin") == "Europe/Berlin"
    assert rules.check_tier_scheme("hypeauditor") == "hypeauditor"
    assert rules.check_name("  A   B ") == "A B"
    for check in (
        rules.check_currency, rules.check_time_zone, rules.check_tier_scheme, rules.check_name
    ):  # fmt: skip
        with pytest.raises(BadValue):
            check("" if check is rules.check_name else "nowhere")


@pytest.mark.parametrize("days", [0, -1, 10_000])
def test_a_key_has_a_sensible_life(days: int) -> None:
    assert rules.key_expiry(None, NOON) is None
    assert rules.key_expiry(30, NOON) == NOON + timedelta(days=30)
    with pytest.raises(BadValue):
        rules.key_expiry(days, NOON)


def test_closed_invitations_stay_closed() -> None:
    assert set(rules.INVITATION_MOVES) == set(InvitationState)
    assert not rules.INVITATION_MOVES[InvitationState.ACCEPTED]
    assert not rules.INVITATION_MOVES[InvitationState.REVOKED]
