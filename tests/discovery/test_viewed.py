"""Whom a member has viewed: noted, marked, taken back, asked for."""

import pytest

from groundswell.creators import events, feed
from groundswell.creators.models import Creator, Profile
from groundswell.discovery import search, sync, viewed
from groundswell.discovery.models import View
from groundswell.kernel.errors import Limited
from groundswell.relationships import caching
from groundswell.workspaces import erasure, reversals
from groundswell.workspaces.erasure import Subject
from groundswell.workspaces.scope import Scope
from tests.discovery.test_saved import add
from tests.factories.people import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    caching.forget()
    return make_cast()


@pytest.fixture
def me(cast):
    return cast.scope("analyst")


def found(scope, query):
    sync.drain()
    return sorted(one["handle"] for one in search.search(scope, query).results)


def test_who_was_opened_is_hidden_on_every_platform(cast, me):
    creator = Creator.objects.create()
    ada = add("ada", creator=creator)
    other = Profile.objects.create(
        creator=creator, platform=2, key="ada.t", handle="ada.t", seen_at=1_700_000_000
    )
    feed.announce([other.pk])
    add("bea")

    viewed.note_view(me, ada)
    viewed.note_view(me, ada)

    assert found(me, "-viewed:me") == ["bea"]
    assert found(me, "viewed:me") == ["ada", "ada.t"]
    assert View.objects.count() == 2


def test_me_is_me_and_anybody_is_a_colleague_too(cast, me):
    ada, bea = add("ada"), add("bea")
    colleague, stranger = cast.scope("manager"), cast.scope("stranger", "rivalry")
    viewed.note_view(me, ada)
    viewed.note_view(colleague, bea)
    viewed.note_view(stranger, bea)

    assert found(me, "viewed:me") == ["ada"]
    assert found(me, "viewed:anybody") == ["ada", "bea"]
    assert found(stranger, "viewed:anybody") == ["bea"]
    assert found(Scope.operator(cast.fernhill.pk), "viewed:me") == []


def test_marking_is_undone_by_who_marked_and_leaves_what_was_seen_before(cast, me):
    ada, bea, cleo = add("ada"), add("bea"), add("cleo")
    viewed.note_view(me, ada)

    count, undo = viewed.mark_viewed(me, [ada, bea, cleo])
    assert (count, found(me, "-viewed:me")) == (2, [])

    reversals.undo(me, undo)
    assert found(me, "viewed:me") == ["ada"]


def test_a_private_profile_of_another_workspace_cannot_be_marked(cast, me):
    foreign = add("secret", owner=cast.rivalry.pk)

    assert viewed.mark_viewed(me, [foreign, 987_654])[0] == 0
    viewed.note_view(me, foreign)
    assert not View.objects.exists()


def test_too_many_at_once_are_refused(me):
    with pytest.raises(Limited):
        viewed.mark_viewed(me, range(viewed.MOST_AT_ONCE + 1))


def test_a_private_layer_of_somebody_viewed_is_viewed_too(cast, me):
    ada = add("ada")
    viewed.note_view(me, ada)
    private = add("ada", owner=cast.fernhill.pk)
    assert found(me, "-viewed:me") == []

    events.profiles_removed.send(None, rows=[ada])
    Profile.objects.filter(pk=ada).delete()
    feed.announce([ada, private])
    assert found(me, "viewed:me") == ["ada"]


def test_views_follow_when_two_rows_are_one_profile(cast, me):
    ada, bea = add("ada"), add("bea")
    viewed.note_view(me, ada)
    viewed.note_view(me, bea)

    events.profiles_united.send(None, gone=ada, kept=bea)

    assert list(View.objects.values_list("profile", flat=True)) == [bea]


def test_views_are_forgotten_with_the_person_or_the_creator(cast, me):
    ada, bea = add("ada"), add("bea")
    viewed.mark_viewed(me, [ada, bea])
    viewed.note_view(cast.scope("manager"), bea)
    operator = Scope.operator(0)
    creator = Profile.objects.get(pk=bea).creator_id

    told = erasure.export(operator, Subject.person(cast["analyst"].pk))["discovery"]
    assert len(told["View"]) == 2
    erasure.erase(operator, Subject.creator(creator))
    assert list(View.objects.values_list("profile", flat=True)) == [ada]
    erasure.erase(operator, Subject.person(cast["analyst"].pk))
    assert not View.objects.exists()


def test_forgetting_views(cast, me):
    ada, bea = add("ada"), add("bea")
    viewed.mark_viewed(me, [ada, bea])

    assert viewed.forget_views(me, [ada]) == 1
    assert viewed.forget_views(me) == 1
    assert found(me, "viewed:me") == []


def test_viewers_are_counted(cast, me):
    viewed.mark_viewed(me, [add("ada")])
    viewed.mark_viewed(cast.scope("manager"), [add("bea")])
    sync.drain()

    lines, _ = search.facets(me, "-viewed:me", ["viewed"])

    assert [(line["value"], line["count"]) for line in lines["viewed"]] == [
        ("me", 1),
        ("anybody", 2),
    ]
