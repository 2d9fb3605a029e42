"""What people enter, join and part by hand, and its way back."""

from typing import Any

import pytest

from groundswell.creators import queries
from groundswell.creators.actions import (
    enter_fact,
    enter_facts,
    erase_creator,
    join_creators,
    link_profile,
    merge_creators,
    part_creators,
    record_profiles,
)
from groundswell.creators.errors import BadFact, MovedOn, SameCreator
from groundswell.creators.handles import NotAProfile
from groundswell.creators.models import Profile, Source
from groundswell.creators.platforms import Platform
from groundswell.kernel.errors import Missing, Refused
from groundswell.workspaces.reversals import undo
from groundswell.workspaces.scope import Right, Scope
from tests.creators.conftest import frame


@pytest.fixture
def maren(scope: Scope, source: Source) -> int:
    record_profiles(
        scope, source, frame({"key": "maren", "followers": 100, "country": "US"}), owner=0
    )
    return Profile.objects.get(key="maren").pk


def shown(scope: Scope, row: int) -> dict[str, Any]:
    found = queries.find_profile(scope, Platform.INSTAGRAM, Profile.objects.get(pk=row).key)
    assert found is not None
    return {name: fact.value for name, fact in found.facts.items()}


def reader(scope: Scope) -> Scope:
    return Scope(scope.workspace, "person:1", frozenset({Right.READ}))


def test_facts_entered_together_are_taken_back_together(scope: Scope, maren: int) -> None:
    enter_facts(scope, maren, {"country": "DE"})
    done = enter_facts(scope, maren, {"country": "NO", "city": "Oslo", "followers": 120})
    assert set(done.changed) == {"country", "city", "followers"}
    assert shown(scope, maren) == {"country": "NO", "city": "Oslo", "followers": 120}
    assert done.undo is not None
    assert undo(scope, done.undo) == "Country, City, Followers: as before"
    assert shown(scope, maren) == {"country": "DE", "followers": 100}


def test_what_is_entered_again_unchanged_is_nothing_new(scope: Scope, maren: int) -> None:
    enter_facts(scope, maren, {"city": "Oslo"})
    assert enter_facts(scope, maren, {"city": "Oslo"}) == type(enter_facts(scope, maren, {}))(
        (), None
    )


def test_emptying_takes_back_and_can_be_undone(scope: Scope, maren: int) -> None:
    enter_facts(scope, maren, {"city": "Oslo", "country": "NO"})
    done = enter_facts(scope, maren, {"city": None})
    assert shown(scope, maren) == {"country": "NO", "followers": 100}
    assert done.undo is not None
    undo(scope, done.undo)
    assert shown(scope, maren)["city"] == "Oslo"


def test_undo_refuses_what_was_entered_anew(scope: Scope, maren: int) -> None:
    done = enter_facts(scope, maren, {"city": "Oslo"})
    enter_fact(scope, maren, "city", "Bergen")
    assert done.undo is not None
    with pytest.raises(MovedOn):
        undo(scope, done.undo)
    assert shown(scope, maren)["city"] == "Bergen"


def test_a_bad_value_among_good_ones_writes_nothing(scope: Scope, maren: int) -> None:
    with pytest.raises(BadFact) as refusal:
        enter_facts(scope, maren, {"city": "Oslo", "followers": -1})
    assert refusal.value.field == "followers"
    assert "city" not in shown(scope, maren)


def test_another_workspace_does_not_see_what_was_entered(
    scope: Scope, elsewhere: Scope, maren: int
) -> None:
    done = enter_facts(scope, maren, {"city": "Oslo"})
    assert "city" not in shown(elsewhere, maren)
    assert done.undo is not None
    with pytest.raises(Missing):
        undo(elsewhere, done.undo)


def test_entering_needs_the_right_to_write(scope: Scope, maren: int) -> None:
    with pytest.raises(Refused):
        enter_facts(reader(scope), maren, {"city": "Oslo"})


@pytest.fixture
def pair(scope: Scope, source: Source, maren: int) -> tuple[int, int]:
    record_profiles(scope, source, frame({"key": "maren.too"}), owner=0)
    rows = Profile.objects.filter(key__in=["maren", "maren.too"]).order_by("key")
    first, second = rows.values_list("creator", flat=True)
    return first, second


def handles(scope: Scope, creator: int) -> set[str]:
    return {one.key for one in queries.creator_detail(scope, creator).profiles}


def test_joining_and_parting_have_a_way_back(scope: Scope, pair: tuple[int, int]) -> None:
    kept, absorbed = pair
    joined = join_creators(scope, kept, absorbed, "same face")
    assert handles(scope, kept) == {"maren", "maren.too"}
    undo(scope, joined.undo)
    assert handles(scope, kept) == {"maren"}
    again = join_creators(scope, kept, absorbed, "same face")
    parted = part_creators(scope, again.merge.pk)
    assert handles(scope, kept) == {"maren"}
    undo(scope, parted)
    assert handles(scope, kept) == {"maren", "maren.too"}


def test_ways_back_close_when_the_world_moved_on(scope: Scope, pair: tuple[int, int]) -> None:
    kept, absorbed = pair
    joined = join_creators(scope, kept, absorbed, "same face")
    parted = part_creators(scope, joined.merge.pk)
    with pytest.raises(MovedOn):
        undo(scope, joined.undo)
    merge_creators(scope, kept, absorbed, "again")
    with pytest.raises(MovedOn):
        undo(scope, parted)


def test_one_creator_is_not_joined_with_itself(scope: Scope, pair: tuple[int, int]) -> None:
    kept, absorbed = pair
    join_creators(scope, kept, absorbed, "same face")
    with pytest.raises(SameCreator):
        join_creators(scope, kept, absorbed, "same face")


def test_a_known_profile_is_linked(scope: Scope, pair: tuple[int, int]) -> None:
    kept, _ = pair
    done = link_profile(
        scope, kept, Platform.INSTAGRAM, "https://instagram.com/maren.too", "in the bio"
    )
    assert not done.made
    assert handles(scope, kept) == {"maren", "maren.too"}


def test_an_unknown_profile_is_made_for_this_workspace_alone(
    scope: Scope, elsewhere: Scope, pair: tuple[int, int]
) -> None:
    kept, _ = pair
    done = link_profile(scope, kept, Platform.TIKTOK, "@maren.moves", "in the bio")
    assert done.made
    assert handles(scope, kept) == {"maren", "maren.moves"}
    assert handles(elsewhere, kept) == {"maren"}
    undo(scope, done.undo)
    assert handles(scope, kept) == {"maren"}
    with pytest.raises(Missing):
        undo(scope, "rev_none")


def test_what_cannot_be_linked_is_named(scope: Scope, pair: tuple[int, int]) -> None:
    kept, _ = pair
    with pytest.raises(NotAProfile):
        link_profile(scope, kept, Platform.TIKTOK, "https://instagram.com/maren", "why not")
    with pytest.raises(SameCreator):
        link_profile(scope, kept, Platform.INSTAGRAM, "@maren", "why not")
    assert Profile.objects.filter(platform=Platform.TIKTOK).count() == 0


def test_somebody_who_was_erased_is_not_taken_up_again(
    scope: Scope, source: Source, pair: tuple[int, int]
) -> None:
    kept, absorbed = pair
    erase_creator(scope, absorbed)
    with pytest.raises(Refused, match="erased"):
        link_profile(scope, kept, Platform.INSTAGRAM, "maren.too", "the same")
    assert handles(scope, kept) == {"maren"}
