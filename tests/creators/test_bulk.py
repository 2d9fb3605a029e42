"""Many rows at once, on whichever database the suite runs."""

import threading
from typing import Any

import numpy as np
import polars as pl
import pytest
from django.db import connections, transaction

from groundswell.creators import bulk
from groundswell.creators.actions import record_profiles
from groundswell.creators.models import Creator, Observation, Profile, Source
from tests.creators.conftest import frame

pytestmark = pytest.mark.django_db

ODD = ["", "\\N", '"', "a,b", "line\nbreak", "tab\t", "Ünï 🌿", "NULL", "'", "\\", " x "]


def test_reserved_numbers_are_never_given_twice():
    with transaction.atomic():
        first, second = bulk.reserve(Creator, 3), bulk.reserve(Creator, 2)
    assert len({*first, *second}) == 5
    assert list(first) == sorted(first)
    row = Creator.objects.create()
    assert row.pk not in {*first, *second}
    with transaction.atomic():
        assert row.pk not in bulk.reserve(Creator, 5)


def test_texts_arrive_as_they_were(source):
    ids = bulk.reserve(Creator, len(ODD))
    bulk.insert_alike(Creator, ids, {"owner": 0, "created_at": "2026-01-01 00:00:00"})
    assert Creator.objects.filter(pk__in=ids.tolist()).count() == len(ODD)
    rows = pl.DataFrame({
        "id": bulk.reserve(Profile, len(ODD)),
        "creator_id": ids,
        "owner": [0] * len(ODD),
        "platform": [1] * len(ODD),
        "key": [f"{number}{text}" for number, text in enumerate(ODD)],
        "handle": ODD,
        "platform_id": pl.Series([None, *ODD[1:]], dtype=pl.String),
        "facts": ["{}"] * len(ODD),
        "origins": ["{}"] * len(ODD),
        "version": [1] * len(ODD),
        "seen_at": [0] * len(ODD),
    })  # fmt: skip
    bulk.insert(Profile, rows)
    stored = Profile.objects.order_by("id").values_list("key", "handle", "platform_id")
    assert list(stored) == list(rows.select("key", "handle", "platform_id").rows())


def test_rows_are_changed_by_number(source):
    rows = [Creator.objects.create() for _ in range(3)]
    bulk.update(Creator, [("owner", "bigint")], [(5, rows[0].pk), (6, rows[2].pk)])
    assert [Creator.objects.get(pk=row.pk).owner for row in rows] == [5, 0, 6]
    bulk.update(Creator, [], [(rows[1].pk,)], extra="owner = owner + 9")
    assert Creator.objects.get(pk=rows[1].pk).owner == 9


def test_packing_is_lossless():
    ids = np.array([1, 2**40, 7], dtype=np.int64)
    assert list(bulk.unpack(bulk.pack(ids))) == list(ids)
    assert len(bulk.unpack(bulk.pack([]))) == 0


def test_answers_keep_their_types():
    found = bulk.fetch("SELECT 1, 'a', NULL", [], {"n": pl.Int64, "t": pl.String, "x": pl.Float64})
    assert found.rows() == [(1, "a", None)]
    empty = bulk.fetch("SELECT id FROM creators_profile", [], {"n": pl.Int64})
    assert (empty.height, empty.schema) == (0, {"n": pl.Int64})


@pytest.mark.django_db(transaction=True)
def test_the_catalog_is_locked_inside_a_transaction_only():
    with pytest.raises(RuntimeError):
        bulk.lock_platforms([1])


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_each_profile_once(scope, source):
    """Four threads record the same new profiles in different orders, under sources of their own."""
    names = [f"p{number}" for number in range(200)]
    sources = [
        Source.objects.create(uid=f"src_{one}", kind="test", name=f"t{one}", basis="imported")
        for one in range(4)
    ]
    failures: list[BaseException] = []

    def write(number: int) -> None:
        try:
            keys: list[dict[str, Any]] = [{"key": key, "followers": number} for key in names]
            for part in (keys[::2], keys[::-1], keys[number * 10 :]):
                record_profiles(scope, sources[number], frame(*part, at=1_000 + number), owner=0)
        except BaseException as failure:  # noqa: BLE001 - told to the test's own thread
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Profile.objects.count() == 200
    assert set(Profile.objects.values_list("facts", flat=True)) == {'{"followers":3}'}
    assert Observation.objects.count() == 800
