"""Whatever happens in whatever order, the index ends as the catalog is."""

import random
import threading
import time
from contextlib import contextmanager
from unittest import mock

import numpy as np
import orjson
import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from groundswell.creators import feed
from groundswell.creators.models import (
    Basis,
    Creator,
    Observation,
    Profile,
    ProfileChange,
    Source,
)
from groundswell.discovery import building, catalog, index, sync
from groundswell.discovery.document import from_rows
from groundswell.discovery.engines.base import HasTerms, Plan
from groundswell.discovery.engines.tantivy import TantivyWriter
from groundswell.discovery.errors import IndexBusy, IndexMissing
from tests.contracts.plans import VIEWERS
from tests.contracts.reference import ReferenceEngine

OWNERS = (0, 0, 0, 5, 6)
KEYS = tuple("abcdef")


class Crash(BaseException):
    """The process is gone; nothing of its own runs any more."""


@contextmanager
def crashing(target, name):
    """Die when ``target.name`` is called; what would tidy up afterwards does not run either."""
    with (
        mock.patch.object(target, name, side_effect=Crash),
        mock.patch.object(sync.shutil, "rmtree"),
        mock.patch.object(index.shutil, "rmtree"),
    ):
        yield


def source():
    return Source.objects.get_or_create(
        uid="src_1", defaults={"kind": "file", "name": "f", "basis": Basis.IMPORTED}
    )[0]


def announce(*profiles, touched=()):
    feed.touch(touched)
    feed.announce([*profiles, *touched])


def store(key, owner, followers, *, platform=1):
    """Create or change one layer of a profile, as an import does."""
    with transaction.atomic():
        profile = Profile.objects.filter(platform=platform, key=key, owner=owner).first()
        twins = Profile.objects.filter(platform=platform, key=key).exclude(owner=owner)
        if profile is None:
            profile = Profile.objects.create(
                creator=Creator.objects.create(), owner=owner, platform=platform, key=key,
                handle=key, seen_at=followers,
            )  # fmt: skip
        else:
            profile.version += 1
        observation = Observation.objects.create(
            profile=profile, source=source(), observed_at=followers, confirmed_at=followers,
            document="{}", batch=Observation.objects.count(),
        )  # fmt: skip
        facts = {"followers": followers, "topics": ["vegan"] if followers % 2 else ["cars"]}
        profile.facts = orjson.dumps(facts).decode()
        profile.origins = orjson.dumps({"": [observation.pk, followers]}).decode()
        profile.save()
        announce(profile.pk, touched=[twin.pk for twin in twins])
    return profile


def remove(profile):
    with transaction.atomic():
        twins = Profile.objects.filter(platform=profile.platform, key=profile.key)
        others = [twin.pk for twin in twins if twin.pk != profile.pk]
        row = profile.pk
        Observation.objects.filter(profile=profile).delete()
        profile.delete()
        announce(row, touched=others)


def merge(absorbed, kept):
    with transaction.atomic():
        if absorbed.creator_id != kept.creator_id and kept.creator.merged_into_id is None:
            Creator.objects.filter(pk=absorbed.creator_id).update(merged_into=kept.creator)
            touched = Profile.objects.filter(creator__in=[absorbed.creator_id, kept.creator_id])
            announce(touched=[one.pk for one in touched])


def assert_equal():
    """Drain, then compare every document of the index with the catalog."""
    sync.drain()
    assert not sync.verify()
    assert sync.waiting() == (0, 0.0)
    rows = np.array(sorted(Profile.objects.values_list("pk", flat=True)), dtype=np.int64)
    truth = ReferenceEngine()
    if len(rows):
        truth.upsert(from_rows(catalog.rows_of(rows)))
    truth.commit()
    reader = index.reader()
    for viewer in VIEWERS:
        for plan in (Plan(viewer), Plan(viewer, (HasTerms("topic", ("vegan",)),))):
            assert reader.search(plan, limit=500).hits == truth.search(plan, limit=500).hits


class History(RuleBasedStateMachine):
    """Edits, deletes, merges, drains, rebuilds and deaths in any order."""

    @initialize()
    def empty(self):
        for model in (ProfileChange, Observation, Profile, Creator):
            model.objects.all().delete()
        index.shutil.rmtree(index.folder())
        self.clock = 0

    def _one(self, seed):
        profiles = list(Profile.objects.order_by("pk"))
        return random.Random(seed).choice(profiles) if profiles else None

    @rule(
        key=st.sampled_from(KEYS), owner=st.sampled_from(OWNERS), platform=st.sampled_from((1, 2))
    )
    def edit(self, key, owner, platform):
        self.clock += 1
        store(key, owner, self.clock, platform=platform)

    @rule(seed=st.integers(0, 99))
    def forget(self, seed):
        if (profile := self._one(seed)) is not None:
            remove(profile)

    @rule(seed=st.integers(0, 99))
    def unite(self, seed):
        one, other = self._one(seed), self._one(seed + 1)
        if one is not None and other is not None and one.creator.merged_into_id is None:
            merge(one, other)

    @rule()
    def drain(self):
        sync.drain()

    @rule()
    def rebuild(self):
        sync.rebuild()

    @rule(key=st.sampled_from(KEYS), seed=st.integers(0, 99), drained=st.booleans())
    def rebuild_while_others_write(self, key, seed, drained):
        began = []

        def write(_done, _total):
            if not began:
                began.append(True)
                self.edit(key, 0, 1)
                self.forget(seed)
                if drained and index.live() is not None:
                    sync.drain()

        sync.rebuild(progress=write)

    @precondition(lambda _self: index.live() is not None)
    @rule(
        where=st.sampled_from(
            [
                (TantivyWriter, "commit"),
                (sync, "_done"),
                (sync, "from_rows"),
                (TantivyWriter, "upsert"),
            ]
        )
    )
    def die_in_a_drain(self, where):
        with crashing(*where):
            try:
                sync.drain()
            except Crash:
                return

    @rule(
        where=st.sampled_from(
            [
                (building, "from_rows"), (sync, "build"), (sync, "_replay"), (index, "switch"),
                (TantivyWriter, "commit"), (sync, "_replay_and_switch"),
            ]
        )
    )  # fmt: skip
    def die_in_a_rebuild(self, where):
        with crashing(*where):
            try:
                sync.rebuild()
            except Crash:
                return

    @rule()
    def die_behind_the_switch(self):
        switch = index.switch

        def last(path):
            switch(path)
            raise Crash

        with mock.patch.object(index, "switch", last), mock.patch.object(sync.shutil, "rmtree"):
            try:
                sync.rebuild()
            except Crash:
                return

    def teardown(self):
        assert_equal()


