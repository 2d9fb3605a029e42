"""What must hold whatever is recorded, in whatever order."""

import json
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.creators.actions import ensure_source, record_profiles, withdraw_batch
from groundswell.creators.actions.projection import reproject
from groundswell.creators.models import Creator, Observation, Profile
from groundswell.workspaces.scope import Scope
from tests.creators.conftest import HERE, frame

SCOPE = Scope.operator(HERE)

_SAID = st.fixed_dictionaries(
    {},
    optional={
        "followers": st.integers(0, 3),
        "city": st.sampled_from(["bonn", "köln"]),
        "topics": st.sampled_from([["a"], ["b", "a"]]),
        "er_followers": st.sampled_from([0.01, 0.5]),
    },
)
_DEED = st.fixed_dictionaries(
    {
        "source": st.integers(0, 2),
        "batch": st.sampled_from([None, 1, 2]),
        "owner": st.sampled_from([0, HERE]),
        "key": st.sampled_from(["ann", "bob"]),
        "said": _SAID,
    }
)
_DEEDS = st.lists(_DEED, min_size=1, max_size=8)
_TERMS: list[dict[str, Any]] = [{}, {}, {"may_mix": False}]


def run(deeds: list[tuple[int, dict[str, Any]]]) -> None:
    for at, deed in deeds:
        number = deed["source"]
        source = ensure_source(SCOPE, kind="test", name=str(number), owner=0, **_TERMS[number])
        said = frame({"key": deed["key"], **deed["said"]}, at=at)
        record_profiles(SCOPE, source, said, owner=deed["owner"], batch=deed["batch"])


def state() -> dict[tuple[str, int], tuple[Any, ...]]:
    return {
        (one.key, one.owner): (json.loads(one.facts), one.seen_at, one.source.name)
        for one in Profile.objects.select_related("source")
    }


def clear() -> None:
    Observation.objects.all().delete()
    Profile.objects.all().delete()
    Creator.objects.all().delete()


@pytest.mark.django_db
@settings(max_examples=25)
@given(deeds=_DEEDS, data=st.data())
def test_the_order_of_arrival_does_not_matter(deeds, data):
    timed = list(enumerate(deeds, start=1_000))
    with transaction.atomic():
        clear()
        run(timed)
        straight = state()
        clear()
        run(data.draw(st.permutations(timed)))
        assert state() == straight


@pytest.mark.django_db
@settings(max_examples=25)
@given(deeds=_DEEDS, times=st.lists(st.integers(1, 4), min_size=8, max_size=8))
def test_what_is_shown_is_what_all_observations_give(deeds, times):
    with transaction.atomic():
        clear()
        run(list(zip(times, deeds, strict=False)))
        before = state()
        reproject(list(Profile.objects.values_list("id", flat=True)))
        assert state() == before


@pytest.mark.django_db
@settings(max_examples=25)
@given(deeds=_DEEDS)
def test_a_withdrawn_import_leaves_no_trace(deeds):
    timed = list(enumerate(deeds, start=1_000))
    with transaction.atomic():
        clear()
        run([(at, deed) for at, deed in timed if deed["batch"] != 1])
        without = state()
        clear()
        run(timed)
        withdraw_batch(SCOPE, 1)
        assert state() == without
        assert Observation.objects.filter(batch=1).count() == 0
        assert Creator.objects.filter(profiles=None).count() == 0
