"""The board of a list: what stands where, and cards that move."""

import re

import pytest

from groundswell.creators.identifiers import profile_id
from groundswell.discovery import search
from groundswell.relationships import actions, queries
from groundswell.relationships.rules import DO_NOT_CONTACT
from groundswell.web.lists.board import PER_STAGE
from groundswell.web.lists.ranks import ranks
from groundswell.workspaces import reversals
from groundswell.workspaces.scope import Scope
from tests.web.lists.conftest import Desk

pytestmark = pytest.mark.django_db


def cards(response) -> list[str]:
    return re.findall(r'data-card data-row data-key="(prf_\w+)"', response.content.decode())


def standing(desk: Desk, stage: str) -> list[str]:
    column = queries.column(desk.cast.scope("owner"), desk.row.uid, stage, limit=200)
    return [profile_id(one.profile) for one in column.entries]


def test_a_stage_shows_its_first_cards_and_how_many_stand_below(desk: Desk) -> None:
    page = desk.get("{}/")
    assert cards(page) == desk.keys()[:PER_STAGE]
    assert "100 more" in page.content.decode()


def test_the_next_cards_follow_those_shown(desk: Desk, scope: Scope) -> None:
    first = queries.stages(scope)[0].uid
    answer = desk.get(f"{{}}/stages/{first}/?offset={PER_STAGE}", part=True)
    assert cards(answer) == desk.keys()[PER_STAGE : 2 * PER_STAGE]
    assert f"offset={2 * PER_STAGE}" in answer.content.decode()


def test_closed_stages_are_folded(desk: Desk) -> None:
    text = desk.get("{}/").content.decode()
    folded = re.findall(r'gs-col gs-shut" data-stage="\w+" data-name="([^"]+)"', text)
    assert folded == ["Declined"]


def test_a_card_is_put_beside_another_and_back(desk: Desk, scope: Scope) -> None:
    keys, stage = desk.keys(), queries.stages(scope)[1].uid
    for key in keys[:3]:
        desk.send("{}/move/", {"id": key, "stage": stage})
    assert standing(desk, stage) == [keys[2], keys[1], keys[0]]
    answer = desk.send("{}/move/", {"id": keys[5], "stage": stage, "before": keys[1]})
    assert standing(desk, stage) == [keys[2], keys[5], keys[1], keys[0]]
    assert answer["text"] == "Moved to Shortlisted"
    assert answer["counts"][stage] == {"count": 4, "text": "4"}
    desk.send("{}/move/", {"id": keys[2], "stage": stage, "after": keys[0]})
    assert standing(desk, stage) == [keys[5], keys[1], keys[0], keys[2]]
    reversals.undo(scope, answer["undo"].split("/")[-2])
    assert keys[5] not in standing(desk, stage)


def test_a_neighbour_that_moved_away_is_said(desk: Desk, scope: Scope) -> None:
    keys, stage = desk.keys(), queries.stages(scope)[1].uid
    answer = desk.send("{}/move/", {"id": keys[0], "stage": stage, "before": keys[1]})
    assert answer["detail"] == "The creator beside whom you put this does not stand there."
    assert standing(desk, stage) == []


def test_the_board_is_filtered_by_owner_and_by_a_query(desk: Desk, scope: Scope) -> None:
    mine, member = desk.profiles()[:4], desk.cast.member("manager").uid
    actions.assign_entries(scope, desk.row.uid, mine, member)
    assert len(cards(desk.get(f"{{}}/?owner={member}"))) == 4
    wanted = f"list:{desk.row.uid} platform:instagram"
    found = cards(desk.get("{}/?q=platform:instagram"))
    assert len(found) == min(PER_STAGE, search.count(scope, wanted))
    assert set(found) < set(desk.keys())


def test_a_query_that_cannot_be_read_says_why(desk: Desk) -> None:
    page = desk.get("{}/?q=folowers>10")
    assert page.status_code == 200
    assert "This filter cannot be read." in page.content.decode()


def test_a_card_says_what_speaks_against_going_on(desk: Desk, scope: Scope) -> None:
    other = actions.create_list(scope, "Autumn")
    first, second = desk.profiles()[:2]
    actions.tag_profiles(scope, DO_NOT_CONTACT, [first])
    actions.add_profiles(scope, other.uid, [second])
    assert "Agreed on Autumn" not in desk.get("{}/").content.decode()
    actions.move_entries(scope, other.uid, [second], "Agreed")
    text = desk.get("{}/").content.decode()
    assert "Asked not to be contacted" in text
    assert "Agreed on Autumn" in text


def test_creators_are_added_by_handle_and_a_stranger_is_said(desk: Desk, scope: Scope) -> None:
    outside = search.search(scope, f"-list:{desk.row.uid}", limit=1).results[0]
    name = f"{outside['platform']}/@{outside['handle']}"
    answer = desk.post("{}/add/", names=f"{name}\n\n")
    assert answer["HX-Redirect"] == desk.path("{}/")
    assert len(desk.keys()) == 131
    refused = desk.post("{}/add/", names="instagram/@nobody.at.all")
    assert refused.status_code == 422
    assert "instagram/@nobody.at.all" in refused.content.decode()


def test_a_reader_moves_nothing(desk: Desk) -> None:
    assert "data-move-url" not in desk.get("{}/", who="finance").content.decode()


def test_an_empty_list_offers_a_step(desk: Desk, scope: Scope) -> None:
    row = actions.create_list(scope, "Empty")
    text = desk.get(f"{row.uid}/").content.decode()
    assert "Nobody is on this list yet." in text
    assert "data-board " not in text


def test_engagement_stands_among_its_peers_where_there_is_time(desk: Desk, scope: Scope) -> None:
    cards = {
        at: {"platform": "instagram", "followers": 12_000, "er": rate}
        for at, rate in enumerate((0.0005, 0.03, 0.9))
    }
    known = ranks(scope, cards, patience=60)
    assert list(known) == [0, 1, 2]
    assert known[0] < known[1] < known[2] == 99
    assert ranks(scope, cards | {3: {"platform": "instagram"}}, patience=60) == known
    assert ranks(scope, {0: cards[0] | {"platform": "tiktok"}}, patience=-1) == {}


def test_the_cards_below_a_filter_follow_those_shown(desk: Desk, scope: Scope) -> None:
    first = queries.stages(scope)[0].uid
    fitting = {one["id"] for one in search.search(scope, "er>0.1%", limit=500).results}
    every = desk.keys()
    wanted = [key for key in every if key in fitting]
    assert len(wanted) > PER_STAGE
    answer = desk.get(f"{{}}/stages/{first}/?q=er>0.1%25&offset={PER_STAGE}", part=True)
    assert cards(answer) == wanted[PER_STAGE : 2 * PER_STAGE]