@pytest.mark.django_db(transaction=True)
def test_any_history_ends_with_an_index_that_equals_the_catalog():
    run_state_machine_as_test(
        History, settings=settings(max_examples=15, stateful_step_count=12, deadline=None)
    )


@pytest.mark.django_db(transaction=True)
def test_a_private_layer_takes_the_place_of_the_public_one():
    store("a", 0, 10)
    store("a", 5, 3)  # older: fills in, and lays nothing over
    assert_equal()
    reader = index.reader()
    public, private, other = (reader.search(Plan(viewer)).hits for viewer in (0, 5, 6))
    assert [hit.card["followers"] for hit in private] == [10]
    assert private[0].row != public[0].row
    assert other == public
    store("a", 0, 20)
    assert_equal()
    assert reader.search(Plan(5)).hits[0].card["followers"] == 20
    remove(Profile.objects.get(owner=5))
    assert_equal()
    assert reader.search(Plan(5)).hits == reader.search(Plan(0)).hits


@pytest.mark.django_db(transaction=True)
def test_a_private_profile_does_not_show_in_a_public_document():
    one = store("a", 0, 1, platform=1)
    Profile.objects.filter(pk=store("a", 5, 1, platform=2).pk).update(creator=one.creator)
    Profile.objects.filter(pk=store("a", 0, 1, platform=3).pk).update(creator=one.creator)
    announce(touched=list(Profile.objects.values_list("pk", flat=True)))
    assert_equal()
    cards = {hit.card["platform"]: hit.card for hit in index.reader().search(Plan(5)).hits}
    assert cards["instagram"]["also_on"] == ["youtube"]
    assert cards["tiktok"]["also_on"] == ["instagram", "youtube"]


@pytest.mark.django_db(transaction=True)
def test_a_failed_rebuild_leaves_the_live_index():
    store("a", 0, 1)
    sync.drain()
    before = index.live()
    full = mock.patch.object(sync, "build", side_effect=IndexMissing("disk full"))
    with full, pytest.raises(IndexMissing):
        sync.rebuild()
    assert index.live() == before
    assert [path for path in index.folder().iterdir() if path.is_dir()] == [before]
    store("b", 0, 2)
    assert_equal()


@pytest.mark.django_db(transaction=True)
def test_a_reader_finishes_on_the_generation_it_holds():
    store("a", 0, 1)
    sync.drain()
    old = index.reader()
    assert old.count(Plan(0)) == 1
    store("b", 0, 2)
    sync.rebuild()
    assert old.count(Plan(0)) == 1
    assert index.reader().count(Plan(0)) == 2
    with index.writing():
        index.clean(grace=index.GRACE * 0)
    assert old.search(Plan(0)).hits[0].card["handle"] == "a"


@pytest.mark.django_db(transaction=True)
def test_only_one_writes_and_only_one_builds():
    store("a", 0, 1)
    sync.drain()
    store("b", 0, 1)
    with index.writing(), pytest.raises(IndexBusy):
        sync.drain(wait=0.05)
    with index.building(), pytest.raises(IndexBusy):
        sync.rebuild()
    assert_equal()


@pytest.mark.django_db(transaction=True)
def test_who_follows_applies_soon_and_lets_others_in():
    store("a", 0, 1)
    sync.drain()
    stop = threading.Event()
    follower = threading.Thread(target=sync.run, args=(stop,))
    follower.start()
    try:
        for number in range(3):
            store("b", 0, 10 + number)
            began = time.monotonic()
            while sync.waiting()[0]:
                assert time.monotonic() - began < 20
                time.sleep(0.02)
        sync.rebuild()
        store("c", 0, 99)
        sync.drain()
    finally:
        stop.set()
        follower.join(30)
    assert not follower.is_alive()
    assert_equal()


@pytest.mark.django_db(transaction=True)
def test_a_first_large_import_is_a_rebuild():
    sync.drain()
    before = index.live()
    store("a", 0, 1)
    with mock.patch.object(sync, "_LARGE", 1):
        sync.drain()
    assert index.live() != before
    assert_equal()
    after = index.live()
    store("a", 0, 2)
    store("b", 0, 2)
    sync.drain()
    assert index.live() == after


@pytest.mark.django_db(transaction=True)
def test_without_an_index_the_reader_says_what_to_do():
    with pytest.raises(IndexMissing) as refusal:
        index.reader()
    assert "index rebuild" in refusal.value.hint
    sync.drain()
    assert index.reader().count(Plan(0)) == 0
