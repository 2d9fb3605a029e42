"""Peers: of one platform and nearly one size, counted by the engine, kept for a while."""

import numpy as np
import pytest

from groundswell.discovery import peers
from groundswell.kernel.errors import Invalid, Refused
from groundswell.measures.peers import FEWEST
from groundswell.workspaces.scope import Scope
from tests.discovery.memory import MemoryReader

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    peers.forget()
    yield
    peers.forget()


def crowd(count, *, platform="instagram", low=25_000, high=50_000, first=1, **fields):
    sizes = np.linspace(low, high - 1, count).astype(int).tolist()
    return [
        {"row": first + place, "platform": platform, "followers": size,
         **{name: value(place) for name, value in fields.items()}}
        for place, size in enumerate(sizes)
    ]  # fmt: skip


@pytest.fixture
def reader(monkeypatch, workspace):
    """400 on Instagram of 25k to 50k with rates 0.01 to 0.05; 300 smaller; 20 on Twitch."""
    found = MemoryReader(
        [
            *crowd(400, er=lambda n: 0.01 + n / 10_000, growth=lambda n: -0.1 + n / 2_000),
            *crowd(300, low=1_000, high=2_500, first=1_000, er=lambda _: 0.2),
            *crowd(20, platform="twitch", first=2_000, er=lambda _: 0.1),
            *(
                one | {"owner": workspace.pk + 1}
                for one in crowd(50, first=3_000, er=lambda _: 0.9)
            ),
        ]
    )
    monkeypatch.setattr("groundswell.discovery.desk.index.reader", lambda: found)
    return found


@pytest.mark.parametrize(
    ("followers", "low"),
    [(0, 0), (999, 0), (1_000, 1_000), (24_999, 10_000), (25_000, 25_000), (49_999, 25_000),
     (50_000, 50_000), (9_999_999, 5_000_000), (400_000_000, 10_000_000)],
)  # fmt: skip
def test_bands_hold_their_lower_edge(followers, low):
    assert peers.BANDS[peers.band(followers)] == low


def test_who_the_peers_are_is_said(scope, reader):
    found = peers.curves(scope, "instagram", 30_000)
    assert (found.platform, found.low, found.high, found.n) == ("instagram", 25_000, 50_000, 400)
    assert set(found.curves) == {"er", "growth"}
    assert found.curves["er"].n == 400


def test_a_value_has_its_percentile_among_them(scope, reader):
    er = peers.curves(scope, "instagram", 30_000).curves["er"]
    for rank in (0.1, 0.5, 0.9):
        assert peers.place(er, 0.01 + rank * 0.04).percentile == pytest.approx(rank, abs=0.03)
    assert peers.place(er, 0.9).percentile == 1
    low, high = peers.curves(scope, "instagram", 30_000).middle("growth")
    assert (low, high) == (pytest.approx(-0.05, abs=0.01), pytest.approx(0.05, abs=0.01))


def test_a_thin_band_takes_in_its_neighbours(scope, reader):
    found = peers.curves(scope, "instagram", 70_000)
    assert (found.low, found.n) == (25_000, 400)
    few = peers.curves(scope, "twitch", 30_000)
    assert few.n == 20 < FEWEST
    assert few.curves == {}
    assert few.middle("er") is None


def test_others_private_profiles_are_no_peers(scope, reader, workspace):
    mine = peers.curves(scope, "instagram", 30_000).curves["er"]
    theirs = peers.curves(Scope.operator(workspace.pk + 1), "instagram", 30_000).curves["er"]
    assert (mine.n, theirs.n) == (400, 450)
    assert mine.percentile(0.5) == 1
    assert theirs.percentile(0.5) < 1


def test_answers_are_kept_and_each_band_is_asked_once(scope, reader):
    page = [("instagram", 30_000 + place) for place in range(24)] + [("instagram", None)]
    first = peers.of_many(scope, page)
    asked = len(reader.asked)
    assert first[-1] is None
    assert all(one is first[0] for one in first[:-1])
    assert peers.of_many(scope, page)[0] is first[0]
    assert len(reader.asked) == asked
    peers.forget()
    assert peers.of_many(scope, page)[0] == first[0]
    assert len(reader.asked) > asked


def test_only_what_can_be_compared_and_only_who_may_read(scope, reader):
    with pytest.raises(Invalid):
        peers.curves(scope, "instagram", 5, ["country"])
    with pytest.raises(Refused):
        peers.curves(Scope(scope.workspace, "key:1", frozenset()), "instagram", 5)


@pytest.mark.parametrize("name", peers.FIELDS_COMPARED)
def test_edges_of_engine_and_axis_fit(name):
    engine, human = peers._edges(name), peers._human_edges(name)
    assert len(human) == len(engine) + 1
    assert all(np.diff(engine) > 0)
    assert all(np.diff(human) > 0)
