"""Taking imports back, also in pieces and by the right people only."""

import pytest

from groundswell.creators.actions import record_profiles, withdraw_batch, withdrawal
from groundswell.creators.models import AudienceEstimate, Creator, Observation, Profile
from groundswell.kernel.errors import Refused
from groundswell.workspaces.scope import Right, Scope
from tests.creators.conftest import HERE, THERE, changed, frame
from tests.creators.test_recording import AUDIENCE, facts

pytestmark = pytest.mark.django_db


def test_what_an_import_brought_is_gone_and_what_was_before_is_back(scope, source, source_of):
    said = frame({"key": "ann", "followers": 1, "city": "Bonn"})
    record_profiles(scope, source, said, owner=0, batch=1)
    more = frame(
        {"key": "ann", "followers": 2, "audience": AUDIENCE},
        {"key": "bob", "followers": 3},
        at=2_000,
    )
    record_profiles(scope, source, more, owner=0, batch=2)
    rows = set(Profile.objects.values_list("id", flat=True))
    changed()
    done = withdraw_batch(scope, 2)
    assert (done.observations, done.audiences, done.profiles) == (2, 1, 1)
    assert facts("ann") == {"followers": 1, "city": "Bonn"}
    ann = Profile.objects.get()
    assert (ann.audience, ann.seen_at) == (None, 1_000)
    assert not AudienceEstimate.objects.exists()
    assert Creator.objects.count() == 1
    assert changed() == rows
    assert withdraw_batch(scope, 2).observations == 0


def test_a_withdrawal_that_was_cut_short_goes_on(scope, source, monkeypatch):
    said = frame(*({"key": f"p{number}", "followers": 1} for number in range(10)))
    record_profiles(scope, source, said, owner=0, batch=5)
    monkeypatch.setattr(withdrawal, "_CHUNK", 3)
    whole = withdrawal.remove_empty
    calls = []

    def cut_short(profiles):
        calls.append(len(profiles))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(profiles)

    monkeypatch.setattr(withdrawal, "remove_empty", cut_short)
    with pytest.raises(KeyboardInterrupt):
        withdraw_batch(scope, 5)
    assert Profile.objects.count() == 7
    assert withdraw_batch(scope, 5).profiles == 7
    assert not Profile.objects.exists()
    assert not Observation.objects.exists()


def test_a_private_layer_that_goes_shows_in_the_public_one(scope, source):
    public = record_profiles(scope, source, frame({"key": "ann"}), owner=0).rows[0]
    record_profiles(scope, source, frame({"key": "ann"}, at=2_000), owner=HERE, batch=4)
    changed()
    version = Profile.objects.get(pk=public).version
    withdraw_batch(scope, 4)
    assert Profile.objects.get().version == version + 1
    assert public in changed()


def test_another_workspaces_import_is_not_taken_back(scope, elsewhere, source):
    record_profiles(elsewhere, source, frame({"key": "ann"}), owner=THERE, batch=6)
    with pytest.raises(Refused):
        withdraw_batch(scope, 6)
    with pytest.raises(Refused):
        withdraw_batch(Scope(THERE, "x", frozenset({Right.READ})), 6)
    assert withdraw_batch(elsewhere, 6).profiles == 1


def test_no_batch_is_not_a_batch(scope):
    with pytest.raises(ValueError, match="positive"):
        withdraw_batch(scope, 0)
