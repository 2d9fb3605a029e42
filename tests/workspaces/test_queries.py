from datetime import timedelta

import pytest

from groundswell.kernel.errors import Missing, Refused
from groundswell.workspaces import actions, queries, rules
from groundswell.workspaces.errors import UnknownKey
from groundswell.workspaces.models import ApiKey, Role, Workspace
from groundswell.workspaces.scope import Right, Scope
from tests.factories.people import Cast


@pytest.mark.parametrize("role", list(Role))
def test_a_member_has_the_rights_of_the_role(cast: Cast, role: Role) -> None:
    scope = cast.scope(role)
    assert scope.workspace == cast.fernhill.pk
    assert scope.actor == f"person:{cast[role].pk}"
    assert scope.rights == rules.RIGHTS_OF_ROLE[role]


def test_a_stranger_and_an_unknown_workspace_get_the_same_answer(cast: Cast) -> None:
    with pytest.raises(Missing) as stranger:
        cast.scope("stranger")
    with pytest.raises(Missing) as nowhere:
        cast.scope("owner", "nowhere")
    assert stranger.value.sentence == nowhere.value.sentence


def test_somebody_switched_off_is_a_stranger(cast: Cast) -> None:
    cast["manager"].is_active = False
    cast["manager"].save()
    with pytest.raises(Missing):
        cast.scope("manager")


def test_the_default_workspace_is_the_oldest(db: None) -> None:
    with pytest.raises(Missing):
        queries.default_workspace()
    first = actions.ensure_default_workspace()
    assert first.slug == "default"
    actions.create_workspace(None, "Second")
    assert queries.default_workspace() == first == actions.ensure_default_workspace()
    assert Workspace.objects.count() == 2


def test_an_unknown_slug_names_those_there_are(cast: Cast) -> None:
    assert queries.workspace_called("rivalry") == cast.rivalry
    with pytest.raises(Missing) as refused:
        queries.workspace_called("fernhil")
    assert "fernhill, rivalry" in str(refused.value.hint)


def test_a_key_opens_its_workspace_with_its_rights(cast: Cast) -> None:
    made = actions.make_key(cast.scope("owner"), "Sheets", ["read", "export"])
    scope = queries.scope_of_key(made.raw)
    expected = Scope(cast.fernhill.pk, f"key:{made.key.pk}", frozenset({Right.READ, Right.EXPORT}))
    assert scope == expected


@pytest.mark.parametrize("raw", ["", "gsk_", "gsk_0000", "nonsense", "gsk_" + "f" * 40])
def test_a_wrong_key_is_unknown(cast: Cast, raw: str) -> None:
    with pytest.raises(UnknownKey):
        queries.scope_of_key(raw)


def test_a_key_ends_when_it_is_revoked_or_expires(cast: Cast) -> None:
    owner = cast.scope("owner")
    revoked = actions.make_key(owner, "Old", ["read"])
    actions.revoke_key(owner, revoked.key.uid)
    with pytest.raises(UnknownKey):
        queries.scope_of_key(revoked.raw)
    short = actions.make_key(owner, "Short", ["read"], days=1)
    assert queries.scope_of_key(short.raw).rights == {Right.READ}
    ApiKey.objects.filter(pk=short.key.pk).update(
        expires_at=short.key.created_at - timedelta(seconds=1)
    )
    with pytest.raises(UnknownKey):
        queries.scope_of_key(short.raw)


def test_a_key_can_do_no_more_than_its_maker_can_today(cast: Cast) -> None:
    actions.change_role(cast.scope("owner"), cast.member("manager").uid, "owner")
    made = actions.make_key(cast.scope("manager"), "Sync", [*Right])
    actions.change_role(cast.scope("owner"), cast.member("manager").uid, "viewer")
    assert queries.scope_of_key(made.raw).rights == {Right.READ}


def test_lists_of_people_keys_and_deeds_are_for_administrators(cast: Cast) -> None:
    for ask in (queries.open_invitations, queries.api_keys, queries.audit_lines):
        with pytest.raises(Refused):
            ask(cast.scope("manager"))
    assert [row.role for row in queries.members(cast.scope("viewer"))] == list(Role)


def test_nothing_of_another_workspace_is_listed(cast: Cast) -> None:
    owner, stranger = cast.scope("owner"), cast.scope("stranger", "rivalry")
    actions.make_key(owner, "Sheets", ["read"])
    actions.invite(owner, "new@example.com", "viewer", link_for=str)
    assert queries.api_keys(stranger) == []
    assert queries.open_invitations(stranger) == []
    assert {line.workspace_id for line in queries.audit_lines(stranger)} == {cast.rivalry.pk}
    assert len(queries.api_keys(owner)) == len(queries.open_invitations(owner)) == 1


def test_the_audit_trail_is_paged_newest_first(cast: Cast) -> None:
    owner = cast.scope("owner")
    lines = queries.audit_lines(owner)
    assert [line.pk for line in lines] == sorted((line.pk for line in lines), reverse=True)
    first = queries.audit_lines(owner, limit=2)
    rest = queries.audit_lines(owner, before=first[-1].pk)
    assert [*first, *rest] == lines


def test_places_are_those_of_the_person(cast: Cast) -> None:
    assert [place.slug for place in queries.places_of(cast["stranger"])] == ["rivalry"]
    actions.ensure_person(cast["stranger"].email, workspace=cast.fernhill, role="viewer")
    assert [(p.slug, p.role) for p in queries.places_of(cast["stranger"])] == [
        ("fernhill", Role.VIEWER),
        ("rivalry", Role.OWNER),
    ]
