"""Shares of an audience: with intervals by source, shown by the published rule or not at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.creators import audiences
from groundswell.creators.actions import record_audiences
from groundswell.creators.estimates import Estimate, NotEnough
from groundswell.creators.models import Profile
from groundswell.creators.queries import AudienceShown, SourceShown
from groundswell.kernel.errors import Missing
from tests.creators.conftest import HERE, frame

SOURCE = SourceShown(1, "test", "one", "public")


def told(n, **shares) -> AudienceShown:
    return AudienceShown(
        1_000, "followers", "", n, {k.replace("_", ":", 1): v for k, v in shares.items()}, SOURCE
    )


def figure(n, share, **more):
    return audiences.share_figure(told(n), share, **more)


@pytest.mark.parametrize(
    ("hits", "n", "shown"),
    [(5, 20, False), (15, 30, False), (10, 40, True), (20, 50, True), (4, 100, False),
     (8, 100, False), (30, 100, True), (20, 200, True), (6, 400, True)],
)  # fmt: skip
def test_g20_shares_are_shown_by_the_rule(hits, n, shown):
    found = figure(n, hits / n)
    assert found.known == shown
    if isinstance(found, NotEnough):
        assert found.have == n < found.need
        assert "Not enough data" in found.sentence


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(12, 100, 0.0700, 0.1981), (60, 200, 0.2407, 0.3668), (300, 1_000, 0.2724, 0.3291)],
)
def test_g20_intervals_are_wilsons(hits, n, low, high):
    found = figure(n, hits / n)
    assert isinstance(found, Estimate)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    assert (found.n, found.sources, found.as_of) == (n, (SOURCE,), 1_000)


@given(st.integers(0, 5_000), st.floats(0, 1), st.booleans())
def test_a_share_lies_in_its_interval_or_lacks_people(n, share, private):
    found = figure(n, share, private=private)
    if isinstance(found, Estimate):
        assert 0 <= found.low <= share + 1e-9
        assert share - 1e-9 <= found.high <= 1
        assert n >= audiences.NEED
    else:
        assert found.have == n < found.need


def test_small_joint_cells_are_not_shown():
    assert figure(2_000, 9 / 2_000).known
    hidden = figure(2_000, 9 / 2_000, private=True)
    assert isinstance(hidden, NotEnough)
    assert hidden.need == 2_223


def test_several_groups_are_judged_together():
    ages = {
        f"age_{band}": share for band, share in (("18-24", 0.4), ("25-34", 0.35), ("35-44", 0.25))
    }
    wide = audiences.breakdown(told(500, **ages)).shares["age"][0].figure
    alone = figure(500, 0.4)
    assert wide.high - wide.low > alone.high - alone.low
    assert [one.key for one in audiences.breakdown(told(500, **ages)).shares["age"]] == [
        "18-24", "25-34", "35-44"
    ]  # fmt: skip


def test_without_a_sample_size_a_share_stands_as_stated():
    found = audiences.breakdown(told(None, country_US=0.41))
    share = found.shares["country"][0]
    assert (share.value, share.figure.low, share.figure.n) == (0.41, None, None)
    assert not share.figure.computed
    assert (found.enough, found.sample) == (True, None)


def test_too_small_a_sample_says_what_it_lacks():
    found = audiences.breakdown(told(22, country_US=0.41, gender_female=0.5))
    assert not found.enough
    assert found.lacking == NotEnough("audience_share", 22, 30, "people")
    assert found.shares["country"][0].value is None


def test_a_pyramid_is_of_everybody_or_of_one_country():
    cells = {"cell_*/18-24/female": 0.3, "cell_*/18-24/male": 0.1, "cell_US/18-24/female": 0.2,
             "cell_US/*/female": 0.4}  # fmt: skip
    whole = audiences.breakdown(told(1_000, **cells)).pyramid
    assert (whole.country, whole.ages, whole.genders) == ("*", ("18-24",), ("female", "male"))
    assert whole.cells[("18-24", "female")].value == 0.3
    us = audiences.breakdown(told(1_000, **{"cell_US/25-34/male": 0.2, "cell_CA/25-34/male": 0.1}))
    assert us.pyramid.country == "US"
    assert audiences.breakdown(told(1_000, country_US=0.5)).pyramid is None


def said(n, at, share=0.5):
    return json.dumps(
        {"as_of": at, "n": n, "basis": "followers", "keys": ["country:US"], "shares": [share]}
    )


@pytest.mark.django_db
def test_the_newest_of_each_source_the_largest_first_too_small_ones_last(scope, source_of):
    for name, n, at in (("small", 20, 900), ("old", 300, 100), ("old", 400, 200), ("big", 900, 50)):
        record_audiences(
            scope, source_of(name), frame({"key": "ann", "audience": said(n, at)}, at=at), owner=0
        )
    found = audiences.audience(scope, Profile.objects.get().pk)
    assert [(one.told.source.name, one.sample, one.enough) for one in found] == [
        ("big", 900, True), ("old", 400, True), ("small", 20, False)
    ]  # fmt: skip


@pytest.mark.django_db
def test_another_workspace_sees_no_private_audience(scope, elsewhere, source):
    record_audiences(scope, source, frame({"key": "ann", "audience": said(500, 1)}), owner=HERE)
    row = Profile.objects.get().pk
    assert len(audiences.audience(scope, row)) == 1
    with pytest.raises(Missing):
        audiences.audience(elsewhere, row)
