"""Share links: what they open, for how long, and what outsiders may do."""

from datetime import timedelta

import pytest

from groundswell.kernel import clock
from groundswell.kernel.errors import Invalid, Missing, Refused
from groundswell.relationships import actions, queries
from groundswell.relationships.errors import BadText, LinkClosed, WrongState
from groundswell.relationships.models import Note, ShareLink
from groundswell.workspaces import reversals
from groundswell.workspaces.models import AuditLine


@pytest.fixture
def crew(me, catalog):
    row = actions.create_list(me, "Crew")
    actions.add_profiles(me, "Crew", catalog.public)
    return row


@pytest.fixture
def made(me, crew):
    return actions.share_list(me, "Crew", label="Client", votes=True, comments=True)


def test_a_link_opens_its_list_and_nothing_else(me, made, crew):
    shared = queries.shared_list(made.token)

    assert (shared.list, shared.workspace.pk) == (crew, me.workspace)
    assert {right.value for right in shared.scope.rights} == {"read"}
    assert made.token not in str(ShareLink.objects.values_list().get())
    assert AuditLine.objects.filter(verb="share.created").get().detail == {"list": crew.uid}
    with pytest.raises(Missing) as refusal:
        queries.shared_list("guessed")
    assert not isinstance(refusal.value, LinkClosed)


def test_a_link_ends(me, made, crew, monkeypatch):
    ends = clock.now() + timedelta(days=2)
    actions.extend_share(me, made.link.uid, ends)
    queries.shared_list(made.token)

    with monkeypatch.context() as later:
        later.setattr(
            "groundswell.relationships.queries.sharing.now", lambda: ends + timedelta(seconds=1)
        )
        with pytest.raises(LinkClosed, match="expired"):
            queries.shared_list(made.token)
    for wrong in (clock.now() - timedelta(1), clock.now() + timedelta(800)):
        with pytest.raises(Invalid):
            actions.extend_share(me, made.link.uid, wrong)


def test_a_link_is_withdrawn_and_given_back(me, made, crew):
    undo = actions.revoke_share(me, made.link.uid)

    with pytest.raises(LinkClosed, match="withdrawn"):
        queries.shared_list(made.token)
    for deed in (
        lambda: actions.revoke_share(me, made.link.uid),
        lambda: actions.change_share(me, made.link.uid, votes=False),
        lambda: actions.extend_share(me, made.link.uid, None),
    ):
        with pytest.raises(WrongState):
            deed()
    assert reversals.undo(me, undo) == "The link to Crew works again"
    assert queries.shared_list(made.token).list == crew
    actions.delete_list(me, "Crew")
    with pytest.raises(LinkClosed):
        queries.shared_list(made.token)


def test_what_outsiders_may_do(me, made, crew, catalog):
    a, b = catalog.public[:2]
    shared = queries.shared_list(made.token)
    scope = shared.scope

    actions.vote_as_guest(scope, shared, a, " Kim  Lee ", up=True)
    actions.vote_as_guest(scope, shared, a, "kim lee", up=False)
    actions.vote_as_guest(scope, shared, a, "Jo", up=True)
    actions.vote_as_guest(scope, shared, b, "Jo", up=True)
    actions.vote_as_guest(scope, shared, b, "Jo", up=None)
    note = actions.comment_as_guest(scope, shared, a, "Jo", "Please, @Manager Quill")
    actions.note_view(scope, shared)

    tally = queries.tallies(scope, crew.uid, [a, b], voter=f"{scope.actor}:jo")
    assert (tally[a].up, tally[a].down, tally[a].mine) == (1, 1, True)
    assert b not in tally
    (remark,) = queries.remarks(me, "Crew", [a])[a]
    assert (remark.who, remark.guest, remark.uid) == ("Jo", True, note.uid)
    assert queries.activity_of_list(me, "Crew").lines[0].who == "Jo"
    assert queries.shares_of(me, "Crew")[0].views == 1
    for deed in (
        lambda: actions.vote_as_guest(scope, shared, catalog.own, "Jo", up=True),
        lambda: actions.comment_as_guest(scope, shared, catalog.own, "Jo", "Hi"),
    ):
        with pytest.raises(Missing):
            deed()
    with pytest.raises(BadText):
        actions.vote_as_guest(scope, shared, a, "", up=True)
    with pytest.raises(Invalid):
        actions.comment_as_guest(scope, shared, a, "Jo", "x" * 3000)


def test_what_is_not_open_is_refused(me, made, crew, catalog):
    actions.change_share(me, made.link.uid, votes=False, comments=False)
    shared = queries.shared_list(made.token)

    with pytest.raises(Refused):
        actions.vote_as_guest(shared.scope, shared, catalog.public[0], "Jo", up=True)
    with pytest.raises(Refused):
        actions.comment_as_guest(shared.scope, shared, catalog.public[0], "Jo", "Hi")
    for deed in (  # and nothing that members do
        lambda: actions.add_profiles(shared.scope, crew.uid, [catalog.own]),
        lambda: actions.write_note(shared.scope, "x", profile=catalog.own),
        lambda: actions.move_entries(shared.scope, crew.uid, catalog.public, "Agreed"),
        lambda: actions.share_list(shared.scope, crew.uid),
    ):
        with pytest.raises(Refused):
            deed()


def test_comments_end_somewhere(me, made, catalog, monkeypatch):
    monkeypatch.setattr("groundswell.relationships.actions.sharing.MOST_COMMENTS", 1)
    shared = queries.shared_list(made.token)
    actions.comment_as_guest(shared.scope, shared, catalog.public[0], "Jo", "Hi")

    with pytest.raises(Refused):
        actions.comment_as_guest(shared.scope, shared, catalog.public[0], "Jo", "Hi")
    assert Note.objects.count() == 1


def test_columns_are_those_that_may_be_shared(me, crew, catalog):
    field = actions.add_field(me, "Size", "text", name="Crew")

    made = actions.share_list(me, "Crew", columns=[field.uid, "country", "followers"])
    assert made.link.columns == ["followers", "country", field.uid]
    for column in ("notes", "email", "fld_x"):
        with pytest.raises(Invalid):
            actions.change_share(me, made.link.uid, columns=[column])


def test_who_may_share(me, cast, stranger, made):
    for who in ("viewer", "finance"):
        with pytest.raises(Refused):
            actions.share_list(cast.scope(who), "Crew")
    for deed in (actions.change_share, actions.revoke_share):
        with pytest.raises(Missing):
            deed(stranger, made.link.uid)
